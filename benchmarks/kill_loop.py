"""``python -m benchmarks.kill_loop``: kills the bot as often or as long as one likes, and says what did not survive."""

import argparse
import asyncio
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from benchmarks.killing import Plan, Report, kill_loop
from benchmarks.mutants import MUTANTS


def main() -> int:
    """Run the loop; gives 1 if anything was lost."""
    plain = Plan()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kill_loop", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=plain.minutes, help="stop after this long in any case")
    parser.add_argument("--people", type=int, default=plain.people)
    parser.add_argument("--seed", type=int, default=plain.seed)
    parser.add_argument("--mutant", choices=sorted(MUTANTS), default="", help="break a promise: the loop must see it")
    chosen = parser.parse_args()
    plan = replace(plain, **vars(chosen))
    console = Console()
    with tempfile.TemporaryDirectory(prefix="solidaria-kill-") as folder, _progress(console) as progress:
        bar = progress.add_task("kills", total=plan.kills)
        report = asyncio.run(kill_loop(Path(folder), plan, lambda so_far: progress.update(bar, completed=so_far.kills)))
    _print(console, plan, report)
    return int(any(report.verdict.counts.values()))


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )


def _print(console: Console, plan: Plan, report: Report) -> None:
    table = Table("", "count", title=f"{plan.people} people, seed {plan.seed}, {report.seconds:.0f} s")
    for name, value in asdict(report).items():
        if isinstance(value, int):
            table.add_row(name.replace("_", " "), str(value))
    table.add_section()
    for name, count in report.verdict.counts.items():
        table.add_row(name, f"[bold red]{count}[/]" if count else "0")
    console.print(table)
    for name, lines in asdict(report.verdict).items():
        for line in lines[:10]:
            console.print(f"{name}: {line}", style="red", highlight=False)


if __name__ == "__main__":
    raise SystemExit(main())
