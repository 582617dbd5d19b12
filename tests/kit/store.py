"""A database to try things on: one member, one open wave, one invitation, and short ways to take turns in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from conversations.facts import AssessmentBegun, Fact, InvitationAccepted, VisitBegan
from conversations.instrument import Language
from conversations.people import Member, MemberKind, Role
from conversations.place import Place, View
from conversations.world import World
from storage import tables as t
from storage.database import Database
from storage.inbox import UpdateKey, store_updates
from storage.invitations import NewInvitation, create_invitation
from storage.members import import_members, list_members
from storage.members_document import MemberRow
from storage.schema import prepare
from storage.secrets import Keyring
from storage.talk import Drawn, Work, mark_drawn
from storage.turn import Applied, Decision, apply
from storage.waves import open_wave
from storage.world_reader import Inquiry, Sender, read_world

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
BOT = 77
SECRET_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
ANA = Sender(5550001234, "Ana Planted Pérez", Language.ES)
BRUNO = Sender(5550005678, "Bruno Planted Souza", Language.PT)


def row(name: str, country: str, zone: str, kind: MemberKind = MemberKind.CITY) -> MemberRow:
    """Make a member as a list has it."""
    listed = MemberRow.__annotations__["kind"]
    return MemberRow(name, listed(kind.value), country, zone, (), "")


ROWS = (
    row("Rosario", "AR", "America/Argentina/Buenos_Aires"),
    row("Quito", "EC", "America/Guayaquil"),
    row("Boa Vista", "BR", "America/Boa_Vista"),
)


@dataclass(slots=True)
class Store:
    """A prepared database and a clock that only the test moves."""

    database: Database
    now: datetime = NOW
    updates: int = 1000
    messages: int = 500
    members: dict[str, Member] = field(default_factory=dict)

    def key(self) -> UpdateKey:
        """Put a new update into the inbox."""
        self.updates += 1
        with self.database.writing() as tx:
            store_updates(tx, BOT, [(self.updates, b'{"text": "planted body"}')], self.now)
        return UpdateKey(BOT, self.updates)

    def turn(self, sender: Sender, decide: Callable[[World], Decision], inquiry: Inquiry | None = None) -> Applied:
        """Take one turn with a new update."""
        key = self.key()
        with self.database.writing() as tx:
            return apply(tx, key, sender, inquiry or Inquiry(), decide, self.now)

    def facts(self, sender: Sender, *facts: Fact, place: Place | None = None) -> Applied:
        """Take one turn that brings these facts about."""
        return self.turn(sender, lambda _: Decision(facts, place))

    def world(self, sender: Sender, inquiry: Inquiry | None = None) -> World:
        """Read what a turn of this sender would look at."""
        with self.database.reading() as tx:
            return read_world(tx, sender, inquiry or Inquiry(), self.now)[0]

    def invite(self, member: str = "Rosario", role: Role = Role.FOCAL_POINT, post: str = "") -> NewInvitation:
        """Make an invitation to a member."""
        with self.database.writing() as tx:
            return create_invitation(tx, role, self.members[member], self.now, post=post)

    def visit(self, sender: Sender, member: str = "Rosario") -> Applied:
        """Have somebody open an invitation; a card shows it."""
        token = self.invite(member).token
        return self.turn(sender, begin_visit, Inquiry(token=token))

    def enter(self, sender: Sender, member: str = "Rosario") -> int:
        """Have somebody accept an invitation and begin the assessment; return the person's id."""
        self.draw(self.visit(sender, member).work)
        self.draw(self.turn(sender, accept).work)
        person = self.world(sender).person
        assert person is not None
        return person.id

    def draw(self, work: Work | None) -> None:
        """Do what the talker does with the drawings of a piece of work."""
        drawn = []
        for drawing in work.drawings if work else ():
            sent = drawing.message_id is None
            self.messages += 1
            message = self.messages if sent else drawing.message_id
            drawn.append(Drawn(drawing.screen, drawing.wanted, message, self.now if sent else None))
        with self.database.writing() as tx:
            mark_drawn(tx, drawn, self.now)

    def pass_time(self, term: timedelta) -> None:
        """Move the clock."""
        self.now += term


def begin_visit(world: World) -> Decision:
    """Open an invitation; a card shows it."""
    assert world.invitation is not None
    return Decision((VisitBegan(world.invitation.id, world.language),), card="at the door")


def accept(world: World) -> Decision:
    """Accept the invitation that is open, and begin if there is something to begin."""
    assert world.visiting is not None
    return Decision((InvitationAccepted(world.visiting.id, "1"),), then=_begin)


def _begin(world: World) -> Decision:
    assert world.person is not None
    if world.assessment is None:
        return Decision(card="inside")
    begun = () if world.assessment.id else (AssessmentBegun(),)
    return Decision(begun, Place(world.person.id, world.language, View.BEGIN), card="begin")


def new_store(folder: Path, *, wave: str | None = "2026") -> Store:
    """Make a database in a folder, with members and (unless ``wave`` is None) an open wave."""
    database = Database(f"sqlite:///{folder / 'solidaria.db'}", Keyring(SECRET_KEY), patience=2.0)
    prepare(database)
    store = Store(database)
    with database.writing() as tx:
        import_members(tx, ROWS, NOW)
        store.members = {one.member.name: one.member for one in list_members(tx)}
        if wave is not None:
            open_wave(tx, wave, NOW, lambda _: "opened")
    return store


def count(store: Store, table: str) -> int:
    """Count the rows of a table through a connection of its own."""
    with store.database.reading() as tx:
        return int(tx.connection.execute(select(func.count()).select_from(t.catalogue.tables[table])).scalar_one())
