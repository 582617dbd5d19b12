"""R11: a migration that is cut off at any statement has done nothing, and the next one brings every row along.

Decides from which schema, at which statement, and how. The databases of earlier schemas have the rows of a network
that did one of everything, as far as those schemas had tables and columns for them.
"""

import asyncio
import os
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from kit.schemas import definitions, dump, rows_of, same_rows
from kit.stairs import Stair, at_each_statement, build_stairs, migrate_file
from kit.store import NOW
from sqlalchemy import Connection, event, text, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

import storage.migrations
import storage.schema
from storage.database import Database, DatabaseUnavailable, Transaction
from storage.migrations import MigrationLostRows, upgrade
from storage.proof import hash_file
from storage.schema import HEAD, SchemaOutdated, prepare
from storage.soundness import DatabaseDamaged
from torture.goal import Bug, Goal, Tier, Trial

FAILURES = (SQLAlchemyError, DatabaseDamaged, DatabaseUnavailable, MigrationLostRows, SchemaOutdated)

TOUCHED = "databases not as before after a migration was cut off"
INCOMPLETE = "migrations that did not complete when run again"
CHANGED = "rows lost or changed by a migration"
MIXED = "databases of another schema that were worked with"


class _CutOff(Exception):
    """The migration broke here."""


@dataclass
class _Tally:
    killed: int = 0
    met: set[tuple[str, int]] = field(default_factory=set)


async def run(trial: Trial) -> None:
    """Cut one migration off a round."""
    stairs = await asyncio.to_thread(build_stairs)
    cases = [(stair, statement) for stair in stairs for statement in range(1, stair.statements + 2)]
    random.Random(trial.seed).shuffle(cases)  # noqa: S311 - the dice of a test
    tally = _Tally()
    with _planted(trial.bug):
        for number in trial.numbers():
            stair, statement = cases[number % len(cases)]
            tally.met.add((stair.name, statement))
            _round(trial, number, stair, statement, tally)
    counted = [sum(map(len, stair.rows.values())) for stair in stairs if stair.revision]
    trial.facts |= {
        "schemas": ", ".join(stair.name for stair in stairs),
        "statements at which one was cut off": f"{len(tally.met):,} of {len(cases):,}",
        "processes killed": f"{tally.killed:,}",
        "rows in the databases": f"{min(counted):,} to {max(counted):,}",
    }


def _round(trial: Trial, number: int, stair: Stair, statement: int, tally: _Tally) -> None:
    path, where = trial.folder / f"{number}.db", f"{stair.name} at {statement}"
    path.write_bytes(stair.content)
    if trial.dice(number).random() < 0.5:
        tally.killed += 1
        _kill_at(path, statement)
    else:
        _fail_at(path, statement)
    trial.expect(TOUCHED, dump(path) == stair.dump, where, number)
    try:
        migrate_file(path)
    except FAILURES as error:
        trial.found(INCOMPLETE, f"{where}: {str(error).splitlines()[0]}", number)
    else:
        trial.expect(INCOMPLETE, definitions(path) == stair.fresh, f"{where}: another schema than a fresh one", number)
        after = rows_of(path)
        trial.expect(CHANGED, after == stair.after, f"{where}: other rows than without being cut off", number)
        for table, rows in stair.rows.items():
            trial.expect(CHANGED, same_rows(rows, after.get(table, [])), f"{where}: {table}", number)
        _refuse_others(trial, number, path, stair)
    for left in trial.folder.glob(f"{number}.db*"):
        left.unlink()


def _countdown(statement: int, act: Callable[[], object]) -> Callable[[], None]:
    left = statement

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            act()

    return count


def _fail_at(path: Path, statement: int) -> None:
    """Have a migration break at a statement."""

    def fail() -> None:
        raise _CutOff

    with pytest.raises(_CutOff), at_each_statement(_countdown(statement, fail)):
        migrate_file(path)


def _kill_at(path: Path, statement: int) -> None:
    """Have the process of a migration be killed at a statement."""
    child = os.fork()
    if child == 0:
        try:
            with at_each_statement(_countdown(statement, lambda: os.kill(os.getpid(), signal.SIGKILL))):
                migrate_file(path)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, "it was to be killed"


def _refuse_others(trial: Trial, number: int, path: Path, stair: Stair) -> None:
    """See that no program works with a database of another schema, a newer one least of all."""
    newer = f"{int(HEAD) + trial.dice(number).randint(1, 999):04}"
    database = Database(f"sqlite:///{path}")
    with database.writing() as tx:
        tx.connection.execute(update(storage.schema.revision).values(version_num=newer))
    database.close()
    for what in (prepare, lambda one: upgrade(one, NOW)):
        _expect_refusal(trial, number, what, path, newer)
    if stair.revision is not None:
        older = path.with_name(f"{number}.db-older")
        older.write_bytes(stair.content)
        _expect_refusal(trial, number, prepare, older, stair.revision)


def _expect_refusal(trial: Trial, number: int, what: Callable[[Database], object], path: Path, revision: str) -> None:
    before, database = hash_file(path), Database(f"sqlite:///{path}")
    try:
        what(database)
    except SchemaOutdated as refused:
        trial.expect(MIXED, refused.newer == (revision > HEAD), f"{revision} is said to be the other way", number)
    else:
        trial.found(MIXED, revision, number)
    database.close()
    trial.expect(MIXED, hash_file(path) == before, f"{revision}: the file was touched", number)


@contextmanager
def _planted(bug: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        match bug:
            case "commits-each-table" | "commits-in-the-middle":
                with _commits_after("CREATE TABLE" if bug == "commits-each-table" else "DROP TABLE"):
                    yield
                return
            case "changes-rows":
                honest = storage.migrations._verify

                def verify(tx: Transaction, before: dict[str, int]) -> None:
                    tx.connection.execute(text("UPDATE member SET name = name || ' '"))
                    honest(tx, before)

                patch.setattr(storage.migrations, "_verify", verify)
            case "takes-any-schema":
                patch.setattr(storage.schema, "current", lambda _: HEAD)
        yield


@contextmanager
def _commits_after(words: str) -> Iterator[None]:
    """Commit after each statement that begins so, as SQLite's driver once did of itself."""

    def commit(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(words):
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("COMMIT")
            raw.execute("BEGIN IMMEDIATE")

    event.listen(Engine, "after_cursor_execute", commit)
    try:
        yield
    finally:
        event.remove(Engine, "after_cursor_execute", commit)


GOALS = (
    Goal(
        id="R11",
        title="A migration from any earlier schema that is killed or fails at any statement changes nothing; run again"
        " it completes with every row unchanged; and no program works with a database of another schema.",
        unit="migrations cut off",
        zeros=(TOUCHED, INCOMPLETE, CHANGED, MIXED),
        rounds={Tier.CI: 15, Tier.NIGHT: 1_500, Tier.RELEASE: 15_000},
        run=run,
        bugs=(
            Bug("commits-in-the-middle", "A migration commits when it has replaced a table.", TOUCHED, 30),
            Bug("commits-each-table", "A migration commits each table that it makes.", INCOMPLETE, 30),
            Bug("changes-rows", "A migration changes what is in the rows.", CHANGED, 10),
            Bug("takes-any-schema", "A start does not look at the schema.", MIXED, 10),
        ),
        note="About half are processes that are killed, the others statements that fail, as the dice say. On SQLite"
        " only; PostgreSQL was not run.",
    ),
)
