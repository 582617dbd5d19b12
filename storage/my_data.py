"""Everything that the database holds about one person, for that person to read.

Decides what is said in full (who they are, their posts, what they gave, asked and answered) and what is counted (lines
of history, cards, letters). Words nothing. A table that refers to persons and is not here fails a test.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from conversations.instrument import Language
from conversations.people import Role
from storage import tables as t
from storage.assessment_reader import MEMBER
from storage.database import AnyRow, Transaction
from storage.given import ASSESSMENTS, Given, read_given
from storage.own_work import Kept, read_own_work
from storage.secrets import Identity
from storage.tables.talk import LetterKind
from storage.world_reader import countries_of

_p, _a, _m, _w, _i, _ap, _q, _pl, _o = (
    x.c for x in (t.person, t.assessment, t.member, t.wave, t.invitation, t.appointment, t.question, t.place, t.outbox)
)


@dataclass(frozen=True, slots=True)
class HeldAppointment:
    """An appointment, ended ones too. ``member`` is empty for a coordinator."""

    role: Role
    member: str
    countries: tuple[str, ...]
    since: datetime
    until: datetime | None
    chosen: bool
    reminded: bool


@dataclass(frozen=True, slots=True)
class MetInvitation:
    """An invitation that the person used, or (``used_at`` None) is looking at since ``began_at``."""

    role: Role
    member: str
    post: str
    began_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A question that the person asked (``own``) or, as a coordinator, answered."""

    own: bool
    member: str
    target: str
    text: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stood:
    """Where the person stands in an assessment; ``pending`` is a text of theirs that waits to be confirmed."""

    wave: str
    member: str
    target: str
    language: Language
    pending: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """When the person wants to be reminded, and when they said so."""

    due_at: datetime
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class MyData:
    """Everything about one person; ``identity`` is ``None`` before consent and after being forgotten."""

    identity: Identity | None
    language: Language
    post: str
    consent_version: str
    consented_at: datetime | None
    last_turn_at: datetime
    unreachable_at: datetime | None
    awaiting_wave_since: datetime | None
    outage_told_at: datetime | None
    appointments: tuple[HeldAppointment, ...]
    invitations: tuple[MetInvitation, ...]
    reminder: Reminder | None
    given: tuple[Given, ...]
    exchanged: tuple[Exchanged, ...]
    places: tuple[Stood, ...]
    changes: int
    """Lines of history: what was changed, when, from what to what."""
    entries: int
    """Entries of the audit: that the person did something, when, without any text."""
    screens: int
    """Cards and receipts in the chat that are kept true."""
    replies: int
    notices: int
    kept: tuple[Kept, ...]
    """Whatever else there is: as a coordinator, in campaigns, made by them."""


def read_my_data(tx: Transaction, person: int) -> MyData:
    """Read all about a person by the id of their row; needs the secret key. Raises LookupError when there is none."""
    row = tx.connection.execute(select(*_p).where(_p.id == person)).one_or_none()
    if row is None:
        raise LookupError(person)
    due = tx.connection.execute(select(t.reminder).where(t.reminder.c.person_id == person)).one_or_none()
    letters = select(_o.kind, func.count()).where(_o.person_id == person).group_by(_o.kind)
    counted: dict[str, int] = dict(iter(tx.connection.execute(letters)))
    return MyData(
        None if row.identity is None else tx.keyring.open_identity(row.identity, row.telegram_hash),
        Language(row.language),
        row.post or "",
        row.consent_version or "",
        row.consented_at,
        row.last_turn_at,
        row.unreachable_at,
        row.awaiting_wave_since,
        row.outage_told_at,
        _appointments(tx, person),
        _invitations(tx, person),
        None if due is None else Reminder(due.due_at, due.asked_at),
        read_given(tx, person),
        _exchanged(tx, person),
        _places(tx, person),
        _count(tx, t.response_history.c.person_id == person),
        _count(tx, t.audit.c.person_id == person),
        _count(tx, t.screen.c.person_id == person),
        counted.get(LetterKind.REPLY.value, 0),
        counted.get(LetterKind.NOTICE.value, 0),
        read_own_work(tx, person),
    )


def _name(row: AnyRow) -> str:
    return row.member_name or ""


def _appointments(tx: Transaction, person: int) -> tuple[HeldAppointment, ...]:
    held = select(t.appointment, *MEMBER).join_from(t.appointment, t.member, _ap.member_id == _m.id, isouter=True)
    return tuple(
        HeldAppointment(
            Role(row.role),
            _name(row),
            countries_of(row.countries),
            row.since,
            row.until,
            row.chosen_by is not None,
            row.reminded_for is not None,
        )
        for row in tx.connection.execute(held.where(_ap.person_id == person).order_by(_ap.id))
    )


def _invitations(tx: Transaction, person: int) -> tuple[MetInvitation, ...]:
    met = (
        select(_i.role, _i.post, _i.used_at, t.visit.c.began_at, *MEMBER)
        .join_from(
            t.invitation, t.visit, and_(t.visit.c.invitation_id == _i.id, t.visit.c.person_id == person), isouter=True
        )
        .join(t.member, _i.member_id == _m.id, isouter=True)
        .where(or_(_i.used_by == person, t.visit.c.person_id == person))
    )
    return tuple(
        MetInvitation(Role(row.role), _name(row), row.post or "", row.began_at, row.used_at)
        for row in tx.connection.execute(met.order_by(_i.id))
    )


def _exchanged(tx: Transaction, person: int) -> tuple[Exchanged, ...]:
    of_person = or_(_q.asked_by == person, _q.answered_by == person)
    rows = select(t.question, _m.name).select_from(ASSESSMENTS.join(t.question, _q.assessment_id == _a.id))
    return tuple(
        Exchanged(
            row.asked_by == person,
            row.name,
            row.target,
            row.text,
            row.asked_at,
            row.answer or "",
            row.answered_at,
        )
        for row in tx.connection.execute(rows.where(of_person).order_by(_q.id))
    )


def _places(tx: Transaction, person: int) -> tuple[Stood, ...]:
    stood = select(_w.name.label("wave"), _m.name.label("member"), _pl.target, _pl.language, _pl.pending)
    stood = stood.select_from(ASSESSMENTS.join(t.place, _pl.assessment_id == _a.id)).where(_pl.person_id == person)
    return tuple(
        Stood(row.wave, row.member, row.target, Language(row.language), row.pending)
        for row in tx.connection.execute(stood.order_by(_pl.assessment_id))
    )


def _count(tx: Transaction, of_person: ColumnElement[bool]) -> int:
    return int(tx.connection.execute(select(func.count()).where(of_person)).scalar_one())
