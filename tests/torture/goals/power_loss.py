"""R9: the power goes at any instant, and whatever somebody had been shown as saved by then is there.

Decides at which instants the power goes. The disk keeps what was synced; of all else each write may be lost or torn.
"""

import asyncio
import shutil
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from random import Random

from kit.power import PowerDisk
from kit.vfs import DiskOutOfReach, in_front
from kit.village import Village, eagerly, village
from sqlalchemy import Engine, event

import storage.database
from benchmarks.oracle import Oracle, Verdict
from benchmarks.respondents import Attempt, Respondent
from storage.turn import Applied
from storage.writer import TOGETHER, Writer
from torture.goal import Bug, Goal, Tier, Trial

PEOPLE = 3
LOSSES_OF_A_VILLAGE = 200
LOSSES_OF_A_BATCH = 5
"""How often the power goes while everybody does a few things."""
ACTS = 2
"""What each person does meanwhile, at most."""
CHECKPOINTS = "PRAGMA wal_autocheckpoint = 40"
"""How many pages the log may have until SQLite brings them into the file: 1,000 would be seldom met here."""
SLOW = 1.0  # seconds for which a planted commit waits for its confirmation to be seen, at most

LOST = "answers shown as saved that were lost or changed"
DAMAGED = "databases that were damaged"
PRAGMAS = {
    "synchronous-off": "PRAGMA synchronous = OFF",
    "synchronous-normal": "PRAGMA synchronous = NORMAL",
    "journal-in-memory": "PRAGMA journal_mode = MEMORY",
}


@dataclass
class _Tally:
    """What was met so far."""

    saved: int = 0
    at_stake: int = 0
    restarts: int = 0


@dataclass
class _Watched:
    """A village whose power may go. ``seen``: at which instant of the disk each attempt was seen to be saved."""

    place: Village
    disk: PowerDisk
    seen: list[tuple[int, Attempt]] = field(default_factory=list)
    since: int = 0

    def saw(self, _one: Respondent, attempt: Attempt) -> None:
        """Note the instant."""
        self.seen.append((self.disk.now, attempt))

    @contextmanager
    def as_of(self, instant: int) -> Iterator[int]:
        """Have people know only what they had seen by an instant; gives how many answers those were."""
        later = [attempt for at, attempt in self.seen if at > instant]
        for attempt in later:
            attempt.saved = False
        yield len(self.seen) - len(later)
        for attempt in later:
            attempt.saved = True


@dataclass
class _Hasty:
    """A writer that tells the result first, and takes its time with the commit when somebody is waiting for it."""

    seen: threading.Event = field(default_factory=threading.Event)
    inside: bool = False

    def write_waiting(self, writer: Writer) -> None:
        """Write what waits."""
        jobs = [writer._waiting.popleft() for _ in range(min(TOGETHER, len(writer._waiting)))]
        for job in jobs:
            self.seen.clear()
            with writer.database.writing() as transaction:
                result = job.function(transaction)
                job.done.set_result(result)
                if self.inside and isinstance(result, Applied) and result.work is not None:
                    self.seen.wait(SLOW)


async def run(trial: Trial) -> None:
    """Lose the power once a round."""
    numbers, tally, hasty = trial.numbers(), _Tally(), _Hasty()
    with eagerly() as patch:
        patch.setattr(storage.database, "open_engine", _with_pragmas(CHECKPOINTS, PRAGMAS.get(trial.bug, "")))
        if trial.bug == "confirms-first":
            patch.setattr(Writer, "_write_waiting", lambda writer: hasty.write_waiting(writer))
        for number in numbers:
            batch = chain((number,), islice(numbers, LOSSES_OF_A_VILLAGE - 1))
            try:
                await _live_in_a_village(trial, batch, tally, hasty)
            except DiskOutOfReach as error:
                if not trial.bug:
                    trial.found(DAMAGED, f"nothing was run: {error}")
                return
    trial.facts |= {
        "answers shown as saved": f"{tally.saved:,}",
        "answers shown as saved when the power went, all losses together": f"{tally.at_stake:,}",
        "clean restarts": f"{tally.restarts:,}",
    }


async def _live_in_a_village(trial: Trial, numbers: Iterator[int], tally: _Tally, hasty: _Hasty) -> None:
    async with _watched_village(trial) as watched:

        def saw(one: Respondent, attempt: Attempt) -> None:
            watched.saw(one, attempt)
            hasty.seen.set()

        watched.place.saw = saw
        await watched.place.enter()
        hasty.inside = True
        await _batch(watched, trial.dice(-1), tally)
        for at, number in enumerate(numbers):
            dice = trial.dice(number)
            if at % LOSSES_OF_A_BATCH == 0:
                await _batch(watched, dice, tally)
            _lose_power(trial, number, dice, watched, tally)
        tally.saved += len(watched.seen)


