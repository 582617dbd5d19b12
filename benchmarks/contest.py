"""One contestant on a fresh stage: a process of its own, against the local Bot API in another.

Decides how each contestant is started. Must not know what is measured.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.crowd import ALONE, Order, Phase
from benchmarks.questions import write_questions
from benchmarks.stage import TOKEN, cast, set_up
from conversations.instrument import Language

PHASES = 3


class ContestantFailed(Exception):
    """A contestant or the crowd ended before its time; the message is the end of what it printed."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who runs, by which module of Python; ``promise`` is what it does with an answer that it shows as saved."""

    name: str
    module: tuple[str, ...]
    promise: str


BOT = Contestant("Solidaria", ("bot", "run"), "on disk before it is shown; each update applied once, after any kill")
CONTESTANTS = (
    BOT,
    Contestant("floor", ("benchmarks.twins.floor",), "on disk; an update in hand is lost by a kill, a double counts"),
    Contestant("PTB ConversationHandler", ("benchmarks.twins.ptb_conversation",), "in memory, pickled every 60 s"),
    Contestant("aiogram-dialog", ("benchmarks.twins.dialog",), "in memory only"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """What one contestant did at one latency. ``start_up`` is seconds from the start until the first getUpdates."""

    contestant: str
    latency_ms: float
    start_up: float
    phases: tuple[Phase, ...]


async def contest(
    one: Contestant, order: Order, tell: Callable[[], None] = lambda: None, disk: Path | None = None
) -> Run:
    """Run a contestant with its files on ``disk``; ``tell`` is called after each phase. Raises ``ContestantFailed``."""
    with tempfile.TemporaryDirectory(prefix="solidaria-bench-", dir=disk) as name:
        folder = Path(name)
        environment = _prepare(one, folder, order)
        crowd = await _start("benchmarks.crowd", folder=folder, log="crowd.log", environment={})
        bot = None
        try:
            _tell(crowd, asdict(order))
            environment["SOLIDARIA_API_URL"] = (await _hear(crowd, folder))["url"]
            began = time.time()
            bot = await _start(*one.module, folder=folder, log="bot.log", environment=environment)
            _tell(crowd, {"pid": bot.pid})
            start_up = (await _hear(crowd, folder))["polled"] - began
            phases = []
            for _ in range(PHASES):
                phases.append(Phase(**await _hear(crowd, folder)))
                tell()
            return Run(one.name, order.latency_ms, start_up, tuple(phases))
        finally:
            for process in (bot, crowd):
                if process is not None and process.returncode is None:
                    process.kill()
                    await process.wait()


def _prepare(one: Contestant, folder: Path, order: Order) -> dict[str, str]:
    if one is not BOT:
        write_questions(folder / "questions.json")
        return {"SOLIDARIA_BOT_TOKEN": TOKEN, "TWIN_FOLDER": str(folder)}
    people = cast(order.people + ALONE, language=Language.ES)
    return set_up(folder, people, seated=True).environment("")


async def _start(*module: str, folder: Path, log: str, environment: dict[str, str]) -> asyncio.subprocess.Process:
    with (folder / log).open("wb") as printed:
        piped = asyncio.subprocess.PIPE if log == "crowd.log" else None
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", *module),
            stdin=piped,
            stdout=piped or printed,
            stderr=printed,
            cwd=folder,
            env={**os.environ, **environment},
            limit=1 << 24,
        )


def _tell(process: asyncio.subprocess.Process, told: dict[str, Any]) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{json.dumps(told)}\n".encode())


async def _hear(process: asyncio.subprocess.Process, folder: Path) -> dict[str, Any]:
    assert process.stdout is not None
    line = await process.stdout.readline()
    if not line:
        printed = "".join((folder / name).read_text(errors="replace")[-1500:] for name in ("crowd.log", "bot.log"))
        raise ContestantFailed(printed)
    said: dict[str, Any] = json.loads(line)
    return said
