"""Reads a person's appointments: those in force, the chosen one, who is reminded, and one just left.

Decides that a post which was left can be taken back for some days, unless a successor has come by invitation or the
person has the same post again.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, or_, select

from conversations.hands import TAKEN_BACK_WITHIN
from conversations.people import Appointment, Role
from storage import tables as t
from storage.assessment_reader import MEMBER, member_of
from storage.database import AnyRow, Transaction

_ap, _in = t.appointment.c, t.invitation.c
_succeeded = select(_in.id).where(_in.succeeds == _ap.id, _in.used_at.is_not(None)).exists()
_POSTS = (
    select(
        *(_ap.id, _ap.role, _ap.countries, _ap.chosen_by, _ap.reminded_for, _ap.since, _ap.until),
        *(_ap.left_at, _ap.confirmed_wave_id, t.member.c.rehearsal_for, *MEMBER),
        case((_ap.left_at.is_(None), False), else_=_succeeded).label("succeeded"),
    )
    .join_from(t.appointment, t.member, _ap.member_id == t.member.c.id, isouter=True)
    .where(
        _ap.person_id == bindparam("person"),
        _ap.since <= bindparam("now"),
        or_(_ap.until.is_(None), _ap.until > bindparam("now"), _ap.left_at > bindparam("lately")),
        t.member.c.retired_at.is_(None),  # a retired member's people have no post, until it is taken in again
    )
    .order_by(_ap.id)
)


@dataclass(frozen=True, slots=True)
class Posts:
    """A person's posts. ``active`` is the id of the chosen one, ``reminded`` those that get their member's reminders.

    ``left`` is the latest that the person ended and can still take back.
    """

    held: tuple[Appointment, ...] = ()
    active: int | None = None
    reminded: frozenset[int] = frozenset()
    left: Appointment | None = None


NONE = Posts()


def read_posts(tx: Transaction, person: int, now: datetime) -> Posts:
    """Return the posts of somebody with consent."""
    held, active, reminded, left = list[Appointment](), None, set[int](), None
    for row in tx.connection.execute(_POSTS, {"person": person, "now": now, "lately": now - TAKEN_BACK_WITHIN}):
        if row.until is not None and row.until <= now:
            left = left if row.succeeded else _appointment(row)
            continue
        held.append(_appointment(row))
        active = row.id if row.chosen_by is not None else active
        if row.reminded_for is not None:
            reminded.add(row.id)
    if left is not None and any((one.member, one.role) == (left.member, left.role) for one in held):
        left = None
    return Posts(tuple(held), active, frozenset(reminded), left)


def _appointment(row: AnyRow) -> Appointment:
    return Appointment(
        row.id,
        Role(row.role),
        None if row.member_id is None else member_of(row),
        countries_of(row.countries),
        row.rehearsal_for is not None,
        row.since,
        row.confirmed_wave_id,
    )


def countries_of(text: str) -> tuple[str, ...]:
    """Read countries as they are stored: codes with commas between."""
    return tuple(text.split(",")) if text else ()
