"""Finds what coordinators know of members and people, within their countries and nowhere else.

Decides which other coordinators one may see: those whose countries are all among one's own.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from conversations.desk.sought import Sought
from conversations.membership import (
    AboutAppointment,
    AboutMember,
    Appointed,
    Coordination,
    Coordinators,
    MemberDetail,
    NameTaken,
    NeverOpened,
    OpenLink,
    RetiredMembers,
    Unopened,
    ZoneOf,
    ZoneProposal,
    Zones,
)
from conversations.people import Appointment, Member, Role
from conversations.roll import NamedMember
from conversations.spelling import same_name
from storage import tables as t
from storage.assessment_reader import MEMBER, member_of
from storage.database import AnyRow, Transaction
from storage.members import ListedMember, list_members
from storage.world_reader import countries_of
from storage.zones import propose_zone, zones_of

_a, _p, _m, _i = t.appointment.c, t.person.c, t.member.c, t.invitation.c
_APPOINTED: Select[Any] = (
    select(
        *(_a.id, _a.person_id, _a.role, _a.countries, _a.since, _a.reminded_for),
        *(_p.identity, _p.telegram_hash, _p.unreachable_at, _p.post, *MEMBER),
    )
    .join_from(t.appointment, t.person, _a.person_id == _p.id)
    .join(t.member, _a.member_id == _m.id, isouter=True)
    .where(_a.until.is_(None), _p.identity.is_not(None))
    .order_by(_a.id)
)


def within(countries: tuple[str, ...], scope: Appointment) -> bool:
    """Tell whether a coordinator of ``countries`` (all when empty) is one whom ``scope`` may see and appoint."""
    return not scope.countries or (bool(countries) and set(countries) <= set(scope.countries))


def member_in_scope(tx: Transaction, member: int, scope: Appointment) -> ListedMember | None:
    """Return a member in scope, retired or not; ``None`` for any other."""
    return next(iter(list_members(tx, scope.countries, retired=True, member=member)), None)


def open_links(tx: Transaction, now: datetime, member: int | None = None) -> tuple[tuple[int | None, OpenLink], ...]:
    """List the invitations that can still be accepted, by their member (``None``: coordinators), the latest first."""
    wanted = select(_i.id, _i.member_id, _i.created_at, _i.expires_at, _i.forwarded_at, _i.post, _i.countries)
    wanted = wanted.where(_i.used_at.is_(None), _i.revoked_at.is_(None), _i.expires_at > now)
    if member is not None:
        wanted = wanted.where(_i.member_id == member)
    return tuple(
        (
            row.member_id,
            OpenLink(
                row.id, row.created_at, row.expires_at, row.forwarded_at, row.post or "", countries_of(row.countries)
            ),
        )
        for row in tx.connection.execute(wanted.order_by(_i.id.desc()))
    )


def _about_member(tx: Transaction, sought: AboutMember, scope: Appointment, now: datetime) -> MemberDetail | None:
    listed = member_in_scope(tx, sought.member, scope)
    if listed is None:
        return None
    people = tx.connection.execute(_APPOINTED.where(_a.member_id == sought.member))
    return MemberDetail(
        NamedMember(listed.member, listed.aliases),
        listed.region,
        listed.retired,
        tuple(_appointed(tx, row) for row in people),
        tuple(link for _, link in open_links(tx, now, sought.member)),
    )


def _coordinators(tx: Transaction, sought: Coordinators, scope: Appointment, now: datetime) -> Coordination:
    own = tx.connection.execute(select(_a.person_id).where(_a.id == scope.id)).scalar_one_or_none()
    rows = tx.connection.execute(_APPOINTED.where(_a.role == Role.COORDINATOR.value, _a.person_id != (own or 0)))
    people = tuple(_appointed(tx, row) for row in rows)
    links = tuple(link for member, link in open_links(tx, now) if member is None)
    return Coordination(
        tuple(one for one in people if within(one.countries, scope)),
        tuple(one for one in links if within(one.countries, scope)),
    )


def _about_appointment(
    tx: Transaction, sought: AboutAppointment, scope: Appointment, now: datetime
) -> Appointed | None:
    row = tx.connection.execute(_APPOINTED.where(_a.id == sought.appointment)).one_or_none()
    if row is None or sought.appointment == scope.id:
        return None
    found = _appointed(tx, row)
    if found.member is None:
        return next((one for one in _coordinators(tx, Coordinators(), scope, now).people if one == found), None)
    return found if not scope.countries or found.member.country in scope.countries else None


def _appointed(tx: Transaction, row: AnyRow) -> Appointed:
    member: Member | None = None if row.member_id is None else member_of(row)
    return Appointed(
        row.id,
        row.person_id,
        tx.keyring.open_identity(row.identity, row.telegram_hash).name,
        Role(row.role),
        row.since,
        row.unreachable_at is None,
        row.reminded_for is not None,
        row.post or "",
        member,
        countries_of(row.countries),
    )


def _retired(tx: Transaction, sought: RetiredMembers, scope: Appointment, now: datetime) -> tuple[NamedMember, ...]:
    every = list_members(tx, scope.countries, retired=True)
    return tuple(NamedMember(one.member, one.aliases) for one in every if one.retired)


def never_opened(tx: Transaction, scope: Appointment, now: datetime) -> tuple[Unopened, ...]:
    """List the members in scope that nobody is appointed to, each with its latest open link."""
    latest: dict[int | None, OpenLink] = {}
    for member, link in open_links(tx, now):
        latest.setdefault(member, link)
    empty = (one.member for one in list_members(tx, scope.countries) if not one.people)
    return tuple(Unopened(member, latest.get(member.id)) for member in empty)


def _never_opened(tx: Transaction, sought: NeverOpened, scope: Appointment, now: datetime) -> tuple[Unopened, ...]:
    return never_opened(tx, scope, now)


def _name_taken(tx: Transaction, sought: NameTaken, scope: Appointment, now: datetime) -> bool:
    wanted = same_name(sought.name)
    return any(
        one.member.kind is sought.kind and same_name(one.member.name) == wanted and one.member.id != sought.but
        for one in list_members(tx, (sought.country,), retired=True)
    )


def _zones(tx: Transaction, sought: Zones, scope: Appointment, now: datetime) -> tuple[str, ...]:
    return zones_of(sought.country)


def _zone_of(tx: Transaction, sought: ZoneOf, scope: Appointment, now: datetime) -> ZoneProposal:
    return propose_zone(tx, sought)


FINDERS: dict[type[Sought[object]], Callable[[Transaction, Any, Appointment, datetime], object]] = {
    AboutMember: _about_member,
    AboutAppointment: _about_appointment,
    Coordinators: _coordinators,
    RetiredMembers: _retired,
    NeverOpened: _never_opened,
    NameTaken: _name_taken,
    Zones: _zones,
    ZoneOf: _zone_of,
}
