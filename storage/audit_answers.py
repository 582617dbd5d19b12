"""Whether all is what the audit vouches for: each line of history, the answers of today, and who belongs where.

Decides which lines the audit must know (all since it began), that a redacted text is no trouble where the redaction is
vouched for, and that the answers and notes of today are the last lines of their history, and the evidence what was
added since a redaction. The rows of who belongs where are `audit_rows`' matter. Changes nothing. To be asked when the
chain itself is whole.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Select, func, literal, select
from sqlalchemy.exc import DatabaseError

from conversations.audit import Head
from storage import tables as t
from storage.audit_check import Trouble, Verdict, verify
from storage.audit_entry import Line
from storage.audit_rows import changed_rows
from storage.audit_seal import HALF, seal_line
from storage.audit_terms import read_anchor
from storage.audit_words import Action, Kind
from storage.database import AnyRow, Transaction
from storage.vouched_rows import VOUCHED
from storage.vouching import segment_keys

_a, _h = t.audit.c, t.response_history.c
_r, _p, _as, _n, _e = (x.c for x in (t.response, t.priority, t.assessment, t.note, t.evidence))
_ENTRIES = (
    select(_a.id.label("position"), _a.object_id, _a.segment, _a.content, *t.response_history.columns)
    .join_from(t.audit, t.response_history, _h.id == _a.object_id, isouter=True)
    .where(_a.object_kind == Kind.LINE.value, _a.content.is_not(None))
    .order_by(_a.id)
)


def verify_audit(tx: Transaction, noted: Head | None) -> Verdict:
    """Verify the chain, and what it says of answers and rows; ``noted`` is a head that was kept elsewhere.

    Raises SecretKeyMissing.
    """
    verdict = verify(tx, noted)
    if verdict.trouble is not None:
        return verdict
    return replace(verdict, trouble=verify_contents(tx) if verdict.entries else _nothing_entered(tx))


def verify_contents(tx: Transaction) -> Trouble | None:
    """Hold history, answers and rows against the audit; return the first thing that is not as it was written."""
    try:
        return next(_troubles(tx), None)
    except (DatabaseError, TypeError, ValueError) as error:
        return Trouble(0, f"what the audit vouches for cannot be read ({type(error).__name__})")


def _nothing_entered(tx: Transaction) -> Trouble | None:
    tables = {"answers": t.response_history, **{f"{one.table.name}s": one.table for one in VOUCHED.values()}}
    for what, table in tables.items():
        if tx.connection.execute(select(table.c.id).limit(1)).first() is not None:
            words = f"there is no entry at all, though there are {what}: all were deleted, or nothing has run yet"
            return Trouble(0, words)
    return None


def _troubles(tx: Transaction) -> Iterator[Trouble]:
    yield from _changed_lines(tx)
    yield from _foreign_lines(tx)
    yield from _changed_answers(tx)
    yield from _changed_evidence(tx)
    yield from changed_rows(tx)


def _changed_lines(tx: Transaction) -> Iterator[Trouble]:
    """Find lines that are not as they were written, or are gone."""
    keys, redactions = segment_keys(tx), _redactions(tx)
    for row in tx.connection.execute(_ENTRIES):
        if row.id is None:
            yield Trouble(row.position, f"tells of line {row.object_id} of history, which is gone")
            continue
        right = seal_line(keys[row.segment], row.id, _line(row))
        kept, whole = right[:HALF] == row.content[:HALF], right == row.content
        if whole or (kept and _emptied(row) and redactions.get((row.assessment_id, row.target), 0) > row.id):
            continue
        yield Trouble(row.position, f"tells of line {row.id} of history, which was changed since")


def _line(row: AnyRow) -> Line:
    return Line(
        *(row.assessment_id, row.subject, row.target, row.before, row.after, row.person_id, row.at),
        *(row.bot_id, row.update_id),
    )


def _redactions(tx: Transaction) -> dict[tuple[int, str], int]:
    """Give the last redaction of each target, by assessment."""
    last = select(_h.assessment_id, _h.target, func.max(_h.id)).where(_h.subject == "redaction")
    rows = tx.connection.execute(last.group_by(_h.assessment_id, _h.target))
    return {(assessment, target): line for assessment, target, line in rows}


def _emptied(row: AnyRow) -> bool:
    return row.subject in ("note", "evidence") and {row.before, row.after} <= {None, ""}


def _foreign_lines(tx: Transaction) -> Iterator[Trouble]:
    """Find lines that no entry vouches for, though they came after the audit began."""
    first = select(_a.object_id).where(_a.action == Action.SEGMENT_BEGUN.value, _a.detail == "first")
    anchor = read_anchor(tx)
    since = anchor.line if anchor else tx.connection.execute(first).scalar_one_or_none() or 0
    told = select(literal(1)).where(_a.object_id == _h.id, _a.object_kind == Kind.LINE.value, _a.content.is_not(None))
    for line in tx.connection.execute(select(_h.id).where(_h.id > since, ~told.exists()).order_by(_h.id)).scalars():
        yield Trouble(0, f"line {line} of history was not written by the bot: no entry tells of it")


def _changed_answers(tx: Transaction) -> Iterator[Trouble]:
    """Find answers and notes that are not what the last line of their history says; a redaction ends a note."""
    responses = {
        (row.assessment_id, row.item): row.nonresponse if row.level is None else str(row.level)
        for row in tx.connection.execute(select(_r.assessment_id, _r.item, _r.level, _r.nonresponse))
    }
    priorities = {
        (row.assessment_id, row.criterion): str(row.value)
        for row in tx.connection.execute(select(_p.assessment_id, _p.criterion, _p.value))
    }
    submissions = {
        (row.id, ""): row.sharing for row in tx.connection.execute(select(_as.id, _as.sharing)) if row.sharing
    }
    notes = {
        (row.assessment_id, row.target): row.text
        for row in tx.connection.execute(select(_n.assessment_id, _n.target, _n.text))
    }
    kinds = (("response", responses), ("priority", priorities), ("submission", submissions), ("note", notes))
    for subject, present in kinds:
        said = {
            (row.assessment_id, row.target): row.after
            for row in tx.connection.execute(_last_lines(subject))
            if row.after is not None and row.subject == subject
        }
        for assessment, target in sorted(said.keys() | present.keys()):
            if said.get((assessment, target)) != present.get((assessment, target)):
                place = f"{target} of assessment {assessment}".strip()
                yield Trouble(0, f"the {subject} {place} is not what its history says")


def _last_lines(subject: str) -> Select[tuple[int, str, str, str | None]]:
    told = (subject, "redaction") if subject == "note" else (subject,)
    last = select(func.max(_h.id)).where(_h.subject.in_(told)).group_by(_h.assessment_id, _h.target)
    return select(_h.assessment_id, _h.subject, _h.target, _h.after).where(_h.id.in_(last))


def _changed_evidence(tx: Transaction) -> Iterator[Trouble]:
    """Find files that are not those which were added since the last redaction."""
    redactions = _redactions(tx)
    added = select(_h.id, _h.assessment_id, _h.target, _h.after).where(_h.subject == "evidence")
    said = Counter(
        (row.assessment_id, row.target, row.after)
        for row in tx.connection.execute(added)
        if row.id > redactions.get((row.assessment_id, row.target), 0)
    )
    kept = tx.connection.execute(select(_e.assessment_id, _e.target, _e.unique_file))
    there = Counter((row.assessment_id, row.target, row.unique_file) for row in kept)
    for assessment, target, _ in sorted(((said - there) + (there - said)).elements()):
        yield Trouble(0, f"the evidence of {target} of assessment {assessment} is not what its history says")
