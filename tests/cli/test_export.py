"""Exports: what leaves for spreadsheets, by the rule of what may be seen, with no cell that runs."""

import csv
import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from kit.chat import Chat, World
from kit.cli import Operator
from kit.hostile_texts import NEARLY, RUNS, RUNS_INSIDE
from kit.hostile_ways import csv_cells, csv_runs

from bot.spreadsheets import Sheet, harmless, write_rows
from conversations.assessment import Sharing, steps
from conversations.events import Choice, Give, Submit
from conversations.instrument import Language
from conversations.people import Role
from storage.database import Database
from storage.instrument_document import default_instrument
from storage.invitations import create_invitation
from storage.members import find_members
from storage.secrets import Keyring
from storage.writer import Writer

NASTY = '=HYPERLINK("http://x.example";"plantada")'
OTHER_NASTY = "@SUM(1+1)*cmd|' /C calc'!A0 plantada"
NAMED, AGGREGATE, BUSY = "Rosario", "Montevideo", "Mendoza"
SPACE = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture
def exporter(operator: Operator) -> Operator:
    """An operator of a wave: one member has submitted by name, one only for aggregates, one is still answering."""
    operator("wave", "open", "2026").done()
    key = (operator.folder / ".env").read_text().strip().partition("=")[2]
    writer = Writer(Database(f"sqlite:///{operator.folder / 'solidaria.db'}", Keyring(key)))
    world = World(writer, datetime.now(UTC))  # the wave was opened by a command, which has no other clock
    for number, (member, sharing) in enumerate(
        ((NAMED, Sharing.NAMED), (AGGREGATE, Sharing.AGGREGATE), (BUSY, None)), 70_001
    ):
        answer(world, number, member, sharing)
    writer.close_now()
    return operator


def answer(world: World, number: int, member: str, sharing: Sharing | None) -> None:
    """Have somebody answer everything with 4, note something dangerous twice, and perhaps submit."""

    def invite() -> str:
        with world.writer.database.writing() as tx:
            return create_invitation(tx, Role.FOCAL_POINT, find_members(tx, member)[0], world.now).token

    chat = Chat(world, number, f"Nombre {member} Plantado", Language.ES)
    chat.start(invite())
    for choice in (Choice.CONFIRM_POST, Choice.ACCEPT, Choice.BEGIN):
        chat.press(choice)
    for note in (NASTY, OTHER_NASTY):
        chat.send(note)
        chat.press(Choice.KEEP_TEXT)
        chat.press(Give("c01q1" if note == NASTY else "c01q2", 4))
    instrument = default_instrument()
    for step in steps(instrument):
        chat.press(Give(step, 3 if instrument.has_criterion(step) else 4))
    if sharing is not None:
        chat.press(Submit(sharing))


