"""Finds what is on file about one member: it reads that member's rows and no other's.

Decides which invitation counts (the latest that nobody accepted) and which notices (those of the present wave).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from conversations.assessment import Sharing, Wave
from conversations.campaigns import DeliveryState
from conversations.desk.sought import Sought
from conversations.member_file import Dossier, FocalPoint, Invited, MemberFile, Reminded
from conversations.people import Appointment, Role
from conversations.roll import MemberStatus, Progress
from storage import tables as t
from storage.assessment_reader import MEMBER, member_of
from storage.database import Transaction
from storage.listed import listed
from storage.roll import current_wave
from storage.status import member_status

_m, _a, _ap, _p, _i, _v, _d, _c = (
    x.c for x in (t.member, t.assessment, t.appointment, t.person, t.invitation, t.visit, t.delivery, t.campaign)
)


def _member_file(tx: Transaction, sought: MemberFile, scope: Appointment, now: datetime) -> Dossier | None:
    wanted = select(*MEMBER).where(_m.id == sought.member, listed(scope.countries))
    row = tx.connection.execute(wanted).one_or_none()
    if row is None:
        return None
    wave, member = current_wave(tx), member_of(row)
    points = _focal_points(tx, member.id)
    status = member_status(tx, wave.id, member.id) if wave is not None else None
    if status is None:
        progress = Progress.OPENED if points else Progress.NEVER_OPENED
        status = MemberStatus(member, progress, 0, 0, 0, 0, None, len(points))
    sharing = None
    if wave is not None:
        shared = select(_a.sharing).where(_a.member_id == member.id, _a.wave_id == wave.id)
        found = tx.connection.execute(shared).scalar_one_or_none()
        sharing = None if found is None else Sharing(found)
    return Dossier(status, wave, sharing, points, _invited(tx, member.id), _reminded(tx, member.id, wave))


def _focal_points(tx: Transaction, member: int) -> tuple[FocalPoint, ...]:
    rows = tx.connection.execute(
        select(_p.post, _p.unreachable_at, _p.last_turn_at)
        .join_from(t.appointment, t.person, _ap.person_id == _p.id)
        .where(_ap.member_id == member, _ap.role == Role.FOCAL_POINT.value, _ap.until.is_(None))
        .order_by(_ap.reminded_for.is_(None), _ap.id)
    )
    return tuple(FocalPoint(row.post or "", row.unreachable_at is None, row.last_turn_at) for row in rows)


def _invited(tx: Transaction, member: int) -> Invited | None:
    visited = select(_v.person_id).where(_v.invitation_id == _i.id).correlate(t.invitation).exists()
    row = tx.connection.execute(
        select(_i.created_at, _i.expires_at, _i.forwarded_at, _i.requested_at, visited.label("visited"))
        .where(_i.member_id == member, _i.used_at.is_(None), _i.revoked_at.is_(None))
        .order_by(_i.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Invited(row.created_at, row.expires_at, row.forwarded_at, bool(row.visited), row.requested_at is not None)


def _reminded(tx: Transaction, member: int, wave: Wave | None) -> Reminded:
    if wave is None:
        return Reminded()
    rows = tx.connection.execute(
        select(_d.state, func.count(), func.max(_d.settled_at), func.min(_d.due_at))
        .join_from(t.delivery, t.campaign, _d.campaign_id == _c.id)
        .where(
            _d.member_id == member,
            _c.cancelled_at.is_(None) | (_d.state != DeliveryState.PLANNED.value),
            or_(_c.wave_id == wave.id, _c.wave_id.is_(None) & (_d.due_at >= wave.opened_at)),
        )
        .group_by(_d.state)
    )
    counts: dict[DeliveryState, int] = {}
    last, upcoming = None, None
    for state, number, settled, due in rows:
        counts[DeliveryState(state)] = number
        match DeliveryState(state):
            case DeliveryState.SENT:
                last = settled
            case DeliveryState.PLANNED:
                upcoming = due
            case _:
                continue
    return Reminded(counts, last, upcoming)


FINDERS: dict[type[Sought[object]], Callable[[Transaction, Any, Appointment, datetime], object]] = {
    MemberFile: _member_file
}
