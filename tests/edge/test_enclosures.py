"""What is sent beside the card arrives whole; what cannot be made or is refused keeps nobody from their card."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from unittest.mock import AsyncMock

import pytest
from kit.edge import eventually, rows
from kit.phone import Phone, Shown
from kit.service import Service, service
from kit.store import ANA
from kit.traces import fresh_store

from bot import enclosures
from bot.clock import SystemClock
from bot.demo_cast import CAST, set_the_stage
from bot.letters import Letters
from bot.local import Fault, Person
from conversations.instrument import Language
from locales.catalogue import plain
from storage.tables.talk import LetterKind
from storage.talk import claim_letter, write_letters
from storage.writer import Writer

JOANA = 1006
PRACTICES, CONSULT, BLANK = (plain(Language.PT, f"button.{one}") for one in ("practices", "consult", "blank"))
PEOPLE = [Person(one.id, one.name, one.language.value) for one in CAST]
STATES = "SELECT state FROM outbox WHERE kind = 'reply' ORDER BY id"


@asynccontextmanager
async def phone(folder: Path, person: int) -> AsyncIterator[tuple[Service, Phone]]:
    """Give the phone of somebody of the demo's cast, with what they have answered, and the bot."""
    async with service(folder, PEOPLE, wave=False, chat_burst=1000) as bot:
        telegram = bot.server.telegram
        database = bot.open()
        with database.writing() as tx:
            set_the_stage(tx, telegram.clock.now())
        database.close()
        telegram.private_chat(telegram.home, telegram.people[person]).opened = True
        async with Phone(bot.server.base_url, person) as opened:
            yield bot, opened


async def see(joana: Phone, *labels: str) -> None:
    """Go to the summary, and on by taps on the card at the bottom; wait until it has the last of the labels."""
    await joana.send("resumo")
    for number, label in enumerate(labels, 1):
        await joana.until(lambda _, label=label: offers(joana, label), f"a card with {label}")  # type: ignore[misc]
        if number < len(labels):
            await joana.tap(label, on=joana.messages[-1])


def offers(joana: Phone, label: str) -> bool:
    """Tell whether the message at the bottom has a button."""
    return bool(joana.messages) and any(label in one.text for one in joana.messages[-1].buttons)


async def asked(bot: Service, joana: Phone, label: str, state: str = "sent", *, on_card: bool = True) -> list[Shown]:
    """Tap what sends something, on the card or above it; gives the messages that it brought, above the new card."""
    last, before = joana.messages[-1], len(rows(bot, STATES))
    await joana.tap(label, on=last if on_card else None)
    await eventually(lambda: rows(bot, STATES)[before:] == [(state,)], f"a letter that is {state}")
    await joana.until(lambda _: joana.messages[-1].keyboard and joana.messages[-1].id != last.id, "a card, below")
    return [one for one in joana.messages if last.id < one.id < joana.messages[-1].id]


async def test_practices_come_as_texts_that_telegram_takes(tmp_path: Path) -> None:
    """Whoever asks what other cities do gets all of it, in as many messages as it needs, and their card below."""
    async with phone(tmp_path, JOANA) as (bot, joana):
        await see(joana, plain(Language.PT, "button.priorities"), PRACTICES)
        sent = await asked(bot, joana, PRACTICES)
        assert sent
        assert all(0 < len(one.text) <= 4096 for one in sent)
        assert "<b>" not in "".join(one.text for one in sent)


async def test_a_consultation_comes_as_a_text_to_be_forwarded(tmp_path: Path) -> None:
    """Who does not know something gets a message for the colleague who does, without a button in it."""
    async with phone(tmp_path, JOANA) as (bot, joana):
        await see(joana, plain(Language.PT, "button.priorities"))
        (text,) = await asked(bot, joana, CONSULT, on_card=False)
        assert "Maringá" in text.text
        assert not text.keyboard


async def test_a_text_that_telegram_refuses_keeps_nobody_from_their_card(tmp_path: Path) -> None:
    """A letter that is refused for good has failed, is tried no more, and the card stands below what was asked."""
    async with phone(tmp_path, JOANA) as (bot, joana):
        await see(joana, plain(Language.PT, "button.priorities"), PRACTICES)
        bot.server.telegram.faults.add(Fault("sendMessage", code=400, description="Bad Request: planted"))
        assert [] == await asked(bot, joana, PRACTICES, "failed")


async def test_a_file_that_cannot_be_made_keeps_nobody_from_their_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of ours in a PDF is noted without anybody's words, and the person goes on."""

    def fail(*_: object) -> bytes:
        raise RuntimeError("planted words")

    monkeypatch.setattr(enclosures, "render_questionnaire", fail)
    async with phone(tmp_path, JOANA) as (bot, joana):
        await see(joana, "‹", plain(Language.PT, "button.more"), BLANK)
        assert [] == await asked(bot, joana, BLANK, "failed")
        assert "planted words" not in caplog.text


async def test_a_letter_that_somebody_else_has_in_hand_is_not_sent(tmp_path: Path) -> None:
    """What is claimed already is not sent a second time."""
    store = fresh_store(tmp_path / "store")
    person, writer, made = store.enter(ANA), Writer(store.database), AsyncMock()
    (letter,) = await writer.run(write_letters, person, LetterKind.REPLY, ("{}",), store.now)
    assert await writer.run(claim_letter, letter.id, store.now)
    letters = Letters(made, writer, SystemClock(), made.wish)
    await letters.deliver(ANA.telegram_id, person, letter)
    made.send.assert_not_called()
    await writer.close()
