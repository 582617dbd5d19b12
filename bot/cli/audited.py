"""What an operator did, entered in the audit in the transaction that does it, or before what is read is shown.

The audit is sealed with the secret key: without that a command that belongs into it is refused. Which commands those
are, each of them decides, and a test holds them to it.
"""

from bot.cli.setting import now
from storage.audit import note
from storage.audit_entry import of_operator
from storage.audit_words import Action, Kind
from storage.database import Database, Transaction


def enter(tx: Transaction, action: Action, kind: Kind, object_id: int | None = None, detail: str = "") -> None:
    """Enter what this transaction does; ``detail`` is codes and numbers. Raises SecretKeyMissing at its end."""
    note(tx, of_operator(action, now(), kind, object_id, detail))


def enter_reading(
    database: Database, action: Action, kind: Kind, object_id: int | None = None, detail: str = ""
) -> None:
    """Enter that something is about to be read. Raises SecretKeyMissing, DatabaseUnavailable: then it is not shown."""
    with database.writing() as tx:
        enter(tx, action, kind, object_id, detail)
