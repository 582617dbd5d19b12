"""A network of two sides with one of everything on each: what one side's coordinator reaches, and what they must not.

Every text of the other side has the word `MARK` in it: it can be looked for on any card, in any file.
"""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kit.campaigns import Post
from kit.chat import Chat, World
from kit.coordinator import coordinator
from kit.golden import come_in, invite, label
from kit.submitting import answers, happen
from sqlalchemy import ColumnElement, func, insert, select, update

from conversations.assessment import Sharing
from conversations.desk.place import DeskView
from conversations.events import Open, Show
from conversations.facts import Submitted
from conversations.instrument import Language
from conversations.people import Role
from conversations.place import View
from storage import tables as t
from storage.figures import make_cut_off
from storage.invitations import create_invitation
from storage.members import find_members

MARK = "Ajeno"
ES = Language.ES
INSIDE, OUTSIDE = "AR", "BR"
OWN = "Propio"


@dataclass(frozen=True, slots=True)
class Side:
    """The ids of what a side has."""

    country: str
    member: int  # submitted, shared by name, with a note
    answering: int
    empty: int  # nobody has opened it
    retired: int
    post: int  # the appointment of a focal point
    coordinator: int  # an appointment
    link: int  # an invitation to coordinate
    meeting: int
    step: int  # a campaign of its plan
    reminder: int
    notice: int
    cut_off: int

    def named(self) -> Mapping[str, int | str]:
        """Give everything by its name, to be put into a target."""
        return {name: getattr(self, name) for name in self.__slots__}


NOWHERE = Side("ZZ", *(999_999 for _ in range(12)))
"""What is nowhere."""


def _member(world: World, name: str) -> int:
    with world.writer.database.reading() as tx:
        return find_members(tx, name)[0].id


def _latest(world: World, column: ColumnElement[int]) -> int:
    with world.writer.database.reading() as tx:
        found: int = tx.connection.execute(select(func.max(column))).scalar_one()
        return found


def _focal_point(world: World, member: str, number: int, mark: str) -> Chat:
    chat = Chat(world, number, f"{mark} Persona", ES)
    come_in(chat, invite(world, member), ES)
    chat.press(Show(View.OWN_POST))
    chat.send(f"Jefatura {mark}")
    return chat


def _tap(chat: Chat, *keys: str) -> None:
    for key in keys:
        chat.tap(label(ES, key))


def furnish(world: World, country: str, mark: str, members: tuple[str, str, str, str], number: int) -> Side:
    """Give a country one of everything, by its own coordinator; its texts have ``mark`` in them."""
    ids = [_member(world, one) for one in members]
    first = _focal_point(world, members[0], number, mark)
    post = _latest(world, t.appointment.c.id)
    first.press(Show(View.NOTE, "c01"))
    first.send(f"Una nota {mark}")
    happen(first, *answers(3), Submitted(Sharing.NAMED, late=False))
    second = _focal_point(world, members[1], number + 1, mark)
    happen(second, *answers(2)[:3])
    world.wait(days=2)
    chat = coordinator(world, ES, country, telegram_id=number + 2, name=f"{mark} Coordina")
    coordinates = _latest(world, t.appointment.c.id)
    _tap(chat, "meetings.list", "meetings.make")
    for text in (f"Encuentro {mark}, Lugar {mark}", "12 al 14 de mayo"):
        chat.send(text)
    _tap(chat, "campaigns.check", "check.go", "check.yes")
    meeting, step = _latest(world, t.meeting.c.id), _latest(world, t.campaign.c.id)
    chat.press(Open(DeskView.REMIND))
    _tap(chat, "campaigns.check", "check.go", "check.yes")
    reminder = _latest(world, t.campaign.c.id)
    chat.press(Open(DeskView.NOTICE))
    chat.send(f"Un texto {mark}")
    _tap(chat, "campaigns.check", "check.go", "check.yes")
    world.wait(minutes=2)
    asyncio.run(Post(world).meet(first, second).deliver())
    with world.writer.database.writing() as tx:
        person = tx.connection.execute(
            select(t.appointment.c.person_id).where(t.appointment.c.id == coordinates)
        ).scalar_one()
        cut_off = make_cut_off(tx, 1, (country,), person, world.now)
        create_invitation(tx, Role.FOCAL_POINT, find_members(tx, members[2])[0], world.now, post=f"Cargo {mark}")
        link = create_invitation(tx, Role.COORDINATOR, None, world.now, countries=(country,)).id
        for at, one in enumerate(ids):
            named = update(t.member).where(t.member.c.id == one).values(name=f"{mark} {at}")
            tx.connection.execute(named)
            tx.connection.execute(insert(t.member_alias).values(member_id=one, alias=f"{mark} alias {at}"))
        gone = update(t.member).where(t.member.c.id == ids[3]).values(retired_at=world.now)
        tx.connection.execute(gone)
    notice = _latest(world, t.campaign.c.id)
    one, two, three, four = ids
    return Side(country, one, two, three, four, post, coordinates, link, meeting, step, reminder, notice, cut_off)


