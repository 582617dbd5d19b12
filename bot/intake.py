"""How updates come in: by long polling or by webhook. Either way they are in the inbox before Telegram is told."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiohttp import web

from bot.clock import Clock
from bot.polling import PAUSES, Poller, RawUpdate, Witness
from bot.refusals import UNREACHABLE
from bot.settings import Settings
from bot.webhook import make_webhook
from storage.database import DatabaseUnavailable

T = TypeVar("T")

log = structlog.get_logger(__name__)

KINDS = frozenset({"message", "edited_message", "callback_query", "my_chat_member", "channel_post"})
"""Kinds that the bot has a handler for; any other never meets aiogram, whose warning prints it whole."""


LISTENING_NOTED = 60.0  # seconds
CLOSING_SECONDS = 2.0
"""How long a request under way is waited for when the webhook closes."""


class Intake(Protocol):
    """A way for updates to come in."""

    async def serve(self) -> None:
        """Take updates until cancelled."""
        ...

    async def close(self) -> None:
        """Take no more."""
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
        self._noted = False
        self._url = settings.webhook_url
        self._secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
        self._address = settings.listen_address
        path = urlsplit(self._url).path or "/"
        self._server = web.AppRunner(
            make_webhook(path, self._secret, store), access_log=None, shutdown_timeout=CLOSING_SECONDS
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

    async def _look(self, ours: str) -> None:
        """See that Telegram answers, and that it would still come to us."""
        try:
            if (await self._bot.get_webhook_info()).url == ours:
                self._noted = False
                await self._reached(self._clock.now())
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
        why = "another program has taken our webhook down: it uses the same token"
        self._witness.met_another(why)
        if not self._noted:
            self._noted = True
            log.error(f"{why}: stop it, then start this one again, or give it its own bot")

    async def close(self) -> None:
        await self._server.cleanup()


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
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1
