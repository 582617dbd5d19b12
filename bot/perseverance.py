"""A write that is tried until the database is available again.

Decides how often. What is to be told meanwhile, and to whom, is the caller's matter.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from storage.database import DatabaseUnavailable

log = structlog.get_logger(__name__)

PAUSE = 2.0  # seconds between tries
T = TypeVar("T")


async def persevere(write: Callable[[], Awaitable[T]], away: Callable[[], object] = lambda: None) -> T:
    """Write, as often as it takes; ``away`` is called the first time that the database is not available."""
    told = False
    while True:
        try:
            return await write()
        except DatabaseUnavailable as error:
            log.error("the database is not available, trying again", reason=error.code)
            if not told:
                told = True
                away()
            await asyncio.sleep(PAUSE)
