"""Which fact is told in the audit as what: one row for each kind of fact, so that none is forgotten.

Decides what an entry says beside its action: codes and numbers of the fact, never a text that a person wrote. A kind
of fact is in exactly one of three tables, which a test holds against all there are: told here, told by the line of
history that it leaves, or with nothing to tell, for a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, func, select

from conversations.desk.answers import AnswersRead
from conversations.desk.campaigning import (
    CampaignMade,
    CampaignStopped,
    DeliveriesRetried,
    MeetingCancelled,
    MeetingSaved,
)
from conversations.desk.digest import DigestChosen
from conversations.desk.figures import CutOffMade
from conversations.desk.instruments import InstrumentLoaded
from conversations.desk.rehearsal import RehearsalBegun, RehearsalEnded
from conversations.desk.waves import WaveClosed, WaveOpened, WaveReopened, WaveTermSet
from conversations.facts import (
    AppointmentChosen,
    AssessmentBegun,
    Denied,
    EvidenceAdded,
    Fact,
    InvitationAccepted,
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
    ReminderShown,
    RemindersTaken,
    ResponseChanged,
    StrangerMet,
    Submitted,
    VisitBegan,
    VisitEnded,
    VisitMoved,
    WaveAwaited,
)
from conversations.membership import (
    AccessEnded,
    LinksForwarded,
    LinksRevoked,
    MemberAdded,
    MemberEdited,
    MemberRestored,
    MemberRetired,
)
from conversations.own_facts import HourChosen, Muted, PostConfirmed, PostLeft, PostTakenBack, Snoozed
from conversations.workbook import MembersImported
from storage import tables as t
from storage.audit import note
from storage.audit_entry import Entry, codes
from storage.audit_words import Action, Kind
from storage.database import Transaction
from storage.tables.audit import Actor

NEW: Final = 0
"""The id of what the fact has just made: the newest one of its kind."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry says of a fact; ``own``: its object is who acts, or the assessment that they work on."""

    action: Action
    kind: Kind
    object: int | None = None
    detail: str = ""
    own: bool = False


def _own(action: Action, detail: str = "") -> Told:
    return Told(action, Kind.PERSON, detail=detail, own=True)


def _assessed(action: Action, detail: str = "") -> Told:
    return Told(action, Kind.ASSESSMENT, detail=detail, own=True)


def _links(action: Action, fact: LinksRevoked | LinksForwarded) -> Told:
    if fact.invitation:
        return Told(action, Kind.INVITATION, fact.invitation)
    return Told(action, Kind.MEMBER, fact.member)


