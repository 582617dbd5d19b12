"""The cards of a coordinator's own list: what an import would do, its problems, its time zones."""

from collections.abc import Callable
from typing import Any, Final

from conversations.desk.deeds import Deed, Shown
from conversations.desk.place import DeskView
from conversations.desk.workbook import (
    ListBeingReadShown,
    ListProblemsShown,
    ListShown,
    ListUnusableShown,
    ListZonesShown,
)
from conversations.events import Do, Open
from conversations.instrument import Language
from conversations.workbook import BadRow, FileProblem, RowProblem
from locales.cards.drawing import LONGEST_LABEL, paragraph
from locales.catalogue import Html, escaped, plain
from locales.desk.drawing import DeskDrawing, heading
from locales.desk.members import zone_rows
from locales.desk.paging import place, turning
from locales.naming import fitting, zone_name
from locales.screen import Button, Row, Screen

MOST_ZONES: Final = 3


def being_read_card(shown: ListBeingReadShown, drawing: DeskDrawing) -> Screen:
    """Say that the file is being read."""
    return Screen(paragraph((_title(drawing, shown.name),)), (drawing.home_row(),))


def _title(drawing: DeskDrawing, name: str) -> Html:
    return heading(drawing, "list.heading", fitting(name, 24))


def unusable_card(shown: ListUnusableShown, drawing: DeskDrawing) -> Screen:
    """Say why nothing of a file can be used."""
    text = paragraph((_title(drawing, shown.name), escaped(word_file_problem(shown.why, drawing.language))))
    return Screen(text, (drawing.home_row(drawing.button("invite.heading", Open(DeskView.INVITE))),))


def list_card(shown: ListShown, drawing: DeskDrawing) -> Screen:
    """Say what an import would do, or has done."""
    zones = ", ".join(f"{zone_name(zone)} {count}" for zone, count in shown.zones[:MOST_ZONES])
    more = "…" if len(shown.zones) > MOST_ZONES else ""
    links = drawing.say_n("list.links", shown.links)
    text = paragraph(
        (
            _title(drawing, shown.name),
            drawing.say("list.counts", known=shown.known, new=shown.new),
            drawing.say("list.zones", zones=f"{zones}{more}") if shown.new and not shown.done else None,
            drawing.say_n("list.unsure", shown.unsure) if shown.unsure and not shown.done else None,
            drawing.say_n("list.done", shown.links) if shown.done else links,
            drawing.say_n("list.staffed", shown.staffed) if shown.staffed else None,
            drawing.say_n("list.linked", shown.linked) if shown.linked and not shown.done else None,
            drawing.say_n("list.problems", shown.problems) if shown.problems else None,
        )
    )
    if shown.done:
        return Screen(text, (drawing.home_row(drawing.button("invite.unopened", Open(DeskView.INVITE, "n.0"))),))
    rows: list[Row] = []
    if shown.known or shown.new:
        key = "list.import_invite" if shown.links else "list.import"
        rows.append((drawing.button(key, Do(Deed.IMPORT_LIST)),))
    second = [drawing.button("list.to_zones", Open(DeskView.WORKBOOK, "z.0"))] if shown.new else []
    if shown.problems:
        second.append(drawing.button("list.to_problems", Open(DeskView.WORKBOOK, "p.0"), number=shown.problems))
    rows += [tuple(second)] if second else []
    return Screen(text, (*rows, drawing.home_row()))


def problems_card(shown: ListProblemsShown, drawing: DeskDrawing) -> Screen:
    """List what is wrong, by line."""
    lines = [escaped(fitting(word_bad_row(one, drawing.language), 72)) for one in shown.page.entries]
    page = place(shown.page)
    text = paragraph((heading(drawing, "list.problems_heading", page), *lines))
    back = drawing.button("list.back", Open(DeskView.WORKBOOK))
    return Screen(text, (*turning(shown.page, DeskView.WORKBOOK, "p"), drawing.home_row(back)))


def zones_card(shown: ListZonesShown, drawing: DeskDrawing) -> Screen:
    """List the zones proposed for new members, the unsure ones marked, or offer those of one's country."""
    if shown.row is not None and shown.zones is not None:
        row = shown.row
        text = paragraph(
            (
                heading(drawing, "list.zones_heading", fitting(row.row.name, 24)),
                drawing.say("newmember.zone", zone=row.zone),
            )
        )
        back = drawing.button("list.back", Open(DeskView.WORKBOOK, "z.0"))
        rows = zone_rows(shown.zones, DeskView.WORKBOOK, f"z{row.row.line}")
        return Screen(text, (*rows, drawing.home_row(back)))
    text = paragraph((heading(drawing, "list.zones_heading", place(shown.page)), drawing.say("list.zones_ask")))
    picks: list[Row] = []
    for one in shown.page.entries:
        label = f"{'? ' * (not one.sure)}{fitting(one.row.name, 22)} · {zone_name(one.zone)}"
        picks.append((Button(fitting(label, LONGEST_LABEL), Open(DeskView.WORKBOOK, f"z{one.row.line}.0")),))
    back = drawing.button("list.back", Open(DeskView.WORKBOOK))
    return Screen(text, (*picks, *turning(shown.page, DeskView.WORKBOOK, "z"), drawing.home_row(back)))


def word_bad_row(bad: BadRow, language: Language) -> str:
    """Say what is wrong with a row: ``Fila 7 (Cuidad Real): país desconocido``."""
    problem = word_row_problem(bad.problem, language)
    return plain(language, "list.bad_row", line=bad.line, cell=bad.cell, problem=problem).strip()


def word_row_problem(problem: RowProblem, language: Language) -> str:
    """Say what is wrong with a row, without the row."""
    return plain(language, f"rowproblem.{problem}")


def word_file_problem(problem: FileProblem, language: Language) -> str:
    """Say why nothing of a file can be used."""
    return plain(language, f"fileproblem.{problem}")


RENDERERS: dict[type[Shown], Callable[[Any, DeskDrawing], Screen]] = {
    ListBeingReadShown: being_read_card,
    ListUnusableShown: unusable_card,
    ListShown: list_card,
    ListProblemsShown: problems_card,
    ListZonesShown: zones_card,
}
