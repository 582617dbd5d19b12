"""What aiogram delivers becomes an event, whatever it is; every text is made storable at the door."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.types import CallbackQuery, Update
from hypothesis import given
from hypothesis import strategies as st
from kit.edge import ANA, message

from bot.buttons import STALE
from bot.incoming import Incoming, Said, from_message, from_press, start_token, storable
from conversations.assessment import Evidence
from conversations.desk.place import DeskView
from conversations.events import Attached, Give, Open, Start, Unreadable
from conversations.instrument import Language
from storage.invitation_token import new_token

TOKEN = new_token()
DATE = datetime.fromtimestamp(1, UTC)
PHOTO = [
    {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 90, "file_size": 900},
    {"file_id": "large", "file_unique_id": "l", "width": 900, "height": 900, "file_size": 90_000},
]
DOCUMENT = {"file_id": "doc", "file_unique_id": "d", "file_name": "acta\0 <b>.pdf", "file_size": 12}
VOICE = {"file_id": "v", "file_unique_id": "v", "duration": 3}
STICKER = {"file_id": "k", "file_unique_id": "k", "type": "regular", "width": 9, "height": 9}
STICKER |= {"is_animated": False, "is_video": False}
REPLIED = {"message_id": 5, "date": 1, "chat": {"id": ANA, "type": "private"}, "text": "card"}


def read(body: dict[str, Any], *, edited: bool = False) -> Incoming:
    """Send a message through JSON and aiogram, as Telegram's would come."""
    update = Update.model_validate(json.loads(json.dumps({"update_id": 1, "message": body})))
    assert update.message is not None
    incoming = from_message(update.message, edited=edited)
    assert incoming is not None
    return incoming


def test_a_text_says_what_it_says() -> None:
    """A text comes whole, with its id and who sent it; what it means is decided in the turn."""
    incoming = read(message("Tenemos una mesa <b>", message_id=12))
    assert Said("Tenemos una mesa <b>", 12, at=DATE) == incoming.event
    assert (ANA, "Ana", Language.ES) == (
        incoming.sender.telegram_id,
        incoming.sender.name,
        incoming.sender.language,
    )
    assert (incoming.inquiry.message, incoming.inquiry.token) == (None, "")


def test_a_reply_and_an_edit_ask_for_what_they_are_about() -> None:
    """Storage is asked about the message replied to, or the edited message itself."""
    reply = read(message("3", reply_to_message=REPLIED))
    assert (Said("3", 11, 5, at=DATE), 5) == (reply.event, reply.inquiry.message)
    edit = read(message("2", edit_date=2, reply_to_message=REPLIED), edited=True)
    assert (Said("2", 11, 5, edited=True, at=DATE), 11) == (edit.event, edit.inquiry.message)


def test_a_photo_is_evidence_in_its_largest_size() -> None:
    """Of a photo's sizes the last one is kept, with the caption."""
    event = read(message(photo=PHOTO, caption="La \0ordenanza")).event
    assert Attached(Evidence("photo", "large", "l", "", 90_000), "La ordenanza", 11) == event


def test_a_document_is_evidence_with_its_name() -> None:
    """A document keeps its name, made storable, however odd; no size is no fault."""
    event = read(message(document=DOCUMENT)).event
    assert Attached(Evidence("document", "doc", "d", "acta <b>.pdf", 12), "", 11) == event
    bare = read(message(document={"file_id": "x", "file_unique_id": "y"})).event
    assert Attached(Evidence("document", "x", "y", "", 0), "", 11) == bare


@pytest.mark.parametrize("odd", [{"file_id": ""}, {"file_unique_id": ""}, {"file_id": "\0"}])
def test_a_file_without_its_ids_is_no_evidence(odd: dict[str, str]) -> None:
    """What Telegram never sends, and the database would refuse, is answered like anything that cannot be read."""
    assert Unreadable() == read(message(document={**DOCUMENT, **odd})).event


def test_a_size_below_zero_is_none() -> None:
    """The file is kept without a size."""
    event = read(message(document={**DOCUMENT, "file_size": -1})).event
    assert Attached(Evidence("document", "doc", "d", "acta <b>.pdf", 0), "", 11) == event


@pytest.mark.parametrize(
    "body",
    [
        message(voice=VOICE),
        message(sticker=STICKER),
        message(location={"latitude": 1.5, "longitude": 2.5}),
        message(contact={"phone_number": "1", "first_name": "x"}),
        message(dice={"emoji": "🎲", "value": 3}),
        message(pinned_message=REPLIED),
        message(),
    ],
    ids=["voice", "sticker", "location", "contact", "dice", "pinned", "nothing"],
)
def test_what_cannot_be_an_answer_is_said_to_be_unreadable(body: dict[str, Any]) -> None:
    """Stickers, voice messages and all else that is no text or file become one event, never a fault."""
    assert Unreadable() == read(body).event
    assert Unreadable() == read(body, edited=True).event


def test_an_edited_caption_is_no_second_evidence() -> None:
    """Editing the caption of a photo sends nothing twice."""
    assert Unreadable() == read(message(photo=PHOTO, caption="x", edit_date=2), edited=True).event


