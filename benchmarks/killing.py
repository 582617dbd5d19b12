"""The kill loop itself: people answer, the bot is killed at random moments and started again, the oracle judges.

Decides when to kill and when all is quiet. Must not know what an answer is.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.lives import BotEnded, Lives, lives
from benchmarks.oracle import Oracle, Verdict, keep_beginning
from benchmarks.respondents import Respondent
from benchmarks.stage import Stage, cast, made_since, set_up, webhook
from bot.local import LocalServer
from bot.local.state import Bot
from bot.local.updates import Update

LOOK = 0.05  # seconds between looks at whether all is quiet
PATIENCE = 60.0
"""Seconds that are waited for what has to come; it comes at once, unless the machine has stalled."""
WEBHOOK_PAUSE = 0.1  # seconds until Telegram posts an update again, the first time
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
    hooked: float = 0.5
    """Share of the lives in which Telegram posts to a webhook; in the others the bot polls."""
    at_work: float = 0.5
    """Share of the kills that come while the bot works; the others may come while it starts."""
    shortest: float = 0.05
    longest: float = 1.5
    """Seconds that the bot may live before it is killed."""
    until_taken: int | None = None
    """How many answers Telegram has been told to have come, and one shown as saved, before a kill; not seconds then."""
    rests_within: float = 120.0
    """Seconds until all has to be quiet in the end."""

    def dice(self, person: int) -> random.Random:
        """Make the dice of a person; those of 0 say when to kill."""
        return random.Random(f"{self.seed}:{person}")  # noqa: S311 - the dice of a test


@dataclass
class Report:
    """What happened."""

    kills: int = 0
    lives: int = 0
    hooked: int = 0
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
    webhook: dict[str, str]
    """The settings of a life in which Telegram posts to the bot."""
    made: list[Update] = field(default_factory=list)
    hooked: int = 0
    """How many lives those were."""
    _listens: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def shown_as_saved(self) -> int:
        """Count the confirmations that people saw."""
        return sum(attempt.saved for one in self.people for attempt in one.attempts)

    async def start_bot(self, *, hooked: bool = False) -> None:
        """Start the bot; it may be killed before it gets anywhere."""
        self._listens.clear()
        self.hooked += hooked
        environment = self.stage.environment(self.server.base_url) | (self.webhook if hooked else {})
        await self.bots.start(environment, self.plan.mutant)

    def note_webhook(self, bot: Bot) -> None:
        """Hear that a webhook was set or deleted."""
        if bot.webhook is not None:
            self._listens.set()

    async def until_at_work(self, *, hooked: bool) -> None:
        """Wait until updates come in, or for as long as one may."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._listens.wait() if hooked else self.server.until_polled(), PATIENCE)

    async def until_taken(self, answers: int) -> None:
        """Wait until Telegram has been told that so many have come and one was shown as saved, or the bot has ended."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while not await self.bots.ended(LOOK):
                    given = sum(len(one.attempts) for one in self.people)
                    taken = max(given - len(self.server.telegram.home.queue.pending), 0)
                    if self.shown_as_saved and taken >= answers:
                        return

    def tell(self, report: Report) -> None:
        """Put down what there was."""
        report.lives, report.hooked, report.updates = self.bots.count, self.hooked, len(self.made)
        report.acts = sum(one.acts for one in self.people)
        report.answers = sum(len(one.attempts) for one in self.people)
        report.shown_as_saved = self.shown_as_saved

    def note_made(self) -> None:
        """Remember every update that Telegram makes."""
        self.made += made_since(self.server, self.made)

    def redeliver(self, count: int) -> None:
        """Give the last updates out again, under their own ids."""
        pending = self.server.telegram.home.queue.pending
        first = pending[0].id if pending else self.server.telegram.home.queue.next_id
        pending.extendleft(reversed([one for one in self.made if one.id < first][-count:]))

    async def until_quiet(self) -> bool:
        """Wait until everything is applied, drawn and sent; tell whether that came about."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.plan.rests_within):
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
    async with LocalServer(people=crew, webhook_pause=WEBHOOK_PAUSE) as server, lives(folder) as bots:
        people = [
            Respondent(server.telegram, one, stage.invitations[one.id], plan.dice(one.id), plan.doubling)
            for one in crew
        ]
        with webhook() as hook:
            built = Town(plan, server, stage, people, Oracle(stage, people), bots, hook)
            server.telegram.home.queue.on_made.append(built.note_made)
            server.telegram.home.on_webhook = built.note_webhook
            yield built


@asynccontextmanager
async def living(people: Iterable[Respondent]) -> AsyncIterator[None]:
    """Have people answer meanwhile."""
    async with asyncio.TaskGroup() as lives_of:
        lives = [lives_of.create_task(one.live()) for one in people]
        try:
            yield
        finally:
            for life in lives:
                life.cancel()


async def kill_loop(folder: Path, plan: Plan, tell: Callable[[Report], None] = lambda _: None) -> Report:
    """Run the loop; ``tell`` hears of every kill."""
    report, began, chance = Report(), time.monotonic(), plan.dice(0)
    async with town(folder, plan) as built:
        async with living(built.people):
            while report.kills < plan.kills and time.monotonic() < began + plan.minutes * 60:
                report.verdict.add(await kill_once(built, chance))
                report.kills += 1
                tell(report)
        report.verdict.add(await come_to_rest(built))
        report.verdict.add(await serve_everybody(built))
        built.tell(report)
    report.seconds = time.monotonic() - began
    return report


async def kill_once(town: Town, chance: random.Random) -> Verdict:
    """Have the bot live for a moment, kill it, and judge what it left; perhaps Telegram delivers some updates again."""
    hooked = chance.random() < town.plan.hooked
    await town.start_bot(hooked=hooked)
    if chance.random() < town.plan.at_work:
        await town.until_at_work(hooked=hooked)
    if town.plan.until_taken is None:
        await asyncio.sleep(chance.uniform(town.plan.shortest, town.plan.longest))
    else:
        await town.until_taken(town.plan.until_taken)
    verdict = Verdict()
    try:
        await town.bots.kill()
    except BotEnded as ended:
        verdict.damaged.append(f"the bot ended by itself: {ended}")
    verdict.add(town.oracle.after_a_kill())
    if town.plan.redeliver and chance.random() < 0.5:
        town.redeliver(REDELIVERED)
    return verdict


async def come_to_rest(town: Town) -> Verdict:
    """Let the bot live until all is quiet, and judge what came of everything; it lives on."""
    verdict = Verdict()
    await town.start_bot(hooked=town.plan.dice(0).random() < town.plan.hooked)
    if not await town.until_quiet():
        verdict.damaged.append("it does not come to rest")
    # In a thread, for it takes minutes: a Telegram that is silent for so long has the bot pause before it asks again.
    verdict.add(await asyncio.to_thread(town.oracle.in_the_end, town.made))
    return verdict


async def serve_everybody(town: Town) -> Verdict:
    """Have everybody press once more, stop the bot, and judge again."""
    verdict = Verdict()
    served = await asyncio.gather(*(one.is_served() for one in town.people))
    for one, was in zip(town.people, served, strict=True):
        if not was:
            verdict.stranded.append(f"{one.person.id}: pressing the card changes nothing")
    await town.until_quiet()
    if (status := await town.bots.stop()) != 0:
        verdict.damaged.append(f"a clean stop ended with {status}: {town.bots.log[-500:]}")
    verdict.add(town.oracle.after_a_kill())
    return verdict
