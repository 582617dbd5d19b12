"""What a hostile text may have done on its way out: a refused message, a line turned around, a cell that runs.

Decides what Telegram and spreadsheets make of what the bot sends, by the local Bot API's own reading of it and by a
second reading of directions and of CSV. It must not use the bot's own words for them.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable

from kit.workbooks import formulas
from python_calamine import CalamineWorkbook

from bot.local.characters import units
from bot.local.formatting import read_text
from bot.local.markup import read_markup
from bot.local.refusals import Refused
from bot.screens import Rows, keyboard

BEGINS, ENDS = "\u2066\u2067\u2068", "\u2069"
CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
RUNS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def at_the_door(text: str) -> str:
    """Give a text as it has to be kept: without NUL, a question mark for half a character, and otherwise as it is."""
    return "".join("?" if "\ud800" <= letter <= "\udfff" else letter for letter in text if letter != "\0")


def refusal(text: str, rows: Rows = (), mode: str = "HTML") -> str:
    """Say why Telegram would refuse a message, or ""."""
    try:
        kept, _ = read_text(text, mode, None)
        markup = keyboard(rows)
        read_markup(json.loads(markup) if markup else None, inline_only=True)
    except Refused as error:
        return str(error) or repr(error.args)
    return f"{units(kept)} units" if units(kept) > 4_096 else ""


def seen(text: str) -> str:
    """Give what is read of a message."""
    return read_text(text, "HTML", None)[0]


def turned(text: str, given: str) -> str:
    """Give what of a shown text reaches past what somebody wrote, or "": a line, or the inside of an isolate.

    ``given`` is everything that was written, by `told`: inside an isolate there is a piece of that and nothing else.
    """
    for line in re.split("[\n\r\x1c-\x1e\x85\u2029]", text):
        inside, depth = "", 0
        for letter in line:
            depth += letter in BEGINS
            if depth:
                inside += letter
            elif CONTROLS.match(letter) or FROM_THE_RIGHT.match(letter):
                return line
            depth -= letter == ENDS
            if not depth and inside:
                if told([inside]).rstrip("…") not in given:
                    return inside
                inside = ""
        if depth:
            return line
    return ""


def told(texts: Iterable[str]) -> str:
    """Give texts without directions and white space, to look for pieces in."""
    return "\0".join("".join(CONTROLS.sub("", one).split()) for one in texts)


def csv_cells(content: bytes) -> list[str]:
    """Read a CSV file by its commas."""
    return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]


def csv_runs(content: bytes) -> list[str]:
    """List the cells that a spreadsheet would run, whichever separator its country has."""
    text = content.decode("utf-8-sig")
    found = csv_cells(content)
    for separator in ";\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            found += row
    # A program that takes a quotation mark only at a cell's beginning sees these:
    found += re.split("[;\n\r]", text)
    return [cell for cell in found if cell.lstrip(' "\u00a0').startswith(RUNS)]


def book_cells(content: bytes) -> list[str]:
    """Open a workbook, and give the texts in it; raises what opening raises, ``ValueError`` if a cell runs."""
    if formulas(content):
        raise ValueError("a formula")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        if any(b"<hyperlink" in book.read(name) for name in book.namelist() if "worksheets/sheet" in name):
            raise ValueError("a link")
    opened = CalamineWorkbook.from_filelike(io.BytesIO(content))
    pages = (opened.get_sheet_by_name(name).to_python() for name in opened.sheet_names)
    return [str(cell) for page in pages for row in page for cell in row]


def plain_cell(text: str) -> str:
    """Give a cell's text for comparison: XML has one kind of line break, and other ways to write control characters."""
    decoded = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return re.sub("\r\n?|[\x00-\x08\x0b-\x1f\ufffe\uffff]", "", decoded).replace("\n", "")
