"""The one thread that writes: a function gets a transaction, runs, and is committed.

Decides how often and how long a write is tried again when the database is locked, full or failing, and that a
cancelled task neither undoes nor loses what it asked for. Knows nothing of what is written.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from storage.database import Database, DatabaseUnavailable, Transaction

P = ParamSpec("P")
T = TypeVar("T")

PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between the tries of one write."""


class Writer:
    """Runs functions of a transaction one after another on its own thread."""

    def __init__(self, database: Database, pauses: tuple[float, ...] = PAUSES) -> None:
        """Take a database; the thread starts with the first write."""
        self.database = database
        self._pauses = pauses
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")

    async def run(self, function: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call ``function(transaction, ...)`` and commit; an exception of the function rolls back and comes through.

        A fault of the database rolls back and tries the whole function again; DatabaseUnavailable after the last try.
        When the awaiting task is cancelled, the write still goes through.
        """
        write = asyncio.get_running_loop().run_in_executor(
            self._thread, lambda: self.run_now(function, *args, **kwargs)
        )
        write.add_done_callback(_retrieve)
        return await asyncio.shield(write)

    def run_now(self, function: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do the same from synchronous code, on the calling thread."""
        for pause in self._pauses:
            try:
                return self._once(function, *args, **kwargs)
            except DatabaseUnavailable:
                time.sleep(pause)
        return self._once(function, *args, **kwargs)

    def _once(self, function: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self.database.writing() as transaction:
            return function(transaction, *args, **kwargs)

    async def close(self) -> None:
        """Finish what was asked for, stop the thread, close the database."""
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        """Do the same from synchronous code."""
        self._thread.shutdown(wait=True)
        self.database.close()


def _retrieve(write: "asyncio.Future[T]") -> None:
    """Look at the result, so that a fault after a cancellation is not reported as forgotten."""
    if not write.cancelled():
        write.exception()
