"""Vouching: at the end of a transaction the audit gets an entry for each row that it touched, with a MAC of it.

Decides that only what was right before is vouched for again: a row that somebody changed past the bot, put in or took
out stays so in the audit whatever the bot does with it later, until `storage.audit_rows` is asked. What the bot makes
of it beside that (an appointment from a forged invitation) is its own, and vouched for. Rows from before there was
vouching are taken as they are, once, with an entry that says that it began.

Never may it keep a change from being written: what cannot be read or opened is not vouched for.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, LargeBinary, String, cast, func, select

from storage import tables as t
from storage.audit import context_of, note, write_entries
from storage.audit_entry import Entry, Standing, of_bot
from storage.audit_seal import same, seal_row
from storage.audit_words import Action, Kind
from storage.database import Transaction
from storage.secrets import SecretKeyWrong
from storage.tables.audit import Actor
from storage.vouched_rows import VOUCHED, Illegible, Row, read_rows

_a, _s = t.audit.c, t.audit_segment.c
Key = tuple[Kind, int]
"""A row: its kind and id."""


@dataclass(frozen=True, slots=True)
class Last:
    """The last entry that vouches for a row."""

    position: int
    segment: int
    content: str


@dataclass(slots=True)
class _Touched:
    """The rows that a transaction has touched, as they were before, and when; called at its end."""

    before: dict[Key, tuple[Row | Illegible, datetime]] = field(default_factory=dict)

    def __call__(self, tx: Transaction) -> None:
        """Have an entry written for each."""
        settle(tx)


def vouch(tx: Transaction, now: datetime, kind: Kind, *ids: int) -> None:
    """Have rows vouched for that are about to be changed or deleted. To be called before that."""
    touched = _touched(tx)
    new = [one for one in ids if (kind, one) not in touched.before]
    rows = read_rows(tx, kind, new) if new else {}
    touched.before |= {(kind, one): (rows.get(one), now) for one in new}


def vouch_new(tx: Transaction, now: datetime, kind: Kind, number: int) -> None:
    """Have a row vouched for that was just made."""
    _touched(tx).before.setdefault((kind, number), (None, now))


def settle(tx: Transaction) -> None:
    """Note the entries of all rows that were touched so far, after those that say who did what."""
    touched = _touched(tx).before
    if not touched:
        return
    write_entries(tx)
    taken = touched.copy()
    touched.clear()
    kinds = {kind for kind, _ in taken}
    after: dict[Key, Row | Illegible] = {}
    for one in kinds:
        rows = read_rows(tx, one, [number for kind, number in taken if kind is one])
        after |= {key: rows.get(key[1]) for key in taken if key[0] is one}
    changed = [key for key, (row, _) in taken.items() if row != after[key]]
    if not changed:
        return
    begun = begun_at(tx)
    if begun is None:
        _begin(tx, max(at for _, at in taken.values()))
        return
    last, keys = last_entries(tx, begun, changed), segment_keys(tx)
    for key in changed:
        (before, at), entry = taken[key], last.get(key)
        if is_right(keys, key, before, entry) and (entry or VOUCHED[key[0]].needs_entry(after[key])):
            _note_row(tx, at, key, after[key])


def begin_vouching(tx: Transaction, now: datetime) -> None:
    """Vouch for every row that is there, if that has never been done and there is one."""
    if begun_at(tx) is None and any(read_rows(tx, kind) for kind in VOUCHED):
        _begin(tx, now)


def carry(tx: Transaction, last: int, now: datetime) -> None:
    """Vouch anew for the rows whose entries, up to the position ``last``, are about to expire.

    For a row that is not right the entry is repeated as it was: it goes on not to fit. When the beginning expires
    there is a new one, and with it an entry for every row. What the transaction did before has to be settled.
    """
    begun = begun_at(tx)
    if begun is None:
        return
    anew = begun <= last
    entries = {key: one for key, one in last_entries(tx, begun).items() if anew or one.position <= last}
    if anew:
        note(tx, of_bot(Action.VOUCHING_BEGUN, now, Kind.DATABASE, None, f"{len(entries)} rows"))
    keys = segment_keys(tx)
    rows = {kind: read_rows(tx, kind, [number for one, number in entries if one is kind]) for kind in VOUCHED}
    for key, entry in entries.items():
        row = rows[key[0]].get(key[1])
        if not is_right(keys, key, row, entry):
            note(tx, _entry(now, key, Standing(None, entry.content)))
        elif row is not None:  # that it is gone need not be said for ever: nothing is there without an entry
            _note_row(tx, now, key, row)


def begun_at(tx: Transaction) -> int | None:
    """Return the position where vouching began, the last time; ``None``: it has not."""
    return tx.connection.execute(select(func.max(_a.id)).where(_a.action == Action.VOUCHING_BEGUN.value)).scalar()


def last_entries(tx: Transaction, begun: int, of: Iterable[Key] | None = None) -> dict[Key, Last]:
    """Return the last entry for each of these rows, or of all that are vouched for, since the beginning."""
    if of is None:
        return _last_entries(tx, begun, _a.object_kind.in_([kind.value for kind in VOUCHED]))
    by_kind: dict[Kind, list[int]] = {}
    for kind, number in of:
        by_kind.setdefault(kind, []).append(number)
    found: dict[Key, Last] = {}
    for kind, numbers in by_kind.items():
        found |= _last_entries(tx, begun, (_a.object_kind == kind.value) & _a.object_id.in_(numbers))
    return found


def _last_entries(tx: Transaction, begun: int, wanted: ColumnElement[bool]) -> dict[Key, Last]:
    vouching = (_a.action == Action.ROW_VOUCHED.value, wanted, _a.id > begun)
    of_each = select(func.max(_a.id)).where(*vouching).group_by(_a.object_kind, _a.object_id)
    columns = (
        *(_a.id, cast(_a.object_kind, String).label("kind"), cast(_a.object_id, Integer).label("number")),
        *(cast(_a.segment, Integer).label("segment"), cast(_a.content, LargeBinary).label("content")),
    )
    return {
        (Kind(row.kind), row.number): Last(row.id, row.segment, (row.content or b"").decode("ascii", "replace"))
        for row in tx.connection.execute(select(*columns).where(_a.id.in_(of_each)).order_by(_a.id))
    }


def segment_keys(tx: Transaction) -> dict[int, bytes]:
    """Open the keys of the chain's segments; one that does not open is not in the answer."""
    keys = {}
    for row in tx.connection.execute(select(_s.id, cast(_s.key, LargeBinary).label("key"))):
        try:
            keys[row.id] = tx.keyring.decrypt(row.key, context_of(row.id))
        except (SecretKeyWrong, TypeError):
            continue
    return keys


