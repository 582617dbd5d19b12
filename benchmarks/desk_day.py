"""A network of its own where coordinators are at work: one by rote, one with lists, one who rehearses; and who moves.

Decides what each life of the bot begins with and what the one with the lists does about what comes back. A wave is
closed here and a member retired, so nobody answers. What is right, `benchmarks.desk_judge` decides. The one who
rehearses does nothing else: what is asked for is not sent to somebody who is at a rehearsal by then.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

from benchmarks.desk_script import AN_ITEM, Known, deeds, rehearsal
from benchmarks.oracle import Oracle
from benchmarks.stage import Stage, cast, seat, set_up
from bot.buttons import encode
from bot.local import LocalServer, Person
from bot.local.shapes import document_shape
from conversations.desk.deeds import Deed
from conversations.events import Choice, Do, Press
from conversations.instrument import Language
from conversations.people import Role
from storage.database import database_path
from storage.invitations import create_invitation

READER, SHARER, IDLE, NOBODYS, COORDINATOR, LISTER, REHEARSER = range(7)
"""Who is who among the crew; the first four are of a member each, of the same number from 1 on."""
MEMBERS = 4
DAY = timedelta(days=1)
LOOK = 0.05  # seconds between looks at whether all is quiet
CALM = 4
HEADINGS = "Municipio;País\r\n"
KEPT = 20
"""How many of the latest members take part: nobody waits for links for hundreds."""
SIDES = ("Norte", "Sur")
"""Of each list's two members."""
_SUBMIT = "UPDATE assessment SET submitted_at = begun_at, submitted_by = ?, sharing = 'named' WHERE member_id = ?"
_APPOINT = "INSERT INTO appointment (person_id, member_id, countries, role, since) VALUES (?, ?, '', 'contributor', ?)"
_LINK = (
    "INSERT INTO invitation (token_hash, role, member_id, countries, created_at, expires_at)"
    " VALUES (?, 'focal_point', ?, '', ?, ?)"
)
_LATEST = "SELECT max(id) FROM member"
_RETIRE = "UPDATE member SET retired_at = ? WHERE retired_at IS NULL AND id > ? AND id <= ?"
_FILE = (
    "INSERT INTO evidence (assessment_id, target, kind, file, unique_file, name, size, author, at, message)"
    " SELECT id, ?, 'document', 'file', ?, 'acta.pdf', 1, ?, ?, 1 FROM assessment WHERE member_id = ?"
)


def listed(number: int) -> tuple[str, ...]:
    """Give the members of a list."""
    return tuple(f"Aldea {number} {side}" for side in SIDES)


def link_of(number: int) -> str:
    """Give the hash of the link that is there at the beginning of a life, to be taken back."""
    return f"{number:064x}"


