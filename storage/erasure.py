"""Erasure: a person wants to be forgotten. Who they are goes; what their municipality answered stays.

Decides what is about the person (identity, post, place, desk, cards, letters, reminders, their questions, the ids of
their messages) and what is the municipality's (answers, notes, files, history), where a number remains as author: a
pseudonym that leads to nobody, for its row has no identity and a random hash. Whoever comes back is somebody new.

Updates that wait were sent after this one and empty themselves in their own turn; failed ones that name the person are
emptied here. Backups made before still have everything, until they are deleted.
"""

from collections.abc import Callable
from datetime import datetime
from secrets import token_hex

from sqlalchemy import delete, select, update

from storage import tables as t
from storage.appointments import end_appointment
from storage.audit_words import Kind
from storage.database import Transaction
from storage.expunging import owe_expunging
from storage.inbox import empty_naming
from storage.tables.talk import LetterState
from storage.vouching import vouch

NO_MESSAGE = 0
_p, _a, _o, _q = t.person.c, t.appointment.c, t.outbox.c, t.question.c


def new_tombstone() -> str:
    """Make what stands in the place of a hash: 256 random bits, so that no id leads there."""
    return token_hex(32)


def forget_person(
    tx: Transaction,
    person: int,
    telegram_id: int,
    now: datetime,
    make_tombstone: Callable[[], str] = new_tombstone,
) -> None:
    """Forget who a person is, and everything that is about them and not their municipality's."""
    in_force = select(_a.id).where(_a.person_id == person, _a.until.is_(None))
    for appointment in tx.connection.execute(in_force).scalars().all():
        end_appointment(tx, appointment, now)
    _forget_questions(tx, person)
    for table in (t.visit, t.place, t.reminder, t.screen, t.outbox, t.desk, t.attention, t.digest):
        tx.connection.execute(delete(table).where(table.c.person_id == person))
    for table in (t.response, t.note):
        tx.connection.execute(update(table).where(table.c.author == person).values(message=None))
    tx.connection.execute(update(t.evidence).where(t.evidence.c.author == person).values(message=NO_MESSAGE))
    tx.connection.execute(update(t.invitation).where(t.invitation.c.used_by == person).values(post=None))
    tx.connection.execute(update(t.delivery).where(t.delivery.c.person_id == person).values(message_id=None))
    empty_naming(tx, telegram_id, now)
    nobody = dict.fromkeys(
        ("identity", "address", "post", "consented_at", "consent_version", "unreachable_at", "awaiting_wave_since",
         "outage_told_at")
    )  # fmt: skip
    vouch(tx, now, Kind.PERSON, person)
    tx.connection.execute(update(t.person).where(_p.id == person).values(telegram_hash=make_tombstone(), **nobody))
    owe_expunging(tx, now)


def _forget_questions(tx: Transaction, person: int) -> None:
    """Forget what the person asked, and take back the letters about it that were not sent yet."""
    asked = _o.question_id.in_(select(_q.id).where(_q.asked_by == person))
    tx.connection.execute(delete(t.outbox).where(asked, _o.state == LetterState.PENDING.value))
    tx.connection.execute(update(t.outbox).where(asked).values(question_id=None))
    tx.connection.execute(delete(t.question).where(_q.asked_by == person))
