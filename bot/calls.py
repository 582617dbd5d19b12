"""The calls that every answer makes, with plain fields in and plain objects out.

aiogram builds a model for each button and decodes the whole message that Telegram sends back; nobody looks at either.
"""

from typing import Any, ClassVar

from aiogram.methods import Response, TelegramMethod

KEPT = (Response[dict[str, Any]], Response[list[dict[str, Any]]], Response[bool])
"""pydantic holds these models weakly: without a reference they are built anew, slowly, after every collection."""

NO_PREVIEW = '{"is_disabled":true}'


class SendText(TelegramMethod[dict[str, Any]]):
    """``sendMessage``; ``reply_markup`` and ``link_preview_options`` are JSON."""

    __returning__: ClassVar[type] = dict[str, Any]
    __api_method__: ClassVar[str] = "sendMessage"

    chat_id: int
    text: str
    parse_mode: str | None = "HTML"
    reply_markup: str | None = None
    link_preview_options: str = NO_PREVIEW


class EditText(TelegramMethod[dict[str, Any]]):
    """``editMessageText``, as above."""

    __returning__: ClassVar[type] = dict[str, Any]
    __api_method__: ClassVar[str] = "editMessageText"

    chat_id: int
    message_id: int
    text: str
    parse_mode: str | None = "HTML"
    reply_markup: str | None = None
    link_preview_options: str = NO_PREVIEW
