"""P4: everything that is changed, and every look at others, is in the audit, and no tampering with it goes unseen.

Decides how often a lively network is watched, what is tampered with in a round, and which bugs are planted. What is
watched for is in `kit.audited`, what an insider does in `kit.tampering`.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from kit import victim as stage
from kit.audit_bugs import planted
from kit.audited import Watch, watched_network
from kit.entered import ELSEWHERE
from kit.one_of_each import one_of_each
from kit.store import ANA, Store, new_store
from kit.trespassing import TOLD as TRESPASSES_TOLD
from kit.victim import victim

from conversations.assessment import Evidence, Sharing
from conversations.audit import Head
from conversations.facts import (
    EvidenceAdded,
    NoteChanged,
    PriorityChanged,
    QuestionAsked,
    Redacted,
    ResponseChanged,
    Submitted,
)
from storage.audit import read_head
from storage.audit_answers import verify_audit
from storage.audit_terms import expire_audit
from storage.audit_words import Action
from storage.database import Database
from storage.key_rotation import rotate_key
from storage.secrets import Keyring, new_secret_key
from torture.goal import Bug, Goal, Tier, Trial

UNENTERED, UNREAD, WORDS = (
    "changes without an entry",
    "looks at others without an entry",
    "words of people in the audit",
)
UNSEEN, FALSIFIED, STOPPED = "tamperings unseen", "falsified answers unseen", "answers refused after a tampering"
TRESPASSED = "changed posts, links, people, members, waves or assessments unseen"
WATCH_EVERY = 500
"""So many tamperings have one lively network."""
WHOLE = "chains said to be broken that are whole"


@dataclass(frozen=True, slots=True)
class Target:
    """A closed database with its head."""

    database: Database
    head: Head


async def p4(trial: Trial) -> None:
    """Watch a network live, then tamper with what it left and with a chain of several segments, over and over."""
    seen = {"turns": 0, "changes": 0, "looks": 0, "kinds of entry": 0}
    with planted(trial.bug), ExitStack() as open_ones:
        targets = [_several_segments(trial.folder / "segments")]
        _see_that_it_is_whole(trial, targets[0])
        once = [open_ones.enter_context(victim(targets[0].database))]
        for number in trial.numbers():
            if trial.bug.startswith("each:"):
                _one_of_each(trial, number)
            elif number % WATCH_EVERY == trial.first % WATCH_EVERY and not trial.bug.startswith("chain:"):
                target = _watch(trial, number, seen)
                targets[1:], once[1:] = [target], [open_ones.enter_context(victim(target.database))]
            _tamper(trial, number, targets[number % len(targets)], once[number % len(once)])
    trial.facts |= {name: f"{count:,}" for name, count in seen.items()}


def _watch(trial: Trial, number: int, seen: dict[str, int]) -> Target:
    """Have a network live, and see that each change and each look has its entry."""
    with watched_network(trial.folder / f"network-{number}", trial.dice(number)) as (world, watch):
        for words in watch.unseen:
            trial.found(UNENTERED, words, number)
        for words in watch.unread:
            trial.found(UNREAD, words, number)
        lines, entries = watch.lines()
        trial.expect(UNENTERED, lines == entries, f"{lines} lines of history, {entries} entries", number)
        trial.expect(WORDS, not watch.words(), f"{sorted(watch.words())}", number)
        seen["turns"] += watch.turns
        seen["changes"] += watch.changes
        seen["looks"] += watch.looks
        each = _one_of_each(trial, number)
        missed = set(Action) - watch.actions - each - ELSEWHERE.keys()
        trial.expect(UNENTERED, not missed, f"no entry at all of {sorted(missed)}", number)
        seen["kinds of entry"] = max(seen["kinds of entry"], len(watch.actions | each))
        database = world.writer.database
        target = _target(database)
        _see_that_it_is_whole(trial, target)
    return target


def _one_of_each(trial: Trial, number: int) -> set[str]:
    """Do everything that there is once, and see that each has its entry; give what was entered."""
    folder = trial.folder / f"each-{number}"
    folder.mkdir()
    store = new_store(folder)
    watch = Watch(store.database.path)
    for step in one_of_each(store):
        watch.begin()
        step.do()
        watch.see(step.name)
    for words in watch.unseen:
        trial.found(UNENTERED, words, number)
    with store.database.reading() as tx:
        trouble = verify_audit(tx, None).trouble
    trial.expect(WHOLE, trouble is None, f"{trouble}", number)
    store.database.close()
    return watch.actions


def _several_segments(folder: Path) -> Target:
    """Make a chain that begins after what has expired, with a segment for each of two keys."""
    folder.mkdir()
    store = new_store(folder)
    store.enter(ANA)
    _answer(store, "c01", 10)
    store.pass_time(timedelta(days=100))
    with store.database.writing() as tx:
        expire_audit(tx, store.now - timedelta(days=50), store.now)
    _answer(store, "c02", 15)
    store.database.close()
    rotate_key(store.database, Keyring(new_secret_key()), store.now)
    _answer(store, "c03", 15)
    store.facts(ANA, Redacted("c02"), Submitted(Sharing.NAMED, late=False))
    for _ in range(5):  # what is no line of history, and so is missed by the chain alone
        store.facts(ANA, QuestionAsked("c01q2", "planted"))
    return _target(store.database)


def _answer(store: Store, criterion: str, times: int) -> None:
    file = Evidence("photo", f"planted-{criterion}", f"unique-{criterion}", "planted.jpg", 10)
    store.facts(ANA, NoteChanged(criterion, None, "planted"), PriorityChanged(criterion, None, 2))
    store.facts(ANA, EvidenceAdded(criterion, file, 73))
    for level in range(times):
        store.pass_time(timedelta(minutes=1))
        store.facts(ANA, ResponseChanged(f"{criterion}q1", level or None, level % 5))


def _target(database: Database) -> Target:
    with database.reading() as tx:
        head = read_head(tx)
    assert head is not None
    database.close()
    return Target(database, head)


def _see_that_it_is_whole(trial: Trial, target: Target) -> None:
    with target.database.reading() as tx:
        verdict = verify_audit(tx, target.head)
    trial.expect(WHOLE, verdict.trouble is None, f"{verdict.trouble}")


def _tamper(trial: Trial, number: int, target: Target, once: Callable[..., stage.Thrown]) -> None:
    """Tamper once, with or without a head that was noted elsewhere."""
    dice = trial.dice(number)
    thrown = once(dice, target.head if dice.random() < 0.5 else None)
    zero = FALSIFIED if thrown.told.startswith(("UPDATE", "DELETE", "INSERT")) else UNSEEN
    if thrown.told in TRESPASSES_TOLD:
        zero = TRESPASSED
    trial.expect(zero, thrown.verdict.trouble is not None, thrown.told, number)
    if thrown.later is not None:
        trial.expect(zero, thrown.later.trouble is not None, f"once the bot has gone on: {thrown.told}", number)
    trial.expect(STOPPED, not thrown.refused, f"{thrown.told}: {thrown.refused}", number)


GOALS = (
    Goal(
        "P4",
        "Every change and every look at other people's data has an entry in the audit, without a word of anybody's, "
        "and whatever an insider does without the key to its tables, to an answer, or to a row that says who belongs "
        "where, is found.",
        "tamperings",
        (UNENTERED, UNREAD, WORDS, UNSEEN, FALSIFIED, TRESPASSED, STOPPED, WHOLE),
        {Tier.CI: 500, Tier.NIGHT: 10_000, Tier.RELEASE: 100_000},
        p4,
        (
            Bug(
                "question-not-entered",
                "a question to the coordinators leaves no entry",
                UNENTERED,
                1,
                "question changed",
            ),
            Bug(
                "each:wave-not-entered", "a wave is opened without an entry", UNENTERED, 1, "wave changed by WaveOpened"
            ),
            Bug(
                "each:aliases-told-as-a-look",
                "a change has an entry of another kind",
                UNENTERED,
                1,
                "member_alias changed",
            ),
            Bug("looks-not-entered", "what a coordinator looks up leaves no entry", UNREAD, 1),
            Bug("question-in-the-detail", "the text of a question is in its entry", WORDS, 1),
            Bug("chain:skips-a-column", "the moment of an entry is not sealed", UNSEEN, 200),
            Bug("chain:end-not-compared", "where the chain was sealed last is not compared", UNSEEN, 300),
            Bug("chain:answers-not-compared", "answers are not held against the audit", FALSIFIED, 100),
            Bug(
                "chain:rows-unheld",
                "posts, links, people, members, waves and assessments are not held against the audit",
                TRESPASSED,
                100,
            ),
            Bug(
                "chain:laundered",
                "what was changed past the bot is vouched for with the next change of it",
                TRESPASSED,
                100,
                "gone on",
            ),
            Bug("each:post-not-vouched", "a post ends, and its row is not vouched for anew", WHOLE, 1, "appointment"),
            Bug("chain:broken-stops-the-bot", "nothing more is written once the chain is broken", STOPPED, 50),
            Bug("chain:cries-wolf", "a whole chain is said to be broken", WHOLE, 1),
        ),
        note="That all was put back to an earlier state, database and audit together, only a head noted elsewhere "
        "shows: each digest has one. Whoever has the key besides the database can forge.",
    ),
)
