"""Whether a database is whole: SQLite's own checks, the foreign keys, how many rows each table has.

Decides what counts as sound. Changes nothing.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, func, inspect, select, table, text


class DatabaseDamaged(RuntimeError):
    """A database failed its checks; ``findings`` has what SQLite says."""

    def __init__(self, findings: tuple[str, ...]) -> None:
        """Keep what was found, at least one line."""
        super().__init__(f"the database is damaged: {findings[0]}")
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Soundness:
    """The findings of the checks (none when it is whole) and the number of rows of each table."""

    findings: tuple[str, ...]
    rows: dict[str, int]

    def insist(self) -> "Soundness":
        """Return itself; raise DatabaseDamaged when there are findings."""
        if self.findings:
            raise DatabaseDamaged(self.findings)
        return self


def examine(connection: Connection) -> Soundness:
    """Check a database from end to end."""
    integrity = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
    findings = [] if integrity == ["ok"] else integrity
    for child, _, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
        findings.append(f"{child}: a row points to a {parent} that is not there")
    return Soundness(tuple(findings), count_rows(connection))


def count_rows(connection: Connection) -> dict[str, int]:
    """Count the rows of each table."""
    names = sorted(inspect(connection).get_table_names())
    return {name: int(connection.execute(select(func.count()).select_from(table(name))).scalar_one()) for name in names}
