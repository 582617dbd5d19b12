"""The libraries that the project and its peers use understand every answer."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ChatAction
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    MenuButtonCommands,
    Message,
)
from kit.local import ANA, JOAO, TOKEN, BareBot
from kit.phone import Phone
from kit.scripted import picture
from telegram import Bot as PeerBot
from telegram import InlineKeyboardButton as PeerButton
from telegram import InlineKeyboardMarkup as PeerMarkup
from telegram import InputMediaDocument as PeerDocument
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.local import Fault, LocalServer

KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="3 · Funciona", callback_data="c01q2=3")]])


def rows(markup: InlineKeyboardMarkup | None) -> list[list[tuple[str, str | None]]]:
    """Return the labels and data of a keyboard."""
    assert markup is not None
    return [[(button.text, button.callback_data) for button in row] for row in markup.inline_keyboard]


@pytest.fixture
async def gram(server: LocalServer) -> AsyncIterator[Bot]:
    """An aiogram bot on the local server."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(server.base_url))
    async with Bot(TOKEN, session=session) as bot:
        yield bot


@pytest.fixture
async def peer(server: LocalServer) -> AsyncIterator[PeerBot]:
    """A python-telegram-bot bot on the local server."""
    async with PeerBot(TOKEN, base_url=f"{server.base_url}/bot", base_file_url=f"{server.base_url}/file/bot") as bot:
        yield bot


async def test_aiogram_decodes_every_method(ana: Phone, gram: Bot) -> None:
    """Every method that the bot uses gives aiogram an object of the right type."""
    assert (await gram.me()).username == "SolidariaDemoBot"
    sent = await gram.send_message(ANA, "<b>Salud</b> &amp; agua", parse_mode="HTML", reply_markup=KEYBOARD)
    assert (sent.text, sent.html_text) == ("Salud & agua", "<b>Salud</b> &amp; agua")
    assert rows(sent.reply_markup) == rows(KEYBOARD)
    last = sent.message_id
    edited = await gram.edit_message_text("otra", chat_id=ANA, message_id=last, reply_markup=KEYBOARD)
    assert isinstance(edited, Message)
    assert isinstance(await gram.edit_message_reply_markup(chat_id=ANA, message_id=last), Message)
    photo = await gram.send_photo(
        ANA, BufferedInputFile(picture(64, 48), "r.png"), caption="<i>r</i>", parse_mode="HTML"
    )
    assert photo.photo is not None
    assert (photo.photo[-1].width, photo.html_text) == (64, "<i>r</i>")
    media = InputMediaPhoto(media=BufferedInputFile(picture(10, 20), "s.png"), caption="s")
    changed = await gram.edit_message_media(media, chat_id=ANA, message_id=photo.message_id)
    assert isinstance(changed, Message)
    caption = await gram.edit_message_caption(chat_id=ANA, message_id=photo.message_id, caption="t")
    assert isinstance(caption, Message)
    document = await gram.send_document(ANA, BufferedInputFile(b"%PDF", "d.pdf"), reply_to_message_id=photo.message_id)
    assert document.document is not None
    assert document.reply_to_message is not None
    file = await gram.get_file(document.document.file_id)
    assert file.file_path is not None
    content = await gram.download_file(file.file_path)
    assert content is not None
    assert content.read() == b"%PDF"
    assert await gram.send_chat_action(ANA, ChatAction.TYPING)
    assert await gram.delete_message(ANA, document.message_id)
    assert (await gram.get_chat(ANA)).first_name == "Ana"
    commands = [BotCommand(command="ayuda", description="Ayuda")]
    assert await gram.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats(), language_code="es")
    (kept,) = await gram.get_my_commands(scope=BotCommandScopeAllPrivateChats(), language_code="es")
    assert (kept.command, kept.description) == ("ayuda", "Ayuda")
    assert await gram.delete_my_commands()
    assert await gram.set_my_description("Acompaña", language_code="es")
    assert (await gram.get_my_description("es")).description == "Acompaña"
    assert await gram.set_my_short_description("Breve")
    assert (await gram.get_my_short_description()).short_description == "Breve"
    assert await gram.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await gram.get_chat_menu_button()).type == "commands"
    assert await gram.set_webhook("https://example.org/hook", secret_token="s", allowed_updates=["message"])
    info = await gram.get_webhook_info()
    assert (info.url, info.allowed_updates) == ("https://example.org/hook", ["message"])
    with pytest.raises(TelegramConflictError):
        await gram.get_updates()
    assert await gram.delete_webhook(drop_pending_updates=True)


