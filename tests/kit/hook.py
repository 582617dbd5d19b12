"""The webhook application by itself, on a free port, and what anybody can send to it as bytes."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from aiohttp import web
from kit.edge import free_port

from bot.polling import RawUpdate
from bot.webhook import make_webhook

SECRET = "s3cret-" * 6
PATH = "/hook"
UPDATE = json.dumps({"update_id": 5, "message": {"text": "<b>é"}}).encode()
PATIENCE = 60.0

Make = Callable[[str, str, Callable[[list[RawUpdate]], Awaitable[None]]], web.Application]


@dataclass
class Hook:
    """A webhook on a free port, and what it stored."""

    port: int = 0
    stored: list[RawUpdate] = field(default_factory=list)
    fault: Exception | None = None

    async def store(self, updates: list[RawUpdate]) -> None:
        """Keep updates in memory, or fail."""
        if self.fault:
            raise self.fault
        self.stored += updates

    async def raw(self, request: bytes, patience: float = PATIENCE) -> int:
        """Send bytes and read the status, while the connection stays open. Raises TimeoutError."""
        return (await self.statuses(request, patience))[-1]

    async def statuses(self, request: bytes, patience: float = PATIENCE) -> list[int]:
        """Send bytes and read every status: of those that ask for more, and of the answer. Raises TimeoutError."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        told = list[int]()
        try:
            writer.write(request)
            with suppress(ConnectionError):  # refused before all of it was sent: the answer is there all the same
                await writer.drain()
            async with asyncio.timeout(patience):
                while not told or told[-1] < 200:
                    line = await reader.readline()
                    told.append(int(line.split()[1]))
                    if told[-1] < 200:
                        await reader.readline()
        finally:
            writer.close()
        return told

    async def post(self, body: bytes, secret: bytes | None = SECRET.encode(), path: str = PATH, **other: str) -> int:
        """Post as anybody can: headers are sent as they are."""
        head = [f"POST {path} HTTP/1.1".encode(), b"Host: x", b"Content-Length: %d" % len(body)]
        head += [] if secret is None else [b"X-Telegram-Bot-Api-Secret-Token: " + secret]
        head += [f"{name.replace('_', '-')}: {value}".encode() for name, value in other.items()]
        return await self.raw(b"\r\n".join(head) + b"\r\n\r\n" + body)


@asynccontextmanager
async def listening(make: Make = make_webhook) -> AsyncIterator[Hook]:
    """Have a webhook listen that stores in memory; ``make`` makes the application."""
    made = Hook()
    runner = web.AppRunner(make(PATH, SECRET, made.store), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    made.port = free_port()
    await web.TCPSite(runner, "127.0.0.1", made.port, backlog=1024).start()
    try:
        yield made
    finally:
        await runner.cleanup()
