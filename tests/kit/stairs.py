"""Databases of every earlier schema with rows in them, and what happens at each statement of their migration.

Decides what is in them: the rows of a network that did one of everything, as far as a schema has tables and columns
for them. Must not know what is done to a migration.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kit.golden import network
from kit.schemas import Rows, definitions, dump, fill, rows_of
from kit.store import NOW
from kit.two_sides import INSIDE, OWN, furnish
from sqlalchemy import event
from sqlalchemy.engine import Engine

from storage.database import Database
from storage.migrations import migrate, revisions, upgrade

MEMBERS = ("Rosario", "Salta", "Maipú", "Ciudad de Mendoza")


@dataclass(frozen=True, slots=True)
class Stair:
    """A database of an earlier schema, what is in it, and what a migration makes of it that nobody cuts off."""

    revision: str | None
    content: bytes
    dump: list[str]
    rows: Rows
    statements: int
    after: Rows
    fresh: dict[str, list[str]]

    @property
    def name(self) -> str:
        """Name the schema."""
        return self.revision or "nothing"


@cache
def build_stairs() -> tuple[Stair, ...]:
    """Make a database of each earlier schema, with rows, and one with nothing in it; once for all trials."""
    with tempfile.TemporaryDirectory(prefix="solidaria-stairs-") as name:
        folder = Path(name)
        with network(folder) as world:
            furnish(world, INSIDE, OWN, MEMBERS, 100)
            path = world.writer.database.path
        rows, fresh = rows_of(path), definitions(path)
        return tuple(_build_stair(folder, revision, rows, fresh) for revision in (None, *revisions()[:-1]))


def _build_stair(folder: Path, revision: str | None, rows: Rows, fresh: dict[str, list[str]]) -> Stair:
    path = folder / f"stair-{revision}.db"
    path.touch()
    if revision is not None:
        database = Database(f"sqlite:///{path}")
        upgrade(database, NOW, revision)
        database.close()
        fill(path, rows)
    content, before, dumped = path.read_bytes(), rows_of(path), dump(path)
    statements = 0

    def count() -> None:
        nonlocal statements
        statements += 1

    with at_each_statement(count):
        migrate_file(path)
    return Stair(revision, content, dumped, before, statements - 1, rows_of(path), fresh)


def migrate_file(path: Path) -> None:
    """Bring a database to the schema of this program."""
    database = Database(f"sqlite:///{path}")
    try:
        migrate(database)
    finally:
        database.close()


@contextmanager
def at_each_statement(act: Callable[[], object]) -> Iterator[None]:
    """Act before each statement, and before the commit."""
    told: dict[str, Callable[..., None]] = {
        "before_cursor_execute": lambda *_: _nothing(act()),
        "commit": lambda _: _nothing(act()),
    }
    for name, listener in told.items():
        event.listen(Engine, name, listener)
    try:
        yield
    finally:
        for name, listener in told.items():
            event.remove(Engine, name, listener)


def _nothing(_acted: object) -> None:
    """Give nothing, whatever was done."""
