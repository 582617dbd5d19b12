"""Fixtures of the local Telegram: a server whose clock stands still, and a bot without a library."""

from collections.abc import AsyncIterator

import pytest
from kit.local import ANA, BareBot, bare_bot, local_server
from kit.phone import Phone

from bot.local import LocalServer


@pytest.fixture
async def server() -> AsyncIterator[LocalServer]:
    """A local Telegram with Ana, João and Mary."""
    async with local_server() as started:
        yield started


@pytest.fixture
async def bot(server: LocalServer) -> AsyncIterator[BareBot]:
    """A bot that nobody has written to."""
    async with bare_bot(server) as connected:
        yield connected


@pytest.fixture
async def phone(server: LocalServer) -> AsyncIterator[Phone]:
    """Ana's phone, with the chat not opened yet."""
    async with Phone(server.base_url, ANA) as opened:
        yield opened


@pytest.fixture
async def ana(phone: Phone, bot: BareBot) -> Phone:
    """Ana's phone after START; the bot has confirmed that update."""
    await phone.start()
    (update,) = await bot.updates()
    await bot.updates(offset=update["update_id"] + 1)
    return phone
