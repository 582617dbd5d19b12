"""What is kept about a person beside an assessment: where they stand as a coordinator, when they want to hear from us,
what was sent to them in campaigns, and what they made.

Decides which columns of a row a person reads; a table that refers to persons and is nowhere fails a test.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Table, select

from storage import tables as t
from storage.database import Transaction


class Kind(StrEnum):
    """What a row is, by its table."""

    DESK = "desk"
    ATTENTION = "attention"
    DIGEST = "digest"
    DELIVERY = "delivery"
    MEETING = "meeting"
    CAMPAIGN = "campaign"
    CUT_OFF = "cut_off"
    REHEARSAL = "member"
    INVITED = "invitation"


@dataclass(frozen=True, slots=True)
class Kept:
    """One row: what it is, what it says, and when it came to be (aware), if that is known."""

    kind: Kind
    text: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class _Source:
    table: Table
    owner: Column[int]
    texts: tuple[Column[object], ...]
    at: Column[datetime] | None = None


def _source(table: Table, owner: str, texts: str, at: str | None = None) -> _Source:
    columns = table.c
    return _Source(table, columns[owner], tuple(columns[one] for one in texts.split()), columns[at] if at else None)


SOURCES = {
    Kind.DESK: _source(t.desk, "person_id", "view target draft"),
    Kind.ATTENTION: _source(t.attention, "person_id", "minute muted_wave_id", "snoozed_until"),
    Kind.DIGEST: _source(t.digest, "person_id", "every", "last_at"),
    Kind.DELIVERY: _source(t.delivery, "person_id", "state reason", "due_at"),
    Kind.MEETING: _source(t.meeting, "created_by", "name place", "created_at"),
    Kind.CAMPAIGN: _source(t.campaign, "created_by", "kind texts", "created_at"),
    Kind.CUT_OFF: _source(t.cut_off, "made_by", "countries", "made_at"),
    Kind.REHEARSAL: _source(t.member, "rehearsal_for", "name"),
    Kind.INVITED: _source(t.invitation, "created_by", "role countries", "created_at"),
}


def read_own_work(tx: Transaction, person: int) -> tuple[Kept, ...]:
    """Read every row of these tables that is about a person, or made by them."""
    kept = []
    for kind, source in SOURCES.items():
        wanted = select(*source.texts, *(() if source.at is None else (source.at,))).where(source.owner == person)
        for row in tx.connection.execute(wanted).mappings():
            values = [row[column] for column in source.texts]
            texts = [str(value) for value in values if value not in (None, "", "{}")]
            at: datetime | None = None if source.at is None else row[source.at]
            kept.append(Kept(kind, " · ".join(texts), at))
    return tuple(kept)
