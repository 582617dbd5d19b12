"""The diagnosis: what a sheet of responses says about a member, computed exactly.

It decides scores, bands, strengths, priorities, what is pending, and how two waves compare, by the `scoring` and
`bands` sections of the instrument. Percentages are exact fractions; only `whole_percent` rounds, for display, and a
band is always that of the unrounded value. It must not know sentences, people or where the responses are kept.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Final

from conversations.instrument import Band, Criterion, Instrument, Nonresponse, Text

MOST_STRENGTHS: Final = 3
MOST_PRIORITIES: Final = 3


class Standing(StrEnum):
    """Whether a criterion has a score, and why not."""

    SCORED = "scored"
    INSUFFICIENT = "insufficient"
    NOT_APPLICABLE = "not_applicable"


def whole_percent(percent: Fraction) -> int:
    """Return a percentage rounded to a whole number, halves up."""
    return floor(percent + Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Count:
    """How many items were answered 0-4, apply (all but "not applicable"), do not apply, and carry a note.

    `pending` are the ids answered "don't know"; `open` are those not answered at all or put off.
    """

    answered: int
    applicable: int
    not_applicable: int
    noted: int
    pending: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def items(self) -> int:
        """Return how many items there are in all."""
        return self.applicable + self.not_applicable

    @property
    def answered_share(self) -> Fraction | None:
        """Return answered to applicable, from 0 to 1; None when nothing applies."""
        return Fraction(self.answered, self.applicable) if self.applicable else None

    @property
    def noted_share(self) -> Fraction | None:
        """Return the share of answered items that carry a note, from 0 to 1; None when nothing is answered."""
        return Fraction(self.noted, self.answered) if self.answered else None


@dataclass(frozen=True, slots=True)
class CriterionDiagnosis:
    """One criterion: its score from 0 to 100 and band (None unless `standing` is SCORED), its priority, its count.

    `priority` is the default of the instrument when the member chose none; `index` is the priority index.
    """

    criterion: Criterion
    standing: Standing
    score: Fraction | None
    band: Band | None
    priority: int
    priority_chosen: bool
    count: Count

    @property
    def percent(self) -> int | None:
        """Return the score as it is shown."""
        return None if self.score is None else whole_percent(self.score)

    @property
    def index(self) -> Fraction | None:
        """Return how much there is to gain here, weighed by the priority; None without a score."""
        return None if self.score is None else (100 - self.score) * self.priority

    @property
    def next_steps(self) -> tuple[Text, ...]:
        """Return what the instrument recommends in this band; empty without a score."""
        return () if self.band is None else self.criterion.recommendations[self.band.id]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The whole: `score` and `band` are None while too few criteria are scored.

    `strengths` (the best first, at most three) have reached the second band; when none has, `furthest_along` is true
    and they are the criteria with the highest scores above 0. `priorities` (at most three) come by priority index.
    """

    instrument: Instrument
    criteria: tuple[CriterionDiagnosis, ...]
    score: Fraction | None
    band: Band | None
    strengths: tuple[CriterionDiagnosis, ...]
    furthest_along: bool
    priorities: tuple[CriterionDiagnosis, ...]
    count: Count

    @property
    def percent(self) -> int | None:
        """Return the overall score as it is shown."""
        return None if self.score is None else whole_percent(self.score)

    @property
    def scored(self) -> int:
        """Return how many criteria have a score."""
        return sum(one.standing is Standing.SCORED for one in self.criteria)


def diagnose(
    instrument: Instrument,
    responses: Mapping[str, int | Nonresponse],
    priorities: Mapping[str, int],
    noted: Collection[str] = (),
) -> Diagnosis:
    """Compute the diagnosis of a sheet.

    `responses` maps item ids to a level or a nonresponse (a missing item is open), `priorities` criterion ids to the
    value of a priority option, `noted` holds the ids of items that carry a note. Raises ValueError for an id or a
    level that the instrument does not have: a sheet belongs to the version it was filled in with.
    """
    _check(instrument, responses, priorities)
    noted = frozenset(noted)
    criteria = tuple(_criterion(instrument, one, responses, priorities, noted) for one in instrument.criteria)
    scores = [one.score for one in criteria if one.score is not None]
    enough = len(scores) >= instrument.scoring.minimum_scored_criteria
    score = sum(scores, Fraction(0)) / len(scores) if enough else None
    strengths, furthest_along = _strengths(instrument, criteria)
    return Diagnosis(
        instrument=instrument,
        criteria=criteria,
        score=score,
        band=None if score is None else instrument.band(score),
        strengths=strengths,
        furthest_along=furthest_along,
        priorities=_priorities(criteria),
        count=_total(criteria),
    )


