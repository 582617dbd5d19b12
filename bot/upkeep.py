"""What keeps a running bot in order beside the conversation: backups, the pause, the watchdog, the health endpoints,
the nightly retention.

Puts them together for the runner, which knows nothing of each.
"""

import asyncio
from typing import Final

from bot.backups import ScheduledBackups, folder_of
from bot.brush import Brush
from bot.clock import Clock
from bot.health import Health
from bot.liveness import Liveness
from bot.outgoing import Source
from bot.pausing import Gate, Pausing
from bot.polling import RawUpdate
from bot.retention import Happen, Retention
from bot.settings import Settings
from bot.ticker import Ticker
from bot.watchdog import Watchdog
from storage.database import Database
from storage.pausing import take_in
from storage.runner_state import paused_since
from storage.writer import Writer

LOOK_FOR_BACKUPS: Final = 60.0  # seconds
LOOK_FOR_RETENTION: Final = 60.0  # seconds; a bot that is started now and then does it as well
PART_OF_A_STOP: Final = 2.0
"""Seconds that telling people of a pause may take of a clean stop."""


class Upkeep:
    """Everything that watches over the bot while it runs."""

    def __init__(self, settings: Settings, database: Database, writer: Writer, brush: Brush, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock
        self.liveness = Liveness(clock.monotonic())
        writer.told = self.refused
        limit = settings.watchdog_minutes * 60
        self._watchdog = Watchdog(database, self.liveness, limit, clock.monotonic)
        self._pausing = Pausing(brush, writer, clock)
        folder = folder_of(settings, database.path)
        self.backups = None if folder is None else ScheduledBackups(database, folder, writer, clock)
        self._health: Health | None = None
        if settings.health_address is not None:
            self._health = Health(
                settings.health_address,
                lambda: self.liveness.stuck(clock.monotonic(), limit) if limit else (),
                lambda: self.liveness.not_ready(clock.monotonic()),
            )

    async def open(self) -> "asyncio.Future[None]":
        """Begin to watch; the future that is given raises what ends the bot. Raises HealthListenUnusable."""
        if self._health is not None:
            await self._health.open()
        return self._watchdog.start()

    def gated(self, *sources: Source) -> tuple[Source, ...]:
        """Give sources that have nothing in a pause."""
        return tuple(Gate(source, self._writer) for source in sources)

    def serving(self, ticker: Ticker, happen: Happen) -> None:
        """Note that the bot serves from now on, and look after its backups and what is past its term."""
        self.liveness.ready = True
        ticker.every(LOOK_FOR_RETENTION, Retention(self._writer, self._clock, happen).look)
        if self.backups is not None:
            ticker.every(LOOK_FOR_BACKUPS, self.backups.look)

    async def store(self, bot_id: int, updates: list[RawUpdate]) -> None:
        """Keep updates; in a pause, who sent them is told."""
        new, paused = await self._writer.run(take_in, bot_id, updates, self._clock.now())
        if paused is not None:
            self._pausing.tell(new, paused)

    async def pauses(self) -> bool:
        """Tell whether there is a pause."""
        return await self._writer.run(paused_since) is not None

    def answered(self, wait: float = 0.0) -> None:
        """Telegram has answered, perhaps to wait so many seconds."""
        self.liveness.answered(self._clock.monotonic(), wait)

    def met_another(self, why: str) -> None:
        """Something stands between Telegram and us, such as another program that uses our token."""
        self.liveness.met_another(self._clock.monotonic(), why)

    def refused(self, code: str | None) -> None:
        """The database could not be written, for that reason; ``None``: it could again. From any thread."""
        self.liveness.refused(self._clock.monotonic(), code)

    def not_serving(self) -> None:
        """Note that the bot is about to end."""
        self.liveness.ready = False

    async def close(self) -> None:
        """Watch no more; the last thing that a bot does."""
        if self.backups is not None:
            self.backups.leave()
        closing = asyncio.sleep(0) if self._health is None else self._health.close()
        await asyncio.gather(self._pausing.rest(PART_OF_A_STOP), closing)

    def end(self) -> None:
        """Let the watchdog go: everything is closed."""
        self._watchdog.stop()
