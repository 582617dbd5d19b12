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
from kit.trespassing import TOLD as TRESPASSES_TOLD
from sqlalchemy import select, update

from conversations.audit import Head
from storage.audit import note, write_entries
from storage.audit_answers import verify_audit
from storage.audit_check import Verdict
from storage.audit_entry import of_bot
from storage.audit_words import Action, Kind
from storage.database import Database, Transaction, open_engine
from storage.vouched_rows import VOUCHED
from storage.vouching import settle, vouch

NOW = datetime(2027, 1, 1, tzinfo=UTC)
CHANGES: dict[Kind, dict[str, object]] = {
    Kind.APPOINTMENT: {"since": NOW},
    Kind.INVITATION: {"created_at": NOW},
    Kind.PERSON: {"consent_version": "another"},
    Kind.MEMBER: {"source": "another"},
    Kind.WAVE: {"opened_at": NOW},
    Kind.ASSESSMENT: {"begun_at": NOW},
    Kind.INSTRUMENT: {"imported_at": NOW},
    Kind.MEETING: {"created_at": NOW},
    Kind.CAMPAIGN: {"created_at": NOW},
    Kind.CUT_OFF: {"made_at": NOW},
}
"""A change of each kind of row that an insider has no use for."""


@dataclass(frozen=True, slots=True)
class Thrown:
    """What was done, what the verification said, and why the bot could not go on afterwards, if it could not.

    ``later`` is what the verification says after that, when rows were changed: the same, if nothing was laundered.
    """

    told: str
    verdict: Verdict
    refused: str
    later: Verdict | None


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
                    verdict, refused = verify_audit(tx, noted), _going_on(tx)
                    later = verify_audit(tx, noted) if told in TRESPASSES_TOLD else None
                    thrown = Thrown(told, verdict, refused, later)
                    transaction.rollback()
                return thrown

            yield once
    finally:
        engine.dispose()


def _going_on(tx: Transaction) -> str:
    """Write an entry as the next turn would, and change every row that is vouched for; tell why that did not go."""
    try:
        note(tx, of_bot(Action.PAUSED, NOW, Kind.DATABASE))
        for kind, values in CHANGES.items():
            table = VOUCHED[kind].table
            vouch(tx, NOW, kind, *tx.connection.execute(select(table.c.id)).scalars().all())
            tx.connection.execute(update(table).values(**values))
        settle(tx)
        write_entries(tx)
    except Exception as error:  # noqa: BLE001 - whatever it is, an answer would have been lost
        return f"{type(error).__name__}: {error}"
    return ""
