"""Reads the world of one turn: who comes, under which appointment, in which assessment, at which place.

Decides which assessment an appointment shows (that of the open wave, else the member's latest), which earlier message
an edit or a reply is about, and that only a coordinator in whose scope it is meets a question.
Words nothing and writes nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Executable, bindparam, literal, or_, select, union_all

from conversations.assessment import Assessment, Wave
from conversations.authorisation import in_scope
from conversations.instrument import Language
from conversations.people import Appointment, Invitation, Person, Role
from conversations.place import Place, View
from conversations.world import Origin, Question, Traced, World
from storage import tables as t
from storage.assessment_reader import LATEST, MEMBER, WAVE, assessment_of, member_of, read_instrument, wave_of
from storage.database import AnyRow, Transaction
from storage.desk import read_desk
from storage.invitation_token import token_hash
from storage.questions import question_told_by
from storage.screen_rows import shown_at
from storage.surroundings import ALONE, read_surroundings


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent an update: the Telegram id, the name shown, and the language of the app if it is one of ours."""

    telegram_id: int
    name: str
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What an event needs to have looked up: an invitation by token, an edited or replied-to message by its id.

    ``typed``: when what is on the card came up, so that nothing is taken for an answer to what was not seen yet.
    """

    token: str = ""
    message: int | None = None
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What storage itself needs of a person."""

    id: int
    telegram_hash: str
    identity: bytes | None


_ps, _v, _ap, _in, _pl = (x.c for x in (t.person, t.visit, t.appointment, t.invitation, t.place))
_PERSON = (
    select(
        *(_ps.id, _ps.identity, _ps.language, _ps.consented_at, _ps.post, _ps.last_turn_at),
        *(_v.invitation_id, _v.view, t.reminder.c.due_at),
    )
    .join_from(t.person, t.visit, isouter=True)
    .join(t.reminder, t.reminder.c.person_id == _ps.id, isouter=True)
    .where(_ps.telegram_hash == bindparam("hash"))
)
_APPOINTMENTS = (
    select(_ap.id, _ap.role, _ap.countries, _ap.chosen_by, _ap.reminded_for, *MEMBER, t.member.c.rehearsal_for)
    .join_from(t.appointment, t.member, _ap.member_id == t.member.c.id, isouter=True)
    .where(
        _ap.person_id == bindparam("person"),
        _ap.since <= bindparam("now"),
        or_(_ap.until.is_(None), _ap.until > bindparam("now")),
        t.member.c.retired_at.is_(None),  # a retired member's people have no post, until it is taken in again
    )
    .order_by(_ap.id)
)
INVITATION = select(
    _in.id, _in.role, _in.countries, _in.expires_at, _in.used_by, _in.revoked_at, _in.requested_at, *MEMBER
).join_from(t.invitation, t.member, _in.member_id == t.member.c.id, isouter=True)
"""What `invitation_of` reads."""
_BY_TOKEN = INVITATION.where(_in.token_hash == bindparam("hash"))
_BY_ID = INVITATION.where(_in.id == bindparam("invitation"))
_OPEN_WAVE = select(*WAVE, t.wave.c.instrument_id).where(t.wave.c.open_mark == 1)
_PLACE = select(_pl.language, _pl.view, _pl.target, _pl.cursor, _pl.pending, _pl.pending_message, _pl.oriented).where(
    _pl.person_id == bindparam("person"), _pl.assessment_id == bindparam("assessment")
)
_LATEST = LATEST.limit(1)
_r, _n, _s = t.response.c, t.note.c, t.screen.c
_TRACED = union_all(
    select(literal(Origin.RESPONSE.value).label("origin"), _r.item.label("target")).where(
        _r.assessment_id == bindparam("assessment"),
        _r.author == bindparam("person"),
        _r.message == bindparam("message"),
    ),
    select(literal(Origin.NOTE.value), _n.target).where(
        _n.assessment_id == bindparam("assessment"),
        _n.author == bindparam("person"),
        _n.message == bindparam("message"),
    ),
    select(literal(Origin.RECEIPT.value), _s.criterion).where(
        _s.assessment_id == bindparam("assessment"),
        _s.person_id == bindparam("person"),
        _s.message_id == bindparam("message"),
        _s.criterion.is_not(None),
    ),
)
_PORTUGUESE = frozenset({"BR"})
_ENGLISH = frozenset({"AG", "AI", "BB", "BM", "BS", "BZ", "CA", "DM", "GD", "GY", "JM", "KN", "LC", "TT", "US", "VC"})


