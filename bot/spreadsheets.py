"""Tables as spreadsheets: a workbook or CSV in which no cell runs, whatever it begins with.

Decides that texts are written as texts, and how states are coloured. It must not know what the tables are about.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final

import xlsxwriter  # type: ignore[import-untyped]  # it has no types
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]  # it has no types

Cell = str | int | bool | None
_BEGINNING: Final = re.compile('(^|[;\t\r\n])(?=[ "\u00a0]*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20])')
"""Where a text may begin what a spreadsheet takes for a formula: at its own beginning, and, as many countries have
semicolons between cells, after a semicolon, a tab or a line break in it. Spaces and quotation marks hide nothing."""
LONGEST_NAME: Final = 31
"""Characters of a sheet's name that spreadsheets take."""
WIDEST: Final = 420  # pixels
PLAIN: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, the headings, the rows; ``colours`` by what is written in the column ``coloured``."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    coloured: int = 0
    colours: Mapping[str, str] = field(default_factory=dict)


def write_book(sheets: Sequence[Sheet], file: Path) -> None:
    """Write a workbook of tables, each with its headings in view and a filter. Raises OSError."""
    made = BytesIO()  # a zip that a full disk breaks off is closed by nobody, and complains of that at the end
    try:
        _make_book(sheets, made)
    except FileCreateError as error:
        raise error.args[0] from error
    file.write_bytes(made.getvalue())


def _make_book(sheets: Sequence[Sheet], made: BytesIO) -> None:
    with xlsxwriter.Workbook(made, PLAIN) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:LONGEST_NAME])
            page.freeze_panes(1, 0)
            page.write_row(0, 0, sheet.headings, bold)
            for number, row in enumerate(sheet.rows, 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        page.write_string(number, column, cell)
                    elif cell is not None:
                        page.write_number(number, column, cell)
            page.autofit(max_width=WIDEST)
            if sheet.rows:
                page.autofilter(0, 0, len(sheet.rows), len(sheet.headings) - 1)
                for word, colour in sheet.colours.items():
                    rule = {"type": "cell", "criteria": "==", "value": f'"{word}"'}
                    filled = rule | {"format": book.add_format({"bg_color": colour})}
                    page.conditional_format(1, sheet.coloured, len(sheet.rows), sheet.coloured, filled)


def write_rows(sheet: Sheet, file: Path) -> None:
    """Write one table as CSV that every spreadsheet opens: UTF-8 with a mark, nothing that it would run."""
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        rows = csv.writer(target)
        rows.writerow([harmless(cell) for cell in sheet.headings])
        rows.writerows([harmless(cell) for cell in row] for row in sheet.rows)


def harmless(cell: Cell) -> Cell:
    """Put an apostrophe before whatever a spreadsheet may run in a text."""
    return _BEGINNING.sub(r"\1'", cell) if isinstance(cell, str) else cell
