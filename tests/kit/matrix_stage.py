"""A network of two sides, and somebody in it who presses whatever there is.

Decides how each kind of person comes in, and what is out of their reach. What must come of a press is in
`kit.verdicts`.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from kit.chat import Chat, World
from kit.coordinator import coordinator
from kit.golden import SECRET_KEY, come_in, invite, label, network
from kit.matrix import GARBLED, REACHES, Key, garbage_of, press_of
from kit.store import row
from kit.two_sides import INSIDE, MARK, NOWHERE, OUTSIDE, OWN, Belongings, Dump, Side, dump, furnish
from sqlalchemy import func, select, update

from bot.buttons import decode
from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.events import Do, Press, Show
from conversations.instrument import Language
from conversations.people import Role
from conversations.place import View
from conversations.replies import Enclosure
from conversations.wishes import Leave
from storage import tables as t
from storage.database import Database
from storage.members import import_members
from storage.runner_state import Memo, remember
from storage.secrets import Keyring
from storage.writer import Writer

ES: Final = Language.ES
SCOPED: Final = ("inside", "elsewhere")
COORDINATORS: Final = (*SCOPED, "all")
NOT_SENIOR: Final = (MARK, f"{OWN} 0", f"{OWN} 2", f"Una nota {OWN}")
FORBIDDEN: Final = {
    "nobody": (MARK, OWN),
    "visitor": (MARK, f"{OWN} 0", f"{OWN} 1", f"Una nota {OWN}"),
    "focal_point": NOT_SENIOR,
    "contributor": NOT_SENIOR,
    "reviewer": NOT_SENIOR,
    "two_posts": (MARK, f"{OWN} 0", f"Una nota {OWN}"),
    "left": NOT_SENIOR,
    "revoked": (MARK, OWN),
    "rehearsing": (MARK, "Brasil"),
    "inside": (MARK, "Brasil"),
    "elsewhere": (MARK, OWN, "Brasil", "Argentina"),
    "all": (),
}
"""Who presses, and what no card of theirs may have on it."""
TRACES: Final = ("counter", "inbox", "audit", "audit_segment")
OWN_TRACES: Final = (*TRACES, "desk", "screen", "outbox", "person", "place")
"""Tables in which a turn leaves that it was taken, whatever it did."""


@dataclass(frozen=True, slots=True)
class Furnished:
    """A closed database with two sides, to be copied."""

    path: Path
    inside: Side
    outside: Side
    now: datetime
    updates: int


def furnish_network(folder: Path) -> Furnished:
    """Make a network of two sides in a folder."""
    with network(folder) as world:
        world.writer.run_now(remember, Memo.BOT_USERNAME, "solidaria_bot")
        rows = [row(one, OUTSIDE, "America/Recife") for one in ("Recife", "Natal")]
        world.writer.run_now(import_members, rows, world.now)
        inside = furnish(world, INSIDE, OWN, ("Rosario", "Salta", "Maipú", "Ciudad de Mendoza"), 100)
        outside = furnish(world, OUTSIDE, MARK, ("Foz do Iguaçu", "Maringá", "Recife", "Natal"), 200)
        return Furnished(folder / "golden.db", inside, outside, world.now, world.updates)


@dataclass
class Stage:
    """A copy of the network, somebody who presses in it, and what was there at first."""

    world: World
    path: Path
    inside: Side
    outside: Side
    chat: Chat
    actor: str
    came: datetime = field(init=False)
    first: Dump = field(init=False)
    not_mine: Belongings = field(init=False)

    def __post_init__(self) -> None:
        """Remember what is there."""
        self.chat.carry = without_own_data
        self.came = self.world.now
        self.first = dump(self.path)
        self.not_mine = Belongings.outside("UY" if self.actor == "elsewhere" else INSIDE, self.first)

    def press(self, press: Press) -> str:
        """Press; gives all that was said."""
        before = len(self.chat.transcript)
        self.chat.press(press)
        return "\n".join(self.chat.transcript[before + 1 :])

    def reaches(self, key: Key) -> Iterator[tuple[Press, bool]]:
        """List the presses of a view, a deed or a respondent's button.

        Each comes with whether it is a reach for what is not theirs or not there.
        """
        if self.actor == "rehearsing" and key in (Deed.REHEARSE, Deed.END_REHEARSAL):
            return  # they would rehearse no more
        mine = {"all": (self.inside, self.outside), "inside": (self.inside,)}.get(self.actor, ())
        targets = REACHES[key] if isinstance(key, DeskView | Deed) else (key,)
        for target in targets:
            if "{" not in target:
                yield _press(key, target), False
                continue
            for side in (self.inside, self.outside, NOWHERE):
                about = {**side.named(), "assessment": self._assessment(side)}
                yield _press(key, target.format(**about)), side not in mine
        if isinstance(key, DeskView | Deed):
            for garbage in garbage_of(key, GARBLED if self.actor in COORDINATORS else 1):
                yield garbage, False

    def _assessment(self, side: Side) -> int:
        rows = self.first.rows["assessment"]
        return next((int(one["id"]) for one in rows if one["member_id"] == side.member), side.member)


def _press(key: Key, target: str) -> Press:
    return press_of(key, target) if isinstance(key, DeskView | Deed) else decode(target)


def enter(world: World, actor: str) -> Chat:
    """Bring an actor in."""
    known = {"focal_point": (101, f"{OWN} Persona"), "inside": (102, f"{OWN} Coordina"), "nobody": (1, "Alguien")}
    if actor in known:
        return Chat(world, *known[actor], ES, messages=1_000)
    match actor:
        case "visitor":
            chat = Chat(world, 301, "Otra", ES)
            chat.start(invite(world, f"{OWN} 2"))
        case "contributor" | "reviewer":
            chat = Chat(world, 301, "Otra", ES)
            chat.start(invite(world, f"{OWN} 1", Role(actor)))
            for key in ("button.yes", "button.accept"):
                chat.tap(label(ES, key))
        case "two_posts":
            chat = Chat(world, 301, "Otra", ES)
            come_in(chat, invite(world, f"{OWN} 1"), ES)
            chat.start(invite(world, f"{OWN} 2"))
            chat.tap(label(ES, "button.yes"))
        case "left":
            chat = Chat(world, 301, "Otra", ES)
            come_in(chat, invite(world, f"{OWN} 1"), ES)
            chat.press(Show(View.LEAVE))
            chat.press(Leave(_latest_post(world), successor=False))
        case "rehearsing":
            chat = coordinator(world, ES, INSIDE, telegram_id=302)
            chat.press(Do(Deed.REHEARSE))
            chat.tap(label(ES, "button.begin"))
        case _:
            chat = coordinator(world, ES, *(("UY",) if actor == "elsewhere" else ()), telegram_id=302)
    if actor == "revoked":
        person = select(func.max(t.person.c.id)).scalar_subquery()
        ended = update(t.appointment).where(t.appointment.c.person_id == person).values(until=world.now)
        with world.writer.database.writing() as tx:
            tx.connection.execute(ended)
    return chat


def without_own_data(_: Chat, payload: str) -> tuple[str, ...] | None:
    """Carry everything about the person as a word: who has no assessment gets it too."""
    return (str(Enclosure.MY_DATA),) if json.loads(payload)["enclosure"] == Enclosure.MY_DATA else None


def _latest_post(world: World) -> int:
    with world.writer.database.reading() as tx:
        return int(tx.connection.execute(select(func.max(t.appointment.c.id))).scalar_one())


@contextmanager
def stage_of(furnished: Furnished, folder: Path, actor: str) -> Iterator[Stage]:
    """Copy the network, and bring an actor in."""
    path = folder / "copy.db"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(furnished.path)) as there, closing(sqlite3.connect(path)) as copy:
        there.backup(copy)
    writer = Writer(Database(f"sqlite:///{path}", Keyring(SECRET_KEY)))
    world = World(writer, furnished.now, updates=furnished.updates)
    try:
        yield Stage(world, path, furnished.inside, furnished.outside, enter(world, actor), actor)
    finally:
        writer.close_now()
