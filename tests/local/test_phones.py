"""People, groups, commands and time, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from kit.local import ANA, BEGINNING, JOAO, MARY, BareBot
from kit.phone import NotOnScreenError, Phone

from bot.local import Clock, LocalServer


async def get(server: LocalServer, path: str, **headers: str) -> tuple[int, Any]:
    """Fetch JSON from the server."""
    async with ClientSession() as session, session.get(f"{server.base_url}{path}", headers=headers) as answer:
        return answer.status, await answer.json()


async def test_people_are_prepared_and_added(server: LocalServer) -> None:
    """The prepared people are listed with labels and links, and a new one can be added."""
    _, people = await get(server, "/phone/people")
    assert [person["id"] for person in people] == [ANA, JOAO, MARY]
    assert people[2]["start"] == "invitation-1"
    async with ClientSession() as session:
        told = {"first_name": "Zoé", "language_code": "pt"}
        async with session.post(f"{server.base_url}/phone/people", json=told) as answer:
            made = await answer.json()
    assert (server.telegram.people[made["id"]].first_name, made["language_code"]) == ("Zoé", "pt")


async def test_a_chat_survives_a_reload(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """Another phone of the same person shows the same chat, edits and buttons included."""
    keyboard = {"inline_keyboard": [[{"text": "uno", "callback_data": "1"}], [{"text": "web", "url": "https://a.org"}]]}
    sent = await bot.ok("sendMessage", chat_id=ANA, text="x", reply_markup=keyboard)
    where = {"chat_id": ANA, "message_id": sent["message_id"]}
    await bot.ok("editMessageText", text="<b>y</b>", parse_mode="HTML", reply_markup=keyboard, **where)
    await ana.expect("y")
    async with Phone(server.base_url, ANA) as again:
        assert ana.screen() == again.screen()
        assert [button.text for button in again.card().buttons] == ["uno", "web"]
        assert (again.card().html, again.card().edited) == ("<b>y</b>", True)
    _, chat = await get(server, f"/phone/people/{ANA}/chat")
    assert [message["text"] for message in chat["messages"]] == ["/start", "y"]


async def test_a_person_counts_taps_and_words(ana: Phone, bot: BareBot) -> None:
    """Taps, typed texts and words shown are counted; the newest message with the label is tapped."""
    for label in ("viejo", "nuevo"):
        keyboard = {"inline_keyboard": [[{"text": "3 · Funciona", "callback_data": label}]]}
        await bot.ok("sendMessage", chat_id=ANA, text=f"dos palabras {label}", reply_markup=keyboard)
    await ana.expect("nuevo")
    await ana.tap("Funciona")
    await ana.send("hola")
    press, _ = await bot.updates()
    assert press["callback_query"]["data"] == "nuevo"
    assert (ana.taps, ana.texts, ana.words) == (2, 1, 6)


async def test_a_missing_button_says_what_is_on_the_screen(ana: Phone, bot: BareBot) -> None:
    """Looking for what is not there fails with the screen in the message."""
    await bot.ok("sendMessage", chat_id=ANA, text="¿Y ahora?")
    await ana.expect("ahora")
    ana.patience = 0.01
    with pytest.raises(NotOnScreenError, match="¿Y ahora"):
        await ana.tap("Seguir")
    with pytest.raises(NotOnScreenError, match="a message with 'nada'"):
        await ana.expect("nada")


async def test_a_button_that_is_gone_cannot_be_pressed_but_forged(ana: Phone, bot: BareBot) -> None:
    """A press needs its button, unless the test forges it; a forged one reaches the bot."""
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    sent = await bot.ok("sendMessage", chat_id=ANA, text="x", reply_markup=keyboard)
    card = await ana.expect("x")
    await bot.ok("editMessageReplyMarkup", chat_id=ANA, message_id=sent["message_id"])
    await ana.until(lambda phone: not phone.messages[-1].keyboard)
    with pytest.raises(AssertionError, match="no such button"):
        await ana.press(card, card.buttons[0])
    await ana.press(card, card.buttons[0], forged=True)
    (press,) = await bot.updates()
    assert press["callback_query"]["data"] == "x"


async def test_commands_come_in_the_persons_language(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """A scope and a language of one's own win over the default."""
    default = [{"command": "help", "description": "Help"}]
    spanish = [{"command": "ayuda", "description": "Ayuda"}]
    await bot.ok("setMyCommands", commands=default)
    await bot.ok("setMyCommands", commands=spanish, language_code="es", scope={"type": "all_private_chats"})
    await ana.until(lambda phone: phone.chat["commands"] == spanish)
    assert default == await bot.ok("getMyCommands")
    assert spanish == await bot.ok("getMyCommands", language_code="es", scope={"type": "all_private_chats"})
    _, chat = await get(server, f"/phone/people/{MARY}/chat")
    assert default == chat["commands"]
    await bot.ok("deleteMyCommands", language_code="es", scope={"type": "all_private_chats"})
    await ana.until(lambda phone: phone.chat["commands"] == default)
    invalid = (400, "Bad Request: BOT_COMMAND_INVALID")
    assert invalid == await bot.refused("setMyCommands", commands=[{"command": "Ñ", "description": "x"}])