def cells(file: Path) -> dict[str, list[list[str]]]:
    """Parse a workbook: the texts of each sheet, row by row; a formula in any cell is a failure."""

    def part(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(book.read(name))  # noqa: S314 - we wrote it ourselves

    with zipfile.ZipFile(file) as book:
        texts = part(book, "xl/sharedStrings.xml")
        shared = ["".join(text.text or "" for text in one.iter(f"{{{SPACE['m']}}}t")) for one in texts]
        names = [one.attrib["name"] for one in part(book, "xl/workbook.xml").iterfind("m:sheets/m:sheet", SPACE)]
        found = {}
        for number, name in enumerate(names, 1):
            sheet = part(book, f"xl/worksheets/sheet{number}.xml")
            assert [] == list(sheet.iter(f"{{{SPACE['m']}}}f")), "a formula"
            assert [] == list(sheet.iter(f"{{{SPACE['m']}}}hyperlink")), "a link"
            found[name] = [
                [
                    shared[int(value.text or 0)] if cell.get("t") == "s" else value.text or ""
                    for cell in row
                    if (value := cell.find("m:v", SPACE)) is not None
                ]
                for row in sheet.iter(f"{{{SPACE['m']}}}row")
            ]
    return found


def test_a_workbook_has_no_cell_that_runs(exporter: Operator) -> None:
    """Notes that begin like formulas are texts, as they were written; four sheets say what the codes mean."""
    exporter("export", "x.xlsx").done()
    sheets = cells(exporter.folder / "x.xlsx")
    assert 4 == len(sheets)
    every = [cell for sheet in sheets.values() for row in sheet for cell in row]
    assert {NASTY, OTHER_NASTY} <= set(every)
    assert default_instrument().reference in every


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "json"])
def test_only_what_was_submitted_by_name_is_shown(exporter: Operator, suffix: str) -> None:
    """Before submission there are only counts; who shares only in aggregates is in no row of answers."""
    exporter("export", f"x.{suffix}").done()
    file = exporter.folder / f"x.{suffix}"
    if suffix == "xlsx":
        overview, answers, *_ = cells(file).values()
        shown, everybody = {row[0] for row in answers[1:]}, {row[0] for row in overview[1:]}
    elif suffix == "csv":
        rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
        shown = {row[0] for row in rows[1:]}
        beside = file.with_suffix(".overview.csv").read_text("utf-8-sig").splitlines()
        everybody = {row[0] for row in csv.reader(beside)}
    else:
        data = json.loads(file.read_text("utf-8"))
        shown = {one["member"] for one in data["answers"]}
        everybody = {one["member"]["name"] for one in data["members"]}
        assert [] == data["aggregates"] or all(one["members"] == 1 for one in data["aggregates"])
    assert {NAMED} == shown
    assert {NAMED, AGGREGATE, BUSY} <= everybody


def test_a_csv_has_no_cell_that_runs(exporter: Operator) -> None:
    """What a spreadsheet would take for a formula is quoted in its cell."""
    exporter("export", "x.csv").done()
    for file in exporter.folder.glob("x*.csv"):
        rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
        assert [] == [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert f"'{OTHER_NASTY}" in (exporter.folder / "x.csv").read_text("utf-8-sig")


def test_no_export_names_a_person(exporter: Operator) -> None:
    """No name, Telegram id or invitation of anybody is in any export."""
    for suffix in ("xlsx", "csv", "json"):
        exporter("export", f"x.{suffix}").done()
    texts = [file.read_bytes() for file in exporter.folder.glob("x*.[cj]s*")]
    texts += [" ".join(c for s in cells(exporter.folder / "x.xlsx").values() for r in s for c in r).encode()]
    assert [] == [text for text in texts if re.search(rb"Plantado|7000[123]|start=", text)]


def test_an_export_is_worded_in_each_language(exporter: Operator) -> None:
    """Headings and labels follow the language; the answers are the same."""
    sheets = []
    for language in ("es", "pt", "en"):
        exporter("export", f"{language}.xlsx", "--language", language).done()
        sheets.append(cells(exporter.folder / f"{language}.xlsx"))
    assert 3 == len({tuple(one) for one in sheets})
    levels = [[row.count("4") for row in list(one.values())[1][1:]] for one in sheets]
    assert levels[0] == levels[1] == levels[2]
    assert 44 == sum(levels[0])


@pytest.mark.parametrize("text", RUNS + RUNS_INSIDE + NEARLY)
def test_no_separator_makes_a_cell_run(text: str, tmp_path: Path) -> None:
    """Semicolons are between cells in many countries: what follows one, a tab or a line break is quoted too."""
    file = tmp_path / "x.csv"
    write_rows(Sheet("x", ("nota", "b"), ((text, "-b;=1"),)), file)
    assert [] == csv_runs(file.read_bytes())
    assert text.replace("'", "") == csv_cells(file.read_bytes())[2].replace("'", "")


def test_what_runs_nowhere_is_not_quoted() -> None:
    """Semicolons, dashes and lines of a note stay as they are unless something could run."""
    for text in ("a; b", "uno - dos", "línea\notra línea", "x = 1", "5+5", ""):
        assert text == harmless(text)
