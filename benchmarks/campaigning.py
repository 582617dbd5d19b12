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

from benchmarks.campaign_faults import LATENCY, SLOW, make_bad
from benchmarks.campaign_plan import End, Plan, ends_of
from benchmarks.delivered import SENDS, Report, judge
from benchmarks.lives import Lives, lives
from benchmarks.stage import Stage, cast, set_up
from bot.local import LocalServer, Person
from bot.local.state import Chat
from bot.local.transcript import Recorded
from bot.stopping import PART
from conversations.campaigns import DeliveryState, Segment
from conversations.people import Role
from storage.campaign_rows import write_segment
from storage.database import database_path

LOOK = 0.05  # seconds
SEATED_AGO = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a life of the bot ended: when, by the local Telegram's clock; ``rests``: until when it had noted to wait."""

    at: float
    killed: bool
    rests: float


@dataclass
class Town:
    """Everything around the bot: the local Telegram, the people, the database."""

    plan: Plan
    server: LocalServer
    stage: Stage
    crew: list[Person]
    bots: Lives
    begun_with: dict[int, int] = field(default_factory=dict)
    ends: list[Ended] = field(default_factory=list)
    _started: float = 0.0
    _in_hand: frozenset[tuple[object, ...]] = frozenset()

    async def start_bot(self) -> None:
        """Start the bot."""
        self._started, self._in_hand = self.server.telegram.clock.timestamp(), self._sending()
        environment = self.stage.environment(self.server.base_url)
        environment["SOLIDARIA_NOTICES_PER_SECOND"] = str(self.plan.a_second)
        await self.bots.start(environment, self.plan.mutant)

    async def kill(self) -> None:
        """Kill the bot on the spot."""
        await self.bots.kill()
        self._note_end(killed=True)

    async def stop(self) -> int:
        """Stop the bot cleanly; gives its exit status."""
        status = await self.bots.stop()
        self._note_end(killed=False)
        return status

    def _note_end(self, *, killed: bool) -> None:
        noted = self.read("SELECT value FROM runner_state WHERE key = 'speech_rests'")
        rests = datetime.fromisoformat(str(noted[0][0])).timestamp() if noted else 0.0
        self.ends.append(Ended(self.server.telegram.clock.timestamp(), killed, rests))

    def in_doubt(self) -> int:
        """Count the deliveries of which nobody knows, because a life ended."""
        ((count,),) = self.read("SELECT count(*) FROM delivery WHERE state = 'sending' OR reason = 'interrupted'")
        return int(str(count))

    def _sending(self) -> frozenset[tuple[object, ...]]:
        return frozenset(self.read("SELECT id, claimed_at FROM delivery WHERE state = 'sending'"))

    def _stuck(self) -> bool:
        """Tell whether the bot has several in hand, or serves and has left in hand what a former life had."""
        polls, sending = self.server.telegram.transcript.find("getUpdates"), self._sending()
        serves = any(call.at > self._started for call in polls)
        return len(sending) > 1 or (serves and bool(self._in_hand & sending))

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
        """Wait until the next message of the bot arrives in a chat; ``strike``: it is killed on the spot."""
        there = asyncio.Event()
        chats = [self.server.telegram.home.chats[one.id] for one in self.crew]

        def watch(chat: Chat) -> Callable[[dict[str, Any]], None]:
            last = max(chat.messages, default=0)

            def see(event: dict[str, Any]) -> None:
                if event["type"] == "message" and event["message"]["id"] > last and not there.is_set():
                    there.set()
                    if strike:
                        self.bots.strike()

            chat.watchers.append(see)
            return see

        watching = [(chat, watch(chat)) for chat in chats]
        try:
            since = time.monotonic()
            while not there.is_set() and self.open_rows() and not self._stuck():
                if time.monotonic() - since > self.plan.patience:
                    break
                with suppress(TimeoutError):
                    await asyncio.wait_for(there.wait(), LOOK)
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
            elif self._stuck() or time.monotonic() - since > self.plan.patience:
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


async def run_campaign(
    folder: Path, plan: Plan, tell: Callable[[Report], None] = lambda _: None, ends: Iterable[End] | None = None
) -> Report:
    """Send a campaign through kills, stops and faults, and judge it; ``tell`` hears of every end of a life.

    The lives end as in ``ends``, as many as are planned.
    """
    report = Report()
    async with town(folder, plan) as built:
        make_bad(built.server.telegram.faults, plan)
        began = time.monotonic()
        for number, end in enumerate(ends_of(plan) if ends is None else ends, 1):
            await built.start_bot()
            await built.until(plan.people * (plan.lives + 1 - number) // (plan.lives + 1))
            await _end(built, end, report)
            tell(report)
        await built.start_bot()
        if not await built.until(0):
            report.unfinished.append(f"{built.open_rows()} rows are open: {built.bots.log[-500:]}")
        await built.stop()
        report.seconds = time.monotonic() - began
        judge(built, report)
    return report


async def _end(town: Town, end: End, report: Report) -> None:
    faults = town.server.telegram.faults
    faults.latency_ms = SLOW if end.at_the_worst and not end.kills else LATENCY
    if end.at_the_worst:
        await town.arrival(strike=end.kills)
    else:
        await asyncio.sleep(end.after)
    since = time.monotonic()
    if end.kills:
        await town.kill()
        report.kills += 1
    elif (status := await town.stop()) != 0:
        report.unfinished.append(f"a clean stop ended with {status}: {town.bots.log[-500:]}")
    else:
        report.stops += 1
    faults.latency_ms, was, report.in_doubt = LATENCY, report.in_doubt, town.in_doubt()
    # A stop that takes long may be one of a machine that stalls: then the bot gives up what is on its way.
    allowed = int(end.kills or time.monotonic() - since >= PART)
    if report.in_doubt - was > allowed:
        how = "a kill" if end.kills else "a stop"
        report.uncertain.append(f"{report.in_doubt - was} more are unconfirmed by {how}")
