"""Reads a table of cells, as a spreadsheet has it, into a list of members with all that is wrong with it, line by line.

Decides where the headings are, what is kept of a row and what is not: telephones, addresses and names of persons go no
further. Must not know the file's format, nor which members there are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from conversations.membership import LONGEST_NAME, LONGEST_POST, MOST_ALIASES
from conversations.spelling import same_name
from conversations.workbook import MOST_ROWS, BadRow, FileProblem, ListedRow, RowProblem, WorkbookRead
from locales.sheet_columns import Column, columns_of, country_in, kind_in

Cell = str | int | float | bool | None
Table = Sequence[Sequence[Cell]]
HEADINGS_WITHIN: Final = 15
"""Rows at the top of a sheet among which the headings may be: people put titles and logos above."""
LONGEST_SHOWN: Final = 40
_CONTACT: Final = re.compile(r"@|(?:\d[\s().-]*){7,}")


@dataclass(frozen=True, slots=True)
class FoundList:
    """A table that is a list of members: the row of its headings, from 0, and what its columns are."""

    table: Table
    headings: int
    columns: dict[Column, int]


def text_of(cell: Cell) -> str:
    """Give a cell as a text in one line; a whole number without a decimal point."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())


def find_headings(table: Table) -> tuple[int, dict[Column, int]] | None:
    """Find the row of headings (from 0) and what its columns are; ``None`` where no heading names a member."""
    for at, row in enumerate(table[:HEADINGS_WITHIN]):
        columns = columns_of([text_of(cell) for cell in row])
        if Column.NAME in columns and (len(columns) > 1 or sum(bool(text_of(cell)) for cell in row) == 1):
            return at, columns
    return None


def find_list(tables: Sequence[Table]) -> FoundList | None:
    """Find the first table that has headings."""
    for table in tables:
        headings = find_headings(table)
        if headings is not None:
            return FoundList(table, *headings)
    return None


def read_list(file: str, tables: Sequence[Table]) -> WorkbookRead:
    """Read the first table that has headings."""
    found = find_list(tables)
    if found is not None:
        return _read(file, found.table, found.headings, found.columns)
    return WorkbookRead(file, unusable=FileProblem.NO_MEMBERS if any(tables) else FileProblem.EMPTY)


def _read(file: str, table: Table, headings: int, columns: dict[Column, int]) -> WorkbookRead:
    rows: list[ListedRow] = []
    problems: list[BadRow] = []
    for line, cells in enumerate(table[headings + 1 :], headings + 2):
        values = {column: text_of(cells[at]) if at < len(cells) else "" for column, at in columns.items()}
        if not any(values.values()):
            continue
        row, found = _row(line, values)
        problems += found
        if row is not None:
            rows.append(row)
        if len(rows) + len(problems) > MOST_ROWS:
            return WorkbookRead(file, unusable=FileProblem.TOO_MANY_ROWS)
    if not rows and not problems:
        return WorkbookRead(file, unusable=FileProblem.EMPTY)
    return WorkbookRead(file, tuple(rows), tuple(problems))


def _row(line: int, values: dict[Column, str]) -> tuple[ListedRow | None, list[BadRow]]:
    """Read one row; without a row, the problems say why."""
    name = values[Column.NAME]
    country, kind = values.get(Column.COUNTRY, ""), values.get(Column.KIND, "")

    def bad(problem: RowProblem, cell: str) -> BadRow:
        return BadRow(line, problem, cell[:LONGEST_SHOWN])

    problems = []
    if not name:
        problems.append(bad(RowProblem.NO_NAME, ""))
    elif len(name) > LONGEST_NAME or not name.isprintable() or not same_name(name):
        problems.append(bad(RowProblem.NAME_UNUSABLE, name))
    if country and not country_in(country):
        problems.append(bad(RowProblem.COUNTRY_UNKNOWN, country))
    if kind and kind_in(kind) is None:
        problems.append(bad(RowProblem.KIND_UNKNOWN, kind))
    if problems:
        return None, problems[:1]
    post = values.get(Column.POST, "")
    if post and (_CONTACT.search(post) or len(post) > LONGEST_POST):
        problems.append(bad(RowProblem.POST_NOT_KEPT, name))
        post = ""
    every = (alias.strip() for alias in re.split("[;|,]", values.get(Column.ALIASES, "")))
    aliases = tuple(one for one in every if same_name(one) and len(one) <= LONGEST_NAME and not _CONTACT.search(one))
    zone = values.get(Column.TIMEZONE, "").replace(" ", "_")
    row = ListedRow(line, name, kind_in(kind), country_in(country), zone, aliases[:MOST_ALIASES], post)
    return row, problems
