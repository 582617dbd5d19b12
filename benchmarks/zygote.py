"""A warmed process that becomes the bot: it imports everything once and forks a child for each of the bot's lives.

A cold start costs seconds, nearly all of them imports. The child runs ``solidaria run`` and nothing else; a mutant
is the same bot with one promise broken, so that a check can show that it would be seen.

Talks lines of JSON: in ``{"environment", "folder", "mutant"}``; out ``{"ready"}``, ``{"pid"}`` and
``{"ended", "status"}``.
"""

import asyncio
import gc
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import bot.campaigns
import bot.runner
from bot.cli import serve
from bot.polling import RawUpdate
from bot.speech import Ending
from storage.database import Transaction

LATE = 0.1  # seconds for which a mutant keeps updates in memory only


def acknowledge_first() -> None:
    """Break the inbox: updates are in memory only when Telegram is told that they came."""
    honest = bot.runner.Runner._store  # noqa: SLF001 - a mutant is made by reaching inside
    waiting: set[asyncio.Task[None]] = set()

    async def store(self: bot.runner.Runner, updates: list[RawUpdate]) -> None:
        async def later() -> None:
            await asyncio.sleep(LATE)
            await honest(self, updates)

        task = asyncio.create_task(later())
        waiting.add(task)
        task.add_done_callback(waiting.discard)

    bot.runner.Runner._store = store  # type: ignore[method-assign]  # noqa: SLF001 - as above


def send_again() -> None:
    """Break a campaign's promise: whoever may have got a reminder gets it once more."""
    del bot.campaigns.STATES[Ending.UNCONFIRMED]


def plan_again() -> None:
    """Break it at a start: what was in hand when the bot was killed is sent once more."""

    def recover(tx: Transaction, now: datetime) -> int:
        tx.connection.exec_driver_sql("UPDATE delivery SET state = 'planned' WHERE state = 'sending'")
        return 0

    bot.runner.recover_deliveries = recover  # type: ignore[attr-defined]  # a mutant is made by reaching inside


MUTANTS: dict[str, Callable[[], None]] = {
    "acknowledge-first": acknowledge_first,
    "send-again": send_again,
    "plan-again": plan_again,
}


def main() -> None:
    """Fork on demand until standard input ends."""
    signal.signal(signal.SIGCHLD, lambda *_: _reap())
    gc.collect()
    gc.freeze()
    _say(ready=True)
    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if child == 0:
            _become_bot(wanted["environment"], Path(wanted["folder"]), wanted["mutant"])
            return
        _say(pid=child)


def _become_bot(environment: dict[str, str], folder: Path, mutant: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(folder)
    log = os.open(folder / "bot.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for stream, target in ((0, nothing), (1, log), (2, log)):
        os.dup2(target, stream)
    os.environ.update(environment)
    if mutant:
        MUTANTS[mutant]()
    serve.run()


def _reap() -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        _say(ended=pid, status=os.waitstatus_to_exitcode(status))


def _say(**told: object) -> None:
    os.write(1, f"{json.dumps(told)}\n".encode())


if __name__ == "__main__":
    main()
