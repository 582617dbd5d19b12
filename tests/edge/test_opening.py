"""The database at the start: trouble that may pass is waited out and told of, what has to be mended is one line."""

import asyncio
import fcntl
import os
from pathlib import Path

import pytest
from kit.broken_disk import BrokenDisk, Fault
from kit.cli import Operator, ended
from kit.edge import ANA, answers, enter, eventually, question, rows
from kit.phone import Phone
from kit.service import Service, service
from kit.store import Store, new_store
from kit.vfs import in_front

from bot.local import Person
from bot.opening import Opening
from storage.database import DatabaseUnavailable
from storage.passing import may_pass
from storage.runner_state import Memo, forget
from storage.secrets import SecretKeyWrong
from storage.writer import Writer

PEOPLE = [Person(ANA, "Ana", "es")]
NOT_SAVED = "no se guardó"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try everything again at once."""
    monkeypatch.setattr("bot.polling.PAUSES", (0.05,))
    monkeypatch.setattr(Writer.__init__, "__defaults__", ((0.001,),))


def forget_the_name(bot: Service) -> None:
    """Give the next start something to write."""
    database = bot.open()
    with database.writing() as tx:
        forget(tx, Memo.BOT_USERNAME, "SolidariaDemoBot")
    database.close()


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("kind", ["disk full", "read-only", "dying disk", "cannot be opened"])
async def test_a_bot_that_starts_on_a_broken_disk_tells_people_and_serves_when_it_is_mended(
    tmp_path: Path, kind: str
) -> None:
    """It must neither end nor be silent: whoever presses hears that it is not saved, and is answered later."""
    disk = BrokenDisk(tmp_path / "test.db")
    with in_front(disk):
        async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
            await enter(ana, bot.invite())
            await bot.stop()
            forget_the_name(bot)
            disk.break_by(Fault(kind, 1, lasting=True))
            starting = asyncio.create_task(bot.start())
            await ana.tap("3 ·")
            await ana.expect_toast(NOT_SAVED)
            assert bot._runner is not None
            live = bot._runner._upkeep.liveness
            assert {"starting", "the database is not available"} == {
                one.partition(": ")[0] for one in live.not_ready(live.reached)
            }
            assert not starting.done()
            disk.mend()
            await starting
            await question(ana, 2)
            assert {"c01q1": 3} == answers(bot)
            assert () == live.not_ready(live.reached)


@pytest.mark.usefixtures("hasty")
async def test_a_bot_that_waits_for_its_database_can_be_stopped(tmp_path: Path) -> None:
    """A stop while the database is away must end the wait, and leave everything as it was."""
    disk = BrokenDisk(tmp_path / "test.db")
    with in_front(disk):
        async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
            await enter(ana, bot.invite())
            await bot.stop()
            forget_the_name(bot)
            disk.break_by(Fault("disk full", 1, lasting=True))
            starting = asyncio.create_task(bot.start())
            await eventually(lambda: disk.hits > 5, "a start that fails")
            await ana.tap("3 ·")
            await ana.expect_toast(NOT_SAVED)
            async with asyncio.timeout(60):
                bot._stop.set()
                await starting
                await bot.stop()
            disk.mend()
            assert [] == rows(bot, "SELECT 1 FROM inbox WHERE state <> 'applied'")
            await bot.start()
            await question(ana, 2)
            assert {"c01q1": 3} == answers(bot)


# --- what the wait is for, and what ends it ---


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A database that is there."""
    return new_store(tmp_path)


async def for_ever() -> None:
    """Listen."""
    await asyncio.Event().wait()


@pytest.mark.usefixtures("hasty")
async def test_the_work_of_a_start_is_begun_anew_until_it_is_done(store: Store) -> None:
    """Each trouble is told with its reason and its end; updates are taken from the first one on, by one listener."""
    troubles = [DatabaseUnavailable("SQLITE_FULL"), DatabaseUnavailable("SQLITE_BUSY")]
    told, listening = list[str | None](), list[str | None]()

    async def listen() -> None:
        listening.append(opening.trouble)
        await for_ever()

    async def work() -> None:
        if troubles:
            raise troubles.pop(0)

    opening = Opening(store.database, listen, told.append)
    await opening.through(work)
    assert (["SQLITE_FULL", "SQLITE_BUSY", None], None) == (told, opening.trouble)
    assert ["SQLITE_FULL"] == listening
    assert opening.listening is not None
    await opening.leave()
    assert opening.listening.cancelled()


