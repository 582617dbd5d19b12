"""Retention while the bot runs: once a night, class by class, a few rows at a time between people's turns.

Decides the order of a run and what a fault does to it: the other classes still have theirs, and the run is tried again
until it went through. The log gets counts, never rows. What goes, storage decides.
"""

from collections.abc import Callable, Iterable
from typing import Final

import structlog

from bot.clock import Clock
from conversations.events import Event, Redraw
from conversations.retention import DataClass
from storage.database import Database, DatabaseUnavailable
from storage.people_reader import shown_people
from storage.retention import BATCH, all_that_goes, sweep
from storage.retention_runs import Run, is_due, last_run, note_run
from storage.world_reader import Sender
from storage.writer import Writer

log = structlog.get_logger(__name__)

Happen = Callable[[Iterable[Sender], Event], None]
AGAIN_AFTER: Final = 1800.0
"""Seconds that a run which failed is left alone."""


class Retention:
    """Runs when a night has passed since the last time. ``happen`` has cards drawn anew that may name who is gone."""

    def __init__(self, writer: Writer, clock: Clock, happen: Happen | None = None) -> None:
        self._writer = writer
        self._clock = clock
        self._happen = happen
        self._failed_at: float | None = None

    async def look(self) -> None:
        """Run if it is due; and have what was forgotten go from the files, if that is still owed."""
        resting = self._failed_at is not None and self._clock.monotonic() - self._failed_at < AGAIN_AFTER
        try:
            if not resting and is_due(await self._writer.run(last_run), self._clock.now()):
                await self.run()
        except DatabaseUnavailable as error:
            self._failed(str(error))
        await self._writer.expunge()

    async def run(self) -> None:
        """Go through all classes now. Raises DatabaseUnavailable."""
        now = self._clock.now()
        gone = dict[DataClass, int]()
        faults = []
        for data, count in (await self._writer.run(all_that_goes, now)).items():
            try:
                gone[data] = sum([await self._writer.run(sweep, data, now) for _ in range(0, count, BATCH)])
            except DatabaseUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - the other classes go all the same
                faults.append(f"{data}: {type(error).__name__}")
        if faults:
            self._failed(", ".join(faults))
            return
        await self._writer.run(note_run, Run(now, gone))
        if gone.get(DataClass.PEOPLE) and self._happen is not None:
            self._happen(await self._writer.run(shown_people), Redraw())
        self._failed_at = None
        log.info("what was past its term is gone", **{data.value: count for data, count in gone.items() if count})

    def _failed(self, reason: str) -> None:
        self._failed_at = self._clock.monotonic()
        log.error("retention did not go through, it is tried again", reason=reason)


def run_now(database: Database, clock: Clock) -> Run:
    """Go through all classes beside the bot, a few rows in each transaction. Raises what the database raises."""
    writer, now = Writer(database), clock.now()
    gone = dict[DataClass, int]()
    for data, count in writer.run_now(all_that_goes, now).items():
        gone[data] = sum(writer.run_now(sweep, data, now) for _ in range(0, count, BATCH))
    run = Run(now, gone)
    writer.run_now(note_run, run)
    writer.expunge_now()
    return run
