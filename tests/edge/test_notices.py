"""Who came before a wave opened is told once that it has; what nobody can know is listed, never sent again."""

import asyncio
from datetime import timedelta
from pathlib import Path
from unittest.mock import AsyncMock
from zoneinfo import ZoneInfo

import pytest
from kit.edge import ANA, eventually, rows
from kit.phone import Phone
from kit.service import Service, service
from kit.store import ANA as SENDER
from kit.store import Store
from kit.traces import fresh_store
from sqlalchemy import select

from bot import runner as runner_module
from bot.clock import SystemClock
from bot.local import Fault, FaultKind, Person
from bot.notice_payloads import wave_opened
from bot.notices import Notices
from bot.speech import Ending, Outcome, Speech
from storage import tables as t
from storage.tables.talk import LetterKind
from storage.talk import claim_letter, write_letters
from storage.waves import open_wave
from storage.writer import Writer

PEOPLE = [Person(ANA, "Ana", "es")]
OPENED = "Se abrió una nueva ronda"
STATES = "SELECT state FROM outbox WHERE kind = 'notice'"


async def wait_for_a_wave(phone: Phone, token: str) -> None:
    """Accept an invitation while no wave is open."""
    await phone.start(token)
    for label in ("Sí", "Acepto"):
        await phone.tap(label)
    await phone.until(lambda one: "Acepto" not in str(one.card().buttons), "somebody who waits for a wave")


def open_a_wave(bot: Service) -> None:
    """Open a wave as another process does."""
    database = bot.open()
    with database.writing() as tx:
        opened = open_wave(tx, "2026", bot.server.telegram.clock.now(), wave_opened)
    database.close()
    assert 1 == opened.told


async def test_who_waited_is_told_once_and_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The notice comes within a look at the table, once, also after a restart; any word then begins."""
    monkeypatch.setattr(runner_module, "LOOK_AGAIN", 0.1)
    async with service(tmp_path, PEOPLE, wave=False) as bot, Phone(bot.server.base_url, ANA) as ana:
        await wait_for_a_wave(ana, bot.invite())
        open_a_wave(bot)
        await ana.expect(OPENED)
        await eventually(lambda: rows(bot, STATES) == [("sent",)], "a notice that is noted as sent")
        await bot.stop()
        await bot.start()
        await ana.send("hola")
        for label in ("sigue siendo", "Comenzar"):
            await ana.tap(label)
        await ana.until(lambda one: "1/44" in one.card().text, "the first question")
        assert 1 == ana.screen().count(OPENED)


async def test_a_notice_of_which_nobody_knows_is_listed_and_never_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Accepted and dropped: the person has it once, the table says unconfirmed, no restart sends it again."""
    monkeypatch.setattr(runner_module, "LOOK_AGAIN", 0.1)
    async with service(tmp_path, PEOPLE, wave=False) as bot, Phone(bot.server.base_url, ANA) as ana:
        await wait_for_a_wave(ana, bot.invite())
        bot.server.telegram.faults.add(Fault("sendMessage", FaultKind.ACCEPT_AND_DROP, chat_id=ANA))
        open_a_wave(bot)
        await ana.expect(OPENED)
        await eventually(lambda: rows(bot, STATES) == [("unconfirmed",)], "a notice listed as unconfirmed")
        for _ in range(2):
            await bot.stop()
            await bot.start()
        await ana.send("hola")
        await ana.until(lambda one: "sigue siendo" in str(one.card().buttons), "a card after the notice")
        assert 1 == ana.screen().count(OPENED)


async def test_a_notice_to_somebody_who_blocked_us_has_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A 403 is final: failed, the person unreachable until they write."""
    monkeypatch.setattr(runner_module, "LOOK_AGAIN", 0.1)
    async with service(tmp_path, PEOPLE, wave=False) as bot, Phone(bot.server.base_url, ANA) as ana:
        await wait_for_a_wave(ana, bot.invite())
        await ana.block()
        open_a_wave(bot)
        await eventually(lambda: rows(bot, STATES) == [("failed",)], "a notice that has failed")
        assert 1 == len(rows(bot, "SELECT 1 FROM person WHERE unreachable_at NOTNULL"))
        assert OPENED not in ana.screen()


# The library warns that one of its own attributes will change; nothing here reads it.
@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
async def test_a_flood_is_waited_out_by_notices_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A 429 is not the end of a notice: it waits as told and goes out once."""
    monkeypatch.setattr(runner_module, "LOOK_AGAIN", 0.1)
    async with service(tmp_path, PEOPLE, wave=False) as bot, Phone(bot.server.base_url, ANA) as ana:
        await wait_for_a_wave(ana, bot.invite())
        bot.server.telegram.faults.add(Fault("sendMessage", code=429, retry_after=1, chat_id=ANA))
        open_a_wave(bot)
        await ana.expect(OPENED)
        await eventually(lambda: rows(bot, STATES) == [("sent",)], "a notice that is noted as sent")
        assert 1 == ana.screen().count(OPENED)


