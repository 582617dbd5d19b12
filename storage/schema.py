"""The schema as a whole: making an empty one, and telling which one a database has.

Decides what a fresh database looks like, triggers included. Older ones are brought there by `storage.migrations`,
which this module does not import: a start does not pay for Alembic.
"""

from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table, insert, inspect, select

from storage import tables as t
from storage.audit_triggers import protect_audit
from storage.database import Database, Transaction
from storage.history_triggers import protect_history
from storage.runner_state import claim_key
from storage.sealed_texts import seal_what_is_clear

HEAD = "0011"
"""The revision that this program works with."""

revision = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


class SchemaOutdated(RuntimeError):
    """The database has another schema than this program: ``found`` is its revision, ``wanted`` ours."""

    def __init__(self, found: str | None, wanted: str = HEAD) -> None:
        """Keep both revisions."""
        super().__init__(f"the database has schema {found or 'none'}, this program needs {wanted}")
        self.found = found
        self.wanted = wanted

    @property
    def newer(self) -> bool:
        """The database was made by a newer program: upgrade the program, not the database."""
        return self.found is not None and self.found > self.wanted


def current(tx: Transaction) -> str | None:
    """Return the revision of the database, ``None`` when it is empty."""
    if not inspect(tx.connection).has_table(revision.name):
        return None
    return tx.connection.execute(select(revision.c.version_num)).scalar_one_or_none()


def is_current(tx: Transaction) -> bool:
    """Tell whether the database has the schema of this program."""
    return current(tx) == HEAD


def is_empty(tx: Transaction) -> bool:
    """Tell whether the database has no table at all."""
    return not inspect(tx.connection).get_table_names()


def create_schema(tx: Transaction) -> None:
    """Make all tables of an empty database and note the revision."""
    t.catalogue.create_all(tx.connection, checkfirst=False)
    protect_history(tx.connection)
    protect_audit(tx.connection)
    revision.create(tx.connection, checkfirst=False)
    tx.connection.execute(insert(revision).values(version_num=HEAD))


def prepare(database: Database) -> None:
    """Make the schema when the database is new, else see that schema and key are ours; seal what is still clear.

    Raises SchemaOutdated, SecretKeyWrong.
    """
    if not database.path.exists():
        database.path.touch(mode=0o600)
    with database.reading() as tx:
        fresh = is_empty(tx)
    if fresh:
        with database.writing() as tx:
            if is_empty(tx):
                create_schema(tx)
    with database.reading() as tx:
        found = current(tx)
        if found != HEAD:
            raise SchemaOutdated(found)
    if database.keyring is not None:
        with database.writing() as tx:
            claim_key(tx)
            seal_what_is_clear(tx)
