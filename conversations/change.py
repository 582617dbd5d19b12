"""How a diagnosis differs from the one before it.

It decides what can be compared: only criteria of the same id that have a score both times, so that an instrument that
grew, or a criterion that lacked data, never looks like progress. Points are differences of the whole percentages that
people were shown, so that they add up on paper. It must not know sentences or waves.
"""

from dataclasses import dataclass
from fractions import Fraction

from conversations.diagnosis import Diagnosis, whole_percent


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """One criterion's percentages as shown before and after."""

    criterion_id: str
    before: int
    after: int

    @property
    def points(self) -> int:
        """Return percentage points gained (above 0) or lost."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Change:
    """The overall points over the criteria in common, None when either diagnosis has no overall score.

    `criteria` stand in the order of the later diagnosis; `left_out` are its criteria that cannot be compared.
    """

    points: int | None
    criteria: tuple[CriterionChange, ...]
    left_out: tuple[str, ...]


def change(before: Diagnosis, after: Diagnosis) -> Change:
    """Compare two diagnoses of one member on the criteria that are scored in both."""
    earlier = {one.criterion.id: one.score for one in before.criteria if one.score is not None}
    pairs: list[tuple[Fraction, Fraction]] = []
    changes: list[CriterionChange] = []
    left_out: list[str] = []
    for one in after.criteria:
        previous = earlier.get(one.criterion.id)
        if one.score is None or previous is None:
            left_out.append(one.criterion.id)
            continue
        pairs.append((previous, one.score))
        changes.append(CriterionChange(one.criterion.id, whole_percent(previous), whole_percent(one.score)))
    points = None
    if pairs and before.score is not None and after.score is not None:
        was, now = (sum(scores, Fraction(0)) / len(pairs) for scores in zip(*pairs, strict=True))
        points = whole_percent(now) - whole_percent(was)
    return Change(points, tuple(changes), tuple(left_out))