@pytest.mark.usefixtures("hasty")
async def test_a_database_that_turns_out_not_to_be_ours_ends_the_start(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its key and schema are looked at before anything is done in it, each time."""
    faults: list[Exception] = [DatabaseUnavailable("SQLITE_BUSY"), SecretKeyWrong("it")]
    done: list[str] = []

    def prepare(_database: object) -> None:
        raise faults.pop(0)

    async def work() -> None:
        done.append("work")

    monkeypatch.setattr("bot.opening.prepare", prepare)
    opening = Opening(store.database, for_ever, lambda _: None)
    with pytest.raises(SecretKeyWrong):
        await opening.through(work)
    assert ([], "SQLITE_BUSY") == (done, opening.trouble)
    await opening.leave()


@pytest.mark.usefixtures("hasty")
async def test_what_ends_the_listening_ends_the_start(store: Store) -> None:
    """A token that is refused meanwhile must not wait for the disk."""

    async def refused() -> None:
        raise LookupError("refused")

    async def work() -> None:
        raise DatabaseUnavailable("SQLITE_FULL")

    with pytest.raises(LookupError, match="refused"):
        await Opening(store.database, refused, lambda _: None).through(work)


async def test_what_cannot_pass_is_not_waited_for(store: Store) -> None:
    """A file that is gone, or whose lock is none, needs its operator."""

    async def work() -> None:
        store.database.path.unlink()
        raise DatabaseUnavailable("SQLITE_CANTOPEN")

    with pytest.raises(DatabaseUnavailable):
        await Opening(store.database, for_ever, lambda _: None).through(work)


def test_which_trouble_may_pass_is_seen_at_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of ours may be in trouble; those that are not there, no files or not ours to write have to be mended."""
    database = tmp_path / "x.db"
    assert not may_pass(database)
    database.touch()
    assert may_pass(database)
    for ending in ("-wal", "-shm", ".write.lock"):
        beside = tmp_path / f"x.db{ending}"
        beside.touch()
        assert may_pass(database)
        forbidden = {beside}
        with monkeypatch.context() as patch:
            patch.setattr("os.access", lambda file, _mode, others=forbidden: file not in others)
            assert not may_pass(database)
            forbidden.symmetric_difference_update({beside, tmp_path})
            assert not may_pass(database)
            forbidden.symmetric_difference_update({tmp_path, database})
            assert not may_pass(database)
        beside.unlink()
        beside.mkdir()
        assert not may_pass(database)
        beside.rmdir()


def test_a_file_system_that_was_made_read_only_may_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So a machine does with a disk that fails: the right to write is missing everywhere, and may come back."""
    database = tmp_path / "x.db"
    database.touch()
    seen = os.statvfs(database)
    monkeypatch.setattr("os.access", lambda _file, mode: not mode & os.W_OK)
    assert not may_pass(database)
    monkeypatch.setattr("os.statvfs", lambda _: os.statvfs_result((*seen[:8], os.ST_RDONLY, *seen[9:])))
    assert may_pass(database)


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["no folder", "a folder", "no lock"])
def test_a_database_that_can_never_work_is_one_line(tmp_path: Path, wrong: str) -> None:
    """`run` with such a database ends at once, with status 1 and what to look at."""
    operator = Operator(tmp_path)
    operator("init").done()
    operator("members", "import", "--known").done()
    settings = {"bot_token": "7000000001:token-for-tests", "api_url": "http://127.0.0.1:1"}
    if wrong == "no lock":
        (tmp_path / "solidaria.db.write.lock").unlink()
        (tmp_path / "solidaria.db.write.lock").mkdir()
    else:
        (tmp_path / "folder").mkdir()
        settings["database_url"] = f"sqlite:///{tmp_path / ('folder' if wrong == 'a folder' else 'nowhere/x.db')}"
    answer = ended(operator.process("run", **settings))
    assert 1 == answer.code
    said = answer.err.splitlines()
    (line,) = (one for one in said if one.startswith("solidaria: "))
    assert {"no folder": "nowhere", "a folder": "the database is not available", "no lock": "solidaria.db.write.lock"}[
        wrong
    ] in line
    assert [] == [one for one in said if "Traceback" in one]


@pytest.mark.slow
async def test_a_lock_that_somebody_holds_at_the_start_is_waited_for(tmp_path: Path) -> None:
    """A backup, or whatever writes for long, must not keep the bot from starting: it serves when it is free."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        await bot.stop()
        await ana.tap("3 ·")
        lock = os.open(tmp_path / "test.db.write.lock", os.O_RDWR)
        fcntl.flock(lock, fcntl.LOCK_EX)
        starting = asyncio.create_task(bot.start())
        await ana.expect_toast(NOT_SAVED)
        os.close(lock)
        await starting
        await question(ana, 2)
        assert {"c01q1": 3} == answers(bot)
