"""A database to tamper with: each time it is verified, written in by the bot, and put back as it was.

Decides nothing about what is found, nor how it is tampered with: `kit.tampering` does.
"""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from kit.tampering import tamper, unlock

from conversations.audit import Head
from storage.audit import note, write_entries
from storage.audit_answers import verify_audit
from storage.audit_check import Verdict
from storage.audit_entry import of_bot
from storage.audit_words import Action, Kind
from storage.database import Database, Transaction, open_engine

NOW = datetime(2027, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Thrown:
    """What was done, what the verification said, and why the bot could not go on afterwards, if it could not."""

    told: str
    verdict: Verdict
    refused: str = ""


@contextmanager
def victim(database: Database) -> Iterator[Callable[[random.Random, Head | None], Thrown]]:
    """Give a way to tamper once; a head is what was noted elsewhere. The triggers are gone for good."""
    database.close()
    engine = open_engine(database.path)
    try:
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            unlock(raw)

            def once(dice: random.Random, noted: Head | None) -> Thrown:
                with connection.begin() as transaction:
                    told, tx = tamper(raw, dice), Transaction(connection, {}, database.keyring)
                    thrown = Thrown(told, verify_audit(tx, noted), _going_on(tx))
                    transaction.rollback()
                return thrown

            yield once
    finally:
        engine.dispose()


def _going_on(tx: Transaction) -> str:
    """Write an entry as the next turn would; tell why that did not go."""
    try:
        note(tx, of_bot(Action.PAUSED, NOW, Kind.DATABASE))
        write_entries(tx)
    except Exception as error:  # noqa: BLE001 - whatever it is, an answer would have been lost
        return f"{type(error).__name__}: {error}"
    return ""
