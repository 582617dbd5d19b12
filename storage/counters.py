"""Counts how often something happened on a day, and nothing else about it."""

from datetime import datetime

from sqlalchemy import insert, update

from storage import tables as t
from storage.database import Transaction

DENIALS = "denials"
"""Somebody reached for what is not theirs."""


def count(tx: Transaction, name: str, now: datetime, times: int = 1) -> None:
    """Count ``name`` once more, or so many ``times``, on the day of ``now``, in UTC."""
    c, day = t.counter.c, now.date()
    more = update(t.counter).where(c.name == name, c.day == day).values(count=c.count + times)
    if tx.connection.execute(more).rowcount == 0:
        tx.connection.execute(insert(t.counter).values(name=name, day=day, count=times))
