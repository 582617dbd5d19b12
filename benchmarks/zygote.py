"""A warmed process that becomes the bot: it imports everything once and forks a child for each of the bot's lives.

A cold start costs seconds, nearly all of them imports. The child runs ``solidaria run`` and nothing else; a mutant
is the same bot with one promise broken, so that a check can show that it would be seen.

Talks lines of JSON: in ``{"environment", "folder", "mutant", "plans"}``; out ``{"ready"}``, ``{"pid"}`` and
``{"ended", "status"}``.
"""

import gc
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from benchmarks.failpoints import plant
from benchmarks.mutants import MUTANTS
from bot.cli import serve


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
            _become_bot(wanted["environment"], Path(wanted["folder"]), wanted["mutant"], wanted["plans"])
            return
        _say(pid=child)


def _become_bot(environment: dict[str, str], folder: Path, mutant: str, plans: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(folder)
    log = os.open(folder / "bot.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for stream, target in ((0, nothing), (1, log), (2, log)):
        os.dup2(target, stream)
    os.environ.update(environment)
    if mutant:
        MUTANTS[mutant]()
    if plans:
        plant(**plans)
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
