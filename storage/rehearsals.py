"""Rehearsals: a member that is none, with an assessment that counts nowhere, for one coordinator.

Decides what such a member is made of: no country, a wave of its own that is never open. So no list, no status, no
export and no campaign can come upon it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, or_, select, update

from conversations.desk.rehearsal import RehearsalBegun, RehearsalEnded
from conversations.facts import DeskFact
from conversations.people import MemberKind, Role
from storage import tables as t
from storage.audit_words import Kind
from storage.database import Transaction
from storage.instruments import install_default
from storage.vouching import vouch, vouch_new

NOWHERE: Final = "ZZ"
"""The code for no country: nobody coordinates it."""
ZONE: Final = "UTC"
_w, _m, _a = t.wave.c, t.member.c, t.appointment.c


def _begin(tx: Transaction, fact: RehearsalBegun, person: int, now: datetime) -> None:
    instrument = install_default(tx, now).id if fact.instrument is None else fact.instrument
    member = tx.insert(
        insert(t.member),
        {
            "name": _free_name(tx, fact.name),
            "kind": MemberKind.CITY.value,
            "country": NOWHERE,
            "timezone": ZONE,
            "rehearsal_for": person,
        },
    )
    vouch_new(tx, now, Kind.MEMBER, member)
    begun: dict[str, object] = {"member_id": member, "wave_id": _wave(tx, fact.wave, instrument, now)}
    assessment = {**begun, "instrument_id": instrument, "begun_at": now, "late": False}
    vouch_new(tx, now, Kind.ASSESSMENT, tx.insert(insert(t.assessment), assessment))
    tx.connection.execute(update(t.appointment).where(_a.chosen_by == person).values(chosen_by=None))
    appointment = {"person_id": person, "member_id": member, "countries": "", "role": Role.FOCAL_POINT.value}
    chosen = {"since": now, "chosen_by": person, "reminded_for": member}
    vouch_new(tx, now, Kind.APPOINTMENT, tx.insert(insert(t.appointment), {**appointment, **chosen}))


def _free_name(tx: Transaction, name: str) -> str:
    alike = select(_m.name).where(_m.country == NOWHERE, or_(_m.name == name, _m.name.startswith(f"{name} ")))
    taken = set(tx.connection.execute(alike).scalars())
    return name if name not in taken else f"{name} {len(taken) + 1}"


def _wave(tx: Transaction, name: str, instrument: int, now: datetime) -> int:
    """Find what stands for the wave of all rehearsals of an instrument under that name, or make it."""
    same = select(_w.id).where(_w.name == name, _w.instrument_id == instrument, _w.rehearsal.is_(True))
    present = tx.connection.execute(same).scalars().first()
    if present is not None:
        return int(present)
    row: dict[str, object] = {"name": name, "instrument_id": instrument, "opened_at": now, "closed_at": now}
    made = tx.insert(insert(t.wave), {**row, "rehearsal": True})
    vouch_new(tx, now, Kind.WAVE, made)
    return made


def _end(tx: Transaction, fact: RehearsalEnded, person: int, now: datetime) -> None:
    vouch(tx, now, Kind.APPOINTMENT, fact.appointment)
    own = update(t.appointment).where(_a.id == fact.appointment, _a.person_id == person)
    tx.connection.execute(own.values(until=now, chosen_by=None, reminded_for=None))


WRITERS: dict[type[DeskFact], Callable[[Transaction, Any, int, datetime], None]] = {
    RehearsalBegun: _begin,
    RehearsalEnded: _end,
}
