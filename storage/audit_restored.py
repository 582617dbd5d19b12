"""A backup put in the place of the database, as the audit tells it: the chain goes on from the backup's end.

Decides that the entry keeps the head of the database that was replaced, so that a head noted from that one is not a
riddle. A database of an older schema has no audit yet: its upgrade is what is told then.
"""

from datetime import datetime

from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from conversations.audit import DIGITS, Head
from storage import tables as t
from storage.audit import note, read_head
from storage.audit_entry import of_operator
from storage.audit_words import Action, Kind
from storage.database import Database, DatabaseUnavailable, Transaction
from storage.soundness import DatabaseDamaged


def head_of(database: Database) -> Head | None:
    """Return the head of a database that may be anything; ``None`` when it has none that can be read."""
    if not database.path.exists():
        return None
    try:
        with database.reading() as tx:
            return read_head(tx) if _has_audit(tx) else None
    except (DatabaseUnavailable, DatabaseDamaged, SQLAlchemyError):
        return None


def enter_restored(database: Database, former: Head | None, now: datetime) -> None:
    """Enter that a backup was restored in the place of a database with the head ``former``."""
    with database.reading() as tx:
        if database.keyring is None or not _has_audit(tx):
            return
    detail = "" if former is None else f"in the place of {former.position} {former.mac[:DIGITS]}"
    with database.writing() as tx:
        note(tx, of_operator(Action.RESTORED, now, Kind.DATABASE, None, detail))


def _has_audit(tx: Transaction) -> bool:
    return inspect(tx.connection).has_table(t.audit.name)
