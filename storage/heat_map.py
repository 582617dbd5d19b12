"""Reads what the pictures of a wave are made from: the assessments that may be in them, and how many there are.

Decides nothing about visibility by itself: under their names only members that share so, without names those that
`storage.export` counts in.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from conversations.assessment import Assessment, Sharing, Wave
from conversations.desk.pictures import Sharers, SharersSought
from conversations.desk.sought import Sought
from conversations.people import Appointment
from storage.database import Transaction
from storage.export import ENOUGH_TO_HIDE, counted_in, named_in, sharing_in
from storage.roll import current_wave, scoped


def named_assessments(
    tx: Transaction, scope: Appointment, countries: tuple[str, ...] = ()
) -> tuple[Wave | None, tuple[Assessment, ...]]:
    """Give the present wave and what was submitted in it and shared by name, in scope, by country and name."""
    wave, within = current_wave(tx), scoped(scope, countries)
    if wave is None or within is None:
        return wave, ()
    return wave, tuple(named_in(tx, wave.id, within))


def counted_assessments(tx: Transaction, scope: Appointment) -> tuple[Wave | None, tuple[Assessment, ...]]:
    """Give the present wave and what is counted in its aggregates, in scope."""
    wave = current_wave(tx)
    return wave, () if wave is None else tuple(counted_in(tx, wave.id, scope.countries))


def _sharers(tx: Transaction, sought: SharersSought, scope: Appointment, now: datetime) -> Sharers:
    wave, within = current_wave(tx), scoped(scope, (sought.country,) if sought.country else ())
    if wave is None or within is None:
        return Sharers(0, 0)
    chosen = sharing_in(tx, wave.id, within)
    named, hidden = chosen.count(Sharing.NAMED), chosen.count(Sharing.AGGREGATE)
    return Sharers(named, named + hidden if hidden >= ENOUGH_TO_HIDE else named)


FINDERS: dict[type[Sought[object]], Callable[[Transaction, Any, Appointment, datetime], object]] = {
    SharersSought: _sharers
}
