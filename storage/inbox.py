"""The inbox: raw updates, kept before Telegram is told that we have them, and what becomes of each.

Decides the order in which updates are worked on. Bodies are encrypted and opaque; what is in them is the bot's
business. How long an applied one is remembered, so that it is recognised when it comes again, is `storage.retention`'s.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, insert, select, update

from storage import tables as t
from storage.database import Transaction
from storage.runner_state import paused_since
from storage.tables.talk import UpdateState


@dataclass(frozen=True, slots=True)
class UpdateKey:
    """What tells an update from all others, at all bots."""

    bot_id: int
    update_id: int


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """An update to be worked on; ``id`` is its place in the order of arrival."""

    id: int
    key: UpdateKey
    body: bytes
    attempts: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class TroubledUpdate:
    """An update that could not be applied, without its body."""

    key: UpdateKey
    state: UpdateState
    attempts: int
    error: str
    received_at: datetime


class UpdateUnknown(LookupError):
    """No such update is in the inbox."""


TROUBLED = (UpdateState.FAILED.value, UpdateState.QUARANTINED.value)
"""The states of what is put aside until somebody looks into it."""

_i = t.inbox.c
_this = (_i.bot_id == bindparam("bot"), _i.update_id == bindparam("number"))
_ADD = insert(t.inbox).values(state=UpdateState.PENDING.value, attempts=0)
_NEXT = (
    select(_i.id, _i.bot_id, _i.update_id, _i.body, _i.attempts, _i.received_at)
    .where(_i.state == UpdateState.PENDING.value, _i.id > bindparam("after"))
    .order_by(_i.id)
    .limit(bindparam("most"))
)
_APPLY = (
    update(t.inbox)
    .where(*_this, _i.state == UpdateState.PENDING.value)
    .values(state=UpdateState.APPLIED.value, body=None, error=None, applied_at=bindparam("now"))
)
_STATE = select(_i.state).where(*_this)


def store_updates(tx: Transaction, bot_id: int, updates: Iterable[tuple[int, bytes]], now: datetime) -> int:
    """Keep raw updates ``(update_id, body)``; ones that are there already change nothing. Return how many are new."""
    bodies: dict[int, bytes] = {}
    for update_id, body in updates:
        bodies.setdefault(update_id, body)
    if not bodies:
        return 0
    known = select(_i.update_id).where(_i.bot_id == bot_id, _i.update_id.in_(list(bodies)))
    for update_id in tx.connection.execute(known).scalars():
        del bodies[update_id]
    rows = [
        {
            "bot_id": bot_id,
            "update_id": update_id,
            "body": tx.keyring.encrypt(body, context_of(bot_id, update_id)),
            "received_at": now,
        }
        for update_id, body in bodies.items()
    ]
    if rows:
        tx.connection.execute(_ADD, rows)
    return len(rows)


def next_updates(tx: Transaction, limit: int, after: int = 0) -> tuple[StoredUpdate, ...]:
    """Return up to ``limit`` updates to be applied in order of arrival, those behind ``after`` (a StoredUpdate's id).

    In a pause there are none.
    """
    return () if paused_since(tx) is not None else pending_updates(tx, limit, after)


def pending_updates(tx: Transaction, limit: int, after: int = 0) -> tuple[StoredUpdate, ...]:
    """Return up to ``limit`` pending updates in order of arrival, those behind ``after``, also in a pause."""
    rows = tx.connection.execute(_NEXT, {"most": limit, "after": after})
    return tuple(
        StoredUpdate(
            row.id,
            UpdateKey(row.bot_id, row.update_id),
            tx.keyring.decrypt(row.body, context_of(row.bot_id, row.update_id)),
            row.attempts,
            row.received_at,
        )
        for row in rows
    )


def mark_applied(tx: Transaction, key: UpdateKey, now: datetime) -> bool:
    """Mark a pending update applied and empty its body; ``False`` when it is not pending any more.

    Raises UpdateUnknown for one that was never stored.
    """
    this = {"bot": key.bot_id, "number": key.update_id}
    if tx.connection.execute(_APPLY, {**this, "now": now}).rowcount:
        return True
    if tx.connection.execute(_STATE, this).scalar_one_or_none() is None:
        raise UpdateUnknown(key)
    return False


def count_attempt(tx: Transaction, key: UpdateKey, code: str) -> int:
    """Note a failed try of a pending update, with an error code; return how many there were."""
    _settle(tx, key, UpdateState.PENDING, code, tries=1)
    return int(tx.connection.execute(select(_i.attempts).where(*_row(key))).scalar_one())


def mark_failed(tx: Transaction, key: UpdateKey, code: str) -> None:
    """Give a pending update up; later ones go on, `retry` brings it back."""
    _settle(tx, key, UpdateState.FAILED, code)


def quarantine(tx: Transaction, key: UpdateKey, code: str) -> None:
    """Set a pending update aside that cannot even be decoded."""
    _settle(tx, key, UpdateState.QUARANTINED, code)


def retry(tx: Transaction, key: UpdateKey) -> bool:
    """Bring a failed or quarantined update back; ``False`` when there is none of that key in such a state."""
    return _settle_troubled(tx, key, {"state": UpdateState.PENDING.value, "attempts": 0})


def dismiss(tx: Transaction, key: UpdateKey, now: datetime) -> bool:
    """Give a failed or quarantined update up for good, its body emptied; ``False`` when there is none such."""
    return _settle_troubled(tx, key, given_up(now))


def list_troubled(tx: Transaction) -> tuple[TroubledUpdate, ...]:
    """List failed and quarantined updates, and pending ones that have failed before, in order of arrival."""
    troubled = select(_i.bot_id, _i.update_id, _i.state, _i.attempts, _i.error, _i.received_at)
    troubled = troubled.where(_i.state != UpdateState.APPLIED.value, _i.error.is_not(None)).order_by(_i.id)
    return tuple(
        TroubledUpdate(
            UpdateKey(row.bot_id, row.update_id), UpdateState(row.state), row.attempts, row.error, row.received_at
        )
        for row in tx.connection.execute(troubled)
    )


def count_pending(tx: Transaction) -> int:
    """Count the updates that wait."""
    waiting = select(func.count()).select_from(t.inbox).where(_i.state == UpdateState.PENDING.value)
    return int(tx.connection.execute(waiting).scalar_one())


def oldest_pending(tx: Transaction) -> int | None:
    """Return the place in the order of arrival of the update that waits longest; ``None`` when none waits."""
    oldest = select(func.min(_i.id)).where(_i.state == UpdateState.PENDING.value)
    found: int | None = tx.connection.execute(oldest).scalar_one()
    return found


def empty_naming(tx: Transaction, telegram_id: int, now: datetime) -> int:
    """Give up for good the failed and quarantined updates in which a Telegram id stands; return how many there were.

    Bodies are opaque, but whoever sent one stands in it as a number: each is decrypted and searched for its digits.
    """
    named = re.compile(rb"(?<!\d)%d(?!\d)" % telegram_id)
    emptied = 0
    for row in tx.connection.execute(
        select(_i.id, _i.bot_id, _i.update_id, _i.body).where(_i.state.in_(TROUBLED))
    ).all():
        if named.search(tx.keyring.decrypt(row.body, context_of(row.bot_id, row.update_id))):
            tx.connection.execute(update(t.inbox).where(_i.id == row.id).values(**given_up(now)))
            emptied += 1
    return emptied


def given_up(now: datetime) -> dict[str, object]:
    """Return what a row becomes that is given up for good, its body emptied."""
    return {"state": UpdateState.APPLIED.value, "body": None, "error": None, "applied_at": now}


def _settle(tx: Transaction, key: UpdateKey, state: UpdateState, code: str, tries: int = 0) -> None:
    change = update(t.inbox).where(*_row(key), _i.state == UpdateState.PENDING.value)
    if not tx.connection.execute(change.values(state=state.value, error=code, attempts=_i.attempts + tries)).rowcount:
        raise UpdateUnknown(key)


def _settle_troubled(tx: Transaction, key: UpdateKey, values: dict[str, object]) -> bool:
    change = update(t.inbox).where(*_row(key), _i.state.in_(TROUBLED)).values(**values)
    return bool(tx.connection.execute(change).rowcount)


def _row(key: UpdateKey) -> tuple[ColumnElement[bool], ...]:
    return (_i.bot_id == key.bot_id, _i.update_id == key.update_id)


def context_of(bot_id: int, update_id: int) -> str:
    """Return what the body of an update is bound to when it is encrypted."""
    return f"inbox:{bot_id}:{update_id}"
