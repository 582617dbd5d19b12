"""P1 and P2: everybody's rights, tried on people made by dice, with scans that know nothing of the engine.

Decides what a person does in a round and what is looked for afterwards. What a person may leave behind is in
`kit.traces`, what a file must have in `kit.own_file`, and what a thief finds in `kit.stolen`.
"""

import dataclasses
import random
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from unittest.mock import patch

from kit.chat import Chat, World
from kit.own_file import missing
from kit.own_rows import coordinate
from kit.stolen import everything, found
from kit.store import NOW, Store
from kit.traces import Traces, citys, fresh_store, leave_traces, somebody, word
from sqlalchemy import delete, update

from bot.exports import read_export, write_export
from conversations.events import Choice, Show
from conversations.facts import PersonForgotten
from conversations.instrument import Language
from conversations.intents import Word
from conversations.place import View
from locales.catalogue import plain
from locales.words.book import book
from storage import erasure, own_work, person_writer
from storage import tables as t
from storage.backup import back_up
from storage.database import Database, Transaction
from storage.writer import Writer
from torture.goal import Bug, Goal, Tier, Trial

EARLY, UNSHOWN, UNANSWERED = "data before consent", "rows missing in one's own file", "rights not answered"
TRACE, CHANGED = "traces of somebody forgotten", "answers of a city changed"
EXPORT_EVERY = 5
"""So many rounds have one export and one backup afterwards."""


async def rights(trial: Trial) -> None:
    """Have people come in, look at privacy, get their file and go, in the three languages."""
    for number in trial.numbers():
        store = fresh_store(trial.folder / str(number))
        with _planted(trial.bug):
            _live(trial, number, trial.dice(number), store)
        store.database.close()
    trial.facts["languages"] = ", ".join(Language)


def _live(trial: Trial, number: int, dice: random.Random, store: Store) -> None:
    """Take one person from the link to being forgotten, or to saying no."""
    language = list(Language)[number % len(Language)]
    who = dataclasses.replace(somebody(dice), language=language)
    writer = Writer(store.database)
    chat = Chat(World(writer, NOW), who.telegram_id, who.name, language)
    commands = book(language).commands
    chat.start(store.invite(post=word(dice)).token)
    _ask_privacy(trial, number, chat, language, lambda: chat.press(Show(View.PRIVACY)))
    chat.tap(plain(language, "nav.back"))
    early = found(everything(store.database.path), who) - {"hash", "hash bytes"}
    trial.expect(EARLY, not early, f"{sorted(early)} in {language}", number)
    chat.tap(plain(language, "button.yes"))
    if number % 4 == 3:
        chat.press(Choice.DECLINE)
        writer.expunge_now()
        trial.expect(EARLY, not found(everything(store.database.path), who), "something is left after a no", number)
        return
    for key in ("button.accept", "button.begin"):
        chat.tap(plain(language, key))
    for _ in range(dice.randint(1, 4)):
        chat.send(str(dice.randint(0, 3)))
    _ask_privacy(trial, number, chat, language, lambda: chat.send(f"/{commands[Word.PRIVACY][0]}"))
    person = store.world(who).person
    assert person is not None
    with store.database.writing() as tx:
        coordinate(tx, person.id, NOW)
    chat.send(f"/{commands[Word.MY_DATA][0]}")
    heading = plain(language, "mydata.heading")
    file = next((one.text for one in reversed(chat.bubbles) if heading in one.text), "")
    trial.expect(UNANSWERED, file, f"one's own file in {language}", number)
    for row in missing(store.database.path, person.id, file):
        trial.found(UNSHOWN, row, number)
    chat.send(f"/{commands[Word.FORGET_ME][0]}")
    chat.press(Choice.FORGET_ME)
    goodbye = plain(language, "line.forgotten") in chat.bubbles[-1].text
    trial.expect(UNANSWERED, goodbye, f"a goodbye in {language}", number)
    writer.expunge_now()
    left = found(everything(store.database.path), who)
    trial.expect(UNANSWERED, not left, f"a goodbye in {language}, and {sorted(left)} is left", number)


def _ask_privacy(trial: Trial, number: int, chat: Chat, language: Language, ask: Callable[[], object]) -> None:
    ask()
    said = chat.bubbles[-1].text
    told = all(plain(language, key) in said for key in ("privacy.heading", "privacy.kept", "privacy.telegram"))
    trial.expect(UNANSWERED, told, f"privacy in {language}", number)


