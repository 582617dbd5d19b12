"""Backups of a running bot: made when due, nobody waits, a failure is one line and is seen by `check`."""

import asyncio
import json
import logging
import threading
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from kit.cli import Operator
from kit.edge import ANA, answers, enter, eventually, question, rows
from kit.phone import Phone
from kit.service import Service, service

import storage.backup
from bot.backups import AGAIN_AFTER, ScheduledBackups
from bot.local import Person
from bot.logs import set_up
from storage.backup import inspect_backup
from storage.proof import verify
from storage.soundness import count_rows

PEOPLE = [Person(ANA, "Ana", "es")]


@pytest.fixture(autouse=True)
def _logs() -> None:
    """Have structlog's lines go to the standard library, where they can be looked at."""
    set_up("INFO")


def scheduled(bot: Service) -> ScheduledBackups:
    """Give the running bot's backups."""
    assert bot._runner is not None
    found = bot._runner._upkeep.backups
    assert found is not None
    return found


async def tick(bot: Service) -> None:
    """Do what the bot does every minute, and wait for what comes of it."""
    await scheduled(bot).look()
    await scheduled(bot).settle()


def check(bot: Service, folder: Path, **settings: str) -> dict[str, tuple[bool, str]]:
    """Read what `solidaria check` finds, as an operator beside the bot."""
    operator = Operator(folder, {"database_url": bot.url, "secret_key": bot.key, **settings})
    return {one["subject"]: (one["ok"], one["words"]) for one in json.loads(operator("check", "--json").out)}


def _answered(bot: Service, number: int) -> bool:
    return len(answers(bot)) == number


async def test_backups_are_made_when_they_are_due_and_the_newest_stay(tmp_path: Path) -> None:
    """One at once, none before its time, the oldest goes; each opens, is proven, and has the answers of its day."""
    kept = tmp_path / "kept"
    options: dict[str, Any] = {"backup_dir": kept, "backup_every_hours": 24, "backup_keep": 2}
    async with service(tmp_path, PEOPLE, **options) as bot, Phone(bot.server.base_url, ANA) as ana:
        await tick(bot)
        await tick(bot)
        assert 1 == len(list(kept.glob("*.db")))
        await enter(ana, bot.invite())
        before = bot.server.telegram.clock.now()
        for number in range(1, 4):
            await ana.tap("3 ·")
            await question(ana, number + 1)
            await eventually(partial(_answered, bot, number), "the answer")
            bot.server.telegram.clock.forward(timedelta(hours=24))
            before = bot.server.telegram.clock.now()
            await tick(bot)
        found = sorted(kept.glob("*.db"))
        assert [2, 3] == [inspect_backup(one).rows["response"] for one in found]
        assert all(verify(one).rows for one in found)
        names = [f"test-{at:%Y%m%dT%H%M%S}Z.db" for at in (before, bot.server.telegram.clock.now())]
        assert names[0] <= found[-1].name <= names[1]


async def test_an_answer_in_the_middle_of_a_backup_does_not_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the copy is being made people answer and see it; a stop does not wait for the copy either."""
    begun, go_on = threading.Event(), threading.Event()

    def count_and_wait(connection: object) -> dict[str, int]:
        begun.set()
        go_on.wait(60)
        return count_rows(connection)  # type: ignore[arg-type]  # what it is called with

    monkeypatch.setattr(storage.backup, "count_rows", count_and_wait)
    async with service(tmp_path, PEOPLE, backup_dir=tmp_path / "kept") as bot:
        async with Phone(bot.server.base_url, ANA) as ana:
            await enter(ana, bot.invite())
            await scheduled(bot).look()
            assert await asyncio.to_thread(begun.wait, 20)
            await ana.tap("3 ·")
            await question(ana, 2)
            assert {"c01q1": 3} == answers(bot)
            await scheduled(bot).look()
            assert 1 == sum(one.name == "backup" for one in threading.enumerate()), "one at a time"
        async with asyncio.timeout(10):
            await bot.stop()
        go_on.set()
        for thread in [one for one in threading.enumerate() if one.name == "backup"]:
            await asyncio.to_thread(thread.join, 20)


async def test_a_failure_is_one_line_and_seen_by_check_until_it_is_mended(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder that is a file: one line with the reason, again after a while only, a finding; then all is well."""
    kept = tmp_path / "kept"
    kept.write_text("in the way")
    async with service(tmp_path, PEOPLE, backup_dir=kept) as bot:

        async def look() -> dict[str, tuple[bool, str]]:
            return await asyncio.to_thread(partial(check, bot, tmp_path, backup_dir=str(kept)))

        await tick(bot)
        await tick(bot)
        lines = [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]
        assert 1 == len(lines), lines
        assert "a backup failed" in lines[0]
        assert "\n" not in lines[0]
        ok, words = (await look())["last backup"]
        assert (False, True) == (ok, words.startswith("failed at "))
        kept.unlink()
        bot.server.telegram.clock.forward(AGAIN_AFTER)
        await tick(bot)
        assert 1 == len(list(kept.glob("*.db")))
        assert rows(bot, "SELECT 1 FROM runner_state WHERE key = 'backup_trouble'") == []
        found = await look()
        assert "last backup" not in found
        assert (True, True) == (found["backups"][0], "verified" in found["backups"][1])


async def test_check_says_what_is_wrong_with_the_backups(tmp_path: Path) -> None:
    """Not scheduled, none yet, spoilt, missing since days, of a former key: each is said in its words."""
    kept = tmp_path / "kept"
    async with service(tmp_path, PEOPLE, backup_dir=kept) as bot:

        async def look(**settings: str) -> dict[str, tuple[bool, str]]:
            return await asyncio.to_thread(partial(check, bot, tmp_path, **settings))

        assert (True, "not scheduled: SOLIDARIA_BACKUP_DIR is not set") == (await look())["backups"]
        ok, words = (await look(backup_dir=str(kept)))["backups"]
        assert (False, True) == (ok, "the running bot makes them" in words)
        await tick(bot)
        (made,) = kept.glob("*.db")
        assert (await look(backup_dir=str(kept)))["backups"][0]
        late = made.with_name("test-20200101T000000Z.db")
        for file in kept.iterdir():
            file.rename(kept / file.name.replace(made.name, late.name))
        ok, words = (await look(backup_dir=str(kept)))["backups"]
        assert (False, True) == (ok, "does the bot run?" in words)
        late.write_bytes(late.read_bytes()[:-1] + b"x")
        ok, words = (await look(backup_dir=str(kept)))["backups"]
        assert (False, True) == (ok, "is not the file" in words)
        spare = tmp_path / "test.db.before-0006-20260101T000000"
        spare.write_text("x")
        assert spare.name in (await look())["older copies"][1]
