"""What Telegram refuses, in its words."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from kit.local import ANA, JOAO, TOKEN, BareBot, bare_bot, local_server
from kit.phone import Phone

from bot.local import LocalServer

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a"
    " current content and reply markup of the message"
)


def inline(**button: object) -> dict[str, Any]:
    """Return a keyboard with one button."""
    return {"inline_keyboard": [[{"text": "x", **button}]]}


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "🦀" * 2049}, "message is too long"),
        ({"text": "x", "parse_mode": "Fancy"}, "unsupported parse_mode"),
        (
            {"text": "<h1>x</h1>", "parse_mode": "HTML"},
            'can\'t parse entities: Unsupported start tag "h1" at byte offset 0',
        ),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": [1]}, "object expected as reply markup"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [{"text": "x"}]}},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        (
            {"text": "x", "reply_markup": {"keyboard": "x"}},
            'field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays',
        ),
        (
            {"text": "x", "reply_markup": inline()},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": inline(callback_data=7)},
            'can\'t parse inline keyboard button: Field "callback_data" must be of type String',
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"callback_data": "x"}]]}},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        ({"text": "x", "reply_markup": inline(callback_data="")}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": inline(callback_data="ñ" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "chat_id": 999}, "chat not found"),
    ],
)
async def test_send_message_refuses(ana: Phone, bot: BareBot, params: dict[str, Any], description: str) -> None:
    """SendMessage refuses what Telegram refuses and shows the person nothing."""
    assert (400, f"Bad Request: {description}") == await bot.refused("sendMessage", **({"chat_id": ANA} | params))
    assert len(ana.messages) == 1


@pytest.mark.parametrize("text", ["x" * 4096, "🦀" * 2048, "<b>" + "x" * 4096 + "</b>", "&lt;" * 4096])
async def test_the_longest_text_passes(ana: Phone, bot: BareBot, text: str) -> None:
    """4096 UTF-16 units pass, counted after entities are read."""
    sent = await bot.ok("sendMessage", chat_id=ANA, text=text, parse_mode="HTML")
    assert len(sent["text"].encode("utf-16-le")) // 2 == 4096
    await ana.expect(sent["text"])


async def test_callback_data_may_have_sixty_four_bytes(ana: Phone, bot: BareBot) -> None:
    """64 bytes of callback data pass."""
    assert ana.person == ANA
    sent = await bot.ok("sendMessage", chat_id=ANA, text="x", reply_markup=inline(callback_data="ñ" * 32))
    assert sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "ñ" * 32


async def test_an_edit_that_changes_nothing_is_refused(ana: Phone, bot: BareBot) -> None:
    """The same text and keyboard again is 'not modified', in all three methods that edit."""
    sent = await bot.ok("sendMessage", chat_id=ana.person, text="<b>x</b>", parse_mode="HTML")
    where = {"chat_id": ANA, "message_id": sent["message_id"]}
    assert await bot.refused("editMessageText", **where, text=" <b>x</b>", parse_mode="HTML") == (400, NOT_MODIFIED)
    assert await bot.refused("editMessageReplyMarkup", **where) == (400, NOT_MODIFIED)
    edited = await bot.ok("editMessageText", **where, text="x")
    assert "edit_date" in edited


async def test_only_a_known_message_of_the_bot_can_be_edited(ana: Phone, bot: BareBot) -> None:
    """Unknown messages, people's messages and the wrong kind of content are refused."""
    edit = {"chat_id": ANA, "text": "y"}
    own = ana.messages[0].id
    sent = await bot.ok("sendMessage", chat_id=ANA, text="x")
    wrong_caption = {"chat_id": ANA, "message_id": sent["message_id"], "caption": "y"}
    assert await bot.refused("editMessageText", message_id=99, **edit) == (
        400,
        "Bad Request: message to edit not found",
    )
    assert await bot.refused("editMessageText", message_id=own, **edit) == (400, "Bad Request: message can't be edited")
    assert await bot.refused("editMessageText", **edit) == (400, "Bad Request: message identifier is not specified")
    assert await bot.refused("editMessageCaption", **wrong_caption) == (
        400,
        "Bad Request: there is no caption in the message to edit",
    )
    assert await bot.refused("editMessageText", chat_id=ANA, message_id=sent["message_id"], text="x" * 4097) == (
        400,
        "Bad Request: MESSAGE_TOO_LONG",
    )


