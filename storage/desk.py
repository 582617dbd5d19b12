"""A coordinator's desk: where they stand, read and written in the turn's transaction.

What they make so is written by `storage.desk_writer`.
"""

import json

from sqlalchemy import bindparam, insert, select, update

from conversations.desk.place import Desk, DeskView
from storage import tables as t
from storage.database import Transaction

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
