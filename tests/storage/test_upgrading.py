"""Upgrades: whatever goes wrong at whatever moment, the database is as it was before, or as it should be."""

import itertools
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from kit.store import NOW, SECRET_KEY
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import Engine

from storage import migrations, upgrading
from storage.backup import inspect_backup
from storage.database import Database
from storage.locks import RunnerAlreadyThere, RunnerLock
from storage.migrations import revisions, upgrade
from storage.proof import read_proof, verify
from storage.runner_state import claim_key
from storage.schema import HEAD, SchemaOutdated, current
from storage.secrets import Keyring, SecretKeyMissing, SecretKeyWrong, new_secret_key
from storage.soundness import count_rows
from storage.upgrade_endings import NothingToUpgrade, UpgradeStranded, UpgradeUndone
from storage.upgrading import renew

OLD = revisions()[2]
STRIDE = 11
"""Every so many statements one breaks; 1 takes a minute."""
FURNITURE = (
    "INSERT INTO member (id, name, kind, country, timezone) VALUES (1, 'Rosario', 'city', 'AR', 'America/Lima')",
    "INSERT INTO person (id, telegram_hash, language, last_turn_at) VALUES (1, printf('%064d', 1), 'es', :now)",
    "INSERT INTO appointment (person_id, member_id, role, since, countries) VALUES (1, 1, 'focal_point', :now, '')",
)


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Database]:
    """A database of three revisions ago, with somebody in it, closed."""
    (tmp_path / "solidaria.db").touch()
    database = Database(f"sqlite:///{tmp_path / 'solidaria.db'}", Keyring(SECRET_KEY))
    upgrade(database, NOW, OLD)
    with database.writing() as tx:
        claim_key(tx)
        for statement in FURNITURE:
            tx.connection.execute(text(statement), {"now": str(NOW)} if ":now" in statement else {})
    database.close()
    yield database
    database.close()


def contents(database: Database) -> tuple[str | None, list[str]]:
    """Read the schema and every row of every table, as SQLite would write them down."""
    connection = sqlite3.connect(database.path)
    dumped = sorted(connection.iterdump())
    connection.close()
    with database.reading() as tx:
        return current(tx), dumped


def test_an_upgrade_brings_everything_along_and_leaves_a_proven_copy(old: Database, tmp_path: Path) -> None:
    """Afterwards the schema must be ours with every row, and beside it the copy from before, with its proof."""
    done = renew(old, None, NOW)
    assert (done.before, done.after) == (OLD, HEAD)
    assert verify(done.backup.path).schema == OLD
    assert inspect_backup(old.path).schema == HEAD
    with old.reading() as tx:
        counted = count_rows(tx.connection)
    assert (1, 1, 1) == (counted["member"], counted["person"], counted["appointment"])
    again = renew(old, tmp_path / "kept", NOW)
    assert (again.before, again.after, again.backup.path.parent) == (HEAD, HEAD, tmp_path / "kept")


def _statement(number: int) -> Callable[..., None]:
    """Make a listener that fails at the n-th statement that changes something."""
    seen = iter(range(number, -1, -1))

    def fail(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("CREATE", "DROP", "ALTER", "INSERT", "UPDATE", "DELETE")):
            assert next(seen, 1), "planted"

    return fail


def test_a_migration_that_fails_at_any_statement_changes_nothing(old: Database) -> None:
    """At whichever statement the migration breaks, schema and rows must be those of before, and it must be said."""
    before = contents(old)
    failed = 0
    for number in itertools.count(1, STRIDE):
        listener = _statement(number)
        event.listen(Engine, "before_cursor_execute", listener)
        undone = None
        try:
            renew(old, None, NOW + timedelta(minutes=number))
        except UpgradeUndone as error:
            undone = error
        finally:
            event.remove(Engine, "before_cursor_execute", listener)
        if undone is None:
            break
        failed += 1
        assert (undone.schema, "planted" in undone.reason, "\n" in str(undone)) == (OLD, True, False)
        assert contents(old) == before, number
    assert failed > 5
    assert contents(old)[0] == HEAD


def _keep(monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Database], None]) -> None:
    """Have a migration be followed by harm that only the check can find."""

    def harmful(database: Database, target: str = HEAD) -> None:
        migrations.migrate(database, target)
        spoil(database)
        database.close()

    monkeypatch.setattr(upgrading, "migrate", harmful)


