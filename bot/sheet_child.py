"""Reads a workbook in a process of its own: standard input is the file, standard output its cells as JSON.

Run by `bot.sheet_file` and by nobody else. A file that would take all memory or run for ever takes this process down,
and never the bot. It imports nothing of ours.
"""

import io
import json
import sys
import zipfile
from datetime import date, datetime, time, timedelta

MOST_UNPACKED = 60_000_000  # bytes
MOST_PARTS = 2_000
MOST_SHEETS = 12
MOST_ROWS = 3_000
MOST_COLUMNS = 200
MOST_MEMORY = 700_000_000  # bytes
MOST_SECONDS = 15


class Unusable(Exception):
    """The workbook cannot be used; its argument is the reason that is printed."""


def read(content: bytes) -> list[list[list[object]]]:
    """Read the visible sheets, each as rows of cells. Raises Unusable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise Unusable("not_readable") from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unusable("too_big")
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [
            number
            for number, sheet in enumerate(book.sheets_metadata)
            if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
        ]
        return [_rows(book.get_sheet_by_index(number)) for number in shown[:MOST_SHEETS]]
    except CalamineError:
        raise Unusable("not_readable") from None


def _rows(sheet: "python_calamine.CalamineSheet") -> list[list[object]]:  # type: ignore[name-defined]  # noqa: F821 - imported only once the archive is known to be sound
    row, column = sheet.end or (0, 0)
    if column >= MOST_COLUMNS:
        raise Unusable("too_big")
    if row >= MOST_ROWS:
        raise Unusable("too_many_rows")
    return [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def _plain(cell: object) -> object:
    match cell:
        case bool() | int() | float() | str():
            return cell
        case datetime() | date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case _:
            return ""


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on this system: the caller's timeout remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read standard input."""
    _limit()
    try:
        answer: dict[str, object] = {"tables": read(sys.stdin.buffer.read())}
    except Unusable as error:
        answer = {"why": str(error)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
