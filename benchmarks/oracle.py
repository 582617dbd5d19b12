"""Judges a database, read through a second connection, by what people did and saw.

Nothing that was shown as saved is lost or changed; nothing is recorded that nobody gave, nor twice; in the end the
record is what the same updates bring about one after another on a database that nobody kills.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise

from aiogram.types import Update

from benchmarks.record import Record, read_record
from benchmarks.respondents import Respondent
from benchmarks.stage import Stage
from bot.incoming import Incoming, Said, from_message, from_press
from bot.local.updates import Update as Made
from bot.turns import Turn
from storage import tables as t
from storage.database import Database, database_path
from storage.sealed_texts import open_text
from storage.secrets import Keyring
from storage.turn import apply

_UNREST = """
    SELECT (SELECT count(*) FROM inbox WHERE state = 'pending')
         + (SELECT count(*) FROM screen JOIN person ON person.id = person_id
            WHERE wanted > drawn AND unreachable_at IS NULL)
         + (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending'))
"""
_ASIDE = "SELECT update_id FROM inbox WHERE state IN ('failed', 'quarantined')"
POISON = {"message": {"text": "nobody sent it"}}
"""An update that cannot be read."""


@dataclass
class Verdict:
    """What is wrong, by kind, each in words; empty is well."""

    lost: list[str] = field(default_factory=list)
    """Given and not there: shown as saved and gone, or never applied."""
    changed: list[str] = field(default_factory=list)
    """Recorded differently from what was given."""
    doubled: list[str] = field(default_factory=list)
    """Recorded more than once."""
    stranded: list[str] = field(default_factory=list)
    """Left without their question."""
    damaged: list[str] = field(default_factory=list)
    """The database itself, or updates that the bot could not apply."""

    def add(self, other: "Verdict") -> None:
        """Take over another verdict."""
        for name, found in vars(self).items():
            found += [line for line in getattr(other, name) if line not in found]

    @property
    def counts(self) -> dict[str, int]:
        """Count each kind."""
        return {name: len(found) for name, found in vars(self).items()}


class Oracle:
    """Reads the stage's database; ``people`` are known to it by their keyed hash."""

    def __init__(self, stage: Stage, people: Sequence[Respondent]) -> None:
        self._stage = stage
        self._people = people
        self._keyring = Keyring(stage.key)

    def _connect(self) -> closing[sqlite3.Connection]:
        path = database_path(self._stage.url)
        connection = sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True, timeout=10)
        connection.execute("BEGIN")  # one view of everything: the bot may be at work
        return closing(connection)

    def is_quiet(self) -> bool:
        """Tell whether nothing waits to be applied, drawn or sent."""
        with self._connect() as connection:
            return bool(connection.execute(_UNREST).fetchone() == (0,))

    def read(self) -> Record:
        """Read what is recorded."""
        with self._connect() as connection:
            return read_record(connection, self._keyring, [one.person.id for one in self._people])

    def after_a_kill(self) -> Verdict:
        """Judge while no bot is alive: the file is sound, what was shown as saved is there, nobody else's is."""
        verdict = Verdict()
        try:
            self._examine(verdict)
            record = self.read()
        except sqlite3.DatabaseError as error:
            verdict.damaged.append(str(error))
            return verdict
        for one in self._people:
            self._judge(one, record, verdict)
        return verdict

    def _examine(self, verdict: Verdict) -> None:
        with self._connect() as connection:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                verdict.damaged.append("integrity_check")
            if connection.execute("PRAGMA foreign_key_check").fetchall():
                verdict.damaged.append("foreign_key_check")

    def _judge(self, one: Respondent, record: Record, verdict: Verdict) -> None:
        who, kept = one.person.id, record.answers[one.person.id]
        given: dict[str, list[str]] = defaultdict(list)
        sure: dict[str, list[str]] = {}
        for attempt in one.attempts:
            given[attempt.step].append(attempt.answer)
            if attempt.saved:
                sure[attempt.step] = []
            if attempt.step in sure:
                sure[attempt.step].append(attempt.answer)
        for step, possible in sure.items():
            if step not in kept:
                verdict.lost.append(f"{who} {step}: {possible[0]} was shown as saved")
            elif kept[step] not in possible:
                tried = " ".join(given[step])
                verdict.changed.append(f"{who} {step}: {kept[step]} instead of {possible[0]}, saved of {tried}")
        for step, answer in kept.items():
            if answer not in given[step]:
                verdict.changed.append(f"{who} {step}: {answer} was never given")
            if step not in record.history[who]:
                verdict.damaged.append(f"{who} {step}: {answer} has no history")
        for step, changes in record.history[who].items():
            if changes[0][0] is not None or any(a[1] != b[0] for a, b in pairwise(changes)):
                verdict.damaged.append(f"{who} {step}: the history has a gap")
            if any(before == after for before, after in changes):
                verdict.doubled.append(f"{who} {step}: recorded twice in a row")
            if changes[-1][1] != kept.get(step):
                verdict.damaged.append(f"{who} {step}: the history does not end where the answer is")
        repeated = [row for row in set(record.updates[who]) if record.updates[who].count(row) > 1]
        verdict.doubled.extend(f"{who} {step}: update {number} recorded twice" for number, step in repeated)

    def in_the_end(self, made: Iterable[Made]) -> Verdict:
        """Judge when all is quiet: the record is what ``made`` brings about in order, and everybody has a card."""
        verdict = self.after_a_kill()
        try:
            self._compare(list(made), verdict)
        except sqlite3.DatabaseError as error:
            verdict.damaged.append(str(error))
        return verdict

    def _compare(self, made: Sequence[Made], verdict: Verdict) -> None:
        record = self.read()
        taken = {number for updates in record.updates.values() for number, _ in updates}
        expected = self._replay(made, taken, verdict)
        for who, changes in expected.history.items():
            found = record.history[who]
            for step in changes.keys() | found.keys():
                wanted, got = changes.get(step, []), found.get(step, [])
                if len(got) < len(wanted):
                    verdict.lost.append(f"{who} {step}: {len(wanted) - len(got)} of {len(wanted)} changes")
                elif len(got) > len(wanted):
                    verdict.doubled.append(f"{who} {step}: {len(got) - len(wanted)} changes too many")
                elif wanted != got:
                    verdict.changed.append(f"{who} {step}: {got} instead of {wanted}")
        with self._connect() as connection:
            aside = {number for (number,) in connection.execute(_ASIDE)}
            poison = {one.id for one in made if one.text == poisoned(one.id)}
            if aside - poison:
                verdict.damaged.append(f"{len(aside - poison)} updates failed")
            if poison - aside:
                verdict.damaged.append(f"{len(poison - aside)} updates that cannot be read are not put aside")
            for one in self._people:
                if (what := self._missing(connection, one)) is not None:
                    verdict.stranded.append(f"{one.person.id}: {what}")

    def _missing(self, connection: sqlite3.Connection, one: Respondent) -> str | None:
        live = connection.execute(
            "SELECT screen.id, person.id, message_id, payload, wanted, drawn"
            " FROM screen JOIN person ON person.id = screen.live_for"
            " WHERE telegram_hash = ?",
            (self._keyring.telegram_hash(one.person.id),),
        ).fetchone()
        card = one.card
        if live is None or card is None:
            return "no card"
        screen, person, message, payload, wanted, drawn = live
        if message != card.id or wanted != drawn:
            return f"the card is message {message}, drawn {drawn} of {wanted}, and {card.id} is on the screen"
        text = open_text(self._keyring, t.screen, screen, person, payload)
        buttons = tuple(data for row in json.loads(text)["rows"] for _, data in row)
        return None if buttons == card.buttons else "other buttons on the screen than in the database"

    def _replay(self, made: Iterable[Made], taken: Set[int], verdict: Verdict) -> Record:
        """Apply the same updates one after another to the database as it was before the first one.

        Whether somebody typed before the question could be seen is a matter of seconds: what was ``taken`` at once is.
        """
        path = database_path(self._stage.url)
        before = path.with_name("before.db")
        database = Database(f"sqlite:///{before}", self._keyring)
        now = datetime.now(UTC)
        with database.writing() as tx:
            for one in made:
                if one.kind != "injected" and (incoming := _incoming(one)) is not None:
                    event = incoming.event
                    if isinstance(event, Said) and one.id in taken:
                        event = replace(event, at=None)
                    turn = Turn(event, now, contact="")
                    try:
                        apply(tx, None, incoming.sender, incoming.inquiry, turn.decide, now)
                    except Exception as error:  # noqa: BLE001 - whatever a turn raises is the finding
                        verdict.damaged.append(f"update {one.id} cannot be applied: {error!r}")
        database.close()
        with closing(sqlite3.connect(before)) as connection:
            return read_record(connection, self._keyring, [one.person.id for one in self._people])


def poisoned(number: int) -> str:
    """Give what Telegram delivers of an update that cannot be read."""
    return json.dumps({"update_id": number, **POISON}, separators=(",", ":"))


def keep_beginning(stage: Stage) -> None:
    """Keep the database as it is before the first update."""
    path = database_path(stage.url)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(path.with_name("before.db"))) as target:
        source.backup(target)


def _incoming(made: Made) -> Incoming | None:
    update = Update.model_validate_json(made.text)
    if update.callback_query is not None:
        return from_press(update.callback_query)
    return from_message(update.message) if update.message is not None else None