def is_right(keys: dict[int, bytes], key: Key, row: Row | Illegible, entry: Last | None) -> bool:
    """Tell whether a row is what its last entry vouches for, or one that needs none and has none."""
    if entry is None:
        return not VOUCHED[key[0]].needs_entry(row)
    if isinstance(row, Illegible) or entry.segment not in keys:
        return False
    return same(entry.content, seal_row(keys[entry.segment], key[0].value, key[1], row))


def _touched(tx: Transaction) -> _Touched:
    found = next((one for one in tx.at_end if isinstance(one, _Touched)), None)
    if found is None:
        found = _Touched()
        tx.at_end.append(found)
    return found


def _begin(tx: Transaction, now: datetime) -> None:
    needed: list[tuple[Key, Row | Illegible]] = [
        ((kind, number), row)
        for kind, declared in VOUCHED.items()
        for number, row in read_rows(tx, kind).items()
        if declared.needs_entry(row)
    ]
    note(tx, of_bot(Action.VOUCHING_BEGUN, now, Kind.DATABASE, None, f"{len(needed)} rows"))
    for key, row in needed:
        _note_row(tx, now, key, row)


def _note_row(tx: Transaction, now: datetime, key: Key, row: Row | Illegible) -> None:
    if not isinstance(row, Illegible):
        note(tx, _entry(now, key, Standing(row)))


def _entry(now: datetime, key: Key, standing: Standing) -> Entry:
    return Entry(Action.ROW_VOUCHED, now, key[0], key[1], actor=Actor.BOT, standing=standing)