def _sql(*statements: str) -> Callable[[Database], None]:
    def spoil(database: Database) -> None:
        connection = sqlite3.connect(database.path)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()

    return spoil


HARMS: dict[str, Callable[[Database], None]] = {
    "a reference to nothing": _sql("UPDATE appointment SET member_id = 4000, reminded_for = NULL"),
    "another schema": _sql("UPDATE alembic_version SET version_num = '0005'"),
    "a questionnaire that cannot be read": _sql(
        "INSERT INTO instrument VALUES (9, 'x', '1', 'no yaml: [', datetime('now') || '+00:00')"
    ),
    "a name that cannot be read": _sql(
        "UPDATE person SET identity = x'00', consented_at = last_turn_at, consent_version = '1'"
    ),
    "another key": _sql("UPDATE runner_state SET value = 'other' WHERE key = 'key_fingerprint'"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_what_the_check_finds_puts_the_database_back(old: Database, monkeypatch: pytest.MonkeyPatch, harm: str) -> None:
    """A migration that went through and left something unusable must be followed by the database from before."""
    before = contents(old)
    _keep(monkeypatch, HARMS[harm])
    with pytest.raises(UpgradeUndone, match="go on with the former version"):
        renew(old, None, NOW)
    assert contents(old) == before


def test_a_database_that_cannot_be_put_back_is_said_so(old: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """If even the copy cannot be put back, the operator must be told not to start, and where the copy is."""
    _keep(monkeypatch, HARMS["another schema"])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(upgrading, "put_back", full)
    with pytest.raises(UpgradeStranded, match=r"do not start the bot.*solidaria restore .*before-upgrade") as caught:
        renew(old, None, NOW)
    assert read_proof(caught.value.backup).schema == OLD


REFUSED: dict[str, tuple[type[Exception], Callable[[Database], Database]]] = {
    "no database": (NothingToUpgrade, lambda old: Database(f"sqlite:///{old.path.parent / 'none.db'}")),
    "another key": (SecretKeyWrong, lambda old: Database(old.url, Keyring(new_secret_key()))),
    "no key": (SecretKeyMissing, lambda old: Database(old.url)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_upgraded_is_refused_before_anything_is_done(old: Database, case: str) -> None:
    """Without a database, or with a wrong key or none, nothing may be written, not even a copy."""
    error, other = REFUSED[case]
    files = sorted(old.path.parent.glob("*before*"))
    with pytest.raises(error):
        renew(other(old), None, NOW)
    assert files == sorted(old.path.parent.glob("*before*"))


def test_a_newer_database_is_refused(old: Database) -> None:
    """The database of a newer program must be left alone."""
    _sql("UPDATE alembic_version SET version_num = '9999'")(old)
    with pytest.raises(SchemaOutdated):
        renew(old, None, NOW)


def test_an_upgrade_is_alone(old: Database) -> None:
    """While the bot runs there must be no upgrade."""
    with RunnerLock(old.path), pytest.raises(RunnerAlreadyThere):
        renew(old, None, NOW)


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from storage.database import Database
from storage.secrets import Keyring
from storage.upgrading import renew

left = int(sys.argv[2])

@event.listens_for(Engine, "before_cursor_execute")
def kill(_connection, _cursor, statement, *_rest):
    global left
    if statement.lstrip().upper().startswith(("CREATE", "DROP", "ALTER", "INSERT", "UPDATE", "DELETE")):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

renew(Database(sys.argv[1], Keyring(os.environ["KEY"])), None, datetime(2026, 3, 2, int(sys.argv[2]) % 24, tzinfo=UTC))
"""


@pytest.mark.slow
@pytest.mark.parametrize("statement", [2, 9, 17, 40])
def test_a_killed_upgrade_is_begun_again(old: Database, statement: int) -> None:
    """After SIGKILL in the middle the database must be that of before, and the next upgrade go through."""
    before = contents(old)
    environment = os.environ | {"KEY": SECRET_KEY}
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, old.url, str(statement)], env=environment, check=False, capture_output=True
    )
    assert killed.returncode == -9, killed.stderr
    assert contents(old) == before
    assert renew(old, None, NOW).after == HEAD
