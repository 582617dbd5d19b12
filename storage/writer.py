"""The one thread that writes: a function gets a transaction, runs, and is committed.

Decides how often and how long a write is tried again when the database is locked, full or failing, that a cancelled
task neither undoes nor loses what it asked for, that writes which wait at the same time share a commit: the disk is
what a write waits for; and that a stop does not wait for a database that is away. Knows nothing of what is written.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from storage.database import Database, DatabaseUnavailable, Transaction
from storage.expunging import expunge

P = ParamSpec("P")
T = TypeVar("T")

PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between the tries of one write."""
LAST = 1.0
"""Seconds that closing the database may wait for others."""
STOPPING = "STOPPING"
"""The code of what was given up because we end."""
TOGETHER = 32
"""How many writes may share a commit: the first of them waits for the last, 2 ms of work each."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A write that waits for its turn; ``done`` gets its result after the commit."""

    function: Callable[[Transaction], Any]
    done: "Future[Any]" = field(default_factory=Future)


class Writer:
    """Runs functions of a transaction one after another on its own thread."""

    def __init__(self, database: Database, pauses: tuple[float, ...] = PAUSES) -> None:
        """Take a database; the thread starts with the first write."""
        self.database = database
        self.told: Callable[[str | None], object] = lambda _code: None
        """Hears on the writer's thread why a write was given up; ``None`` when one has gone through again."""
        self._pauses = pauses
        self._troubled = False
        self._leaving = threading.Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._waiting: deque[_Job] = deque()

    async def run(self, function: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call ``function(transaction, ...)`` and commit; an exception of the function rolls back and comes through.

        A fault of the database rolls back and tries the whole function again; DatabaseUnavailable after the last try.
        When the awaiting task is cancelled, the write still goes through.
        """
        job = _Job(lambda transaction: function(transaction, *args, **kwargs))
        job.done.set_running_or_notify_cancel()  # from here on it is done whatever becomes of who asked
        self._waiting.append(job)
        self._thread.submit(self._write_waiting)
        write: asyncio.Future[T] = asyncio.wrap_future(job.done)
        write.add_done_callback(_retrieve)
        return await asyncio.shield(write)

    def run_now(self, function: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do the same from synchronous code, on the calling thread."""
        for pause in self._pauses:
            try:
                return self._once(function, *args, **kwargs)
            except DatabaseUnavailable:
                if self._leaving.wait(pause):
                    raise
        return self._once(function, *args, **kwargs)

    async def expunge(self) -> bool:
        """Have what was forgotten or redacted go from the files too, if that is owed; tell whether nothing is owed now.

        When the database is not available it stays owed: ask again later.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.expunge_now)

    def expunge_now(self) -> bool:
        """Do the same from synchronous code, on the calling thread."""
        try:
            expunge(self.database)
        except DatabaseUnavailable:
            return False
        return True

    def _once(self, function: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self.database.writing() as transaction:
            return function(transaction, *args, **kwargs)

    def _write_waiting(self) -> None:
        """Write what waits, in its order; there may be nothing, when an earlier call has taken it along."""
        jobs = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
        if len(jobs) > 1 and not self._leaving.is_set() and self._share(jobs):
            self._tell(None)
            return
        for job in jobs:
            try:
                if self._leaving.is_set():
                    raise DatabaseUnavailable(STOPPING)
                result = self.run_now(job.function)
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever asked for the write
                if isinstance(error, DatabaseUnavailable):
                    self._tell(error.code)
                job.done.set_exception(error)
            else:
                self._tell(None)
                job.done.set_result(result)

    def _share(self, jobs: list[_Job]) -> bool:
        """Write all in one transaction; if any of them fails nothing is written, and each has to be done by itself."""
        try:
            with self.database.writing() as transaction:
                results = [job.function(transaction) for job in jobs]
        except Exception:  # noqa: BLE001 - the one that is at fault meets it again by itself
            return False
        for job, result in zip(jobs, results, strict=True):
            job.done.set_result(result)
        return True

    def _tell(self, code: str | None) -> None:
        if code is not None or self._troubled:
            self._troubled = code is not None
            self.told(code)

    async def close(self, patience: float | None = None) -> bool:
        """Finish what was asked for, stop the thread, close the database; tell whether all was written.

        After ``patience`` seconds what has not been written is given up with DatabaseUnavailable (``None``: never).
        """
        return await asyncio.to_thread(self.close_now, patience)

    def close_now(self, patience: float | None = None) -> bool:
        """Do the same from synchronous code."""
        giving_up = None if patience is None else threading.Timer(patience, self._give_up)
        if giving_up is not None:
            giving_up.start()
        self._thread.shutdown(wait=True)
        if giving_up is not None:
            giving_up.cancel()
            self.database.hurry(0.0 if self._leaving.is_set() else LAST)
        self.database.close()
        return not self._leaving.is_set()

    def _give_up(self) -> None:
        self._leaving.set()
        self.database.hurry(0.0)


def _retrieve(write: "asyncio.Future[T]") -> None:
    """Look at the result, so that a fault after a cancellation is not reported as forgotten."""
    if not write.cancelled():
        write.exception()
