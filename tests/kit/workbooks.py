"""Workbooks as coordinators have them, hostile ones too, and what is in a workbook that came back."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time

import xlsxwriter  # type: ignore[import-untyped]  # it has no types
from python_calamine import CalamineWorkbook

Rows = Sequence[Sequence[object]]


def workbook(*sheets: Rows) -> bytes:
    """Make a workbook of sheets; texts stay texts."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        for rows in sheets:
            page = book.add_worksheet()
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        page.write_string(number, column, cell)
                    else:
                        page.write(number, column, cell)
    return file.getvalue()


def with_formula(formula: str, cached: object) -> bytes:
    """Make a list whose first name is a formula, with the value that was computed last."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Ciudad", "País"])
        page.write_formula(1, 0, formula, None, cached)
        page.write_string(1, 1, "CL")
    return file.getvalue()


def with_every_kind(headings: Sequence[str]) -> bytes:
    """Make a sheet with a row of a day, a day and an hour, an hour, a length of time, a truth and an error."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, headings)
        cells = (date(2026, 3, 2), datetime(2026, 3, 2, 9, 30), time(9, 30))  # noqa: DTZ001 - a sheet knows no zone
        for column, (cell, shown) in enumerate(zip(cells, ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm"), strict=True)):
            page.write_datetime(1, column, cell, book.add_format({"num_format": shown}))
        page.write_number(1, 3, 1.5, book.add_format({"num_format": "[h]:mm"}))
        page.write_boolean(1, 4, True)
        page.write_formula(1, 5, "=1/0", None, "#DIV/0!")
    return file.getvalue()


def rows_of(content: bytes) -> list[list[object]]:
    """Read the first sheet of a workbook."""
    page = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [list(row) for row in page.to_python(skip_empty_area=False)]


def formulas(content: bytes) -> int:
    """Count the cells of a workbook that a spreadsheet would run."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    return sum(sheet.count(b"<f>") + sheet.count(b"<f ") for sheet in sheets)


def patched(content: bytes, part: str, data: bytes) -> bytes:
    """Put other bytes into one part of a workbook."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, data if name == part else old.read(name))
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
_HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def sheet(cells: bytes) -> bytes:
    """Make a workbook whose one sheet has these rows as XML."""
    return patched(workbook([["x"]]), SHEET, _HEAD + cells + b"</sheetData></worksheet>")


def bomb() -> bytes:
    """Make a workbook of a few hundred KB that unpacks to far more than anybody has in a list."""
    return patched(workbook([["x"]]), SHEET, _HEAD + b"<row></row>" * 12_000_000 + b"</sheetData></worksheet>")


def far_apart() -> bytes:
    """Make a small workbook with one cell in each far corner: as a full table it would not fit any memory."""
    return sheet(
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Ciudad</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def many_rows(count: int) -> bytes:
    """Make a workbook with so many rows of one cell."""
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (at, at) for at in range(1, count + 1))
    return sheet(rows)