async def test_notices_wait_while_telegram_cannot_be_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the library that speaks first cannot even say who it is, the bot goes on and the notice waits."""
    monkeypatch.setattr(runner_module, "LOOK_AGAIN", 0.1)
    async with service(tmp_path, PEOPLE, wave=False) as bot, Phone(bot.server.base_url, ANA) as ana:
        await wait_for_a_wave(ana, bot.invite())
        fault = bot.server.telegram.faults.add(Fault("getMe", code=502, count=None))
        open_a_wave(bot)
        await eventually(lambda: fault.hits > 2, "tries to say who we are")
        assert [("pending",)] == rows(bot, STATES)
        bot.server.telegram.faults.clear()
        await ana.expect(OPENED)


@pytest.mark.parametrize(("hour", "silent"), [(15, False), (23, True)])
async def test_a_notice_at_night_comes_without_a_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hour: int, silent: bool
) -> None:
    """By day it sounds; at eleven at night in Rosario it comes just as surely, and the phone stays quiet."""
    monkeypatch.setattr(runner_module, "LOOK_AGAIN", 0.1)
    async with service(tmp_path, PEOPLE, wave=False) as bot, Phone(bot.server.base_url, ANA) as ana:
        await wait_for_a_wave(ana, bot.invite("Rosario"))
        clock = bot.server.telegram.clock
        there = clock.now().astimezone(ZoneInfo("America/Argentina/Cordoba")) + timedelta(days=1)
        clock.forward(there.replace(hour=hour) - clock.now())
        open_a_wave(bot)
        await ana.expect(OPENED)
        chats = bot.server.telegram.home.chats.values()
        assert [silent] == [one.silent for chat in chats for one in chat.messages.values() if OPENED in one.text]


def owed(folder: Path) -> tuple[Notices, Store, int]:
    """Give a source with one notice in it, for Ana, and the letter's number."""
    store = fresh_store(folder / "store")
    person = store.enter(SENDER)
    with store.database.writing() as tx:
        (letter,) = write_letters(tx, person, LetterKind.NOTICE, ('{"text": "Hola"}',), store.now)
    return Notices(Writer(store.database), SystemClock()), store, letter.id


def state_of(store: Store) -> list[tuple[str, str | None]]:
    """Read what became of the notices."""
    with store.database.reading() as tx:
        found = tx.connection.execute(select(t.outbox.c.state, t.outbox.c.error).where(t.outbox.c.kind == "notice"))
        return [tuple(row) for row in found]


async def test_a_notice_that_is_cut_off_by_a_stop_is_unconfirmed(tmp_path: Path) -> None:
    """Nobody knows whether it arrived: it is listed as interrupted, and no restart sends it again."""
    notices, store, _ = owed(tmp_path)
    under_way = asyncio.Event()

    async def hang(*_: object, **__: object) -> Outcome:
        under_way.set()
        return await asyncio.Future()

    assert await notices.look()
    sending = asyncio.create_task(notices.send_next(AsyncMock(spec=Speech, send=hang)))
    await under_way.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert [("unconfirmed", "interrupted")] == state_of(store)
    assert not await notices.look()


async def test_a_notice_that_waits_no_more_is_not_sent(tmp_path: Path) -> None:
    """Between the look at the outbox and its turn somebody else took it in hand: nothing is said."""
    notices, store, letter = owed(tmp_path)
    speech = AsyncMock(spec=Speech)
    assert await notices.look()
    with store.database.writing() as tx:
        assert claim_letter(tx, letter, store.now)
    assert Outcome(Ending.UNSAID) == await notices.send_next(speech)
    assert None is await notices.send_next(speech)
    speech.send.assert_not_called()
