"""The bot in this process with people who answer, and an oracle: for what is done to its disk, not to its process.

Decides how long everything waits between its tries: hardly at all, so that hours of a broken disk take seconds. Must
not know what is done to the disk.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from pydantic import SecretStr

import bot.logs
from benchmarks.oracle import Oracle, keep_beginning
from benchmarks.respondents import Attempt, Respondent
from benchmarks.stage import TOKEN, Stage, cast, made_since, set_up
from bot.demo import SharedClock
from bot.local import LocalServer
from bot.local.updates import Update
from bot.runner import Runner
from bot.settings import Settings
from storage.database import Database, database_path
from storage.locks import RunnerLock
from storage.writer import Writer

QUIET_WITHIN = 120.0  # seconds; it takes a moment, unless the machine has stalled
LOOK = 0.003  # seconds between looks at whether all is quiet
GLANCE = 0.25  # seconds until somebody whose card does not change does something else
EAGER: tuple[tuple[str, object], ...] = (
    ("bot.polling.PAUSES", (0.02,)),
    ("bot.perseverance.PAUSE", 0.02),
    ("bot.marks.PAUSE", 0.02),
    ("bot.talker.PATIENCE", (0.02,)),
    ("bot.runner.LOOK_AGAIN", 0.2),
    ("storage.database.BUSY_MILLISECONDS", 5),
)


@contextmanager
def eagerly() -> Iterator[pytest.MonkeyPatch]:
    """Have the bot wait hardly at all between its tries, and say nothing; what is patched besides ends with it."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in EAGER:
            patch.setattr(name, value)
        patch.setattr(Writer.__init__, "__defaults__", ((0.001, 0.002, 0.004),))
        bot.logs.set_up("CRITICAL")
        logging.disable(logging.CRITICAL)
        try:
            yield patch
        finally:
            logging.disable(logging.NOTSET)


@dataclass
class Village:
    """A few people, their Telegram, the bot that serves them and its database."""

    stage: Stage
    server: LocalServer
    people: list[Respondent]
    oracle: Oracle
    made: list[Update] = field(default_factory=list)
    saw: Callable[[Respondent, Attempt], None] = lambda _, __: None
    """Called in the moment in which somebody sees that an answer is saved."""
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _task: "asyncio.Task[None] | None" = None
    _database: Database | None = None

    @property
    def path(self) -> Path:
        """Give the database's file."""
        return database_path(self.stage.url)

    @property
    def is_alive(self) -> bool:
        """Tell whether the bot runs."""
        return self._task is not None and not self._task.done()

    async def start(self) -> None:
        """Start the bot."""
        self._database, self._stop, started = self.stage.open(), asyncio.Event(), asyncio.Event()
        settings = Settings(
            bot_token=SecretStr(TOKEN),
            api_url=self.server.base_url,
            database_url=self.stage.url,
            contact="red@example.org",
            chat_burst=1_000_000,
            person_burst=1_000_000,  # nobody here is a flood
        )
        runner = Runner(settings, self._database, SharedClock(self.server.telegram.clock))
        self._task = asyncio.create_task(self._run(runner, self._database, started))
        ready = asyncio.create_task(started.wait())
        await asyncio.wait({self._task, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()

    async def _run(self, runner: Runner, database: Database, started: asyncio.Event) -> None:
        with RunnerLock(database.path):
            await runner.run(self._stop, started)

    async def stop(self) -> BaseException | None:
        """Stop the bot cleanly; gives what ended it, if it had ended by itself."""
        self._stop.set()
        assert self._task is not None
        (ended,) = await asyncio.gather(self._task, return_exceptions=True)
        return ended

    def note_made(self) -> None:
        """Remember every update that Telegram makes."""
        self.made += made_since(self.server, self.made)

    def watch(self, one: Respondent) -> None:
        """Look at what somebody sees, after they have."""
        known = set[int]()

        def look(_event: object) -> None:
            for attempt in one.attempts:
                if attempt.saved and id(attempt) not in known:
                    known.add(id(attempt))
                    self.saw(one, attempt)

        one._chat.watchers.append(look)

    async def enter(self) -> None:
        """Have everybody go through the door to their first question."""
        for one in self.people:
            one._write(f"/start {one.token}")
        await asyncio.gather(*(_come_in(one) for one in self.people))

    async def answer(self, until: asyncio.Event, most: int) -> None:
        """Have everybody do one thing after the other, at most so many."""

        async def act(one: Respondent) -> None:
            for _ in range(most):
                if until.is_set():
                    return
                await one._changes(GLANCE)

        await asyncio.gather(*(act(one) for one in self.people))

    async def until_quiet(self, within: float = QUIET_WITHIN) -> bool:
        """Wait until everything is applied, drawn and sent; tell whether that came about and the bot lives."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                calm = 0
                while calm < 3 and self.is_alive:
                    await asyncio.sleep(LOOK)
                    waiting = bool(self.server.telegram.home.queue.pending)
                    calm = calm + 1 if not waiting and self.oracle.is_quiet() else 0
                return calm == 3
        return False


@asynccontextmanager
async def village(folder: Path, people: int, seed: str) -> AsyncIterator[Village]:
    """Build everything in an empty folder around a bot that is not started yet; it is stopped at the end."""
    crew = cast(people)
    stage = set_up(folder, crew)
    keep_beginning(stage)
    async with LocalServer(people=crew) as server:
        inhabitants = [Respondent(server.telegram, one, stage.invitations[one.id], _dice(seed, one.id)) for one in crew]
        built = Village(stage, server, inhabitants, Oracle(stage, inhabitants))
        server.telegram.home.queue.on_made.append(built.note_made)
        for one in inhabitants:
            built.watch(one)
        try:
            yield built
        finally:
            if built._task is not None:
                await built.stop()


def _dice(seed: str, person: int) -> Random:
    return Random(f"{seed}:{person}")  # noqa: S311 - the dice of a test


async def _come_in(one: Respondent) -> None:
    """Press forward until a question is on the card."""
    async with asyncio.timeout(QUIET_WITHIN):
        while one.card is None:
            await one._patience()
        while not one.card.asks:
            await one._changes(QUIET_WITHIN)