def read_world(tx: Transaction, sender: Sender, inquiry: Inquiry, now: datetime) -> tuple[World, Known | None]:
    """Return all that a turn of ``sender`` may look at, and the person's row if there is one."""
    telegram_hash = tx.keyring.telegram_hash(sender.telegram_id)
    row = tx.connection.execute(_PERSON, {"hash": telegram_hash}).one_or_none()
    invitation = _invitation(tx, _BY_TOKEN, {"hash": token_hash(inquiry.token)}) if inquiry.token else None
    wave_row = tx.connection.execute(_OPEN_WAVE).one_or_none()
    wave = None if wave_row is None else wave_of(wave_row)
    if row is None:
        language = sender.language or language_of(invitation)
        return World(language, invitation=invitation, wave=wave), None
    visiting = None if row.invitation_id is None else _invitation(tx, _BY_ID, {"invitation": row.invitation_id})
    consented = row.consented_at is not None
    appointments, active, reminded = _appointments(tx, row.id, now) if consented else ((), None, frozenset())
    person = Person(row.id, Language(row.language), consented, appointments, active)
    assessment = _assessment(tx, person, wave, wave_row)
    place, traced = None, None
    if assessment is not None and assessment.id:
        place = _place(tx, person.id, assessment.id)
        traced = _traced(tx, person.id, assessment.id, inquiry.message)
    question = _question(tx, person, inquiry.message)
    if question is not None:
        traced = Traced(Origin.QUESTION, str(question.id))
    appointment = person.appointment
    around = ALONE
    if appointment is not None and appointment.member is not None and not appointment.rehearsal:
        around = read_surroundings(tx, person.id, appointment.member)
    world = World(
        person.language,
        person,
        invitation,
        visiting,
        View(row.view) if row.view is not None else View.POST,
        wave,
        assessment,
        place,
        traced,
        question,
        around.coordinated,
        around.colleagues,
        appointment is None or appointment.id in reminded,
        row.due_at,
        row.post or "",
        shown_at(tx, row.id, row.last_turn_at, now) if inquiry.typed else None,
        read_desk(tx, row.id) if appointment is not None and appointment.role is Role.COORDINATOR else None,
    )
    return world, Known(row.id, telegram_hash, row.identity)


def sender_of(tx: Transaction, row: AnyRow) -> Sender:
    """Make the sender of a row with the telegram_hash, identity and language of somebody with consent."""
    identity = tx.keyring.open_identity(row.identity, row.telegram_hash)
    return Sender(identity.telegram_id, identity.name, Language(row.language))


def language_of(invitation: Invitation | None) -> Language:
    """Guess the language of somebody whose Telegram does not tell: that of the invited member's country."""
    country = invitation.member.country if invitation is not None and invitation.member is not None else ""
    if country in _PORTUGUESE:
        return Language.PT
    return Language.EN if country in _ENGLISH else Language.ES


def _appointments(
    tx: Transaction, person: int, now: datetime
) -> tuple[tuple[Appointment, ...], int | None, frozenset[int]]:
    """Return the appointments in force, the chosen one, and those that get the reminders of their member."""
    appointments, active, reminded = [], None, set()
    for row in tx.connection.execute(_APPOINTMENTS, {"person": person, "now": now}):
        member = None if row.member_id is None else member_of(row)
        rehearsal, countries = row.rehearsal_for is not None, countries_of(row.countries)
        appointments.append(Appointment(row.id, Role(row.role), member, countries, rehearsal))
        active = row.id if row.chosen_by is not None else active
        if row.reminded_for is not None:
            reminded.add(row.id)
    return tuple(appointments), active, frozenset(reminded)


def _invitation(tx: Transaction, statement: Executable, values: dict[str, object]) -> Invitation | None:
    row = tx.connection.execute(statement, values).one_or_none()
    return None if row is None else invitation_of(row)


def invitation_of(row: AnyRow) -> Invitation:
    """Make an invitation of a row of INVITATION."""
    return Invitation(
        row.id,
        Role(row.role),
        None if row.member_id is None else member_of(row),
        countries_of(row.countries),
        row.expires_at,
        row.used_by,
        row.revoked_at is not None,
        row.requested_at is not None,
    )


def countries_of(text: str) -> tuple[str, ...]:
    """Read countries as they are stored: codes with commas between."""
    return tuple(text.split(",")) if text else ()


def _assessment(tx: Transaction, person: Person, wave: Wave | None, open_row: AnyRow | None) -> Assessment | None:
    appointment = person.appointment
    if appointment is None or appointment.member is None:
        return None
    row = tx.connection.execute(_LATEST, {"member": appointment.member.id}).one_or_none()
    if appointment.rehearsal and row is not None:  # never late, whatever wave is open
        rehearsed = assessment_of(tx, row)
        return replace(rehearsed, wave=replace(rehearsed.wave, closed_at=None))
    if wave is None or open_row is None:
        return None if row is None else assessment_of(tx, row)
    if row is not None and row.wave_id == wave.id:
        return assessment_of(tx, row)
    return Assessment(0, appointment.member, wave, read_instrument(tx, open_row.instrument_id))


def _place(tx: Transaction, person: int, assessment: int) -> Place | None:
    row = tx.connection.execute(_PLACE, {"person": person, "assessment": assessment}).one_or_none()
    if row is None:
        return None
    language, view, target, cursor, pending, pending_message, oriented = row
    return Place(person, Language(language), View(view), target, cursor, pending, pending_message, oriented)


def _question(tx: Transaction, person: Person, message: int | None) -> Question | None:
    """Return the question that a coordinator replies to, if its member is in that coordinator's scope."""
    scopes = [one for one in person.appointments if one.role is Role.COORDINATOR]
    if message is None or not scopes:
        return None
    question = question_told_by(tx, person.id, message)
    return question if question is not None and any(in_scope(one, question.member) for one in scopes) else None


def _traced(tx: Transaction, person: int, assessment: int, message: int | None) -> Traced | None:
    if message is None:
        return None
    row = tx.connection.execute(_TRACED, {"person": person, "assessment": assessment, "message": message}).first()
    return None if row is None else Traced(Origin(row.origin), row.target)
