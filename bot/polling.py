"""Long polling: raw updates go to the inbox first; only then is Telegram told that they came."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, ClassVar

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import TelegramMethod

from bot.clock import Clock
from storage.database import DatabaseUnavailable

log = structlog.get_logger(__name__)

RawUpdate = tuple[int, bytes]
"""An update's id, and all of it as JSON."""

POLL_SECONDS = 30
BATCH = 100
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds between tries while polls fail."""


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """``getUpdates``, undecoded: an update that aiogram cannot read must not stop the others."""

    __returning__: ClassVar[type] = list[dict[str, Any]]
    __api_method__: ClassVar[str] = "getUpdates"

    offset: int | None = None
    limit: int = BATCH
    timeout: int = POLL_SECONDS
    allowed_updates: list[str] | None = None


class Poller:
    """Fetches updates and hands them to ``store``, which returns when they are safe."""

    def __init__(
        self,
        bot: Bot,
        clock: Clock,
        store: Callable[[list[RawUpdate]], Awaitable[None]],
        succeeded: Callable[[datetime], Awaitable[None]],
        allowed: list[str],
    ) -> None:
        self._bot = bot
        self._clock = clock
        self._store = store
        self._succeeded = succeeded
        self._allowed = allowed

    async def run(self) -> None:
        """Poll for ever; every fault is waited out."""
        offset: int | None = None
        failures = 0
        while True:
            try:
                updates = await self._fetch(offset)
                if updates:
                    await self._store(updates)
                    offset = updates[-1][0] + 1
                await self._succeeded(self._clock.now())
                failures = 0
                continue
            except TelegramRetryAfter as error:
                await asyncio.sleep(error.retry_after)
                continue
            except TelegramConflictError:
                log.error("another program is polling with the same token: stop it, or give this one its own bot")
            except (TelegramNetworkError, TelegramServerError) as error:
                log.warning("no answer from Telegram, trying again", error=type(error).__name__)
            except DatabaseUnavailable as error:
                log.error("updates cannot be stored, so they stay with Telegram", reason=error.code)
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1

    async def _fetch(self, offset: int | None) -> list[RawUpdate]:
        call = GetRawUpdates(offset=offset, allowed_updates=self._allowed)
        raw = await self._bot(call, request_timeout=POLL_SECONDS + 10)
        return [(update["update_id"], json.dumps(update).encode()) for update in raw]
