"""Draws screens through aiogram, and tells what Telegram's refusals mean."""

import html
import re

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import LinkPreviewOptions

from bot.calls import EditText, SendText
from bot.screens import Rows, keyboard, read_sheet

UNCHANGED = "message is not modified"
GONE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")
UNREADABLE = "can't parse entities"
TAG = re.compile(r"<[^>]*>")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Gone(Exception):
    """The message cannot be edited any more: deleted, or too old."""


class Brush:
    """Sends and edits messages. Raises aiogram's exceptions but for what has a meaning here."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, chat_id: int, payload: str) -> int:
        """Send a screen as a new message; gives its id."""
        sheet = read_sheet(payload)
        markup = keyboard(sheet.rows)
        try:
            message = await self._bot(SendText(chat_id=chat_id, text=sheet.text, reply_markup=markup))
        except TelegramBadRequest as error:
            if UNREADABLE not in error.message:
                raise
            # Somebody's question must come through whatever is wrong with its markup.
            plain = SendText(chat_id=chat_id, text=_plain(sheet.text), parse_mode=None, reply_markup=markup)
            message = await self._bot(plain)
        return int(message["message_id"])

    async def edit(self, chat_id: int, message_id: int, payload: str) -> None:
        """Make a message show a screen. Raises ``Gone`` if the message cannot be edited."""
        sheet = read_sheet(payload)
        try:
            await self._edit(chat_id, message_id, sheet.text, sheet.rows, "HTML")
        except TelegramBadRequest as error:
            if UNREADABLE not in error.message:
                self._tell(error)
                return
            try:
                await self._edit(chat_id, message_id, _plain(sheet.text), sheet.rows, None)
            except TelegramBadRequest as another:
                self._tell(another)

    async def _edit(self, chat_id: int, message_id: int, text: str, rows: Rows, mode: str | None) -> None:
        markup = keyboard(rows)
        call = EditText(chat_id=chat_id, message_id=message_id, text=text, parse_mode=mode, reply_markup=markup)
        await self._bot(call)

    async def strip(self, chat_id: int, message_id: int) -> None:
        """Take the buttons off a message; one that is not there any more has none."""
        try:
            await self._bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id, reply_markup=None)
        except TelegramBadRequest as error:
            try:
                self._tell(error)
            except Gone:
                return

    async def say(self, chat_id: int, text: str, rows: Rows = ()) -> None:
        """Send a line, with buttons under it if there are any."""
        await self._bot(SendText(chat_id=chat_id, text=text, reply_markup=keyboard(rows)))

    async def replace(self, chat_id: int, message_id: int, text: str) -> None:
        """Put a line in the place of a message and its buttons."""
        try:
            await self._bot.edit_message_text(text, chat_id=chat_id, message_id=message_id, parse_mode="HTML")
        except TelegramBadRequest:
            await self.say(chat_id, text)

    async def toast(self, callback_id: str, text: str | None, *, alert: bool) -> None:
        """Answer a press. Raises ``TelegramBadRequest`` if it is too old to be answered."""
        await self._bot.answer_callback_query(callback_id, text=text, show_alert=alert)

    @staticmethod
    def _tell(error: TelegramBadRequest) -> None:
        if UNCHANGED in error.message:
            return
        if any(reason in error.message for reason in GONE):
            raise Gone from error
        raise error


def _plain(text: str) -> str:
    return html.unescape(TAG.sub("", text))
