"""A coordinator's own list of members: sent as a file, shown before anything is so, imported and invited in one tap.

Decides what is asked before the import: the time zones that nothing tells for sure can be seen and chosen. The rows
wait in the draft, without telephones; the links are made when the file goes back, and only then.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from conversations.desk import members, new_member
from conversations.desk.deeds import Deed, DeskLine, DeskSay, Reading, Shown
from conversations.desk.pages import Page, page_of, whole
from conversations.desk.place import Desk, DeskView
from conversations.desk.scene import DeskScene
from conversations.events import Attached
from conversations.membership import Zones
from conversations.replies import Enclosure, Send
from conversations.workbook import (
    BadRow,
    Fate,
    Fates,
    FileProblem,
    ListedRow,
    MembersImported,
    RowFate,
    WorkbookRead,
    read_reading,
    with_zones,
    write_reading,
)
from conversations.world import Outcome

ROWS_ON_A_PAGE: Final = 4
PROBLEMS_ON_A_PAGE: Final = 6
ZONES_ON_A_PAGE: Final = 8


@dataclass(frozen=True, slots=True)
class ListBeingReadShown(Shown):
    """A file is being fetched and read."""

    name: str


@dataclass(frozen=True, slots=True)
class ListUnusableShown(Shown):
    """Nothing of a file can be used."""

    name: str
    why: FileProblem


@dataclass(frozen=True, slots=True)
class ListShown(Shown):
    """What an import would do. ``zones`` counts new members by proposed zone; ``unsure`` have one that is a guess.

    ``links`` will be made; ``staffed`` members have a focal point, ``linked`` ones a link that ends.
    """

    name: str
    known: int
    new: int
    links: int
    staffed: int
    linked: int
    zones: tuple[tuple[str, int], ...]
    unsure: int
    problems: int
    done: bool = False


@dataclass(frozen=True, slots=True)
class ListProblemsShown(Shown):
    """The rows that are left out or lose a cell, with the line of each."""

    page: Page[BadRow]
    total: int


@dataclass(frozen=True, slots=True)
class ListZonesShown(Shown):
    """The zones proposed for new members, the unsure ones first; ``row``: of one, with the choice of its country's."""

    page: Page[RowFate]
    row: RowFate | None = None
    zones: Page[str] | None = None


def take_file(scene: DeskScene, event: Attached) -> Outcome:
    """Have a list fetched and read."""
    evidence = event.evidence
    ending = evidence.name.lower().rpartition(".")[2]
    fetch = Send(Enclosure.READ_FILE, scene.language, f"{ending}:{evidence.file}")
    desk = scene.desk.at(DeskView.WORKBOOK, name=evidence.name)
    return scene.show(desk, ListBeingReadShown(evidence.name), DeskLine(DeskSay.FILE_BEING_READ), replies=(fetch,))


def take_reading(scene: DeskScene, reading: WorkbookRead) -> Outcome:
    """Show what a list holds; it waits in the draft."""
    name = scene.desk.draft.get("name", "") if scene.desk.view is DeskView.WORKBOOK else ""
    desk = scene.desk.at(DeskView.WORKBOOK, "", name=name, reading=write_reading(reading))
    return open_list(replace(scene, desk=desk), "")


def open_list(scene: DeskScene, target: str) -> Outcome:
    """Show the list ("") as an import would take it, its problems (``p.1``), its zones (``z.1``), one's (``z17.1``)."""
    name, reading = scene.desk.draft.get("name", ""), _reading(scene.desk)
    if reading is None:
        if scene.desk.view is DeskView.WORKBOOK and name:
            return scene.show(scene.desk, ListBeingReadShown(name))
        return scene.arrive(DeskView.INVITE, "", DeskLine(DeskSay.LIST_GONE))
    desk = replace(scene.desk, view=DeskView.WORKBOOK, target=target)
    if reading.unusable is not None:
        return scene.show(desk, ListUnusableShown(name, reading.unusable))
    found = scene.find(Fates(_rows(scene.desk, reading)))
    head, _, page = target.partition(".")
    if head == "p":
        problems = _problems(reading, found)
        return scene.show(desk, ListProblemsShown(page_of(problems, whole(page), PROBLEMS_ON_A_PAGE), len(problems)))
    if head.startswith("z"):
        return _zones(scene, desk, found, whole(head[1:]), whole(page))
    return scene.show(desk, _summary(name, reading, found))


