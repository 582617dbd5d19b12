"""How the chain is sealed: what exactly of an entry, a segment's end, a line of history and a row the MACs are made of.

Decides the canonical forms, so they never change: a value counts as it is stored, with its type. A key of a segment
is 256 random bits. Knows no table and no transaction.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from storage.audit_entry import Line

GENESIS = "0" * 64
"""The MAC before the first entry."""
KEY_BYTES = 32
HALF = 32
"""Hexadecimal digits of each half of a content."""
COLUMNS = (
    *("id", "segment", "at", "actor", "person_id", "action", "object_kind", "object_id", "detail", "content", "mac"),
)


def stored(at: object) -> object:
    """Give an instant as it is stored, whatever a driver makes of it."""
    return at.astimezone(UTC).isoformat(" ", "microseconds") if isinstance(at, datetime) else at


def seal_entry(key: bytes, before: str, values: Sequence[object]) -> str:
    """Seal an entry: its columns in the order of ``COLUMNS`` without the last, after the one whose MAC is ``before``.

    Raises TypeError for values that no entry can have.
    """
    return _mac(key, "entry", before, *values)


def seal_end(key: bytes, segment: int, last: int, mac: str, *, closed: bool) -> str:
    """Seal the end of a segment: its last entry's position and MAC, and whether another segment follows."""
    return _mac(key, "closed" if closed else "end", segment, last, mac)


def seal_line(key: bytes, number: int, line: Line) -> str:
    """Seal a line of history, in two halves: what stays of it after a redaction, then all of it."""
    kept = (number, line.assessment, line.subject, line.target, line.person, stored(line.at), line.bot, line.update)
    return _mac(key, "kept", *kept)[:HALF] + _mac(key, "line", *kept, line.before, line.after)[:HALF]


def seal_row(key: bytes, kind: str, number: int, values: Sequence[object] | None) -> str:
    """Seal a row of a kind: some of its columns as they are stored, in their order; ``None``: that it is gone."""
    if values is None:
        return _mac(key, "gone", kind, number)
    return _mac(key, "row", kind, number, *(_plain(value) for value in values))


def same(one: object, other: str) -> bool:
    """Compare a stored MAC with the right one."""
    return isinstance(one, str) and one.isascii() and hmac.compare_digest(one, other)


def _plain(value: object) -> object:
    """Give what bytes are where text should be as something that no text is."""
    return {"bytes": value.hex()} if isinstance(value, bytes) else stored(value)


def _mac(key: bytes, *parts: object) -> str:
    return hmac.new(key, json.dumps(["solidaria/audit/1", *parts]).encode(), hashlib.sha256).hexdigest()
