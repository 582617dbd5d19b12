"""The HTTP side of the Bot API: `/bot<token>/<method>` and `/file/bot<token>/<path>`.

It decides how a request becomes a call and how a call is answered, faults included. It must not know what methods do.
"""

import asyncio
import json
from time import perf_counter
from urllib.parse import parse_qsl

from aiohttp import web

from bot.local.calls import Call, Upload
from bot.local.faults import FaultKind
from bot.local.methods import GET_UPDATES, LIMITED, METHODS
from bot.local.methods_updates import Polls, ended_by_webhook
from bot.local.refusals import METHOD_NOT_FOUND, NOT_FOUND, UNAUTHORIZED, Refused, bad_request
from bot.local.state import Bot, Telegram

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Dropped(Exception):
    """The connection is to be closed without an answer."""


class BotApi:
    """Answers bots."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.polls = Polls()
        self.hanging: set[asyncio.Event] = set()

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request of a bot."""
        token, _, method = request.path[4:].partition("/")
        if self.telegram.faults.outage:
            return drop(request)
        bot = self.telegram.bot(token)
        if not method or "/" in method.rstrip("/"):
            return _response(404, _encode(NOT_FOUND.body()))
        if bot is None:
            return _response(401, _encode(UNAUTHORIZED.body()))
        try:
            call = await read_call(request, method.rstrip("/"))
        except Refused as refused:
            return _response(refused.refusal.code, _encode(refused.refusal.body()))
        try:
            status, body = await self.reply(bot, call)
        except Dropped:
            return drop(request)
        if self.telegram.faults.outage:
            return drop(request)
        return _response(status, body)

    async def reply(self, bot: Bot, call: Call) -> tuple[int, bytes]:
        """Carry a call out, with the faults in force, record it, and return status and body; Dropped for silence."""
        telegram = self.telegram
        faults = telegram.faults
        began, at = perf_counter(), telegram.clock.timestamp()
        half = faults.latency_ms / 2000
        if half:
            await asyncio.sleep(half)
        dropped = False
        fault = faults.hit(call.method, call.chat_id)
        if fault is None or fault.kind is FaultKind.ACCEPT_AND_DROP:
            dropped = fault is not None
            status, body = await self._carry_out(bot, call)
        elif fault.kind is FaultKind.ANSWER:
            refusal = fault.refusal()
            status, body = refusal.code, _encode(refusal.body())
        else:
            if fault.kind is FaultKind.HANG:
                await self._hang(fault.seconds)
            dropped, status, body = True, 0, b""
        if half:
            await asyncio.sleep(half)
        took = (perf_counter() - began) * 1000
        size = 0 if dropped else len(body)
        result = "dropped" if dropped else "ok" if status == 200 else body.decode()
        telegram.transcript.record(
            at, bot.id, call.method, call.chat_id, call.params, status, result, call.size, size, took
        )
        if dropped:
            raise Dropped
        return status, body

    async def _carry_out(self, bot: Bot, call: Call) -> tuple[int, bytes]:
        name = call.method.lower()
        try:
            if name == GET_UPDATES:
                return 200, f'{{"ok":true,"result":{await self.polls.get_updates(bot, call)}}}'.encode()
            method = METHODS.get(name)
            if method is None:
                return 404, _encode(METHOD_NOT_FOUND.body())
            limits = self.telegram.limits
            if limits.enforced and name in LIMITED:
                flood = limits.check(call.chat_id, self.telegram.clock.monotonic())
                if flood is not None:
                    return flood.code, _encode(flood.body())
            result = method(self.telegram, bot, call)
            if name == "setwebhook":
                ended_by_webhook(self.polls, bot)
        except Refused as refused:
            return refused.refusal.code, _encode(refused.refusal.body())
        return 200, _encode({"ok": True, "result": result})

    async def _hang(self, seconds: float) -> None:
        released = asyncio.Event()
        self.hanging.add(released)
        try:
            async with asyncio.timeout(seconds):
                await released.wait()
        except TimeoutError:
            pass
        finally:
            self.hanging.discard(released)

    def release(self) -> None:
        """Let every waiting poll and every hanging call go, for an outage or a stop."""
        for released in self.hanging:
            released.set()
        self.polls.wake_all()

    def file(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer the download of a file that getFile named."""
        token, _, path = request.path[len("/file/bot") :].partition("/")
        if self.telegram.faults.outage:
            return drop(request)
        if self.telegram.bot(token) is None:
            return _response(401, _encode(UNAUTHORIZED.body()))
        for stored in self.telegram.files.values():
            if stored.path == path:
                return web.Response(body=stored.content, content_type="application/octet-stream")
        return _response(404, _encode(NOT_FOUND.body()))


async def read_call(request: web.BaseRequest, method: str) -> Call:
    """Return the call of a request: query string and JSON, form or multipart body; Refused for bad JSON."""
    params: dict[str, object] = dict(request.query) if request.query_string else {}
    kind = request.headers.get("Content-Type", "")
    files: dict[str, Upload] = {}
    size = len(request.path_qs)
    if kind.startswith("multipart/"):
        size += request.content_length or 0
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = Upload(value.filename, value.content_type, value.file.read())
                value.file.close()
            else:
                params[name] = value if isinstance(value, str) else value.decode()
        return Call(method, params, files, size)
    body = await request.read()
    size += len(body)
    if not body:
        pass
    elif kind.startswith("application/json"):
        try:
            told = json.loads(body)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise Refused(bad_request("can't parse request: expected a JSON object"))
        params |= told
    else:
        params |= parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return Call(method, params, files, size)


def drop(request: web.BaseRequest) -> web.StreamResponse:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)


def _encode(body: object) -> bytes:
    return _ENCODER.encode(body).encode("utf-8", "surrogatepass")


def _response(status: int, body: bytes) -> web.Response:
    return web.Response(status=status, body=body, headers={"Content-Type": "application/json"})
