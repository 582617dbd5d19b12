"""P1 and P2: everybody's rights, tried on people made by dice, with scans that know nothing of the engine.

Decides what a person does in a round and what is looked for afterwards; to rewrite files is the bot's to do. What
somebody leaves is in `kit.traces`, what a file must have in `kit.own_file`, what a thief finds in `kit.stolen`.
"""

import asyncio
import dataclasses
import random
import zipfile
from collections.abc import Callable

from kit.chat import Chat
from kit.own_file import About, about, missing
from kit.own_rows import coordinate
from kit.rights_bugs import planted
from kit.stolen import everything, found
from kit.store import NOW, Store
from kit.taking import command, forget, taking
from kit.traces import Traces, citys, fresh_store, leave_traces, somebody, word
from structlog.testing import capture_logs

from bot.exports import read_export, write_export
from conversations.events import Choice, Give, Show
from conversations.instrument import Language, Nonresponse
from conversations.intents import Word
from conversations.place import View
from locales.catalogue import plain
from storage.backup import back_up
from storage.world_reader import Sender
from torture.goal import Bug, Goal, Tier, Trial

EARLY, UNSHOWN, UNANSWERED = "data before consent", "rows missing in one's own file", "rights not answered"
TRACE, CHANGED = "traces of somebody forgotten", "answers of a city changed"
EXPORT_EVERY = 5  # rounds, of which one has an export and a backup afterwards


async def rights(trial: Trial) -> None:
    """Have people come in, look at privacy, get their file and go, in the three languages."""
    for number in trial.numbers():
        store = fresh_store(trial.folder / str(number))
        with planted(trial.bug), capture_logs():
            try:
                await asyncio.to_thread(_live, trial, number, trial.dice(number), store)
            except Exception as error:  # noqa: BLE001 - whoever was in the middle got no answer
                trial.found(UNANSWERED, f"{type(error).__name__}: {error}", number)
        store.database.close()
    trial.facts["languages"] = ", ".join(Language)


def _live(trial: Trial, number: int, dice: random.Random, store: Store) -> None:
    """Take one person from the link to being forgotten, or to saying no."""
    language = list(Language)[number % len(Language)]
    who = dataclasses.replace(somebody(dice), language=language)
    with taking(store) as world:
        chat = Chat(world, who.telegram_id, who.name, language)
        chat.start(store.invite(post=word(dice)).token)
        _ask_privacy(trial, number, chat, language, lambda: chat.press(Show(View.PRIVACY)))
        chat.tap(plain(language, "nav.back"))
        early = found(everything(store.database.path), who) - {"hash", "hash bytes"}
        trial.expect(EARLY, not early, f"{sorted(early)} in {language}", number)
        chat.tap(plain(language, "button.yes"))
        if number % 4 == 3:
            chat.press(Choice.DECLINE)
            world.taking.look()
            trial.expect(EARLY, not found(everything(store.database.path), who), "something is left after a no", number)
        else:
            _inside(trial, number, dice, store, chat, who)


def _inside(trial: Trial, number: int, dice: random.Random, store: Store, chat: Chat, who: Sender) -> None:
    """Have somebody come in, answer, read their file and be forgotten."""
    language, path = chat.language or Language.ES, store.database.path
    for key in ("button.accept", "button.begin"):
        chat.tap(plain(language, key))
    for _ in range(dice.randint(1, 4)):
        chat.send(dice.choice("01234"))
    chat.press(Give("c02q1", Nonresponse.DONT_KNOW))
    _ask_privacy(trial, number, chat, language, lambda: chat.send(command(language, Word.PRIVACY)))
    person, held = store.world(who).person, list[About]()
    assert person is not None
    with store.database.writing() as tx:
        coordinate(tx, person.id, NOW)
    chat.carry = lambda *_: held.append(about(path, person.id, language, store.members["Rosario"].timezone))
    chat.send(command(language, Word.MY_DATA))
    chat.carry = None
    file = next((one.text for one in reversed(chat.bubbles) if plain(language, "mydata.heading") in one.text), "")
    trial.expect(UNANSWERED, file, f"one's own file in {language}", number)
    for row in missing(held[0], file) if held else ():
        trial.found(UNSHOWN, row, number)
    chat.send(command(language, Word.FORGET_ME))
    chat.press(Choice.FORGET_ME)
    said, left = chat.bubbles[-1].text, found(everything(path), who)
    trial.expect(UNANSWERED, plain(language, "line.forgotten") in said, f"a goodbye in {language}", number)
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
        dice, store = trial.dice(number), fresh_store(trial.folder / str(number))
        with planted(trial.bug), capture_logs():
            stays, goes = (leave_traces(store, somebody(dice), dice, one) for one in ("Quito", "Rosario"))
            before, data = citys(store.database.path), everything(store.database.path)
            kept = _of(data, stays)
            assert {"hash", *goes.clear} <= _of(data, goes), "nothing is there to be forgotten"
            try:
                data = await asyncio.to_thread(
                    _forget, store, goes.sender, dice if number % EXPORT_EVERY == 0 else None
                )
            except Exception as error:  # noqa: BLE001 - whatever it is, somebody was not forgotten
                trial.found(TRACE, f"{type(error).__name__}: {error}", number)
        scanned += len(data)
        for trace in sorted(_of(data, goes)):
            trial.found(TRACE, trace, number)
        trial.expect(CHANGED, before == citys(store.database.path), "another history, answer or note", number)
        same = kept <= _of(data, stays) and all(one.encode() in data for one in stays.given | goes.given)
        trial.expect(CHANGED, same, "what somebody gave, or somebody else, went along", number)
        store.database.close()
    trial.facts["bytes scanned"] = f"{scanned:,}"


def _of(data: bytes, traces: Traces) -> set[str]:
    """Tell what is there about somebody: spellings of theirs, and texts that are not their city's."""
    return found(data, traces.sender) | {one for one in traces.own if one.encode() in data}


def _forget(store: Store, who: Sender, dice: random.Random | None) -> bytes:
    """Have the bot forget somebody; give every byte that is there right after, with exports or without."""
    with taking(store) as world:
        forget(world, who)
        if dice is not None:
            _export(store, dice)
        return _all_bytes(store)


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
            Bug("nothing-owed-after-a-no", "After a no the files are not rewritten.", EARLY, 4, "after a no"),
            Bug("file-without-deliveries", "One's own file leaves a table out.", UNSHOWN, 3),
            Bug("file-with-another-level", "One's own file has another level than was given.", UNSHOWN, 3, "no line"),
            Bug("goodbye-only", "Being forgotten only says goodbye.", UNANSWERED, 3),
            Bug("files-not-rewritten", "A turn that forgets does not have the files rewritten.", UNANSWERED, 3),
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
            Bug("files-not-rewritten", "A turn that forgets does not have the files rewritten.", TRACE, 3),
            Bug("note-goes-along", "Erasure takes a note of the city along.", CHANGED, 2),
        ),
        "Backups made before still have everybody: they rotate. What a disk keeps of freed blocks is not looked at.",
    ),
)
