"""Intakes and appliers that break a promise each, planted for the time of a trial."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest.mock import patch

from aiogram.types import Update
from pydantic import ValidationError
from sqlalchemy import func, select, update

from bot.applier import Applier
from storage import inbox
from storage import tables as t
from storage.database import Transaction
from storage.inbox import StoredUpdate, UpdateKey
from storage.tables.talk import UpdateState


@contextmanager
def planted(bug: str) -> Iterator[None]:
    """Plant one of them by its name; nothing for ""."""
    match bug:
        case "higher ids only":
            with patch("storage.pausing.store_updates", _only_higher):
                yield
        case "poison stops its batch":
            with patch.object(Applier, "_all", _stops_at_poison):
                yield
        case "poison waits for a poll":
            with patch.object(Applier, "_all", _waits_for_a_poll):
                yield
        case "poison passes as applied":
            with patch.object(inbox, "quarantine", _shrugs):
                yield
        case "applied ones are forgotten":
            with patch("storage.pausing.store_updates", _forgets_applied):
                yield
        case _:
            yield


def _only_higher(tx: Transaction, bot_id: int, updates: Iterable[tuple[int, bytes]], now: datetime) -> int:
    last = tx.connection.execute(select(func.max(t.inbox.c.update_id))).scalar_one() or 0
    return inbox.store_updates(tx, bot_id, [one for one in updates if one[0] > last], now)


def _forgets_applied(tx: Transaction, bot_id: int, updates: Iterable[tuple[int, bytes]], now: datetime) -> int:
    bodies, added = dict(updates), 0
    for number, body in bodies.items():
        again = update(t.inbox).where(t.inbox.c.update_id == number, t.inbox.c.state == UpdateState.APPLIED.value)
        sealed = tx.keyring.encrypt(body, inbox.context_of(bot_id, number))
        back = again.values(state=UpdateState.PENDING.value, body=sealed, applied_at=None)
        added += tx.connection.execute(back).rowcount
    return added + inbox.store_updates(tx, bot_id, bodies.items(), now)


async def _stops_at_poison(applier: Applier, batch: Iterable[StoredUpdate]) -> None:
    await _pause_at_poison(applier, batch, asyncio.Event())


async def _waits_for_a_poll(applier: Applier, batch: Iterable[StoredUpdate]) -> None:
    await _pause_at_poison(applier, batch, applier._something)


async def _pause_at_poison(applier: Applier, batch: Iterable[StoredUpdate], news: asyncio.Event) -> None:
    for pending in batch:
        try:
            Update.model_validate_json(pending.body)
        except ValidationError:
            await applier._writer.run(inbox.quarantine, pending.key, "unreadable")
            news.clear()
            await news.wait()
            continue
        await applier._in_order([(pending, json.loads(pending.body))])


def _shrugs(tx: Transaction, key: UpdateKey, code: str) -> None:
    del code
    inbox.mark_applied(tx, key, datetime.now(UTC))
