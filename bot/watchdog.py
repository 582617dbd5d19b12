"""Ends a bot that gets nowhere, with one line, so that its supervisor starts it again: silence is the worst fault.

Decides from a thread of its own, since what hangs may be the loop. It asks for a clean end first, and does not wait
long for it: what is in the inbox is applied after the next start.
"""

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable

import structlog

from bot.endings import Stuck
from bot.liveness import Liveness
from storage.database import Database
from storage.inbox import oldest_pending
from storage.runner_state import paused_since

log = structlog.get_logger(__name__)

LOOK_EVERY = 10.0
LEAVE_AFTER = 15.0
"""Seconds that a clean end may take once the bot is given up."""


class Watchdog:
    """Looks every so often whether the bot gets on. ``limit``: seconds of getting nowhere until the end, 0 for none.

    ``leave`` ends the process on the spot.
    """

    def __init__(
        self,
        database: Database,
        liveness: Liveness,
        limit: float,
        monotonic: Callable[[], float] = time.monotonic,
        leave: Callable[[int], object] = os._exit,
        leave_after: float = LEAVE_AFTER,
    ) -> None:
        self._database = database
        self._liveness = liveness
        self._limit = limit
        self._monotonic = monotonic
        self._leave = leave
        self._leave_after = leave_after
        self._every = min(LOOK_EVERY, limit / 4) if limit else LOOK_EVERY  # often enough to mean what it says
        self._ended = threading.Event()

    def start(self) -> "asyncio.Future[None]":
        """Begin to look; the future that is given raises Stuck when the bot is given up."""
        loop = asyncio.get_running_loop()
        gave_up: asyncio.Future[None] = loop.create_future()
        threading.Thread(target=self._watch, args=(loop, gave_up), name="watchdog", daemon=True).start()
        return gave_up

    def stop(self) -> None:
        """Look no more: the bot has ended."""
        self._ended.set()

    def _watch(self, loop: asyncio.AbstractEventLoop, gave_up: "asyncio.Future[None]") -> None:
        while not self._ended.wait(self._every):
            try:
                loop.call_soon_threadsafe(self._beat)
            except RuntimeError:  # the loop is closed
                return
            self._look()
            stuck = self._liveness.stuck(self._monotonic(), self._limit) if self._limit else ()
            if stuck:
                self._give_up(loop, gave_up, "; ".join(stuck))
                return

    def _beat(self) -> None:
        self._liveness.beat = self._monotonic()

    def _look(self) -> None:
        try:
            with self._database.reading() as tx:
                oldest, paused = oldest_pending(tx), paused_since(tx)
        except Exception as error:  # noqa: BLE001 - whatever keeps it from being read, it is what we look for
            log.warning("the watchdog cannot read the database", error=type(error).__name__)
        else:
            self._liveness.looked(self._monotonic(), oldest, paused)

    def _give_up(self, loop: asyncio.AbstractEventLoop, gave_up: "asyncio.Future[None]", why: str) -> None:
        line = f"{why}: the bot ends itself, so that its supervisor starts it again; nothing that arrived is lost"

        def tell() -> None:
            if not gave_up.done():
                gave_up.set_exception(Stuck(line))

        try:
            loop.call_soon_threadsafe(tell)
        except RuntimeError:
            return
        if not self._ended.wait(self._leave_after):
            sys.stderr.write(f"solidaria: {line}\n")
            sys.stderr.flush()
            self._leave(1)
