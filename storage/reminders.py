"""Reminders that people ask for themselves: one wish at a time, and who is to be reminded now.

Decides when a wish has lapsed: after submitting, without a post, and a week late (a stale one would greet whoever
comes back after months). What a reminder shows, the turn decides that is taken for it.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from conversations.world import World
from storage import tables as t
from storage.database import Transaction
from storage.world_reader import Inquiry, Sender, read_world, sender_of

REMINDER_KEPT = timedelta(days=7)
_r, _p = t.reminder.c, t.person.c


def ask_reminder(tx: Transaction, person: int, at: datetime | None, now: datetime) -> None:
    """Keep when a person wants to be reminded, instead of an earlier wish; ``None``: not at all."""
    tx.connection.execute(delete(t.reminder).where(_r.person_id == person))
    if at is not None:
        tx.connection.execute(insert(t.reminder), {"person_id": person, "due_at": at, "asked_at": now})


def due_reminders(tx: Transaction, now: datetime) -> tuple[Sender, ...]:
    """List who is to be reminded now, the longest due first: reachable, in post, not submitted.

    Each is to be sent one turn without an update (`apply` with key None) whose facts have ReminderShown.
    """
    due = (
        select(_p.telegram_hash, _p.identity, _p.language)
        .join_from(t.reminder, t.person, _r.person_id == _p.id)
        .where(_r.due_at <= now, _r.due_at > now - REMINDER_KEPT)
        .where(_p.identity.is_not(None), _p.unreachable_at.is_(None))
        .order_by(_r.due_at, _p.id)
    )
    people = [sender_of(tx, row) for row in tx.connection.execute(due).all()]
    return tuple(one for one in people if _has_something_to_do(read_world(tx, one, Inquiry(), now)[0]))


def _has_something_to_do(world: World) -> bool:
    if world.assessment is not None:
        return world.assessment.submission is None
    person = world.person
    return person is not None and person.appointment is None and bool(person.appointments)
