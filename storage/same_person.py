"""One person at another Telegram account: what goes along, and what a person wants to hear from us, as it is written.

Decides that language, post, wishes and places go along, and that nothing that waited in the old chat does: its messages
are not there. Answers keep the author that they have.
"""

from sqlalchemy import insert, select, update

from conversations.place import View
from storage import tables as t
from storage.database import Transaction

_p, _at, _re, _pl = (x.c for x in (t.person, t.attention, t.reminder, t.place))
_WISHES = (_at.minute, _at.snoozed_until, _at.muted_wave_id)
KEPT_VIEWS = frozenset(one.value for one in (View.STILL, View.BEGIN, View.HANDOVER))


def attend(tx: Transaction, person: int, **values: object) -> None:
    """Write some of a person's wishes about when they are written to."""
    if tx.connection.execute(update(t.attention).where(_at.person_id == person).values(**values)).rowcount == 0:
        tx.connection.execute(insert(t.attention).values(person_id=person, **values))


def go_on_as(tx: Transaction, before: int, person: int, member: int) -> None:
    """Give the account ``person`` what the account ``before`` had, as far as it is about ``member`` or about both."""
    own = tx.connection.execute(select(_p.language, _p.post).where(_p.id == before)).one()
    tx.connection.execute(update(t.person).where(_p.id == person).values(language=own.language, post=own.post))
    wishes = tx.connection.execute(select(*_WISHES).where(_at.person_id == before)).one_or_none()
    if wishes is not None:
        attend(tx, person, **dict(zip((one.name for one in _WISHES), wishes, strict=True)))
    if tx.connection.execute(select(_re.person_id).where(_re.person_id == person)).first() is None:
        tx.connection.execute(update(t.reminder).where(_re.person_id == before).values(person_id=person))
    _move_places(tx, before, person, member)


def _move_places(tx: Transaction, before: int, person: int, member: int) -> None:
    of_member = select(t.assessment.c.id).where(t.assessment.c.member_id == member)
    been = select(_pl.assessment_id).where(_pl.person_id == person)
    there = select(t.place).where(_pl.person_id == before)
    for place in tx.connection.execute(
        there.where(_pl.assessment_id.in_(of_member), _pl.assessment_id.not_in(been))
    ).all():
        values: dict[str, object] = {
            "person_id": person,
            "assessment_id": place.assessment_id,
            "language": place.language,
            "view": place.view if place.view in KEPT_VIEWS else View.PAUSED.value,
            "target": "",
            "cursor": place.cursor,
            "pending": "",
            "oriented": place.oriented,
        }
        tx.connection.execute(insert(t.place), values)
