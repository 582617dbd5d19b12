"""The posts as an operator sees them, in force or ended: whose they are when the key is there, and taking one away.

Decides what goes with a post that is taken away: the links to it that nobody used, and, if it was a coordinator's, the
links that they made. Rehearsals are no posts.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from conversations.people import Member, Role
from storage import tables as t
from storage.appointments import end_appointment
from storage.assessment_reader import MEMBER, member_of
from storage.database import AnyRow, Transaction
from storage.invitations import revoke_open
from storage.world_reader import countries_of

_a, _p, _m, _i = t.appointment.c, t.person.c, t.member.c, t.invitation.c
_ALL = (
    select(
        *(_a.id.label("appointment"), _a.person_id, _a.member_id.label("member"), _a.role, _a.countries, _a.since),
        _a.until,
        *(_a.reminded_for, _p.identity, _p.telegram_hash.label("hash"), _p.unreachable_at, *MEMBER),
    )
    .join_from(t.appointment, t.person, _a.person_id == _p.id)
    .join(t.member, _a.member_id == _m.id, isouter=True)
    .where(_m.rehearsal_for.is_(None))
    .order_by(_m.country, _m.name, _a.id)
)
_IN_FORCE = _ALL.where(_a.until.is_(None))


@dataclass(frozen=True, slots=True)
class Post:
    """A post, in force or until ``until``. ``name`` is what the person is called on Telegram, None without the key.

    ``member`` None: a coordinator, of ``countries``, or of all when there are none.
    """

    id: int
    person: int
    name: str | None
    role: Role
    member: Member | None
    countries: tuple[str, ...]
    since: datetime
    reachable: bool
    reminded: bool
    until: datetime | None = None


def list_posts(tx: Transaction, countries: tuple[str, ...] = (), *, ended: bool = False) -> tuple[Post, ...]:
    """List the posts in force, of members in ``countries`` and coordinators of one of them, or all; also ``ended``."""
    found = (_post(tx, row) for row in tx.connection.execute(_ALL if ended else _IN_FORCE))
    return tuple(one for one in found if not countries or _touches(one, set(countries)))


def _post(tx: Transaction, row: AnyRow) -> Post:
    return Post(
        row.appointment,
        row.person_id,
        None if row.identity is None or tx.secret is None else tx.keyring.open_identity(row.identity, row.hash).name,
        Role(row.role),
        None if row.member is None else member_of(row),
        countries_of(row.countries),
        row.since,
        row.unreachable_at is None,
        row.reminded_for is not None,
        row.until,
    )


def _touches(post: Post, countries: set[str]) -> bool:
    if post.member is not None:
        return post.member.country in countries
    return not post.countries or bool(countries & set(post.countries))


def revoke_post(tx: Transaction, appointment: int, now: datetime) -> bool:
    """Take a post away at once, whatever its person is doing; ``False`` when there is none of that id in force."""
    held = select(_a.person_id, _a.role).where(_a.id == appointment, _a.until.is_(None))
    row = tx.connection.execute(held).one_or_none()
    if row is None or not end_appointment(tx, appointment, now):
        return False
    leads_there = [_i.succeeds == appointment]
    if row.role == Role.COORDINATOR.value:
        leads_there.append(_i.created_by == row.person_id)
    revoke_open(tx, or_(*leads_there), now)
    return True
