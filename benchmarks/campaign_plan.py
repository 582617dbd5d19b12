"""How hard a campaign is made for the bot: how many people, which faults, and how each of its lives ends."""

import random
from dataclasses import dataclass

AT_THE_WORST = 0.5
"""Share of the ends that come just when a message has arrived and the bot cannot know it."""
SOON = 0.08  # seconds


@dataclass(frozen=True, slots=True)
class Plan:
    """How many people, how often the bot is killed (SIGKILL) and stopped (SIGTERM), the budget, Telegram's faults.

    ``floods``, ``blocks`` and ``timeouts`` are shares of all calls. ``mutant`` breaks a promise on purpose.
    """

    people: int = 80
    kills: int = 3
    stops: int = 1
    seed: int = 0
    a_second: float = 25.0
    floods: float = 0.05
    blocks: float = 0.03
    timeouts: float = 0.05
    certain: bool = False
    """The first three calls meet one fault each: an answer that is lost, silence, a flood."""
    mutant: str = ""
    patience: float = 120.0
    """Seconds without any progress until it counts as stuck."""

    @property
    def lives(self) -> int:
        """Count the lives of the bot that end before the last one."""
        return self.kills + self.stops


@dataclass(frozen=True, slots=True)
class End:
    """How a life of the bot ends: killed or stopped, after a moment, or just when a message has arrived."""

    kills: bool
    at_the_worst: bool
    after: float
    """Seconds; only unless ``at_the_worst``."""


def ends_of(plan: Plan) -> list[End]:
    """Deal out how the lives of a campaign end."""
    chance = random.Random(plan.seed)  # noqa: S311 - the dice of a test
    ends = [deal_end(chance, kills=number < plan.kills) for number in range(plan.lives)]
    chance.shuffle(ends)
    return ends


def deal_end(chance: random.Random, *, kills: bool) -> End:
    """Deal out how a life ends."""
    return End(kills, chance.random() < AT_THE_WORST, chance.uniform(0, SOON))
