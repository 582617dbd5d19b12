"""The schema: fresh and migrated are the same, every constraint has a name, and no migration loses a row."""

from pathlib import Path

import pytest
from kit.schemas import definitions
from kit.store import NOW, Store
from sqlalchemy import Connection, ForeignKeyConstraint, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from storage import migrations, schema
from storage import tables as t
from storage.database import Database
from storage.migrations import MigrationLostRows, revisions, upgrade
from storage.schema import HEAD, SchemaOutdated, prepare
from storage.secrets import Keyring, SecretKeyWrong, new_secret_key
from storage.soundness import DatabaseDamaged


def empty(folder: Path, name: str = "empty.db") -> Database:
    """Make a database without a table."""
    (folder / name).touch()
    return Database(f"sqlite:///{folder / name}")


FURNITURE = """
INSERT INTO member VALUES (1, 'Rosario', 'city', 'AR', 'America/Lima', NULL);
INSERT INTO person (id, telegram_hash, language, last_turn_at) VALUES
    (1, printf('%064d', 1), 'es', :now), (2, printf('%064d', 2), 'es', :now), (3, printf('%064d', 3), 'es', :now);
INSERT INTO appointment (person_id, member_id, countries, role, since, until) VALUES
    (1, NULL, '', 'coordinator', :now, NULL), (1, 1, '', 'focal_point', :now, :now),
    (2, 1, '', 'focal_point', :now, NULL), (3, 1, '', 'focal_point', :now, NULL);
INSERT INTO instrument VALUES (1, 'x', '1', 'x', :now);
INSERT INTO wave VALUES (1, '2026', 1, :now, NULL, 1);
INSERT INTO assessment VALUES (1, 1, 1, 1, :now, NULL, NULL, NULL, 0);
INSERT INTO response VALUES (1, 'c01q1', 3, NULL, 1, :now, NULL);
INSERT INTO response_history (assessment_id, subject, target, after, person_id, at)
    VALUES (1, 'response', 'c01q1', '3', 1, :now)
"""


def furnish(database: Database) -> None:
    """Put people, appointments and an answer into a database of the revision before reminders."""
    with database.writing() as tx:
        for statement in FURNITURE.split(";"):
            tx.connection.execute(text(statement), {"now": str(NOW)} if ":now" in statement else {})


def test_a_migrated_database_is_like_a_fresh_one(store: Store, tmp_path: Path) -> None:
    """All migrations together must make exactly the tables, constraints, indexes and triggers of a fresh schema."""
    migrated = empty(tmp_path)
    upgrade(migrated, NOW)
    migrated.close()
    assert definitions(migrated.path) == definitions(store.database.path)


def test_the_staircase_can_be_climbed_step_by_step(tmp_path: Path) -> None:
    """Each revision must be reachable from the one before, with a backup of what was there, and end at HEAD."""
    database = empty(tmp_path)
    before = None
    for number, step in enumerate(revisions()):
        done = upgrade(database, NOW, step)
        assert (done.before, done.after, done.backup is not None) == (before, step, number > 0)
        before = step
    assert migrations.current(database) == HEAD
    assert upgrade(database, NOW).backup is None
    database.close()


def test_rows_survive_the_steps_above_them(tmp_path: Path) -> None:
    """Rows written at the first revision must still be there, unchanged, at the last."""
    database = empty(tmp_path)
    upgrade(database, NOW, revisions()[0])
    with database.writing() as tx:
        tx.connection.execute(
            text("INSERT INTO member (name, kind, country, timezone) VALUES ('Rosario', 'city', 'AR', 'America/Lima')")
        )
        (before,) = tx.connection.execute(text("SELECT * FROM member")).mappings().all()
    upgrade(database, NOW)
    with database.reading() as tx:
        (after,) = tx.connection.execute(t.member.select()).mappings().all()
        assert {column: after[column] for column in before} == dict(before)
    database.close()


def _lose_a_row(connection: Connection) -> None:
    connection.execute(text("DELETE FROM response"))


def _break_a_reference(connection: Connection) -> None:
    connection.execute(text("UPDATE response SET author = 4000"))


