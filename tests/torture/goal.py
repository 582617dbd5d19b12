"""What a goal of the scorecard is, and what a trial of it may say.

It decides how a trial is repeated: a round's dice depend on the seed and the round's number only, so that a failure is
replayed by its number. It must not know any goal.
"""

import random
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Tier(StrEnum):
    """How long one is ready to wait: at every change, over night, before a release."""

    CI = "ci"
    NIGHT = "night"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Bug:
    """A promise broken on purpose: a trial of so many rounds with it must report the ``zero``, or it has no teeth.

    ``words`` is a regular expression for what has to be found, where a zero can be reported for other reasons too.
    """

    name: str
    what: str
    zero: str
    rounds: int
    words: str = ""

    def seen(self, zeros: Mapping[str, list[str]]) -> bool:
        """Tell whether this bug is among what was found."""
        return any(re.search(self.words, what) for what in zeros[self.zero])


@dataclass
class Trial:
    """One run of a goal, which the goal fills in.

    ``rounds`` and ``seconds`` end it, whichever is first. ``bug`` names the planted one, or is "", and ``is_seen``
    tells whether that was found. ``folder`` is the trial's own. ``looks_up`` is called after every round.
    """

    folder: Path
    rounds: int
    seed: int = 0
    first: int = 0
    seconds: float = float("inf")
    bug: str = ""
    is_seen: Callable[[Mapping[str, list[str]]], bool] = lambda _: False
    looks_up: Callable[[int], None] = lambda _: None
    zeros: dict[str, list[str]] = field(default_factory=dict)
    """What was found that must not be: of each kind, in words."""
    facts: dict[str, str] = field(default_factory=dict)
    """What was seen besides, in words: ``{"answers": "14,054"}``."""
    done: int = 0
    _since: float = field(default_factory=time.monotonic)

    def numbers(self) -> Iterator[int]:
        """Give the rounds' numbers until there are enough, time is up, or a planted bug has been seen."""
        for number in range(self.first, self.first + self.rounds):
            if time.monotonic() - self._since > self.seconds or self.is_seen(self.zeros):
                return
            yield number
            self.done += 1
            self.looks_up(self.done)

    def dice(self, number: int) -> random.Random:
        """Make the dice of a round."""
        return random.Random(f"{self.seed}:{number}")  # noqa: S311 - the dice of a test

    def found(self, zero: str, what: str, number: int | None = None) -> None:
        """Report one thing that must not be; ``number`` is the round that replays it."""
        self.zeros[zero].append(what if number is None else f"{what} (round {number})")

    def expect(self, zero: str, holds: object, what: str, number: int | None = None) -> None:
        """Report it unless it holds."""
        if not holds:
            self.found(zero, what, number)


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of the scorecard.

    ``zeros`` names everything that must be zero, and each has a bug that shows it is seen. ``unit`` is what a round
    is, in the plural. ``rounds`` says how many a tier takes.
    """

    id: str
    title: str
    unit: str
    zeros: tuple[str, ...]
    rounds: dict[Tier, int]
    run: Callable[[Trial], Awaitable[None]]
    bugs: tuple[Bug, ...]
    note: str = ""
    """What is simulated, or not covered; for whoever reads the scorecard."""
