"""What the bot owes to people who do nothing: each of its lives begins with everything due that can be due.

Decides what is put into the tables before a life, as other processes, nights and outages would, and judges what became
of it: what has a text of its own may come once, and must come or be listed. Must not know when the bot dies.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.stage import Stage, seat
from bot.local import Fault, LocalServer, Person
from conversations.campaigns import CampaignKind, DeliveryState, Segment
from conversations.people import Role
from conversations.replies import Enclosure
from storage.campaign_rows import write_segment
from storage.database import database_path
from storage.invitations import create_invitation
from storage.tables.talk import LetterKind, LetterState

DAY = timedelta(days=1)
LONG_AGO = 30 * DAY
SEATED_AGO = 2 * DAY
FAR_OFF = 1_000_000  # a message id that nothing else has
AWAY = timedelta(minutes=10)
"""How long the bot seems to have been away before each life."""
_CAMPAIGN = (
    "INSERT INTO campaign (kind, segment, countries, texts, corrects_id, created_by, created_at, undo_until)"
    " VALUES (?, ?, '', ?, ?, (SELECT min(id) FROM person), ?, ?)"
)
_DELIVERY = (
    "INSERT INTO delivery (campaign_id, person_id, member_id, due_at, state, reason)"
    " SELECT ?, person_id, member_id, ?, ?, '' FROM appointment"
    " WHERE role = ? AND until IS NULL AND person_id = ?"
)
_LETTER = "INSERT INTO outbox (person_id, kind, state, payload, created_at) VALUES (?, ?, ?, ?, ?)"
_REMINDED = "SELECT state, count(*) FROM delivery WHERE person_id = ? GROUP BY state"
_ENCLOSED = "SELECT count(*) FROM outbox WHERE person_id = ? AND kind = 'reply' AND payload NOTNULL"
_ASSESSMENT = "SELECT assessment.id FROM assessment JOIN appointment USING (member_id) WHERE person_id = ?"
_PLANNED, _SENDING = DeliveryState.PLANNED.value, DeliveryState.SENDING.value
_WAITS = "SELECT count(*) FROM delivery WHERE state IN ('planned', 'sending')"
_NOTICES_WAIT = "SELECT count(*) FROM outbox WHERE kind = 'notice' AND state = 'pending'"
_PLANS = "SELECT count(*) FROM delivery WHERE state = 'planned'"
_LISTED = {"delivery": "SELECT state FROM delivery WHERE id = ?", "outbox": "SELECT state FROM outbox WHERE id = ?"}


@dataclass(frozen=True, slots=True)
class Text:
    """A text that one person is to get once; ``table`` and ``row`` are where it is listed."""

    text: str
    person: Person
    table: str
    row: int


@dataclass
class Wrong:
    """What is wrong with what was owed, in words."""

    doubled: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)


@dataclass
class Owed:
    """Two who are written to, one reminded, one cut off, one who blocked us, one who acts by rote, one coordinator."""

    stage: Stage
    server: LocalServer
    crew: Sequence[Person]
    texts: list[Text] = field(default_factory=list)
    _notice: int = 0
    _ids: dict[int, int] = field(default_factory=dict)

    @property
    def written_to(self) -> Sequence[Person]:
        """Those who get notices, and corrections of one."""
        return self.crew[:2]

    def begin(self, now: datetime, also: Iterable[Person] = ()) -> None:
        """Seat everybody, and others, some days ago."""
        then = now - SEATED_AGO + timedelta(hours=1)  # the wave is open by then
        database = self.stage.open()
        with database.writing() as tx:
            for one in (*also, *self.crew[:-1]):
                seat(tx, one, self.stage.invitations[one.id], then)
            token = create_invitation(tx, Role.COORDINATOR, None, then).token
            seat(tx, self.crew[-1], token, then, begins=False)
        database.close()
        home = self.server.telegram.home
        for one in self.crew:
            self.server.telegram.private_chat(home, one).opened = True
        blocker, coordinator = self.crew[4], self.crew[6]
        self.server.telegram.faults.add(Fault("sendMessage", code=403, chat_id=blocker.id, count=None))
        with self._tables() as tables:
            known = dict(tables.execute("SELECT telegram_hash, id FROM person"))
            self._ids = {one.id: known[self.stage.keyring.telegram_hash(one.id)] for one in self.crew}
            self._notice = self._campaign(tables, CampaignKind.NOTICE, "Aviso", None, now)
            tables.execute(
                "INSERT INTO digest (person_id, every, last_at, last) VALUES (?, 'week', ?, '')",
                (self._ids[coordinator.id], _text(now - LONG_AGO)),
            )

    def fall_due(self, number: int, now: datetime) -> None:
        """Have everything fall due, while no bot is alive."""
        reminded, cut_off = self._ids[self.crew[2].id], self._ids[self.crew[3].id]
        at, away, long_ago = _text(now), now - AWAY, _text(now - LONG_AGO)
        with self._tables() as tables:
            tables.execute("UPDATE person SET unreachable_at = NULL, outage_told_at = NULL")
            for one in self._ids.values():
                since = _text(away if one == cut_off else now - DAY)
                tables.execute("UPDATE person SET last_turn_at = ? WHERE id = ?", (since, one))
            self._correct(tables, number, now)
            if tables.execute(_NOTICES_WAIT).fetchone() == (0,):  # else there would be more and more
                self._write(tables, self.crew[0], f"Carta {number}.", at, LetterState.PENDING)
                self._write(tables, self.crew[4], f"Carta {number}.", at, LetterState.PENDING)
            self._write(tables, self.crew[0], f"Carta {number} en mano.", at, LetterState.SENDING)
            earlier = "UPDATE delivery SET claimed_at = ?, settled_at = ? WHERE settled_at NOTNULL AND person_id = ?"
            tables.execute(earlier, (long_ago, long_ago, reminded))
            if not dict(tables.execute(_REMINDED, (reminded,))).keys() & {"planned", "sending"}:
                reminder = self._campaign(tables, CampaignKind.REMINDER, None, None, now)
                tables.execute(_DELIVERY, (reminder, at, DeliveryState.PLANNED.value, Role.FOCAL_POINT.value, reminded))
            tables.execute("DELETE FROM reminder")
            tables.execute("INSERT INTO reminder (person_id, due_at, asked_at) VALUES (?, ?, ?)", (cut_off, at, at))
            self._enclose(tables, at)
            tables.execute("UPDATE digest SET last_at = ?", (long_ago,))
            tables.execute(
                "INSERT INTO inbox (bot_id, update_id, state, attempts, received_at, applied_at)"
                " VALUES (1, ?, 'applied', 0, ?, ?)",
                (number, long_ago, long_ago),
            )
            tables.execute(
                "DELETE FROM runner_state WHERE key IN ('retention', 'expunging', 'last_poll', 'backup_trouble')"
            )
            notes = (
                ("expunging", now.isoformat()),
                ("last_poll", away.astimezone(UTC).isoformat()),
                ("backup_trouble", "the disk was full"),
            )
            tables.executemany("INSERT INTO runner_state (key, value) VALUES (?, ?)", notes)

    def act(self, number: int) -> Iterator[dict[str, Any]]:
        """Give what the one who acts by rote does in every life: each kind of turn; and an update of no use."""
        one = self.crew[5]
        who = {"id": one.id, "is_bot": False, "first_name": one.first_name, "language_code": one.language_code}
        about = {
            "date": int(datetime.now(UTC).timestamp()),
            "chat": {"id": one.id, "type": "private", "first_name": ""},
        }
        for told, text in enumerate(("/start", "hola"), FAR_OFF + 2 * number):
            yield {"message": {"message_id": told, "from": who, **about, "text": text}}
        for data in ("1c:drop", "1s:step:c01q1", f"1a:c01q1:{number % 5}", f"1o:c01q1:{(number + 1) % 5}"):
            message = {"message_id": FAR_OFF, **about, "text": ""}
            yield {"callback_query": {"id": "1", "from": who, "chat_instance": "1", "data": data, "message": message}}
        yield {"poll": {}}

    def pause(self, now: datetime | None) -> None:
        """Begin a pause; ``None``: end it."""
        with self._tables() as tables:
            tables.execute("DELETE FROM runner_state WHERE key = 'paused'")
            if now is not None:
                tables.execute("INSERT INTO runner_state (key, value) VALUES ('paused', ?)", (now.isoformat(),))

    def waits(self) -> bool:
        """Tell whether something is still to be sent."""
        with self._tables() as tables:
            return bool(tables.execute(_WAITS).fetchone() != (0,))

    def judge(self) -> Wrong:
        """Judge when all is quiet."""
        wrong = Wrong()
        with self._tables() as tables:
            for one in self.texts:
                (state,) = tables.execute(_LISTED[one.table], (one.row,)).fetchone()
                _compare(wrong, f"{one.text} for {one.person.id}", self._got(one.person, one.text), state)
            reminded = self.crew[2]
            states = dict(tables.execute(_REMINDED, (self._ids[reminded.id],)).fetchall())
        sure, perhaps = states.get("sent", 0), states.get("unconfirmed", 0)
        got = len(self._messages(reminded)) - 1  # the first one is their card
        if got > sure + perhaps:
            wrong.doubled.append(f"{got} reminders came, {sure} are listed as sent and {perhaps} as unconfirmed")
        if got < sure or states.keys() & {"planned", "sending"}:
            wrong.missing.append(f"{got} reminders came, listed are {states}")
        return wrong

    def _messages(self, person: Person) -> list[str]:
        chat = self.server.telegram.home.chats[person.id]
        return [message.text for message in chat.messages.values() if message.person is None]

    def _got(self, person: Person, text: str) -> int:
        return sum(text in message for message in self._messages(person))

    def _correct(self, tables: sqlite3.Connection, number: int, now: datetime) -> None:
        """Have two to correct, unless some wait, and one that seems to have been in hand when the bot died."""
        wanted = [(f"Corrección {number} en mano.", _SENDING)]
        if tables.execute(_PLANS).fetchone() == (0,):
            wanted.append((f"Corrección {number}.", _PLANNED))
        for text, state in wanted:
            campaign = self._campaign(tables, CampaignKind.CORRECTION, text, self._notice, now)
            for one in self.written_to[: 2 if state == _PLANNED else 1]:
                row = (campaign, _text(now), state, Role.FOCAL_POINT.value, self._ids[one.id])
                self.texts.append(Text(text, one, "delivery", tables.execute(_DELIVERY, row).lastrowid or 0))

    def _write(self, tables: sqlite3.Connection, person: Person, text: str, at: str, state: LetterState) -> None:
        letter = (self._ids[person.id], LetterKind.NOTICE.value, state.value, json.dumps({"text": text}).encode(), at)
        self.texts.append(Text(text, person, "outbox", tables.execute(_LETTER, letter).lastrowid or 0))

    def _enclose(self, tables: sqlite3.Connection, at: str) -> None:
        """Owe the one who acts by rote a picture, unless one is owed already."""
        person = self._ids[self.crew[5].id]
        if tables.execute(_ENCLOSED, (person,)).fetchone() == (0,):
            (assessment,) = tables.execute(_ASSESSMENT, (person,)).fetchone()
            wanted = {"enclosure": Enclosure.PICTURE.value, "language": "es", "assessment": assessment}
            letter = (person, LetterKind.REPLY.value, LetterState.PENDING.value, json.dumps(wanted).encode(), at)
            tables.execute(_LETTER, letter)

    @staticmethod
    def _campaign(
        tables: sqlite3.Connection, kind: CampaignKind, text: str | None, corrects: int | None, now: datetime
    ) -> int:
        texts = None if text is None else json.dumps({"es": text})
        segment, at = write_segment(Segment()), _text(now)
        return tables.execute(_CAMPAIGN, (kind.value, segment, texts, corrects, at, at)).lastrowid or 0

    @contextmanager
    def _tables(self) -> Iterator[sqlite3.Connection]:
        path = database_path(self.stage.url)
        with closing(sqlite3.connect(path, timeout=10)) as connection, connection:
            yield connection


def _compare(wrong: Wrong, what: str, got: int, state: str) -> None:
    if got > 1:
        wrong.doubled.append(f"{what} came {got} times")
    elif got and state not in (DeliveryState.SENT.value, DeliveryState.UNCONFIRMED.value):
        wrong.untrue.append(f"{what} came and is listed as {state}")
    elif not got and state in ("sent", "planned", "pending", "sending"):
        wrong.missing.append(f"{what} did not come and is listed as {state}")


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(" ", "microseconds")