TOLD: dict[type, Callable[[Any], Told]] = {
    AssessmentBegun: lambda _: _assessed(Action.ASSESSMENT_BEGUN),
    QuestionAsked: lambda fact: _assessed(Action.QUESTION_ASKED, fact.target),
    QuestionAnswered: lambda fact: Told(Action.QUESTION_ANSWERED, Kind.QUESTION, fact.question),
    VisitBegan: lambda fact: Told(Action.VISIT_BEGUN, Kind.INVITATION, fact.invitation),
    VisitEnded: lambda _: _own(Action.VISIT_ENDED),
    InvitationAccepted: lambda fact: Told(
        Action.INVITATION_ACCEPTED, Kind.INVITATION, fact.invitation, fact.consent_version
    ),
    InvitationRequested: lambda fact: Told(Action.INVITATION_REQUESTED, Kind.INVITATION, fact.invitation),
    LanguageChosen: lambda fact: _own(Action.LANGUAGE_CHOSEN, fact.language.value),
    AppointmentChosen: lambda fact: Told(Action.APPOINTMENT_CHOSEN, Kind.APPOINTMENT, fact.appointment),
    WaveAwaited: lambda _: _own(Action.WAVE_AWAITED),
    ReminderAsked: lambda fact: _own(Action.REMINDER_ASKED, "none" if fact.at is None else ""),
    RemindersTaken: lambda _: _own(Action.REMINDERS_TAKEN),
    PostChanged: lambda _: _own(Action.POST_CHANGED),
    PersonForgotten: lambda _: _own(Action.PERSON_FORGOTTEN),
    Snoozed: lambda fact: _own(Action.SNOOZED, "none" if fact.until is None else ""),
    Muted: lambda fact: Told(Action.MUTED, Kind.WAVE, fact.wave),
    HourChosen: lambda fact: _own(Action.HOUR_CHOSEN, str(fact.minute)),
    PostConfirmed: lambda fact: Told(Action.POST_CONFIRMED, Kind.APPOINTMENT, fact.appointment, f"wave {fact.wave}"),
    PostLeft: lambda fact: Told(Action.POST_LEFT, Kind.APPOINTMENT, fact.appointment),
    PostTakenBack: lambda fact: Told(Action.POST_TAKEN_BACK, Kind.APPOINTMENT, fact.appointment),
    Denied: lambda _: _own(Action.DENIED),
    MeetingSaved: lambda fact: Told(Action.MEETING_SAVED, Kind.MEETING, fact.meeting.id, f"{len(fact.steps)} steps"),
    MeetingCancelled: lambda fact: Told(Action.MEETING_CANCELLED, Kind.MEETING, fact.meeting),
    CampaignMade: lambda fact: Told(
        Action.CAMPAIGN_MADE, Kind.CAMPAIGN, NEW, f"{fact.campaign.kind.value} {len(fact.run.planned)} people"
    ),
    CampaignStopped: lambda fact: Told(Action.CAMPAIGN_STOPPED, Kind.CAMPAIGN, fact.campaign),
    DeliveriesRetried: lambda fact: Told(
        Action.DELIVERIES_RETRIED, Kind.CAMPAIGN, fact.campaign, f"{len(fact.retries)} people"
    ),
    DigestChosen: lambda fact: _own(Action.DIGEST_CHOSEN, "none" if fact.every is None else fact.every.value),
    CutOffMade: lambda fact: Told(Action.CUT_OFF_MADE, Kind.CUT_OFF, NEW, ",".join(fact.countries)),
    InstrumentLoaded: lambda _: Told(Action.INSTRUMENT_LOADED, Kind.INSTRUMENT, NEW),
    RehearsalBegun: lambda _: Told(Action.REHEARSAL_BEGUN, Kind.APPOINTMENT, NEW),
    RehearsalEnded: lambda fact: Told(Action.REHEARSAL_ENDED, Kind.APPOINTMENT, fact.appointment),
    WaveOpened: lambda _: Told(Action.WAVE_OPENED, Kind.WAVE, NEW),
    WaveTermSet: lambda fact: Told(Action.WAVE_TERM_SET, Kind.WAVE, fact.wave, f"{fact.closes_on or 'none'}"),
    WaveClosed: lambda fact: Told(Action.WAVE_CLOSED, Kind.WAVE, fact.wave),
    WaveReopened: lambda fact: Told(Action.WAVE_REOPENED, Kind.WAVE, fact.wave, f"{fact.closes_on or 'none'}"),
    MemberEdited: lambda fact: Told(Action.MEMBER_EDITED, Kind.MEMBER, fact.member, fact.what.value),
    MemberAdded: lambda fact: Told(Action.MEMBER_ADDED, Kind.MEMBER, NEW, fact.country),
    MemberRetired: lambda fact: Told(Action.MEMBER_RETIRED, Kind.MEMBER, fact.member),
    MemberRestored: lambda fact: Told(Action.MEMBER_RESTORED, Kind.MEMBER, fact.member),
    AccessEnded: lambda fact: Told(Action.ACCESS_ENDED, Kind.APPOINTMENT, fact.appointment),
    LinksRevoked: lambda fact: _links(Action.LINKS_REVOKED, fact),
    LinksForwarded: lambda fact: _links(Action.LINKS_FORWARDED, fact),
    MembersImported: lambda fact: Told(Action.MEMBERS_IMPORTED, Kind.NETWORK, detail=f"{len(fact.rows)} rows"),
}
BY_HISTORY: dict[type, Action] = {
    ResponseChanged: Action.RESPONSE_CHANGED,
    PriorityChanged: Action.PRIORITY_CHANGED,
    NoteChanged: Action.NOTE_CHANGED,
    EvidenceAdded: Action.EVIDENCE_ADDED,
    Submitted: Action.SUBMISSION_CHANGED,
    Recalled: Action.SUBMISSION_CHANGED,
    Redacted: Action.REDACTED,
}
NOTHING_TO_TELL: dict[type, str] = {
    VisitMoved: "where somebody stands before consent; nothing is kept of it",
    StrangerMet: "counted and not remembered: nobody without an invitation can fill the audit",
    ReminderShown: "what the person asked for has come; the wish is told",
    AnswersRead: "a count; that the answers were looked up is told as a read",
}
_TABLES: dict[Kind, Table] = {
    Kind.MEETING: t.meeting,
    Kind.CAMPAIGN: t.campaign,
    Kind.CUT_OFF: t.cut_off,
    Kind.INSTRUMENT: t.instrument,
    Kind.APPOINTMENT: t.appointment,
    Kind.WAVE: t.wave,
    Kind.MEMBER: t.member,
}


def note_fact(tx: Transaction, fact: Fact, person: int | None, assessment: int, now: datetime) -> None:
    """Note a fact that was just written; ``person`` brought it about, in ``assessment`` (0: in none).

    Raises KeyError for a kind of fact that is in no table. What a stranger is denied is counted and not told: nobody
    without an invitation can fill the audit.
    """
    kind = type(fact)
    if kind in BY_HISTORY or kind in NOTHING_TO_TELL or (person is None and kind is Denied):
        return
    told = TOLD[kind](fact)
    about = told.object
    if told.own:
        about = person if told.kind is Kind.PERSON else assessment
    elif about == NEW:
        newest = select(func.max(_TABLES[told.kind].c.id))
        about = tx.connection.execute(newest).scalar_one()
    actor = Actor.STRANGER if person is None else Actor.PERSON
    note(tx, Entry(told.action, now, told.kind, about, codes(told.detail), actor, person))
