"""Reads the world of one turn: who comes, under which appointment, in which assessment, at which place.

Decides which assessment an appointment shows (that of the open wave, else the member's latest), which earlier message
an edit or a reply is about, and that only a coordinator in whose scope it is meets a question.
Words nothing and writes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Executable, bindparam, literal, select, union_all

from conversations.attention import Attention
from conversations.authorisation import in_scope
from conversations.instrument import Language
from conversations.people import Invitation, Person, Role
from conversations.place import Place, View
from conversations.world import Origin, Question, Traced, World
from storage import tables as t
from storage.assessment_in_view import read_assessment_in_view, read_posts_of_authors
from storage.assessment_reader import MEMBER, WAVE, member_of, wave_of
from storage.database import AnyRow, Transaction
from storage.desk import read_desk
from storage.invitation_token import token_hash
from storage.posts_reader import NONE, read_posts
from storage.posts_reader import countries_of as countries_of
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


_ps, _v, _at, _in, _pl = (x.c for x in (t.person, t.visit, t.attention, t.invitation, t.place))
_succeeded = t.appointment.alias("succeeded")
_PERSON = (
    select(
        *(_ps.id, _ps.identity, _ps.language, _ps.consented_at, _ps.post, _ps.last_turn_at),
        *(_v.invitation_id, _v.view, t.reminder.c.due_at, _at.minute, _at.snoozed_until, _at.muted_wave_id),
    )
    .join_from(t.person, t.visit, isouter=True)
    .join(t.reminder, t.reminder.c.person_id == _ps.id, isouter=True)
    .join(t.attention, _at.person_id == _ps.id, isouter=True)
    .where(_ps.telegram_hash == bindparam("hash"))
)
INVITATION = (
    select(
        *(_in.id, _in.role, _in.countries, _in.expires_at, _in.used_by, _in.revoked_at, _in.requested_at, *MEMBER),
        _succeeded.c.person_id.label("holder"),
    )
    .join_from(t.invitation, t.member, _in.member_id == t.member.c.id, isouter=True)
    .join(_succeeded, (_succeeded.c.id == _in.succeeds) & _succeeded.c.until.is_(None), isouter=True)
)
"""What `invitation_of` reads."""
_BY_TOKEN = INVITATION.where(_in.token_hash == bindparam("hash"))
_BY_ID = INVITATION.where(_in.id == bindparam("invitation"))
_OPEN_WAVE = select(*WAVE, t.wave.c.instrument_id).where(t.wave.c.open_mark == 1)
_PLACE = select(_pl.language, _pl.view, _pl.target, _pl.cursor, _pl.pending, _pl.pending_message, _pl.oriented).where(
    _pl.person_id == bindparam("person"), _pl.assessment_id == bindparam("assessment")
)
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
    posts = read_posts(tx, row.id, now) if consented else NONE
    person = Person(row.id, Language(row.language), consented, posts.held, posts.active)
    assessment, earlier = read_assessment_in_view(tx, person.appointment, wave, wave_row)
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
        appointment is None or appointment.id in posts.reminded,
        row.due_at,
        row.post or "",
        shown_at(tx, row.id, row.last_turn_at, now) if inquiry.typed else None,
        read_desk(tx, row.id) if appointment is not None and appointment.role is Role.COORDINATOR else None,
        attention=Attention(row.minute, row.snoozed_until, row.muted_wave_id),
        left=posts.left,
        earlier=earlier,
        posts=read_posts_of_authors(tx, assessment, place),
    )
    return world, Known(row.id, telegram_hash, row.identity)


def sender_of(tx: Transaction, row: AnyRow) -> Sender:
    """Make the sender of a row with the telegram_hash, identity and language of somebody with consent."""
    identity = tx.keyring.open_identity(row.identity, row.telegram_hash)
    return Sender(identity.telegram_id, identity.name, Language(row.language))


def language_of(invitation: Invitation | None) -> Language:
    """Guess the language of somebody whose Telegram does not tell: that of the invited member's country."""
    return country_language(invitation.member.country if invitation and invitation.member else "")


def country_language(country: str) -> Language:
    """Tell which of our languages a country most likely reads, by its ISO 3166 code."""
    if country in _PORTUGUESE:
        return Language.PT
    return Language.EN if country in _ENGLISH else Language.ES


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
        row.holder,
    )


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
