"""Which look at what is about others is told in the audit as what: one row for each thing that can be sought or sent.

Decides what counts as being about others: how far a municipality has come, what it answered, who its people are, whom
a campaign reached. Not: names of municipalities, counts that name nobody, a coordinator's own plans, one's own
municipality. Everything that can be sought, and every enclosure, is in one of two tables, which a test holds against
all there are. What is told is what a turn looked up, or ordered to be sent, whether or not all of it was then shown.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from conversations.campaigns import Candidates
from conversations.desk.answers import SharedAnswers
from conversations.desk.campaigning import (
    BlankSought,
    CampaignSought,
    CampaignsSought,
    Deliveries,
    Meetings,
    MeetingSought,
    Recipients,
    StepsHad,
)
from conversations.desk.digest import DigestWish
from conversations.desk.figures import CutOffs, CutOffSought
from conversations.desk.instruments import Instruments, Summary
from conversations.desk.pictures import SharersSought
from conversations.desk.sought import Sought
from conversations.desk.waves import Awaiting, Unfinished, Waves
from conversations.earlier import Earlier
from conversations.member_file import MemberFile
from conversations.membership import (
    AboutAppointment,
    AboutMember,
    Coordinators,
    NameTaken,
    NeverOpened,
    RetiredMembers,
    ZoneOf,
    Zones,
)
from conversations.replies import Enclosure
from conversations.roll import Names, Roll
from conversations.workbook import Fates
from storage.audit import note
from storage.audit_entry import of_person
from storage.audit_facts import Told
from storage.audit_words import Action, Kind
from storage.database import Transaction


def _network(action: Action, detail: str = "") -> Told:
    return Told(action, Kind.NETWORK, detail=detail)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() else None


SOUGHT: dict[type, Callable[[Any], Told]] = {
    Roll: lambda sought: _network(Action.STATUSES_READ, ",".join(sought.countries)),
    MemberFile: lambda sought: Told(Action.MEMBER_FILE_READ, Kind.MEMBER, sought.member),
    SharedAnswers: lambda sought: Told(Action.ANSWERS_READ, Kind.MEMBER, sought.member),
    AboutMember: lambda sought: Told(Action.PEOPLE_READ, Kind.MEMBER, sought.member),
    Coordinators: lambda _: _network(Action.PEOPLE_READ, "coordinators"),
    AboutAppointment: lambda sought: Told(Action.PEOPLE_READ, Kind.APPOINTMENT, sought.appointment),
    NeverOpened: lambda _: _network(Action.UNOPENED_READ),
    Fates: lambda sought: _network(Action.LIST_COMPARED, f"{len(sought.rows)} rows"),
    Candidates: lambda _: _network(Action.AUDIENCE_READ),
    Deliveries: lambda sought: Told(
        Action.DELIVERIES_READ, Kind.CAMPAIGN, sought.campaign, sought.state.value if sought.state else ""
    ),
    Recipients: lambda sought: Told(Action.RECIPIENTS_READ, Kind.CAMPAIGN, sought.campaign),
    CutOffSought: lambda sought: Told(Action.CUT_OFF_READ, Kind.CUT_OFF, sought.id),
}
_PUBLIC, _OWN, _COUNTS = "names of municipalities", "the coordinator's own", "counts that name nobody"
NOT_OTHERS: dict[type, str] = {
    Names: _PUBLIC,
    RetiredMembers: _PUBLIC,
    NameTaken: _PUBLIC,
    Zones: "time zones",
    ZoneOf: "time zones",
    Meetings: _OWN,
    MeetingSought: _OWN,
    DigestWish: _OWN,
    SharersSought: _COUNTS,
    CampaignsSought: _COUNTS,
    CampaignSought: _COUNTS,
    Waves: _COUNTS,
    Awaiting: "to be written to; only their number is shown",
    Unfinished: "to be written to; only their number is shown",
    StepsHad: "to be left out; whom a notice goes to is told as an audience",
    CutOffs: "a list of names of waves, and days",
    BlankSought: "a questionnaire without an answer",
    Instruments: "questionnaires",
    Summary: "questionnaires",
    Earlier: "the respondent's own municipality",
}
SENT: dict[Enclosure, Callable[[str], Told]] = {
    Enclosure.EXPORT: lambda target: _network(Action.EXPORTED, target),
    Enclosure.CUT_OFF_BOOK: lambda target: Told(Action.CUT_OFF_READ, Kind.CUT_OFF, _number(target), "book"),
    Enclosure.CUT_OFF_PICTURES: lambda target: Told(Action.CUT_OFF_READ, Kind.CUT_OFF, _number(target), "pictures"),
    Enclosure.CUT_OFF_TEXT: lambda target: Told(Action.CUT_OFF_READ, Kind.CUT_OFF, _number(target), "text"),
    Enclosure.HEAT_MAP: lambda target: _network(Action.HEAT_MAP_SENT, target),
    Enclosure.UNOPENED_LIST: lambda _: _network(Action.UNOPENED_READ, "list"),
    Enclosure.OWN_LIST: lambda _: _network(Action.LIST_COMPARED, "list"),
    Enclosure.DIGEST: lambda _: _network(Action.DIGEST_SENT),
}
_MUNICIPAL, _LINK = "the respondent's own municipality", "the invitation is told as it is made"
NOTHING_OF_OTHERS: Final[dict[Enclosure, str]] = {
    Enclosure.PICTURE: _MUNICIPAL,
    Enclosure.PDF: _MUNICIPAL,
    Enclosure.PRACTICES: _MUNICIPAL,
    Enclosure.BLANK: _MUNICIPAL,
    Enclosure.ANSWERS: _MUNICIPAL,
    Enclosure.CONSULTATION: _MUNICIPAL,
    Enclosure.MY_DATA: "one's own",
    Enclosure.SUCCESSION: _LINK,
    Enclosure.NEW_PHONE: _LINK,
    Enclosure.INVITATION: _LINK,
    Enclosure.READ_FILE: "the coordinator's own file",
    Enclosure.INSTRUMENT: "a questionnaire",
    Enclosure.NETWORK_PICTURE: _COUNTS,
}


def note_reads(tx: Transaction, found: Iterable[Sought[object]], person: int, now: datetime) -> None:
    """Note what a turn of ``person`` looked up. Raises KeyError for what is in no table."""
    for sought in found:
        if type(sought) not in NOT_OTHERS:
            _note(tx, SOUGHT[type(sought)](sought), person, now)


def note_sending(tx: Transaction, enclosure: Enclosure, target: str, person: int, now: datetime) -> None:
    """Note what is to be sent to ``person``. Raises KeyError for what is in no table."""
    if enclosure not in NOTHING_OF_OTHERS:
        _note(tx, SENT[enclosure](target), person, now)


def _note(tx: Transaction, told: Told, person: int, now: datetime) -> None:
    note(tx, of_person(person, told.action, now, told.kind, told.object, told.detail))
