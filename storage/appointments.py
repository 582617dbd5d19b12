"""Appointments: who is appointed to what, and ending one.

Decides that an ended appointment is over at once, whatever its person was doing. Appointments begin with an
invitation (`storage.person_writer`).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from conversations.people import Role
from storage import tables as t
from storage.database import Transaction
from storage.world_reader import countries_of

_a, _p = t.appointment.c, t.person.c


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


def list_appointments(tx: Transaction, member: int | None = None) -> tuple[ListedAppointment, ...]:
    """List the appointments in force, of one member or all. Needs the secret key: names are encrypted."""
    wanted = select(*_a, _p.identity, _p.telegram_hash, _p.unreachable_at)
    wanted = wanted.join_from(t.appointment, t.person, _a.person_id == _p.id).where(_a.until.is_(None))
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
        )
        for row in tx.connection.execute(wanted.order_by(_a.id))
    )


def end_appointment(tx: Transaction, appointment: int, now: datetime) -> bool:
    """End an appointment now; ``False`` when there is none of that id in force."""
    in_force = update(t.appointment).where(_a.id == appointment, _a.until.is_(None))
    return tx.connection.execute(in_force.values(until=now, chosen_by=None)).rowcount == 1
