"""The rows that a database has of somebody: planted of every kind beside an assessment, and found by their number."""

from datetime import datetime, timedelta

from kit.store import Store
from sqlalchemy import Table, func, insert, or_, select

from storage import tables as t
from storage.database import Transaction


def coordinate(tx: Transaction, person: int, now: datetime) -> None:
    """Leave a row of every kind that is about somebody beside an assessment."""
    today = now.date()
    rows: dict[Table, dict[str, object]] = {
        t.desk: {"person_id": person, "view": "home", "target": "", "draft": '{"a": "b"}'},
        t.attention: {"person_id": person, "minute": 600},
        t.digest: {"person_id": person, "every": "week", "last": ""},
        t.cut_off: {"wave_id": 1, "made_by": person, "made_at": now, "figures": "{}"},
        t.meeting: {
            "name": f"meeting of {person}",
            "starts_on": today,
            "ends_on": today,
            "respond_by": today,
            "timezone": "UTC",
            "created_by": person,
            "created_at": now,
        },
        t.campaign: {"kind": "reminder", "segment": "{}", "created_by": person, "created_at": now, "undo_until": now},
        t.delivery: {"campaign_id": 1, "person_id": person, "due_at": now, "state": "planned"},
        t.member: {
            "name": f"rehearsal of {person}",
            "kind": "city",
            "country": "AR",
            "timezone": "UTC",
            "rehearsal_for": person,
        },
        t.invitation: {
            "token_hash": f"{person:064d}",
            "role": "coordinator",
            "created_at": now,
            "expires_at": now + timedelta(days=1),
            "created_by": person,
        },
    }
    for table, row in rows.items():
        tx.connection.execute(insert(table).values(**row))


def scanned(store: Store, person: int) -> dict[str, int]:
    """Count, in every table that refers to persons, the rows that refer to this one, by whatever column."""
    counts = {}
    with store.database.reading() as tx:
        for table in t.catalogue.sorted_tables:
            columns = [column for column in table.columns if column.references(t.person.c.id)]
            columns += [t.audit.c.person_id] if table is t.audit else []  # no reference: it stays when the person goes
            if columns:
                rows = select(func.count()).select_from(table).where(or_(*(one == person for one in columns)))
                counts[table.name] = int(tx.connection.execute(rows).scalar_one())
    return counts
