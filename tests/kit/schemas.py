"""Databases as SQLite sees them: what they are made of, what is in them, and those of earlier schemas.

Decides that a row is the same when every column that both schemas have is. Must not know what is migrated how.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage import schema

Rows = dict[str, list[dict[str, object]]]
"""The rows of each table, in an order of their own."""


def definitions(path: Path) -> dict[str, list[str]]:
    """Read what a database is made of: each object with the lines of its definition, in no order.

    A table that a migration made anew has its name in quotes.
    """
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    plain = {name: sql.replace(f'CREATE TABLE "{name}"', f"CREATE TABLE {name}") for name, sql in rows}
    return {name: sorted(line.strip().rstrip(",") for line in sql.splitlines()) for name, sql in plain.items()}


def dump(path: Path) -> list[str]:
    """Read schema and rows as SQLite would write them down, in no order."""
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.iterdump())


def rows_of(path: Path) -> Rows:
    """Read the rows of every table but the one that notes the schema."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        found: Rows = {}
        for name in _tables(connection):
            rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - our tables
            found[name] = sorted((dict(row) for row in rows), key=repr)
    return found


def same_rows(before: list[dict[str, object]], after: list[dict[str, object]]) -> bool:
    """Tell whether the rows of a table are the same in the columns that they had before."""
    columns = list(before[0]) if before else []
    if any(column not in row for row in after for column in columns):
        return False
    cut = [{column: row[column] for column in columns} for row in after]
    return not before or sorted(before, key=repr) == sorted(cut, key=repr)


def fill(path: Path, rows: Rows) -> None:
    """Put rows of a later schema into an earlier one: what it has tables and columns for and what obeys its rules."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        for name in _tables(connection):
            known = {row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')}
            for row in rows.get(name, []):
                columns = [column for column in row if column in known]
                marks = ", ".join("?" * len(columns))
                insert = f'INSERT OR IGNORE INTO "{name}" ({", ".join(columns)}) VALUES ({marks})'  # noqa: S608 - as above
                connection.execute(insert, [row[column] for column in columns])
        while broken := connection.execute("PRAGMA foreign_key_check").fetchall():
            for name, number, *_ in broken:
                connection.execute(f'DELETE FROM "{name}" WHERE rowid = ?', (number,))  # noqa: S608 - as above
        connection.execute("COMMIT")


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return [name for (name,) in found if name != schema.revision.name and not name.startswith("sqlite_")]
