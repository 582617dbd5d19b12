"""Reads whom notices may be for: the focal points in force of the members in scope, with what decides about them.

Decides what counts as sent unasked: deliveries that went out, or may have, and letters of ours but answers to the
person's own questions; since the open wave, or the latest one, opened. A delivery in hand counts as gone out: judge
before taking it in hand. A few queries, whatever the number of members. Says nothing of who gets anything.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, func, literal, or_, select, union_all

from conversations.assessment import Wave, steps
from conversations.campaigns import Audience, Candidate, Candidates, DeliveryState
from conversations.desk.sought import Sought
from conversations.instrument import Language, Nonresponse
from conversations.people import Appointment, Member, Role
from conversations.roll import Progress
from storage import tables as t
from storage.assessment_reader import MEMBER, member_of, read_instrument
from storage.database import AnyRow, Transaction
from storage.listed import listed, within
from storage.tables.base import UTCInstant
from storage.tables.talk import LetterKind, LetterState
from storage.waves import list_waves

_ap, _p, _m, _at, _re = (x.c for x in (t.appointment, t.person, t.member, t.attention, t.reminder))
_a, _r, _pr, _h = (x.c for x in (t.assessment, t.response, t.priority, t.response_history))
_d, _o, _q = (x.c for x in (t.delivery, t.outbox, t.question))
_GONE_OUT = tuple(one.value for one in (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNCONFIRMED))
_WRITTEN = tuple(one.value for one in LetterState if one is not LetterState.FAILED)
_FOCAL_POINTS = (
    select(
        *(_ap.person_id, _ap.reminded_for, _m.region, *MEMBER),
        *(_p.language, _p.unreachable_at, _p.last_turn_at),
        *(_at.minute, _at.snoozed_until, _at.muted_wave_id, _re.due_at),
    )
    .join_from(t.appointment, t.member, _ap.member_id == _m.id)
    .join(t.person, _ap.person_id == _p.id)
    .join(t.attention, _at.person_id == _p.id, isouter=True)
    .join(t.reminder, _re.person_id == _p.id, isouter=True)
    .where(_ap.role == Role.FOCAL_POINT.value, _p.identity.is_not(None))
    .order_by(_m.country, _m.name, _m.id, _ap.id)
)
_INSTRUMENT = select(t.wave.c.instrument_id).where(t.wave.c.id == bindparam("wave"))


@dataclass(frozen=True, slots=True)
class _Round:
    """A wave as far as it has come: its assessments by member, what is settled and the last activity by assessment.

    ``steps`` counts those of each instrument in use; there are none unless the wave is open.
    """

    wave: Wave | None = None
    instrument: int = 0
    steps: dict[int, int] = field(default_factory=dict)
    assessments: dict[int, AnyRow] = field(default_factory=dict)
    settled: dict[int, int] = field(default_factory=dict)
    active: dict[int, datetime] = field(default_factory=dict)


def read_candidates(
    tx: Transaction, countries: tuple[str, ...], now: datetime, person: int | None = None
) -> tuple[Candidate, ...]:
    """Return the focal points of members of ``countries`` (all if empty), of one person or all, in the members' order.

    Somebody who is focal point of several members is there once for each.
    """
    wanted = _focal_points(one=person is not None)
    if countries:
        wanted = wanted.where(within(countries))
    rows = tx.connection.execute(wanted, {"now": now, "person": person}).all()
    if not rows:
        return ()
    so_far = _read_round(tx, None if person is None else [row.member_id for row in rows])
    notices = _read_notices(tx, so_far.wave, person)
    return tuple(_candidate(row, so_far, *notices.get(row.person_id, (0, None))) for row in rows)


def read_members(tx: Transaction, countries: tuple[str, ...]) -> tuple[Member, ...]:
    """Return the members of ``countries`` (all if empty) that notices may be about, by country and name."""
    wanted = select(*MEMBER).where(listed(countries)).order_by(_m.country, _m.name, _m.id)
    return tuple(member_of(row) for row in tx.connection.execute(wanted))


def _read_round(tx: Transaction, members: list[int] | None) -> _Round:
    wave = next(iter(list_waves(tx)), None)
    if wave is None:
        return _Round()
    if wave.closed_at is not None:
        return _Round(wave)
    these = {"wave": wave.id, "members": members or ()}
    begun, settled, latest = _of_round(narrow=members is not None)
    counts: dict[int, int] = {}
    for assessment, count in tx.connection.execute(settled, these):
        counts[assessment] = counts.get(assessment, 0) + count
    assessments = {row.member_id: row for row in tx.connection.execute(begun, these)}
    instrument = tx.connection.execute(_INSTRUMENT, {"wave": wave.id}).scalar_one()
    used = {instrument, *(row.instrument_id for row in assessments.values())}
    lengths = {one: len(steps(read_instrument(tx, one))) for one in used}
    return _Round(wave, instrument, lengths, assessments, counts, dict(iter(tx.connection.execute(latest, these))))


def _read_notices(tx: Transaction, wave: Wave | None, person: int | None) -> dict[int, tuple[int, datetime]]:
    """Return how many messages each person got unasked in a wave, and when the latest."""
    if wave is None:
        return {}
    values = {"opened": wave.opened_at, "person": person}
    rows = tx.connection.execute(_notices(one=person is not None), values)
    return {row[0]: (row[1], row[2]) for row in rows}


# A campaign reads one person after the other: the statements are made once.


@cache
def _focal_points(*, one: bool) -> Select[Any]:
    in_force = (_ap.since <= bindparam("now")) & or_(_ap.until.is_(None), _ap.until > bindparam("now"))
    wanted = _FOCAL_POINTS.where(in_force, listed())
    return wanted.where(_ap.person_id == bindparam("person")) if one else wanted


@cache
def _of_round(*, narrow: bool) -> tuple[Select[Any], CompoundSelect[Any], Select[Any]]:
    """Make what reads a wave's assessments, what is settled in each, and the last activity of each."""
    wave = _a.wave_id == bindparam("wave")
    begun, of_wave = (
        select(_a.id, _a.member_id, _a.instrument_id, _a.submitted_at).where(wave),
        select(_a.id).where(wave),
    )
    if narrow:
        members = _a.member_id.in_(bindparam("members", expanding=True))
        begun, of_wave = begun.where(members), of_wave.where(members)
    not_put_off = _r.nonresponse.is_(None) | (_r.nonresponse != Nonresponse.LATER.value)
    counted = select(_r.assessment_id, func.count()).where(not_put_off, _r.assessment_id.in_(of_wave))
    ranked = select(_pr.assessment_id, func.count()).where(_pr.assessment_id.in_(of_wave))
    settled = union_all(counted.group_by(_r.assessment_id), ranked.group_by(_pr.assessment_id))
    latest = select(_h.assessment_id, func.max(_h.at)).where(_h.assessment_id.in_(of_wave)).group_by(_h.assessment_id)
    return begun, settled, latest