async def test_a_group_gets_commands_only_and_a_channel_posts(bot: BareBot, server: LocalServer) -> None:
    """In a group the bot sees commands, mentions and replies; a channel's posts come as channel_post."""
    control = f"{server.base_url}/control/groups"
    async with bot.session.post(control, json={"person": ANA, "title": "Red", "id": -100}) as answer:
        assert await answer.json() == {"chat_id": -100}
    channel = {"person": ANA, "title": "Noticias", "id": -200, "type": "channel", "username": "noticias"}
    async with bot.session.post(control, json=channel) as answer:
        assert answer.status == 200
    async with Phone(server.base_url, ANA, chat_id=-100) as group, Phone(server.base_url, ANA, chat_id=-200) as news:
        await group.send("buenas")
        await group.send("/start@SolidariaDemoBot")
        await news.send("anuncio")
        joined, admin, command, post = await bot.updates()
        assert tuple(update["my_chat_member"]["new_chat_member"]["status"] for update in (joined, admin)) == (
            "member",
            "administrator",
        )
        assert (command["message"]["text"], command["message"]["chat"]["type"]) == ("/start@SolidariaDemoBot", "group")
        assert (post["channel_post"]["text"], post["channel_post"]["chat"]["type"]) == ("anuncio", "channel")
        await bot.ok("sendMessage", chat_id=-100, text="Escríbame en privado")
        await group.expect("privado")
        await bot.ok("sendMessage", chat_id="@noticias", text="Por aquí no")
        await news.expect("Por aquí no")


async def test_the_clock_goes_forwards_only(server: LocalServer) -> None:
    """The director moves the clock forwards for everybody; backwards is refused."""
    seen: list[float] = []
    server.telegram.clock.watch(lambda: seen.append(server.telegram.clock.timestamp()))
    async with ClientSession() as session:
        async with session.post(f"{server.base_url}/control/clock", json={"forward": 3600}) as answer:
            said = await answer.json()
        async with session.post(f"{server.base_url}/control/clock", json={"forward": -1}) as answer:
            assert answer.status == 400
    assert BEGINNING + timedelta(hours=1) == server.telegram.clock.now()
    assert [said["now"]] == seen
    assert Clock.fixed(BEGINNING).moved.total_seconds() + 1.0 == 1.0


async def test_the_clock_goes_to_what_is_planned_next(server: LocalServer) -> None:
    """The clock moves just past the next planned moment, and is told kindly when there is none."""
    clock = server.telegram.clock
    async with ClientSession() as session:
        async with session.post(f"{server.base_url}/control/clock", json={"to": "next"}) as answer:
            assert (answer.status, (await answer.json())["error"][-18:]) == (404, "nothing is planned")
        clock.ahead = lambda: BEGINNING + timedelta(days=3)
        async with session.get(f"{server.base_url}/control/state") as answer:
            assert (BEGINNING + timedelta(days=3)).timestamp() == (await answer.json())["ahead"]
        async with session.post(f"{server.base_url}/control/clock", json={"to": "next"}) as answer:
            assert answer.status == 200
    assert BEGINNING + timedelta(days=3, seconds=1) == clock.now()


async def test_another_web_page_cannot_use_the_phones(server: LocalServer) -> None:
    """Requests with a foreign origin or a bent host name are refused."""
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        status, _ = await get(server, "/phone/people", **headers)
        assert status == 403
    status, _ = await get(server, "/phone/people", Origin=server.base_url)
    assert status == 200


async def test_the_first_token_takes_the_chats_that_were_already_open(phone: Phone, bot: BareBot) -> None:
    """What people wrote before any bot connected waits for the first one; a second token is another bot."""
    await phone.start("temprano")
    (update,) = await bot.updates()
    assert update["message"]["text"] == "/start temprano"


@pytest.mark.parametrize(
    ("path", "told", "reason"),
    [
        ("people/99/text", {"text": "x"}, "there is no person 99"),
        (f"people/{ANA}/text", {"text": " "}, "a message needs a text"),
        (f"people/{ANA}/text", {"text": "x" * 4097}, "a message has at most 4096 characters"),
        (f"people/{ANA}/text", {}, "the request lacks something: 'text'"),
        (f"people/{ANA}/edit", {"message_id": 1, "text": "x"}, "message 1 is not a text of this person"),
        (f"people/{ANA}/text?bot=none", {"text": "x"}, "there is no such bot"),
        (f"people/{ANA}/text", {"text": "x", "chat_id": -5}, "there is no group or channel -5"),
    ],
)
async def test_what_a_phone_cannot_do_is_said(
    server: LocalServer, path: str, told: dict[str, object], reason: str
) -> None:
    """A person's mistake is a 400 with a plain sentence."""
    async with ClientSession() as session, session.post(f"{server.base_url}/phone/{path}", json=told) as answer:
        assert (400, {"error": reason}) == (answer.status, await answer.json())
