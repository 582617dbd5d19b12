"""A coordinator's own list of members: the rows of a workbook, what is wrong with them, what becomes of each.

Knows no file format and no headings; telephones, e-mail addresses and names of persons never get in here.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from conversations.desk.deeds import Reading
from conversations.desk.sought import Sought
from conversations.facts import DeskFact
from conversations.people import MemberKind

MOST_ROWS = 500


class RowProblem(StrEnum):
    """What is wrong with a row. The last one is only told: the row is used without that cell."""

    NO_NAME = "no_name"
    NAME_UNUSABLE = "name_unusable"  # too long, no letters, line breaks
    NO_COUNTRY = "no_country"
    COUNTRY_UNKNOWN = "country_unknown"
    KIND_UNKNOWN = "kind_unknown"
    ZONE_UNKNOWN = "zone_unknown"
    TWICE = "twice"
    OUT_OF_SCOPE = "out_of_scope"
    SEVERAL = "several"  # it could be more than one member
    RETIRED = "retired"
    POST_NOT_KEPT = "post_not_kept"  # it looks like a telephone or an e-mail address


class FileProblem(StrEnum):
    """Why nothing of a file can be used."""

    GONE = "gone"
    TOO_BIG = "too_big"
    NOT_READABLE = "not_readable"
    TOO_MANY_ROWS = "too_many_rows"
    NO_MEMBERS = "no_members"  # no heading names a member
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row, by its line (from 1). Country and zone may be "", the kind ``None``: not said."""

    line: int
    name: str
    kind: MemberKind | None = None
    country: str = ""
    timezone: str = ""
    aliases: tuple[str, ...] = ()
    post: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row with something wrong, and the cell that is."""

    line: int
    problem: RowProblem
    cell: str = ""


@dataclass(frozen=True, slots=True)
class WorkbookRead(Reading):
    """What a file holds. ``file`` is how it is fetched again."""

    file: str
    rows: tuple[ListedRow, ...] = ()
    problems: tuple[BadRow, ...] = ()
    unusable: FileProblem | None = None


class Fate(StrEnum):
    """What becomes of a row."""

    KNOWN = "known"  # a member that is there
    NEW = "new"
    OUT = "out"  # left out: its problem says why


@dataclass(frozen=True, slots=True)
class RowFate:
    """What becomes of one row: its member (0: not there yet) with kind, country and zone settled.

    ``sure``: the zone was written in the row, is the member's own, or leaves no choice. ``staffed``: the member has a
    focal point; ``linked``: it has a link that nobody has used.
    """

    row: ListedRow
    fate: Fate
    problem: RowProblem | None = None
    member: int = 0
    kind: MemberKind = MemberKind.CITY
    country: str = ""
    zone: str = ""
    sure: bool = True
    staffed: bool = False
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Fates(Sought[tuple[RowFate, ...]]):
    """What becomes of rows, in their order, in a coordinator's scope."""

    rows: tuple[ListedRow, ...]


@dataclass(frozen=True, slots=True)
class MembersImported(DeskFact):
    """New members are added, known ones get what the list says of them; all of these rows or none."""

    rows: tuple[ListedRow, ...]


def with_zones(rows: Iterable[ListedRow], zones: Mapping[int, str]) -> tuple[ListedRow, ...]:
    """Give rows with the zones that were chosen by hand, by line."""
    return tuple(replace(row, timezone=zones.get(row.line, row.timezone)) for row in rows)


def write_reading(reading: WorkbookRead) -> str:
    """Write a reading down, to be confirmed later."""
    rows = [
        [one.line, one.name, one.kind, one.country, one.timezone, list(one.aliases), one.post] for one in reading.rows
    ]
    problems = [[one.line, one.problem, one.cell] for one in reading.problems]
    value = {"file": reading.file, "rows": rows, "problems": problems, "why": reading.unusable}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read_reading(text: str) -> WorkbookRead:
    """Read what `write_reading` wrote."""
    value: dict[str, Any] = json.loads(text)
    return WorkbookRead(
        value["file"],
        tuple(
            ListedRow(line, name, MemberKind(kind) if kind else None, country, zone, tuple(aliases), post)
            for line, name, kind, country, zone, aliases, post in value["rows"]
        ),
        tuple(BadRow(line, RowProblem(problem), cell) for line, problem, cell in value["problems"]),
        FileProblem(value["why"]) if value["why"] else None,
    )