@dataclass
class Desk:
    """The network, its Telegram, and what has been done in it."""

    stage: Stage
    server: LocalServer
    crew: list[Person]
    given: dict[int, int] = field(default_factory=lambda: dict.fromkeys((COORDINATOR, REHEARSER, READER), 0))
    """How often somebody was given everything to do that they do by rote."""
    lists: int = 0
    """How many were sent; the last one may be under way."""
    ended: list[int] = field(default_factory=list)
    """The appointments that were to end."""
    undone: dict[int, list[int]] = field(default_factory=dict)
    """The updates that take something back, by how often the deeds were given: of the notice, of the meeting."""
    updates: list[int] = field(default_factory=list)
    """All that anybody did, by the update's id."""
    ids: dict[int, int] = field(default_factory=dict)
    """The person's id by their place in the crew."""
    waits_for: str = ""
    """What the one with the lists waits for: the button, the list that comes back; "": nothing."""
    leaves: bool = False
    """No further list is sent."""
    _reader: tuple[str, str] = ("", "")
    """The name and zone of the member with somebody who reads."""
    _prepared: int = 0
    _goes_on: list[int] = field(default_factory=list)
    """Who is given more to do in the next life."""
    _first: dict[int, int] = field(default_factory=dict)
    """The first update of what somebody was given to do last."""
    _messages: Iterator[int] = field(default_factory=lambda: count(1_000_000))

    def begin(self, now: datetime) -> None:
        """Have everybody there since yesterday; one has answered."""
        database, then = self.stage.open(), now - DAY
        with database.writing() as tx:
            for one in (READER, SHARER):
                seat(tx, self.crew[one], self.stage.invitations[self.crew[one].id], then)
            for one in (COORDINATOR, LISTER, REHEARSER):
                token = create_invitation(tx, Role.COORDINATOR, None, then).token
                seat(tx, self.crew[one], token, then, begins=False)
        database.close()
        home = self.server.telegram.home
        for person in self.crew:
            self.server.telegram.private_chat(home, person).opened = True
        self.server.telegram.private_chat(home, self.crew[LISTER]).watchers.append(self._hear)
        with self.tables() as tables:
            known = dict(tables.execute("SELECT telegram_hash, id FROM person"))
            for place in (READER, SHARER, COORDINATOR, LISTER, REHEARSER):
                self.ids[place] = known[self.stage.keyring.telegram_hash(self.crew[place].id)]
            (self._reader,) = tables.execute("SELECT name, timezone FROM member WHERE id = ?", (READER + 1,)).fetchall()
            tables.execute(_SUBMIT, (self.ids[SHARER], SHARER + 1))

    def prepare(self) -> None:
        """Have there what the deeds of the next life are about, while no bot is alive.

        Nobody is given more to do before they have begun with the last of it, or it would heap up.
        """
        with self.tables() as tables:
            latest, now = tables.execute(_LATEST).fetchone()[0], _text(datetime.now(UTC))
            tables.execute(_RETIRE, (now, MEMBERS, latest - KEPT))
            applied = {one for (one,) in tables.execute("SELECT update_id FROM inbox WHERE state = 'applied'")}
            self._goes_on = [place for place in self.given if self._first.get(place, 0) in applied | {0}]
            self._prepared += 1
            self._have_file(tables)
            if COORDINATOR in self._goes_on:
                self._have_ready(tables)

    def _have_file(self, tables: sqlite3.Connection) -> None:
        """Have a file there to be redacted, in each life: whatever redacts first takes all that is there."""
        sharer, at = self.ids[SHARER], _text(datetime.now(UTC))
        tables.execute(_FILE, (AN_ITEM, f"file-{self._prepared}", sharer, at, SHARER + 1))

    def _have_ready(self, tables: sqlite3.Connection) -> None:
        number, sharer = self.given[COORDINATOR] + 1, self.ids[SHARER]
        at, later = (_text(datetime.now(UTC) + more) for more in (timedelta(), DAY))
        self.ended.append(tables.execute(_APPOINT, (sharer, READER + 1, at)).lastrowid or 0)
        tables.execute(_LINK, (link_of(number), IDLE + 1, at, later))

    def act(self) -> None:
        """Have everybody do what they do in a life."""
        self.leaves = False
        if not self.waits_for:
            self._send_list()
        for place in self._goes_on:
            self.given[place] += 1
            self._first[place] = self.server.telegram.home.queue.next_id
            for step in self._steps(place):
                update = self._does(place, step)
                if isinstance(step, Do) and step.deed is Deed.UNDO:
                    self.undone.setdefault(self.given[place], []).append(update)

    def _steps(self, place: int) -> Iterator[Press | str]:
        if place == COORDINATOR:
            known = Known(READER + 1, *self._reader, SHARER + 1, IDLE + 1, self.ended[-1])
            yield from deeds(self.given[place], known, date.today())  # noqa: DTZ011 - days far off
        elif place == REHEARSER:
            yield from rehearsal()
        else:
            yield Choice.NEW_PHONE

    def _does(self, place: int, step: Press | str) -> int:
        person = self.crew[place]
        who = {"id": person.id, "is_bot": False, "first_name": person.first_name, "language_code": "es"}
        if isinstance(step, str) and not isinstance(step, Choice):
            return self._inject(message=self._message(who) | {"text": step})
        return self._inject(callback_query={"id": "1", "from": who, "chat_instance": "1", "data": encode(step)})

    def _message(self, who: dict[str, Any]) -> dict[str, Any]:
        chat = {"id": who["id"], "type": "private", "first_name": ""}
        now = int(datetime.now(UTC).timestamp())
        return {"message_id": next(self._messages), "from": who, "date": now, "chat": chat}

    def _inject(self, **update: Any) -> int:  # noqa: ANN401 - an update
        self.updates.append(self.server.telegram.home.queue.inject(update))
        return self.updates[-1]

    def _send_list(self) -> None:
        self.lists += 1
        rows = "".join(f"{name};CO\r\n" for name in listed(self.lists))
        name = f"lista-{self.lists}.csv"
        stored = self.server.telegram.keep_file(name, "text/csv", f"{HEADINGS}{rows}".encode())
        person = self.crew[LISTER]
        who = {"id": person.id, "is_bot": False, "first_name": person.first_name, "language_code": "es"}
        self._inject(message=self._message(who) | {"document": document_shape(stored)})
        self.waits_for = "button"

    def _hear(self, event: dict[str, Any]) -> None:
        """See what comes: press the button under the list, and send the next one when it comes back."""
        if event["type"] != "message":
            return
        wanted = encode(Do(Deed.IMPORT_LIST))
        keyboard: Iterable[list[dict[str, str]]] = event["message"]["keyboard"]
        there = any(button.get("callback_data") == wanted for row in keyboard for button in row)
        if self.waits_for == "button" and there:
            self._does(LISTER, Do(Deed.IMPORT_LIST))
            self.waits_for = "list"
        elif self.waits_for == "list" and "document" in event["message"]:
            self.waits_for = ""
            if not self.leaves:
                self._send_list()

    async def until_quiet(self, patience: float) -> bool:
        """Wait until all is done, drawn and sent; tell whether that came about. No further list is sent meanwhile."""
        self.leaves = True
        oracle, until, calm = Oracle(self.stage, []), monotonic() + patience, 0
        while calm < CALM and monotonic() < until:
            await asyncio.sleep(LOOK)
            waiting = bool(self.server.telegram.home.queue.pending)
            calm = calm + 1 if not waiting and await asyncio.to_thread(oracle.is_quiet) else 0
        return calm == CALM

    @contextmanager
    def tables(self) -> Iterator[sqlite3.Connection]:
        """Open the database beside the bot."""
        path = database_path(self.stage.url)
        with closing(sqlite3.connect(path, timeout=10)) as connection, connection:
            yield connection


@asynccontextmanager
async def desk(folder: Path) -> AsyncIterator[Desk]:
    """Build the network in an empty folder."""
    crew = cast(REHEARSER + 1, language=Language.ES)
    stage = set_up(folder, crew[:MEMBERS], ago=2 * DAY)
    async with LocalServer(people=crew) as server:
        built = Desk(stage, server, crew)
        built.begin(datetime.now(UTC))
        yield built


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(" ", "microseconds")
