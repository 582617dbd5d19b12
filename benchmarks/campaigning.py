"""A campaign to many people at a bad Telegram, with the bot killed and stopped in the middle, and what came of it.

Decides when to kill and what is wrong: somebody who got two, or none and is not on the list; a call above the budget
or inside a wait that Telegram told. Counts at the local Bot API, chat by chat. Must not know how anything is sent.
"""

import asyncio
import random
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.lives import Lives, lives
from benchmarks.stage import Stage, cast, set_up
from bot.local import Fault, FaultKind, LocalServer, Person
from bot.local.transcript import Recorded
from conversations.campaigns import DeliveryState, Segment
from conversations.people import Role
from storage.campaign_rows import write_segment
from storage.database import database_path

LOOK = 0.05  # seconds
SEATED_AGO = timedelta(days=2)
PATIENCE = 120.0  # seconds without any progress
JITTER = 1
"""Calls more than the budget that one second may see, as they do not arrive as evenly as they are made."""
BLIND = 0.15
"""Seconds before a kill in which the bot may have been told to wait without having written that down."""
AT_THE_WORST = 0.5
"""Share of the ends that come just when a message has arrived and the bot cannot know it."""
LATENCY = 20.0  # milliseconds of every call, half of them on the way back
SENDS = "sendMessage"


@dataclass(frozen=True, slots=True)
class Plan:
    """How many people, how often the bot is killed (SIGKILL) and stopped (SIGTERM), the budget, Telegram's faults.

    ``floods``, ``blocks`` and ``timeouts`` are shares of all calls. ``mutant`` breaks a promise on purpose.
    """

    people: int = 80
    kills: int = 3
    stops: int = 1
    seed: int = 0
    a_second: float = 25.0
    floods: float = 0.05
    blocks: float = 0.03
    timeouts: float = 0.05
    mutant: str = ""


@dataclass
class Report:
    """What came of it, and what is wrong; every list but ``states`` is empty when all is well."""

    states: Counter[str] = field(default_factory=Counter)
    interrupted: int = 0
    kills: int = 0
    stops: int = 0
    calls: int = 0
    busiest_second: int = 0
    seconds: float = 0.0
    doubled: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    too_soon: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)

    @property
    def faults(self) -> dict[str, int]:
        """Count each kind of what is wrong."""
        return {
            "two in one chat": len(self.doubled),
            "none, and not on the list": len(self.missing),
            "listed otherwise than it was": len(self.untrue),
            "inside a wait, or above the budget": len(self.too_soon),
            "never came to an end": len(self.unfinished),
        }


