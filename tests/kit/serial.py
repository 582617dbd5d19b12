"""The serial model: what updates bring about one after another, on a copy of the database that nothing disturbs.

It decides what counts as the state, and reads updates without the bot's intake, applier or router. It must not know in
which order, or how often, they were delivered.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from aiogram.types import Update

from bot.incoming import Incoming, from_message, from_press
from bot.intake import KINDS
from bot.turns import Turn
from storage.database import Database, Transaction
from storage.inbox import UpdateKey, store_updates
from storage.secrets import Keyring
from storage.turn import apply

Rows = list[tuple[Any, ...]]

_HISTORY = "SELECT assessment_id, subject, target, before, after, person_id, update_id FROM response_history"
TABLES = {
    "answers": "SELECT assessment_id, item, level, nonresponse, author, message, consulted FROM response ORDER BY 1, 2",
    "priorities": "SELECT assessment_id, criterion, value, author FROM priority ORDER BY 1, 2",
    "notes": "SELECT assessment_id, target, text, author, message FROM note ORDER BY 1, 2",
    "files": "SELECT assessment_id, target, kind, unique_file, author, message FROM evidence ORDER BY 1, 2, id",
    "history": f"{_HISTORY} ORDER BY assessment_id, id",
    "places": "SELECT * FROM place ORDER BY person_id, assessment_id",
    "assessments": "SELECT id, submitted_by, sharing, late FROM assessment ORDER BY id",
    "people": "SELECT id, language, post, consented_at IS NULL, identity IS NULL FROM person ORDER BY id",
    "posts": "SELECT person_id, member_id, until IS NULL, reminded_for FROM appointment ORDER BY id",
    "reminders": "SELECT person_id, due_at FROM reminder ORDER BY 1",
    "silence": "SELECT person_id, minute, snoozed_until, muted_wave_id FROM attention ORDER BY 1",
    "questions": "SELECT asked_by, target, text FROM question ORDER BY asked_by, id",
    "strangers": "SELECT name, count FROM counter WHERE name <> 'refused' ORDER BY name",
}
"""What is compared. The order of one assessment's history counts; that of different ones does not."""


def read_state(path: Path) -> dict[str, Rows]:
    """Read what is compared."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return {name: connection.execute(query).fetchall() for name, query in TABLES.items()}


def differences(wanted: dict[str, Rows], got: dict[str, Rows]) -> list[str]:
    """Say where two states differ, a line for each table."""
    said = []
    for name, rows in wanted.items():
        if rows != got[name]:
            extra = [row for row in got[name] if row not in rows][:1]
            missing = [row for row in rows if row not in got[name]][:1]
            said.append(f"{name}: {extra} instead of {missing}")
    return said


def recorded_again(wanted: dict[str, Rows], got: dict[str, Rows]) -> list[int]:
    """List the updates that are in the history more often than they should be."""
    counts, most = (Counter(row[6] for row in found["history"]) for found in (got, wanted))
    return [number for number in counts if counts[number] > most[number] > 0]


def replay(path: Path, keyring: Keyring, updates: Iterable[tuple[int, str]], now: datetime) -> set[int]:
    """Apply updates, ``(id, JSON)``, one after another; gives those that cannot be read or applied."""
    database, broken = Database(f"sqlite:///{path}", keyring), set[int]()
    with database.writing() as tx:
        for number, text in updates:
            try:
                with tx.connection.begin_nested():
                    _apply(tx, number, text, now)
            except Exception:  # noqa: BLE001 - whatever it is, the bot must have put it aside
                broken.add(number)
    database.close()
    return broken


def _apply(tx: Transaction, number: int, text: str, now: datetime) -> None:
    raw = json.loads(text)
    if not KINDS & raw.keys():
        return
    incoming = _incoming(Update.model_validate(raw))
    if incoming is None:
        return
    store_updates(tx, 1, [(number, b"{}")], now)
    turn = Turn(incoming.event, now, contact="")
    apply(tx, UpdateKey(1, number), incoming.sender, incoming.inquiry, turn.decide, now)


def _incoming(update: Update) -> Incoming | None:
    if (press := update.callback_query) is not None:
        return None if press.message is not None and press.message.chat.type != "private" else from_press(press)
    message = update.message or update.edited_message
    if message is None or message.chat.type != "private":
        return None
    return from_message(message, edited=update.message is None)
