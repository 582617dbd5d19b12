"""What a reminder that was sent does to the other messages in the person's chat.

Decides that it becomes the one live card, unless the person did something since it was made: then it only loses its
buttons, and what they did stays. Payloads are opaque.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select

from conversations.assessment import Assessment
from conversations.place import Place
from storage import tables as t
from storage.answer_writer import begin_assessment
from storage.database import AnyRow, Transaction
from storage.places import write_place
from storage.screen_rows import read_screens, write_screens
from storage.screens import Screen, bury, live_card
from storage.tables.talk import Purpose
from storage.talk import Work, work_of
from storage.waves import open_now

_p, _pl, _ap, _v = (x.c for x in (t.person, t.place, t.appointment, t.visit))
_PERSON = select(_p.last_turn_at, _p.language).where(_p.id == bindparam("person"))
_PLACES = select(t.place).where(_pl.person_id == bindparam("person")).order_by(_pl.assessment_id)
_POSTS = select(_ap.id, _ap.chosen_by).where(_ap.person_id == bindparam("person"), _ap.until.is_(None)).order_by(_ap.id)
_VISIT = select(_v.invitation_id).where(_v.person_id == bindparam("person"))


@dataclass(frozen=True, slots=True)
class Seen:
    """How a person and their chat stood when the reminder was made; equal as long as nobody touched them."""

    person: int
    card: tuple[int, int] | None
    rows: tuple[tuple[object, ...], ...]


def bury_card(tx: Transaction, person: int) -> None:
    """Note that something may stand below the live card from now on: when it next changes, it comes anew."""
    screens = read_screens(tx, person, receipts=False)
    write_screens(tx, person, screens, bury(screens))


def look(tx: Transaction, person: int) -> Seen:
    """Take note of how a person and their chat stand."""
    card = live_card(read_screens(tx, person, receipts=False))
    found: list[AnyRow] = []
    for statement in (_PERSON, _PLACES, _POSTS, _VISIT):
        found += tx.connection.execute(statement, {"person": person}).all()
    return Seen(person, None if card is None else (card.id, card.wanted), tuple(tuple(row) for row in found))


def take_over(
    tx: Transaction,
    seen: Seen,
    payload: str,
    message_id: int,
    place: Place,
    assessment: Assessment,
    now: datetime,
) -> Work | None:
    """Make a reminder that arrived the person's live card, or only take its buttons off; return what is to be drawn."""
    person = seen.person
    before = read_screens(tx, person, receipts=False)
    sent = Screen(0, Purpose.CARD, payload, drawn=1, message_id=message_id, sent_at=now)
    begun = _begun(tx, assessment, now) if look(tx, person) == seen else None
    if begun is None:
        above = tuple(replace(one, buried=True) if _stands_above(one, message_id) else one for one in before)
        write_screens(tx, person, before, (*above, sent.retired()))
        return work_of(tx, person)
    write_place(tx, place, person, begun)
    kept = tuple(one.retired() if one.purpose is Purpose.CARD else one for one in before)
    write_screens(tx, person, before, (*kept, sent))
    return work_of(tx, person)


def _stands_above(screen: Screen, message_id: int) -> bool:
    return screen.purpose is Purpose.CARD and screen.message_id is not None and screen.message_id < message_id


def _begun(tx: Transaction, assessment: Assessment, now: datetime) -> int | None:
    """Give the id of the assessment, begun now if it was not; ``None`` when its wave has been closed meanwhile."""
    if assessment.id:
        return assessment.id
    wave = open_now(tx)
    return begin_assessment(tx, assessment.member.id, wave.id, now) if wave == assessment.wave else None
