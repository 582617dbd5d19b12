"""``python -m benchmarks.run``: the bot as a whole process, beside a floor and two twins, in one run."""

import argparse
import asyncio
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.contest import CONTESTANTS, PHASES, Contestant, contest
from benchmarks.crowd import Order
from benchmarks.figures import TITLES, Figures, figures, promises, table


def main() -> None:
    """Measure, print, and write JSON if asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--people", type=int, default=84)
    parser.add_argument("--latency", type=float, nargs="+", default=[0.0, 50.0], help="milliseconds of every call")
    parser.add_argument("--seconds", type=float, default=8.0, help="of each phase")
    parser.add_argument("--rounds", type=int, default=1, help="everybody in turn, so often; the last round counts")
    parser.add_argument("--only", nargs="+", default=[one.name for one in CONTESTANTS], help="contestants by name")
    parser.add_argument("--disk", type=Path, help="the folder for databases; /dev/shm leaves the disk out")
    parser.add_argument("--json", type=Path, help="write the figures here")
    chosen = parser.parse_args()
    contestants = [one for one in CONTESTANTS if one.name in chosen.only]
    orders = [Order(chosen.people, latency, chosen.seconds) for latency in chosen.latency]
    console = Console()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        rounds = asyncio.run(measure(contestants, orders * chosen.rounds, progress, chosen.disk))
    for order in orders:
        for phase in TITLES:
            rows = [row for row in rounds if (row.latency_ms, row.phase) == (order.latency_ms, phase)]
            console.print(table(rows[-len(contestants) :], chosen.people))
    console.print(promises())
    console.print(
        "Times are from the press until the call with the next question takes effect; both legs of the latency are in"
        " them. The pace of a chat (SOLIDARIA_CHAT_BURST) was raised so that it does not bind. Solidaria words every"
        " question anew and leaves receipts; the others show texts that were worded beforehand."
    )
    if chosen.json:
        where = {"at": datetime.now(UTC).isoformat(), "cpus": os.cpu_count(), "python": platform.python_version()}
        written = {"machine": where, "people": chosen.people, "figures": [asdict(row) for row in rounds]}
        chosen.json.write_text(json.dumps(written, indent=1), encoding="utf-8")


async def measure(
    contestants: Sequence[Contestant], orders: Sequence[Order], progress: Progress, disk: Path | None
) -> list[Figures]:
    """Run everybody at every latency, one after another."""
    rows = []
    task = progress.add_task("", total=len(contestants) * len(orders) * PHASES)
    for order in orders:
        for one in contestants:
            progress.update(task, description=f"{one.name}, {order.latency_ms:.0f} ms")
            run = await contest(one, order, lambda: progress.advance(task), disk)
            rows += [figures(run, phase) for phase in run.phases]
    return rows


if __name__ == "__main__":
    main()
