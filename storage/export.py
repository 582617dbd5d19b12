"""What leaves for spreadsheets: rows of plain values, by the rule of what may be seen.

Decides the columns, and the visibility rule: counts of every member at any time; levels, notes and evidence under a
member's name only when it has submitted and shares by name; everybody who has submitted in aggregates, but those who
chose "only in aggregates" only when there are enough of them to hide each other. No person is in any row. The file
format is the caller's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from conversations.assessment import Assessment, Sharing
from conversations.instrument import Nonresponse
from storage import tables as t
from storage.assessment_reader import read_assessment
from storage.database import Transaction
from storage.listed import listed

ENOUGH_TO_HIDE = 3
"""How many members that share only in aggregates there must be for their answers to be counted in."""
_a, _m = t.assessment.c, t.member.c


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One item of one member, or (``item`` empty) the priority of a criterion. ``evidence`` counts files.

    ``consulted`` is the area that knew the answer, never a person.
    """

    wave: str
    member: str
    kind: str
    country: str
    instrument: str
    criterion: str
    item: str
    level: int | None
    nonresponse: str | None
    consulted: str
    priority: int | None
    note: str
    evidence: int
    submitted_at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class AggregateRow:
    """One item over all members that are counted in; ``levels`` has how many gave each level, from 0."""

    wave: str
    instrument: str
    criterion: str
    item: str
    members: int
    levels: tuple[int, ...]
    dont_know: int
    not_applicable: int


def answer_rows(tx: Transaction, wave: int, countries: tuple[str, ...] = ()) -> Iterator[AnswerRow]:
    """Give the answers of the members that submitted and share by name, those of some countries or all."""
    for assessment in named_in(tx, wave, countries):
        yield from _answers(assessment)


def aggregate_rows(tx: Transaction, wave: int, countries: tuple[str, ...] = ()) -> Iterator[AggregateRow]:
    """Give the answers of the members that submitted, added up item by item."""
    by_instrument: dict[str, list[Assessment]] = {}
    for one in counted_in(tx, wave, countries):
        by_instrument.setdefault(one.instrument.reference, []).append(one)
    for assessments in by_instrument.values():
        yield from _aggregates(assessments)


def named_in(tx: Transaction, wave: int, countries: tuple[str, ...] = ()) -> Iterator[Assessment]:
    """Give what was submitted and is shared by name, by country and name of the member."""
    return _submitted(tx, wave, countries, (Sharing.NAMED,))


def counted_in(tx: Transaction, wave: int, countries: tuple[str, ...] = ()) -> Iterator[Assessment]:
    """Give what was submitted and may be counted in aggregates, by country and name of the member."""
    enough = sharing_in(tx, wave, countries).count(Sharing.AGGREGATE) >= ENOUGH_TO_HIDE
    return _submitted(tx, wave, countries, tuple(Sharing) if enough else (Sharing.NAMED,))


def sharing_in(tx: Transaction, wave: int, countries: tuple[str, ...] = ()) -> list[Sharing]:
    """Give how each member that submitted shares."""
    return [Sharing(one) for one in tx.connection.execute(_within(select(_a.sharing), wave, countries)).scalars()]


def _within(wanted: Select[Any], wave: int, countries: tuple[str, ...]) -> Select[Any]:
    """Narrow to what was submitted in a wave, in some countries or all; rehearsals and retired members do not count."""
    wanted = wanted.join_from(t.assessment, t.member, _a.member_id == _m.id)
    wanted = wanted.where(_a.wave_id == wave, _a.submitted_at.is_not(None))
    return wanted.where(listed(countries))


def _submitted(
    tx: Transaction, wave: int, countries: tuple[str, ...], sharing: tuple[Sharing, ...]
) -> Iterator[Assessment]:
    wanted = _within(select(_a.id), wave, countries).where(_a.sharing.in_(sharing))
    wanted = wanted.order_by(_m.country, _m.name, _m.id)
    for assessment_id in tx.connection.execute(wanted).scalars().all():
        assessment = read_assessment(tx, assessment_id)
        if assessment is not None:
            yield assessment


def _answers(of: Assessment) -> Iterator[AnswerRow]:
    assert of.submission is not None
    for criterion in of.instrument.criteria:
        for target in (*(item.id for item in criterion.items), criterion.id):
            is_item = target != criterion.id
            answer = of.answer(target)
            nonresponse = answer.value if isinstance(answer, Nonresponse) else None
            number = None if isinstance(answer, Nonresponse) else answer
            note = of.notes.get(target)
            yield AnswerRow(
                of.wave.name,
                of.member.name,
                of.member.kind.value,
                of.member.country,
                of.instrument.reference,
                criterion.id,
                target if is_item else "",
                number if is_item else None,
                nonresponse,
                of.responses[target].consulted if target in of.responses else "",
                None if is_item else number,
                "" if note is None else note.text,
                len(of.evidence.get(target, ())),
                of.submission.at,
                of.submission.late,
            )


def _aggregates(assessments: list[Assessment]) -> Iterator[AggregateRow]:
    first = assessments[0]
    for item in first.instrument.items:
        given = [one.answer(item.id) for one in assessments]
        levels = [answer for answer in given if isinstance(answer, int)]
        yield AggregateRow(
            first.wave.name,
            first.instrument.reference,
            first.instrument.criterion_of(item.id).id,
            item.id,
            len(assessments),
            tuple(levels.count(level.value) for level in first.instrument.levels),
            given.count(Nonresponse.DONT_KNOW),
            given.count(Nonresponse.NOT_APPLICABLE),
        )
