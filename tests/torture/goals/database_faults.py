"""R8: whatever the disk does to the database, nobody is told that an answer is saved when it is not, and all goes on.

Decides what is done to the disk in a round. The disk is broken in SQLite's VFS, below everything that is ours.
"""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, islice
from random import Random
from typing import TypeVar

import pytest
from kit.broken_disk import BrokenDisk, Fault, draw_fault
from kit.vfs import DiskOutOfReach, in_front
from kit.village import Village, eagerly, village

from benchmarks.oracle import Verdict
from benchmarks.respondents import Respondent
from bot import applier
from bot.polling import RawUpdate
from bot.runner import Runner
from conversations.instrument import Language
from conversations.replies import Line, Say
from locales.courtesies import render_toast
from storage.database import Database, DatabaseUnavailable, Transaction
from storage.writer import TOGETHER, Writer
from torture.goal import Bug, Goal, Tier, Trial

T = TypeVar("T")

PEOPLE = 3
ROUNDS_OF_A_VILLAGE = 40
HITS = (1, 30)
"""How many calls meet a lasting fault before the disk is mended."""
ACTS = 12
"""What each person does in a round until the fault has been met, at most."""
A_BUG_RESTS_WITHIN = 20.0  # seconds
UNSTORED = "acknowledges-the-unstored"
LOCKED = "locked by another"

FULL = Fault("disk full", 1, lasting=True)
FALSE = "answers shown as saved that were not"
HALF = "answers lost, doubled or half kept"
STUCK = "times the bot did not go on by itself"
NOT_SAVED = tuple(render_toast(Line(Say.NOT_SAVED), None, language) for language in Language)


@dataclass
class _Tally:
    """What was met so far."""

    faults: Counter[str] = field(default_factory=Counter)
    hits: int = 0
    saved: int = 0
    told: int = 0


async def run(trial: Trial) -> None:
    """Break the disk once a round."""
    numbers, tally = trial.numbers(), _Tally()
    with eagerly() as patch:
        _plant(patch, trial.bug)
        for number in numbers:
            batch = chain((number,), islice(numbers, ROUNDS_OF_A_VILLAGE - 1))
            try:
                await _live_in_a_village(trial, batch, tally)
            except DiskOutOfReach as error:
                if not trial.bug:
                    trial.found(STUCK, f"nothing was run: {error}")
                return
            except TimeoutError:
                trial.found(STUCK, "nobody got through the door", number)
    trial.facts |= {
        "faults": ", ".join(f"{count:,} {kind}" for kind, count in sorted(tally.faults.items())),
        "calls that failed": f"{tally.hits:,}",
        "answers shown as saved": f"{tally.saved:,}",
        'times somebody was told "not saved"': f"{tally.told:,}",
    }


async def _live_in_a_village(trial: Trial, numbers: Iterator[int], tally: _Tally) -> None:
    number = -1
    async with _broken_village(trial) as (place, disk):
        for number in numbers:
            dice = trial.dice(number)
            for one in place.people:
                one.chance.seed(f"{trial.seed}:{number}:{one.person.id}")
            if not await _round(trial, number, dice, place, disk, tally):
                return
        if not any(trial.zeros.values()):
            _report(trial, place.oracle.in_the_end(place.made), number)
        tally.saved += sum(attempt.saved for one in place.people for attempt in one.attempts)
        tally.told += sum(_says_not_saved(call.params) for call in place.server.telegram.transcript.find(""))
        ended = await place.stop()
        trial.expect(STUCK, ended is None, f"the bot ended: {ended!r}", number)


@asynccontextmanager
async def _broken_village(trial: Trial) -> AsyncIterator[tuple[Village, BrokenDisk]]:
    folder = trial.folder / f"village-{trial.done}"
    folder.mkdir()
    async with village(folder, PEOPLE, f"{trial.seed}") as place:
        disk = BrokenDisk(place.path)
        with in_front(disk):
            await place.start()
            await place.enter()
            place.saw = lambda one, _: _check_at_once(trial, place, disk, one)
            yield place, disk


def _check_at_once(trial: Trial, place: Village, disk: BrokenDisk, one: Respondent) -> None:
    """See that what somebody is shown as saved in this moment is there in this moment."""
    verdict = Verdict()
    with disk.spared():
        place.oracle._judge(one, place.oracle.read(), verdict)
    _report(trial, verdict, trial.first + trial.done, " in that moment")


