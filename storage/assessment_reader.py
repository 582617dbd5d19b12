"""Reads an assessment with everything in it.

Decides nothing: rows become the domain's values. Parsed instruments are kept, a document is parsed once.
"""

from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import bindparam, literal, null, select, union_all

from conversations.assessment import (
    Answer,
    Assessment,
    Evidence,
    Note,
    Priority,
    Response,
    Sharing,
    Submission,
    Wave,
)
from conversations.instrument import Instrument, Nonresponse
from conversations.people import Member, MemberKind
from storage import tables as t
from storage.database import AnyRow, Transaction
from storage.instrument_document import parse_instrument

_a, _w, _m, _r, _p, _n = (x.c for x in (t.assessment, t.wave, t.member, t.response, t.priority, t.note))
MEMBER = (
    _m.id.label("member_id"),
    _m.name.label("member_name"),
    _m.kind.label("member_kind"),
    _m.country.label("member_country"),
    _m.timezone.label("member_timezone"),
)
"""The columns that `member_of` reads."""
WAVE = (_w.id.label("wave_id"), _w.name.label("wave_name"), _w.opened_at, _w.closed_at, _w.closes_on)
"""The columns that `wave_of` reads."""

_HEAD = (
    select(_a.id, _a.instrument_id, _a.submitted_at, _a.submitted_by, _a.sharing, _a.late, *MEMBER, *WAVE)
    .join_from(t.assessment, t.wave)
    .join(t.member, _a.member_id == _m.id)
)
BY_ID = _HEAD.where(_a.id == bindparam("assessment"))
LATEST = _HEAD.where(_a.member_id == bindparam("member")).order_by(_w.id.desc())
_CONTENT = union_all(
    select(
        literal(1).label("part"),
        _r.item.label("target"),
        _r.level.label("number"),
        _r.nonresponse.label("words"),
        _r.author,
        _r.at,
        _r.message,
        _r.consulted.label("consulted"),
    ).where(_r.assessment_id == bindparam("assessment")),
    select(literal(2), _p.criterion, _p.value, null(), _p.author, _p.at, null(), null()).where(
        _p.assessment_id == bindparam("assessment")
    ),
    select(literal(3), _n.target, null(), _n.text, _n.author, _n.at, _n.message, null()).where(
        _n.assessment_id == bindparam("assessment")
    ),
)
_e = t.evidence.c
_EVIDENCE = (
    select(_e.target, _e.kind, _e.file, _e.unique_file, _e.name, _e.size)
    .where(_e.assessment_id == bindparam("assessment"))
    .order_by(_e.id)
)
_DOCUMENT = select(t.instrument.c.document).where(t.instrument.c.id == bindparam("instrument"))
_NONRESPONSES: Mapping[str, Nonresponse] = {one.value: one for one in Nonresponse}


def member_of(row: AnyRow) -> Member:
    """Make a member of a row that has the columns MEMBER."""
    return Member(row.member_id, row.member_name, MemberKind(row.member_kind), row.member_country, row.member_timezone)


def wave_of(row: AnyRow) -> Wave:
    """Make a wave of a row that has the columns WAVE."""
    return Wave(row.wave_id, row.wave_name, row.opened_at, row.closed_at, row.closes_on)


def read_instrument(tx: Transaction, instrument_id: int) -> Instrument:
    """Return an instrument by its row's id, parsed once a process."""
    kept = tx.instruments.get(instrument_id)
    if kept is None:
        document = tx.connection.execute(_DOCUMENT, {"instrument": instrument_id}).scalar_one()
        kept = tx.instruments[instrument_id] = _parsed(document)
    return kept


@lru_cache(maxsize=8)
def _parsed(document: str) -> Instrument:
    return parse_instrument(document)


def read_assessment(tx: Transaction, assessment_id: int) -> Assessment | None:
    """Return an assessment with all its content, ``None`` when there is none of that id."""
    row = tx.connection.execute(BY_ID, {"assessment": assessment_id}).one_or_none()
    return None if row is None else assessment_of(tx, row)


def read_earlier(tx: Transaction, assessment: Assessment) -> Assessment | None:
    """Return what the member submitted in the last wave before that of ``assessment``; ``None`` if there is nothing."""
    before = LATEST.where(_w.id < assessment.wave.id, _a.submitted_at.is_not(None)).limit(1)
    row = tx.connection.execute(before, {"member": assessment.member.id}).one_or_none()
    return None if row is None else assessment_of(tx, row)


def assessment_of(tx: Transaction, row: AnyRow) -> Assessment:
    """Make an assessment of a row of BY_ID or LATEST, and read its content."""
    this = {"assessment": row.id}
    responses: dict[str, Response] = {}
    priorities: dict[str, Priority] = {}
    notes: dict[str, Note] = {}
    evidence: dict[str, tuple[Evidence, ...]] = {}
    for part, target, number, words, author, at, message, consulted in tx.connection.execute(_CONTENT, this):
        if part == 1:
            answer: Answer = number if words is None else _NONRESPONSES[words]
            responses[target] = Response(answer, author, at, message, consulted)
        elif part == 2:
            priorities[target] = Priority(number, author, at)
        else:
            notes[target] = Note(words, author, at, message)
    for target, kind, file, unique, name, size in tx.connection.execute(_EVIDENCE, this):
        evidence[target] = (*evidence.get(target, ()), Evidence(kind, file, unique, name, size))
    submission = None
    if row.submitted_at is not None:
        submission = Submission(row.submitted_at, row.submitted_by, Sharing(row.sharing), row.late)
    return Assessment(
        row.id,
        member_of(row),
        wave_of(row),
        read_instrument(tx, row.instrument_id),
        responses,
        priorities,
        notes,
        evidence,
        submission,
    )
