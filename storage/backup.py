"""Backups: a whole copy of a database in use, verified, with its proof beside it; and the way back.

Decides what a good backup is and when one may be put in the place of the database. Nobody waits for a backup: it is
read from one snapshot, through a connection that cannot write. A backup is as secret as the database: identities in
it are encrypted with the same key, which is not in it.
"""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from storage.database import (
    Database,
    DatabaseUnavailable,
    Transaction,
    open_engine,
    outside_transactions,
    translated,
)
from storage.locks import RunnerLock
from storage.proof import Proof, hash_file, proof_path, verify, write_proof
from storage.runner_state import Memo, recall
from storage.schema import HEAD, SchemaOutdated, current
from storage.secrets import SecretKeyMissing, SecretKeyWrong
from storage.soundness import DatabaseDamaged, count_rows, examine

_NUMBERS = {"SQLITE_FULL": errno.ENOSPC, "SQLITE_READONLY": errno.EROFS}
_REFUSED = (*_NUMBERS, "SQLITE_CANTOPEN", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE")
"""What copying fails with where it writes; all else is said of what it reads."""
_FAILED = (*_NUMBERS, "SQLITE_CANTOPEN", "SQLITE_IOERR")


class BackupExists(FileExistsError):
    """There is a file of that name already; it is not overwritten."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified backup: the file, its bytes, the rows of each table, the key's fingerprint, the schema."""

    path: Path
    size: int
    rows: dict[str, int]
    key_fingerprint: str | None
    schema: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: the rows now there, and where the replaced database was kept (None: there was none)."""

    rows: dict[str, int]
    replaced: Path | None


def back_up(database: Database, target: Path) -> Backup:
    """Write a verified copy to ``target``, and its proof beside it; nobody waits for that, no writer and no reader.

    Raises BackupExists, DatabaseDamaged (the copy is then removed), DatabaseUnavailable, and OSError, which names
    ``target``, for what its disk refuses: that is not the database's fault.
    """
    if target.exists():
        raise BackupExists(target)
    part = target.with_name(f"{target.name}.part")
    with _naming(target):
        _begin(part)
        try:
            expected = _copy(database.path, part)
            with _of_the_copy(part, _FAILED):
                backup = inspect_backup(part)
            if backup.rows != expected:
                raise DatabaseDamaged(("the copy has other rows than the database",))
            _flush(part)
            proof = Proof(hash_file(part), backup.schema, backup.key_fingerprint, sum(backup.rows.values()))
            write_proof(target, proof)
            part.replace(target)
            _flush(target.parent)
        finally:
            part.unlink(missing_ok=True)
    return Backup(target, backup.size, backup.rows, backup.key_fingerprint, backup.schema)


def _copy(source: Path, part: Path) -> dict[str, int]:
    """Copy one snapshot, without what is left of deleted rows in its pages; give the rows that it has."""
    engine = open_engine(source, read_only=True)
    try:
        with translated(), closing(sqlite3.connect(part)) as copy:
            with engine.begin() as connection:
                expected = count_rows(connection)
                whole = connection.connection.driver_connection
                assert isinstance(whole, sqlite3.Connection)
                with _of_the_copy(part, _REFUSED):
                    whole.backup(copy)
            with _of_the_copy(part, _FAILED):
                copy.execute("PRAGMA journal_mode = DELETE")
                copy.execute("VACUUM")
        return expected
    except sqlite3.DatabaseError as error:
        raise DatabaseDamaged((str(error),)) from error
    finally:
        engine.dispose()


@contextmanager
def _of_the_copy(part: Path, codes: tuple[str, ...]) -> Iterator[None]:
    """Turn what SQLite says of the disk that the copy is on into an OSError."""
    try:
        with translated():
            yield
    except DatabaseUnavailable as error:
        if not error.code.startswith(codes):
            raise
        number = next((one for code, one in _NUMBERS.items() if error.code.startswith(code)), errno.EIO)
        raise OSError(number, os.strerror(number), str(part)) from error


@contextmanager
def _naming(target: Path) -> Iterator[None]:
    """Have an OSError name the file that was asked for, not the half one beside it."""
    try:
        yield
    except OSError as error:
        if error.errno is not None:
            error.filename, error.filename2 = str(target), None
        raise


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
            return Backup(path, path.stat().st_size, rows, noted, found)
    except DatabaseError as error:
        raise DatabaseDamaged((str(error.orig),)) from error
    finally:
        engine.dispose()


def restore(database: Database, source: Path, now: datetime) -> Restored:
    """Put a backup in the place of the database and keep the replaced file beside it. Close ``database`` before.

    What cannot be verified is refused: raises BackupUnproven without its proof, DatabaseDamaged, SecretKeyWrong or
    SecretKeyMissing when the key that it needs is not there, SchemaOutdated when a newer program made it; and
    RunnerAlreadyThere while the bot runs. A backup with an older schema is restored; `upgrade` brings it up.
    """
    with RunnerLock(database.path):
        return put_back(database, source, now)


def put_back(database: Database, source: Path, now: datetime) -> Restored:
    """Do the same for a caller that is alone on the database already."""
    path = database.path
    proof = verify(source)
    backup = inspect_backup(source)
    if backup.key_fingerprint is not None:
        if database.keyring is None:
            raise SecretKeyMissing(backup.key_fingerprint)
        if backup.key_fingerprint != database.keyring.fingerprint:
            raise SecretKeyWrong("key fingerprint", backup.key_fingerprint)
    part = path.with_name(f"{path.name}.restoring")
    _begin(part)
    try:
        shutil.copyfile(source, part)
        _flush(part)
        if hash_file(part) != proof.sha256:
            raise DatabaseDamaged(("the copy that was made of it came over changed",))
        with database.write_lock():
            replaced = _set_aside(path, now)
            part.replace(path)
            _flush(path.parent)
    finally:
        part.unlink(missing_ok=True)
    return Restored(inspect_backup(path).rows, replaced)


def remove(backup: Path) -> None:
    """Delete a backup and its proof, or what is left of either."""
    for file in (backup, proof_path(backup)):
        file.unlink(missing_ok=True)


def _set_aside(path: Path, now: datetime) -> Path | None:
    """Keep the present database, with all that is in its log, under another name as well; it may be beyond repair."""
    if not path.exists():
        return None
    kept = _free_name(path, now)
    log, kept_log = (file.with_name(f"{file.name}-wal") for file in (path, kept))
    if log.exists():
        os.link(log, kept_log)  # before anything is opened: of a broken file SQLite deletes the log
    engine = open_engine(path)
    try:
        outside_transactions(engine, "PRAGMA wal_checkpoint(TRUNCATE)")
    except (sqlite3.DatabaseError, DatabaseError):
        pass
    finally:
        engine.dispose()
    os.link(path, kept)
    if kept_log.exists() and not kept_log.stat().st_size:  # beside somebody who still reads it is not emptied
        kept_log.unlink()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return kept


def _free_name(path: Path, now: datetime) -> Path:
    """Give a name for what is put aside at ``now`` that nothing has yet: one second may have two restores."""
    first = kept = path.with_name(f"{path.name}.replaced-{now:%Y%m%dT%H%M%S}")
    number = 1
    while kept.exists() or kept.with_name(f"{kept.name}-wal").exists():
        number += 1
        kept = first.with_name(f"{first.name}-{number}")
    return kept


def _begin(part: Path) -> None:
    """Make an empty file that only its owner reads, in the place of what an earlier try left."""
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _flush(path: Path) -> None:
    """Have the disk keep what was written to a file or directory."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
