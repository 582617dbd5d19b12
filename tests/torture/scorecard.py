"""The scorecard: what was promised, what was run, what came of it, and which planted bug shows that it would be seen.

``docs/scorecard.json`` keeps the latest run of each goal as figures; ``docs/scorecard.md`` is made from it.
"""

import json
import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.table import Table

from torture.goal import Goal, Tier
from torture.running import Run

DOCS = Path(__file__).parents[2] / "docs"
RECORD, CARD = DOCS / "scorecard.json", DOCS / "scorecard.md"

TOLD = ("title", "unit", "note", "planted")

HEAD = """# Scorecard

What Solidaria promises, how hard it was tried, and what came of it. Every line was written by a run of

    make torture ARGS="--write"

which takes goals (`R1 S2`), a tier (`--tier ci|night|release`), or a count (`--rounds`) and a time (`--seconds`).
`--seed` and `--first` replay a failure. Each goal is tried on the bot as it is, and once with every bug named beside
it planted: a bug that is not seen, or taken for another finding, fails the run. `.ci/run` runs the tier `ci` of all of
them at every change.

What these figures cannot say: Telegram is the local Bot API of this repository, which has Telegram's retention,
limits, errors and parsing as documented, not Telegram itself; loss of power is simulated. A press that Telegram drops
after 150 s was never shown as saved. A message that was in hand when the process was killed is listed as unconfirmed,
since nobody can know. What is no goal here: how quick it is ([benchmarks](../benchmarks/README.md)), which changes of
the code no test would notice ([mutation](mutation.md)), known flaws of dependencies (`make audit`), and PostgreSQL,
which was not run.
"""


def table(runs: Sequence[tuple[Goal, Run]]) -> Table:
    """Make the table at the end of a run."""
    made = Table("goal", "promise", "run", "s", "found", "planted bugs seen", title="Scorecard", title_justify="left")
    for goal, run in runs:
        found = sum(run.zeros.values())
        seen = f"{sum(run.bugs.values())} of {len(run.bugs)}"
        made.add_row(
            goal.id,
            goal.title,
            f"{run.done:,} {goal.unit}",
            f"{run.seconds:.0f}",
            f"[bold red]{found}[/]" if found else "0",
            seen if all(run.bugs.values()) else f"[bold red]{seen}[/]",
        )
    return made


def keep(goals: Sequence[Goal], runs: Sequence[Run], tier: Tier) -> None:
    """Put runs in the place of earlier ones of the same goals, and make the card anew."""
    record: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    where = {
        "at": datetime.now(UTC).date().isoformat(),
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "tier": str(tier),
    }
    for goal, run in zip(goals, runs, strict=True):
        told = {name: what for name, what in told_of(goal).items() if name in TOLD}
        record[goal.id] = run.as_json() | told | {"machine": where}
    RECORD.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    CARD.write_text(card(record), encoding="utf-8")


def told_of(goal: Goal) -> dict[str, Any]:
    """Give what is recorded of a goal whatever came of its run."""
    return {
        "title": goal.title,
        "unit": goal.unit,
        "note": goal.note,
        "planted": {bug.name: bug.what for bug in goal.bugs},
        "zeros": list(goal.zeros),
        "bugs": [bug.name for bug in goal.bugs],
    }


def card(record: dict[str, Any]) -> str:
    """Word the scorecard from what is recorded."""
    ordered = sorted(record.values(), key=lambda one: ("RSP".index(one["id"][0]), int(one["id"][1:])))
    overview = ["", "| goal | what holds | run | found | bugs seen |", "|---|---|---|---|---|"]
    for one in ordered:
        found, bugs = sum(one["zeros"].values()), one["bugs"]
        overview.append(
            f"| {one['id']} | {one['title']} | {one['done']:,} {one['unit']} | {found} "
            f"| {sum(bugs.values())} of {len(bugs)} |"
        )
    return "\n".join([HEAD.rstrip(), *overview, *(line for one in ordered for line in _details(one))]) + "\n"


def _details(one: dict[str, Any]) -> list[str]:
    machine = one["machine"]
    lines = ["", f"## {one['id']} {one['title']}", ""]
    where = f"{machine['cpus']} cores, Python {machine['python']}, SQLite {machine['sqlite']}"
    lines.append(
        f"{one['done']:,} {one['unit']}, seed {one['seed']}, {one['seconds']:.0f} s on {machine['at']} ({where})."
    )
    if one["facts"]:
        lines.append("Seen: " + "; ".join(f"{name} {value}" for name, value in one["facts"].items()) + ".")
    lines.append("")
    lines += [f"- {name}: **{count}**" for name, count in one["zeros"].items()]
    for name, what in one["planted"].items():
        if name in one["bugs"]:
            lines.append(f"- planted: {what} {'Seen.' if one['bugs'][name] else '**Not seen.**'}")
    if one["note"]:
        lines += ["", one["note"]]
    return lines
