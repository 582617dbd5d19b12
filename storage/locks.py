"""Which process may do what to a database file: one writes at a time, one runs the bot.

Both locks are files beside the database, held with flock: the kernel frees them when a process dies. Before SQLite
3.51.3 two processes that write or checkpoint at once can corrupt a write-ahead log, so every write holds the first
lock. `run` holds the second for life. Knows nothing of what is written.
"""

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

POLL_SECONDS = 0.002


class WriteLockBusy(RuntimeError):
    """Another process kept the write lock for the whole wait."""


class LockFileUnusable(RuntimeError):
    """The lock's file cannot be made: no such folder, or no right to write there."""


class RunnerAlreadyThere(RuntimeError):
    """A bot is running on this database (or something that needs to be alone is at work)."""

    def __init__(self, database: Path) -> None:
        """Name the database's file."""
        super().__init__(f"another process is running on {database}: stop it first")
        self.database = database


class _FileLock:
    """An exclusive lock on a file, once at a time; the file stays."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self, patience: Callable[[], float]) -> bool:
        """Take the lock, waiting up to ``patience()`` seconds, which may change; ``False`` when it could not be had."""
        file = self._opened()
        began = time.monotonic()
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() - began >= patience():
                    return False
                time.sleep(POLL_SECONDS)
            else:
                return True

    def _opened(self) -> int:
        if self._file is None:
            try:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError as error:
                raise LockFileUnusable(str(self._path)) from error
        return self._file

    def give_back(self) -> None:
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


class WriteLock:
    """The lock of one write, a context manager; ``patience`` is how many seconds to wait for it.

    ``patience`` may be set while somebody waits.
    """

    def __init__(self, database: Path, patience: float) -> None:
        """Take nothing yet."""
        self._lock = _FileLock(_beside(database, "write"))
        self.patience = patience

    def __enter__(self) -> Self:
        """Take the lock; raise WriteLockBusy when it cannot be had in time."""
        if not self._lock.take(lambda: self.patience):
            raise WriteLockBusy
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Give the lock back."""
        self._lock.give_back()

    def close(self) -> None:
        """Close the lock's file."""
        self._lock.close()


class RunnerLock:
    """The lock that `run` holds for life, and restore and upgrade while they work. A context manager."""

    def __init__(self, database: Path) -> None:
        """Take nothing yet."""
        self._database = database
        self._lock = _FileLock(_beside(database, "run"))

    def __enter__(self) -> Self:
        """Take the lock at once; raise RunnerAlreadyThere when another process has it."""
        if not self._lock.take(lambda: 0.0):
            self._lock.close()
            raise RunnerAlreadyThere(self._database)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Give the lock back."""
        self._lock.give_back()
        self._lock.close()


def _beside(database: Path, purpose: str) -> Path:
    return database.with_name(f"{database.name}.{purpose}.lock")
