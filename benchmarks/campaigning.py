"""A campaign to many people at a bad Telegram, with the bot killed and stopped in the middle.

Decides when to kill; what is wrong, `benchmarks.delivered` judges. Must not know how anything is sent.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.campaign_plan import End, Plan, ends_of
from benchmarks.delivered import Report, judge
from benchmarks.lives import Lives, lives
from benchmarks.stage import Stage, cast, set_up
from bot.local import Fault, FaultKind, LocalServer, Person
from bot.local.state import Chat
from bot.local.transcript import Recorded
from conversations.campaigns import DeliveryState, Segment
from conversations.people import Role
from storage.campaign_rows import write_segment
from storage.database import database_path

LOOK = 0.05  # seconds
SEATED_AGO = timedelta(days=2)
LATENCY = 20.0  # milliseconds of every call, half of them on the way back
SENDS = "sendMessage"


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

    async def arrival(self, strike: bool) -> None:
        """Wait until the next message of the bot arrives in a chat; ``strike``: it is killed before it knows so."""
        there = asyncio.Event()
        chats = [self.server.telegram.home.chats[one.id] for one in self.crew]

        def watch(chat: Chat) -> Callable[[dict[str, Any]], None]:
            last = max(chat.messages, default=0)

            def see(event: dict[str, Any]) -> None:
                if event["type"] == "message" and event["message"]["id"] > last and not there.is_set():
                    there.set()
                    if strike:
                        self.killed_at.append(self.server.telegram.clock.timestamp())
                        self.bots.strike()

            chat.watchers.append(see)
            return see

        watching = [(chat, watch(chat)) for chat in chats]
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(there.wait(), self.plan.patience)
        finally:
            for chat, see in watching:
                chat.watchers.remove(see)

    async def until(self, open_rows: int) -> bool:
        """Wait until so many rows at most are open; ``False`` if nothing moves any more."""
        last, since = self.open_rows(), time.monotonic()
        while last > open_rows:
            await asyncio.sleep(LOOK)
            now = self.open_rows()
            if now != last:
                last, since = now, time.monotonic()
            elif time.monotonic() - since > self.plan.patience:
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
    if plan.certain:
        faults.add(Fault(SENDS, FaultKind.ACCEPT_AND_DROP))
        faults.add(Fault(SENDS, FaultKind.HANG, seconds=0.2))
        faults.add(Fault(SENDS, code=429, retry_after=1))
    for fault in (
        Fault(SENDS, code=429, retry_after=1, count=None, probability=plan.floods),
        Fault(SENDS, code=403, count=None, probability=plan.blocks),
        Fault(SENDS, FaultKind.ACCEPT_AND_DROP, count=None, probability=plan.timeouts / 2),
        Fault(SENDS, FaultKind.HANG, seconds=0.2, count=None, probability=plan.timeouts / 2),
    ):
        faults.add(fault)


async def run_campaign(
    folder: Path, plan: Plan, tell: Callable[[Report], None] = lambda _: None, ends: Iterable[End] | None = None
) -> Report:
    """Send a campaign through kills, stops and faults, and judge it; ``tell`` hears of every end of a life.

    The lives end as in ``ends``, as many as are planned.
    """
    report = Report()
    async with town(folder, plan) as built:
        make_bad(built)
        began = time.monotonic()
        for number, end in enumerate(ends_of(plan) if ends is None else ends, 1):
            await built.start_bot()
            await built.until(plan.people * (plan.lives + 1 - number) // (plan.lives + 1))
            await _end(built, end, report)
            tell(report)
        await built.start_bot()
        if not await built.until(0):
            report.unfinished.append(f"{built.open_rows()} rows are open: {built.bots.log[-500:]}")
        await built.bots.stop()
        report.seconds = time.monotonic() - began
        judge(built, report)
    return report


async def _end(town: Town, end: End, report: Report) -> None:
    if end.at_the_worst:
        await town.arrival(strike=end.kills)
    else:
        await asyncio.sleep(end.after)
    if end.kills:
        await town.kill()
        report.kills += 1
    elif (status := await town.bots.stop()) != 0:
        report.unfinished.append(f"a clean stop ended with {status}: {town.bots.log[-500:]}")
    else:
        report.stops += 1
