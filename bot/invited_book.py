"""Writes the workbook that goes back to a coordinator: their own cells as they were, and the columns that we add.

Decides that every text is written as text, whatever it begins with, and that columns which we added before are not
added twice. It must not know how an invitation is made.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Final

import xlsxwriter  # type: ignore[import-untyped]  # it has no types

from conversations.instrument import Language
from locales.invited_list import AddedCells, sheet_name
from locales.sheet_columns import headings_in, own_headings
from locales.sheet_reading import Table, text_of

LONGEST_ADDRESS: Final = 2_079  # what a spreadsheet takes
LONGEST_TEXT: Final = 32_767
WIDEST: Final = 60  # characters


def write_list(table: Table, headings: int, added: Mapping[int, AddedCells], language: Language) -> bytes:
    """Write ``table`` with ``added`` cells by line (from 1); ``headings`` is the row of the headings, from 0."""
    ours = {at for at, cell in enumerate(table[headings]) if text_of(cell) in own_headings()}
    kept = [[cell for at, cell in enumerate(row) if at not in ours] for row in table]
    width = max((len(row) for row in kept), default=0)
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        page = book.add_worksheet(sheet_name(language))
        for number, row in enumerate(kept):
            _write_row(page, number, 0, row, bold if number == headings else None)
        _write_row(page, headings, width, headings_in(language), bold)
        for line, cells in added.items():
            for column, cell in enumerate(astuple(cells), width):
                _write_added(page, line - 1, column, cell, wrapped)
        page.freeze_panes(headings + 1, 0)
        for column in range(width):
            page.set_column(column, column, _width(row[column] for row in kept if column < len(row)))
        page.set_column(width, width + 2, 34)
        page.set_column(width + 3, width + 4, 28)
    return file.getvalue()


def _write_row(page: object, row: int, first: int, cells: Sequence[object], style: object) -> None:
    for column, cell in enumerate(cells, first):
        match cell:
            case bool():
                page.write_boolean(row, column, cell, style)  # type: ignore[attr-defined]  # a worksheet
            case int() | float():
                page.write_number(row, column, cell, style)  # type: ignore[attr-defined]  # as above
            case str() if cell:
                page.write_string(row, column, cell[:LONGEST_TEXT], style)  # type: ignore[attr-defined]  # as above
            case _:
                continue


def _write_added(page: object, row: int, column: int, text: str, style: object) -> None:
    if text.startswith("https://") and len(text) <= LONGEST_ADDRESS:
        page.write_url(row, column, text, string=text)  # type: ignore[attr-defined]  # a worksheet
    elif text:
        page.write_string(row, column, text, style)  # type: ignore[attr-defined]  # as above


def _width(cells: "object") -> int:
    longest = max((len(text_of(cell)) for cell in cells), default=0)  # type: ignore[attr-defined]  # cells of a column
    return min(max(longest + 2, 8), WIDEST)
