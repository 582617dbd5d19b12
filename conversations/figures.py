"""The figures of a wave at one moment: participation by country, how members are spread over bands and levels.

Decides what is counted and that nothing is spread over fewer than five members. No name, of a member or a person, is
in it. Must not know where the figures are kept nor how they are worded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from conversations.assessment import Assessment, Wave
from conversations.desk.pictures import ENOUGH
from conversations.diagnosis import CriterionDiagnosis, diagnose, whole_percent
from conversations.instrument import Instrument, Nonresponse
from conversations.roll import MemberStatus, Progress


@dataclass(frozen=True, slots=True)
class Participation:
    """How many members of a country (ISO 3166) stand where; ``late`` ones are among those that submitted."""

    country: str
    states: Mapping[Progress, int]
    late: int

    @property
    def members(self) -> int:
        return sum(self.states.values())


@dataclass(frozen=True, slots=True)
class CriterionSpread:
    """How many members are in each band of a criterion, the lowest first; ``mean`` is a whole percentage.

    It is ``None`` with fewer than five scores.
    """

    criterion: str
    bands: tuple[int, ...]
    no_score: int
    mean: int | None


@dataclass(frozen=True, slots=True)
class ItemSpread:
    """How many members gave each level of an item, from 0, and how many gave none."""

    item: str
    levels: tuple[int, ...]
    dont_know: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A wave at one moment. ``countries`` is what was looked at, all when empty; ``counted`` members have submitted
    and may be counted in. ``criteria`` and ``items`` are empty when those are fewer than five.
    """

    wave: str
    opened_at: datetime
    closed_at: datetime | None
    instrument: str
    countries: tuple[str, ...]
    participation: tuple[Participation, ...]
    counted: int
    criteria: tuple[CriterionSpread, ...]
    items: tuple[ItemSpread, ...]

    def total(self, state: Progress) -> int:
        """Count the members in a state, of all countries."""
        return sum(one.states[state] for one in self.participation)

    @property
    def members(self) -> int:
        """Count all members."""
        return sum(one.members for one in self.participation)

    @property
    def late(self) -> int:
        """Count the members that submitted late."""
        return sum(one.late for one in self.participation)


@dataclass(frozen=True, slots=True)
class CutOff:
    """Figures that do not change any more."""

    id: int
    made_at: datetime
    figures: Figures


def figures_of(
    wave: Wave,
    instrument: Instrument,
    countries: tuple[str, ...],
    statuses: Iterable[MemberStatus],
    assessments: Sequence[Assessment],
) -> Figures:
    """Compute the figures of a wave from how its members stand and from what may be counted in."""
    by_country: dict[str, list[MemberStatus]] = {}
    for one in statuses:
        by_country.setdefault(one.member.country, []).append(one)
    counted = [one for one in assessments if one.instrument.reference == instrument.reference]
    enough = len(counted) >= ENOUGH
    return Figures(
        wave.name,
        wave.opened_at,
        wave.closed_at,
        instrument.reference,
        countries,
        tuple(_participation(country, members) for country, members in sorted(by_country.items())),
        len(counted),
        _criteria(instrument, counted) if enough else (),
        tuple(_item(instrument, item.id, counted) for item in instrument.items) if enough else (),
    )


def _participation(country: str, members: Sequence[MemberStatus]) -> Participation:
    states = {state: sum(one.progress is state for one in members) for state in Progress}
    return Participation(country, states, sum(one.late for one in members))


def _criteria(instrument: Instrument, counted: Sequence[Assessment]) -> tuple[CriterionSpread, ...]:
    diagnoses = [diagnose(instrument, one.sheet, one.priority_values, ()) for one in counted]
    return tuple(
        _criterion(instrument, [one.criteria[number] for one in diagnoses])
        for number in range(len(instrument.criteria))
    )


def _criterion(instrument: Instrument, results: Sequence[CriterionDiagnosis]) -> CriterionSpread:
    places = [None if one.band is None else one.band.id for one in results]
    scores = [one.score for one in results if one.score is not None]
    mean = whole_percent(sum(scores, Fraction(0)) / len(scores)) if len(scores) >= ENOUGH else None
    bands = tuple(places.count(band.id) for band in instrument.bands)
    return CriterionSpread(results[0].criterion.id, bands, places.count(None), mean)


def _item(instrument: Instrument, item: str, counted: Sequence[Assessment]) -> ItemSpread:
    given = [one.answer(item) for one in counted]
    levels = tuple(sum(answer == level.value for answer in given) for level in instrument.levels)
    return ItemSpread(item, levels, given.count(Nonresponse.DONT_KNOW), given.count(Nonresponse.NOT_APPLICABLE))
