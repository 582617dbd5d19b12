"""``python -m benchmarks.campaign``: a campaign to as many people as one likes, at a bad Telegram, with kills."""

import argparse
import asyncio
import tempfile
from dataclasses import fields, replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from benchmarks.campaign_plan import Plan
from benchmarks.campaigning import run_campaign
from benchmarks.delivered import Report


def main() -> int:
    """Run the campaign; gives 1 if anything is wrong with it."""
    plain = Plan(people=1000, kills=5)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.campaign", description=__doc__)
    for one in fields(Plan):
        default = getattr(plain, one.name)
        parser.add_argument(f"--{one.name.replace('_', '-')}", type=type(default), default=default)
    plan = replace(plain, **vars(parser.parse_args()))
    console = Console()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with tempfile.TemporaryDirectory(prefix="solidaria-campaign-") as folder, Progress(*columns) as progress:
        bar = progress.add_task("lives of the bot", total=plan.kills + plan.stops)
        report = asyncio.run(
            run_campaign(Path(folder), plan, lambda so_far: progress.update(bar, completed=so_far.kills + so_far.stops))
        )
    _print(console, plan, report)
    return int(any(report.faults.values()))


def _print(console: Console, plan: Plan, report: Report) -> None:
    table = Table("", "count", title=f"{plan.people} people, seed {plan.seed}, {report.seconds:.0f} s")
    for name, count in sorted(report.states.items()):
        table.add_row(f"listed as {name}", str(count))
    table.add_section()
    table.add_row("kills", str(report.kills))
    table.add_row("unconfirmed by a kill", str(report.interrupted))
    table.add_row("clean stops", str(report.stops))
    table.add_row("calls", str(report.calls))
    table.add_row(f"calls in the busiest second, of {plan.a_second:.0f}", str(report.busiest_second))
    table.add_section()
    for name, count in report.faults.items():
        table.add_row(name, f"[bold red]{count}[/]" if count else "0")
    console.print(table)
    for lines in (report.doubled, report.missing, report.untrue, report.too_soon, report.unfinished, report.uncertain):
        for line in lines[:10]:
            console.print(line, style="red", highlight=False)


if __name__ == "__main__":
    raise SystemExit(main())
