"""The audit: entries about what a transaction did, chained and sealed at its end.

Decides that all entries of a transaction are written at its end, in the order they were noted, so that nothing is
committed without them and writes that share a commit share one look at the chain's head. If the chain's end is not as
it was left, the bot goes on in a new segment: the old one stays as it was found, for `storage.audit_check`.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import LargeBinary, bindparam, cast, func, insert, select, update

from conversations.audit import Head
from storage import tables as t
from storage.audit_entry import Entry, of_bot
from storage.audit_seal import COLUMNS, GENESIS, KEY_BYTES, same, seal_end, seal_entry, seal_line, seal_row, stored
from storage.audit_words import Action, Kind
from storage.database import Transaction
from storage.secrets import Keyring, SecretKeyWrong

_a, _s = t.audit.c, t.audit_segment.c
_LAST = select(_a.id, cast(_a.mac, LargeBinary).label("mac")).order_by(_a.id.desc()).limit(1)
"""MACs and keys are read as bytes: whatever somebody put there must not keep an answer from being written."""
_SEGMENT = select(
    _s.id, cast(_s.key, LargeBinary).label("key"), _s.last, cast(_s.seal, LargeBinary).label("seal")
).order_by(_s.id.desc())
_END = (
    _SEGMENT.add_columns(_a.id.label("position"), cast(_a.mac, LargeBinary).label("mac"))
    .join_from(t.audit_segment, t.audit, _a.id == select(func.max(_a.id)).scalar_subquery(), isouter=True)
    .limit(1)
)
_NEW = insert(t.audit)
_SEALED = (
    update(t.audit_segment)
    .where(_s.id == bindparam("segment"))
    .values(last=bindparam("new_last"), seal=bindparam("new_seal"))
)


@dataclass(slots=True)
class _End:
    """Where the chain ends: the segment that is written in, its key, the last position and its MAC."""

    segment: int
    key: bytes
    position: int
    mac: str


def note(tx: Transaction, *entries: Entry) -> None:
    """Have entries written at the end of the transaction. Without the secret key the transaction fails then."""
    if not entries:
        return
    if not tx.entries:
        tx.at_end.append(write_entries)
    tx.entries.extend(entries)


def write_entries(tx: Transaction) -> None:
    """Write the entries that were noted so far. Raises SecretKeyMissing."""
    if not tx.entries:
        return
    entries = tx.entries.copy()
    tx.entries.clear()
    end = _end(tx, entries[0].at)
    _append(tx, end, entries)


def read_head(tx: Transaction) -> Head | None:
    """Return the head of the chain, after what was noted so far; ``None`` when nothing has been entered ever."""
    if tx.entries:
        write_entries(tx)
    return _last(tx)


def change_key(tx: Transaction, new: Keyring, now: datetime) -> None:
    """Go on in a new segment under a new secret key, which opens the keys of all segments from then on.

    The segment before is closed: it cannot be passed off as the last one. What is sealed stays as it is. A key that
    does not open stays too, to be found broken. Nothing can be noted in this transaction any more.
    """
    write_entries(tx)
    end = _end(tx, now)
    _seal(tx, end, closed=True)
    for row in tx.connection.execute(_SEGMENT).all():
        try:
            key = new.encrypt(tx.keyring.decrypt(row.key, context_of(row.id)), context_of(row.id))
        except SecretKeyWrong:
            continue
        tx.connection.execute(update(t.audit_segment).where(_s.id == row.id).values(key=key))
    _begin(tx, new, now, "key_rotated")


def context_of(segment: int) -> str:
    """Give the context that a segment's key is encrypted in."""
    return f"audit:{segment}"


def _end(tx: Transaction, now: datetime) -> _End:
    """Find the end of the chain; begin a segment when there is none that can be gone on with."""
    row = tx.connection.execute(_END).one_or_none()
    if row is None:
        return _begin(tx, tx.keyring, now, "first" if _last(tx) is None else "broken")
    try:
        key = tx.keyring.decrypt(row.key, context_of(row.id))
    except SecretKeyWrong:
        return _begin(tx, tx.keyring, now, "broken")
    if row.position is None or row.position != row.last:
        return _begin(tx, tx.keyring, now, "broken")
    mac = _text(row.mac)
    if not same(_text(row.seal), seal_end(key, row.id, row.position, mac, closed=False)):
        return _begin(tx, tx.keyring, now, "broken")
    return _End(row.id, key, row.position, mac)


def _last(tx: Transaction) -> Head | None:
    row = tx.connection.execute(_LAST).one_or_none()
    return None if row is None else Head(row.id, _text(row.mac))


def _text(found: bytes) -> str:
    return found.decode("ascii", "replace")


def _begin(tx: Transaction, keyring: Keyring, now: datetime, why: str) -> _End:
    """Begin a segment with an entry that says why, and up to which line history was there before the first one."""
    last = _last(tx)
    segment = (tx.connection.execute(select(func.max(_s.id))).scalar() or 0) + 1
    key = os.urandom(KEY_BYTES)
    row = {"id": segment, "key": keyring.encrypt(key, context_of(segment)), "last": 1, "seal": GENESIS}
    tx.connection.execute(insert(t.audit_segment), row)
    end = _End(segment, key, 0, GENESIS) if last is None else _End(segment, key, last.position, last.mac)
    lines = tx.connection.execute(select(func.max(t.response_history.c.id))).scalar() or 0
    _append(tx, end, [of_bot(Action.SEGMENT_BEGUN, now, Kind.LINE, lines, why)])
    return end


def _append(tx: Transaction, end: _End, entries: Sequence[Entry]) -> None:
    rows = []
    for entry in entries:
        values = _values(end, entry)
        end.mac = seal_entry(end.key, end.mac, [*values[:2], stored(entry.at), *values[3:]])
        end.position += 1
        rows.append(dict(zip(COLUMNS, (*values, end.mac), strict=True)))
    tx.connection.execute(_NEW, rows if len(rows) > 1 else rows[0])
    _seal(tx, end, closed=False)


def _seal(tx: Transaction, end: _End, *, closed: bool) -> None:
    seal = seal_end(end.key, end.segment, end.position, end.mac, closed=closed)
    tx.connection.execute(_SEALED, {"segment": end.segment, "new_last": end.position, "new_seal": seal})


def _values(end: _End, entry: Entry) -> tuple[object, ...]:
    """Give the columns of the next entry but its MAC."""
    return (
        *(end.position + 1, end.segment, entry.at, entry.actor.value, entry.person),
        *(entry.action.value, entry.kind.value, entry.object, entry.detail, _content(end, entry)),
    )


def _content(end: _End, entry: Entry) -> str | None:
    """Give what vouches for the line or row that an entry is about."""
    if entry.object is None:
        return None
    if entry.line is not None:
        return seal_line(end.key, entry.object, entry.line)
    if entry.standing is None:
        return None
    if former := entry.standing.former:
        return former if len(former) == len(GENESIS) else GENESIS  # what somebody put there fits nothing
    return seal_row(end.key, entry.kind.value, entry.object, entry.standing.values)
