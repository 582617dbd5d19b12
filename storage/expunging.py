"""Expunging: after something was forgotten or redacted, nothing of it stays in the database's files.

Decides when the file is rewritten and its log emptied: after the commit, noted in the transaction that makes it
necessary, so that a crash in between only delays it. Backups and replaced files are others' matter.
"""

from datetime import datetime

from storage.database import Database, Transaction
from storage.runner_state import Memo, forget, recall, remember


def owe_expunging(tx: Transaction, now: datetime) -> None:
    """Note that what this transaction removes must go from the files as well."""
    remember(tx, Memo.EXPUNGING, now.isoformat())


def expunge(database: Database) -> bool:
    """Rewrite the files if that is owed; tell whether it was. Raises DatabaseUnavailable: try again later."""
    with database.reading() as tx:
        owed = recall(tx, Memo.EXPUNGING)
    if owed is None:
        return False
    database.compact()
    with database.writing() as tx:
        forget(tx, Memo.EXPUNGING, owed)
    return True
