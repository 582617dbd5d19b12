"""Appointments: who is appointed to what, beginning and ending one, and who of a member gets its reminders.

Decides that an ended appointment is over at once, whatever its person was doing, and that of a member's focal points
exactly one is reminded: the first, until another takes it over or the first leaves.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select, update

from conversations.people import Role
from storage import tables as t
from storage.audit_words import Kind
from storage.database import Transaction
from storage.vouching import vouch, vouch_new
from storage.world_reader import countries_of

_a, _p = t.appointment.c, t.person.c
_in_force = _a.until.is_(None)


@dataclass(frozen=True, slots=True)
class ListedAppointment:
    """An appointment in force. ``name`` is what the person is called on Telegram; ``member_id`` None: coordinator."""

    id: int
    person: int
    name: str
    role: Role
    member_id: int | None
    countries: tuple[str, ...]
    since: datetime
    reachable: bool
    reminded: bool


def list_appointments(tx: Transaction, member: int | None = None) -> tuple[ListedAppointment, ...]:
    """List the appointments in force, of one member or all. Needs the secret key: names are encrypted."""
    wanted = select(*_a, _p.identity, _p.telegram_hash, _p.unreachable_at)
    wanted = wanted.join_from(t.appointment, t.person, _a.person_id == _p.id).where(_in_force)
    if member is not None:
        wanted = wanted.where(_a.member_id == member)
    return tuple(
        ListedAppointment(
            row.id,
            row.person_id,
            "" if row.identity is None else tx.keyring.open_identity(row.identity, row.telegram_hash).name,
            Role(row.role),
            row.member_id,
            countries_of(row.countries),
            row.since,
            row.unreachable_at is None,
            row.reminded_for is not None,
        )
        for row in tx.connection.execute(wanted.order_by(_a.id))
    )


def begin_appointment(
    tx: Transaction, person: int, member: int | None, role: Role, countries: str, now: datetime
) -> int:
    """Appoint a person, unless they are appointed to the same already; return the appointment's id."""
    same = select(_a.id).where(_a.person_id == person, _a.role == role.value, _a.countries == countries)
    same = same.where(_a.member_id.is_not_distinct_from(member), _a.since <= now, _in_force)
    present = tx.connection.execute(same).scalars().first()
    if present is not None:
        return int(present)
    row: dict[str, object] = {"person_id": person, "member_id": member, "countries": countries}
    begun = tx.insert(insert(t.appointment), row | {"role": role.value, "since": now})
    vouch_new(tx, now, Kind.APPOINTMENT, begun)
    if member is not None:
        _see_that_one_is_reminded(tx, member)
    return begun


def end_appointment(tx: Transaction, appointment: int, now: datetime) -> bool:
    """End an appointment now; ``False`` when there is none of that id in force."""
    member = tx.connection.execute(select(_a.member_id).where(_a.id == appointment)).scalar_one_or_none()
    vouch(tx, now, Kind.APPOINTMENT, appointment)
    in_force = update(t.appointment).where(_a.id == appointment, _in_force)
    ended = tx.connection.execute(in_force.values(until=now, chosen_by=None, reminded_for=None)).rowcount == 1
    if ended and member is not None:
        _see_that_one_is_reminded(tx, member)
    return ended


def resume_appointment(tx: Transaction, appointment: int, now: datetime) -> None:
    """Have an ended appointment in force again."""
    member = tx.connection.execute(select(_a.member_id).where(_a.id == appointment)).scalar_one()
    vouch(tx, now, Kind.APPOINTMENT, appointment)
    tx.connection.execute(update(t.appointment).where(_a.id == appointment).values(until=None, left_at=None))
    if member is not None:
        _see_that_one_is_reminded(tx, member)


def take_reminders(tx: Transaction, person: int) -> None:
    """Have a person get the reminders of the member that they work for now; nobody else of it does then.

    Raises ValueError when the person is no focal point there.
    """
    own = select(_a.id, _a.member_id).where(_a.person_id == person, _is_focal_point())
    held = tx.connection.execute(own.order_by(_a.chosen_by.is_(None), _a.id)).first()
    if held is None:
        message = "no focal point"
        raise ValueError(message)
    tx.connection.execute(update(t.appointment).where(_a.reminded_for == held.member_id).values(reminded_for=None))
    _mark(tx, held.id, held.member_id)


def _see_that_one_is_reminded(tx: Transaction, member: int) -> None:
    if tx.connection.execute(select(_a.id).where(_a.reminded_for == member)).first() is not None:
        return
    longest = select(_a.id).where(_a.member_id == member, _is_focal_point()).order_by(_a.since, _a.id)
    first = tx.connection.execute(longest).scalars().first()
    if first is not None:
        _mark(tx, first, member)


def _is_focal_point() -> ColumnElement[bool]:
    return (_a.role == Role.FOCAL_POINT.value) & _in_force


def _mark(tx: Transaction, appointment: int, member: int) -> None:
    tx.connection.execute(update(t.appointment).where(_a.id == appointment).values(reminded_for=member))
