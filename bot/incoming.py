"""What aiogram delivers, as events: who sent it, what it says, what storage has to look up for it.

Every text is made storable here, at the door. What typed words mean is decided later, inside the turn, where the
person's language and instrument are known.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.types import CallbackQuery, Document, Message, Update, User
from pydantic import BaseModel, ValidationError

from bot.buttons import decode
from conversations.assessment import Evidence
from conversations.events import AskAgain, Attached, Event, Start, Unreadable
from conversations.instrument import Language
from storage.invitation_token import TOKEN_BYTES
from storage.world_reader import Inquiry, Sender

LARGEST_NUMBER = 2**63
LONGEST_TEXT = 4096  # Telegram's own limit; nothing longer is a text message
TOKEN_LENGTH = (TOKEN_BYTES * 4 + 2) // 3  # characters of base64 without padding
PASTED_TOKEN = re.compile(rf"(?:\S*[?&]start=|/start\s+)?([A-Za-z0-9_-]{{{TOKEN_LENGTH}}})")
START = re.compile(r"/start(?:@\w+)?(?:\s+(\S+))?\s*")


@dataclass(frozen=True, slots=True)
class Said:
    """A text message as it came: not yet understood."""

    text: str
    message: int
    reply_to: int | None = None
    edited: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that somebody did in a private chat. ``callback`` identifies a press, to be answered with a toast."""

    sender: Sender
    event: Event | Said
    inquiry: Inquiry
    callback: str | None = None
    pressed_message: int | None = None


def read_update(raw: dict[str, Any], bot: Bot) -> Update | None:
    """Read an update; ``None`` for what is none of Telegram's, or has a number in it that no database takes."""
    try:
        update = Update.model_validate(raw, context={"bot": bot})
        return update if _storable_numbers(update) else None
    except (ValidationError, RecursionError):
        return None


def _storable_numbers(value: object) -> bool:
    match value:
        case int():
            return abs(value) < LARGEST_NUMBER
        case BaseModel():
            return all(_storable_numbers(part) for part in vars(value).values() if part is not None)
        case list():
            return all(map(_storable_numbers, value))
        case _:
            return True


def from_message(message: Message, *, edited: bool = False) -> Incoming | None:
    """Read a message of a private chat; ``None`` if it has no sender."""
    if message.from_user is None:
        return None
    sender = _sender(message.from_user)
    if message.text is not None:
        return _from_text(sender, message, storable(message.text), edited=edited)
    evidence = _evidence(message)
    if evidence is None or edited:
        return Incoming(sender, Unreadable(), Inquiry())
    caption = storable(message.caption or "")
    return Incoming(sender, Attached(evidence, caption, message.message_id), Inquiry())


def _from_text(sender: Sender, message: Message, text: str, *, edited: bool) -> Incoming:
    if not edited and (token := start_token(text)) is not None:
        return Incoming(sender, Start(token), Inquiry(token=token))
    reply_to = message.reply_to_message.message_id if message.reply_to_message else None
    said = Said(text, message.message_id, reply_to, edited, message.date)
    inquiry = Inquiry(message=message.message_id if edited else reply_to, typed=not edited)
    return Incoming(sender, said, inquiry)


def from_press(callback: CallbackQuery) -> Incoming:
    """Read a press."""
    message = callback.message.message_id if callback.message else None
    press = decode(storable(callback.data or ""))
    inquiry = Inquiry(token=press.token) if isinstance(press, AskAgain) else Inquiry()
    return Incoming(_sender(callback.from_user), press, inquiry, callback.id, message)


def start_token(text: str) -> str | None:
    """Find the invitation in ``/start TOKEN``, in a pasted link or alone; "" for a bare ``/start``."""
    if start := START.fullmatch(text):
        return start[1] or ""
    pasted = PASTED_TOKEN.fullmatch(text.strip())
    return pasted[1] if pasted else None


def storable(text: str) -> str:
    """Make a text that every database takes: no NUL, no half of a surrogate pair; nothing else is touched."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _sender(user: User) -> Sender:
    hint = (user.language_code or "").split("-")[0].lower()
    language = Language(hint) if hint in set(Language) else None
    return Sender(user.id, storable(user.full_name), language)


def _evidence(message: Message) -> Evidence | None:
    """Read a photo or document; one without the ids that Telegram gives to every file cannot be kept."""
    found = message.photo[-1] if message.photo else message.document
    if found is None:
        return None
    file, unique = storable(found.file_id), storable(found.file_unique_id)
    if not (file and unique):
        return None
    size = max(found.file_size or 0, 0)
    if not isinstance(found, Document):
        return Evidence("photo", file, unique, "", size)
    return Evidence("document", file, unique, storable(found.file_name or "")[:255], size)