@asynccontextmanager
async def _watched_village(trial: Trial) -> AsyncIterator[_Watched]:
    folder = trial.folder / f"village-{trial.done}"
    folder.mkdir()
    async with village(folder, PEOPLE, f"{trial.seed}") as place:
        disk = PowerDisk(place.path)
        with in_front(disk):
            await place.start()
            yield _Watched(place, disk)
            await place.stop()
    shutil.rmtree(folder)


async def _batch(watched: _Watched, dice: Random, tally: _Tally) -> None:
    """Have everybody do a few things, and the bot perhaps be started again after them."""
    watched.disk.forget_before(watched.disk.now)
    watched.since = watched.disk.now
    for one in watched.place.people:
        one.chance.seed(dice.random())
    await watched.place.answer(asyncio.Event(), ACTS)
    if dice.random() < 0.1:
        await watched.place.stop()
        await watched.place.start()
        tally.restarts += 1


def _lose_power(trial: Trial, number: int, dice: Random, watched: _Watched, tally: _Tally) -> None:
    """Look at what is left after a loss of power at an instant of the last batch."""
    critical = [at for at, _ in watched.seen if at >= watched.since]
    anywhere = dice.randint(watched.since, watched.disk.now)
    instant = dice.choice(critical) if critical and dice.random() < 0.5 else anywhere
    with watched.as_of(instant) as at_stake:
        tally.at_stake += at_stake
        try:
            verdict = _look(trial.folder / f"image-{number}", watched, instant, dice)
        except sqlite3.DatabaseError as error:
            trial.found(DAMAGED, f"{error} {getattr(error, 'sqlite_errorname', '')}".strip(), number)
            trial.expect(LOST, not at_stake, f"{at_stake} in a database that cannot be read", number)
        else:
            for line in verdict.lost + verdict.changed:
                trial.found(LOST, line, number)
            for line in verdict.damaged + verdict.doubled:
                trial.found(DAMAGED, line, number)


def _look(folder: Path, watched: _Watched, instant: int, dice: Random) -> Verdict:
    """Judge the image of an instant."""
    folder.mkdir()
    try:
        return _judge(watched.disk.image(instant, dice, folder), watched.place)
    finally:
        shutil.rmtree(folder)


def _judge(image: Path, place: Village) -> Verdict:
    """Open an image as anybody would, and compare it with what people know."""
    with closing(sqlite3.connect(image)) as opened:
        found = opened.execute("PRAGMA integrity_check").fetchall()
        if found != [("ok",)]:
            raise sqlite3.DatabaseError(found[0][0])
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Oracle(replace(place.stage, url=f"sqlite:///{image}"), place.people).after_a_kill()


def _with_pragmas(*pragmas: str) -> Callable[..., Engine]:
    """Open engines as the program does, then with a few pragmas more."""
    honest = storage.database.open_engine

    def open_engine(path: Path, *, read_only: bool = False, foreign_keys: bool = True) -> Engine:
        engine = honest(path, read_only=read_only, foreign_keys=foreign_keys)
        if not read_only:

            @event.listens_for(engine, "connect")
            def _tune(connection: sqlite3.Connection, _record: object) -> None:
                for pragma in filter(None, pragmas):
                    connection.execute(pragma)

        return engine

    return open_engine


GOALS = (
    Goal(
        id="R9",
        title="When the power goes at any instant, the database is whole afterwards and has every answer that somebody"
        " had been shown as saved.",
        unit="losses of power",
        zeros=(LOST, DAMAGED),
        rounds={Tier.CI: 200, Tier.NIGHT: 20_000, Tier.RELEASE: 200_000},
        run=run,
        bugs=(
            Bug("synchronous-off", "SQLite never waits for the disk.", LOST, 60),
            Bug("synchronous-normal", "SQLite waits for the disk only before a checkpoint.", LOST, 60),
            Bug("confirms-first", "A write is confirmed before its commit.", LOST, 60),
            Bug("journal-in-memory", "What undoes half a commit is in memory only.", DAMAGED, 100),
        ),
        note="Simulated, below SQLite: a write that was not synced is there, missing, or torn at a sector, each by"
        " itself; whether a real disk keeps what it says it has synced is not tried. SQLite checkpoints more often"
        " than in use. A Python whose sqlite3 hides its SQLite cannot run this.",
    ),
)