async def test_aiogram_decodes_every_update(ana: Phone, gram: Bot, bot: BareBot) -> None:
    """Texts, presses, edits, media and memberships become aiogram's updates; an answer reaches the phone."""
    await gram.send_message(ANA, "x", reply_markup=KEYBOARD)
    await ana.tap("3 ·")
    said = await ana.send("tres")
    await ana.edit(said, "cuatro")
    await ana.upload("f.png", picture(8, 8), "image/png", photo=True)
    await ana.upload("f.pdf", b"%PDF", "application/pdf")
    await ana.block()
    updates = await gram.get_updates()
    assert [update.event_type for update in updates] == [
        "callback_query",
        "message",
        "edited_message",
        "message",
        "message",
        "my_chat_member",
    ]
    query = updates[0].callback_query
    assert query is not None
    assert isinstance(query.message, Message)
    assert query.data == "c01q2=3"
    assert rows(query.message.reply_markup) == rows(KEYBOARD)
    await ana.block(blocked=False)
    assert await query.answer("Guardado").as_(gram)
    await ana.expect_toast("Guardado")
    assert bot is not None


async def test_aiogram_raises_its_own_errors(ana: Phone, gram: Bot, server: LocalServer) -> None:
    """Refusals arrive as the exceptions that aiogram has for them."""
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await gram.send_message(1, "x")
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await gram.send_message(JOAO, "x")
    server.telegram.faults.add(Fault("sendMessage", code=429, retry_after=9))
    with pytest.raises(TelegramRetryAfter) as flood:
        await gram.send_message(ana.person, "x")
    assert flood.value.retry_after == 9
    server.telegram.tokens = frozenset({"1:nobody"})
    server.telegram.bots.clear()
    with pytest.raises(TelegramUnauthorizedError):
        await gram.get_me()


async def test_python_telegram_bot_decodes_what_it_uses(ana: Phone, peer: PeerBot) -> None:
    """The methods that reminders and the benchmark's twin use give python-telegram-bot the right objects."""
    markup = PeerMarkup([[PeerButton("Responder", callback_data="show c01q2")]])
    sent = await peer.send_message(ANA, "<b>Falta</b> poco", parse_mode="HTML", reply_markup=markup)
    assert ("Falta poco", markup) == (sent.text, sent.reply_markup)
    await ana.tap("Responder")
    await ana.send("hola")
    press, text = await peer.get_updates()
    assert press.callback_query is not None
    assert (press.callback_query.data, text.effective_message and text.effective_message.text) == ("show c01q2", "hola")
    assert await press.callback_query.answer("Bien", show_alert=True)
    await ana.expect_toast("Bien")
    assert ana.alerted
    edited = await peer.edit_message_text("otra", ANA, sent.message_id)
    assert not isinstance(edited, bool)
    photo = await peer.send_photo(ANA, picture(30, 30), caption="r", filename="r.png")
    media = PeerDocument(b"%PDF", caption="d", filename="d.pdf")
    assert not isinstance(await peer.edit_message_media(media, ANA, photo.message_id), bool)
    document = await peer.send_document(ANA, b"%PDF", filename="d.pdf")
    assert document.document is not None
    file = await peer.get_file(document.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"%PDF"
    assert (await peer.get_chat(ANA)).first_name == "Ana"
    assert await peer.delete_message(ANA, document.message_id)
    assert await peer.set_my_commands([("ayuda", "Ayuda")], language_code="es")
    assert not (await peer.get_webhook_info()).url


async def test_python_telegram_bot_raises_its_own_errors(
    ana: Phone, peer: PeerBot, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refusals arrive as the exceptions that python-telegram-bot has for them."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await peer.send_message(1, "x")
    await ana.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await peer.send_message(ANA, "x")
    server.telegram.faults.add(Fault("sendMessage", code=429, retry_after=9))
    with pytest.raises(RetryAfter):
        await peer.send_message(ANA, "x")
