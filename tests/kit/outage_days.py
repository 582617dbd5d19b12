"""Outages to live through: how long, how the bot meets them, and who does what in them.

It decides what is dealt out. It must not know what has to come of it.
"""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from bot.local import Person
from bot.local.updates import MESSAGE_KEPT, PRESS_KEPT

KEPT = {"types": MESSAGE_KEPT, "presses": PRESS_KEPT, "waits": 0}
EDGES = (149, 150, 151, 3_600, MESSAGE_KEPT - 1, MESSAGE_KEPT, MESSAGE_KEPT + 1, 108_000)
SETTLING = 10
"""Seconds at the beginning of an outage in which nobody types: they read."""


class Way(StrEnum):
    """How a bot meets an outage."""

    STOPPED = "stopped"
    KILLED = "killed"
    CUT_OFF = "cut off"  # it lives on, and reaches nobody


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody with the first question in view, and what they do in the outage, so many seconds before it ends.

    ``answering``: they had taken a turn just before it began.
    """

    number: int
    person: Person
    does: str
    ago: float
    level: int
    answering: bool

    @property
    def kept(self) -> bool:
        """Whether Telegram still has what they did when the bot is back."""
        return self.ago < KEPT[self.does]


@dataclass(frozen=True, slots=True)
class Gap:
    """An outage: how many seconds it lasts, after how many since the last poll was noted, and how the bot meets it."""

    lasts: int
    noted: int
    way: Way


def deal_gap(dice: Random, way: Way) -> Gap:
    """Deal out an outage, most often one that is just as long as what Telegram keeps."""
    lasts = dice.choice(EDGES) if dice.random() < 0.7 else dice.randint(1, 108_000)
    return Gap(lasts, 59 if dice.random() < 0.5 else dice.randint(0, 59), way)


def deal_respondent(dice: Random, person: Person, lasts: int, at: int) -> Respondent:
    """Deal out what somebody does in an outage; ``at`` is their place among the people."""
    does = ("types", "presses", "types", "presses", "waits")[at % 5]
    if lasts <= 2 * SETTLING and does == "types":
        does = "waits"
    longest = lasts - (SETTLING if does == "types" else 0.25)
    near = [limit + step for limit in (PRESS_KEPT, MESSAGE_KEPT) for step in (-0.5, 0.5, 1.0)]
    near = [ago for ago in near if 0 < ago < longest]
    ago = dice.choice(near) if near and dice.random() < 0.5 else dice.uniform(0.1, longest)
    answering = does == "presses" or (does == "types" and dice.random() < 0.5)
    return Respondent(at + 1, person, does, ago, dice.randint(0, 4), answering)