async def test_a_message_is_deleted_once_and_within_two_days(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """A deleted or unknown message is not found, and one of 48 hours stays."""
    first = await bot.ok("sendMessage", chat_id=ana.person, text="x")
    second = await bot.ok("sendMessage", chat_id=ana.person, text="y")
    assert await bot.ok("deleteMessage", chat_id=ANA, message_id=first["message_id"])
    assert await bot.refused("deleteMessage", chat_id=ANA, message_id=first["message_id"]) == (
        400,
        "Bad Request: message to delete not found",
    )
    server.telegram.clock.forward(timedelta(hours=48))
    assert await bot.refused("deleteMessage", chat_id=ANA, message_id=second["message_id"]) == (
        400,
        "Bad Request: message can't be deleted for everyone",
    )


async def test_a_press_is_answered_once_and_soon(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """A second answer, a late one and an unknown query are too old."""
    too_old = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    await bot.ok("sendMessage", chat_id=ANA, text="x", reply_markup=inline(callback_data="a"))
    await ana.tap("x")
    (update,) = await bot.updates()
    query = update["callback_query"]["id"]
    assert await bot.refused("answerCallbackQuery", callback_query_id=query, text="x" * 201) == (
        400,
        "Bad Request: MESSAGE_TOO_LONG",
    )
    assert await bot.ok("answerCallbackQuery", callback_query_id=query, text="Guardado")
    assert await ana.expect_toast("Guardado") == "Guardado"
    assert too_old == await bot.refused("answerCallbackQuery", callback_query_id=query)
    assert too_old == await bot.refused("answerCallbackQuery", callback_query_id="1")
    await ana.tap("x")
    (update,) = await bot.updates(offset=update["update_id"] + 1)
    server.telegram.clock.forward(timedelta(seconds=21))
    assert too_old == await bot.refused("answerCallbackQuery", callback_query_id=update["callback_query"]["id"])


async def test_a_bot_cannot_write_first_nor_to_who_blocked_it(phone: Phone, bot: BareBot, server: LocalServer) -> None:
    """403 before START, after a block and to a deactivated person; writing works again after START."""
    first = (403, "Forbidden: bot can't initiate conversation with a user")
    blocked = (403, "Forbidden: bot was blocked by the user")
    assert first == await bot.refused("sendMessage", chat_id=ANA, text="x")
    assert first == await bot.refused("sendMessage", chat_id=JOAO, text="x")
    await phone.start()
    sent = await bot.ok("sendMessage", chat_id=ANA, text="x")
    await phone.block()
    assert blocked == await bot.refused("sendMessage", chat_id=ANA, text="x")
    assert blocked == await bot.refused("editMessageText", chat_id=ANA, message_id=sent["message_id"], text="y")
    await phone.block(blocked=False)
    assert await bot.ok("sendMessage", chat_id=ANA, text="x")
    server.telegram.people[ANA].deactivated = True
    assert await bot.refused("sendMessage", chat_id=ANA, text="x") == (403, "Forbidden: user is deactivated")


async def test_a_wrong_token_and_an_unknown_method_are_refused(server: LocalServer) -> None:
    """401 for a token that is none, 404 for a method or an address that does not exist."""
    async with ClientSession() as session:
        for path, expected in {
            "/botnonsense/getMe": (401, "Unauthorized"),
            f"/bot{TOKEN}/getNothing": (404, "Not Found: method not found"),
            f"/bot{TOKEN}/": (404, "Not Found"),
            "/nothing": (404, "Not Found"),
        }.items():
            async with session.get(f"{server.base_url}{path}") as answer:
                said = await answer.json()
            assert (expected, answer.status) == ((said["error_code"], said["description"]), expected[0])


async def test_tokens_can_be_restricted() -> None:
    """With given tokens every other one is unauthorised."""
    async with local_server(tokens=[TOKEN]) as server:
        async with bare_bot(server, "4343:another-token") as other:
            assert await other.refused("getMe") == (401, "Unauthorized")
        async with bare_bot(server) as known:
            assert (await known.ok("getMe"))["id"] == 4242


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=b"])
async def test_who_hangs_up_leaves_no_traceback(
    server: LocalServer, bot: BareBot, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    """A bot that is killed while it sends leaves nothing in the log, and others are served."""
    _, writer = await asyncio.open_connection(server.host, server.port)
    head = f"POST /bot{TOKEN}/sendDocument HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: 99\r\n\r\n"
    writer.write(f"{head}--b\r\n".encode())
    await writer.drain()
    await bot.ok("getMe")
    writer.transport.abort()
    for _ in range(3):
        await bot.ok("getMe")
    assert [] == caplog.records


async def test_parameters_come_in_any_form(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """Query string, form, multipart and JSON mean the same, and method names are read without regard to case."""
    address = f"{server.base_url}/bot{TOKEN}"
    markup = '{"inline_keyboard":[[{"text":"k","callback_data":"d"}]]}'
    params = {"chat_id": str(ANA), "text": "<b>ñ</b>", "parse_mode": "html", "reply_markup": markup}
    async with bot.session.get(f"{address}/SENDMESSAGE", params=params) as one:
        first = await one.json()
    async with bot.session.post(f"{address}/sendmessage", data=params) as two:
        second = await two.json()
    third = await bot.form("sendMessage", {}, **params)
    fourth = await bot.call("sendMessage", **params)
    texts = [(said["result"]["text"], said["result"]["entities"][0]["type"]) for said in (first, second, third, fourth)]
    assert texts == [("ñ", "bold")] * 4
    await ana.until(lambda phone: len(phone.messages) == 5)
    assert [message.buttons[0].text for message in ana.messages[1:]] == ["k"] * 4
