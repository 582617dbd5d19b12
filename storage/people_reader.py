"""Reads people by id: under which appointment they work now, how they are reached, who coordinates, who looks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from conversations.desk.place import DeskView
from conversations.people import Appointment, Role
from storage import tables as t
from storage.database import Transaction
from storage.posts_reader import read_posts
from storage.world_reader import Sender, sender_of

_p, _a, _d = t.person.c, t.appointment.c, t.desk.c


def read_sender(tx: Transaction, person: int) -> Sender | None:
    """Return how a person with consent is reached; ``None`` for anybody else."""
    wanted = select(_p.telegram_hash, _p.identity, _p.language).where(_p.id == person, _p.identity.is_not(None))
    row = tx.connection.execute(wanted).one_or_none()
    return None if row is None else sender_of(tx, row)


def shown_people(tx: Transaction) -> tuple[Sender, ...]:
    """List the coordinators whose card may show people by name, because that is where their desk stands."""
    wanted = select(_p.telegram_hash, _p.identity, _p.language).join_from(t.desk, t.person, _d.person_id == _p.id)
    looking = (_d.view == DeskView.PEOPLE.value, _p.identity.is_not(None))
    return tuple(sender_of(tx, row) for row in tx.connection.execute(wanted.where(*looking).order_by(_p.id)))


@dataclass(frozen=True, slots=True)
class Coordinating:
    """Somebody who coordinates, and how they are reached; ``also``: they have a post at a member as well."""

    person: int
    sender: Sender
    also: bool


def coordinators(tx: Transaction) -> tuple[Coordinating, ...]:
    """List everybody who coordinates now."""
    posts = (
        select(_a.person_id, func.max(_a.member_id.is_not(None)).label("also"))
        .where(_a.until.is_(None))
        .group_by(_a.person_id)
        .having(func.max(_a.member_id.is_(None)) == 1)
        .subquery()
    )
    wanted = select(_p.id, _p.telegram_hash, _p.identity, _p.language, posts.c.also).join_from(
        t.person, posts, posts.c.person_id == _p.id
    )
    rows = tx.connection.execute(wanted.where(_p.identity.is_not(None)).order_by(_p.id))
    return tuple(Coordinating(row.id, sender_of(tx, row), bool(row.also)) for row in rows)


def read_scope(tx: Transaction, person: int, now: datetime) -> Appointment | None:
    """Return the appointment that a person coordinates under at ``now``, also while they work under another one.

    ``None`` for somebody who coordinates nothing.
    """
    if read_sender(tx, person) is None:
        return None
    posts = read_posts(tx, person, now)
    coordinating = [post for post in posts.held if post.role is Role.COORDINATOR]
    return next((post for post in coordinating if post.id == posts.active), next(iter(coordinating), None))
