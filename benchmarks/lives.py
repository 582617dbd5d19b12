"""The bot's lives: started, killed and started again, each in a process of its own.

One warmed process serves all lives of this Python process, one at a time: warming it takes seconds.
"""

import asyncio
import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


class BotEnded(Exception):
    """The bot ended by itself; its log says why."""


@dataclass
class Lives:
    """The warmed process that forks bots, one at a time. ``log`` holds what they printed."""

    process: "subprocess.Popen[bytes]"
    folder: Path
    pid: int = 0
    count: int = 0
    _pids: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    _ends: dict[int, asyncio.Future[int]] = field(default_factory=dict)
    _half: bytes = b""

    @property
    def log(self) -> str:
        """Give what the bots have printed so far."""
        path = self.folder / "bot.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    async def start(self, environment: dict[str, str], mutant: str = "", **plans: object) -> None:
        """Start a bot. ``plans`` are the failpoints of its life: see `benchmarks.failpoints`."""
        wanted = {"environment": environment, "folder": str(self.folder), "mutant": mutant, "plans": plans}
        assert self.process.stdin is not None
        self.process.stdin.write(f"{json.dumps(wanted)}\n".encode())
        self.pid = await self._pids.get()
        self.count += 1

    async def ended(self, patience: float) -> bool:
        """Wait until the bot has ended by itself; ``False`` if it lives on for so many seconds."""
        end = self._end(self.pid)
        await asyncio.wait([end], timeout=patience)
        return end.done()

    async def kill(self) -> None:
        """Kill the bot on the spot. Raises ``BotEnded`` if it had ended otherwise than by being killed."""
        self.strike()
        if await self._end(self.pid) != -signal.SIGKILL:
            raise BotEnded(self.log[-2000:])

    def strike(self) -> None:
        """Kill the bot without waiting for its end."""
        self._signal(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask the bot to stop; gives its exit status."""
        self._signal(signal.SIGTERM)
        return await self._end(self.pid)

    def _signal(self, which: signal.Signals) -> None:
        if not self._end(self.pid).done():
            with suppress(ProcessLookupError):
                os.kill(self.pid, which)

    def _end(self, pid: int) -> asyncio.Future[int]:
        return self._ends.setdefault(pid, asyncio.get_running_loop().create_future())

    def hear(self) -> None:
        """Take what the warmed process says."""
        assert self.process.stdout is not None
        heard = os.read(self.process.stdout.fileno(), 65_536)
        if not heard:
            raise RuntimeError("the warmed process has ended")
        *lines, self._half = (self._half + heard).split(b"\n")
        for line in lines:
            said = json.loads(line)
            if "pid" in said:
                self._pids.put_nowait(said["pid"])
            else:
                end = self._end(said["ended"])
                if not end.done():
                    end.set_result(said["status"])

    async def leave(self) -> None:
        """End the bot that still lives, if one does."""
        if self.pid:
            self.strike()
            await self._end(self.pid)


@asynccontextmanager
async def lives(folder: Path) -> AsyncIterator[Lives]:
    """Give the warmed process; its bots run in ``folder`` and are gone at the end."""
    process = await asyncio.to_thread(_warmed)
    made, loop = Lives(process, folder), asyncio.get_running_loop()
    assert process.stdout is not None
    loop.add_reader(process.stdout.fileno(), made.hear)
    try:
        yield made
    finally:
        await made.leave()
        loop.remove_reader(process.stdout.fileno())


@cache
def _warmed() -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(  # it ends with us
        [sys.executable, "-m", "benchmarks.zygote"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, bufsize=0
    )
    assert process.stdout is not None
    process.stdout.readline()  # it is ready
    atexit.register(_let_go, process)
    return process


def _let_go(process: "subprocess.Popen[bytes]") -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    process.wait()
