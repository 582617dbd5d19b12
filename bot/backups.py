"""Backups while the bot runs: one at a time, on a thread of its own, when the folder says that one is due.

Decides when a failed one is tried again, and that a failure is one line in the log and a note that `solidaria check`
shows. Nobody's turn waits, and a stop does not either.
"""

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import structlog

from bot.clock import Clock
from bot.settings import Settings
from storage.backup import Backup, BackupExists
from storage.backup_folder import BackupFolder
from storage.database import Database, DatabaseUnavailable
from storage.runner_state import Memo, forget, recall, remember
from storage.soundness import DatabaseDamaged
from storage.writer import Writer

log = structlog.get_logger(__name__)

AGAIN_AFTER: Final = timedelta(minutes=30)
"""How long a failed backup is left alone."""


def folder_of(settings: Settings, database: Path) -> BackupFolder | None:
    """Give the folder of scheduled backups; ``None`` when there are none."""
    if settings.backup_dir is None:
        return None
    every = timedelta(hours=settings.backup_every_hours)
    return BackupFolder(settings.backup_dir, database, settings.backup_keep, every)


class ScheduledBackups:
    """Makes the backups of ``folder`` as often as it wants them."""

    def __init__(self, database: Database, folder: BackupFolder, writer: Writer, clock: Clock) -> None:
        self._database = database
        self._folder = folder
        self._writer = writer
        self._clock = clock
        self._failed_at: datetime | None = None
        self._making: asyncio.Task[None] | None = None

    async def look(self) -> None:
        """Begin a backup if one is due and none is being made."""
        now = self._clock.now()
        if self._making is not None and not self._making.done():
            return
        if self._failed_at is not None and abs(now - self._failed_at) < AGAIN_AFTER:
            return
        self._making = asyncio.create_task(self._make_if_due(now))

    async def settle(self) -> None:
        """Wait for the backup that is being made."""
        if self._making is not None:
            await asyncio.gather(self._making, return_exceptions=True)

    def leave(self) -> None:
        """Wait for nothing any more; half a copy is swept up by the next backup."""
        if self._making is not None:
            self._making.cancel()

    async def _make_if_due(self, now: datetime) -> None:
        try:
            made = await _on_a_thread(lambda: self._make(now))
        except (DatabaseUnavailable, DatabaseDamaged, BackupExists, OSError) as error:
            self._failed_at = now
            reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
            log.error("a backup failed, so the last good one is the newest; it is tried again", reason=reason)
            await self._note(f"{now:%Y-%m-%d %H:%M} UTC: {reason}")
            return
        if made is not None:
            self._failed_at = None
            log.info("a backup was made and verified", file=made.path.name, rows=sum(made.rows.values()))
            await self._note(None)

    def _make(self, now: datetime) -> Backup | None:
        keyring = self._database.keyring
        due = self._folder.is_due(now, None if keyring is None else keyring.fingerprint)
        return self._folder.make(self._database, now) if due else None

    async def _note(self, trouble: str | None) -> None:
        try:
            before = await self._writer.run(recall, Memo.BACKUP_TROUBLE)
            if trouble is not None:
                await self._writer.run(remember, Memo.BACKUP_TROUBLE, trouble)
            elif before is not None:
                await self._writer.run(forget, Memo.BACKUP_TROUBLE, before)
        except DatabaseUnavailable:
            log.warning("what became of the backup cannot be noted")


async def _on_a_thread(make: Callable[[], Backup | None]) -> Backup | None:
    """Run on a thread that a stop need not wait for."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Backup | None] = loop.create_future()

    def settle(made: Backup | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is None:
            done.set_result(made)
        else:
            done.set_exception(error)

    def work() -> None:
        made, fault = None, None
        try:
            made = make()
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits
            fault = error
        try:
            loop.call_soon_threadsafe(settle, made, fault)
        except RuntimeError:  # the loop is closed: nobody waits any more
            return

    threading.Thread(target=work, name="backup", daemon=True).start()
    return await done