@cache
def _notices(*, one: bool) -> Select[Any]:
    opened, went_at = bindparam("opened", type_=UTCInstant()), func.coalesce(_d.claimed_at, _d.settled_at)
    asked_for = select(literal(1)).where(_q.asked_by == _o.person_id, _q.answered_at == _o.created_at).exists()
    delivered = select(_d.person_id.label("person"), went_at.label("at")).where(
        _d.state.in_(_GONE_OUT), went_at >= opened
    )
    letters = select(_o.person_id, _o.created_at).where(
        _o.kind == LetterKind.NOTICE.value, _o.state.in_(_WRITTEN), _o.created_at >= opened, ~asked_for
    )
    if one:
        delivered = delivered.where(_d.person_id == bindparam("person"))
        letters = letters.where(_o.person_id == bindparam("person"))
    each = union_all(delivered, letters).subquery()
    return select(each.c.person, func.count(), func.max(each.c.at)).group_by(each.c.person)


def _candidate(row: AnyRow, so_far: _Round, notices: int, last_notice_at: datetime | None) -> Candidate:
    begun = so_far.assessments.get(row.member_id)
    active = None if begun is None else so_far.active.get(begun.id)
    progress = Progress.OPENED if active is None else Progress.ANSWERING
    if begun is not None and begun.submitted_at is not None:
        progress = Progress.SUBMITTED
    return Candidate(
        row.person_id,
        member_of(row),
        row.region,
        Language(row.language),
        progress,
        0 if begun is None else so_far.settled.get(begun.id, 0),
        so_far.steps.get(so_far.instrument if begun is None else begun.instrument_id, 0),
        row.reminded_for is not None,
        row.unreachable_at is None,
        active,
        row.last_turn_at,
        max((at for at in (row.snoozed_until, row.due_at) if at is not None), default=None),
        so_far.wave is not None and row.muted_wave_id == so_far.wave.id,
        row.minute,
        last_notice_at,
        notices,
    )


def _audience(tx: Transaction, sought: Candidates, scope: Appointment, now: datetime) -> Audience:
    countries = scope.countries
    if sought.countries:
        countries = tuple(one for one in sought.countries if not scope.countries or one in scope.countries)
        if not countries:
            return Audience((), ())
    return Audience(read_members(tx, countries), read_candidates(tx, countries, now))


FINDERS: dict[type[Sought[object]], Callable[[Transaction, Any, Appointment, datetime], object]] = {
    Candidates: _audience,
}
