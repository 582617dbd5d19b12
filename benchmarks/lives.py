"""The bot's lives: started, killed and started again, each in a process of its own."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]


class BotEnded(Exception):
    """The bot ended by itself; its log says why."""


@dataclass
class Lives:
    """A warmed process that forks bots, one at a time. ``log`` holds what they printed."""

    process: asyncio.subprocess.Process
    folder: Path
    pid: int = 0
    count: int = 0
    _pids: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    _ends: dict[int, asyncio.Future[int]] = field(default_factory=dict)

    @property
    def log(self) -> str:
        """Give what the bots have printed so far."""
        path = self.folder / "bot.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    async def start(self, environment: dict[str, str], mutant: str = "") -> None:
        """Start a bot."""
        wanted = {"environment": environment, "folder": str(self.folder), "mutant": mutant}
        assert self.process.stdin is not None
        self.process.stdin.write(f"{json.dumps(wanted)}\n".encode())
        self.pid = await self._pids.get()
        self.count += 1

    async def kill(self) -> None:
        """Kill the bot on the spot. Raises ``BotEnded`` if it was not alive any more."""
        ended = self._end(self.pid)
        if not ended.done():
            os.kill(self.pid, signal.SIGKILL)
        if await ended != -signal.SIGKILL:
            raise BotEnded(self.log[-2000:])

    async def stop(self) -> int:
        """Ask the bot to stop; gives its exit status."""
        ended = self._end(self.pid)
        if not ended.done():
            os.kill(self.pid, signal.SIGTERM)
        return await ended

    def _end(self, pid: int) -> asyncio.Future[int]:
        return self._ends.setdefault(pid, asyncio.get_running_loop().create_future())

    async def listen(self) -> None:
        """Take what the warmed process says."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            said = json.loads(line)
            if "pid" in said:
                self._pids.put_nowait(said["pid"])
            else:
                end = self._end(said["ended"])
                if not end.done():
                    end.set_result(said["status"])


@asynccontextmanager
async def lives(folder: Path) -> AsyncIterator[Lives]:
    """Warm a process; its bots run in ``folder`` and are gone at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "benchmarks.zygote"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    made = Lives(process, folder)
    assert process.stdout is not None
    await process.stdout.readline()  # it is ready
    listening = asyncio.create_task(made.listen())
    try:
        yield made
    finally:
        if made.pid and not made._end(made.pid).done():  # noqa: SLF001 - its own module
            os.kill(made.pid, signal.SIGKILL)
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
        await listening