async def _round(trial: Trial, number: int, dice: Random, place: Village, disk: BrokenDisk, tally: _Tally) -> bool:
    """Break the disk once; tell whether the village can go on: one where a planted bug has struck may never rest."""
    enough = asyncio.Event()
    acting = asyncio.create_task(place.answer(enough, ACTS))
    if trial.bug == UNSTORED:
        trouble = _broken(disk, dice, acting, FULL)
    else:
        trouble = _locked_out(place, dice) if dice.random() < 0.1 else _broken(disk, dice, acting, draw_fault(dice))
    async with trouble as kind:
        with disk.spared():
            _report(trial, place.oracle.after_a_kill(), number, f" during: {kind}")
    tally.hits += disk.hits
    tally.faults[kind] += 1
    enough.set()
    await acting
    if trial.is_seen(trial.zeros):
        return False
    with disk.spared():
        calm = await (place.until_quiet(A_BUG_RESTS_WITHIN) if trial.bug else place.until_quiet())
        trial.expect(STUCK, place.is_alive, f"the bot has ended after: {kind}", number)
        trial.expect(STUCK, calm, f"it does not come to rest after: {kind}", number)
        _report(trial, place.oracle.after_a_kill(), number, f" after: {kind}")
    return calm or not trial.bug


@asynccontextmanager
async def _broken(disk: BrokenDisk, dice: Random, acting: asyncio.Task[None], fault: Fault) -> AsyncIterator[str]:
    """Break the disk until so many calls have met it, if they do; gives what it has, while it has it."""
    wanted = dice.randint(*HITS) if fault.lasting else 1
    loop, met = asyncio.get_running_loop(), asyncio.Event()
    disk.hit = lambda: loop.call_soon_threadsafe(met.set) if disk.hits >= wanted else None
    disk.break_by(fault)
    waiting = asyncio.create_task(met.wait())
    await asyncio.wait({waiting, acting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    yield fault.kind
    disk.mend()


@asynccontextmanager
async def _locked_out(place: Village, dice: Random) -> AsyncIterator[str]:
    """Hold the database's write lock for a while, as another program would."""
    with closing(sqlite3.connect(place.path, isolation_level=None)) as other:
        other.execute("PRAGMA busy_timeout = 60000")
        other.execute(dice.choice(("BEGIN IMMEDIATE", "BEGIN EXCLUSIVE")))
        await asyncio.sleep(dice.uniform(0.01, 0.3))
        yield LOCKED
        other.execute("ROLLBACK")


def _says_not_saved(params: Mapping[str, object]) -> bool:
    return any(words in str(params.get("text", "")) for words in NOT_SAVED)


def _report(trial: Trial, verdict: Verdict, number: int, when: str = "") -> None:
    for line in verdict.lost + verdict.changed:
        trial.found(FALSE if "saved" in line else HALF, line + when, number)
    for line in verdict.doubled + verdict.damaged:
        trial.found(HALF, line + when, number)
    for line in verdict.stranded:
        trial.found(STUCK, line + when, number)


def _plant(patch: pytest.MonkeyPatch, bug: str) -> None:
    match bug:
        case "confirms-first":
            patch.setattr(Writer, "_write_waiting", _confirm_first)
        case "swallows-a-failed-commit":
            patch.setattr(Database, "writing", _swallow(Database.writing))
        case bug if bug == UNSTORED:
            honest = Runner._store

            async def store(self: Runner, updates: list[RawUpdate]) -> None:
                with suppress(DatabaseUnavailable):
                    await honest(self, updates)

            patch.setattr(Runner, "_store", store)
        case "gives-up":
            patch.setattr(applier, "persevere", _give_up)


def _confirm_first(writer: Writer) -> None:
    """Write what waits, but tell the result before the commit."""
    jobs = [writer._waiting.popleft() for _ in range(min(TOGETHER, len(writer._waiting)))]
    for job in jobs:
        try:
            with writer.database.writing() as transaction:
                job.done.set_result(job.function(transaction))
        except BaseException as error:  # noqa: BLE001 - the bug: whoever asked may not hear of it
            if not job.done.done():
                job.done.set_exception(error)


def _swallow(honest: Callable[[Database], AbstractContextManager[Transaction]]) -> object:
    @contextmanager
    def writing(database: Database) -> Iterator[Transaction]:
        written = False
        try:
            with honest(database) as transaction:
                yield transaction
                written = True
        except DatabaseUnavailable:
            if not written:
                raise

    return writing


async def _give_up(write: Callable[[], Awaitable[T]], _away: object = None) -> T:
    """Try only once."""
    return await write()


GOALS = (
    Goal(
        id="R8",
        title="Whatever fails in the database's disk (full, I/O errors, locked, read-only, once or for long), nobody is"
        " told that an answer is saved when it is not, and when the disk is well again all goes on by itself.",
        unit="faults",
        zeros=(FALSE, HALF, STUCK),
        rounds={Tier.CI: 60, Tier.NIGHT: 6_000, Tier.RELEASE: 60_000},
        run=run,
        bugs=(
            Bug("confirms-first", "A write is confirmed before its commit.", FALSE, 60),
            Bug("swallows-a-failed-commit", "A commit that fails counts as one that went through.", FALSE, 60),
            Bug(UNSTORED, "Telegram is told that updates came which could not be kept.", HALF, 8, "changes"),
            Bug("gives-up", "The bot tries a turn only once when the database is not available.", STUCK, 60, "ended"),
        ),
        note="The faults are made in SQLite's VFS, in the process of the bot; its waits between tries are shortened."
        " A Python whose sqlite3 hides its SQLite cannot run this.",
    ),
)
