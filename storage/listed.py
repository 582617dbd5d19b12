"""Which members every list, count, picture and campaign is of: the rule of scope, in one place.

A member counts while it is not retired, and what a coordinator rehearses with never does.
"""

from sqlalchemy import ColumnElement, true

from storage import tables as t

_m = t.member.c


def listed(countries: tuple[str, ...] = ()) -> ColumnElement[bool]:
    """Say that a member counts, and is in one of ``countries`` (in any if empty)."""
    return _m.retired_at.is_(None) & _m.rehearsal_for.is_(None) & within(countries)


def within(countries: tuple[str, ...]) -> ColumnElement[bool]:
    """Say that a member is in one of ``countries`` (in any if empty), whether it counts or not."""
    return _m.country.in_(countries) if countries else true()