@dataclass(frozen=True, slots=True)
class Dump:
    """The rows of every table, as they are."""

    rows: Mapping[str, tuple[sqlite3.Row, ...]]

    def without(self, *tables: str) -> Mapping[str, list[tuple[object, ...]]]:
        """Give the rows of all tables but these."""
        return {name: [tuple(row) for row in rows] for name, rows in self.rows.items() if name not in tables}

    def count(self, name: str) -> int:
        """Tell how often something was counted."""
        return sum(row["count"] for row in self.rows["counter"] if row["name"] == name)

    def of(self, side: "Belongings", *tables: str) -> Mapping[str, list[tuple[object, ...]]]:
        """Give the rows that belong to a side, of all tables but these."""
        found: dict[str, list[tuple[object, ...]]] = {}
        for name, rows in self.rows.items():
            if name not in tables:
                found[name] = [tuple(row) for row in rows if side.has(name, row)]
        return found


def dump(path: Path) -> Dump:
    """Read every row of a database."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
    ]
    rows = {name: tuple(connection.execute(f'SELECT * FROM "{name}"')) for name in names}  # noqa: S608 - our tables
    connection.close()
    return Dump(rows)


@dataclass(frozen=True, slots=True)
class Belongings:
    """What is not one country's: by the rows that a dump had."""

    country: str
    members: frozenset[int]
    people: frozenset[int]
    campaigns: frozenset[int]
    assessments: frozenset[int]

    @classmethod
    def outside(cls, country: str, first: Dump) -> "Belongings":
        """Tell what is outside a country."""
        members = frozenset(row["id"] for row in first.rows["member"] if row["country"] != country)
        holders = {row["person_id"]: row for row in first.rows["appointment"]}
        people = frozenset(
            person
            for person, row in holders.items()
            if (row["member_id"] in members if row["member_id"] else row["countries"] != country)
        )
        return cls(
            country,
            members,
            people,
            frozenset(row["id"] for row in first.rows["campaign"] if row["countries"] != country),
            frozenset(row["id"] for row in first.rows["assessment"] if row["member_id"] in members),
        )

    def has(self, table: str, row: sqlite3.Row) -> bool:
        """Tell whether a row is outside."""
        return any(self._signs(table, row))

    def _signs(self, table: str, row: sqlite3.Row) -> Iterator[bool]:
        columns = row.keys()
        if table in ("wave", "instrument"):
            yield True
        if table == "member":
            yield row["country"] != self.country
        if table == "person":
            yield row["id"] in self.people
        if "member_id" in columns:
            yield row["member_id"] in self.members
        if "countries" in columns and not ("member_id" in columns and row["member_id"]):
            yield row["countries"] != self.country
        for column, known in (
            ("person_id", self.people), ("campaign_id", self.campaigns), ("assessment_id", self.assessments)
        ):  # fmt: skip
            if column in columns:
                yield row[column] in known
