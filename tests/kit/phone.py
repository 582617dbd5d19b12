"""A simulated person with a phone, over HTTP: sends, taps by label, waits for what the bot shows.

It decides how a test reads like a person using Telegram. It must not know the bot under test.
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import ClientSession, ClientWebSocketResponse, FormData, WSMsgType
from kit.shown import Button, Shown, shown

__all__ = ["PATIENCE", "Button", "NotOnScreenError", "Phone", "Shown"]

PATIENCE = 10.0
Found = TypeVar("Found")


class NotOnScreenError(AssertionError):
    """What the person looked for is not there; the message lists what is."""


class Phone:
    """One person's phone. Use it with `async with`; `patience` is how many seconds the person waits."""

    def __init__(
        self, base_url: str, person: int, *, patience: float = PATIENCE, chat_id: int = 0, reading: float = 3.0
    ) -> None:
        self.reading = reading
        self.base_url = base_url
        self.person = person
        self.chat_id = chat_id
        self.patience = patience
        self.chat: dict[str, Any] = {}
        self.bytes = 0
        """What this phone has been sent and has sent, as JSON."""
        self.taps = 0
        self.texts = 0
        self.words = 0
        self.toast = ""
        self.alerted = False
        self.typed_at_all = False
        self.answers: list[dict[str, Any]] = []
        self.history: list[Shown] = []
        self._read = 0
        self._now: dict[int, Shown] = {}
        self._news = asyncio.Condition()
        self._session: ClientSession | None = None
        self._socket: ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._session = ClientSession()
        address = f"{self._address('events')}{f'?chat_id={self.chat_id}' if self.chat_id else ''}"
        self._socket = await self._session.ws_connect(address, max_msg_size=0)
        self._hear(json.loads(await self._socket.receive_str()))
        self._reader = asyncio.create_task(self._listen(self._socket))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
        if self._socket is not None:
            await self._socket.close()
        if self._session is not None:
            await self._session.close()

    @property
    def messages(self) -> list[Shown]:
        """What is in the chat now, oldest first."""
        return list(self._now.values())

    async def start(self, payload: str = "") -> None:
        """Open the bot, perhaps through an invitation link, and press START."""
        self.taps += 1
        await self._act("start", payload=payload)

    async def send(self, text: str, *, reply_to: Shown | None = None) -> Shown:
        """Type a text and send it, after reading for a while: the local Telegram's clock is moved."""
        self.texts += 1
        if self.reading:
            await self._forward(self.reading)
        reply = {"reply_to": reply_to.id} if reply_to is not None else {}
        return shown(await self._act("text", text=text, **reply))

    async def _forward(self, seconds: float) -> None:
        assert self._session is not None
        async with self._session.post(f"{self.base_url}/control/clock", json={"forward": seconds}) as answer:
            _said(answer.status, await answer.json())

    async def reply(self, message: Shown, text: str) -> Shown:
        """Reply to a message."""
        return await self.send(text, reply_to=message)

    async def edit(self, message: Shown, text: str) -> Shown:
        """Edit one's own text."""
        return shown(await self._act("edit", message_id=message.id, text=text))

    async def tap(self, label: str, *, on: Shown | None = None) -> None:
        """Press the button whose label contains the words, on the newest message that has it (or `on`)."""
        found = await self._wait(lambda: self._button(label, on), f"a button with {label!r}")
        self.taps += 1
        await self.press(*found)

    async def press(self, message: Shown, button: Button, *, forged: bool = False) -> dict[str, Any]:
        """Press this very button of a message, without looking; a forged one need not exist."""
        return await self._act("press", message_id=message.id, data=button.data or "", forged=forged)

    async def block(self, *, blocked: bool = True) -> None:
        """Block the bot, or unblock it."""
        await self._act("block", blocked=blocked)

    async def upload(self, name: str, content: bytes, mime: str, *, caption: str = "", photo: bool = False) -> Shown:
        """Send a file, as a photo if asked."""
        form = FormData(quote_fields=False)
        form.add_field("file", BytesIO(content), filename=name, content_type=mime)
        form.add_field("caption", caption)
        form.add_field("as", "photo" if photo else "document")
        assert self._session is not None
        async with self._session.post(self._address("upload"), data=form) as answer:
            return shown(_said(answer.status, await answer.json()))

    async def download(self, address: str) -> bytes:
        """Fetch a picture or document that is in the chat."""
        assert self._session is not None
        async with self._session.get(f"{self.base_url}{address}") as answer:
            return await answer.read()

    async def expect(self, text: str) -> Shown:
        """Wait for a message or edit of the bot that contains the text, after the one last expected."""
        found = await self._wait(lambda: self._next(text), f"a message with {text!r}")
        self._read = found[0] + 1
        return found[1]

    async def expect_toast(self, text: str) -> str:
        """Wait until the newest answer to a press contains the text."""
        return await self._wait(lambda: self.toast if text in self.toast else None, f"a toast with {text!r}")

    async def until(self, condition: Callable[["Phone"], object], what: str = "a condition") -> None:
        """Wait until something holds for what is on the screen."""
        await self._wait(lambda: condition(self) or None, what)

    def card(self) -> Shown:
        """Return the newest message with a keyboard."""
        for message in reversed(self._now.values()):
            if message.keyboard:
                return message
        raise NotOnScreenError(self._complaint("a message with buttons"))

    def screen(self) -> str:
        """Return the chat as text."""
        return "\n".join(message.drawn() for message in self._now.values())

    def _button(self, label: str, on: Shown | None) -> tuple[Shown, Button] | None:
        for message in reversed(self._now.values()):
            if on is not None and message.id != on.id:
                continue
            for button in message.buttons:
                if label in button.text:
                    return message, button
        return None

    def _next(self, text: str) -> tuple[int, Shown] | None:
        for index in range(self._read, len(self.history)):
            if text in self.history[index].text:
                return index, self.history[index]
        return None

    async def _wait(self, look: Callable[[], Found | None], what: str) -> Found:
        try:
            async with asyncio.timeout(self.patience), self._news:
                while (found := look()) is None:
                    await self._news.wait()
                return found
        except TimeoutError:
            raise NotOnScreenError(self._complaint(what)) from None

    async def _listen(self, socket: ClientWebSocketResponse) -> None:
        async for told in socket:
            if told.type is not WSMsgType.TEXT:
                break
            self.bytes += len(told.data.encode())
            self._hear(json.loads(told.data))
            async with self._news:
                self._news.notify_all()

    def _hear(self, event: dict[str, Any]) -> None:
        match event["type"]:
            case "chat":
                self.chat = event["chat"]
                for view in self.chat["messages"]:
                    self._see(shown(view))
            case "message":
                self._see(shown(event["message"]))
            case "deleted":
                self._now.pop(event["message_id"], None)
            case "answer":
                self.toast, self.alerted = event["text"], event["alert"]
                self.answers.append(event)
            case "typing":
                self.typed_at_all = True
            case "blocked" | "reply_keyboard" | "profile":
                self.chat.update({key: value for key, value in event.items() if key != "type"})
            case _:
                pass

    def _see(self, message: Shown) -> None:
        before = self._now.get(message.id)
        self._now[message.id] = message
        if not message.mine:
            self.history.append(message)
            if before is None or before.text != message.text:
                self.words += len(message.text.split())

    async def _act(self, name: str, **told: object) -> dict[str, Any]:
        assert self._session is not None
        if self.chat_id:
            told["chat_id"] = self.chat_id
        async with self._session.post(self._address(name), json=told) as answer:
            self.bytes += len(json.dumps(told)) + len(await answer.read())
            return _said(answer.status, await answer.json())

    def _address(self, name: str) -> str:
        return f"{self.base_url}/phone/people/{self.person}/{name}"

    def _complaint(self, what: str) -> str:
        return f"{what} is not on the screen of {self.person}. It shows:\n{self.screen() or '(nothing)'}"


def _said(status: int, said: dict[str, Any]) -> dict[str, Any]:
    assert status == 200, said.get("error", said)
    return said
