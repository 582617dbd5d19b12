"""One of each: every kind of fact that a turn may bring about, every look besides, and what the bot does by itself.

Decides only the order, so that each finds what it is about. What must come of each is in `kit.audited`.
"""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from kit.golden import INSTRUMENT
from kit.store import ANA, BRUNO, Store, accept, begin_visit
from sqlalchemy import func, select

from bot.calendars import public_holidays
from bot.retention import run_now
from conversations.assessment import Evidence, Sharing
from conversations.campaigns import Campaign, CampaignKind, Candidates, DryRun, Meeting, Segment
from conversations.desk.campaigning import (
    CampaignMade,
    CampaignStopped,
    Deliveries,
    DeliveriesRetried,
    MeetingCancelled,
    MeetingSaved,
    Recipients,
)
from conversations.desk.digest import DigestChosen
from conversations.desk.figures import CutOffMade
from conversations.desk.instruments import InstrumentLoaded
from conversations.desk.rehearsal import RehearsalBegun, RehearsalEnded
from conversations.desk.sought import Sought
from conversations.desk.waves import WaveClosed, WaveOpened, WaveReopened, WaveTermSet
from conversations.digests import Every
from conversations.facts import (
    AppointmentChosen,
    Denied,
    EvidenceAdded,
    Fact,
    InvitationRequested,
    LanguageChosen,
    NoteChanged,
    PersonForgotten,
    PostChanged,
    PriorityChanged,
    QuestionAnswered,
    QuestionAsked,
    Recalled,
    Redacted,
    ReminderAsked,
    RemindersTaken,
    ResponseChanged,
    Submitted,
    VisitEnded,
    WaveAwaited,
)
from conversations.instrument import Language
from conversations.membership import (
    AccessEnded,
    LinksForwarded,
    LinksRevoked,
    MemberAdded,
    MemberEdited,
    MemberPart,
    MemberRestored,
    MemberRetired,
)
from conversations.own_facts import HourChosen, Muted, PostConfirmed, PostLeft, PostTakenBack, Snoozed
from conversations.people import MemberKind, Role
from conversations.workbook import Fates, MembersImported
from storage import tables as t
from storage.campaigns import complete_campaigns
from storage.digests import DigestLetters, write_due_digests
from storage.instrument_document import default_instrument_text
from storage.invitations import create_invitation
from storage.turn import Decision
from storage.world_reader import Inquiry, Sender

CELIA = Sender(5550009999, "Celia Planted", Language.ES)
DORA = Sender(5550007777, "Dora Planted", Language.EN)


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done, in a transaction of its own."""

    name: str
    do: Callable[[], object]


@dataclasses.dataclass(frozen=True, slots=True)
class Still:
    """The store's clock, as the bot asks for it."""

    store: Store

    def now(self) -> datetime:
        """Give the store's instant."""
        return self.store.now

    def monotonic(self) -> float:
        """Give its seconds."""
        return self.store.now.timestamp()


