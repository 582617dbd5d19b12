"""Delivers replies from the outbox: claimed before the call, settled after it, sent again when nobody can know."""

from collections.abc import Callable

import structlog
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramRetryAfter,
)

from bot.clock import Clock
from bot.enclosures import Enclosures
from bot.logs import where
from bot.perseverance import persevere
from bot.refusals import UNREACHABLE
from storage.database import DatabaseUnavailable
from storage.tables.talk import LetterState
from storage.talk import Letter, Work, claim_letter, settle_letter, work_of
from storage.writer import Writer

log = structlog.get_logger(__name__)


class Letters:
    """Sends one letter at a time. ``wish`` takes what a claimed letter makes due, such as a card below it."""

    def __init__(self, enclosures: Enclosures, writer: Writer, clock: Clock, wish: Callable[[Work], None]) -> None:
        self._enclosures = enclosures
        self._writer = writer
        self._clock = clock
        self._wish = wish

    async def deliver(self, chat_id: int, person: int, letter: Letter) -> None:
        """Send a letter that nobody else has in hand. Raises aiogram's exceptions for what has to be waited out."""
        if not await self._writer.run(claim_letter, letter.id, self._clock.now()):
            return
        try:
            message = await self._enclosures.send(chat_id, letter.payload, letter.id)
        except (TelegramRetryAfter, DatabaseUnavailable, *UNREACHABLE):
            # It answers this person's own request: better twice than not at all.
            await self._settle(letter, LetterState.PENDING)
            raise
        except TelegramForbiddenError as error:
            await self._settle(letter, LetterState.FAILED, error=type(error).__name__)
            raise
        except TelegramAPIError as error:
            log.error("Telegram refuses a letter", reason=error.message)
            await self._settle(letter, LetterState.FAILED, error=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - a picture that cannot be made must not keep the card away
            log.error("a letter cannot be made", error=type(error).__name__, trace=where(error))
            await self._settle(letter, LetterState.FAILED, error=type(error).__name__)
        else:
            await self._settle(letter, LetterState.SENT, message)
        if work := await self._writer.run(work_of, person):
            self._wish(work)

    async def _settle(self, letter: Letter, state: LetterState, message: int | None = None, error: str = "") -> None:
        # What stays in hand is looked at by the next start only.
        await persevere(lambda: self._writer.run(settle_letter, letter.id, state, self._clock.now(), message, error))
