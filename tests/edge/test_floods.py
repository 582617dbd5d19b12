"""A flood at the door: what is over the limit is not kept and not shown as saved; one notice; nobody else notices."""

import asyncio
import json
import random
import sqlite3
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest.mock import AsyncMock

import pytest
from kit import service as kit_service
from kit.edge import ANA, BRUNO, STRANGER, enter, eventually, live, message, path_of, question, rows
from kit.flooding import Flooder
from kit.phone import Phone
from kit.service import Service, service

from bot.limits import A_SECOND, BURST, known_rate
from bot.limits import STRANGER as STRANGERS
from bot.local import Person
from bot.logs import set_up
from bot.polling import RawUpdate
from bot.upkeep import Upkeep
from conversations.instrument import Language
from locales.overflow import render_overflow
from storage.database import Database, DatabaseUnavailable
from storage.inbox import oldest_pending
from storage.pausing import pause

PEOPLE = [Person(ANA, "Ana", "es"), Person(BRUNO, "Bruno", "es"), Person(STRANGER, "Nadie", "en")]
NOTICE = {language: str(render_overflow(language)) for language in Language}
MUCH = 400


@pytest.fixture(autouse=True)
def _logs() -> None:
    """Have structlog's lines go to the standard library, where they can be looked at."""
    set_up("INFO")


def flooder(bot: Service, number: int) -> Flooder:
    person = bot.server.telegram.people[number]
    return Flooder(bot.server.telegram, person, random.Random(number))  # noqa: S311 - the dice of a test


async def taken(bot: Service) -> None:
    """Wait until all has been fetched and what was kept is applied."""
    await eventually(lambda: not bot.server.telegram.home.queue.pending, "an empty queue at Telegram")
    await eventually(lambda: rows(bot, "SELECT count(*) FROM inbox WHERE state = 'pending'") == [(0,)], "all applied")


def kept(bot: Service) -> int:
    (found,) = rows(bot, "SELECT count(*) FROM inbox")
    return int(found[0])


@pytest.mark.parametrize("kind", ["text", "press", "edit", "photo", "album", "poll", "sticker"])
async def test_what_is_over_the_limit_is_not_kept_and_told_of_once(tmp_path: Path, kind: str) -> None:
    """Of a flood of anything no more than the burst is kept; afterwards one line, and the live card below it."""
    async with service(tmp_path, PEOPLE, chat_burst=1_000) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        before, flood = kept(bot), flooder(bot, ANA)
        for _ in range(MUCH // (10 if kind == "album" else 1)):
            flood.act(kind)
        await taken(bot)
        assert 10 <= kept(bot) - before <= BURST + 20
        bot.server.telegram.clock.forward(timedelta(seconds=5))
        for _ in range(3):
            await bot.look_for_floods()
        await ana.until(lambda _: flood.said(NOTICE[Language.ES]), "the notice")
        await ana.until(lambda _: live(ana) == 1 and ana.messages[-1].keyboard, "one card, below all else")
        assert 1 == flood.said(NOTICE[Language.ES])
        await ana.send("/start")
        await ana.until(lambda _: live(ana) == 1 and ana.messages[-1].keyboard, "one card, below what was let in")


async def test_a_refused_press_is_answered_so_that_the_phone_does_not_spin(tmp_path: Path) -> None:
    """Of the presses that are not kept one a second is answered, with nothing in it."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        flood, before = flooder(bot, ANA), len(ana.answers)
        for _ in range(MUCH):
            flood.act("press")
        await taken(bot)
        await ana.until(lambda _: any(not one["text"] for one in ana.answers[before:]), "an empty answer")
        assert sum(not one["text"] for one in ana.answers[before:]) <= 20


@pytest.mark.parametrize("language", Language)
async def test_the_notice_is_in_the_language_in_which_they_talk_with_us(tmp_path: Path, language: Language) -> None:
    """The stored language counts, not that of the app."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        database = bot.open()
        with database.writing() as tx:
            tx.connection.exec_driver_sql("UPDATE person SET language = ?", (language.value,))
        database.close()
        flood = flooder(bot, ANA)
        for _ in range(MUCH):
            flood.act("text")
        await taken(bot)
        bot.server.telegram.clock.forward(timedelta(seconds=5))
        await bot.look_for_floods()
        await ana.until(lambda _: flood.said(NOTICE[language]), "the notice")


async def test_a_stranger_gets_no_more_than_strangers_get(tmp_path: Path) -> None:
    """Ten neutral lines for a flood, then silence: no notice, no row, no more calls."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, STRANGER) as phone:
        flood = flooder(bot, STRANGER)
        for _ in range(MUCH):
            flood.act("text")
        await taken(bot)
        bot.server.telegram.clock.forward(timedelta(seconds=60))
        await bot.look_for_floods()
        await phone.until(lambda _: len(phone.history) == STRANGERS.burst, "ten lines")
        assert STRANGERS.burst == kept(bot)
        assert 0 == sum(flood.said(text) for text in NOTICE.values())
        assert [] == rows(bot, "SELECT 1 FROM person")


async def test_others_are_served_in_the_midst_of_a_flood(tmp_path: Path) -> None:
    """What Bruno answers between thousands of Ana's is kept and shown, and he hears nothing of it."""
    async with (
        service(tmp_path, PEOPLE) as bot,
        Phone(bot.server.base_url, ANA) as ana,
        Phone(bot.server.base_url, BRUNO) as bruno,
    ):
        await enter(ana, bot.invite())
        await enter(bruno, bot.invite("Montevideo"))
        flood = flooder(bot, ANA)
        for number in range(1, 6):
            for _ in range(MUCH):
                flood.act()
            await bruno.tap("3 ·")
            await question(bruno, number + 1) if number < 5 else None
        await taken(bot)
        found = rows(bot, "SELECT count(*) FROM response WHERE author = 2 AND level = 3")
        assert [(5,)] == found
        assert not any(text in bruno.screen() for text in NOTICE.values())


@pytest.mark.parametrize("slow", [False, True], ids=["at once", "stored late"])
async def test_a_flood_while_we_pause_is_bounded_and_told_of_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slow: bool
) -> None:
    """In a pause nothing of ours is begun, and what one person may leave waiting is bounded, however slow the disk."""
    honest = Upkeep.store

    async def store(self: Upkeep, account: int, updates: list[RawUpdate]) -> None:
        for _ in range(20 * slow):  # the inbox is looked at meanwhile, and is empty
            if bot._runner is not None:
                bot._runner._applier.wake()
            await self._writer.run(oldest_pending)
        await honest(self, account, updates)

    monkeypatch.setattr(Upkeep, "store", store)
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        database = bot.open()
        with database.writing() as tx:
            pause(tx, bot.server.telegram.clock.now())
        database.close()
        flood = flooder(bot, ANA)
        for _ in range(5):
            for _ in range(BURST):
                flood.act("text")
            await eventually(lambda: not bot.server.telegram.home.queue.pending, "an empty queue at Telegram")
            bot.server.telegram.clock.forward(timedelta(minutes=1))
            await bot.look_again()
            await bot.look_for_floods()
        ((waiting,),) = rows(bot, "SELECT count(*) FROM inbox WHERE state = 'pending'")
        most = known_rate(BURST, A_SECOND).waiting
        assert most <= waiting <= most + 10
        assert 0 == flood.said(NOTICE[Language.ES])


