"""Answers that come in while something else is done to the database: two people who answer as fast as they can.

Decides what they answer. Must not know what is done meanwhile.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from kit.store import ANA, BRUNO, Store, new_store

from conversations.assessment import Answer, steps
from conversations.facts import ResponseChanged
from storage.instrument_document import default_instrument

ITEMS = tuple(one for one in steps(default_instrument()) if default_instrument().has_item(one))
History = list[tuple[int, str, str]]
"""Assessment, item and level of each answer, in the order in which they were given."""
Answers = dict[tuple[int, str], str]
"""The level of each assessment's item."""


@dataclass
class Load:
    """Two people who answer as fast as they can, on a thread; ``saved`` is how many answers are committed."""

    store: Store
    dice: Random
    saved: int = 0
    fault: BaseException | None = None
    _given: dict[tuple[str, str], Answer] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)
    _more: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Have them answer meanwhile."""
        self._over.clear()
        thread = threading.Thread(target=self._answer)
        thread.start()
        try:
            self.wait_for(self.saved + 1)
            yield
        finally:
            self._over.set()
            thread.join()
            if self.fault is not None:
                raise self.fault

    def wait_for(self, saved: int) -> None:
        """Wait until so many answers are saved."""
        with self._more:
            self._more.wait_for(lambda: self.saved >= saved or self.fault is not None)

    def _answer(self) -> None:
        try:
            while not self._over.is_set():
                who, item = self.dice.choice((ANA, BRUNO)), self.dice.choice(ITEMS)
                before = self._given.get((who.name, item))
                after = self.dice.choice([one for one in range(4) if one != before])
                self.store.facts(who, ResponseChanged(item, before, after))
                self._given[who.name, item] = after
                with self._more:
                    self.saved += 1
                    self._more.notify_all()
        except BaseException as error:  # noqa: BLE001 - it belongs to who waits
            self.fault = error
            with self._more:
                self._more.notify_all()


def new_load(folder: Path, dice: Random) -> Load:
    """Make a database in an empty folder with two people at work in it, and nothing in its log."""
    store = new_store(folder)
    for who, member in ((ANA, "Rosario"), (BRUNO, "Quito")):
        store.enter(who, member)
    with store.database.write_lock(), closing(sqlite3.connect(store.database.path)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Load(store, dice)


def answers_of(path: Path) -> tuple[History, Answers]:
    """Read the answers of a database in one view: as they were given, and as they stand."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as opened:
        opened.execute("BEGIN")
        history = opened.execute("SELECT assessment_id, target, after FROM response_history ORDER BY id").fetchall()
        answers = opened.execute("SELECT assessment_id, item, CAST(level AS TEXT) FROM response").fetchall()
    return history, {(assessment, item): level for assessment, item, level in answers}
