"""Opens a file that a spreadsheet made, .xlsx or .csv, as tables of cells.

Decides how large it may be, which encodings and separators are understood, and that a workbook is read in a process of
its own. It must not know what a list of members is.
"""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from conversations.workbook import FileProblem
from locales.sheet_reading import Cell

Tables = list[list[list[Cell]]]
MOST_CHARACTERS: Final = 2_000_000
MOST_ROWS: Final = 3_000
SECONDS: Final = 30
CHILD: Final = Path(__file__).with_name("sheet_child.py")
KILLED: Final = (-6, -9, -11, -24, 137)
"""How a process ends that asked for more memory or time than it may have."""


def open_tables(ending: str, content: bytes) -> Tables | FileProblem:
    """Open a file by the ending of its name (``xlsx``, ``csv``); takes a moment, never raises for what is in it."""
    return _open_workbook(content) if ending == "xlsx" else _open_csv(content)


def _open_workbook(content: bytes) -> Tables | FileProblem:
    try:
        child = subprocess.run(  # noqa: S603 - our own program, the file goes to its standard input
            [sys.executable, "-I", str(CHILD)], input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return FileProblem.TOO_BIG
    if child.returncode in KILLED or b"MemoryError" in child.stderr:
        return FileProblem.TOO_BIG
    if child.returncode:
        return FileProblem.NOT_READABLE
    answer = json.loads(child.stdout)
    tables: Tables = answer.get("tables", [])
    return FileProblem(answer["why"]) if "why" in answer else tables


def _open_csv(content: bytes) -> Tables | FileProblem:
    text = _decoded(content)
    if len(text) > MOST_CHARACTERS:
        return FileProblem.TOO_BIG
    if "\0" in text:
        return FileProblem.NOT_READABLE
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)):
            rows.append(list(row))
            if len(rows) > MOST_ROWS:
                return FileProblem.TOO_MANY_ROWS
    except csv.Error:
        return FileProblem.NOT_READABLE
    return [rows]


def _decoded(content: bytes) -> str:
    """Decode what a spreadsheet saves: UTF-8 or UTF-16 with a mark, UTF-8 without, else the West's old code page."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _separator(text: str) -> str:
    """Tell what stands between cells: what the first lines have most of."""
    head = "\n".join(text.splitlines()[:5])
    return max((",", ";", "\t"), key=head.count)