async def test_refused_updates_are_counted_without_a_name(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """One line says how many, and the day's counter grows; neither says of whom."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        flood, before = flooder(bot, ANA), kept(bot)
        for _ in range(MUCH):
            flood.act("text")
        await taken(bot)
        refused = MUCH - (kept(bot) - before)
        await bot.report_floods()
        await bot.report_floods()
        (line,) = (line for line in caplog.messages if "over somebody's limit" in line)
        assert f"count={refused}" in line
        assert [(refused,)] == rows(bot, "SELECT count FROM counter WHERE name = 'refused'")
        assert str(ANA) not in caplog.text
        assert "Ana" not in caplog.text


async def test_a_database_that_is_away_makes_no_flood_of_its_retries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is fetched again and again because it cannot be kept is kept in the end, all of it."""
    monkeypatch.setattr(kit_service, "Database", partial(Database, patience=0.02))
    monkeypatch.setattr("storage.database.BUSY_MILLISECONDS", 10)
    monkeypatch.setattr("bot.polling.PAUSES", (0.01,))
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        before, date = kept(bot), int(bot.server.telegram.clock.timestamp())
        with closing(sqlite3.connect(path_of(bot), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            queue, polls = bot.server.telegram.home.queue, bot.server.telegram.transcript
            for number in range(40):
                queue.inject({"message": message("hola", message_id=5_000 + number, date=date)})
            tried = len(polls.find("getUpdates"))
            async with asyncio.timeout(60):
                while len(polls.find("getUpdates")) < tried + 4:  # noqa: ASYNC110 - retries announce nothing
                    await asyncio.sleep(0.01)
            other.execute("ROLLBACK")
        await taken(bot)
        assert 40 == kept(bot) - before


async def test_somebody_we_know_who_sends_much_at_once_after_a_restart_is_not_a_stranger(tmp_path: Path) -> None:
    """By webhook their updates come side by side: whoever is just being looked up loses none of them."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        await bot.stop()
        await bot.start()
        assert bot._runner is not None
        door = bot._runner._door
        sent = [(number, json.dumps({"message": message("hola")}).encode()) for number in range(40)]
        let_in = await asyncio.gather(*(door.admit([one]) for one in sent))
        assert [[one] for one in sent] == let_in


async def test_somebody_we_know_is_none_the_worse_for_a_database_that_was_away(tmp_path: Path) -> None:
    """If nobody could look who they are, what comes again is looked at again, at once."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        await bot.stop()
        await bot.start()
        assert bot._runner is not None
        door = bot._runner._door
        sent = [(number, json.dumps({"message": message("hola")}).encode()) for number in range(40)]
        run = door._writer.run
        door._writer.run = AsyncMock(side_effect=DatabaseUnavailable("SQLITE_BUSY"))  # type: ignore[method-assign]
        with pytest.raises(DatabaseUnavailable):
            await door.admit(sent)
        door._writer.run = run  # type: ignore[method-assign]
        assert sent == await door.admit(sent)
