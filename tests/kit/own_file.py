"""A second opinion on the file of everything about a person: a scan of all tables, by SQL of its own.

It decides which rows are about somebody (whatever column refers to them) and how a file has to stand for each: a line,
a word of theirs in it, or a count. It must not know how the file is made.
"""

import sqlite3
from collections import Counter
from pathlib import Path

COUNTED = {"response_history", "screen", "outbox", "audit"}
"""Rows that a file gives the number of."""
ASIDE = {"person", "reminder"}
"""Rows that stand among the lines about who one is."""
WORDS = {
    "person": ("post",),
    "place": ("pending",),
    "note": ("text",),
    "question": ("text", "answer"),
    "evidence": ("name",),
    "response": ("consulted",),
    "invitation": ("post",),
    "meeting": ("name", "place"),
    "member": ("name",),
    "campaign": ("texts",),
    "desk": ("draft",),
}
"""The columns with words of people, which a file has to have as they are."""


def rows_about(database: Path, person: int) -> dict[str, list[sqlite3.Row]]:
    """Find every row of every table that refers to a person."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    found: dict[str, list[sqlite3.Row]] = {}
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
    for table in names:
        keys = {row["from"] for row in connection.execute(f'PRAGMA foreign_key_list("{table}")') if row[2] == "person"}
        columns = {row["name"] for row in connection.execute(f'PRAGMA table_info("{table}")')}
        keys |= {"person_id"} & columns
        keys |= {"id"} if table == "person" else set()
        if keys:
            which = " OR ".join(f"{column} = :person" for column in sorted(keys))
            rows = connection.execute(f'SELECT * FROM "{table}" WHERE {which}', {"person": person}).fetchall()  # noqa: S608 - our own tables
            if rows:
                found[table] = rows
    connection.close()
    return found


def missing(database: Path, person: int, file: str) -> list[str]:
    """Tell which rows about a person their file does not stand for."""
    found = rows_about(database, person)
    lacks = [
        f"{table}.{column}"
        for table, rows in found.items()
        for row in rows
        for column in WORDS.get(table, ())
        if row[column] and row[column] not in ("{}",) and row[column] not in file
    ]
    counts = Counter({table: len(rows) for table, rows in found.items()})
    numbers = [table for table in sorted(COUNTED & counts.keys()) if f": {counts[table]}\n" not in file]
    listed = sum(count for table, count in counts.items() if table not in COUNTED | ASIDE)
    lines = sum(line.startswith("- ") for line in file.splitlines()) - len(COUNTED & counts.keys())
    if lines != listed:
        lacks.append(f"{listed} rows, {lines} lines")
    return [*lacks, *numbers]
