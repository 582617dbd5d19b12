"""A network lived through by a clock: people come, answer, ask, leave and come back, links expire, the bot has nights
off. And what a scan by SQL of its own finds past its term.

It decides what happens on a day, and what would be too old: the days that we promise are written out here once more.
It must not know how anything is taken away, nor what the product has as its terms.
"""

import json
import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kit.store import BOT, Store
from kit.traces import somebody, word
from sqlalchemy import select

from conversations.facts import NoteChanged, QuestionAsked, ReminderAsked, ResponseChanged
from conversations.retention import DataClass
from storage import tables as t
from storage.appointments import end_appointment
from storage.inbox import UpdateKey, mark_failed, store_updates
from storage.talk import LetterKind, LetterState, claim_letter, settle_letter, write_letters
from storage.world_reader import Sender

MEMBERS = ("Rosario", "Quito", "Boa Vista")
ITEMS = tuple(f"c{criterion:02d}q{item}" for criterion in range(1, 11) for item in range(1, 4))

TERMS = {
    DataClass.VISITORS: 7,
    DataClass.PEOPLE: 365,
    DataClass.REMINDERS: 10,
    DataClass.LETTERS: 30,
    DataClass.INVITATIONS: 365,
    DataClass.UPDATES: 90,
    DataClass.AUDIT: 1_826,
}
"""The days that the record of processing promises at most."""
PAST = {
    DataClass.VISITORS: "SELECT count(*) FROM visit WHERE began_at < :limit",
    DataClass.PEOPLE: """SELECT count(*) FROM person WHERE identity IS NOT NULL AND consented_at < :limit
        AND NOT EXISTS (SELECT 1 FROM appointment a WHERE a.person_id = person.id
                        AND (a.until IS NULL OR a.until >= :limit))""",
    DataClass.REMINDERS: "SELECT count(*) FROM reminder WHERE due_at < :limit",
    DataClass.LETTERS: """SELECT count(*) FROM outbox WHERE settled_at < :limit AND question_id IS NULL""",
    DataClass.INVITATIONS: """SELECT count(*) FROM invitation WHERE used_by IS NULL
        AND coalesce(revoked_at, expires_at) < :limit""",
    DataClass.UPDATES: """SELECT count(*) FROM inbox WHERE state IN ('failed', 'quarantined')
        AND body IS NOT NULL AND received_at < :limit""",
    DataClass.AUDIT: "SELECT count(*) FROM audit WHERE at < :limit",
}
"""What of a class is older than an instant."""

NOBODYS = "person.identity IS NULL AND NOT EXISTS (SELECT 1 FROM visit v WHERE v.person_id = person.id)"
LEFT_OVER = {
    **{
        table: f"SELECT count(*) FROM {table} JOIN person ON person.id = {table}.person_id WHERE {NOBODYS}"  # noqa: S608 - our own tables
        for table in ("place", "screen", "outbox", "desk", "attention", "digest", "reminder")
    },
    "question": f"SELECT count(*) FROM question JOIN person ON person.id = asked_by WHERE {NOBODYS}",  # noqa: S608 - as above
    "response": f"SELECT count(message) FROM response JOIN person ON person.id = author WHERE {NOBODYS}",  # noqa: S608 - as above
    "person": f"SELECT count(*) FROM person WHERE {NOBODYS} AND (post IS NOT NULL OR address IS NOT NULL)",  # noqa: S608 - as above
}
"""What leads to somebody whose identity is gone."""


