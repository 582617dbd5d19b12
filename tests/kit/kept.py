"""What lies sealed in a database, opened with its key: the texts of cards and letters.

Decides nothing: the rows are given as they are, in the order of their ids.
"""

from dataclasses import dataclass

from sqlalchemy import select

from storage import tables as t
from storage.database import Transaction
from storage.sealed_texts import open_text


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter of the outbox; ``text`` is None once it is settled."""

    id: int
    person: int
    kind: str
    state: str
    text: str | None


def kept_letters(tx: Transaction) -> list[KeptLetter]:
    """Read every letter."""
    o = t.outbox.c
    return [
        KeptLetter(
            row.id,
            row.person_id,
            row.kind,
            row.state,
            None if row.payload is None else open_text(tx.keyring, t.outbox, row.id, row.person_id, row.payload),
        )
        for row in tx.connection.execute(select(o.id, o.person_id, o.kind, o.state, o.payload).order_by(o.id))
    ]
