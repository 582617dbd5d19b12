"""The database as the rest of storage sees it: a writing transaction, a reading one, and clear errors.

Decides how SQLite is opened (WAL, synchronous FULL, secure_delete, foreign keys, BEGIN IMMEDIATE) and that a write
happens under the write lock. Knows no table, only where parsed instruments are kept. Nothing above storage needs to
know SQLAlchemy: a Transaction is handed from function to function.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, Insert, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.pool import NullPool, StaticPool

from conversations.instrument import Instrument
from storage.audit_entry import Entry
from storage.locks import LockFileUnusable, WriteLock, WriteLockBusy
from storage.secrets import Keyring, SecretKeyMissing
from storage.soundness import DatabaseDamaged

DEFAULT_URL = "sqlite:///solidaria.db"
BUSY_MILLISECONDS = 1_000
AnyRow = Any
"""A row of a statement: its columns are known by name where it is read, not to the type checker."""
_PASSING = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")
_DAMAGED = ("SQLITE_NOTADB", "SQLITE_CORRUPT")


class DatabaseUrlUnusable(ValueError):
    """The database URL does not name a SQLite file."""


class DatabaseUnavailable(RuntimeError):
    """The database cannot be written or read now: locked, disk full, read-only, I/O. ``code`` is SQLite's name."""

    def __init__(self, code: str) -> None:
        """Keep the reason."""
        super().__init__(f"the database is not available: {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Transaction:
    """One transaction: everything that storage's functions need to read and write."""

    connection: Connection
    instruments: dict[int, Instrument]
    secret: Keyring | None
    entries: list[Entry] = field(default_factory=list)
    at_end: list[Callable[["Transaction"], None]] = field(default_factory=list)
    """What is done just before the commit; `storage.audit` has the entries written there."""

    def insert(self, statement: Insert, values: dict[str, object] | None = None) -> int:
        """Run an INSERT of one row and return the id that it was given."""
        key = self.connection.execute(statement, values).inserted_primary_key
        assert key is not None
        return int(key[0])

    @property
    def keyring(self) -> Keyring:
        """The keys; raises SecretKeyMissing when there are none."""
        if self.secret is None:
            raise SecretKeyMissing
        return self.secret


def database_path(url: str) -> Path:
    """Return the file that a database URL names; raise DatabaseUrlUnusable for anything but a SQLite file."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseUrlUnusable("not a database URL; for example sqlite:///solidaria.db") from error
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise DatabaseUrlUnusable("only a SQLite file is supported; for example sqlite:///solidaria.db")
    return Path(str(parsed.database)).absolute()


@dataclass(slots=True)
class Database:
    """One SQLite file. ``keyring`` is only needed for people and the inbox. Close it when done.

    ``patience`` is how many seconds a write waits for other processes.
    """

    url: str = DEFAULT_URL
    keyring: Keyring | None = None
    patience: float = 5.0
    path: Path = field(init=False)
    _instruments: dict[int, Instrument] = field(init=False, default_factory=dict)
    _thread: threading.Lock = field(init=False, default_factory=threading.Lock)
    _lock: WriteLock = field(init=False)
    _writer: Engine | None = field(init=False, default=None)
    _ready: bool = field(init=False, default=False)
    _hurried: bool = field(init=False, default=False)
    _reader: Engine = field(init=False)

    def __post_init__(self) -> None:
        """Open nothing yet."""
        self.path = database_path(self.url)
        self._lock = WriteLock(self.path, self.patience)
        self._reader = open_engine(self.path, read_only=True)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Give a transaction that is committed at the end, or rolled back by an exception.

        Raises DatabaseUnavailable for what may pass (locked, disk full ...), DatabaseDamaged for what is no database;
        nothing is written then.
        """
        with translated(), self.write_lock():
            if self._writer is None:
                self._writer = open_engine(self.path)
            try:
                with self._writer.begin() as connection:
                    self._ready = True
                    transaction = Transaction(connection, self._instruments, self.keyring)
                    yield transaction
                    for last in transaction.at_end:
                        last(transaction)
            except OperationalError:
                if not self._ready:  # it may lack pragmas
                    self._writer.dispose()
                    self._writer = None
                raise  # a connection that has written stays: opened anew, SQLite would take what failed to sync as kept

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Give a read-only transaction: one consistent view, which never waits for a writer nor stops one."""
        with translated(), self._reader.begin() as connection:
            yield Transaction(connection, self._instruments, self.keyring)

    def compact(self) -> None:
        """Write the file anew with what is in it now, and empty its log: nothing deleted is left in either.

        Raises DatabaseUnavailable, also while somebody still reads an older state.
        """
        with translated(), self.write_lock():
            if self._writer is None:
                self._writer = open_engine(self.path)
            outside_transactions(self._writer, "VACUUM")
            ((busy, *_),) = outside_transactions(self._writer, "PRAGMA wal_checkpoint(TRUNCATE)")
            if busy:
                raise DatabaseUnavailable("SQLITE_BUSY")

    @contextmanager
    def write_lock(self) -> Iterator[None]:
        """Keep every other writer away, of this process and of others, without a transaction."""
        with translated(), self._thread, self._lock:
            yield

    def hurry(self, patience: float) -> None:
        """Wait no longer than that: we are about to end. From any thread, for what waits now as well."""
        self._hurried, self._lock.patience = True, patience

    def close(self) -> None:
        """Close all connections; the last one to close checkpoints, so it happens under the write lock.

        Raises DatabaseUnavailable when that cannot be had; in a hurry the connection is left to the process's end.
        """
        self._reader.dispose()
        if self._writer is not None:
            try:
                with self.write_lock():
                    self._writer.dispose()
                    self._writer, self._ready = None, False
            except DatabaseUnavailable:
                if not self._hurried:
                    raise
        self._lock.close()


@contextmanager
def translated() -> Iterator[None]:
    """Turn what may pass (locked, full, read-only, I/O) into DatabaseUnavailable; let other errors through."""
    try:
        yield
    except WriteLockBusy as error:
        raise DatabaseUnavailable("WRITE_LOCK_BUSY") from error
    except LockFileUnusable as error:
        raise DatabaseUnavailable("LOCK_FILE_UNUSABLE") from error
    except (OperationalError, sqlite3.OperationalError) as error:
        code = getattr(getattr(error, "orig", error), "sqlite_errorname", "")
        if not code.startswith(_PASSING):
            raise
        raise DatabaseUnavailable(code) from error
    except DatabaseError as error:
        if not getattr(error.orig, "sqlite_errorname", "").startswith(_DAMAGED):
            raise
        raise DatabaseDamaged((str(error.orig),)) from error


def outside_transactions(engine: Engine, statement: str, *values: str) -> list[tuple[Any, ...]]:
    """Run what SQLite refuses inside a transaction; return its rows. Raises the exceptions of ``sqlite3``."""
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def open_engine(path: Path, *, read_only: bool = False, foreign_keys: bool = True) -> Engine:
    """Open a file with storage's pragmas; a writing engine keeps one connection and begins IMMEDIATE."""
    mode = "ro" if read_only else "rwc"
    address = f"file:{quote(path.as_posix())}?mode={mode}"
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True, check_same_thread=False),
        poolclass=NullPool if read_only else StaticPool,
        hide_parameters=True,  # in a traceback they would show what people wrote
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's BEGIN below is the only one
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine
