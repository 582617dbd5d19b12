"""The database at the start: it is waited for as Telegram is, and whoever writes meanwhile hears that nothing is kept.

Decides how often it is tried, and that nothing that arrives is written to it before it was seen to be ours. What an
operator has to mend first ends the start (`storage.passing`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from datetime import datetime

import structlog

from bot.polling import pause_after
from storage.database import Database, DatabaseUnavailable
from storage.deliveries import recover as recover_deliveries
from storage.passing import may_pass
from storage.runner_state import Memo, remember
from storage.schema import prepare
from storage.still_shown import still_shown
from storage.talk import Work, pending_work, recover
from storage.vouching import begin_vouching
from storage.world_reader import Sender
from storage.writer import Writer

log = structlog.get_logger(__name__)


class Opening:
    """Goes through the start's work in the database, again and again until it is done.

    ``listen`` takes updates meanwhile, so that who sends them is told; ``refused`` hears why it has to wait.
    """

    def __init__(
        self,
        database: Database,
        listen: Callable[[], Coroutine[None, None, None]],
        refused: Callable[[str | None], object],
    ) -> None:
        self._database = database
        self._listen = listen
        self._refused = refused
        self.trouble: str | None = None
        """Why nothing can be kept yet; ``None``: there was no trouble, or it is over."""
        self.listening: asyncio.Future[None] | None = None
        """What takes updates, if that had to begin before the start was done."""

    async def through(self, work: Callable[[], Awaitable[None]]) -> None:
        """See that the database is ours and do ``work``, which may be done in part before it is begun again.

        Raises what ``prepare`` raises, DatabaseUnavailable for what cannot pass, and what ends the listening.
        """
        failures = 0
        while True:
            try:
                await asyncio.to_thread(prepare, self._database)
                await work()
            except DatabaseUnavailable as error:
                if not may_pass(self._database.path):
                    raise
                self.trouble = error.code
                self._refused(error.code)
                log.error("the database is not available, so the start waits for it", reason=error.code)
                await self._meanwhile(pause_after(failures))
                failures += 1
            else:
                self.trouble = None
                self._refused(None)
                return

    async def leave(self) -> None:
        """Take no updates any more."""
        if self.listening is not None:
            self.listening.cancel()
            await asyncio.gather(self.listening, return_exceptions=True)

    async def _meanwhile(self, seconds: float) -> None:
        if self.listening is None:
            self.listening = asyncio.ensure_future(self._listen())
        done, _ = await asyncio.wait({self.listening}, timeout=seconds)
        for ended in done:
            ended.result()


async def pick_up(writer: Writer, username: str, now: datetime) -> tuple[Iterable[Sender], Iterable[Work]]:
    """Note who we are, and put right what the last run left.

    Gives whose card may show what was taken out, to be drawn anew, and what is still to be drawn and sent.
    """
    stale = await writer.run(still_shown, now)
    await writer.run(remember, Memo.BOT_USERNAME, username)
    await writer.run(begin_vouching, now)
    await writer.run(recover, now)
    await writer.run(recover_deliveries, now)
    await writer.expunge()
    return stale, await writer.run(pending_work)
