"""The writer: one transaction after another, retried when the database is ill, never undone by a cancelled task."""

import asyncio
import sqlite3
import threading
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from kit.store import ANA, Store
from sqlalchemy import func, insert, select, text

from conversations.facts import StrangerMet
from storage import tables as t
from storage.database import Database, DatabaseUnavailable, Transaction
from storage.writer import Writer

FEW = (0.0, 0.0)


def add(tx: Transaction, name: str) -> str:
    """Add a row that is easy to find."""
    tx.connection.execute(insert(t.runner_state).values(key=name, value="x"))
    return name


def names(store: Store) -> set[str]:
    """Read, through another connection, which of those rows are there."""
    with store.database.reading() as tx:
        return set(tx.connection.execute(select(t.runner_state.c.key)).scalars()) - {"key_fingerprint"}


async def test_a_write_returns_and_is_committed(store: Store) -> None:
    """What a write returns must come back, and its rows be there for others."""
    writer = Writer(store.database)
    assert await writer.run(add, "one") == "one"
    assert {"one"} == names(store)
    await writer.close()


async def test_a_cancelled_task_does_not_undo_its_write(store: Store) -> None:
    """A write that has begun must be committed although nobody waits for it any more."""
    writer = Writer(store.database)
    begun, go_on = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        add(tx, "slow")
        begun.set()
        go_on.wait(10)

    task = asyncio.create_task(writer.run(slow))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    await writer.close()
    assert {"slow"} == names(store)


async def test_an_exception_rolls_back_and_comes_through(store: Store) -> None:
    """A function that fails must leave nothing, and the next write must go through."""
    writer = Writer(store.database)

    def fail(tx: Transaction) -> None:
        add(tx, "never")
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await writer.run(fail)
    await writer.run(add, "after")
    await writer.close()
    assert {"after"} == names(store)