def one_of_each(store: Store) -> Iterator[Step]:
    """Give the steps one after the other; each is to be done before the next is asked for."""
    for who in (ANA, BRUNO):
        yield Step("comes in", partial(store.enter, who))
    with store.database.writing() as tx:
        token = create_invitation(tx, Role.COORDINATOR, None, store.now).token
    store.draw(store.turn(CELIA, begin_visit, Inquiry(token=token)).work)
    store.draw(store.turn(CELIA, accept).work)

    def newest(table: Any) -> int:  # noqa: ANN401 - a table
        with store.database.reading() as tx:
            return int(tx.connection.execute(select(func.max(table.c.id))).scalar_one())

    def post_of(who: Sender) -> int:
        person = store.world(who).person
        assert person is not None
        return person.appointments[0].id

    def by(who: Sender, fact: Fact) -> Step:
        return Step(type(fact).__name__, lambda: store.facts(who, fact))

    now, rosario = store.now, store.members["Rosario"].id
    file = Evidence("photo", "planted", "planted", "planted.jpg", 10)
    own: list[Fact] = [
        *(ResponseChanged("c01q1", None, 3), PriorityChanged("c01", None, 2), NoteChanged("c01", None, "planted")),
        *(EvidenceAdded("c01", file, 73), QuestionAsked("c01q2", "planted"), LanguageChosen(Language.EN)),
        *(ReminderAsked(now + timedelta(days=3)), Snoozed(now + timedelta(days=3)), Muted(1), HourChosen(600)),
        *(PostChanged("planted"), PostConfirmed(post_of(ANA), 1), AppointmentChosen(post_of(ANA))),
        *(Submitted(Sharing.NAMED, late=False), Recalled(), Redacted("c01"), RemindersTaken(), WaveAwaited()),
    ]
    for fact in own:
        yield by(ANA, fact)
    yield by(CELIA, QuestionAnswered(newest(t.question), "planted"))
    yield by(ANA, PostLeft(post_of(ANA)))
    yield by(ANA, PostTakenBack(newest(t.appointment) - 2))
    yield Step("VisitBegan", lambda: store.visit(DORA))
    yield by(DORA, VisitEnded())
    link = store.invite("Quito").id
    yield by(DORA, InvitationRequested(link))
    day = date(2026, 5, 12)
    meeting = Meeting(0, "planted", "planted", day, day, "UTC", day)
    campaign = Campaign(0, CampaignKind.REMINDER, Segment(), now, now)
    yield by(CELIA, MeetingSaved(meeting, (), now, 1))
    yield by(CELIA, MeetingCancelled(newest(t.meeting)))
    yield by(CELIA, CampaignMade(campaign, DryRun((), ()), 1))
    for sought in (Deliveries(newest(t.campaign)), Recipients(newest(t.campaign)), Fates(()), Candidates()):
        yield Step(type(sought).__name__, partial(_look, store, sought))
    yield by(CELIA, DeliveriesRetried(newest(t.campaign), ()))
    yield by(CELIA, CampaignStopped(newest(t.campaign)))
    coming = dataclasses.replace(campaign, runs_on=(now + timedelta(days=2)).date())
    yield by(CELIA, CampaignMade(coming, DryRun((), ()), 1))
    yield Step("late comers", partial(_complete, store))
    document = default_instrument_text().replace(f"version: {INSTRUMENT.version}", "version: 9.9.9")
    desk: list[Fact] = [
        *(Denied(), DigestChosen(Every.WEEK), CutOffMade(1, ("AR",)), InstrumentLoaded(document)),
        *(WaveTermSet(1, day), WaveClosed(1, told=False)),
        *(WaveReopened(1, day), WaveClosed(1, told=False), WaveOpened("2027", None, None)),
        *(MemberEdited(rosario, MemberPart.NAME, "planted"), MemberEdited(rosario, MemberPart.ALIASES, "planted")),
        *(MemberAdded("planted too", MemberKind.CITY, "AR", "UTC"), MemberRetired(rosario), MemberRestored(rosario)),
        *(LinksForwarded(invitation=link), LinksRevoked(invitation=link), MembersImported(())),
    ]
    for fact in desk:
        yield by(CELIA, fact)
    yield by(CELIA, RehearsalBegun("planted", "planted", None))
    yield by(CELIA, RehearsalEnded(newest(t.appointment)))
    store.now += timedelta(days=8)
    yield Step("digest", partial(_digest, store))
    yield by(CELIA, AccessEnded(post_of(BRUNO)))
    yield by(ANA, PersonForgotten())
    store.now += timedelta(days=400)

    yield Step("retention", lambda: run_now(store.database, Still(store)))


def _look(store: Store, sought: Sought[Any]) -> None:
    """Have the coordinator look something up, and do nothing with it."""
    store.turn(CELIA, lambda world: Decision() if sought in world.found else Decision(seek=sought))


def _complete(store: Store) -> None:
    """Bring campaigns of a coming day up to date."""
    with store.database.writing() as tx:
        complete_campaigns(tx, store.now, public_holidays(store.now))


def _digest(store: Store) -> None:
    """Write the digests that are due."""
    with store.database.writing() as tx:
        write_due_digests(tx, store.now, lambda *_: DigestLetters("planted", "planted"))
