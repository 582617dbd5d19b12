"""Notes what the talker has drawn, many marks in one transaction: nobody waits for them."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog

from bot.clock import Clock
from storage.database import DatabaseUnavailable
from storage.talk import Drawn, Work, mark_drawn, work_of
from storage.writer import Writer

log = structlog.get_logger(__name__)

PAUSE = 2.0  # seconds until the next try while the database is not available


class Marks:
    """Collects marks and writes them. A mark lost in a crash means that a screen is drawn twice, no more."""

    def __init__(self, writer: Writer, clock: Clock, wish: Callable[[Work], None]) -> None:
        self._writer = writer
        self._clock = clock
        self._wish = wish
        self._waiting: list[Drawn] = []
        self._something = asyncio.Event()

    def add(self, drawn: Drawn) -> None:
        """Take a mark."""
        self._waiting.append(drawn)
        self._something.set()

    async def run(self) -> None:
        """Write for ever."""
        while True:
            await self._something.wait()
            await self.flush()

    async def settle(self, seconds: float) -> None:
        """Write what waits, at most for ``seconds``."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.flush()

    async def flush(self) -> None:
        """Write what waits, and wish for what is owed again: a message was gone, or sent while another replaced it."""
        self._something.clear()
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            owed = await self._writer.run(mark_drawn, waiting, self._clock.now())
            if any(drawn.gone or drawn.sent_at is not None for drawn in waiting):
                for person in owed:
                    if work := await self._writer.run(work_of, person):
                        self._wish(work)
        except DatabaseUnavailable as error:
            log.error("what was drawn cannot be noted, trying again", reason=error.code)
            self._waiting = [*waiting, *self._waiting]
            await asyncio.sleep(PAUSE)
            self._something.set()
