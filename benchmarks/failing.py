"""A town in which the bot is killed at named points of its life (`benchmarks.failpoints`), one life each.

Decides what a life is like, so that every point is passed in it, and what is learnt of the points before. Judges by the
oracle of the kill loop, and `benchmarks.owed` for what nobody asked for.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence, Set
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from time import monotonic

from benchmarks.desk_day import Desk, desk
from benchmarks.desk_judge import DeskVerdict, judge
from benchmarks.killing import PATIENCE, WEBHOOK_PAUSE, Plan, Town
from benchmarks.lives import BotEnded, lives
from benchmarks.oracle import POISON, Oracle, Verdict, keep_beginning
from benchmarks.owed import SEATED_AGO, Owed
from benchmarks.pinned import PINNED, Day, Point
from benchmarks.respondents import Respondent
from benchmarks.stage import cast, set_up, webhook
from bot.local import Fault, LocalServer
from storage.backup import inspect_backup
from storage.backup_folder import BackupFolder
from storage.database import Database, database_path
from storage.proof import verify
from storage.schema import prepare

ANSWERING, SILENT = 8, 7
"""How many people answer, and how many only get what they are owed."""
LEARNING = 1.5  # seconds without a new point after which none is expected in a life
MOST_LOOKS = 100  # each takes 0.2 s at least
BACKUPS = "copies"


@dataclass
class Learnt:
    """What the lives without a kill have shown: the points, and everything that the writer was asked for."""

    points: list[Point] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    missed: list[str] = field(default_factory=list)
    """Points that there must be and that were not passed."""


@dataclass
class Village:
    """The town, what is owed in it, and the lives so far. A new database is tried at a Telegram where nobody is."""

    town: Town
    owed: Owed
    nowhere: LocalServer
    desk: Desk
    folder: Path
    _lives: int = 0
    _ended: str = ""

    async def live(self, day: Day, point: str = "", nth: int = 1, wanted: Set[str] = frozenset()) -> list[str]:
        """Have the bot live until it dies at ``point``; gives what its log says of points.

        Without one it lives until it has passed those ``wanted``, if that comes about, and no new one for a while.
        """
        self._lives += 1
        log = self.folder / f"points-{self._lives}"
        log.touch()
        await asyncio.to_thread(self._prepare, day)
        if day is Day.DESK:
            self.desk.act()
        else:
            for update in (*self.owed.act(self._lives), POISON):
                self.town.server.telegram.home.queue.inject(update)
        environment, mutant = self._environment(day), self.town.plan.mutant
        await self.town.bots.start(environment, mutant, log=str(log), dies_at=point, nth=nth)
        if not point:
            await self._until_nothing_new(log, wanted)
        else:
            await self.town.bots.ended(PATIENCE)
        try:
            await self.town.bots.kill()
        except BotEnded as ended:
            self._ended = str(ended)
        if day is Day.PAUSED:
            self.owed.pause(None)
        return await asyncio.to_thread(_taken, log)

    async def _until_nothing_new(self, log: Path, wanted: Set[str]) -> None:
        before, passed, until = -1, set[str](), monotonic() + PATIENCE
        while before != len(passed) or (not wanted <= passed and monotonic() < until):
            before = len(passed)
            await asyncio.sleep(LEARNING)
            lines = (await asyncio.to_thread(log.read_text, encoding="utf-8")).splitlines()
            passed = {line.partition(" ")[2] for line in lines}

    def _prepare(self, day: Day) -> None:
        now = datetime.now(UTC)
        if day is Day.NEW:
            for file in self.folder.glob("new.db*"):
                file.unlink()
            return
        if day is Day.DESK:
            self.desk.prepare()
            return
        self.owed.fall_due(self._lives, now)
        if day is Day.PAUSED:
            self.owed.pause(now)
        if day is Day.FLOODED:
            flooded = self.owed.written_to[1]
            self.town.server.telegram.faults.add(Fault("sendMessage", code=429, retry_after=1, chat_id=flooded.id))

    def _environment(self, day: Day) -> dict[str, str]:
        if day is Day.DESK:
            return self.desk.stage.environment(self.desk.server.base_url)
        environment = self.town.stage.environment(self.town.server.base_url) | {
            "SOLIDARIA_NOTICES_PER_SECOND": "25",
            "SOLIDARIA_BACKUP_DIR": str(self.folder / BACKUPS),
            "SOLIDARIA_BACKUP_EVERY_HOURS": "0.0003",
            "SOLIDARIA_BACKUP_KEEP": "1",
        }
        if day is Day.HOOKED:
            environment |= self.town.webhook
        if day is Day.NEW:
            environment["SOLIDARIA_DATABASE_URL"] = f"sqlite:///{self.folder / 'new.db'}"
            environment["SOLIDARIA_API_URL"] = self.nowhere.base_url
        return environment

    def examine(self, day: Day) -> Verdict:
        """Judge while no bot is alive."""
        verdict = judge(self.desk, final=False) if day is Day.DESK else self.town.oracle.after_a_kill()
        if self._ended:
            verdict.damaged.append(f"the bot ended by itself: {self._ended}")
        if day is Day.NEW:
            database = Database(f"sqlite:///{self.folder / 'new.db'}", self.town.stage.keyring)
            prepare(database)
            database.close()
            with closing(sqlite3.connect(self.folder / "new.db")) as connection:
                if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                    verdict.damaged.append("integrity_check of a new database")
        return verdict

    def examine_backups(self) -> Verdict:
        """See that whatever calls itself a backup is one."""
        verdict = Verdict()
        folder = BackupFolder(self.folder / BACKUPS, database_path(self.town.stage.url), 2, timedelta())
        for one in folder.kept():
            try:
                verify(one.path)
                inspect_backup(one.path)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with it
                verdict.damaged.append(f"{one.path.name} is no backup: {type(error).__name__}: {error}")
        if not folder.kept():
            verdict.damaged.append("there is no backup")
        return verdict

    async def close_desk(self) -> DeskVerdict:
        """Let the bot live on for the coordinators until all is quiet, and judge what came of everything there."""
        await self.town.bots.start(self._environment(Day.DESK), self.town.plan.mutant)
        quiet = await self.desk.until_quiet(PATIENCE)
        status = await self.town.bots.stop()
        verdict = judge(self.desk, final=True)
        if not quiet:
            verdict.damaged.append("the desk does not come to rest")
        if status != 0:
            verdict.damaged.append(f"a clean stop ended with {status}: {self.town.bots.log[-500:]}")
        return verdict

    async def until_quiet(self) -> bool:
        """Wait until all is applied, drawn and sent; tell whether that came about."""
        for _ in range(MOST_LOOKS):
            if not await self.town.until_quiet():
                return False
            if not self.owed.waits():
                return True
        return False


def _taken(log: Path) -> list[str]:
    told = log.read_text(encoding="utf-8").splitlines()
    log.unlink()
    return told


@asynccontextmanager
async def village(folder: Path, plan: Plan, *, seated: bool = False) -> AsyncIterator[Village]:
    """Build everything around a bot that is not started yet; ``seated``: people have their first question."""
    plan, crew = replace(plan, people=ANSWERING), cast(ANSWERING + SILENT)
    crew = [*crew[:ANSWERING], *(replace(one, language_code="es") for one in crew[ANSWERING:])]
    now, stage = datetime.now(UTC), set_up(folder, crew, ago=SEATED_AGO)
    at_desk = folder / "desk"
    await asyncio.to_thread(at_desk.mkdir)
    telegram = LocalServer(people=crew, webhook_pause=WEBHOOK_PAUSE)
    async with telegram as server, LocalServer() as nowhere, lives(folder) as bots, desk(at_desk) as network:
        owed = Owed(stage, server, crew[ANSWERING:])
        owed.begin(now, also=crew[:ANSWERING] if seated else ())
        keep_beginning(stage)
        people = [
            Respondent(server.telegram, one, stage.invitations[one.id], plan.dice(one.id), plan.doubling)
            for one in crew[:ANSWERING]
        ]
        with webhook() as hook:
            town = Town(plan, server, stage, people, Oracle(stage, people), bots, hook)
            server.telegram.home.queue.on_made.append(town.note_made)
            yield Village(town, owed, nowhere, network, folder)


def _mixed(points: Sequence[Point]) -> list[Point]:
    """Spread the lives at the desk among the others: whoever answers meanwhile is not to wait for many of them."""
    at_desk = [one for one in points if one.day is Day.DESK]
    others = [one for one in points if one.day is not Day.DESK]
    return [one for pair in zip_longest(others, at_desk) for one in pair if one is not None]


async def learn(village: Village) -> Learnt:
    """Let the bot live through each kind of day, and see which points it passes."""
    learnt, known = Learnt(), dict[str, Point]()
    for day in Day:
        for line in await village.live(day, wanted=PINNED[day]):
            kind, _, name = line.partition(" ")
            if kind == "run":
                learnt.asked.add(name)
                continue
            point = known.setdefault(name, Point(day, name, 0))
            if point.day is day:
                known[name] = replace(point, times=point.times + 1)
    learnt.points = _mixed(sorted(known.values()))
    learnt.missed = sorted(frozenset[str]().union(*PINNED.values()) - known.keys())
    return learnt