@dataclass
class Years:
    """The network, with a ledger of what was answered: (assessment, item) to level and author."""

    store: Store
    dice: random.Random
    inside: dict[int, tuple[Sender, str]] = field(default_factory=dict)
    outside: list[Sender] = field(default_factory=list)
    answers: dict[tuple[int, str], tuple[int, int]] = field(default_factory=dict)
    notes: int = 0
    lines: int = 0
    posts: int = 0

    def day(self) -> None:
        """Let one thing happen, or none."""
        happens = (self._come, self._answer, self._answer, self._ask, self._look, self._leave, self._write,
                   self._invite, self._put_aside)  # fmt: skip
        self.dice.choice(happens)()

    def _come(self) -> None:
        back = self.outside and self.dice.random() < 0.2
        who = self.outside.pop(self.dice.randrange(len(self.outside))) if back else somebody(self.dice)
        member = self.dice.choice(MEMBERS)
        self.inside[self.store.enter(who, member)] = (who, member)
        self.posts += 1
        self._answer()

    def _answer(self) -> None:
        if not self.inside:
            return
        person, (who, _) = self.dice.choice(sorted(self.inside.items()))
        assessment = self.store.world(who).assessment
        assert assessment is not None
        item, level = self.dice.choice(ITEMS), self.dice.randint(0, 4)
        before = self.answers.get((assessment.id, item))
        if before is not None and before[0] == level:
            return
        self.store.facts(who, ResponseChanged(item, before and before[0], level, self.dice.randint(1, 9999)))
        self.answers[assessment.id, item] = (level, person)
        self.lines += 1

    def _ask(self) -> None:
        if self.inside:
            who, _ = self.dice.choice(list(self.inside.values()))
            due = self.store.now + timedelta(days=self.dice.randint(1, 30))
            self.store.facts(who, QuestionAsked("c01q2", word(self.dice)), ReminderAsked(due))

    def _look(self) -> None:
        self.store.visit(somebody(self.dice), self.dice.choice(MEMBERS))

    def _leave(self) -> None:
        if len(self.inside) > 1:
            person = self.dice.choice(sorted(self.inside))
            who, _ = self.inside.pop(person)
            a = t.appointment.c
            with self.store.database.writing() as tx:
                held = select(a.id).where(a.person_id == person, a.until.is_(None))
                for one in tx.connection.execute(held).scalars().all():
                    end_appointment(tx, one, self.store.now)
            self.outside.append(who)

    def _write(self) -> None:
        if self.inside:
            person = self.dice.choice(sorted(self.inside))
            with self.store.database.writing() as tx:
                sent, _ = write_letters(tx, person, LetterKind.NOTICE, (word(self.dice),) * 2, self.store.now)
                claim_letter(tx, sent.id, self.store.now)
                settle_letter(tx, sent.id, LetterState.SENT, self.store.now, self.dice.randint(1, 9999))

    def _invite(self) -> None:
        self.store.invite(self.dice.choice(MEMBERS), post=word(self.dice))
        if self.inside and self.dice.random() < 0.3:
            who, _ = self.dice.choice(list(self.inside.values()))
            world = self.store.world(who)
            if world.assessment is not None and "c01" not in world.assessment.notes:
                self.store.facts(who, NoteChanged("c01", None, word(self.dice)))
                self.notes, self.lines = self.notes + 1, self.lines + 1

    def _put_aside(self) -> None:
        self.store.updates += 1
        key, body = UpdateKey(BOT, self.store.updates), {"from": {"id": somebody(self.dice).telegram_id}}
        with self.store.database.writing() as tx:
            store_updates(tx, BOT, [(key.update_id, json.dumps(body).encode())], self.store.now)
            mark_failed(tx, key, "Boom")


def past_term(store: Store, now: datetime) -> list[str]:
    """Find what is personal and older than its class allows at ``now``, or leads to somebody who is gone."""
    with closing(sqlite3.connect(f"file:{store.database.path}?mode=ro", uri=True)) as connection:
        found = []
        for data, statement in PAST.items():
            limit = now - timedelta(days=TERMS[data])
            (count,) = connection.execute(statement, {"limit": limit.isoformat(" ", "microseconds")}).fetchone()
            found += [f"{count} of {data}"] * bool(count)
        for table, statement in LEFT_OVER.items():
            (count,) = connection.execute(statement).fetchone()
            found += [f"{count} in {table} of somebody forgotten"] * bool(count)
    return found


def lost(years: Years) -> list[str]:
    """Find answers, notes, lines of history or posts that are not as the ledger has them."""
    with closing(sqlite3.connect(f"file:{years.store.database.path}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT assessment_id, item, level, author FROM response")
        kept = {(assessment, item): (level, author) for assessment, item, level, author in rows}
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - our own tables
            for table in ("note", "response_history", "appointment")
        }
    wanted = {"note": years.notes, "response_history": years.lines, "appointment": years.posts}
    gone = [f"{wanted[table]} of {table}, {count} there" for table, count in counts.items() if count != wanted[table]]
    return gone + ["answers"] * (kept != years.answers)


def robbed(years: Years) -> list[int]:
    """List who has a post by the ledger, and is not known any more or has it no more."""
    with closing(sqlite3.connect(f"file:{years.store.database.path}?mode=ro", uri=True)) as connection:
        held = connection.execute("""SELECT person.id FROM person JOIN appointment a ON a.person_id = person.id
            WHERE identity IS NOT NULL AND until IS NULL""")
        known = {person for (person,) in held}
    return sorted(years.inside.keys() - known)
