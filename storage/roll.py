"""Finds the roll and the names of the members that a coordinator has in scope."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from conversations.desk.sought import Sought
from conversations.people import Appointment
from conversations.roll import MemberStatus, NamedMember, Names, Roll
from storage.database import Transaction
from storage.members import list_members
from storage.status import wave_status
from storage.waves import list_waves, open_now


def _roll(tx: Transaction, sought: Roll, scope: Appointment, now: datetime) -> tuple[MemberStatus, ...]:
    wave = open_now(tx) or next(iter(list_waves(tx)), None)
    if wave is None:
        return ()
    countries = scope.countries
    if sought.countries:
        countries = tuple(one for one in sought.countries if not scope.countries or one in scope.countries)
        if not countries:
            return ()
    return wave_status(tx, wave.id, countries)


def _names(tx: Transaction, sought: Names, scope: Appointment, now: datetime) -> tuple[NamedMember, ...]:
    return tuple(NamedMember(one.member, one.aliases) for one in list_members(tx, scope.countries))


FINDERS: dict[type[Sought[object]], Callable[[Transaction, Any, Appointment, datetime], object]] = {
    Roll: _roll,
    Names: _names,
}
