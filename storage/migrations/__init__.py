"""Bringing an older database to the schema of this program, without losing a row.

Decides the order of safety: alone on the database, a backup, foreign keys off, one transaction, then foreign keys
checked and rows counted. What each step changes stands in `versions/`. There is no way down: a backup is.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from storage import schema
from storage.backup import back_up
from storage.database import Database, Transaction, open_engine, translated
from storage.locks import RunnerLock
from storage.schema import HEAD
from storage.soundness import DatabaseDamaged, count_rows
from storage.upgradable import upgradable_from

_HERE = Path(__file__).parent


class MigrationLostRows(RuntimeError):
    """A migration changed the number of rows of a table; it was undone. ``table`` names the first one."""

    def __init__(self, table: str) -> None:
        """Keep the table's name."""
        super().__init__(f"the migration changed the number of rows in {table}; nothing was changed")
        self.table = table


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did; ``backup`` is None when there was nothing to do or nothing to save."""

    before: str | None
    after: str
    backup: Path | None


def upgrade(database: Database, now: datetime, target: str = HEAD) -> Upgraded:
    """Bring a database to ``target``; close ``database`` for other uses before.

    Raises RunnerAlreadyThere while the bot runs, MigrationLostRows, and before anything is changed SchemaOutdated for a
    database of a newer program, SecretKeyMissing, SecretKeyWrong, DatabaseDamaged.
    """
    path = database.path
    with RunnerLock(path):
        if not path.exists():
            path.touch(mode=0o600)
        with database.reading() as tx:
            before = schema.current(tx)
        if before is not None:
            upgradable_from(database)
        if before == target:
            return Upgraded(before, target, None)
        saved = None
        if before is not None:
            saved = path.with_name(f"{path.name}.before-{target}-{now:%Y%m%dT%H%M%S}")
            back_up(database, saved)
        migrate(database, target)
        return Upgraded(before, target, saved)


def migrate(database: Database, target: str = HEAD) -> None:
    """Take the steps to ``target``, all or none, for a caller that is alone on the database and has a backup of it."""
    database.close()
    with database.write_lock():
        _migrate(database.path, target)


def current(database: Database) -> str | None:
    """Return the revision of a database, ``None`` when it is empty."""
    with database.reading() as tx:
        return schema.current(tx)


def revisions() -> tuple[str, ...]:
    """List all revisions, the oldest first."""
    walked = _scripts().walk_revisions()
    return tuple(reversed([script.revision for script in walked]))


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_HERE), version_locations=[str(_HERE / "versions")])


def _migrate(path: Path, target: str) -> None:
    engine = open_engine(path, foreign_keys=False)
    try:
        with translated(), engine.begin() as connection:
            counted = count_rows(connection)
            scripts = _scripts()
            config = Config()
            config.attributes["connection"] = connection

            def steps(revision: object, _context: object) -> object:
                return scripts._upgrade_revs(target, revision)  # type: ignore[arg-type]  # noqa: SLF001 - what alembic.command.upgrade calls; it has no public name

            with EnvironmentContext(config, scripts, fn=steps, destination_rev=target):
                scripts.run_env()
            _verify(Transaction(connection, {}, None), counted)
    finally:
        engine.dispose()


def _verify(tx: Transaction, before: dict[str, int]) -> None:
    broken = tx.connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise DatabaseDamaged(tuple(f"{row[0]}: a row points to a {row[2]} that is not there" for row in broken))
    after = count_rows(tx.connection)
    for table, count in before.items():
        if table != schema.revision.name and after.get(table) != count:
            raise MigrationLostRows(table)