def _check(instrument: Instrument, responses: Mapping[str, int | Nonresponse], priorities: Mapping[str, int]) -> None:
    for item_id, response in responses.items():
        known = isinstance(response, Nonresponse) or 0 <= response <= instrument.highest_level
        if not instrument.has_item(item_id) or not known:
            message = f"{instrument.reference} has no response {response!r} to {item_id!r}"
            raise ValueError(message)
    values = {option.value for option in instrument.priority_options}
    for criterion_id, priority in priorities.items():
        if not instrument.has_criterion(criterion_id) or priority not in values:
            message = f"{instrument.reference} has no priority {priority!r} for {criterion_id!r}"
            raise ValueError(message)


def _criterion(
    instrument: Instrument,
    criterion: Criterion,
    responses: Mapping[str, int | Nonresponse],
    priorities: Mapping[str, int],
    noted: frozenset[str],
) -> CriterionDiagnosis:
    given = {item.id: responses.get(item.id, Nonresponse.LATER) for item in criterion.items}
    levels = {key: value for key, value in given.items() if not isinstance(value, Nonresponse)}
    not_applicable = sum(value is Nonresponse.NOT_APPLICABLE for value in given.values())
    count = Count(
        answered=len(levels),
        applicable=len(given) - not_applicable,
        not_applicable=not_applicable,
        noted=len(noted & levels.keys()),
        pending=tuple(key for key, value in given.items() if value is Nonresponse.DONT_KNOW),
        open=tuple(key for key, value in given.items() if value is Nonresponse.LATER),
    )
    share = count.answered_share
    if share is None:
        standing = Standing.NOT_APPLICABLE
    elif not levels or share < instrument.scoring.minimum_answered_share:
        standing = Standing.INSUFFICIENT
    else:
        standing = Standing.SCORED
    score = None
    if standing is Standing.SCORED:
        score = Fraction(100 * sum(levels.values()), instrument.highest_level * len(levels))
    return CriterionDiagnosis(
        criterion=criterion,
        standing=standing,
        score=score,
        band=None if score is None else instrument.band(score),
        priority=priorities.get(criterion.id, instrument.scoring.default_priority),
        priority_chosen=criterion.id in priorities,
        count=count,
    )


def _strengths(
    instrument: Instrument, criteria: tuple[CriterionDiagnosis, ...]
) -> tuple[tuple[CriterionDiagnosis, ...], bool]:
    best_first = sorted((one for one in criteria if one.score), key=lambda one: -(one.score or 0))
    reached = [one for one in best_first if (one.score or 0) >= instrument.bands[1].minimum]
    return tuple((reached or best_first)[:MOST_STRENGTHS]), not reached and bool(best_first)


def _priorities(criteria: tuple[CriterionDiagnosis, ...]) -> tuple[CriterionDiagnosis, ...]:
    # Sorting keeps the order of the criteria where everything else is equal: the last rule for ties.
    scored = (one for one in criteria if one.score is not None)
    ordered = sorted(scored, key=lambda one: (-(one.index or 0), -one.priority, one.score or 0))
    return tuple(ordered[:MOST_PRIORITIES])


def _total(criteria: tuple[CriterionDiagnosis, ...]) -> Count:
    counts = [one.count for one in criteria]
    return Count(
        answered=sum(count.answered for count in counts),
        applicable=sum(count.applicable for count in counts),
        not_applicable=sum(count.not_applicable for count in counts),
        noted=sum(count.noted for count in counts),
        pending=tuple(item_id for count in counts for item_id in count.pending),
        open=tuple(item_id for count in counts for item_id in count.open),
    )
