"""A disk that fails under SQLite: a write is there whole or not at all, and the next one needs no new start."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kit.broken_disk import KINDS, BrokenDisk, Fault
from kit.power import PowerDisk
from kit.store import ANA, Store, new_store
from kit.vfs import in_front

from conversations.facts import ResponseChanged
from storage.database import DatabaseUnavailable
from storage.inbox import UpdateKey
from storage.turn import Applied, Decision, apply
from storage.world_reader import Inquiry

CALLS = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233)
"""Which call fails first; there are fewer than the last."""
LEVEL = "SELECT level FROM response WHERE item = 'c01q1'"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A database with somebody at the first question, closed."""
    made = new_store(tmp_path)
    made.enter(ANA)
    made.database.close()
    yield made
    made.database.close()


def answer(store: Store, key: UpdateKey) -> Applied:
    """Answer the first question."""
    with store.database.writing() as tx:
        decision = Decision((ResponseChanged("c01q1", None, 3),), card="the next question")
        return apply(tx, key, ANA, Inquiry(), lambda _: decision, store.now)


def test_a_commit_that_cannot_be_synced_is_taken_back(store: Store) -> None:
    """After a failed sync the same turn must go through as a new one: as a repeated one, nobody would be answered."""
    disk = BrokenDisk(store.database.path)
    with in_front(disk):
        key = store.key()
        disk.break_by(Fault("sync error", 1, lasting=True))
        for _ in range(3):
            with pytest.raises(DatabaseUnavailable, match="FSYNC"):
                answer(store, key)
        disk.mend()
        applied = answer(store, key)
        store.database.close()
    assert (False, True) == (applied.duplicate, applied.work is not None)


@pytest.mark.parametrize("kind", KINDS)
def test_a_turn_is_there_whole_or_not_at_all(store: Store, kind: str) -> None:
    """Whichever call fails, an answer must be reported exactly when it is there, and go through when all is well."""
    disk, failures = BrokenDisk(store.database.path), 0
    for nth in CALLS:
        with in_front(disk):
            key = store.key()
            disk.break_by(Fault(kind, nth, lasting=True, part=nth % 3 / 3))
            applied = None
            try:
                applied = answer(store, key)
            except DatabaseUnavailable:
                failures += 1
            with disk.spared(), closing(sqlite3.connect(store.database.path)) as other:
                assert ([] if applied is None else [(3,)]) == other.execute(LEVEL).fetchall(), nth
            disk.mend()
            if applied is not None:
                break
            assert not answer(store, key).duplicate
            with store.database.writing() as tx:
                tx.connection.exec_driver_sql("DELETE FROM response")
            store.database.close()
    assert failures or kind in ("read error", "cannot be opened"), "what it reads may be in its cache already"


def test_what_was_committed_outlives_the_power(store: Store, tmp_path: Path) -> None:
    """In whatever a loss of power leaves, a committed answer must be; before its commit it is in none."""
    key = store.key()
    store.database.close()
    disk = PowerDisk(store.database.path)
    with in_front(disk):
        before = disk.now
        answer(store, key)
        after = disk.now
        found = []
        for number, instant in enumerate((before, *[after] * 20)):
            folder = tmp_path / f"image-{number}"
            folder.mkdir()
            image = disk.image(instant, random.Random(number), folder)  # noqa: S311 - the dice of a test
            with closing(sqlite3.connect(image)) as opened:
                assert [("ok",)] == opened.execute("PRAGMA integrity_check").fetchall()
                found.append(opened.execute(LEVEL).fetchall())
        store.database.close()
    assert [[], *[[(3,)]] * 20] == found
