"""Notices when we were away: Telegram drops presses after 150 s, so whoever was answering gets the card anew."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from storage.outage import people_left_waiting

from storage import runner_state
from storage.world_reader import Sender
from storage.writer import Writer

log = structlog.get_logger(__name__)

GAP = timedelta(seconds=150)
"""How long Telegram keeps a press."""
NOTED_EVERY = timedelta(minutes=1)


class Outages:
    """Keeps the time of the last successful poll, in the database once a minute."""

    def __init__(self, writer: Writer, show_again: Callable[[Iterable[Sender]], None]) -> None:
        self._writer = writer
        self._show_again = show_again
        self._last: datetime | None = None
        self._noted: datetime | None = None

    async def begin(self) -> None:
        """Read when the last run reached Telegram."""
        self._last = await self._writer.run(runner_state.last_poll)

    async def reached(self, now: datetime) -> None:
        """Telegram has answered."""
        last, self._last = self._last, now
        if last is not None and now - last > GAP:
            waiting = await self._writer.run(people_left_waiting, last, now)
            log.info("back after an outage", seconds=int((now - last).total_seconds()), waiting=len(waiting))
            self._show_again(waiting)
        if self._noted is None or now - self._noted >= NOTED_EVERY or now < self._noted:
            await self._writer.run(runner_state.note_poll, now)
            self._noted = now
