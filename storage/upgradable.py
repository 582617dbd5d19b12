"""Whether a database may be upgraded at all, asked before anything is changed: its schema, its key, its soundness.

Also tells which key a file was made with, whatever that file may be. Changes nothing.
"""

from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from storage import tables as t
from storage.database import Database, DatabaseUnavailable, Transaction
from storage.runner_state import Memo, recall
from storage.schema import HEAD, SchemaOutdated, current
from storage.secrets import SecretKeyMissing, SecretKeyWrong
from storage.soundness import DatabaseDamaged, examine
from storage.upgrade_endings import NothingToUpgrade


def upgradable_from(database: Database) -> str:
    """Return the schema, when this program can upgrade it with this key.

    Raises NothingToUpgrade, SchemaOutdated, SecretKeyMissing, SecretKeyWrong, DatabaseDamaged, DatabaseUnavailable.
    """
    with database.reading() as tx:
        before = current(tx)
        if before is None:
            raise NothingToUpgrade
        if before > HEAD:
            raise SchemaOutdated(before)
        examine(tx.connection).insist()
        noted = read_noted_key(tx)
    if noted is not None:
        if database.keyring is None:
            raise SecretKeyMissing(noted)
        if noted != database.keyring.fingerprint:
            raise SecretKeyWrong("key fingerprint", noted)
    return before


def noted_key(database: Database) -> str | None:
    """Return the fingerprint of the key that a file was made with; ``None`` when there is none, or it cannot tell."""
    if not database.path.is_file():
        return None
    try:
        with database.reading() as tx:
            return read_noted_key(tx)
    except (DatabaseUnavailable, DatabaseDamaged, SQLAlchemyError):
        return None


def read_noted_key(tx: Transaction) -> str | None:
    """Return the fingerprint of the key that a database of any schema was made with; ``None`` when it has none."""
    there = inspect(tx.connection).has_table(t.runner_state.name)
    return recall(tx, Memo.KEY_FINGERPRINT) if there else None
