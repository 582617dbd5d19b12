"""Runs goals: the product as it is, then with each planted bug."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from torture.goal import Bug, Goal, Trial

LISTED = 20
"""How many findings of a kind are kept in words."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a goal. ``bugs`` tells of each planted bug tried whether it was seen."""

    id: str
    seed: int
    first: int
    done: int
    seconds: float
    zeros: dict[str, int]
    words: dict[str, list[str]]
    facts: dict[str, str]
    bugs: dict[str, bool]

    @property
    def holds(self) -> bool:
        """Tell whether something was run, nothing found, and every planted bug seen."""
        return self.done > 0 and not any(self.zeros.values()) and all(self.bugs.values())

    def as_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return asdict(self)


def try_goal(goal: Goal, trial: Trial) -> Trial:
    """Run one trial in a folder of its own."""
    trial.zeros = {name: [] for name in goal.zeros}
    with tempfile.TemporaryDirectory(prefix=f"solidaria-{goal.id.lower()}-", dir=trial.folder) as folder:
        trial.folder = Path(folder)
        asyncio.run(_run(goal, trial))
    return trial


async def _run(goal: Goal, trial: Trial) -> None:
    await goal.run(trial)


def run_goal(
    goal: Goal,
    trial: Trial,
    *,
    with_product: bool = True,
    bugs: tuple[Bug, ...],
    tells: Callable[[str], None] = lambda _: None,
) -> Run:
    """Run a goal on the product (unless only bugs are asked for), then with each of the bugs."""
    folder, seed, first = trial.folder, trial.seed, trial.first
    since = time.monotonic()
    if with_product:
        tells("")
        try_goal(goal, trial)
    seconds = time.monotonic() - since
    seen = dict[str, bool]()
    for bug in bugs:
        tells(bug.name)
        planted = try_goal(goal, Trial(folder, bug.rounds, seed, bug=bug.name, is_seen=bug.seen))
        seen[bug.name] = bug.seen(planted.zeros)
    counts = {name: len(found) for name, found in trial.zeros.items()}
    words = {name: found[:LISTED] for name, found in trial.zeros.items() if found}
    return Run(goal.id, seed, first, trial.done, round(seconds, 1), counts, words, trial.facts, seen)
