"""Reads the list of members from CSV and checks it, all problems at once.

It decides the columns, the kinds, what counts as the same member twice, and which names cannot be aliases. Comma,
semicolon and tab are understood, so that a list saved by any spreadsheet loads. It must not know the database or who
loads the list.
"""

import csv
import io
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import available_timezones

from conversations.people import MemberKind
from conversations.spelling import same_name
from storage.problems import DocumentInvalid, Problem

REQUIRED: Final = ("name", "kind", "country", "timezone")
OPTIONAL: Final = ("aliases", "source", "region")
MAX_CHARACTERS: Final = 1_000_000
MAX_MEMBERS: Final = 2_000
LONGEST_NAME: Final = 80
LONGEST_SOURCE: Final = 600
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member: country in two capital letters, time zone as in tzdata, aliases and source possibly empty.

    ``region`` is an ISO 3166-2 code without the country, "" where the list does not say.
    """

    name: str
    kind: MemberKind
    country: str
    timezone: str
    aliases: tuple[str, ...]
    source: str
    region: str = ""


class MembersInvalid(DocumentInvalid):
    """The list cannot be used; `problems` says why, line by line."""


def parse_members(text: str) -> tuple[MemberRow, ...]:
    """Return the members of a CSV list in its order; raise MembersInvalid with every problem in it."""
    if len(text) > MAX_CHARACTERS:
        raise MembersInvalid((Problem("list", f"longer than {MAX_CHARACTERS} characters"),))
    lines = text.removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=_delimiter(lines), strict=True)
    problems: list[Problem] = []
    rows: list[MemberRow] = []
    seen: dict[tuple[str, str, str], int] = {}
    begins = 1
    columns: list[str] | None = None
    try:
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = _columns(cells, line)
                continue
            if len(rows) >= MAX_MEMBERS:
                problems.append(_problem(line, f"more than {MAX_MEMBERS} members"))
                break
            row = _row(cells, columns, line, problems)
            same = (same_name(row.name), row.kind.value, row.country)
            if row.name and same in seen:
                problems.append(_problem(line, f'"{row.name}" is already on line {seen[same]}'))
            seen.setdefault(same, line)
            rows.append(row)
    except csv.Error as error:
        problems.append(_problem(begins, f"not CSV: {error}"))
    if not rows and not problems:
        problems.append(Problem("list", "empty"))
    if problems:
        raise MembersInvalid(tuple(problems))
    return tuple(rows)


def default_members_text() -> str:
    """Return the list that ships with the program."""
    return files("storage").joinpath("defaults", "members.csv").read_text(encoding="utf-8")


@cache
def default_members() -> tuple[MemberRow, ...]:
    """Return the members that ship with the program; the list is read once."""
    return parse_members(default_members_text())


def _delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max((",", ";", "\t"), key=header.count)


def _problem(line: int, message: str) -> Problem:
    return Problem(f"line {line}", message, line)


def _columns(cells: list[str], line: int) -> list[str]:
    columns = [cell.strip().casefold() for cell in cells]
    problems = [_problem(line, f'column "{name}" is missing') for name in REQUIRED if name not in columns]
    for at, name in enumerate(columns):
        if name and name not in REQUIRED + OPTIONAL:
            problems.append(_problem(line, f'column "{name}" is not known'))
        if name and name in columns[:at]:
            problems.append(_problem(line, f'column "{name}" is there twice'))
    if problems:
        raise MembersInvalid(tuple(problems))
    return columns


def _row(cells: list[str], columns: list[str], line: int, problems: list[Problem]) -> MemberRow:
    before = len(problems)
    if any(cell.strip() for cell in cells[len(columns) :]):
        problems.append(_problem(line, f"has {len(cells)} cells, the first line has {len(columns)}"))
    values = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
    for name, cell in values.items():
        if _CONTROL.search(cell):
            problems.append(_problem(line, f"{name}: has a line break or a control character"))
    problems.extend(_problem(line, f"{name}: empty") for name in REQUIRED if not values.get(name))
    name, kind, country = values.get("name", ""), values.get("kind", "").casefold(), values.get("country", "").upper()
    timezone, source = values.get("timezone", ""), values.get("source", "")
    aliases = tuple(alias.strip() for alias in re.split(r"[;|]", values.get("aliases", "")) if alias.strip())
    for alias in (name, *aliases):
        if len(alias) > LONGEST_NAME:
            problems.append(_problem(line, f"name: at most {LONGEST_NAME} characters, has {len(alias)}"))
        elif alias and not same_name(alias):
            problems.append(_problem(line, f'name: "{alias}" has no letters'))
    if len(source) > LONGEST_SOURCE:
        problems.append(_problem(line, f"source: at most {LONGEST_SOURCE} characters, has {len(source)}"))
    if kind and kind not in tuple(MemberKind):
        problems.append(_problem(line, f'kind: "{kind}" is not city, province or association'))
    if country and not re.fullmatch("[A-Z]{2}", country):
        problems.append(_problem(line, f'country: "{country}" is not the two letters of a country'))
    region = values.get("region", "").upper().removeprefix(f"{country}-")
    if region and not re.fullmatch("[A-Z0-9]{1,3}", region):
        problems.append(_problem(line, f'region: "{region}" is not the code of a region, such as S or SP'))
    if timezone and timezone not in known_zones():
        problems.append(_problem(line, f'timezone: "{timezone}" is not a known zone'))
    sound = MemberKind(kind) if len(problems) == before else MemberKind.CITY
    return MemberRow(name, sound, country, timezone, aliases, source, region)


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all IANA time zones."""
    return frozenset(available_timezones())
