"""Runs goals: the product as it is, then with each planted bug."""

import asyncio
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from torture.goal import Bug, Goal, Trial

LISTED = 20
"""How many findings of a kind are kept in words."""
BROKE_OFF = "broke off"
"""Under what it is kept that a trial raised: no other goal is held up by it, and none of its own counts."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a goal. ``bugs`` tells of each planted bug tried whether it was seen.

    ``words`` says what was found of each kind, and beside it under ``BROKE_OFF`` how a trial ended before its end.
    """

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
        return self.done > 0 and self.is_clean

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing was found, and every bug seen that was planted, if any was."""
        return not any(self.zeros.values()) and not self.words and all(self.bugs.values())

    def as_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return asdict(self)


def try_goal(goal: Goal, trial: Trial) -> str:
    """Run one trial in a folder of its own; gives the traceback if it broke off."""
    trial.zeros = {name: [] for name in goal.zeros}
    with tempfile.TemporaryDirectory(
        prefix=f"solidaria-{goal.id.lower()}-", dir=trial.folder, ignore_cleanup_errors=True
    ) as folder:
        trial.folder = Path(folder)
        try:
            asyncio.run(_run(goal, trial))
        except Exception:  # noqa: BLE001 - whatever it is, it is told at the end
            return traceback.format_exc()
    return ""


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
    broke = list[str]()
    if with_product:
        tells("")
        broke.append(try_goal(goal, trial))
    seconds = time.monotonic() - since
    seen = dict[str, bool]()
    for bug in bugs:
        tells(bug.name)
        planted = Trial(folder, bug.rounds, seed, bug=bug.name, is_seen=bug.seen)
        if how := try_goal(goal, planted):
            broke.append(f"with {bug.name} planted: {how}")
        seen[bug.name] = bug.seen(planted.zeros)
    counts = {name: len(found) for name, found in trial.zeros.items()}
    words = {name: found[:LISTED] for name, found in trial.zeros.items() if found}
    if any(broke):
        words[BROKE_OFF] = [how for how in broke if how]
    return Run(goal.id, seed, first, trial.done, round(seconds, 1), counts, words, trial.facts, seen)
