"""What one person gave to assessments and is there now: answers, priorities, notes, files, submissions.

Decides how each reads as one value. What was there before, the history has.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Table, cast, func, literal, null, select, union_all

from storage import tables as t
from storage.database import Transaction

_a, _w, _m, _r, _p, _n, _e = (x.c for x in (t.assessment, t.wave, t.member, t.response, t.priority, t.note, t.evidence))
ASSESSMENTS = t.assessment.join(t.wave, _a.wave_id == _w.id).join(t.member, _a.member_id == _m.id)
"""Assessments with their wave and member."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the person gave and is there now: ``subject`` is response, priority, note, evidence or submission.

    ``value`` is the level or nonresponse, the priority, the text, the file's kind and name, or what is shared.
    """

    subject: str
    wave: str
    member: str
    target: str
    value: str
    consulted: str
    message: int | None
    at: datetime


def read_given(tx: Transaction, person: int) -> tuple[Given, ...]:
    """Return what a person gave, by kind, then by assessment."""
    level = func.coalesce(_r.nonresponse, cast(_r.level, String))
    file = _e.kind.concat(literal(" ")).concat(_e.name)
    given = union_all(
        _of_author(t.response, person, _r.item, level, _r.consulted, _r.message),
        _of_author(t.priority, person, _p.criterion, cast(_p.value, String)),
        _of_author(t.note, person, _n.target, _n.text, message=_n.message),
        _of_author(t.evidence, person, _e.target, file, message=_e.message),
        select(literal("submission"), _w.name, _m.name, literal(""), _a.sharing, literal(""), null(), _a.submitted_at)
        .select_from(ASSESSMENTS)
        .where(_a.submitted_by == person),
    )
    return tuple(Given(*row) for row in tx.connection.execute(given))


def _of_author(
    table: Table,
    person: int,
    target: ColumnElement[str],
    value: ColumnElement[str],
    consulted: ColumnElement[str] | None = None,
    message: ColumnElement[int] | None = None,
) -> Select[Any]:
    c = table.c
    shown = (literal(table.name).label("subject"), _w.name.label("wave"), _m.name.label("member"), target, value)
    area = literal("") if consulted is None else consulted
    columns = (*shown, area, null() if message is None else message, c.at)
    return select(*columns).select_from(ASSESSMENTS.join(table, c.assessment_id == _a.id)).where(c.author == person)
