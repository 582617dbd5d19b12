"""The pure conversation, driven like a person: given people and a wave, when somebody presses or types, then a card.

Between all turns the world is written out and read back (`kit.ledger`), and after each the laws hold that need no
test of their own: the place is one that can be drawn, an outcome is what a reload gives, and nobody inside is left
without a card.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache

from kit.laws import check_facts, check_place, check_replies
from kit.ledger import Ledger
from kit.reading import Reading
from kit.shelves import NOON as NOON

from conversations.assessment import Evidence, Wave
from conversations.desk.place import Desk
from conversations.events import Attached, Choice, Edited, Event, Press, Start, Typed, Unreadable
from conversations.instrument import Instrument, Language
from conversations.intents import FreeText, Intent, Number, Word
from conversations.news import QuestionNews
from conversations.people import Invitation, Member, MemberKind, Role
from conversations.replies import Receipt, Reply, Tell
from conversations.turn import take_turn
from conversations.world import Outcome, World
from storage.instrument_document import default_instrument

ROSARIO = Member(1, "Rosario", MemberKind.CITY, "AR", "America/Argentina/Buenos_Aires")
RECIFE = Member(2, "Recife", MemberKind.CITY, "BR", "America/Recife")


@cache
def mini() -> Instrument:
    """Return an instrument of two criteria: c01 with q1 and q2, c06 with q1 to q3 (q1 and q2 may be not applicable)."""
    whole = default_instrument()
    first, sixth = whole.criterion("c01"), whole.criterion("c06")
    return replace(whole, criteria=(replace(first, items=first.items[:2]), replace(sixth, items=sixth.items[:3])))


class Story:
    """A wave, members, and whoever comes. Time stands still unless told."""

    def __init__(self, instrument: Instrument | None = None, *, wave: bool = True) -> None:
        """Begin with an open wave, unless told not to."""
        self.ledger = Ledger(instrument or mini())
        self.message = 100
        if wave:
            self.open_wave()

    @property
    def now(self) -> datetime:
        """The present."""
        return self.ledger.now

    @now.setter
    def now(self, now: datetime) -> None:
        self.ledger.now = now

    def open_wave(self) -> None:
        """Open the next wave."""
        number = len(self.ledger.waves) + 1
        self.ledger.waves[number] = Wave(number, f"Wave {number}", self.now)

    def close_wave(self) -> None:
        """Close the open wave."""
        wave = self.ledger.open_wave()
        assert wave is not None
        self.ledger.waves[wave.id] = replace(wave, closed_at=self.now)

    def invite(
        self, token: str, role: Role = Role.FOCAL_POINT, member: Member | None = ROSARIO, countries: Sequence[str] = ()
    ) -> str:
        """Make an invitation that is good for 60 days; return its token."""
        number = len(self.ledger.invitations) + 1
        expires = self.now + timedelta(days=60)
        self.ledger.invitations[token] = Invitation(number, role, member, tuple(countries), expires)
        return token

    def revoke(self, token: str) -> None:
        """Take an invitation back."""
        self.ledger.invitations[token] = replace(self.ledger.invitations[token], revoked=True)

    def somebody(self, key: str, language: Language = Language.ES) -> "Somebody":
        """Return somebody who has not come yet; ``language`` is that of their Telegram."""
        return Somebody(self, key, language)

    def visitor(self, key: str, role: Role = Role.FOCAL_POINT, member: Member | None = ROSARIO) -> "Somebody":
        """Return somebody who has opened an invitation (its token is ``key``)."""
        who = self.somebody(key)
        who.start(self.invite(key, role, member))
        return who

    def member_of(self, key: str, role: Role = Role.FOCAL_POINT, member: Member | None = ROSARIO) -> "Somebody":
        """Return somebody who has accepted an invitation."""
        who = self.visitor(key, role, member)
        who.press(Choice.CONFIRM_POST)
        who.press(Choice.ACCEPT)
        return who

    def focal_point(self, key: str = "ana", role: Role = Role.FOCAL_POINT) -> "Somebody":
        """Return somebody who has accepted and begun."""
        who = self.member_of(key, role)
        who.press(Choice.BEGIN)
        return who

    def end_appointments(self, who: "Somebody") -> None:
        """End every appointment of somebody."""
        row = self.ledger.people.get(who.key)
        for number, (person, _) in list(self.ledger.appointments.items()):
            if row and person == row.id:
                del self.ledger.appointments[number]

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def fork(self) -> "Story":
        """Copy the story, to see how it could go on."""
        copy = Story.__new__(Story)
        copy.ledger, copy.message = self.ledger.fork(), self.message
        return copy

    def next_message(self) -> int:
        """Give the id of the next message of the chat."""
        self.message += 1
        return self.message


@dataclass
class Somebody(Reading):
    """A person with a chat."""

    story: Story
    key: str
    language: Language = Language.ES
    replies: tuple[Reply, ...] = ()
    facts: list[object] = field(default_factory=list)
    """The facts of the last turn."""

    def start(self, token: str = "") -> None:
        """Open the bot, perhaps with an invitation."""
        self.does(Start(token), token=token)

    def press(self, *presses: Press) -> None:
        """Press buttons, one after another."""
        for press in presses:
            self.does(press)

    def types(self, *whats: Intent | int | str, reply_to: int | None = None, at: datetime | None = None) -> int:
        """Type messages: numbers, words, or free texts, sent ``at``. Return the id of the last one."""
        message = 0
        for what in whats:
            message = self.story.next_message()
            intent, text = said(what)
            self.does(Typed(intent, text, message, reply_to, at), message=reply_to)
        return message

    def types_after(self, seconds: float, what: Intent | int | str) -> int:
        """Type something so many seconds after the card came up."""
        self.story.ledger.shown[self.key] = self.story.now
        return self.types(what, at=self.story.now + timedelta(seconds=seconds))

    def edits(self, message: int, what: Intent | int | str) -> None:
        """Edit an earlier message."""
        intent, text = said(what)
        self.does(Edited(intent, text, message), message=message)

    def sends(self, unique: str, caption: str = "", kind: str = "document") -> int:
        """Send a document, or a photo; return the message's id."""
        message = self.story.next_message()
        evidence = Evidence(kind, f"file-{unique}-{message}", unique, f"{unique}.pdf", 1000)
        self.does(Attached(evidence, caption, message))
        return message

    def sticker(self) -> None:
        """Send what cannot be an answer."""
        self.does(Unreadable())

    def does(self, event: Event, *, token: str = "", message: int | None = None) -> None:
        """Take one turn, in as many looks at the world as it asks for."""
        ledger, facts = self.story.ledger, list[object]()
        for _ in range(4):
            world = self._world(token, message)
            outcome = take_turn(world, event, self.story.now)
            while outcome.seek is not None:
                world = replace(world, found={**world.found, outcome.seek: ledger.find(outcome.seek)})
                outcome = take_turn(world, event, self.story.now)
            if outcome.desk is not None:
                ledger.desks[self.key] = outcome.desk
            for fact in outcome.facts:
                ledger.write(self.key, fact, ledger.world(self.key, self.language).assessment, self.story.now)
            facts += outcome.facts
            if outcome.then is None:
                self._settle(event, world, outcome)
                self.replies, self.facts = outcome.replies, facts
                return
            event, token, message = outcome.then, "", None
        raise AssertionError("a turn that never comes to rest")

    def _world(self, token: str, message: int | None) -> World:
        world = self.story.ledger.world(self.key, self.language, token, message)
        person = world.person
        if person is None or person.appointment is None or person.appointment.role is not Role.COORDINATOR:
            return world
        return replace(world, desk=self.story.ledger.desks.get(self.key, Desk(person.id)))

    def _settle(self, event: Event, world: World, outcome: Outcome) -> None:
        ledger = self.story.ledger
        after = ledger.world(self.key, self.language)
        if outcome.place is not None:
            assert after.assessment is not None
            ledger.move(outcome.place, after.assessment.id)
            check_place(outcome.place, after.assessment)
            assert outcome.assessment is not None
            assert after.assessment == replace(outcome.assessment, id=after.assessment.id)
            for reply in outcome.replies:
                if isinstance(reply, Receipt):
                    key = (outcome.place.person, after.assessment.id, reply.criterion)
                    ledger.receipts.setdefault(key, self.story.next_message())
        self._deliver(world, outcome)
        check_replies(event, world, outcome)
        check_facts(event, world, outcome, self.story.now)

    def _deliver(self, world: World, outcome: Outcome) -> None:
        """Bring questions to the chats of those who coordinate the member."""
        ledger = self.story.ledger
        for reply in outcome.replies:
            if isinstance(reply, Tell) and isinstance(reply.news, QuestionNews):
                assert reply.member is not None
                for coordinator in ledger.coordinators(reply.member):
                    ledger.letters[coordinator, self.story.next_message()] = ledger.counters["questions"]

    @property
    def row_id(self) -> int:
        """The person's id."""
        return self.story.ledger.people[self.key].id

    @property
    def world(self) -> World:
        """What the next event of this person would meet."""
        return self.story.ledger.world(self.key, self.language)


def said(what: Intent | int | str) -> tuple[Intent, str]:
    """Make an intent of what a test types; `locales` has the real vocabulary."""
    if isinstance(what, int):
        return Number(what), str(what)
    if isinstance(what, Word | Language):
        return what, what.value
    return (FreeText(), what) if isinstance(what, str) else (what, "something typed")
