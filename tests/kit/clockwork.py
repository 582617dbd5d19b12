"""What is due, under a clock that does as it likes: campaigns, wishes to be reminded and digests, without a network.

It decides how the bot's looks are taken at the instants that a test says, and tells what came of each. It must not
know what ought to have come.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kit.campaigns import Post, focal_points
from kit.chat import World
from sqlalchemy import select, update

from bot.notice_payloads import wave_opened
from bot.turns import Turn
from conversations.desk.deeds import Deed
from conversations.digests import Digest, Every
from conversations.events import Choice, Do, Event, ReminderDue, Start
from conversations.instrument import Language
from conversations.people import MemberKind, Role
from storage import tables as t
from storage.campaigns import complete_campaigns
from storage.database import Database, Transaction
from storage.deliveries import recover
from storage.digests import DigestLetters, write_due_digests
from storage.invitations import create_invitation
from storage.members import import_members, list_members
from storage.members_document import MemberRow
from storage.reminders import due_reminders
from storage.schema import prepare
from storage.secrets import Keyring
from storage.turn import apply
from storage.waves import open_wave
from storage.world_reader import Inquiry, Sender
from storage.writer import Writer

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
ZONES = ("America/Bogota", "America/Santiago", "America/Tijuana", "America/Noronha", "America/Argentina/Cordoba")
COUNTRIES = ("CO", "CL", "MX", "BR", "AR")
FIRST = 100
"""The Telegram id of the first focal point; the others follow, then the coordinator."""


def make_template(path: Path, now: datetime) -> None:
    """Make a database with a focal point in each zone, at the first question, and a coordinator with weekly digests."""
    database = Database(f"sqlite:///{path}", Keyring(KEY))
    prepare(database)
    with database.writing() as tx:
        rows = [
            MemberRow(f"Ciudad {number}", MemberKind.CITY, country, zone, (), "")
            for number, (country, zone) in enumerate(zip(COUNTRIES, ZONES, strict=True))
        ]
        import_members(tx, rows, now)
        open_wave(tx, "Ronda", now, wave_opened)
        for number, listed in enumerate(list_members(tx)):
            token = create_invitation(tx, Role.FOCAL_POINT, listed.member, now).token
            _come_in(tx, FIRST + number, token, now, Choice.BEGIN)
        token = create_invitation(tx, Role.COORDINATOR, None, now).token
        _come_in(tx, FIRST + len(ZONES), token, now, Do(Deed.DIGEST, Every.WEEK.value))
    database.close()


def _come_in(tx: Transaction, telegram_id: int, token: str, now: datetime, *then: Event) -> None:
    sender = Sender(telegram_id, f"Persona {telegram_id}", Language.ES)
    for event in (Start(token), Choice.CONFIRM_POST, Choice.ACCEPT, *then):
        inquiry = Inquiry(token=event.token) if isinstance(event, Start) else Inquiry()
        apply(tx, None, sender, inquiry, Turn(event, now, contact="").decide, now)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of a delivery."""

    id: int
    person: int
    state: str
    reason: str
    due_at: datetime
    expires_at: datetime | None
    settled_at: datetime | None


@dataclass
class Clockwork:
    """The bot over one database. ``reminded`` counts turns of each person that showed their own reminder."""

    path: Path
    now: datetime
    reminded: Counter[int] = field(default_factory=Counter)
    """By Telegram id."""
    digests: list[datetime] = field(default_factory=list)
    """When digests were written."""

    def __post_init__(self) -> None:
        """Open it."""
        self.world = World(Writer(Database(f"sqlite:///{self.path}", Keyring(KEY))), self.now)
        self.post = Post(self.world)

    async def look(self) -> None:
        """Do what the bot does every few seconds, at the instant that its clock shows."""
        now = self.world.now = self.now
        writer = self.world.writer
        await writer.run(complete_campaigns, now, {})
        await self.post.deliver()
        for _ in await writer.run(write_due_digests, now, _letters):
            self.digests.append(now)
        for sender in await writer.run(due_reminders, now):
            self.reminded[sender.telegram_id] += 1
            turn = Turn(ReminderDue(), now, contact="")
            await writer.run(apply, None, sender, Inquiry(), turn.decide, now)

    async def restart(self) -> None:
        """Begin anew, as after a crash."""
        await self.world.writer.run(recover, self.now)
        self.post = Post(self.world, self.post.air)

    def acts(self, telegram_id: int, event: Event) -> None:
        """Have a person do something now."""
        turn, sender = Turn(event, self.now, contact=""), Sender(telegram_id, f"Persona {telegram_id}", Language.ES)
        with self.world.writer.database.writing() as tx:
            apply(tx, None, sender, Inquiry(), turn.decide, self.now)
            mine = t.person.c.telegram_hash == tx.keyring.telegram_hash(telegram_id)
            tx.connection.execute(update(t.person).where(mine).values(last_turn_at=self.now))

    def deliveries(self) -> dict[int, Delivery]:
        """Read all of them."""
        d = t.delivery.c
        with self.world.writer.database.reading() as tx:
            rows = tx.connection.execute(
                select(d.id, d.person_id, d.state, d.reason, d.due_at, d.expires_at, d.settled_at)
            ).all()
        return {row[0]: Delivery(*row) for row in rows}

    def zones(self) -> dict[int, ZoneInfo]:
        """Read where each focal point is, by person."""
        with self.world.writer.database.reading() as tx:
            members = {listed.member.id: listed.member for listed in list_members(tx)}
        return {person: ZoneInfo(members[one].timezone) for person, one in self.members().items()}

    def members(self) -> dict[int, int]:
        """Read each focal point's member."""
        return focal_points(self.world.writer.database)

    def wishes(self) -> dict[int, datetime]:
        """Read who wants to be reminded when."""
        with self.world.writer.database.reading() as tx:
            rows = tx.connection.execute(select(t.reminder.c.person_id, t.reminder.c.due_at))
            return {row.person_id: row.due_at for row in rows}

    def last_digest(self) -> datetime:
        """Read when a digest was noted last."""
        with self.world.writer.database.reading() as tx:
            found: datetime = tx.connection.execute(select(t.digest.c.last_at)).scalar_one()
        return found

    async def close(self) -> None:
        """Close the database."""
        await self.world.writer.close()
        self.world.writer.database.close()


def _letters(person: int, digest: Digest, language: Language) -> DigestLetters:
    del digest
    return DigestLetters(f'{{"text": "{language} {person}"}}', "{}")