@dataclass
class Town:
    """Everything around the bot: the local Telegram, the people, the database."""

    plan: Plan
    server: LocalServer
    stage: Stage
    crew: list[Person]
    bots: Lives
    begun_with: dict[int, int] = field(default_factory=dict)
    killed_at: list[float] = field(default_factory=list)

    async def start_bot(self) -> None:
        """Start the bot."""
        environment = self.stage.environment(self.server.base_url)
        environment["SOLIDARIA_NOTICES_PER_SECOND"] = str(self.plan.a_second)
        await self.bots.start(environment, self.plan.mutant)

    async def kill(self) -> None:
        """Kill the bot on the spot."""
        self.killed_at.append(self.server.telegram.clock.timestamp())
        await self.bots.kill()

    def read(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Read the database through a connection of one's own."""
        path = database_path(self.stage.url)
        with closing(sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(query, values).fetchall()

    def open_rows(self) -> int:
        """Count the deliveries that have no end yet, and the messages that are not drawn."""
        ((deliveries, screens),) = self.read(
            "SELECT (SELECT count(*) FROM delivery WHERE state IN ('planned', 'sending')),"
            " (SELECT count(*) FROM screen WHERE wanted > drawn AND (purpose <> 'retired' OR message_id NOTNULL))"
        )
        return int(str(deliveries)) + int(str(screens))

    def calls(self) -> list[Recorded]:
        """List the calls of the campaign."""
        return self.server.telegram.transcript.find(SENDS)

    def got(self, person: Person) -> int:
        """Count what arrived in a chat since the campaign began."""
        chat = self.server.telegram.home.chats[person.id]
        return sum(
            message.person is None and number > self.begun_with[person.id] for number, message in chat.messages.items()
        )

    async def arrival(self) -> None:
        """Wait until the next message of the bot is in a chat; it does not know so yet."""
        there = asyncio.Event()

        def see(event: dict[str, object]) -> None:
            if event["type"] == "message":
                there.set()

        chats = [self.server.telegram.home.chats[one.id] for one in self.crew]
        for chat in chats:
            chat.watchers.append(see)
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(there.wait(), PATIENCE)
        finally:
            for chat in chats:
                chat.watchers.remove(see)

    async def until(self, open_rows: int) -> bool:
        """Wait until so many rows at most are open; ``False`` if nothing moves any more."""
        last, since = self.open_rows(), time.monotonic()
        while last > open_rows:
            await asyncio.sleep(LOOK)
            now = self.open_rows()
            if now != last:
                last, since = now, time.monotonic()
            elif time.monotonic() - since > PATIENCE:
                return False
        return True


def plan_campaign(stage: Stage, people: Iterable[Person], now: datetime) -> None:
    """Plan one reminder for each of some focal points, due now, as a coordinator's campaign would."""
    keyring = stage.open().keyring
    assert keyring is not None
    with closing(sqlite3.connect(database_path(stage.url), timeout=10)) as connection, connection:
        at = now.isoformat(" ", "microseconds")
        row = connection.execute(
            "INSERT INTO campaign (kind, segment, countries, created_by, created_at, undo_until)"
            " SELECT 'reminder', ?, '', min(id), ?, ? FROM person",
            (write_segment(Segment()), at, at),
        )
        planned = (row.lastrowid, at, DeliveryState.PLANNED.value, Role.FOCAL_POINT.value)
        connection.executemany(
            "INSERT INTO delivery (campaign_id, person_id, member_id, due_at, state, reason)"
            " SELECT ?, p.id, a.member_id, ?, ?, '' FROM appointment a JOIN person p ON a.person_id = p.id"
            " WHERE a.role = ? AND p.telegram_hash = ?",
            [(*planned, keyring.telegram_hash(one.id)) for one in people],
        )


@asynccontextmanager
async def town(folder: Path, plan: Plan) -> AsyncIterator[Town]:
    """Build everything around a bot; everybody has their first question on the phone, and the campaign is planned."""
    crew = cast(plan.people)
    stage = set_up(folder, crew, seated=True, ago=SEATED_AGO)
    async with LocalServer(people=crew, seed=plan.seed) as server, lives(folder) as bots:
        built = Town(plan, server, stage, crew, bots)
        for one in crew:
            server.telegram.private_chat(server.telegram.home, one).opened = True
        await built.start_bot()
        if not await built.until(0) or await bots.stop() != 0:
            raise RuntimeError(bots.log[-2000:])
        server.telegram.transcript.clear()
        built.begun_with = {one.id: max(server.telegram.home.chats[one.id].messages) for one in crew}
        plan_campaign(stage, crew, datetime.now(UTC))
        yield built


def make_bad(town: Town) -> None:
    """Let Telegram fail as planned: floods, blocks, silence with and without the message having arrived."""
    plan, faults = town.plan, town.server.telegram.faults
    faults.latency_ms = LATENCY
    for fault in (
        Fault(SENDS, code=429, retry_after=1, count=None, probability=plan.floods),
        Fault(SENDS, code=403, count=None, probability=plan.blocks),
        Fault(SENDS, FaultKind.ACCEPT_AND_DROP, count=None, probability=plan.timeouts / 2),
        Fault(SENDS, FaultKind.HANG, seconds=0.2, count=None, probability=plan.timeouts / 2),
    ):
        faults.add(fault)


async def run_campaign(folder: Path, plan: Plan, tell: Callable[[Report], None] = lambda _: None) -> Report:
    """Send a campaign through kills, stops and faults, and judge it; ``tell`` hears of every end of a life."""
    report, chance = Report(), random.Random(plan.seed)  # noqa: S311 - the dice of a test
    async with town(folder, plan) as built:
        make_bad(built)
        began = time.monotonic()
        ends = ["kill"] * plan.kills + ["stop"] * plan.stops
        chance.shuffle(ends)
        for number, end in enumerate(ends, 1):
            await built.start_bot()
            left = plan.people * (len(ends) + 1 - number) // (len(ends) + 1)
            await built.until(left)
            if chance.random() < AT_THE_WORST:
                await built.arrival()
            else:
                await asyncio.sleep(chance.uniform(0, 2 / plan.a_second))
            if end == "kill":
                await built.kill()
                report.kills += 1
            elif (status := await built.bots.stop()) != 0:
                report.unfinished.append(f"a clean stop ended with {status}: {built.bots.log[-500:]}")
            else:
                report.stops += 1
            tell(report)
        await built.start_bot()
        if not await built.until(0):
            report.unfinished.append(f"{built.open_rows()} rows are open: {built.bots.log[-500:]}")
        await built.bots.stop()
        report.seconds = time.monotonic() - began
        judge(built, report)
    return report


def judge(town: Town, report: Report) -> None:
    """Compare the rows with what arrived, and the calls with what Telegram allows."""
    _judge_rows(town, report)
    calls, blind = town.calls(), [(at - BLIND, at) for at in town.killed_at]
    report.calls = len(calls)
    times = [call.at for call in calls]
    first = 0
    for last, at in enumerate(times):
        while times[first] <= at - 1:
            first += 1
        report.busiest_second = max(report.busiest_second, last - first + 1)
    if report.busiest_second > town.plan.a_second + JITTER:
        report.too_soon.append(f"{report.busiest_second} calls in a second")
    told = [call for call in calls if call.status == 429 and not any(a <= call.at <= b for a, b in blind)]
    for flood in told:
        report.too_soon += [
            f"{call.at - flood.at:.2f} s after a 429" for call in calls if flood.at < call.at < flood.at + 1
        ]


def _judge_rows(town: Town, report: Report) -> None:
    hashes = {
        str(hashed): (DeliveryState(str(state)), str(reason), message)
        for hashed, state, reason, message in town.read(
            "SELECT p.telegram_hash, d.state, d.reason, d.message_id FROM delivery d JOIN person p ON person_id = p.id"
        )
    }
    keyring = town.stage.open().keyring
    assert keyring is not None
    for one in town.crew:
        got, row = town.got(one), hashes.get(keyring.telegram_hash(one.id))
        if got > 1:
            report.doubled.append(f"{one.id} got {got}")
        if row is None:
            report.missing.append(f"{one.id} is in no row")
            continue
        state, reason, message = row
        report.states[state.value] += 1
        report.interrupted += reason == "interrupted"
        arrived = {DeliveryState.SENT: (1,), DeliveryState.UNCONFIRMED: (0, 1)}.get(state, (0,))
        if got == 0 and state in (DeliveryState.SENT, DeliveryState.PLANNED, DeliveryState.SENDING):
            report.missing.append(f"{one.id} is {state} and got nothing")
        elif got <= 1 and got not in arrived:
            report.untrue.append(f"{one.id} is {state} and got {got}")
        if state is DeliveryState.SENT and not _is_the_live_card(town, one, message):
            report.untrue.append(f"{one.id}'s reminder is not their one card with buttons")


def _is_the_live_card(town: Town, person: Person, message: object) -> bool:
    chat = town.server.telegram.home.chats[person.id]
    return [message] == [number for number, one in chat.messages.items() if (one.markup or {}).get("inline_keyboard")]
