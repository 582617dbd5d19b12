"""How updates come in: by long polling or by webhook. Either way they are in the inbox before Telegram is told."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram.types import WebhookInfo
from aiohttp import web

from bot.clock import Clock
from bot.polling import Poller, RawUpdate, Witness, pause_after
from bot.refusals import UNREACHABLE
from bot.settings import Settings
from bot.webhook import make_webhook
from storage.database import DatabaseUnavailable
from storage.overflow import InboxFull

T = TypeVar("T")

log = structlog.get_logger(__name__)

KINDS = frozenset({"message", "edited_message", "callback_query", "my_chat_member", "channel_post"})
"""Kinds that the bot has a handler for; any other never meets aiogram, whose warning prints it whole."""


LISTENING_NOTED = 60.0  # seconds
CLOSING_SECONDS = 2.0
"""How long a request under way is waited for when the webhook closes."""
OUR_ANSWER_TAKES = timedelta(seconds=30)
"""How much later than we refuse an update Telegram may note that, clocks that differ included."""
TAKEN_DOWN = (
    "another program has taken our webhook down: it uses the same token",
    "stop it, then start this one again, or give it its own bot",
)
CUT_OFF = "Telegram cannot bring updates to SOLIDARIA_WEBHOOK_URL"
LOOK_AT_THE_PROXY = "is the proxy up, its certificate valid, the address the right one?"
REASON = re.compile(
    r"wrong response from the webhook: \d{3}|ssl|certificate|timed? ?out|refused|resolve|reset|unreachable|reserved",
    re.IGNORECASE,
)
"""Words of Telegram's that say what failed; the others may be an address."""


class Intake(Protocol):
    """A way for updates to come in."""

    async def serve(self) -> None:
        """Take updates until cancelled."""
        ...

    async def close(self) -> None:
        """Take no more."""
        ...


class Reached(Protocol):
    """Hears that Telegram was reached, and whether all that waited there has come."""

    def __call__(self, now: datetime, all_in: bool = True) -> Awaitable[None]:
        """Note it. Raises DatabaseUnavailable."""
        ...


class PollingIntake:
    """Fetches updates; a webhook that stands in the way is taken down, with nothing dropped."""

    def __init__(self, bot: Bot, poller: Poller) -> None:
        self._bot = bot
        self._poller = poller

    async def serve(self) -> None:
        await patiently(lambda: self._bot.delete_webhook(drop_pending_updates=False))
        await self._poller.run()

    async def close(self) -> None:
        return


class WebhookIntake:
    """Listens for Telegram, behind whatever ends the encryption."""

    def __init__(
        self,
        bot: Bot,
        settings: Settings,
        clock: Clock,
        store: Callable[[list[RawUpdate]], Awaitable[None]],
        reached: Callable[[datetime], Awaitable[None]],
        witness: Witness,
    ) -> None:
        assert settings.webhook_url is not None
        self._bot = bot
        self._clock = clock
        self._reached = reached
        self._witness = witness
        self._store = store
        self._noted: str | None = None
        self._well = clock.now()
        self._refused: datetime | None = None
        self._url = settings.webhook_url
        self._secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
        self._address = settings.listen_address
        path = urlsplit(self._url).path or "/"
        self._server = web.AppRunner(
            make_webhook(path, self._secret, self._take), access_log=None, shutdown_timeout=CLOSING_SECONDS
        )

    async def serve(self) -> None:
        await self._server.setup()
        host, port = self._address
        await web.TCPSite(self._server, host, port).start()
        log.info("listening", host=host, port=port)
        allowed = sorted(KINDS)
        await patiently(lambda: self._bot.set_webhook(self._url, secret_token=self._secret, allowed_updates=allowed))
        ours = (await patiently(self._bot.get_webhook_info)).url
        while True:
            await self._look(ours)
            await asyncio.sleep(LISTENING_NOTED)

    async def _take(self, updates: list[RawUpdate]) -> None:
        try:
            await self._store(updates)
        except (DatabaseUnavailable, InboxFull):
            self._refused = self._clock.now()
            raise
        self._well = self._clock.now()

    async def _look(self, ours: str) -> None:
        """See that Telegram answers, that it would still come to us, and that it does."""
        try:
            seen = await self._bot.get_webhook_info()
            if seen.url == ours and not self._waits_in_vain(seen):
                self._noted, now = None, self._clock.now()
                if not seen.pending_update_count:
                    self._well = now
                await self._reached(now)
                return
        except TelegramRetryAfter as error:
            self._witness.answered(error.retry_after)
            return
        except UNREACHABLE as error:
            log.warning("no answer from Telegram, trying again", error=type(error).__name__)
            return
        except DatabaseUnavailable as error:
            log.error("the time cannot be noted", reason=error.code)
            return
        if seen.url == ours and self._was_sent_away(seen):
            self._witness.answered()
            return
        why, mend = TAKEN_DOWN if seen.url != ours else (f"{CUT_OFF}: {reason_of(seen)}", LOOK_AT_THE_PROXY)
        self._witness.met_another(why)
        if self._noted != why:
            self._noted = why
            log.error(f"{why}: {mend}")

    def _waits_in_vain(self, seen: WebhookInfo) -> bool:
        """Tell whether updates wait that could not be brought to us since we last knew that they come."""
        failed = seen.last_error_date
        return seen.pending_update_count > 0 and failed is not None and failed > self._well

    def _was_sent_away(self, seen: WebhookInfo) -> bool:
        """Tell whether it was us who did not take what waits, since it could not be kept: that is said elsewhere."""
        failed, refused = seen.last_error_date, self._refused
        return failed is not None and refused is not None and failed <= refused + OUR_ANSWER_TAKES

    async def close(self) -> None:
        await self._server.cleanup()


def make_intake(
    settings: Settings,
    bot: Bot,
    clock: Clock,
    store: Callable[[list[RawUpdate]], Awaitable[None]],
    reached: Reached,
    witness: Witness,
) -> Intake:
    """Make the way in that the settings ask for: by webhook if it has an address, else by long polling."""
    if settings.webhook_url:
        return WebhookIntake(bot, settings, clock, store, reached, witness)
    return PollingIntake(bot, Poller(bot, clock, store, reached, sorted(KINDS), witness))


def reason_of(seen: WebhookInfo) -> str:
    """Give the kind of fault that Telegram met last at our address, and nothing else of what it says."""
    found = REASON.search(seen.last_error_message or "")
    return found[0].lower() if found else "for another reason"


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Make a call that has to succeed before anything else; waits while Telegram cannot be reached."""
    failures = 0
    while True:
        try:
            return await call()
        except TelegramRetryAfter as error:
            await asyncio.sleep(error.retry_after)
        except UNREACHABLE as error:
            log.warning("no answer from Telegram, trying again", error=type(error).__name__)
            await asyncio.sleep(pause_after(failures))
            failures += 1
