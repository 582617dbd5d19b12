"""What `solidaria check` tells about a database: facts, in fields; the sentences are made elsewhere.

Decides which facts matter. Changes nothing.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, create_engine, func, select, text

from storage import tables as t
from storage.database import Database, Transaction
from storage.inbox import TroubledUpdate, count_pending, list_troubled
from storage.instruments import list_instruments
from storage.overflow import refused_on
from storage.retention_runs import last_run, personal_past_term
from storage.runner_state import Memo, last_poll, paused_since, recall
from storage.schema import HEAD, create_schema, current
from storage.soundness import DatabaseDamaged, examine

WAL_SAFE_FROM = (3, 51, 3)
"""From this SQLite on, two writers cannot corrupt the log; before, our write lock prevents it."""


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """The state of a database. ``key_fits`` is None without a key, or when none was noted yet."""

    sqlite_version: str
    sqlite_needs_lock: bool
    journal_mode: str
    schema: str | None
    schema_wanted: str
    findings: tuple[str, ...]
    key_noted: str | None
    key_fits: bool | None
    last_turn_at: datetime | None
    clock_behind: bool
    last_poll_at: datetime | None
    open_wave: str | None
    members: int
    instruments: int
    paused_since: datetime | None
    backup_trouble: str | None
    retention_at: datetime | None
    personal_past_term: int | None
    """None while the schema is another one."""
    pending: int
    refused_today: int
    troubled: tuple[TroubledUpdate, ...]


def gather_facts(database: Database, now: datetime) -> DatabaseFacts:
    """Look a database over; the schema must be the current one for the counts to be there.

    Raises DatabaseDamaged when a table is missing, since nothing can be counted then.
    """
    with database.reading() as tx:
        connection = tx.connection
        schema = current(tx)
        whole = examine(connection)
        ours = schema == HEAD
        missing = _missing(connection) if ours else {}
        if "table" in missing.values():
            raise DatabaseDamaged((_listed(missing),))
        noted = recall(tx, Memo.KEY_FINGERPRINT) if ours else None
        keyring = database.keyring
        last_turn = connection.execute(select(func.max(t.person.c.last_turn_at))).scalar() if ours else None
        ran = last_run(tx) if ours else None
        wave = select(t.wave.c.name).where(t.wave.c.open_mark == 1)
        return DatabaseFacts(
            sqlite_version=sqlite3.sqlite_version,
            sqlite_needs_lock=sqlite3.sqlite_version_info < WAL_SAFE_FROM,
            journal_mode=str(connection.execute(text("PRAGMA journal_mode")).scalar_one()),
            schema=schema,
            schema_wanted=HEAD,
            findings=(*whole.findings, _listed(missing)) if missing else whole.findings,
            key_noted=noted,
            key_fits=None if keyring is None or noted is None else noted == keyring.fingerprint,
            last_turn_at=last_turn,
            clock_behind=last_turn is not None and now < last_turn,
            last_poll_at=last_poll(tx) if ours else None,
            open_wave=connection.execute(wave).scalar_one_or_none() if ours else None,
            members=whole.rows.get("member", 0),
            instruments=len(list_instruments(tx)) if ours else 0,
            paused_since=paused_since(tx) if ours else None,
            backup_trouble=recall(tx, Memo.BACKUP_TROUBLE) if ours else None,
            retention_at=None if ran is None else ran.at,
            personal_past_term=personal_past_term(tx, now) if ours else None,
            pending=count_pending(tx) if ours else 0,
            refused_today=refused_on(tx, now) if ours else 0,
            troubled=list_troubled(tx) if ours else (),
        )


def _missing(connection: Connection) -> dict[str, str]:
    """Return what a fresh database has and this one lacks: the name of each table and trigger, and which it is."""
    engine = create_engine("sqlite://")
    with engine.begin() as fresh:
        create_schema(Transaction(fresh, {}, None))
        wanted = _parts(fresh)
    engine.dispose()
    there = _parts(connection)
    return {name: kind for name, kind in wanted.items() if there.get(name) != kind}


def _parts(connection: Connection) -> dict[str, str]:
    parts = text("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'trigger') ORDER BY type, name")
    return {str(row.name): str(row.type) for row in connection.execute(parts)}


def _listed(missing: dict[str, str]) -> str:
    return "missing: " + ", ".join(f"{kind} {name}" for name, kind in missing.items())