async def forgetting(trial: Trial) -> None:
    """Have people leave traces everywhere and be forgotten; look for them byte by byte."""
    scanned = 0
    for number in trial.numbers():
        dice = trial.dice(number)
        folder = trial.folder / str(number)
        store = fresh_store(folder)
        with _planted(trial.bug):
            stays, goes = (leave_traces(store, somebody(dice), dice, one) for one in ("Quito", "Rosario"))
            before = citys(store.database.path)
            there = _of(everything(store.database.path), goes)
            assert {"hash", *goes.own} <= there, "nothing is there to be forgotten"
            store.facts(goes.sender, PersonForgotten())
            Writer(store.database).expunge_now()
        if number % EXPORT_EVERY == 0:
            _export(store, dice)
        data = _all_bytes(store)
        scanned += len(data)
        for trace in sorted(_of(data, goes)):
            trial.found(TRACE, trace, number)
        trial.expect(CHANGED, before == citys(store.database.path), "another history, answer or note", number)
        kept = {"hash", *stays.own} <= _of(data, stays) and all(
            one.encode() in data for one in stays.given | goes.given
        )
        trial.expect(CHANGED, kept, "what somebody gave, or somebody else, went along", number)
        store.database.close()
    trial.facts["bytes scanned"] = f"{scanned:,}"


def _of(data: bytes, traces: Traces) -> set[str]:
    """Tell what is there about somebody: spellings of theirs, and texts that are not their city's."""
    return found(data, traces.sender) | {one for one in traces.own if one.encode() in data}


def _export(store: Store, dice: random.Random) -> None:
    """Write every export, and a backup, beside the database."""
    folder = store.database.path.parent
    with store.database.reading() as tx:
        data = read_export(tx)
    assert data is not None
    for suffix in (".xlsx", ".csv", ".json"):
        write_export(data, folder / f"export{suffix}", dice.choice(list(Language)))
    back_up(store.database, folder / "backup.db")


def _all_bytes(store: Store) -> bytes:
    """Read every file beside the database, workbooks unpacked."""
    parts = [everything(store.database.path)]
    for file in store.database.path.parent.glob("*.xlsx"):
        with zipfile.ZipFile(file) as unpacked:
            parts.extend(unpacked.read(name) for name in unpacked.namelist())
    return b"".join(parts)


# --- planted bugs ---


def _name_at_the_door(*given: Any) -> int:  # noqa: ANN401 - whatever the product is given
    tx, _, _, sender, _ = given
    person = _BEGIN_VISIT(*given)
    tx.connection.execute(update(t.person).where(t.person.c.id == person).values(post=sender.name))
    return person


def _but_the_post(tx: Transaction, person: int, *rest: Any) -> None:  # noqa: ANN401 - as above
    used = t.invitation.c.used_by == person
    post = tx.connection.execute(t.invitation.select().where(used)).one().post
    _FORGET(tx, person, *rest)
    tx.connection.execute(update(t.invitation).where(used).values(post=post))


def _answers_too(tx: Transaction, person: int, *rest: Any) -> None:  # noqa: ANN401 - as above
    _FORGET(tx, person, *rest)
    tx.connection.execute(delete(t.note).where(t.note.c.author == person))


_BEGIN_VISIT, _FORGET = person_writer._begin_visit, erasure.forget_person
_LESS = {kind: source for kind, source in own_work.SOURCES.items() if kind is not own_work.Kind.DELIVERY}
BUGS: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "name-at-the-door": lambda: patch.object(person_writer, "_begin_visit", _name_at_the_door),
    "file-without-deliveries": lambda: patch.object(own_work, "SOURCES", _LESS),
    "goodbye-only": lambda: patch.object(person_writer, "forget_person", lambda *_: None),
    "post-stays": lambda: patch.object(person_writer, "forget_person", _but_the_post),
    "no-expunging": lambda: patch.object(Database, "compact", lambda _: None),
    "note-goes-along": lambda: patch.object(person_writer, "forget_person", _answers_too),
}


def _planted(bug: str) -> AbstractContextManager[object]:
    return BUGS[bug]() if bug else nullcontext()


GOALS: tuple[Goal, ...] = (
    Goal(
        "P1",
        "Privacy, one's own file and being forgotten work in three languages; nothing personal is kept before consent; "
        "one's own file has every row that a scan of the whole database finds",
        "lives",
        (EARLY, UNSHOWN, UNANSWERED),
        {Tier.CI: 12, Tier.NIGHT: 1_200, Tier.RELEASE: 12_000},
        rights,
        (
            Bug("name-at-the-door", "The name is kept as soon as the link is opened.", EARLY, 2),
            Bug("file-without-deliveries", "One's own file leaves a table out.", UNSHOWN, 3),
            Bug("goodbye-only", "Being forgotten only says goodbye.", UNANSWERED, 3),
        ),
        "Every fourth person says no at the consent. Rows of coordinators are planted in the tables.",
    ),
    Goal(
        "P2",
        "After being forgotten no byte of the name, the Telegram id, the post or the texts is left in the database, "
        "its log, a new backup, an export or the queue, and the city's answers are as they were",
        "people",
        (TRACE, CHANGED),
        {Tier.CI: 15, Tier.NIGHT: 1_500, Tier.RELEASE: 15_000},
        forgetting,
        (
            Bug("post-stays", "Erasure forgets a column.", TRACE, 2),
            Bug("no-expunging", "Rows are deleted, and the files not rewritten.", TRACE, 3),
            Bug("note-goes-along", "Erasure takes a note of the city along.", CHANGED, 2),
        ),
        "Backups made before still have everybody: they rotate. What a disk keeps of freed blocks is not looked at.",
    ),
)
