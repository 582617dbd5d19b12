"""The kill loop itself: people answer, the bot is killed at random moments and started again, the oracle judges.

Decides when to kill and when all is quiet. Must not know what an answer is.
"""

import asyncio
import random
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.lives import Lives, lives
from benchmarks.oracle import Oracle, Verdict, keep_beginning
from benchmarks.respondents import Respondent
from benchmarks.stage import Stage, cast, set_up
from bot.local import LocalServer
from bot.local.updates import Update

LOOK = 0.05  # seconds between looks at whether all is quiet
QUIET_WITHIN = 30.0  # seconds
REDELIVERED = 5
"""How many of the last updates come again after some kills, as if the confirmation had never reached Telegram."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how hard: ``minutes`` ends the loop before ``kills`` do. ``mutant`` breaks a promise on purpose."""

    kills: int = 20
    minutes: float = 60.0
    people: int = 30
    seed: int = 0
    mutant: str = ""
    redeliver: bool = True
    doubling: float = 0.1
    at_work: float = 0.5
    """Share of the kills that come while the bot works; the others may come while it starts."""


@dataclass
class Report:
    """What happened."""

    kills: int = 0
    lives: int = 0
    acts: int = 0
    answers: int = 0
    shown_as_saved: int = 0
    updates: int = 0
    seconds: float = 0.0
    verdict: Verdict = field(default_factory=Verdict)


@dataclass
class Town:
    """Everything around the bot: the local Telegram, the people, the database, the oracle."""

    plan: Plan
    server: LocalServer
    stage: Stage
    people: list[Respondent]
    oracle: Oracle
    bots: Lives
    made: list[Update] = field(default_factory=list)

    @property
    def shown_as_saved(self) -> int:
        """Count the confirmations that people saw."""
        return sum(attempt.saved for one in self.people for attempt in one.attempts)

    async def start_bot(self, mutant: str = "") -> None:
        """Start the bot; it may be killed before it gets anywhere."""
        await self.bots.start(self.stage.environment(self.server.base_url), mutant)

    def note_made(self) -> None:
        """Remember every update that Telegram makes."""
        last = self.made[-1].id if self.made else 0
        new: deque[Update] = deque()
        for update in reversed(self.server.telegram.home.queue.pending):
            if update.id <= last:
                break
            new.appendleft(update)
        self.made.extend(new)

    def redeliver(self, count: int) -> None:
        """Give the last updates out again, under their own ids."""
        pending = self.server.telegram.home.queue.pending
        first = pending[0].id if pending else self.server.telegram.home.queue.next_id
        pending.extendleft(reversed([one for one in self.made if one.id < first][-count:]))

    async def until_quiet(self) -> bool:
        """Wait until everything is applied, drawn and sent; tell whether that came about."""
        with suppress(TimeoutError):
            async with asyncio.timeout(QUIET_WITHIN):
                calm = 0
                while calm < 4:
                    await asyncio.sleep(LOOK)
                    waiting = bool(self.server.telegram.home.queue.pending)
                    calm = calm + 1 if not waiting and self.oracle.is_quiet() else 0
                return True
        return False


@asynccontextmanager
async def town(folder: Path, plan: Plan) -> AsyncIterator[Town]:
    """Build everything around a bot that is not started yet."""
    crew = cast(plan.people)
    stage = set_up(folder, crew)
    keep_beginning(stage)
    async with LocalServer(people=crew) as server, lives(folder) as bots:
        people = [
            Respondent(server.telegram, one, stage.invitations[one.id], _dice(plan.seed, one.id), plan.doubling)
            for one in crew
        ]
        built = Town(plan, server, stage, people, Oracle(stage, people), bots)
        server.telegram.home.queue.on_made.append(built.note_made)
        yield built


@asynccontextmanager
async def living(people: Iterable[Respondent]) -> AsyncIterator[None]:
    """Have people answer meanwhile; in the end each finishes what they are doing."""
    leave = asyncio.Event()
    async with asyncio.TaskGroup() as lives_of:
        for one in people:
            lives_of.create_task(one.live(leave))
        try:
            yield
        finally:
            leave.set()


async def kill_loop(folder: Path, plan: Plan, tell: Callable[[Report], None] = lambda _: None) -> Report:
    """Run the loop; ``tell`` hears of every kill."""
    report, began = Report(), time.monotonic()
    async with town(folder, plan) as built:
        async with living(built.people):
            await _lives_and_deaths(built, _dice(plan.seed, 0), report, tell, began + plan.minutes * 60)
        await _ending(built, report)
        report.lives, report.updates = built.bots.count, len(built.made)
        report.acts = sum(one.acts for one in built.people)
        report.answers = sum(len(one.attempts) for one in built.people)
        report.shown_as_saved = built.shown_as_saved
    report.seconds = time.monotonic() - began
    return report


def _dice(seed: int, person: int) -> random.Random:
    return random.Random(f"{seed}:{person}")  # noqa: S311 - the dice of a test


async def _lives_and_deaths(
    town: Town, chance: random.Random, report: Report, tell: Callable[[Report], None], until: float
) -> None:
    while report.kills < town.plan.kills and time.monotonic() < until:
        polls = town.server.until_polled()
        await town.start_bot(town.plan.mutant)
        if chance.random() < town.plan.at_work:
            with suppress(TimeoutError):
                await asyncio.wait_for(polls, 10)
            await asyncio.sleep(chance.uniform(0.05, 1.5))
        else:
            polls.close()
            await asyncio.sleep(chance.uniform(0.05, 1.0))
        await town.bots.kill()
        report.kills += 1
        report.verdict.add(town.oracle.after_a_kill())
        if town.plan.redeliver and chance.random() < 0.5:
            town.redeliver(REDELIVERED)
        tell(report)


async def _ending(town: Town, report: Report) -> None:
    """Let the bot live, wait for quiet, judge; then everybody presses once more and it is judged again."""
    await town.start_bot(town.plan.mutant)
    if not await town.until_quiet():
        report.verdict.damaged.append("it does not come to rest")
    # In a thread, for it takes minutes: a Telegram that is silent for so long has the bot pause before it asks again.
    report.verdict.add(await asyncio.to_thread(town.oracle.in_the_end, town.made))
    served = await asyncio.gather(*(one.is_served(5) for one in town.people))
    for one, was in zip(town.people, served, strict=True):
        if not was:
            report.verdict.stranded.append(f"{one.person.id}: pressing the card changes nothing")
    await town.until_quiet()
    if (status := await town.bots.stop()) != 0:
        report.verdict.damaged.append(f"a clean stop ended with {status}: {town.bots.log[-500:]}")
    report.verdict.add(town.oracle.after_a_kill())
