"""Errands of a coordinator: what is made, read or sent beside their card, at the moment of doing it.

Decides nothing: which enclosure is which errand stands in `bot.errand_table`. Whoever does an errand reads the scope
again, inside its own transaction: the coordinator may be none any more.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from aiogram import Bot
from aiogram.types import BufferedInputFile

from bot.calls import SendText
from conversations.events import Event
from conversations.instrument import Language
from conversations.people import Appointment
from storage.database import Database, Transaction
from storage.people_reader import read_scope
from storage.writer import Writer


@dataclass(frozen=True, slots=True)
class Errand:
    """One errand: for whom, in which language, about what, and everything that it may need."""

    bot: Bot
    database: Database
    writer: Writer
    now: datetime
    chat_id: int
    person: int
    language: Language
    target: str
    letter: int
    """The letter in the outbox that asks for it."""
    happen: Callable[[int, Event], Awaitable[None]]
    """Lets something happen to a person (by id) that they did not do, such as a file of theirs having been read.

    It has happened when this returns: an errand that was settled before would leave them without it after a crash.
    """

    def scope(self, tx: Transaction) -> Appointment | None:
        """Give the coordinator's appointment as it is now; ``None`` for somebody who is none any more."""
        return read_scope(tx, self.person, self.now)

    async def send_file(self, content: bytes, name: str, caption: str | None = None) -> int:
        """Send a file; gives the message's id. Raises aiogram's exceptions."""
        file = BufferedInputFile(content, name)
        sent = await self.bot.send_document(self.chat_id, file, caption=caption, parse_mode="HTML")
        return sent.message_id

    async def send_picture(self, content: bytes, name: str, caption: str | None = None) -> int:
        """Send a picture; gives the message's id. Raises aiogram's exceptions."""
        file = BufferedInputFile(content, name)
        sent = await self.bot.send_photo(self.chat_id, file, caption=caption, parse_mode="HTML")
        return sent.message_id

    async def send_text(self, text: str, mode: str | None = "HTML") -> int:
        """Send one message; gives its id. Raises aiogram's exceptions."""
        sent = await self.bot(SendText(chat_id=self.chat_id, text=text, parse_mode=mode))
        return int(sent["message_id"])
