"""Whether the audit is whole: every entry follows the one before, unchanged, up to the end that was sealed.

Decides what a broken chain is and which position is the first that is wrong. Reads what is stored as it is stored: a
value of another type is another value. Changes nothing. What the entries say of the answers is `audit_answers`'.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from conversations.audit import DIGITS, Head
from storage.audit import context_of
from storage.audit_seal import COLUMNS, GENESIS, same, seal_end, seal_entry, stored
from storage.audit_terms import read_anchor
from storage.database import AnyRow, Transaction
from storage.secrets import SecretKeyWrong

_CHUNK = 1_000
_ROWS = text(f"SELECT {', '.join(COLUMNS)} FROM audit WHERE id > :after ORDER BY id LIMIT :most")  # noqa: S608 - ours
_SEGMENTS = text("SELECT id, key, last, seal FROM audit_segment ORDER BY id")


@dataclass(frozen=True, slots=True)
class Trouble:
    """The first thing that is wrong: at which position, and what, in a clause. Position 0: the chain as a whole."""

    position: int
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: how many entries were whole, from which position, the last of them."""

    entries: int
    first: int
    head: Head | None
    trouble: Trouble | None


class _Broken(Exception):
    """The chain is broken; ends the walk."""

    def __init__(self, position: int, what: str) -> None:
        super().__init__(what)
        self.trouble = Trouble(position, what)


@dataclass(slots=True)
class _Segment:
    """A segment as it is stored, with its key opened."""

    id: int
    key: bytes
    last: object
    seal: object


@dataclass(slots=True)
class _Walk:
    """Where the walk stands."""

    entries: int = 0
    first: int = 0
    position: int = 0
    mac: str = GENESIS
    segment: _Segment | None = None
    passed: set[int] = field(default_factory=set)
    """The segments that the walk has been in."""


def verify(tx: Transaction, noted: Head | None = None) -> Verdict:
    """Walk the chain from its beginning to its end; ``noted`` is a head that was kept elsewhere, which must be in it.

    Raises SecretKeyMissing. With the wrong secret key no segment opens, and the verdict says so.
    """
    walk = _Walk()
    try:
        _walk(tx, walk, noted)
        trouble = None
    except _Broken as broken:
        trouble = broken.trouble
    except DatabaseError as error:
        trouble = Trouble(walk.position + 1, f"cannot be read ({error.orig})")
    head = Head(walk.position, walk.mac) if walk.entries else None
    return Verdict(walk.entries, walk.first, head, trouble)


def _walk(tx: Transaction, walk: _Walk, noted: Head | None) -> None:
    segments = {row.id: row for row in tx.connection.execute(_SEGMENTS)}
    found = noted is None
    for row in _rows(tx):
        if not walk.entries:
            _enter(tx, walk, row)
        _step(tx, walk, row, segments)
        if noted is not None and walk.position == noted.position:
            if not walk.mac.startswith(noted.mac[:DIGITS]):
                raise _Broken(noted.position, "is another entry than the one that the head was noted of")
            found = True
    if walk.segment is not None:
        _leave(walk, closed=False)
    elif segments:
        raise _Broken(1, "is missing, and all after it")
    if left := segments.keys() - walk.passed:
        raise _Broken(walk.position + 1, f"is missing: segment {min(left)} of the chain has no entry")
    if not found and noted is not None:
        raise _Broken(*_unseen(walk, noted))


def _rows(tx: Transaction) -> Iterator[AnyRow]:
    after = 0
    while rows := _chunk(tx, after):
        yield from rows
        after = rows[-1].id
        if not isinstance(after, int):
            return


def _chunk(tx: Transaction, after: int) -> list[Any]:
    """Read the next rows; one by one where they cannot be read together, so that it is known which one it is."""
    try:
        return list(tx.connection.execute(_ROWS, {"after": after, "most": _CHUNK}))
    except DatabaseError:
        return list(tx.connection.execute(_ROWS, {"after": after, "most": 1}))


def _enter(tx: Transaction, walk: _Walk, row: AnyRow) -> None:
    """Begin at the first entry: position 1, or where the chain says that its kept part begins."""
    anchor = read_anchor(tx)
    if anchor is not None:
        walk.position, walk.mac = anchor.position, anchor.mac
    walk.first = walk.position + 1
    if row.id != walk.first:
        raise _Broken(walk.first, "is missing" if row.id > walk.first else "is not where the chain begins")


def _step(tx: Transaction, walk: _Walk, row: AnyRow, segments: dict[int, AnyRow]) -> None:
    at = walk.position + 1
    if row.id != at:
        if walk.segment is not None and walk.segment.last == walk.position and row.segment == walk.segment.id:
            raise _Broken(row.id, "was put in")
        raise _Broken(at, "is missing")
    if walk.segment is None or row.segment != walk.segment.id:
        _change(tx, walk, row, segments)
    assert walk.segment is not None
    values = [stored(value) for value in row]
    try:
        mac = seal_entry(walk.segment.key, walk.mac, values[:-1])
    except (TypeError, UnicodeError):
        raise _Broken(at, "was changed") from None
    if not same(values[-1], mac):
        raise _Broken(at, "was changed, put in or moved, or the entry before it is gone")
    walk.entries, walk.position, walk.mac = walk.entries + 1, at, mac


def _change(tx: Transaction, walk: _Walk, row: AnyRow, segments: dict[int, AnyRow]) -> None:
    """Go over to the segment of the next entry, when the one before has come to its end."""
    at = walk.position + 1
    found = segments.get(row.segment) if isinstance(row.segment, int) else None
    if found is None or (walk.segment is not None and found.id < walk.segment.id):
        raise _Broken(at, "belongs to a segment that is not there")
    if walk.segment is not None:
        _leave(walk, closed=True)
    try:
        key = tx.keyring.decrypt(bytes(found.key), context_of(found.id))
    except (SecretKeyWrong, TypeError):
        raise _Broken(at, f"cannot be verified: the key of segment {found.id} does not open") from None
    walk.segment = _Segment(found.id, key, found.last, found.seal)
    walk.passed.add(found.id)


def _leave(walk: _Walk, *, closed: bool) -> None:
    """See that the segment ends where it was sealed, and that another follows only if it was ``closed``."""
    segment = walk.segment
    assert segment is not None
    if segment.last != walk.position or type(segment.last) is not int:
        later = isinstance(segment.last, int) and segment.last > walk.position
        raise _Broken(walk.position + later, "is missing, and what was sealed after it" if later else "was put in")
    if not same(segment.seal, seal_end(segment.key, segment.id, walk.position, walk.mac, closed=closed)):
        raise _Broken(walk.position, "is not the end that was sealed")


def _unseen(walk: _Walk, noted: Head) -> tuple[int, str]:
    if noted.position < walk.first:
        return noted.position, f"has expired: the chain begins at {walk.first}, so that head cannot be compared"
    return walk.position + 1, f"is missing, up to {noted.position} at least: the chain was cut off, or put back"