def test_a_locked_database_is_tried_again(store: Store) -> None:
    """While somebody else holds the database the whole write must be tried again, and succeed when they let go."""
    other = sqlite3.connect(store.database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    tries: list[int] = []

    def let_go(tx: Transaction) -> None:
        tries.append(1)
        add(tx, "done")

    writer = Writer(store.database, pauses=())
    with pytest.raises(DatabaseUnavailable) as caught:
        writer.run_now(let_go)
    assert (caught.value.code, tries) == ("SQLITE_BUSY", [])
    other.rollback()
    other.close()
    writer.run_now(let_go)
    writer.close_now()
    assert ({"done"}, [1]) == (names(store), tries)


def test_a_full_disk_is_said_and_leaves_nothing(store: Store) -> None:
    """When the disk is full nothing may be written; when there is room again, the same write goes through."""
    writer = Writer(store.database, pauses=FEW)
    tries: list[int] = []

    def big(tx: Transaction) -> None:
        pages = tx.connection.execute(text("PRAGMA page_count")).scalar_one() if len(tries) < 3 else 1_000_000
        tx.connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        tries.append(1)
        add(tx, "small")
        tx.connection.execute(insert(t.runner_state).values(key="big", value="x" * 1_000_000))

    with pytest.raises(DatabaseUnavailable) as caught:
        writer.run_now(big)
    assert ("SQLITE_FULL", 3, set()) == (caught.value.code, len(tries), names(store))
    writer.run_now(big)
    assert {"small", "big"} == names(store)
    writer.close_now()


def test_a_fault_of_the_program_is_not_retried(store: Store) -> None:
    """A statement that can never work must fail at once, as what it is."""
    tries: list[int] = []

    def wrong(tx: Transaction) -> None:
        tries.append(1)
        tx.connection.execute(text("SELECT * FROM nowhere"))

    with pytest.raises(Exception, match="no such table"):
        Writer(store.database, pauses=FEW).run_now(wrong)
    assert tries == [1]


async def test_closing_finishes_what_was_asked_for(store: Store) -> None:
    """Writes that wait when the writer is closed must still be done."""
    writer = Writer(store.database)
    tasks = [asyncio.create_task(writer.run(add, f"n{number}")) for number in range(20)]
    await asyncio.sleep(0)
    await writer.close()
    await asyncio.gather(*tasks)
    assert len(names(store)) == 20


def test_the_database_is_opened_as_designed(store: Store) -> None:
    """The writing connection must be in WAL with full sync, secure delete and foreign keys."""
    with store.database.writing() as tx:
        values = [
            tx.connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        ]
    assert values == ["wal", 2, 1, 1]


def test_a_reading_transaction_cannot_write(store: Store) -> None:
    """A read-only transaction must refuse to write."""
    with pytest.raises(DatabaseUnavailable) as caught, store.database.reading() as tx:
        add(tx, "never")
    assert caught.value.code == "SQLITE_READONLY"


def test_a_reader_sees_one_moment(store: Store) -> None:
    """What a reader sees must not change while it reads, whatever is committed meanwhile."""
    counted = select(func.sum(t.counter.c.count))
    store.facts(ANA, StrangerMet())
    with store.database.reading() as tx:
        before = tx.connection.execute(counted).scalar_one()
        store.facts(ANA, StrangerMet())
        assert before == tx.connection.execute(counted).scalar_one()


@pytest.mark.parametrize("url", ["postgresql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense"])
def test_an_unusable_url_is_refused(url: str) -> None:
    """Anything but a SQLite file must be refused with a word of help."""
    with pytest.raises(ValueError, match=r"solidaria\.db"):
        Database(url)


def test_a_path_with_odd_characters_works(tmp_path: Path) -> None:
    """A folder may have spaces and signs that mean something in addresses."""
    folder = tmp_path / "año 1 #2 %41"
    folder.mkdir()
    database = Database(f"sqlite:///{folder}/a.db".replace("%", "%25"))
    with database.writing() as tx:
        tx.connection.execute(text("CREATE TABLE here (x)"))
    database.close()
    assert (folder / "a.db").exists()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """A database in a folder that does not exist must be reported as not available."""
    with pytest.raises(DatabaseUnavailable), Database(f"sqlite:///{tmp_path}/none/a.db").writing():
        pass


@pytest.mark.parametrize("lock", ["flock", "sqlite"])
async def test_closing_gives_up_what_a_database_that_is_away_holds_up(store: Store, lock: str) -> None:
    """After its patience a close waits for nobody: what waits fails as unavailable, and nothing of it is written."""
    held = ExitStack()
    if lock == "flock":
        held.enter_context(Database(store.database.url).write_lock())
    else:
        other = held.enter_context(closing(sqlite3.connect(store.database.path, isolation_level=None)))
        other.execute("BEGIN IMMEDIATE")
    writer = Writer(Database(store.database.url, patience=600.0), pauses=(600.0,))
    tasks = [asyncio.create_task(writer.run(add, f"n{number}")) for number in range(40)]
    await asyncio.sleep(0)
    with held:
        async with asyncio.timeout(60):
            assert await writer.close(patience=0.05) is False
            codes = {str(one) for one in await asyncio.gather(*tasks, return_exceptions=True)}
    assert "the database is not available: STOPPING" in codes
    assert codes <= {
        f"the database is not available: {code}" for code in ("STOPPING", "WRITE_LOCK_BUSY", "SQLITE_BUSY")
    }
    assert set() == names(store)


async def test_closing_in_time_writes_everything(store: Store) -> None:
    """With a database that is there, a close with little patience is as any other, and says so."""
    writer = Writer(store.database)
    tasks = [asyncio.create_task(writer.run(add, f"n{number}")) for number in range(40)]
    await asyncio.sleep(0)
    assert await writer.close(patience=60.0) is True
    await asyncio.gather(*tasks)
    assert {f"n{number}" for number in range(40)} == names(store)


async def test_a_refusal_is_told_and_so_is_its_end(store: Store) -> None:
    """Whoever listens hears the reason of each write that was given up, once that one went through, else nothing."""
    told: list[str | None] = []
    other = sqlite3.connect(store.database.path, isolation_level=None)
    writer = Writer(store.database, pauses=())
    writer.told = told.append
    await writer.run(add, "before")
    other.execute("BEGIN IMMEDIATE")
    for _ in range(2):
        with pytest.raises(DatabaseUnavailable):
            await writer.run(add, "never")
    other.rollback()
    other.close()
    await asyncio.gather(*(writer.run(add, f"n{number}") for number in range(3)))
    await writer.close()
    assert ["SQLITE_BUSY", "SQLITE_BUSY", None] == told
