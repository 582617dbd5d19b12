"""How updates come in: by long polling or by webhook. Either way they are in the inbox before Telegram is told."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol
from urllib.parse import urlsplit

import structlog
from aiogram import Bot
from aiohttp import web

from bot.polling import Poller, RawUpdate
from bot.settings import Settings
from bot.webhook import make_webhook

log = structlog.get_logger(__name__)

KINDS = frozenset({"message", "edited_message", "callback_query", "my_chat_member", "channel_post"})
"""Kinds that the bot has a handler for; any other never meets aiogram, whose warning prints it whole."""


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
        await self._bot.delete_webhook(drop_pending_updates=False)
        await self._poller.run()

    async def close(self) -> None:
        return


class WebhookIntake:
    """Listens for Telegram, behind whatever ends the encryption."""

    def __init__(self, bot: Bot, settings: Settings, store: Callable[[list[RawUpdate]], Awaitable[None]]) -> None:
        assert settings.webhook_url is not None
        self._bot = bot
        self._url = settings.webhook_url
        self._secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
        self._address = settings.listen_address
        path = urlsplit(self._url).path or "/"
        self._server = web.AppRunner(make_webhook(path, self._secret, store), access_log=None)

    async def serve(self) -> None:
        await self._server.setup()
        host, port = self._address
        await web.TCPSite(self._server, host, port).start()
        log.info("listening", host=host, port=port)
        await self._bot.set_webhook(self._url, secret_token=self._secret, allowed_updates=sorted(KINDS))
        await forever()

    async def close(self) -> None:
        await self._server.cleanup()


async def forever() -> None:
    """Wait until cancelled."""
    await asyncio.Event().wait()
