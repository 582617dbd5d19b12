"""Writes the facts of an assessment, and the history of each.

Decides the order of rows, not whether a fact is allowed: that was decided when the fact was made, in the same
transaction, and the constraints hold it to that.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from conversations.assessment import Answer
from conversations.facts import (
    AssessmentBegun,
    AssessmentFact,
    EvidenceAdded,
    NoteChanged,
    PriorityChanged,
    Recalled,
    ResponseChanged,
    Submitted,
)
from conversations.instrument import Nonresponse
from storage import tables as t
from storage.audit import note
from storage.audit_entry import Entry, Line, codes
from storage.audit_words import Action, Kind
from storage.database import Transaction
from storage.inbox import UpdateKey
from storage.tables.audit import Actor
from storage.vouching import vouch_new

SUBMISSION = "submission"
ACTIONS = {
    "response": Action.RESPONSE_CHANGED,
    "priority": Action.PRIORITY_CHANGED,
    "note": Action.NOTE_CHANGED,
    "evidence": Action.EVIDENCE_ADDED,
    "submission": Action.SUBMISSION_CHANGED,
    "redaction": Action.REDACTED,
}
"""What a line of history, by its subject, is in the audit."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who brings a fact about, when, in which assessment, with which update."""

    person: int
    assessment: int
    at: datetime
    key: UpdateKey | None


_RESPONSE = ("level", "nonresponse", "author", "at", "message", "consulted")
_r, _p, _n = t.response.c, t.priority.c, t.note.c
_CHANGED_RESPONSE = (
    update(t.response)
    .where(_r.assessment_id == bindparam("assessment"), _r.item == bindparam("target"))
    .values({name: bindparam(f"new_{name}") for name in _RESPONSE})
)
_NEW_RESPONSE = insert(t.response)
_NEW_HISTORY = insert(t.response_history)
_ASSESSMENT = select(t.assessment.c.id).where(
    t.assessment.c.member_id == bindparam("member"), t.assessment.c.wave_id == bindparam("wave")
)
_INSTRUMENT = select(t.wave.c.instrument_id).where(t.wave.c.id == bindparam("wave"), t.wave.c.open_mark == 1)


def begin_assessment(tx: Transaction, member: int, wave: int, now: datetime) -> int:
    """Return the id of a member's assessment of the open wave, made now if it is not there; pinned to an instrument."""
    present = tx.connection.execute(_ASSESSMENT, {"member": member, "wave": wave}).scalar_one_or_none()
    if present is not None:
        return int(present)
    instrument = tx.connection.execute(_INSTRUMENT, {"wave": wave}).scalar_one()
    begun = insert(t.assessment).values(
        member_id=member, wave_id=wave, instrument_id=instrument, begun_at=now, late=False
    )
    assessment = tx.insert(begun)
    vouch_new(tx, now, Kind.ASSESSMENT, assessment)
    return assessment


def write_answer_fact(tx: Transaction, fact: AssessmentFact, by: Author) -> None:
    """Write one fact of an assessment that has begun, with its history."""
    match fact:
        case AssessmentBegun():
            pass
        case ResponseChanged(item, before, after):
            _write_response(tx, fact, by)
            note_history(tx, "response", item, _code(before), _code(after), by)
        case PriorityChanged(criterion, before, after):
            values = {"value": after, "author": by.person, "at": by.at}
            if before is None:
                row = {"assessment_id": by.assessment, "criterion": criterion, **values}
                tx.connection.execute(insert(t.priority), row)
            else:
                this = (_p.assessment_id == by.assessment, _p.criterion == criterion)
                tx.connection.execute(update(t.priority).where(*this).values(**values))
            note_history(tx, "priority", criterion, _code(before), _code(after), by)
        case NoteChanged(target, before, after, message):
            values = {"text": after, "author": by.person, "at": by.at, "message": message}
            if before is None:
                tx.connection.execute(insert(t.note), {"assessment_id": by.assessment, "target": target, **values})
            else:
                this = (_n.assessment_id == by.assessment, _n.target == target)
                tx.connection.execute(update(t.note).where(*this).values(**values))
            note_history(tx, "note", target, before, after, by)
        case EvidenceAdded():
            _add_evidence(tx, fact, by)
        case Submitted(sharing, late):
            values = {"submitted_at": by.at, "submitted_by": by.person, "sharing": sharing.value, "late": late}
            _update_assessment(tx, by.assessment, values)
            note_history(tx, SUBMISSION, "", None, sharing.value, by)
        case Recalled():
            shared = select(t.assessment.c.sharing).where(t.assessment.c.id == by.assessment)
            before = tx.connection.execute(shared).scalar_one()
            values = {"submitted_at": None, "submitted_by": None, "sharing": None, "late": False}
            _update_assessment(tx, by.assessment, values)
            note_history(tx, SUBMISSION, "", before, None, by)


def _write_response(tx: Transaction, fact: ResponseChanged, by: Author) -> None:
    item, after = fact.item, fact.after
    level, nonresponse = (None, after.value) if isinstance(after, Nonresponse) else (after, None)
    values = dict(zip(_RESPONSE, (level, nonresponse, by.person, by.at, fact.message, fact.consulted), strict=True))
    if fact.before is None:
        tx.connection.execute(_NEW_RESPONSE, {"assessment_id": by.assessment, "item": item, **values})
    else:
        new = {f"new_{name}": value for name, value in values.items()}
        tx.connection.execute(_CHANGED_RESPONSE, {"assessment": by.assessment, "target": item, **new})


def _add_evidence(tx: Transaction, fact: EvidenceAdded, by: Author) -> None:
    file, e = fact.evidence, t.evidence.c
    this = (e.assessment_id == by.assessment, e.target == fact.target, e.unique_file == file.unique)
    if tx.connection.execute(select(e.id).where(*this)).first() is not None:
        return
    tx.connection.execute(
        insert(t.evidence),
        {
            "assessment_id": by.assessment,
            "target": fact.target,
            "kind": file.kind,
            "file": file.file,
            "unique_file": file.unique,
            "name": file.name,
            "size": file.size,
            "author": by.person,
            "at": by.at,
            "message": fact.message,
        },
    )
    note_history(tx, "evidence", fact.target, None, file.unique, by)


def _update_assessment(tx: Transaction, assessment: int, values: dict[str, object]) -> None:
    tx.connection.execute(update(t.assessment).where(t.assessment.c.id == assessment).values(**values))


def note_history(tx: Transaction, subject: str, target: str, before: str | None, after: str | None, by: Author) -> None:
    """Add a line to the history of an assessment, and to the audit an entry that vouches for it."""
    row = {
        "assessment_id": by.assessment,
        "subject": subject,
        "target": target,
        "before": before,
        "after": after,
        "person_id": by.person,
        "at": by.at,
        "bot_id": None if by.key is None else by.key.bot_id,
        "update_id": None if by.key is None else by.key.update_id,
    }
    number = tx.insert(_NEW_HISTORY, row)
    bot, update_id = (None, None) if by.key is None else (by.key.bot_id, by.key.update_id)
    line = Line(by.assessment, subject, target, before, after, by.person, by.at, bot, update_id)
    detail = codes(f"{by.assessment} {target}".rstrip())
    note(tx, Entry(ACTIONS[subject], by.at, Kind.LINE, number, detail, Actor.PERSON, by.person, line))


def _code(answer: Answer | None) -> str | None:
    if answer is None:
        return None
    return answer.value if isinstance(answer, Nonresponse) else str(answer)
