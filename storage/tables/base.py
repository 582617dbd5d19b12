"""What all tables share: their catalogue with its naming convention, and the column type of instants.

Decides how constraints are called (every one has a name, so that a migration can find it) and that an instant is
stored in UTC. Knows no table.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, DateTime, Dialect, MetaData, Table
from sqlalchemy.dialects.sqlite import DATETIME
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import SQLModel

catalogue = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


NEVER_AGAIN: Final = {"sqlite_autoincrement": True}
"""Option of a table whose numbers are not given a second time: one is remembered, on a button, in a chat's task or in
the audit, after its row is gone. PostgreSQL never gives one twice."""


class InstantNaive(ValueError):
    """An instant without a time zone was about to be stored."""


class _SQLiteInstant(DATETIME):
    """Text of one width with its offset, so that it sorts as it counts: ``2026-01-31 09:30:00.000000+00:00``."""

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], str | None]:
        """Turn an aware instant in UTC into text."""
        return lambda value: None if value is None else value.isoformat(" ", "microseconds")

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], datetime | None]:
        """Turn text into an aware instant in UTC."""
        return lambda text: None if text is None else datetime.fromisoformat(text)


class UTCInstant(TypeDecorator[datetime]):
    """An instant: refuses naive values, stores UTC, returns aware values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        """Choose the column: SQLite has no time zones, so there it is text that has one."""
        return _SQLiteInstant() if dialect.name == "sqlite" else DateTime(timezone=True)  # type: ignore[no-untyped-call] # SQLAlchemy leaves the constructor untyped

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware instant into UTC; raise InstantNaive for a naive one."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise InstantNaive(value.isoformat())
        return value.astimezone(UTC)


class Record(SQLModel, registry=registry(metadata=catalogue)):
    """The base of all tables. A record is no domain value: the database's constraints are what it obeys."""


def rule(name: str, condition: str) -> CheckConstraint:
    """Make a CHECK called ``ck_<table>_<name>``."""
    return CheckConstraint(condition, name=name)


def one_of(column: str, values: type[StrEnum] | tuple[str, ...]) -> CheckConstraint:
    """Make a CHECK that a text column holds one of an enumeration's values (NULL passes every CHECK)."""
    listed = ", ".join(f"'{code}'" for code in values)
    return rule(column, f"{column} IN ({listed})")


def table_of(record: type[SQLModel]) -> Table:
    """Give the Core table of a record class."""
    table: Table = record.__table__  # type: ignore[attr-defined] # SQLModel adds it at run time
    return table
