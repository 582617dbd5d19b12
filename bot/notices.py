"""Speaks first: notices go out through python-telegram-bot, beside the interactive bot, so that nobody waits for them.

A notice is claimed before the call. When nobody can know whether it arrived it is listed as unconfirmed and never
sent again.
"""

import asyncio
import json

import structlog
from telegram import LinkPreviewOptions
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError, TimedOut
from telegram.ext import AIORateLimiter, ExtBot

from bot.clock import Clock
from bot.logs import where
from storage.database import DatabaseUnavailable
from storage.tables.talk import LetterKind, LetterState
from storage.talk import Letter, Work, claim_letter, mark_unreachable, pending_work, settle_letter
from storage.writer import Writer

log = structlog.get_logger(__name__)

A_SECOND = 5
"""Notices a second at most, well under Telegram's 30, so that answers never wait."""


class Notices:
    """Sends the notices that wait in the outbox, one at a time."""

    def __init__(self, token: str, api_url: str, writer: Writer, clock: Clock) -> None:
        self._bot = ExtBot(
            token=token,
            base_url=f"{api_url}/bot",
            rate_limiter=AIORateLimiter(overall_max_rate=A_SECOND, overall_time_period=1, max_retries=5),
        )
        self._writer = writer
        self._clock = clock
        self._something = asyncio.Event()

    def wake(self) -> None:
        """Look into the outbox."""
        self._something.set()

    async def run(self) -> None:
        """Send for ever."""
        try:
            while True:
                await self._something.wait()
                self._something.clear()
                try:
                    await self._send_all()
                except DatabaseUnavailable as error:
                    log.error("the outbox cannot be read", reason=error.code)
        finally:
            await self._bot.shutdown()

    async def _send_all(self) -> None:
        owed = await self._writer.run(pending_work)
        if any(letter.kind is LetterKind.NOTICE for work in owed for letter in work.letters):
            try:
                await self._bot.initialize()  # asks getMe the first time
            except TelegramError as error:
                log.warning("notices wait: no answer from Telegram", error=type(error).__name__)
                return
        for work in owed:
            for letter in work.letters:
                if letter.kind is LetterKind.NOTICE:
                    await self._send(work, letter)

    async def _send(self, work: Work, letter: Letter) -> None:
        if not await self._writer.run(claim_letter, letter.id, self._clock.now()):
            return
        state, message, reason = LetterState.SENT, None, ""
        try:
            sent = await self._bot.send_message(
                work.chat_id,
                json.loads(letter.payload)["text"],
                parse_mode="HTML",
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
            message = sent.message_id
        except (Forbidden, BadRequest) as error:
            state, reason = LetterState.FAILED, type(error).__name__
            if isinstance(error, Forbidden) or "chat not found" in error.message.lower():
                await self._writer.run(mark_unreachable, work.person, self._clock.now())
        except (TimedOut, NetworkError) as error:
            state, reason = LetterState.UNCONFIRMED, type(error).__name__
        except TelegramError as error:
            state, reason = LetterState.FAILED, type(error).__name__
        except Exception as error:  # noqa: BLE001 - a notice that cannot be sent must not end the service
            log.error("a fault in a notice", error=type(error).__name__, trace=where(error))
            state, reason = LetterState.UNCONFIRMED, type(error).__name__
        await self._writer.run(settle_letter, letter.id, state, self._clock.now(), message, reason)
