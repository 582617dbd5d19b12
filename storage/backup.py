"""Backups: a whole copy of a database in use, verified; and the way back.

Decides what a good backup is and when one may be put in the place of the database. A backup is as secret as the
database: identities in it are encrypted with the same key, which is not in it.
"""

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from storage.database import Database, Transaction, open_engine, outside_transactions, translated
from storage.locks import RunnerLock
from storage.runner_state import Memo, recall
from storage.schema import HEAD, SchemaOutdated, current
from storage.secrets import SecretKeyWrong
from storage.soundness import DatabaseDamaged, count_rows, examine


class BackupExists(FileExistsError):
    """There is a file of that name already; it is not overwritten."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified backup: the file, its bytes, the rows of each table, the fingerprint of the key that it needs."""

    path: Path
    size: int
    rows: dict[str, int]
    key_fingerprint: str | None


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: the rows now there, and where the replaced database was kept (None: there was none)."""

    rows: dict[str, int]
    replaced: Path | None


def back_up(database: Database, target: Path) -> Backup:
    """Write a verified copy to ``target``, beside a running bot; writers wait for as long as the copy takes.

    Raises BackupExists, DatabaseDamaged (the copy is then removed), DatabaseUnavailable.
    """
    if target.exists():
        raise BackupExists(target)
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    engine = open_engine(database.path, read_only=True)
    try:
        with database.write_lock():
            outside_transactions(engine, "VACUUM INTO ?", str(part))
            with engine.begin() as connection:
                expected = count_rows(connection)
        part.chmod(0o600)
        backup = inspect_backup(part)
        if backup.rows != expected:
            raise DatabaseDamaged(("the copy has other rows than the database",))
        _flush(part)
        part.replace(target)
    finally:
        engine.dispose()
        part.unlink(missing_ok=True)
    return Backup(target, backup.size, backup.rows, backup.key_fingerprint)


def inspect_backup(path: Path) -> Backup:
    """Check a backup from end to end; raise DatabaseDamaged, SchemaOutdated when a newer program made it."""
    engine = open_engine(path, read_only=True)
    try:
        with translated(), engine.begin() as connection:
            rows = examine(connection).insist().rows
            tx = Transaction(connection, {}, None)
            found = current(tx)
            if found is None or found > HEAD:
                raise SchemaOutdated(found)
            noted = recall(tx, Memo.KEY_FINGERPRINT) if "runner_state" in rows else None
            return Backup(path, path.stat().st_size, rows, noted)
    except DatabaseError as error:
        raise DatabaseDamaged((str(error.orig),)) from error
    finally:
        engine.dispose()


def restore(database: Database, source: Path, now: datetime) -> Restored:
    """Put a backup in the place of the database and keep the replaced file beside it. Close ``database`` before.

    Raises RunnerAlreadyThere while the bot runs, SecretKeyWrong when the backup needs another key, DatabaseDamaged,
    SchemaOutdated. A backup with an older schema is restored; `upgrade` brings it up.
    """
    path = database.path
    with RunnerLock(path):
        backup = inspect_backup(source)
        if database.keyring is not None and backup.key_fingerprint not in (None, database.keyring.fingerprint):
            raise SecretKeyWrong("key fingerprint")
        part = path.with_name(f"{path.name}.restoring")
        shutil.copyfile(source, part)
        part.chmod(0o600)
        _flush(part)
        with database.write_lock():
            replaced = _set_aside(path, now)
            part.replace(path)
            _flush(path.parent)
        return Restored(inspect_backup(path).rows, replaced)


def _set_aside(path: Path, now: datetime) -> Path | None:
    """Keep the present database, with all that is in its log, under another name as well."""
    if not path.exists():
        return None
    engine = open_engine(path)
    outside_transactions(engine, "PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    kept = path.with_name(f"{path.name}.replaced-{now:%Y%m%dT%H%M%S}")
    os.link(path, kept)
    for log in ("-wal", "-shm"):
        path.with_name(path.name + log).unlink(missing_ok=True)
    return kept


def _flush(path: Path) -> None:
    """Have the disk keep what was written to a file or directory."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
