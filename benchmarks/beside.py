"""``python -m benchmarks.beside``: answers while a campaign goes out, beside answers without one, in one run.

Other people than those who answer get the reminders. The phases take turns, so that both see the same machine.
"""

import argparse
import asyncio
import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.campaigning import SEATED_AGO, plan_campaign
from benchmarks.crowd import ALONE, Crowd, Order, Phase
from benchmarks.delivered import SENDS
from benchmarks.figures import percentile
from benchmarks.stage import Stage, cast, set_up
from bot.local import LocalServer, Person
from conversations.instrument import Language
from storage.database import database_path

MARGIN = 3
"""How many times the reminders of a phase are planned, so that they do not run out."""
ROOT = Path(__file__).parents[1]
PATIENCE = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Pair:
    """One phase without a campaign, the one after it with one, and the reminders that went out during that."""

    without: Phase
    beside: Phase
    reminders: int


async def measure(folder: Path, order: Order, rounds: int, pace: float, a_second: float) -> list[Pair]:
    """Measure pair after pair on one bot."""
    answering, share = order.people + ALONE, round(order.seconds * a_second * MARGIN)
    everybody = cast(answering + rounds * share, language=Language.ES)
    stage = set_up(folder, everybody, seated=True, ago=SEATED_AGO)
    async with LocalServer(people=everybody, latency_ms=order.latency_ms) as server:
        crowd, audience = Crowd(server.telegram, order), everybody[answering:]
        for one in audience:
            server.telegram.private_chat(server.telegram.home, one).opened = True
        for walker in crowd.walkers:
            walker.start()
        environment = {**stage.environment(server.base_url), "SOLIDARIA_NOTICES_PER_SECOND": str(a_second)}
        bot = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=ROOT, env={**os.environ, **environment}
        )
        try:
            await crowd.seat()
            process, pairs = psutil.Process(bot.pid), []
            for number in range(rounds):
                without = await crowd.paced(process, pace)
                part = audience[number * share : (number + 1) * share]
                await _begin_campaign(server, stage, part)
                going_out = asyncio.create_task(_end_campaign_after(order.seconds, server, stage, part))
                beside = await crowd.paced(process, pace)
                pairs.append(Pair(without, beside, await going_out))
            return pairs
        finally:
            bot.terminate()
            await bot.wait()


async def _begin_campaign(server: LocalServer, stage: Stage, people: list[Person]) -> None:
    """Plan a campaign and wait until the bot has seen it."""
    server.telegram.transcript.clear()
    plan_campaign(stage, people, datetime.now(UTC) - timedelta(seconds=1))
    async with asyncio.timeout(PATIENCE):
        while not server.telegram.transcript.find(SENDS):  # noqa: ASYNC110 - it is on many phones
            await asyncio.sleep(0.05)


async def _end_campaign_after(seconds: float, server: LocalServer, stage: Stage, people: list[Person]) -> int:
    """Stop the campaign with the phase; give how many reminders went out by then."""
    await asyncio.sleep(seconds)
    _end_campaigns(stage)
    return sum(len(server.telegram.home.chats[one.id].messages) > 1 for one in people)


def _end_campaigns(stage: Stage) -> None:
    with closing(sqlite3.connect(database_path(stage.url), timeout=10)) as connection, connection:
        connection.execute("UPDATE campaign SET cancelled_at = created_at")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.beside", description=__doc__)
    parser.add_argument("--people", type=int, default=84)
    parser.add_argument("--latency", type=float, default=50.0, help="milliseconds of every call")
    parser.add_argument("--seconds", type=float, default=8.0, help="of each phase")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--pace", type=float, default=20.0, help="answers a second offered")
    parser.add_argument("--a-second", type=float, default=5.0, help="reminders a second")
    chosen = parser.parse_args()
    order = Order(chosen.people, chosen.latency, chosen.seconds)
    with tempfile.TemporaryDirectory(prefix="solidaria-beside-") as folder:
        pairs = asyncio.run(measure(Path(folder), order, chosen.rounds, chosen.pace, chosen.a_second))
    Console().print(_table(pairs, order))


def _table(pairs: list[Pair], order: Order) -> Table:
    title = f"{order.people} people answering, API latency {order.latency_ms:.0f} ms"
    table = Table("", "answers", "reminders", "p50 ms", "p95 ms", title=title, title_justify="left")
    waits: dict[str, list[float]] = {"without a campaign": [], "beside a campaign": []}
    reminders = sum(pair.reminders for pair in pairs)
    for pair in pairs:
        waits["without a campaign"] += pair.without.waits
        waits["beside a campaign"] += pair.beside.waits
    shares = (0.50, 0.95)
    of = {name: [percentile(sorted(found), share) for share in shares] for name, found in waits.items()}
    for name, found in of.items():
        sent = reminders if name == "beside a campaign" else 0
        table.add_row(name, str(len(waits[name])), str(sent), *(f"{one:.0f}" for one in found))
    without, beside = of.values()
    table.add_row("ratio", "", "", *(f"{b / a:.2f}" if a else "" for a, b in zip(without, beside, strict=True)))
    return table


if __name__ == "__main__":
    main()