def _reading(desk: Desk) -> WorkbookRead | None:
    return read_reading(desk.draft["reading"]) if desk.view is DeskView.WORKBOOK and "reading" in desk.draft else None


def _rows(desk: Desk, reading: WorkbookRead) -> tuple[ListedRow, ...]:
    zones = {int(line): zone for line, zone in json.loads(desk.draft.get("zones", "{}")).items()}
    return with_zones(reading.rows, zones)


def _summary(name: str, reading: WorkbookRead, found: tuple[RowFate, ...]) -> ListShown:
    used = [one for one in found if one.fate is not Fate.OUT]
    new = [one for one in used if one.fate is Fate.NEW]
    return ListShown(
        name,
        len(used) - len(new),
        len(new),
        sum(not one.staffed for one in used),
        sum(one.staffed for one in used),
        sum(one.linked and not one.staffed for one in used),
        tuple(Counter(one.zone for one in new).most_common()),
        sum(not one.sure for one in new),
        len(_problems(reading, found)),
    )


def _problems(reading: WorkbookRead, found: tuple[RowFate, ...]) -> tuple[BadRow, ...]:
    """Give what is wrong, in the order of the lines: what the file itself shows, and what the network adds."""
    added = [BadRow(one.row.line, one.problem, one.row.name) for one in found if one.problem is not None]
    return tuple(sorted((*reading.problems, *added), key=lambda one: one.line))


def _zones(scene: DeskScene, desk: Desk, found: tuple[RowFate, ...], line: int, page: int) -> Outcome:
    new = sorted((one for one in found if one.fate is Fate.NEW), key=lambda one: (one.sure, one.row.line))
    row = next((one for one in new if one.row.line == line), None)
    if row is None:
        return scene.show(desk, ListZonesShown(page_of(new, page, ROWS_ON_A_PAGE)))
    zones = page_of(scene.find(Zones(row.country)), page, ZONES_ON_A_PAGE)
    return scene.show(desk, ListZonesShown(page_of(new, 0, ROWS_ON_A_PAGE), row, zones))


def set_zone(scene: DeskScene, zone: str) -> Outcome:
    """Take a zone by a button: for the member, the new member, or the row of the list that is on the card."""
    taken = members.set_zone(scene, zone) or new_member.set_zone(scene, zone)
    if taken is not None:
        return taken
    line = whole(scene.desk.target.partition(".")[0].removeprefix("z"))
    if scene.desk.view is not DeskView.WORKBOOK or not line:
        return scene.arrive(scene.desk.view, scene.desk.target, DeskLine(DeskSay.STALE_BUTTON), desk=scene.desk)
    if zone not in scene.find(Zones("")):
        return scene.refuse()
    zones = {**json.loads(scene.desk.draft.get("zones", "{}")), str(line): zone}
    return open_list(replace(scene, desk=scene.desk.noting(zones=json.dumps(zones))), "z.0")


def import_list(scene: DeskScene, _: str) -> Outcome:
    """Import the rows that can be used, and have the file go back with a link for each."""
    reading = _reading(scene.desk)
    if reading is None or reading.unusable is not None:
        return scene.arrive(DeskView.INVITE, "", DeskLine(DeskSay.LIST_GONE))
    rows = _rows(scene.desk, reading)
    name = scene.desk.draft.get("name", "")
    shown = _summary(name, reading, scene.find(Fates(rows)))
    ending = name.lower().rpartition(".")[2]
    send = Send(Enclosure.OWN_LIST, scene.language, f"{ending}:{reading.file}:{name}")
    line = DeskLine(DeskSay.LIST_COMING, number=shown.links)
    return scene.show(
        scene.desk.at(DeskView.INVITE), replace(shown, done=True), line, facts=(MembersImported(rows),), replies=(send,)
    )


VIEWS = {DeskView.WORKBOOK: open_list}
DEEDS = {Deed.SET_ZONE: set_zone, Deed.IMPORT_LIST: import_list}
FILES = {"xlsx": take_file, "csv": take_file}
READINGS: dict[type[Reading], Callable[[DeskScene, Any], Outcome]] = {WorkbookRead: take_reading}
