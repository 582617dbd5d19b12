"""All goals, in the order of the scorecard."""

import pkgutil
import re
from importlib import import_module

from torture import goals
from torture.goal import Goal


def all_goals() -> tuple[Goal, ...]:
    """Read the goals of every module in `torture.goals`."""
    names = sorted(one.name for one in pkgutil.iter_modules(goals.__path__))
    found = [goal for name in names for goal in import_module(f"torture.goals.{name}").GOALS]
    return tuple(sorted(found, key=_place))


def _place(goal: Goal) -> tuple[int, int]:
    kind, number = re.fullmatch(r"([RSP])(\d+)", goal.id).groups()  # type: ignore[union-attr]  # ids are so
    return "RSP".index(kind), int(number)
