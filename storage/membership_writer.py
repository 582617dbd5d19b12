"""Writes what coordinators make so of members and people. Scope was decided in the same transaction, not here.

Decides that a retired member keeps its answers and loses its open invitations, and that somebody whose appointment
ends takes the invitations along that they have made and nobody has used.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from conversations.facts import DeskFact
from conversations.membership import (
    AccessEnded,
    LinksForwarded,
    LinksRevoked,
    MemberAdded,
    MemberEdited,
    MemberPart,
    MemberRestored,
    MemberRetired,
)
from conversations.people import Role
from storage import tables as t
from storage.appointments import end_appointment
from storage.audit_words import Kind
from storage.database import Transaction
from storage.invitations import revoke_open
from storage.members import write_aliases
from storage.vouching import vouch, vouch_new

_a, _m, _i = t.appointment.c, t.member.c, t.invitation.c
COLUMNS = {MemberPart.NAME: "name", MemberPart.ZONE: "timezone", MemberPart.REGION: "region"}


def _edited(tx: Transaction, fact: MemberEdited, person: int, now: datetime) -> None:
    if fact.what is MemberPart.ALIASES:
        write_aliases(tx, fact.member, [alias for alias in fact.value.split(";") if alias])
    else:
        vouch(tx, now, Kind.MEMBER, fact.member)
        values = {COLUMNS[fact.what]: fact.value}
        tx.connection.execute(update(t.member).where(_m.id == fact.member).values(**values))


def _added(tx: Transaction, fact: MemberAdded, person: int, now: datetime) -> None:
    row: dict[str, object] = {"name": fact.name, "kind": fact.kind.value}
    row |= {"country": fact.country, "timezone": fact.timezone}
    vouch_new(tx, now, Kind.MEMBER, tx.insert(insert(t.member), row))


def _retired(tx: Transaction, fact: MemberRetired, person: int, now: datetime) -> None:
    vouch(tx, now, Kind.MEMBER, fact.member)
    tx.connection.execute(update(t.member).where(_m.id == fact.member).values(retired_at=now))
    revoke_open(tx, _i.member_id == fact.member, now)


def _restored(tx: Transaction, fact: MemberRestored, person: int, now: datetime) -> None:
    vouch(tx, now, Kind.MEMBER, fact.member)
    tx.connection.execute(update(t.member).where(_m.id == fact.member).values(retired_at=None))


def _access_ended(tx: Transaction, fact: AccessEnded, person: int, now: datetime) -> None:
    wanted = select(_a.person_id, _a.role).where(_a.id == fact.appointment)
    row = tx.connection.execute(wanted).one()
    end_appointment(tx, fact.appointment, now)
    if row.role == Role.COORDINATOR.value:
        revoke_open(tx, _i.created_by == row.person_id, now)


def _links_revoked(tx: Transaction, fact: LinksRevoked, person: int, now: datetime) -> None:
    revoke_open(tx, _i.id == fact.invitation if fact.invitation else _i.member_id == fact.member, now)


def _links_forwarded(tx: Transaction, fact: LinksForwarded, person: int, now: datetime) -> None:
    which = _i.id == fact.invitation if fact.invitation else _i.member_id == fact.member
    still = update(t.invitation).where(which, _i.used_at.is_(None), _i.revoked_at.is_(None), _i.expires_at > now)
    tx.connection.execute(still.values(forwarded_at=now))


WRITERS: dict[type[DeskFact], Callable[[Transaction, Any, int, datetime], None]] = {
    MemberEdited: _edited,
    MemberAdded: _added,
    MemberRetired: _retired,
    MemberRestored: _restored,
    AccessEnded: _access_ended,
    LinksRevoked: _links_revoked,
    LinksForwarded: _links_forwarded,
}
