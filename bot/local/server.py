"""Starts and stops the local Telegram over HTTP, in this process.

It decides which part answers which address, and who may ask. It must not know what the parts say.
"""

import asyncio
import ipaddress
from collections.abc import Collection, Iterable
from contextlib import suppress
from importlib.resources import files
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from aiohttp import ClientSession, web

from bot.local.botapi import BotApi, Dropped, drop
from bot.local.calls import Call
from bot.local.clock import Clock
from bot.local.control import ControlApi
from bot.local.phones import PhoneApi, reply
from bot.local.state import DEFAULT_USERNAME, Bot, Person, Telegram
from bot.local.webhook import Delivery

BIGGEST_BODY = 60 * 1024 * 1024
_KINDS = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
}
_SCRIPTS = ("stage.js", "phone.js", "frame.js", "message.js", "dialogs.js", "panel.js", "words.js")
_PAGE = ("index.html", "phone.css", "stage.css", "icon.svg", *_SCRIPTS)
_POLICY = "default-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class LocalServer:
    """A local Telegram on `http://host:port`; port 0 takes a free one. Use it with `async with`."""

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        clock: Clock | None = None,
        people: Iterable[Person] = (),
        tokens: Collection[str] = (),
        username: str = DEFAULT_USERNAME,
        latency_ms: float = 0.0,
        webhook_pause: float = 1.0,
        seed: int = 0,
    ) -> None:
        self.host = host
        self.port = port
        self.telegram = Telegram(clock, people=people, tokens=tokens, username=username, seed=seed)
        self.telegram.faults.latency_ms = latency_ms
        self._webhook_pause = webhook_pause
        self._bot_api = BotApi(self.telegram)
        self._phones = PhoneApi(self.telegram)
        self._control = ControlApi(self.telegram, self._bot_api.release)
        self._deliveries: dict[int, Delivery] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._session: ClientSession | None = None
        self._runner: web.ServerRunner | None = None

    @property
    def base_url(self) -> str:
        """The address, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    async def start(self) -> None:
        """Listen; OSError when the port is taken."""
        self._session = ClientSession()
        server = web.Server(self._serve, request_factory=_request, access_log=None)
        self._runner = web.ServerRunner(server, handle_signals=False, shutdown_timeout=2.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port, backlog=1024)
        try:
            await site.start()
        except OSError:
            await self.stop()
            raise
        sockets = site._server.sockets if isinstance(site._server, asyncio.Server) else ()  # noqa: SLF001 - the bound port
        self.port = int(sockets[0].getsockname()[1]) if sockets else self.port

    async def until_polled(self) -> None:
        """Wait until some bot waits in getUpdates."""
        await self._bot_api.polls.waits.wait()

    async def stop(self) -> None:
        """Stop listening and let everybody go."""
        self._phones.stop()
        self._bot_api.release()
        for delivery in self._deliveries.values():
            await delivery.stop()
        self._deliveries.clear()
        await asyncio.gather(*self._closing, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except ConnectionError:  # it hung up before all of its request was here
            return drop(request)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/bot"):
            answer = await self._bot_api.answer(request)
            self._follow_webhooks()
            return answer
        if path.startswith("/file/bot"):
            return self._bot_api.file(request)
        if not _is_ours(request):
            return reply({"error": "another page may not use this phone"}, 403)
        if path.startswith("/phone/"):
            return await self._phones.answer(request)
        if path.startswith("/control/"):
            return await self._control.answer(request)
        name = path.removeprefix("/") or "index.html"
        if name in _PAGE and request.method == "GET":
            return _page(name)
        return reply({"ok": False, "error_code": 404, "description": "Not Found"}, 404)

    def _follow_webhooks(self) -> None:
        """Start a delivery for a webhook that was set, and end that of one that was deleted or replaced."""
        for bot in self.telegram.bots.values():
            running = self._deliveries.get(id(bot))
            if running is not None and running.webhook is not bot.webhook:
                del self._deliveries[id(bot)]
                closing = asyncio.create_task(running.stop())
                self._closing.add(closing)
                closing.add_done_callback(self._closing.discard)
                running = None
            if running is None and bot.webhook is not None and self._session is not None:
                self._deliveries[id(bot)] = Delivery(
                    self.telegram, bot, bot.webhook, self._session, self._reply, self._webhook_pause
                )

    async def _reply(self, bot: Bot, call: Call) -> None:
        with suppress(Dropped):
            await self._bot_api.reply(bot, call)


def _request(message, payload, protocol, writer, task):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - aiohttp's own private types
    return web.BaseRequest(message, payload, protocol, writer, task, task.get_loop(), client_max_size=BIGGEST_BODY)


def _is_ours(request: web.BaseRequest) -> bool:
    """Refuse requests that another web page makes with this browser, and names that were bent to this machine."""
    origin = request.headers.get("Origin")
    if origin not in (None, "null") and urlsplit(origin).netloc != request.host:
        return False
    name = urlsplit(f"//{request.host}").hostname or ""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _page(name: str) -> web.Response:
    body = (files("bot.local") / "page" / name).read_bytes()
    kind = _KINDS[name.rpartition(".")[2]]
    headers = {"Content-Type": kind, "Cache-Control": "no-cache", "Content-Security-Policy": _POLICY}
    return web.Response(body=body, headers=headers)
