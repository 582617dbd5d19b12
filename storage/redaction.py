"""Redaction: the note and the files of a target are taken out, from the tables and from history.

Decides what goes (texts and files) and what stays: that there was something, who wrote it, when, and who redacted it.
"""

from sqlalchemy import case, delete, select, update

from storage import tables as t
from storage.answer_writer import Author, note_history
from storage.database import Transaction
from storage.expunging import owe_expunging
from storage.world_reader import Sender, sender_of

REDACTION = "redaction"
_n, _e, _h, _p = t.note.c, t.evidence.c, t.response_history.c, t.person.c


def redact(tx: Transaction, target: str, by: Author) -> None:
    """Take the note and the evidence of an item or criterion out; the history keeps the act itself."""
    tx.connection.execute(delete(t.note).where(_n.assessment_id == by.assessment, _n.target == target))
    tx.connection.execute(delete(t.evidence).where(_e.assessment_id == by.assessment, _e.target == target))
    note_history(tx, REDACTION, target, None, "", by)  # first: the trigger lets texts go only below a redaction
    of_target = (_h.assessment_id == by.assessment, _h.target == target, _h.subject.in_(("note", "evidence")))
    emptied = {column.name: case((column.is_(None), None), else_="") for column in (_h.before, _h.after)}
    tx.connection.execute(update(t.response_history).where(*of_target).values(**emptied))
    owe_expunging(tx, by.at)


def colleagues_of(tx: Transaction, by: Author) -> tuple[Sender, ...]:
    """List the other people who stand in the assessment: what was redacted may be on their cards and receipts."""
    others = (
        select(_p.telegram_hash, _p.identity, _p.language)
        .join_from(t.place, t.person, t.place.c.person_id == _p.id)
        .where(t.place.c.assessment_id == by.assessment, _p.id != by.person, _p.identity.is_not(None))
        .order_by(_p.id)
    )
    return tuple(sender_of(tx, row) for row in tx.connection.execute(others))
