"""Reads one person by id: under which appointment they work now, and how they are reached."""

from datetime import datetime

from sqlalchemy import select

from conversations.people import Appointment
from storage import tables as t
from storage.database import Transaction
from storage.world_reader import Inquiry, Sender, read_world, sender_of

_p = t.person.c


def read_sender(tx: Transaction, person: int) -> Sender | None:
    """Return how a person with consent is reached; ``None`` for anybody else."""
    wanted = select(_p.telegram_hash, _p.identity, _p.language).where(_p.id == person, _p.identity.is_not(None))
    row = tx.connection.execute(wanted).one_or_none()
    return None if row is None else sender_of(tx, row)


def read_scope(tx: Transaction, person: int, now: datetime) -> Appointment | None:
    """Return the appointment that a person works under at ``now``; ``None`` without one, or before a choice."""
    sender = read_sender(tx, person)
    if sender is None:
        return None
    world, _ = read_world(tx, sender, Inquiry(), now)
    return None if world.person is None else world.person.appointment
