"""How long the audit is kept: the oldest part of the chain goes, and what is left can still be verified.

Decides how an expiry is told in the chain itself: its entry keeps the position and the MAC that the kept part goes on
from, and is sealed as any other. Who calls it, and when, is not its matter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, select

from storage import tables as t
from storage.audit import note, write_entries
from storage.audit_entry import of_bot
from storage.audit_words import Action, Kind
from storage.database import Transaction
from storage.vouching import carry, settle

AUDIT_KEPT = timedelta(days=5 * 365 + 1)
_a, _s = t.audit.c, t.audit_segment.c


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the kept part begins: after a position with its MAC, and after a line of history (0: none)."""

    position: int
    mac: str
    line: int


def expired(before: datetime) -> Select[Any]:
    """Select the positions that have expired: the chain's beginning, up to the first entry that is no older."""
    first_kept = select(_a.id).where(_a.at >= before).order_by(_a.id).limit(1).scalar_subquery()
    return select(_a.id).where(_a.id < func.coalesce(first_kept, select(func.max(_a.id) + 1).scalar_subquery()))


def expire_audit(tx: Transaction, before: datetime, now: datetime) -> int:
    """Drop the beginning of the chain that is older than ``before``; return how many entries went.

    What the entries that go vouch for is vouched for anew.
    """
    settle(tx)
    write_entries(tx)
    gone = expired(before).subquery()
    last = tx.connection.execute(select(func.max(gone.c.id))).scalar()
    if last is None:
        return 0
    carry(tx, last, now)
    write_entries(tx)
    mac = tx.connection.execute(select(_a.mac).where(_a.id == last)).scalar_one()
    told = of_bot(Action.AUDIT_EXPIRED, now, Kind.AUDIT, last, f"{mac} {_line_of(tx, last)}")
    note(tx, told)
    write_entries(tx)
    went = tx.connection.execute(delete(t.audit).where(_a.id <= last)).rowcount
    kept = select(func.min(_a.segment)).scalar_subquery()
    tx.connection.execute(delete(t.audit_segment).where(_s.id < kept))
    return went


def read_anchor(tx: Transaction) -> Anchor | None:
    """Return where the kept part says it begins; ``None`` when nothing has expired yet."""
    told = select(_a.object_id, _a.detail).where(_a.action == Action.AUDIT_EXPIRED.value).order_by(_a.id.desc())
    row = tx.connection.execute(told.limit(1)).one_or_none()
    if row is None or not isinstance(row.object_id, int):
        return None
    mac, _, line = str(row.detail).partition(" ")
    return Anchor(row.object_id, mac, int(line) if line.isdecimal() else 0)


def _line_of(tx: Transaction, last: int) -> int:
    """Return the last line of history that entries up to a position vouch for, or that came before them."""
    lines = select(func.max(_a.object_id)).where(_a.id <= last, _a.object_kind == Kind.LINE.value)
    before = read_anchor(tx)
    return max(tx.connection.execute(lines).scalar() or 0, before.line if before else 0)
