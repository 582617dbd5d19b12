"""Delivery to a webhook."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from kit.local import ANA, JOAO, BareBot, bare_bot, local_server
from kit.phone import Phone


class Hook:
    """A webhook that answers as told and remembers what it was sent."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: list[tuple[int, object]] = []
        self.got: asyncio.Queue[tuple[dict[str, Any], str | None]] = asyncio.Queue()

    async def handle(self, request: web.Request) -> web.Response:
        """Remember an update; answer the next prepared thing, or 200."""
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.got.put_nowait((await request.json(), secret))
        status, body = self.answers.pop(0) if self.answers else (200, None)
        return web.json_response(body, status=status) if body else web.Response(status=status)

    async def next_text(self) -> str:
        """Return the text of the next delivered message."""
        update, _ = await self.got.get()
        text: str = update["message"]["text"]
        return text


@asynccontextmanager
async def listening() -> AsyncIterator[Hook]:
    """Serve a hook on a free port."""
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        await runner.cleanup()


@pytest.fixture
async def hooked() -> AsyncIterator[tuple[Hook, BareBot, Phone, Phone]]:
    """A bot with a webhook, and two phones with an open chat."""
    async with (
        listening() as hook,
        local_server(webhook_pause=0.01) as server,
        bare_bot(server) as bot,
        Phone(server.base_url, ANA) as ana,
        Phone(server.base_url, JOAO) as joao,
    ):
        yield hook, bot, ana, joao


async def test_updates_are_posted_with_the_secret(hooked: tuple[Hook, BareBot, Phone, Phone]) -> None:
    """Waiting and new updates arrive at the webhook with the secret header, and getWebhookInfo says so."""
    hook, bot, ana, _ = hooked
    await ana.start("x")
    assert await bot.ok("setWebhook", url=hook.url, secret_token="s3cret_-", max_connections=7)
    update, secret = await hook.got.get()
    assert (update["message"]["text"], secret) == ("/start x", "s3cret_-")
    await ana.send("hola")
    assert await hook.next_text() == "hola"
    info = await bot.ok("getWebhookInfo")
    assert (hook.url, 7, False) == (info["url"], info["max_connections"], info["has_custom_certificate"])


async def test_a_refused_update_comes_again_before_the_later_ones_of_its_chat(
    hooked: tuple[Hook, BareBot, Phone, Phone],
) -> None:
    """Anything but 2xx is tried again with the same update_id, in order; another chat does not wait for it."""
    hook, bot, ana, joao = hooked
    hook.answers = [(500, None), (503, None), (302, None)]
    await bot.ok("setWebhook", url=hook.url)
    await ana.start("uno")
    await ana.send("dos")
    first, *_ = [(await hook.got.get())[0] for _ in range(1)]
    await joao.start()
    seen = [(await hook.got.get())[0] for _ in range(5)]
    of_ana = [update["update_id"] for update in [first, *seen] if update["message"]["chat"]["id"] == ANA]
    assert sorted(of_ana) == of_ana
    assert len(set(of_ana)) == 2
    assert {"/start", "dos"} <= {update["message"]["text"] for update in seen}
    info = await bot.ok("getWebhookInfo")
    assert info["last_error_message"].startswith("Wrong response from the webhook: ")


async def test_a_webhook_may_answer_with_a_call(hooked: tuple[Hook, BareBot, Phone, Phone]) -> None:
    """A method in the webhook's answer is carried out."""
    hook, bot, ana, _ = hooked
    hook.answers = [(200, {"method": "sendMessage", "chat_id": ANA, "text": "al vuelo"})]
    await bot.ok("setWebhook", url=hook.url)
    await ana.start()
    assert (await ana.expect("al vuelo")).text == "al vuelo"


async def test_a_deleted_webhook_gets_nothing_more(hooked: tuple[Hook, BareBot, Phone, Phone]) -> None:
    """After deleteWebhook updates wait for getUpdates; drop_pending_updates empties the queue."""
    hook, bot, ana, _ = hooked
    await bot.ok("setWebhook", url=hook.url)
    await ana.start("uno")
    assert await hook.next_text() == "/start uno"
    await bot.ok("deleteWebhook")
    await ana.send("dos")
    assert [update["message"]["text"] for update in await bot.updates()] == ["dos"]
    await bot.ok("deleteWebhook", drop_pending_updates=True)
    assert await bot.updates() == []
    assert hook.got.empty()


async def test_wrong_webhooks_are_refused(hooked: tuple[Hook, BareBot, Phone, Phone]) -> None:
    """Plain http to another machine and secrets with odd characters are refused in Telegram's words."""
    hook, bot, _, _ = hooked
    needs = (400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    assert needs == await bot.refused("setWebhook", url="http://example.org/hook")
    odd = (400, "Bad Request: secret token contains unallowed characters")
    assert odd == await bot.refused("setWebhook", url=hook.url, secret_token="ñ")
    long = (400, "Bad Request: secret token is too long")
    assert long == await bot.refused("setWebhook", url=hook.url, secret_token="x" * 257)
