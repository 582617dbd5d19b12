"""Notices when we were away: Telegram drops presses after 150 s, so whoever was answering gets the card anew."""

from collections.abc import Callable, Iterable
from datetime import datetime

import structlog

from conversations.events import Event, OutageEnded
from storage.outage import NOTED_EVERY, PRESS_LIVES, outage_before, people_cut_off
from storage.runner_state import note_poll, paused_since
from storage.world_reader import Sender
from storage.writer import Writer

log = structlog.get_logger(__name__)


class Outages:
    """Keeps the time of the last successful poll, in the database once a minute."""

    def __init__(self, writer: Writer, happen: Callable[[Iterable[Sender], Event], None]) -> None:
        self._writer = writer
        self._happen = happen
        self._last: datetime | None = None
        self._noted: datetime | None = None

    async def reached(self, now: datetime) -> None:
        """Telegram has answered."""
        if (self._last is None or now - self._last > PRESS_LIVES) and not await self._picked_up(now):
            return
        self._last = now
        if self._noted is None or abs(now - self._noted) >= NOTED_EVERY:
            await self._writer.run(note_poll, now)
            self._noted = now

    async def _picked_up(self, now: datetime) -> bool:
        """Pick people up after an outage, if there was one; ``False``: that has to wait until a pause is over."""
        outage = await self._writer.run(outage_before, now)
        if outage is None:
            return True
        if await self._writer.run(paused_since) is not None:
            return False
        people = await self._writer.run(people_cut_off, outage)
        log.info("back after an outage", seconds=int((now - outage.since).total_seconds()), cut_off=len(people))
        self._happen(people, OutageEnded(outage.lossy))
        return True
