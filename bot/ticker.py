"""Ticks: every so often, look at the tables. What is due is in the database; APScheduler only wakes us."""

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # it has no types

EVERY = Callable[[], Awaitable[None]]


class Ticker:
    """Runs looks at intervals, one at a time each; a missed one is made up for once."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def every(self, seconds: float, look: EVERY) -> None:
        """Call ``look`` every ``seconds``."""
        self._scheduler.add_job(look, "interval", seconds=seconds)

    def start(self) -> None:
        """Begin to tick, on the running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop ticking; a look under way is not waited for."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
