"""Finds the roll and the names of the members that a coordinator has in scope."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from conversations.assessment import Wave
from conversations.desk.sought import Sought
from conversations.people import Appointment
from conversations.roll import MemberStatus, NamedMember, Names, Roll
from storage import tables as t
from storage.assessment_reader import MEMBER, WAVE, member_of, wave_of
from storage.database import Transaction
from storage.listed import listed
from storage.status import wave_status

_m, _al, _w = t.member.c, t.member_alias.c, t.wave.c
_CURRENT = select(*WAVE).where(_w.rehearsal.is_(False)).order_by(_w.open_mark.desc(), _w.id.desc()).limit(1)


def current_wave(tx: Transaction) -> Wave | None:
    """Return the open wave, else the latest; ``None`` when there has been none."""
    row = tx.connection.execute(_CURRENT).one_or_none()
    return None if row is None else wave_of(row)


def scoped(scope: Appointment, countries: tuple[str, ...] = ()) -> tuple[str, ...] | None:
    """Narrow a coordinator's countries to some of them, all of the scope when empty; ``None`` if nothing is left.

    No countries in the answer means all there are.
    """
    if not countries:
        return scope.countries
    return tuple(one for one in countries if not scope.countries or one in scope.countries) or None


def _roll(tx: Transaction, sought: Roll, scope: Appointment, now: datetime) -> tuple[MemberStatus, ...]:
    wave, countries = current_wave(tx), scoped(scope, sought.countries)
    return () if wave is None or countries is None else wave_status(tx, wave.id, countries)


def _names(tx: Transaction, sought: Names, scope: Appointment, now: datetime) -> tuple[NamedMember, ...]:
    wanted = select(*MEMBER).where(listed(scope.countries)).order_by(_m.country, _m.name, _m.id)
    aliases: dict[int, list[str]] = {}
    for member, alias in tx.connection.execute(select(_al.member_id, _al.alias).order_by(_al.alias)):
        aliases.setdefault(member, []).append(alias)
    members = (member_of(row) for row in tx.connection.execute(wanted))
    return tuple(NamedMember(one, tuple(aliases.get(one.id, ()))) for one in members)


FINDERS: dict[type[Sought[object]], Callable[[Transaction, Any, Appointment, datetime], object]] = {
    Roll: _roll,
    Names: _names,
}
