"""Polling: Telegram is told that an update came only when it is kept; outages are noticed and made up for once."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from kit import service as kit_service
from kit.edge import ANA, BRUNO, answers, asks, enter, eventually, live, path_of, question, rows, typed
from kit.phone import Phone
from kit.service import TOKEN, Service, service

from bot.local import Fault, Person
from bot.logs import set_up
from bot.outages import Outages
from storage.backup import back_up
from storage.database import Database, DatabaseUnavailable
from storage.writer import Writer

PEOPLE = [Person(ANA, "Ana", "es"), Person(BRUNO, "Bruno", "es")]
AFTER_OUTAGE = "Tuvimos un corte"


def offsets(bot: Service) -> list[int]:
    return [int(call.params.get("offset") or 0) for call in bot.server.telegram.transcript.find("getUpdates")]


async def test_an_update_is_acknowledged_only_when_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """While the database is locked the offset stays and the update with it; afterwards it is applied."""
    monkeypatch.setattr(kit_service, "Database", partial(Database, patience=0.02))
    monkeypatch.setattr("storage.database.BUSY_MILLISECONDS", 10)
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        known = {number for (number,) in rows(bot, "SELECT update_id FROM inbox")}
        with closing(sqlite3.connect(path_of(bot), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await ana.tap("3 ·")
            pending = bot.server.telegram.home.queue.pending
            (number,) = (one.id for one in pending if one.id not in known)
            await eventually(lambda: len([one for one in offsets(bot) if one]) >= 2, "another poll")
            await asyncio.wait_for(until_logged(caplog, "stay with Telegram"), 20)
            assert number not in {one for (one,) in rows(bot, "SELECT update_id FROM inbox")}
            assert number in {one.id for one in pending}
            assert all(offset <= number for offset in offsets(bot))
            other.execute("ROLLBACK")
        await question(ana, 2)
        await eventually(lambda: not pending, "an acknowledgement")
        assert {"c01q1": 3} == answers(bot)


async def until_logged(caplog: pytest.LogCaptureFixture, words: str) -> None:
    while words not in caplog.text:  # noqa: ASYNC110 - a log announces nothing
        await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def _logs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have structlog's lines go to the standard library, where they can be looked at."""
    set_up("INFO")
    monkeypatch.setattr("bot.polling.PAUSES", (0.05,))


async def test_what_was_kept_before_a_crash_is_applied_after_it(tmp_path: Path) -> None:
    """Stopped, answered while away, started: typed and pressed answers of less than 150 s are applied."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        await bot.stop()
        await ana.tap("3 ·")
        bot.server.telegram.clock.forward(timedelta(seconds=100))
        await bot.start()
        await question(ana, 2)
        assert {"c01q1": 3} == answers(bot)
        assert AFTER_OUTAGE not in ana.screen()


async def test_another_program_with_the_same_token_is_one_clear_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A 409 is one line that says what to do, not one for each; when the other is gone, work goes on."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        bot.server.telegram.faults.add(Fault("getUpdates", code=409, count=3))
        await enter(ana, bot.invite())
        (line,) = (line for line in caplog.messages if "same token" in line)
        assert "\n" not in line
        assert "another program is polling" in line
        assert "stop it" in line
        assert TOKEN not in caplog.text


async def test_a_webhook_that_somebody_else_has_set_is_said_to_be_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A 409 because of a webhook names that, and the webhook is left alone: it is not ours."""
    async with service(tmp_path, PEOPLE) as bot:
        says = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"
        bot.server.telegram.faults.add(Fault("getUpdates", code=409, count=2, description=says))
        await bot.server.until_polled()
        await asyncio.wait_for(until_logged(caplog, "has set a webhook for the same token"), 20)
        assert 1 == len(bot.server.telegram.transcript.find("deleteWebhook"))


