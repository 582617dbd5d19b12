"""Speaks first, through python-telegram-bot: one message, and what became of it. No other module knows that library.

Decides what an answer or a silence of Telegram means: it arrived, it surely did not, or nobody can know. Keeps the pace
evenly; whoever waits for an answer of the interactive bot is not behind this. Knows nothing of what is sent, nor rows.

The limiter does not repeat a call that was told to wait (`max_retries`): the row goes back to where it waits, so that a
kill in a long pause leaves nothing unconfirmed, and the text is made anew after it.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final, Protocol

import httpx
import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, ExtBot

from bot.logs import where
from bot.screens import Rows

log = structlog.get_logger(__name__)

NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
"""What kept a call from reaching Telegram at all."""


class Ending(StrEnum):
    """What became of a message."""

    SENT = "sent"
    BLOCKED = "blocked"  # 403, chat not found: the person cannot be reached
    FAILED = "failed"  # refused for good
    UNCONFIRMED = "unconfirmed"  # nobody can know whether it arrived
    NOT_NOW = "not_now"  # it was not sent: not before some seconds have passed
    UNREACHED = "unreached"  # it was not sent: Telegram could not be reached, or does not know us
    UNSAID = "unsaid"  # there was nothing to be sent any more: no call was made


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message: its id when SENT, the seconds to ``wait`` when NOT_NOW, else a reason."""

    ending: Ending
    message: int | None = None
    reason: str = ""
    wait: float = 0.0


class Speech(Protocol):
    """Sends one message; what a library throws is an outcome."""

    async def answers(self) -> bool:
        """Tell whether Telegram answers us now."""
        ...

    async def send(self, chat_id: int, text: str, rows: Rows = (), *, silently: bool = False) -> Outcome:
        """Send Telegram HTML with rows of (label, data) below; ``silently`` keeps the phone from sounding."""
        ...

    async def close(self) -> None:
        """Let the connections go."""
        ...


class TelegramSpeech:
    """The `Speech` of python-telegram-bot, evenly paced."""

    def __init__(self, token: str, api_url: str, a_second: float) -> None:
        # One in a part of a second, not some in a second: the limiter would let as many again through at once.
        limiter = AIORateLimiter(overall_max_rate=1, overall_time_period=1 / a_second, max_retries=0)
        self._bot = ExtBot(token=token, base_url=f"{api_url}/bot", rate_limiter=limiter)
        self._ready = False

    async def answers(self) -> bool:
        try:
            if self._ready:
                await self._bot.get_me()
            else:
                await self._bot.initialize()  # asks getMe as well
                self._ready = True
        except TelegramError as error:
            log.warning("no answer from Telegram: what we say first waits", error=type(error).__name__)
            return False
        return True

    async def send(self, chat_id: int, text: str, rows: Rows = (), *, silently: bool = False) -> Outcome:
        buttons = [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in rows]
        try:
            sent = await self._bot.send_message(
                chat_id,
                text,
                parse_mode="HTML",
                disable_notification=silently or None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=InlineKeyboardMarkup(buttons) if buttons else None,
            )
        except Exception as error:  # noqa: BLE001 - whatever is thrown, somebody must hear what became of the message
            return _outcome(error)
        return Outcome(Ending.SENT, sent.message_id)

    async def close(self) -> None:
        await self._bot.shutdown()


def _outcome(error: Exception) -> Outcome:
    """Tell what an exception says of the message; a BadRequest is a NetworkError to the library, so it comes first."""
    name = type(error).__name__
    match error:
        case RetryAfter(retry_after=wait):
            seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
            return Outcome(Ending.NOT_NOW, reason=name, wait=seconds)
        case Forbidden():
            return Outcome(Ending.BLOCKED, reason=name)
        case BadRequest(message=said):
            gone = "chat not found" in said.lower()
            return Outcome(Ending.BLOCKED if gone else Ending.FAILED, reason="ChatNotFound" if gone else name)
        case InvalidToken():
            return Outcome(Ending.UNREACHED, reason=name)
        case NetworkError(__cause__=cause) if isinstance(cause, NEVER_SENT):
            return Outcome(Ending.UNREACHED, reason=type(cause).__name__)
        case TelegramError():
            return Outcome(Ending.UNCONFIRMED, reason=name)
        case _:
            log.error("a fault in speaking first", error=name, trace=where(error))
            return Outcome(Ending.UNCONFIRMED, reason=name)
