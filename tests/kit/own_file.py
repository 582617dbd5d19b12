"""A second opinion on the file of everything about a person: a scan of all tables, by SQL of its own.

It decides which rows are about somebody (whatever column refers to them), and the line that each must be, letter by
letter: what it is, whose, the value that was given, when. It must not know how the file is made; names of things are
the catalogues', what a column means is said here once more.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kit.store import SECRET_KEY

from conversations.instrument import Language, Nonresponse
from locales.cards.aside import OWN_NAMES
from locales.catalogue import plain
from locales.formats import stamp
from storage.instrument_document import default_instrument
from storage.secrets import Keyring

COUNTED = {"response_history": "changes", "screen": "screens", "outbox": "letters", "audit": "entries"}
"""Rows that a file gives the number of."""
TEXTS = {
    "desk": ("view", "target", "draft"),
    "attention": ("minute", "muted_wave_id"),
    "digest": ("every",),
    "delivery": ("state", "reason"),
    "meeting": ("name", "place"),
    "campaign": ("kind", "texts"),
    "cut_off": ("countries",),
    "member": ("name",),
    "invitation": ("role", "countries"),
}
"""Rows beside an assessment, by what they say; of an invitation, what somebody made."""
SINCE = {
    "attention": "snoozed_until",
    "digest": "last_at",
    "delivery": "due_at",
    "cut_off": "made_at",
    **dict.fromkeys(("meeting", "campaign", "invitation"), "created_at"),
}
NAMES = {
    "last_turn_at": "last_turn",
    "unreachable_at": "unreachable",
    "awaiting_wave_since": "awaiting",
    "outage_told_at": "outage",
}
"""When something was with a person, and how a file names it."""
_MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


def rows_about(database: Path, person: int) -> dict[str, list[sqlite3.Row]]:
    """Find every row of every table that refers to a person."""
    connection = _open(database)
    found: dict[str, list[sqlite3.Row]] = {}
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
        )
    ]
    for table in names:
        keys = {row["from"] for row in connection.execute(f'PRAGMA foreign_key_list("{table}")') if row[2] == "person"}
        columns = {row["name"] for row in connection.execute(f'PRAGMA table_info("{table}")')}
        keys |= {"person_id"} & columns
        keys |= {"id"} if table == "person" else set()
        if keys:
            which = " OR ".join(f"{column} = :person" for column in sorted(keys))
            rows = connection.execute(f'SELECT * FROM "{table}" WHERE {which}', {"person": person}).fetchall()  # noqa: S608 - our own tables
            if rows:
                found[table] = rows
    connection.close()
    return found


@dataclass(frozen=True, slots=True)
class About:
    """What a file must have: the line of every row, as often as it is there, and the lines about who one is."""

    rows: Counter[str]
    who: frozenset[str]


def about(database: Path, person: int, language: Language, timezone: str) -> About:
    """Say what the file of a person must have that is made now, in a language and an IANA zone."""
    found = rows_about(database, person)
    connection = _open(database)
    lines = _Lines(connection, person, language, timezone)
    wanted = About(Counter(lines.of_rows(found)), frozenset(lines.of_person(found)))
    connection.close()
    return wanted


def missing(wanted: About, file: str) -> list[str]:
    """Tell which rows a file has no line for, exactly, and which lines are of no row."""
    plainly = file.translate(_MARKS)
    there = Counter("\n".join(part.split("\n  ")) for part in _records(plainly))
    return [
        *(f"no line {one!r}" for one in sorted((wanted.rows - there).elements())),
        *(f"a line of no row: {one!r}" for one in sorted((there - wanted.rows).elements())),
        *(f"nothing says {one!r}" for one in sorted(wanted.who - set(plainly.splitlines()))),
    ]


def _open(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    return connection


def _records(file: str) -> list[str]:
    """Give each record of a file without its dash; lines after the first are indented."""
    found: list[str] = []
    for line in file.splitlines():
        if line.startswith("- "):
            found.append(line[2:])
        elif line.startswith("  ") and found:
            found[-1] += f"\n{line}"
    return found


class _Lines:
    """Says each row in the words of a language."""

    def __init__(self, connection: sqlite3.Connection, person: int, language: Language, timezone: str) -> None:
        self._connection, self._person, self._language, self._zone = connection, person, language, timezone
        self._instrument = default_instrument()

    def of_rows(self, found: dict[str, list[sqlite3.Row]]) -> Iterator[str]:
        """Give the line of every row; raise KeyError for a table that nothing is said of."""
        post = found["person"][0]["post"] or ""
        for table, rows in found.items():
            if table in COUNTED:
                yield self._plain(f"mydata.{COUNTED[table]}", number=len(rows))
                continue
            if table in ("person", "reminder"):
                continue
            for row in rows:
                match table:
                    case "response" | "priority" | "note" | "evidence":
                        yield self._at(row["at"], self._given(table, row))
                    case "assessment":
                        wave, _ = self._where(row["id"])
                        yield self._at(row["submitted_at"], f"{wave}: {row['sharing']}")
                    case "question":
                        _, member = self._where(row["assessment_id"])
                        answer = f" → {row['answer']}" if row["answer"] else ""
                        yield self._at(row["asked_at"], f"{member}: {row['text']}{answer}")
                    case "appointment":
                        yield self._at(row["since"], self._post(row, post))
                    case "place":
                        wave, member = self._where(row["assessment_id"])
                        said = self._joined(wave, member, row["target"], OWN_NAMES[Language(row["language"])])
                        said = self._plain("mydata.place", what=said)
                        text = row["pending"]
                        yield self._plain("mydata.pending", what=said, text=text) if text else said
                    case "visit":
                        yield self._visit(row)
                    case "invitation" if row["created_by"] != self._person:
                        yield self._at(row["used_at"], self._plain("mydata.invited", what=self._link(row)))
                    case _:
                        yield self._kept(table, row)

    def of_person(self, found: dict[str, list[sqlite3.Row]]) -> Iterator[str]:
        """Give the lines about who one is."""
        row = found["person"][0]
        identity = Keyring(SECRET_KEY).open_identity(row["identity"], row["telegram_hash"])
        yield f"{self._plain('mydata.name')}: {identity.name}"
        yield f"{self._plain('mydata.number')}: {identity.telegram_id}"
        yield f"{self._plain('mydata.language')}: {OWN_NAMES[Language(row['language'])]}"
        given = self._plain("mydata.consented", day=self._day(row["consented_at"]), version=row["consent_version"])
        yield f"{self._plain('mydata.consent')}: {given}"
        for column, name in NAMES.items():
            if row[column]:
                yield f"{self._plain(f'mydata.{name}')}: {self._day(row[column])}"
        for wish in found.get("reminder", ()):
            yield f"{self._plain('mydata.reminder')}: {self._day(wish['due_at'])}"

    def _given(self, table: str, row: sqlite3.Row) -> str:
        target = row["criterion"] if table == "priority" else row["item"] if table == "response" else row["target"]
        about = self._joined(self._where(row["assessment_id"])[1], *self._step(target))
        match table:
            case "note":
                return f"{about}: {row['text']}"
            case "evidence":
                return f"{about}: {row['name'] or self._plain('ownfile.' + row['kind'])}"
            case "priority":
                options = {one.value: one.label.in_(self._language) for one in self._instrument.priority_options}
                return f"{about}: {row['value']} · {options[row['value']]}"
        consulted = f" ({row['consulted']})" if row["consulted"] else ""
        if row["nonresponse"]:
            label = self._instrument.nonresponse(Nonresponse(row["nonresponse"])).label.in_(self._language)
            return f"{about}: {label}{consulted}"
        levels = {one.value: one.label.in_(self._language) for one in self._instrument.levels}
        return f"{about}: {row['level']} · {levels[row['level']]}{consulted}"

    def _step(self, target: str) -> Iterator[str]:
        yield self._instrument.criterion(target[:3]).short.in_(self._language)
        if len(target) > len("c01"):
            yield self._instrument.item(target).short.in_(self._language)

    def _post(self, row: sqlite3.Row, post: str) -> str:
        said = self._joined(self._role(row), self._member(row), row["countries"].replace(",", ", "), post)
        return self._plain("mydata.until", what=said, day=self._day(row["until"])) if row["until"] else said

    def _visit(self, row: sqlite3.Row) -> str:
        invitation = self._one("SELECT * FROM invitation WHERE id = ?", row["invitation_id"])
        return self._at(row["began_at"], self._plain("mydata.opened", what=self._link(invitation)))

    def _link(self, row: sqlite3.Row) -> str:
        return self._joined(self._role(row), self._member(row), row["post"] or "")

    def _kept(self, table: str, row: sqlite3.Row) -> str:
        said = " · ".join(str(row[one]) for one in TEXTS[table] if row[one] not in (None, "", "{}"))
        named = ": ".join(filter(None, (self._plain(f"ownrow.{table}"), said)))
        return self._at(row[SINCE[table]], named) if table in SINCE else named

    def _role(self, row: sqlite3.Row) -> str:
        return self._plain(f"role.{row['role']}")

    def _member(self, row: sqlite3.Row) -> str:
        return self._one("SELECT name FROM member WHERE id = ?", row["member_id"])["name"] if row["member_id"] else ""

    def _where(self, assessment: int) -> tuple[str, str]:
        row = self._one(
            "SELECT wave.name AS wave, member.name AS member FROM assessment a JOIN wave ON wave.id = a.wave_id"
            " JOIN member ON member.id = a.member_id WHERE a.id = ?",
            assessment,
        )
        return row["wave"], row["member"]

    def _one(self, statement: str, key: int) -> sqlite3.Row:
        row: sqlite3.Row = self._connection.execute(statement, (key,)).fetchone()
        return row

    def _at(self, at: str | None, what: str) -> str:
        return self._plain("mydata.entry", day=self._day(at), what=what) if at else what

    def _day(self, at: str) -> str:
        return stamp(self._language, datetime.fromisoformat(at), self._zone)

    def _plain(self, key: str, **filled: object) -> str:
        return plain(self._language, key, **filled)

    def _joined(self, *parts: str) -> str:
        return " · ".join(filter(None, parts))