async def test_two_bots_that_poll_with_one_token_do_no_harm(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Two bots on two machines: each says so once and goes on; what either was told of is kept; one left serves all."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        shutil.copyfile(copied(bot), tmp_path / "other.db")
        other = Service(bot.server, f"sqlite:///{tmp_path / 'other.db'}", bot.key)
        await other.start()
        await asyncio.wait_for(until_logged(caplog, "same token"), 20)
        await ana.tap("3 ·")
        taken = "SELECT count(*) FROM response"
        await eventually(lambda: rows(bot, taken)[0][0] + rows(other, taken)[0][0], "the answer, at one of them")
        await other.stop()
        lines = [line for line in caplog.messages if "same token" in line]
        assert len(lines) <= 2
        assert "Traceback" not in caplog.text
        served = ana.card()
        await ana.send("seguir")
        await ana.until(lambda _: ana.card().id > served.id, "the one that is left")


def copied(bot: Service) -> Path:
    """Copy a database in use."""
    target = path_of(bot).with_name("copy.db")
    database = bot.open()
    back_up(database, target)
    database.close()
    return target


@pytest.mark.parametrize("code", [429, 500, 502])
async def test_polling_survives_what_telegram_answers(tmp_path: Path, code: int) -> None:
    """Floods and faults of Telegram are waited out."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        bot.server.telegram.faults.add(Fault("getUpdates", code=code, retry_after=1, count=2))
        await enter(ana, bot.invite())


async def test_a_telegram_that_is_away_at_the_start_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A server that boots before its network keeps trying; meanwhile it can be stopped."""
    monkeypatch.setattr("bot.polling.PAUSES", (0.05,))
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await bot.stop()
        faults = bot.server.telegram.faults
        fault = faults.add(Fault("getMe", code=502, count=None))
        starting = asyncio.create_task(bot.start())
        await asyncio.wait_for(until_logged(caplog, "no answer from Telegram"), 10)
        bot._stop.set()
        await asyncio.wait_for(starting, 10)
        starting = asyncio.create_task(bot.start())
        await eventually(lambda: fault.hits > 3, "more tries")
        faults.clear()
        await starting
        await enter(ana, bot.invite())


async def test_after_an_outage_the_card_comes_anew_once_with_one_line(tmp_path: Path) -> None:
    """Away for ten minutes: whoever was answering gets the card at the bottom; whoever was not, gets nothing."""
    async with (
        service(tmp_path, PEOPLE) as bot,
        Phone(bot.server.base_url, ANA) as ana,
        Phone(bot.server.base_url, BRUNO) as bruno,
    ):
        token = bot.invite()
        await enter(bruno, bot.invite("Montevideo"))
        await bruno.tap("1 ·")
        await question(bruno, 2)
        bot.server.telegram.clock.forward(timedelta(minutes=45))
        await enter(ana, token)
        await bruno.until(lambda _: AFTER_OUTAGE in bruno.card().text, "the card anew, after 45 minutes")
        await eventually(lambda: last_poll(bot) > ago(bot, 60), "a poll that is noted")
        quiet = len(bruno.messages)
        await bot.stop()
        before = ana.card().id
        await ana.tap("3 ·")
        bot.server.telegram.clock.forward(timedelta(minutes=10))
        await bot.start()
        await ana.until(lambda _: AFTER_OUTAGE in ana.card().text, "the card anew")
        await ana.until(lambda _: live(ana) == 1, "one live card")
        assert ana.card().id > before
        assert {"c01q1": 1} == answers(bot)
        assert len(bruno.messages) == quiet
        await bot.stop()
        await bot.start()
        await ana.tap("3 ·")
        await question(ana, 2)
        assert 1 == sum(AFTER_OUTAGE in one.text for one in ana.history)


async def test_an_answer_typed_during_an_outage_is_applied(tmp_path: Path) -> None:
    """A typed answer waits at Telegram for a day: after an hour away it is recorded and the next question shown."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        await bot.stop()
        await typed(bot, ana, "3")
        bot.server.telegram.clock.forward(timedelta(hours=1))
        await bot.start()
        await ana.until(lambda _: asks(ana, 2) and live(ana) == 1, "question 2 on the one live card")
        assert {"c01q1": 3} == answers(bot)


async def test_an_answer_behind_a_long_queue_is_applied_before_its_question_comes_again(tmp_path: Path) -> None:
    """However many polls it takes to fetch what waits: nobody is asked whether they had seen the question."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        await bot.stop()
        for _ in range(250):
            bot.server.telegram.home.queue.inject({"poll": {}})
        await typed(bot, ana, "3")
        bot.server.telegram.clock.forward(timedelta(hours=1))
        await bot.start()
        after = (AFTER_OUTAGE, "· 2/44")
        await ana.until(lambda _: all(one in ana.card().text for one in after), "question 2, after the outage")
        assert {"c01q1": 3} == answers(bot)


async def test_after_more_than_a_day_everybody_who_takes_part_is_told(tmp_path: Path) -> None:
    """What was written may be lost: whoever answered in the two weeks before is told, and so are coordinators."""
    async with (
        service(tmp_path, PEOPLE) as bot,
        Phone(bot.server.base_url, ANA) as ana,
        Phone(bot.server.base_url, BRUNO) as bruno,
    ):
        await bruno.start(bot.invite_coordinator())
        await bruno.tap("Sí")
        await bruno.tap("Acepto")
        await eventually(lambda: rows(bot, "SELECT 1 FROM appointment WHERE role = 'coordinator'"), "a coordinator")
        await enter(ana, bot.invite())
        await bot.stop()
        bot.server.telegram.clock.forward(timedelta(hours=23))
        await bot.start()
        await ana.until(lambda _: AFTER_OUTAGE in ana.card().text, "the card anew, after less than a day")
        await eventually(lambda: last_poll(bot) > ago(bot, 60), "a poll that is noted")
        await bot.stop()
        bot.server.telegram.clock.forward(timedelta(days=1, minutes=1))
        await bot.start()
        for phone in (ana, bruno):
            await phone.until(lambda one: "más de un día" in one.card().text, "the card anew, after a day")


async def test_an_outage_while_we_run_is_noticed_too(tmp_path: Path) -> None:
    """When polls fail for ten minutes the bot picks people up by itself, without a restart."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        before = ana.card().id
        bot.server.telegram.faults.outage = True
        bot.server._bot_api.release()
        bot.server.telegram.clock.forward(timedelta(minutes=10))
        bot.server.telegram.faults.outage = False
        await ana.until(lambda _: AFTER_OUTAGE in ana.card().text, "the card anew")
        assert ana.card().id > before


async def test_an_outage_is_not_forgotten_because_the_database_is_busy(tmp_path: Path) -> None:
    """If picking people up fails, the next successful poll does it."""
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    writer = Writer(database, ())
    outages = Outages(writer, lambda people, event: None)
    looks = []

    async def run(function: object, *args: object) -> object:
        looks.append(getattr(function, "__name__", ""))
        if len(looks) == 1:
            raise DatabaseUnavailable("SQLITE_BUSY")
        return None

    writer.run = run  # type: ignore[method-assign,assignment]  # the writer's one door, failing once
    now = datetime(2026, 11, 22, tzinfo=UTC)
    with pytest.raises(DatabaseUnavailable):
        await outages.reached(now)
    await outages.reached(now + timedelta(seconds=1))
    await outages.reached(now + timedelta(seconds=2))
    assert ["outage_before", "outage_before", "note_poll"] == looks
    await writer.close()


def last_poll(bot: Service) -> datetime:
    found = rows(bot, "SELECT value FROM runner_state WHERE key = 'last_poll'")
    return datetime.fromisoformat(found[0][0]) if found else datetime.fromtimestamp(0, UTC)


def ago(bot: Service, seconds: float) -> datetime:
    return bot.server.telegram.clock.now() - timedelta(seconds=seconds)
