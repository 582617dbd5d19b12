"""A coordinator's desk: where they stand, read and written in the turn's transaction; and what they make so.

A part of storage that writes a kind of `DeskFact` adds its writers to `WRITERS`.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from conversations.desk.place import Desk, DeskView
from conversations.facts import Denied, DeskFact
from storage import tables as t
from storage.counters import count
from storage.database import Transaction

DENIALS = "denials"
Writer = Callable[[Transaction, Any, int, datetime], None]
"""Takes the transaction, the fact, the person who made it so, the moment."""

_d = t.desk.c
_DESK = select(_d.view, _d.target, _d.draft).where(_d.person_id == bindparam("person"))


def read_desk(tx: Transaction, person: int) -> Desk:
    """Return where a coordinator stands: at home, the first time."""
    row = tx.connection.execute(_DESK, {"person": person}).one_or_none()
    if row is None or row.view not in set(DeskView):
        return Desk(person)
    return Desk(person, DeskView(row.view), row.target, json.loads(row.draft))


def write_desk(tx: Transaction, desk: Desk) -> None:
    """Keep where a coordinator stands."""
    values = {"view": desk.view.value, "target": desk.target, "draft": json.dumps(dict(desk.draft), ensure_ascii=False)}
    if tx.connection.execute(update(t.desk).where(_d.person_id == desk.person).values(**values)).rowcount == 0:
        tx.connection.execute(insert(t.desk), {"person_id": desk.person, **values})


def _denied(tx: Transaction, fact: Denied, person: int, now: datetime) -> None:
    count(tx, DENIALS, now)


WRITERS: dict[type[DeskFact], Writer] = {Denied: _denied}


def write_desk_fact(tx: Transaction, fact: DeskFact, person: int, now: datetime) -> None:
    """Write one fact of a coordinator. Raises KeyError for one that no part writes."""
    WRITERS[type(fact)](tx, fact, person, now)
