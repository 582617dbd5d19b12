"""The people's HTTP: what the phone page and simulated people ask for under `/phone/`.

It decides addresses and JSON. It must not know the Bot API; acts are in `people`.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.local.calls import Upload
from bot.local.people import PhoneError, Phones
from bot.local.shapes import chat_view, message_view
from bot.local.state import Bot, Chat, Event, Person, Telegram

Act = Callable[[Bot, Person, Chat, dict[str, Any]], Awaitable[dict[str, Any]] | dict[str, Any]]
LONGEST_WAIT = 60.0
_HEARTBEAT = 30.0


class PhoneApi:
    """Answers phones."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.phones = Phones(telegram)
        self.streams: set[asyncio.Queue[Event | None]] = set()
        self.acts: dict[str, Act] = {
            "start": self._start,
            "text": self._text,
            "edit": self._edit,
            "press": self._press,
            "block": self._block,
        }

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request under /phone/; a person's mistake is a 400 with `error`."""
        parts = request.path.removeprefix("/phone/").strip("/").split("/")
        try:
            return await self._route(request, parts)
        except PhoneError as error:
            return reply({"error": str(error)}, 400)
        except (KeyError, TypeError, ValueError) as error:
            return reply({"error": f"the request lacks something: {error}"}, 400)

    async def _route(self, request: web.BaseRequest, parts: list[str]) -> web.StreamResponse:
        match request.method, parts:
            case "GET", ["people"]:
                return reply([asdict(person) for person in self.telegram.people.values()])
            case "POST", ["people"]:
                return reply(asdict(self._new_person(await body_of(request))))
            case "GET", ["files", identity]:
                return self._file(request, identity)
            case "GET", ["people", number, "chat"]:
                bot, _, chat = self._where(request, number)
                return reply(chat_view(self.telegram, bot, chat))
            case "GET", ["people", number, "events"]:
                bot, _, chat = self._where(request, number)
                return await self._events(request, bot, chat)
            case "POST", ["people", number, "upload"]:
                return reply(await self._upload(request, number))
            case "POST", ["people", number, name] if name in self.acts:
                told = await body_of(request)
                bot, person, chat = self._where(request, number, int(told.get("chat_id", 0)))
                done = self.acts[name](bot, person, chat, told)
                return reply(done if isinstance(done, dict) else await done)
            case _:
                return reply({"error": "there is nothing at this address"}, 404)

    def _where(self, request: web.BaseRequest, number: str, chat_id: int = 0) -> tuple[Bot, Person, Chat]:
        person = self.telegram.people.get(int(number))
        if person is None:
            message = f"there is no person {number}"
            raise PhoneError(message)
        bot = self.telegram.bot_named(request.query.get("bot", ""))
        if bot is None:
            message = "there is no such bot"
            raise PhoneError(message)
        return bot, person, self.phones.chat(bot, person, chat_id or int(request.query.get("chat_id", 0)))

    def _new_person(self, told: dict[str, Any]) -> Person:
        identity = int(told.get("id") or 5_000_000 + self.telegram.count())
        person = Person(identity, str(identity))
        for name in _PERSON_TEXTS:
            if told.get(name) is not None:
                setattr(person, name, str(told[name]))
        return self.telegram.add_person(person)

    def _start(self, bot: Bot, person: Person, _chat: Chat, told: dict[str, Any]) -> dict[str, Any]:
        return message_view(self.phones.start(bot, person, str(told.get("payload", ""))))

    def _text(self, bot: Bot, person: Person, chat: Chat, told: dict[str, Any]) -> dict[str, Any]:
        reply_to = int(told.get("reply_to") or 0)
        return message_view(self.phones.write(bot, person, chat, str(told["text"]), reply_to))

    def _edit(self, bot: Bot, person: Person, chat: Chat, told: dict[str, Any]) -> dict[str, Any]:
        return message_view(self.phones.edit(bot, person, chat, int(told["message_id"]), str(told["text"])))

    def _block(self, bot: Bot, person: Person, _chat: Chat, told: dict[str, Any]) -> dict[str, Any]:
        self.phones.block(bot, person, blocked=bool(told["blocked"]))
        return {"blocked": bool(told["blocked"])}

    async def _press(self, bot: Bot, person: Person, chat: Chat, told: dict[str, Any]) -> dict[str, Any]:
        answered: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

        def when_answered(answer: dict[str, Any]) -> None:
            if not answered.done():
                answered.set_result(answer)

        query = self.phones.press(
            bot,
            person,
            chat,
            int(told["message_id"]),
            str(told["data"]),
            forged=bool(told.get("forged")),
            when_answered=when_answered,
        )
        answer = None
        if wait := min(float(told.get("wait", 0)), LONGEST_WAIT):
            with suppress(TimeoutError):
                answer = await asyncio.wait_for(answered, wait)
        return {"query_id": query.id, "answer": answer}

    async def _upload(self, request: web.BaseRequest, number: str) -> dict[str, Any]:
        bot, person, chat = self._where(request, number)
        form = await request.post()
        file = form.get("file")
        if not isinstance(file, web.FileField):
            message = "there is no file"
            raise PhoneError(message)
        with file.file as opened:
            upload = Upload(file.filename, file.content_type, opened.read())
        caption, as_photo = str(form.get("caption", "")), str(form.get("as", "")) == "photo"
        return message_view(self.phones.upload(bot, person, chat, upload, caption=caption, as_photo=as_photo))

    def _file(self, request: web.BaseRequest, identity: str) -> web.Response:
        stored = self.telegram.files.get(identity)
        if stored is None:
            return reply({"error": "there is no such file"}, 404)
        # Only pictures are shown in place: any other upload could carry a script of the page's own origin.
        shown = stored.width > 0 and "download" not in request.query
        headers = {
            "Content-Type": stored.mime if shown else "application/octet-stream",
            "Content-Disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(stored.name)}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return web.Response(body=stored.content, headers=headers)

    async def _events(self, request: web.BaseRequest, bot: Bot, chat: Chat) -> web.StreamResponse:
        """A web socket: the whole chat first, then every change, until the phone or the server goes."""
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT)
        await socket.prepare(request)
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        queue.put_nowait({"type": "chat", "chat": chat_view(self.telegram, bot, chat)})
        chat.watchers.append(queue.put_nowait)
        self.streams.add(queue)
        teller = asyncio.create_task(_tell(socket, queue))
        try:
            async for _ in socket:
                pass
        finally:
            chat.watchers.remove(queue.put_nowait)
            self.streams.discard(queue)
            teller.cancel()
            with suppress(asyncio.CancelledError):
                await teller
        return socket

    def stop(self) -> None:
        """End every stream of events."""
        for queue in self.streams:
            queue.put_nowait(None)


async def _tell(socket: web.WebSocketResponse, queue: asyncio.Queue[Event | None]) -> None:
    with suppress(ConnectionError):
        while (event := await queue.get()) is not None:
            await socket.send_str(json.dumps(event, ensure_ascii=False, separators=(",", ":")))
    await socket.close()


_PERSON_TEXTS = ("first_name", "last_name", "language_code", "username", "label", "start")


def reply(body: object, status: int = 200) -> web.Response:
    """Return JSON that no cache keeps."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return web.Response(status=status, body=text, headers=headers)


async def body_of(request: web.BaseRequest) -> dict[str, Any]:
    """Return the JSON object of a request, empty when it has none; PhoneError for anything else."""
    raw = await request.read()
    try:
        told = json.loads(raw) if raw else {}
    except ValueError:
        told = None
    if not isinstance(told, dict):
        message = "the body is not a JSON object"
        raise PhoneError(message)
    return told
