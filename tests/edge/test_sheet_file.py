"""Files that a spreadsheet made are opened; hostile ones take nothing down and end in one reason."""

from pathlib import Path

import pytest
from kit import workbooks
from kit.workbooks import bomb, far_apart, many_rows, rows_of, sheet, with_formula, workbook

from bot import sheet_file
from bot.invited_book import write_list
from bot.people_errands import read_workbook
from bot.sheet_file import open_tables
from conversations.instrument import Language
from conversations.workbook import FileProblem
from locales.invited_list import AddedCells
from locales.sheet_reading import Cell

ROWS = [["Ciudad", "País"], ["São José; dos Campos", "Brasil"], ["Ñuñoa", "Chile"]]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_of_any_spreadsheet_opens(separator: str, encoding: str) -> None:
    """Every usual encoding and separator, with quoted cells."""
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in ROWS)
    assert [ROWS] == open_tables("csv", text.encode(encoding))


def test_a_workbook_opens_with_its_sheets_and_types() -> None:
    """Numbers stay numbers; every sheet is there; rows stand where they stood."""
    content = workbook([["a", 1.5], [], ["b"]], [["c"]])
    assert [[["a", 1.5], ["", ""], ["b", ""]], [["c"]]] == open_tables("xlsx", content)


def test_a_formula_is_the_value_that_it_had() -> None:
    """Nothing in a workbook is computed."""
    assert [[["Ciudad", "País"], ["Temuco", "CL"]]] == open_tables("xlsx", with_formula('="Te"&"muco"', "Temuco"))


def test_dates_times_and_faults_of_a_sheet_are_texts() -> None:
    """A list with more columns than ours is read whatever is in them: days and hours as texts, errors as nothing."""
    table = [["Desde", "Visto", "Hora", "Plazo", "Sí", "Mal"]]
    read = [["2026-03-02", "2026-03-02T09:30:00", "09:30:00", "1 day, 12:00:00", True, ""]]
    assert [table + read] == open_tables("xlsx", workbooks.with_every_kind(table[0]))


def test_a_reader_that_takes_too_long_or_breaks_is_one_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever for a file, and a reader that ends badly ends nothing else."""
    child = tmp_path / "child.py"
    child.write_text("import sys; sys.stdin.buffer.read(); sys.exit(3)")
    monkeypatch.setattr(sheet_file, "CHILD", child)
    assert FileProblem.NOT_READABLE is open_tables("xlsx", workbook([["x"]]))
    child.write_text("import time; time.sleep(600)")
    monkeypatch.setattr(sheet_file, "SECONDS", 0.2)
    assert FileProblem.TOO_BIG is open_tables("xlsx", workbook([["x"]]))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", FileProblem.NOT_READABLE),
        (b"PK\x03\x04 not a zip", FileProblem.NOT_READABLE),
        (b"<html>" * 1000, FileProblem.NOT_READABLE),
        (sheet(b"<row><c r='A1'>"), FileProblem.NOT_READABLE),
        (workbooks.patched(workbook([["x"]]), "xl/workbook.xml", b"\0\xff"), FileProblem.NOT_READABLE),
        (many_rows(3_001), FileProblem.TOO_MANY_ROWS),
        (workbook([["x"] * 201]), FileProblem.TOO_BIG),
    ],
)
def test_a_workbook_that_is_none_has_one_reason(content: bytes, why: FileProblem) -> None:
    """Not a workbook, broken, too long, too wide: never an exception."""
    assert why is open_tables("xlsx", content)


def test_a_workbook_that_would_take_all_memory_takes_nothing_down() -> None:
    """A bomb is refused before it is unpacked; cells at the ends of the sheet end the reader's process, not ours."""
    small = bomb()
    assert len(small) < 1_000_000
    assert FileProblem.TOO_BIG is open_tables("xlsx", small)
    assert len(far_apart()) < 10_000
    assert FileProblem.TOO_BIG is open_tables("xlsx", far_apart())


@pytest.mark.slow
def test_a_million_rows_are_refused() -> None:
    """A sheet as long as a spreadsheet can be ends in one reason."""
    assert open_tables("xlsx", many_rows(1_000_000)) in (FileProblem.TOO_BIG, FileProblem.TOO_MANY_ROWS)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"Ciudad\0,Pais\n", FileProblem.NOT_READABLE),
        (b"Ciudad\n" + b"x\n" * 3_001, FileProblem.TOO_MANY_ROWS),
        (b"Ciudad,\xc3\xb1\n" + b"x" * 200_000, FileProblem.NOT_READABLE),
        (b"x" * 2_000_001, FileProblem.TOO_BIG),
    ],
)
def test_a_csv_that_is_none_has_one_reason(content: bytes, why: FileProblem) -> None:
    """NUL, a cell without end, too long: never an exception."""
    assert why is open_tables("csv", content)


def test_a_file_that_cannot_be_fetched_is_gone() -> None:
    """What Telegram does not give, or only above the limit, is one reason too."""
    assert FileProblem.GONE is read_workbook("xlsx")("f", None).unusable


def test_the_workbook_goes_back_with_nothing_to_run_and_every_cell() -> None:
    """Cells that begin like a formula are texts, our columns come once, telephones are theirs as they were."""
    table: list[list[Cell]] = [
        ["Ciudad", "Teléfono", "Nota"],
        ["=1+1", 5493415551234.0, "@SUM(A1)"],
        ["+54 341", True, "-2+3|cmd"],
    ]
    added = {2: AddedCells("https://t.me/x?start=abc", "=HYPERLINK(1)", "https://wa.me/?text=a", "-x", "")}
    once = write_list(table, 0, added, Language.ES)
    assert 0 == workbooks.formulas(once)
    rows = rows_of(once)
    assert ["=1+1", 5493415551234.0, "@SUM(A1)", "https://t.me/x?start=abc", "=HYPERLINK(1)"] == rows[1][:5]
    tables = open_tables("xlsx", once)
    assert not isinstance(tables, FileProblem)
    assert rows[0] == rows_of(write_list(tables[0], 0, {}, Language.PT))[0][:3] + rows[0][3:]
    assert 8 == len(rows_of(write_list(tables[0], 0, {}, Language.PT))[0])
