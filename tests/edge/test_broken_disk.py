"""The whole service on a disk that fails: people hear that it is not saved, and what they did is taken in later."""

from pathlib import Path

import pytest
from kit.broken_disk import BrokenDisk, Fault
from kit.edge import ANA, BRUNO, answers, enter, eventually, path_of, question
from kit.phone import Phone
from kit.service import service
from kit.vfs import in_front

from bot.local import Person
from storage.writer import Writer

PEOPLE = [Person(ANA, "Ana", "es"), Person(BRUNO, "Bruno", "es")]
NOT_SAVED = "no se guardó"


async def test_who_cannot_even_be_heard_is_told_once_and_answered_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the disk is full each person must hear once that it is not saved; with room again, all is taken in."""
    monkeypatch.setattr("bot.polling.PAUSES", (0.05,))
    monkeypatch.setattr(Writer.__init__, "__defaults__", ((0.001,),))
    disk = BrokenDisk(tmp_path / "test.db")
    with in_front(disk):
        async with (
            service(tmp_path, PEOPLE) as bot,
            Phone(bot.server.base_url, ANA) as ana,
            Phone(bot.server.base_url, BRUNO) as bruno,
        ):
            assert path_of(bot) == tmp_path / "test.db"
            await enter(ana, bot.invite())
            await bruno.start(bot.invite("Montevideo"))
            await bruno.expect("Montevideo")
            disk.break_by(Fault("disk full", 1, lasting=True))
            await ana.tap("3 ·")
            await ana.expect_toast(NOT_SAVED)
            await bruno.send("hola")
            await bruno.expect(NOT_SAVED)
            hits = disk.hits
            await eventually(lambda: disk.hits >= hits + 20, "more polls that fail")
            assert 1 == sum(NOT_SAVED in one.text for one in bruno.history)
            assert {} == answers(bot)
            assert bot._runner is not None
            live = bot._runner._upkeep.liveness
            assert ("the database is not available: SQLITE_FULL",) == live.not_ready(live.reached)
            heard = live.reached
            await eventually(lambda: live.reached > heard, "a poll that the watchdog hears of")
            disk.mend()
            await question(ana, 2)
            assert {"c01q1": 3} == answers(bot)
            assert () == live.not_ready(live.reached)


@pytest.mark.parametrize("missing", ["id", "from", "message", "data"])
async def test_a_press_that_lacks_something_is_skipped_when_people_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    """While nothing can be kept, whatever comes must not end the bot; those behind it are told, and served later."""
    monkeypatch.setattr("bot.polling.PAUSES", (0.05,))
    monkeypatch.setattr(Writer.__init__, "__defaults__", ((0.001,),))
    disk = BrokenDisk(tmp_path / "test.db")
    card = {"message_id": 2, "date": 1, "chat": {"id": ANA, "type": "private"}}
    sender = {"id": ANA, "is_bot": False, "first_name": "Ana"}
    press = {"id": "9", "from": sender, "message": card, "chat_instance": "1", "data": "1a:c01q1:3"}
    with in_front(disk):
        async with (
            service(tmp_path, PEOPLE) as bot,
            Phone(bot.server.base_url, ANA) as ana,
            Phone(bot.server.base_url, BRUNO) as bruno,
        ):
            await enter(ana, bot.invite())
            disk.break_by(Fault("disk full", 1, lasting=True))
            bot.server.telegram.home.queue.inject({"callback_query": {k: v for k, v in press.items() if k != missing}})
            await bruno.send("hola")
            await bruno.expect(NOT_SAVED)
            disk.mend()
            await ana.tap("3 ·")
            await question(ana, 2)
            assert {"c01q1": 3} == answers(bot)
