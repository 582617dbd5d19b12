"""What is forgotten by itself: applied updates, settled letters, stale reminders, visitors who never came in.

Decides the terms. Answers and their history are never among it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from storage import tables as t
from storage.database import Transaction
from storage.inbox import prune_inbox
from storage.person_writer import end_visit
from storage.reminders import REMINDER_KEPT

VISITOR_KEPT = timedelta(days=7)
LETTER_KEPT = timedelta(days=30)
"""How long a settled letter is kept; one that tells of a question, until that is answered."""
_v, _p, _o = t.visit.c, t.person.c, t.outbox.c


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows went."""

    updates: int
    visitors: int
    letters: int


def forget_old(tx: Transaction, now: datetime) -> Forgotten:
    """Forget what is past its term; meant to be called now and then."""
    old = select(_v.person_id).join_from(t.visit, t.person, _v.person_id == _p.id)
    old = old.where(_v.began_at < now - VISITOR_KEPT, _p.consented_at.is_(None))
    visitors = tx.connection.execute(old).scalars().all()
    for person in visitors:
        end_visit(tx, person)
    tx.connection.execute(delete(t.reminder).where(t.reminder.c.due_at < now - REMINDER_KEPT))
    waiting = select(t.question.c.id).where(t.question.c.answer.is_(None))
    letters = delete(t.outbox).where(
        _o.settled_at < now - LETTER_KEPT, or_(_o.question_id.is_(None), _o.question_id.not_in(waiting))
    )
    return Forgotten(prune_inbox(tx, now), len(visitors), tx.connection.execute(letters).rowcount)