@pytest.mark.parametrize(("harm", "error"), [(_lose_a_row, MigrationLostRows), (_break_a_reference, DatabaseDamaged)])
def test_a_harmful_migration_is_undone(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    harm: object,
    error: type[Exception],
) -> None:
    """A step that loses rows or breaks references must be refused, and the database stay as it was."""
    database = empty(tmp_path)
    upgrade(database, NOW, "0003")
    furnish(database)
    before = definitions(database.path)
    verify = migrations._verify
    monkeypatch.setattr(
        migrations,
        "_verify",
        lambda tx, rows: (harm(tx.connection), verify(tx, rows)),  # type: ignore[operator] # a function of a connection
    )
    with pytest.raises(error):
        upgrade(database, NOW)
    assert (migrations.current(database), definitions(database.path)) == ("0003", before)
    database.close()


def test_the_first_focal_point_gets_the_reminders(tmp_path: Path) -> None:
    """At the step that brings reminders, each member's longest-standing focal point in force must get them."""
    database = empty(tmp_path)
    upgrade(database, NOW, "0003")
    furnish(database)
    upgrade(database, NOW)
    a = t.appointment.c
    with database.reading() as tx:
        marks = tx.connection.execute(select(a.id, a.reminded_for).order_by(a.id)).all()
        history = tx.connection.execute(select(t.response_history.c.after)).scalars().all()
        assert tx.connection.execute(select(t.response.c.consulted)).scalars().all() == [""]
    assert ([tuple(mark) for mark in marks], history) == ([(1, None), (2, None), (3, 1), (4, None)], ["3"])
    with pytest.raises(IntegrityError, match="append-only"), database.writing() as tx:
        tx.connection.execute(text("UPDATE response_history SET after = '4'"))
    database.close()


def test_a_fresh_start_makes_the_schema_and_notes_the_key(tmp_path: Path) -> None:
    """Preparing a file that is not there must make a private file with the schema; a second time changes nothing."""
    database = Database(f"sqlite:///{tmp_path / 'new.db'}", Keyring(new_secret_key()))
    for _ in range(2):
        prepare(database)
    assert (migrations.current(database), database.path.stat().st_mode & 0o777) == (HEAD, 0o600)
    database.close()


def test_a_foreign_key_is_refused_at_start(store: Store) -> None:
    """A database that was made with another secret key must be refused."""
    with pytest.raises(SecretKeyWrong):
        prepare(Database(store.database.url, Keyring(new_secret_key())))


@pytest.mark.parametrize(("found", "newer"), [("0001", False), ("9999", True)])
def test_another_schema_stops_the_start(store: Store, found: str, newer: bool) -> None:
    """An older or newer schema must stop the start and say which of the two it is."""
    with store.database.writing() as tx:
        tx.connection.execute(update(schema.revision).values(version_num=found))
    with pytest.raises(SchemaOutdated) as caught:
        prepare(store.database)
    assert (caught.value.found, caught.value.newer) == (found, newer)


def test_a_newer_database_is_not_upgraded(store: Store) -> None:
    """An older program must not touch a database that a newer one made."""
    with store.database.writing() as tx:
        tx.connection.execute(update(schema.revision).values(version_num="9999"))
    with pytest.raises(SchemaOutdated):
        upgrade(store.database, NOW)


def test_the_last_revision_is_the_one_the_program_wants() -> None:
    """HEAD must be the newest migration, and revisions must sort as they follow each other."""
    assert (revisions()[-1], sorted(revisions())) == (HEAD, list(revisions()))


def test_every_constraint_has_a_name() -> None:
    """A constraint without a name could not be found by a later migration."""
    for table in t.catalogue.tables.values():
        for constraint in table.constraints:
            assert constraint.name, f"{table.name}: {constraint}"


def test_nothing_is_deleted_by_cascade() -> None:
    """No foreign key may take rows with it."""
    for table in t.catalogue.tables.values():
        for constraint in table.constraints:
            if isinstance(constraint, ForeignKeyConstraint):
                assert (constraint.ondelete, constraint.onupdate) == (None, None)


def test_the_schema_can_be_said_to_postgresql() -> None:
    """Every table must compile for PostgreSQL, instants as timestamps with a time zone."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
    said = "".join(str(CreateTable(table).compile(dialect=dialect)) for table in t.catalogue.sorted_tables)
    assert "DATETIME" not in said
    assert "TIMESTAMP WITH TIME ZONE" in said
