"""Who else is about a member: its other focal points, and the coordinators in whose scope it is.

Decides which appointments of coordinators reach a country. Knows nothing of what they are told.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, func, literal, or_, select

from conversations.instrument import Language
from conversations.people import Member, Role
from storage import tables as t
from storage.database import Transaction

_a, _p, _m = t.appointment.c, t.person.c, t.member.c
_in_force = _a.until.is_(None)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How many other focal points a member has, and whether another person coordinates it."""

    colleagues: int
    coordinated: bool


ALONE = Surroundings(0, coordinated=False)
"""Without a member there is nobody."""


def _coordinates(country: ColumnElement[str]) -> ColumnElement[bool]:
    """Say that an appointment is a coordinator's, in force, and reaches a country."""
    listed = literal(",").concat(_a.countries).concat(literal(","))
    reached = listed.contains(literal(",").concat(country).concat(literal(",")))
    # A coordinator's appointment is one without a member; that column has an index.
    return _a.member_id.is_(None) & _in_force & or_(_a.countries == "", reached)


_AROUND = select(
    select(func.count(_a.person_id.distinct()))
    .where(
        _a.member_id == bindparam("member"),
        _a.role == Role.FOCAL_POINT.value,
        _in_force,
        _a.person_id != bindparam("person"),
    )
    .scalar_subquery(),
    select(_a.id).where(_coordinates(bindparam("country")), _a.person_id != bindparam("person")).exists(),
)
_COORDINATORS = (
    select(_p.id, _p.language)
    .where(
        _p.identity.is_not(None),
        _p.id != bindparam("excepted"),
        _p.id.in_(select(_a.person_id).where(_coordinates(bindparam("country")))),
    )
    .order_by(_p.id)
)


def read_surroundings(tx: Transaction, person: int, member: Member) -> Surroundings:
    """Tell who is about ``member`` besides ``person``."""
    row = tx.connection.execute(_AROUND, {"person": person, "member": member.id, "country": member.country}).one()
    return Surroundings(row[0], bool(row[1]))


def coordinators_of(tx: Transaction, member: int | None, excepted: int | None) -> tuple[tuple[int, Language], ...]:
    """List who coordinates a member (``None``: all countries), with the language of each, but for one person."""
    country = ""
    if member is not None:
        country = tx.connection.execute(select(_m.country).where(_m.id == member)).scalar_one()
    rows = tx.connection.execute(_COORDINATORS, {"country": country, "excepted": excepted or 0})
    return tuple((row.id, Language(row.language)) for row in rows)
