"""How updates are made, fetched, confirmed and forgotten."""

import asyncio
from datetime import timedelta
from typing import Any

from kit.local import ANA, BareBot
from kit.phone import Phone

from bot.local import LocalServer

OTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


def texts(updates: list[dict[str, Any]]) -> list[str]:
    """Return the texts of message updates."""
    return [update["message"]["text"] for update in updates]


async def test_an_offset_confirms_and_without_one_everything_comes_again(ana: Phone, bot: BareBot) -> None:
    """Updates stay until a higher offset confirms them; limit takes the first ones; a far offset is not believed."""
    for text in ("uno", "dos", "tres"):
        await ana.send(text)
    first = await bot.updates()
    assert texts(first) == ["uno", "dos", "tres"]
    assert first == await bot.updates()
    assert texts(await bot.updates(limit=1)) == ["uno"]
    assert texts(await bot.updates(offset=first[2]["update_id"])) == ["tres"]
    assert texts(await bot.updates(offset=first[2]["update_id"] + 1000)) == ["tres"]
    assert await bot.updates(offset=first[2]["update_id"] + 1) == []


async def test_a_negative_offset_keeps_the_last_ones(ana: Phone, bot: BareBot) -> None:
    """-1 returns the newest update and forgets those before it."""
    for text in ("uno", "dos", "tres"):
        await ana.send(text)
    assert texts(await bot.updates(offset=-1)) == ["tres"]
    assert texts(await bot.updates()) == ["tres"]


async def test_a_long_poll_answers_as_soon_as_something_happens(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """A waiting getUpdates returns the update that is made while it waits."""
    waiting = asyncio.create_task(bot.updates(timeout=50))
    await server.until_polled()
    await ana.send("hola")
    assert texts(await waiting) == ["hola"]


async def test_a_second_getupdates_ends_the_first(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """The older of two polls is told that another one has begun, with Telegram's text."""
    first = asyncio.create_task(bot.call("getUpdates", timeout=50))
    await server.until_polled()
    second = asyncio.create_task(bot.updates(timeout=50))
    said = await first
    assert (said["error_code"], said["description"]) == (409, OTHER)
    await ana.send("hola")
    assert texts(await second) == ["hola"]


async def test_polling_and_a_webhook_exclude_each_other(bot: BareBot, server: LocalServer) -> None:
    """GetUpdates is refused while a webhook is set, and setting one ends the poll that waits."""
    waiting = asyncio.create_task(bot.call("getUpdates", timeout=50))
    await server.until_polled()
    assert await bot.ok("setWebhook", url="http://127.0.0.1:9/hook")
    said = await waiting
    assert (said["error_code"], said["description"]) == (409, "Conflict: terminated by setWebhook request")
    assert await bot.refused("getUpdates") == (409, ACTIVE)
    assert await bot.ok("deleteWebhook")
    assert await bot.updates() == []


async def test_allowed_updates_count_when_the_update_is_made(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """A kind is left out from the next update on, the choice is remembered, and what is queued stays queued."""
    await ana.send("antes")
    assert texts(await bot.updates(allowed_updates=["callback_query"])) == ["antes"]
    await ana.send("fuera")
    assert texts(await bot.updates()) == ["antes"]
    assert dict(server.telegram.home.queue.filtered) == {"message": 1}
    assert texts(await bot.updates(allowed_updates=[])) == ["antes"]
    await ana.send("dentro")
    assert texts(await bot.updates()) == ["antes", "dentro"]
    unread = (400, "Bad Request: can't parse allowed_updates JSON array")
    assert unread == await bot.refused("getUpdates", allowed_updates="message")


async def test_a_press_is_kept_for_150_seconds_and_a_text_for_a_day(
    ana: Phone, bot: BareBot, server: LocalServer
) -> None:
    """What is not fetched in time is gone, and counted by kind."""
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    await bot.ok("sendMessage", chat_id=ANA, text="x", reply_markup=keyboard)
    await ana.tap("x")
    ana.reading = 0.0
    await ana.send("hola")
    server.telegram.clock.forward(timedelta(seconds=149))
    assert [next(reversed(update)) for update in await bot.updates()] == ["callback_query", "message"]
    server.telegram.clock.forward(timedelta(seconds=1))
    assert texts(await bot.updates()) == ["hola"]
    server.telegram.clock.forward(timedelta(seconds=86_400 - 151))
    assert texts(await bot.updates()) == ["hola"]
    server.telegram.clock.forward(timedelta(seconds=1))
    assert await bot.updates() == []
    assert dict(server.telegram.home.queue.expired) == {"callback_query": 1, "message": 1}


async def test_updates_can_be_forgotten_doubled_injected_and_renumbered(
    ana: Phone, bot: BareBot, server: LocalServer
) -> None:
    """The director can lose updates, deliver one under two ids, poison the queue and jump to another id."""
    control = f"{server.base_url}/control/updates"
    await ana.send("perdido")
    async with bot.session.post(f"{control}/forget") as answer:
        assert await answer.json() == 1
    assert await bot.updates() == []
    async with bot.session.post(f"{control}/double", json={"count": 1}) as answer:
        assert answer.status == 200
    await ana.send("doble")
    one, two = await bot.updates()
    assert (one["message"], one["update_id"] + 1) == (two["message"], two["update_id"])
    async with bot.session.post(f"{control}/repeat") as answer:
        assert await answer.json()
    async with bot.session.post(f"{control}/inject", json={"update": {"poison": {"no": "shape"}}}) as answer:
        assert two["update_id"] + 2 == await answer.json()
    async with bot.session.post(f"{control}/jump", json={"to": 7}) as answer:
        assert await answer.json() == 7
    await ana.send("salto")
    *_, again, poison, jumped = await bot.updates()
    assert (two["message"], {"no": "shape"}, 7) == (again["message"], poison["poison"], jumped["update_id"])
    assert [update["update_id"] for update in await bot.updates(offset=poison["update_id"] + 1)][-1:] == [7]


async def test_an_edit_and_a_reply_tell_the_bot_what_they_mean(ana: Phone, bot: BareBot) -> None:
    """Editing one's own text makes edited_message, and a reply carries the message replied to."""
    question = await bot.ok("sendMessage", chat_id=ANA, text="¿Cuántas?")
    await ana.expect("Cuántas")
    said = await ana.reply(ana.messages[-1], "tres")
    await ana.edit(said, "cuatro")
    reply, edited = await bot.updates()
    assert question["message_id"] == reply["message"]["reply_to_message"]["message_id"]
    assert ("cuatro", said.id) == (edited["edited_message"]["text"], edited["edited_message"]["message_id"])
    assert "edit_date" in edited["edited_message"]


async def test_blocking_and_unblocking_are_told(ana: Phone, bot: BareBot) -> None:
    """A my_chat_member update says that the bot was blocked, and another that it was unblocked."""
    await ana.block()
    await ana.block(blocked=False)
    statuses = [update["my_chat_member"]["new_chat_member"]["status"] for update in await bot.updates()]
    assert statuses == ["kicked", "member"]
