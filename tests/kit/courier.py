"""A coordinator's errands, done for real without a network: what they send is written down as it would be read.

It decides how a sent message stands in a transcript: a token never does.
"""

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import GetFile, SendDocument, SendPhoto, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import BufferedInputFile, File, InputFile, Message
from aiogram.types import Chat as TelegramChat
from kit.chat import Chat, World

from bot.calls import SendText
from bot.errand_table import ERRANDS
from bot.errands import Errand
from conversations.events import Event
from conversations.instrument import Language
from conversations.replies import Enclosure

TOKEN = "7000000001:AAF-planted-token-of-a-bot-that-is-none"
START = re.compile(r"(start(?:=|%3D))([\w-]{20,})")


class Notebook(BaseSession):
    """A session of aiogram that sends nothing and writes down everything. ``files`` can be fetched by their ids."""

    def __init__(self) -> None:
        """Begin with an empty page."""
        super().__init__()
        self.said: list[str] = []
        self.contents: list[bytes] = []
        self.files: dict[str, bytes] = {}

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        """Write down what would be sent; give what Telegram would."""
        answer: Any
        match method:
            case SendText(text=text):
                self.said.append(text)
                answer = {"message_id": len(self.said)}
            case SendPhoto(photo=file, caption=caption):
                answer = self._file("🖼", file, caption)
            case SendDocument(document=file, caption=caption):
                answer = self._file("📄", file, caption)
            case GetFile(file_id=name):
                size = len(self.files[name])
                answer = File(file_id=name, file_unique_id=name, file_size=size, file_path=name)
            case _:
                raise AssertionError(method)
        given: TelegramType = answer
        return given

    def _file(self, mark: str, file: InputFile | str, caption: str | None) -> Message:
        assert isinstance(file, BufferedInputFile)
        self.said.append("\n".join(filter(None, (f"{mark} {file.filename}", caption))))
        self.contents.append(file.data)
        chat = TelegramChat(id=1, type="private")
        return Message(message_id=len(self.said), date=datetime(2026, 1, 1, tzinfo=UTC), chat=chat)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 - aiogram's signature
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Give a file."""
        yield self.files[url.rpartition("/")[2]]

    async def close(self) -> None:
        """There is nothing to close."""


@dataclass
class Courier:
    """Does errands. ``tokens`` are those of the links that were sent, the latest last."""

    notebook: Notebook = field(default_factory=Notebook)
    tokens: list[str] = field(default_factory=list)

    def carry(self, chat: Chat, payload: str) -> tuple[str, ...] | None:
        """Do the errand of a letter of a chat (`Chat.carry`)."""
        letter = json.loads(payload)
        enclosure = Enclosure(letter["enclosure"]) if "enclosure" in letter else None
        if enclosure not in ERRANDS:
            return None
        done = self.run(
            chat.world,
            enclosure,
            letter["person"],
            letter["target"],
            Language(letter["language"]),
            chat.befalling,
        )
        for text in done:
            self.tokens += [token for _, token in START.findall(text) if token not in self.tokens]
        return tuple(START.sub(r"\1…", text) for text in done)

    def run(
        self,
        world: World,
        enclosure: Enclosure,
        person: int,
        target: str,
        language: Language = Language.ES,
        befalling: list[Event] | None = None,
        letter: int = 0,
    ) -> list[str]:
        """Do one errand of a person; gives what was sent. What it lets happen is put into ``befalling``."""

        async def happen(_: int, event: Event) -> None:
            if befalling is not None:
                befalling.append(event)
            await asyncio.sleep(0)

        async def go() -> None:
            database, bot = world.writer.database, Bot(TOKEN, session=self.notebook)
            await ERRANDS[enclosure](
                Errand(bot, database, world.writer, world.now, 1, person, language, target, letter, happen)
            )

        before = len(self.notebook.said)
        asyncio.run(go())
        return self.notebook.said[before:]
