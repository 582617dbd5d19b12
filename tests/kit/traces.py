"""Traces: somebody who leaves one in every table, with texts that are nobody else's, and what of it is the city's.

It decides what a person may leave behind. It must not know what is forgotten, nor how.
"""

import json
import random
import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from kit.own_rows import coordinate
from kit.store import BOT, SECRET_KEY, Store, accept, begin_visit, new_store

from conversations.assessment import Evidence
from conversations.facts import (
    EvidenceAdded,
    NoteChanged,
    PostChanged,
    PriorityChanged,
    QuestionAsked,
    ReminderAsked,
    ResponseChanged,
)
from conversations.instrument import Language
from conversations.place import Place, View
from storage.database import Database
from storage.inbox import UpdateKey, mark_failed, quarantine, store_updates
from storage.members import list_members
from storage.secrets import Keyring
from storage.talk import LetterKind, write_letters
from storage.turn import Decision
from storage.world_reader import Inquiry, Sender

SYLLABLES = ["qua", "zeb", "wix", "nov", "tam", "rul", "gho", "pek", "yod", "fir"]
CITYS = (
    ("response", "assessment_id, item, level, nonresponse, author, at, consulted"),
    ("priority", "*"),
    ("note", "assessment_id, target, text, author, at"),
    ("evidence", "id, assessment_id, target, kind, file, unique_file, name, size, author, at"),
    ("assessment", "*"),
    ("response_history", "*"),
)
"""What is the municipality's: whoever is forgotten, none of it may change."""


@dataclass(frozen=True, slots=True)
class Traces:
    """Somebody, their number, the texts that are about them, and those that they gave to their municipality.

    ``clear`` are those of their own that stand in the tables as they are.
    """

    sender: Sender
    person: int
    own: frozenset[str]
    given: frozenset[str]
    clear: frozenset[str]


def somebody(dice: random.Random) -> Sender:
    """Make a person whose name and number are nobody else's."""
    names = (word(dice).capitalize() for _ in range(dice.randint(1, 3)))
    return Sender(dice.randrange(10**9, 10**10), " ".join(names), dice.choice(list(Language)))


def word(dice: random.Random) -> str:
    """Make a word that stands in no language and no file of ours."""
    return "".join(dice.choice(SYLLABLES) for _ in range(4)) + f"{dice.randrange(10**6):06d}"


def fresh_store(folder: Path) -> Store:
    """Make a store; all but the first of a trial are copies of the same one."""
    template = folder.parent / "template"
    if not template.exists():
        template.mkdir()
        made = new_store(template)
        made.database.close()
    folder.mkdir(parents=True)
    (folder / "solidaria.db").write_bytes((template / "solidaria.db").read_bytes())
    store = Store(Database(f"sqlite:///{folder / 'solidaria.db'}", Keyring(SECRET_KEY), patience=2.0))
    with store.database.reading() as tx:
        store.members = {one.member.name: one.member for one in list_members(tx)}
    return store


def leave_traces(store: Store, who: Sender, dice: random.Random, member: str = "Rosario") -> Traces:
    """Have somebody come in, answer, write, ask and wish, with updates of theirs put aside and letters waiting."""
    post, pending, question, card, letter = (word(dice) for _ in range(5))
    note, file, area = (word(dice) for _ in range(3))
    token = store.invite(member, post=post).token
    store.draw(store.turn(who, begin_visit, Inquiry(token=token)).work)
    store.draw(store.turn(who, accept).work)
    person = store.world(who).person
    assert person is not None
    if dice.random() < 0.5:
        store.visit(who, "Boa Vista")
    item = f"c0{dice.randint(2, 9)}q1"
    store.facts(
        who,
        PostChanged(post),
        ReminderAsked(store.now + timedelta(days=dice.randint(1, 30))),
        ResponseChanged("c01q1", None, dice.randint(0, 4), dice.randint(1, 9999), area),
        ResponseChanged(item, None, dice.randint(0, 4)),
        PriorityChanged("c01", None, 2),
        NoteChanged("c01", None, note, dice.randint(1, 9999)),
        EvidenceAdded("c01", Evidence("photo", file, file, file, 10), dice.randint(1, 9999)),
        QuestionAsked("c01q2", question),
        place=Place(person.id, who.language or Language.ES, View.TEXT, "c01q2", "c01q2", pending, 74),
    )
    store.draw(store.turn(who, lambda _: Decision(card=card, receipts={"c01": card})).work)
    store.turn(who, lambda _: Decision(letters=(letter,)))
    with store.database.writing() as tx:
        write_letters(tx, person.id, LetterKind.NOTICE, (letter,), store.now)
        coordinate(tx, person.id, store.now)
        for number, put_aside in ((5_000_001, mark_failed), (5_000_002, quarantine)):
            body = {"message": {"from": {"id": who.telegram_id, "first_name": who.name, "username": word(dice)}}}
            number += store.updates * 10
            store_updates(tx, BOT, [(number, json.dumps(body).encode())], store.now)
            put_aside(tx, UpdateKey(BOT, number), "Boom")
    own, clear = frozenset((post, pending, question, card, letter)), frozenset((post, pending, question))
    return Traces(who, person.id, own, frozenset((note, file, area)), clear)


def citys(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Read what is the municipalities', all of it."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return {
            table: list(connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2"))  # noqa: S608 - our own
            for table, columns in CITYS
        }
    finally:
        connection.close()