@pytest.mark.parametrize(
    "text",
    [
        f"/start {TOKEN}",
        f"/start@SolidariaBot {TOKEN}",
        f"/start   {TOKEN}  ",
        TOKEN,
        f"  {TOKEN}\n",
        f"https://t.me/SolidariaBot?start={TOKEN}",
        f"t.me/SolidariaBot?start={TOKEN}",
        f"tg://resolve?domain=SolidariaBot&start={TOKEN}",
    ],
)
def test_an_invitation_is_found_in_every_form_in_which_it_may_be_pasted(text: str) -> None:
    """Link, code alone, command: the same invitation; storage is asked about it."""
    incoming = read(message(text))
    assert (Start(TOKEN), TOKEN) == (incoming.event, incoming.inquiry.token)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start", ""),
        ("/start@SolidariaBot", ""),
        ("/start ", ""),
        ("/start short", "short"),
        ("/started", None),
        ("3", None),
        ("", None),
        (TOKEN[:-1], None),
        (f"{TOKEN}x", None),
        (f"mire: {TOKEN}", None),
        (f"{TOKEN} gracias", None),
        (f"https://t.me/SolidariaBot?start={TOKEN[:-1]}", None),
        ("á" * len(TOKEN), None),
    ],
)
def test_what_is_an_invitation_and_what_is_not(text: str, expected: str | None) -> None:
    """A bare start has no token, a text that only resembles one is a text."""
    assert expected == start_token(text)


def test_an_edited_text_never_opens_an_invitation() -> None:
    """Editing an old message into a token is an edit."""
    assert Said(TOKEN, 11, None, edited=True, at=DATE) == read(message(TOKEN), edited=True).event


@given(st.text(st.characters(codec=None), max_size=200))
def test_every_text_is_made_storable_and_a_good_one_is_not_touched(text: str) -> None:
    """After the door there is no NUL and no half of a surrogate pair; anything else stays byte by byte."""
    stored = storable(text)
    assert "\0" not in stored
    assert stored == stored.encode("utf-8").decode("utf-8")
    good = not any(one == "\0" or 0xD800 <= ord(one) < 0xE000 for one in text)
    assert not good or stored == text
    assert stored == storable(stored)


def test_broken_characters_in_texts_and_names_are_no_fault() -> None:
    """NUL and lone surrogates, escaped in JSON as Telegram would send them, reach the turn as storable text."""
    body = message("a\0b\ud83d", **{"from": {"id": ANA, "is_bot": False, "first_name": "A\ud800", "last_name": "\0"}})
    incoming = read(body)
    assert isinstance(incoming.event, Said)
    assert incoming.event.text.encode("utf-8") == b"ab?"
    assert incoming.sender.name.encode("utf-8").strip() == b"A?"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (None, None),
        ("", None),
        ("es", Language.ES),
        ("es-419", Language.ES),
        ("PT-br", Language.PT),
        ("en-GB", Language.EN),
        ("fr", None),
        ("../../etc", None),
        ("esp", None),
        ("-", None),
        ("\0", None),
        ("x" * 1000, None),
    ],
)
def test_the_language_comes_from_a_fixed_set(code: str | None, expected: Language | None) -> None:
    """Whatever Telegram says about the phone's language, it is one of ours or unknown."""
    sender: dict[str, object] = {"id": ANA, "is_bot": False, "first_name": "Ana"}
    incoming = read(message("x", **{"from": sender | ({} if code is None else {"language_code": code})}))
    assert expected is incoming.sender.language


def test_huge_numbers_are_no_fault_at_the_door() -> None:
    """Ids beyond 63 bits are read; nothing there depends on their size."""
    huge = 2**80
    incoming = read(message("x", message_id=huge, **{"from": {"id": huge, "is_bot": False, "first_name": "A"}}))
    assert (huge, Said("x", huge, at=DATE)) == (incoming.sender.telegram_id, incoming.event)


def test_a_message_without_a_sender_is_nobodys() -> None:
    """A message that names no sender has no turn."""
    body = message("x")
    del body["from"]
    update = Update.model_validate({"update_id": 1, "message": body})
    assert update.message is not None
    assert from_message(update.message) is None


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("1a:c01q1:3", Give("c01q1", 3)),
        (None, STALE),
        ("zzz", STALE),
        ("1d:people:\ud800", Open(DeskView.PEOPLE, "?")),
        ("1d:people:\0007", Open(DeskView.PEOPLE, "7")),
    ],
)
def test_a_press_names_its_target_and_nothing_is_believed(data: str | None, expected: object) -> None:
    """A press is what its data says, made storable; one without a message or with unreadable data shows what stands."""
    sender = {"id": ANA, "is_bot": False, "first_name": "Ana"}
    body = {"id": "77", "from": sender, "chat_instance": "1", "data": data}
    bare = from_press(CallbackQuery.model_validate(body))
    assert (expected, "77", None) == (bare.event, bare.callback, bare.pressed_message)
    full = from_press(CallbackQuery.model_validate(body | {"message": REPLIED | {"message_id": 5}}))
    assert full.pressed_message == 5
    gone = {"chat": {"id": ANA, "type": "private"}, "message_id": 6, "date": 0}
    assert from_press(CallbackQuery.model_validate(body | {"message": gone})).pressed_message == 6
