"""Notices when we were away: Telegram drops presses after 150 s, so whoever was answering gets the card anew."""

from collections.abc import Callable, Iterable
from datetime import datetime

import structlog

from storage.outage import NOTED_EVERY, PRESS_LIVES, outage_before, people_cut_off
from storage.runner_state import note_poll
from storage.world_reader import Sender
from storage.writer import Writer

log = structlog.get_logger(__name__)


class Outages:
    """Keeps the time of the last successful poll, in the database once a minute."""

    def __init__(self, writer: Writer, show_again: Callable[[Iterable[Sender]], None]) -> None:
        self._writer = writer
        self._show_again = show_again
        self._last: datetime | None = None
        self._noted: datetime | None = None

    async def reached(self, now: datetime) -> None:
        """Telegram has answered."""
        last, self._last = self._last, now
        if last is None or now - last > PRESS_LIVES:
            await self._pick_up(now)
        if self._noted is None or abs(now - self._noted) >= NOTED_EVERY:
            await self._writer.run(note_poll, now)
            self._noted = now

    async def _pick_up(self, now: datetime) -> None:
        outage = await self._writer.run(outage_before, now)
        if outage is None:
            return
        people = await self._writer.run(people_cut_off, outage)
        log.info("back after an outage", seconds=int((now - outage.since).total_seconds()), cut_off=len(people))
        self._show_again(people)
