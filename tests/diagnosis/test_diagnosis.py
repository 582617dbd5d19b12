"""The scoring rules of the instrument, one by one, at their thresholds."""

from fractions import Fraction

import pytest
from kit.sheets import Responses, full_sheet

from conversations.change import CriterionChange, change
from conversations.diagnosis import Standing, diagnose, whole_percent
from conversations.instrument import Nonresponse
from storage.instrument_document import default_instrument

INSTRUMENT = default_instrument()
DK, NA, LATER = Nonresponse.DONT_KNOW, Nonresponse.NOT_APPLICABLE, Nonresponse.LATER


def criterion_of(values: list[int | Nonresponse], which: int = 0) -> Responses:
    """Return the responses of one criterion, in the order of its items."""
    return dict(zip([item.id for item in INSTRUMENT.criteria[which].items], values, strict=True))


@pytest.mark.parametrize(
    ("percent", "shown"),
    [(Fraction(0), 0), (Fraction(1, 2), 1), (Fraction(49, 100), 0), (Fraction(125, 10), 13), (Fraction(100), 100)],
)
def test_percentages_are_shown_rounded_half_up(percent: Fraction, shown: int) -> None:
    """A half goes up, unlike Python's own rounding to even."""
    assert shown == whole_percent(percent)


def test_a_criterion_score_is_the_mean_of_its_answered_items() -> None:
    """Levels 0, 1, 2, 3 and 4 of five items make exactly 50."""
    assert Fraction(50) == diagnose(INSTRUMENT, criterion_of([0, 1, 2, 3, 4]), {}).criteria[0].score


@pytest.mark.parametrize(
    ("values", "standing"),
    [
        ([4, 4, 4, DK, LATER], Standing.SCORED),
        ([4, 4, DK, DK, LATER], Standing.INSUFFICIENT),
        ([4, 4, NA, DK, DK], Standing.SCORED),
        ([4, NA, NA, DK, DK], Standing.INSUFFICIENT),
        ([4, NA, NA, NA, DK], Standing.SCORED),
        ([4, NA, NA, NA, NA], Standing.SCORED),
        ([DK, NA, NA, NA, NA], Standing.INSUFFICIENT),
        ([NA, NA, NA, NA, NA], Standing.NOT_APPLICABLE),
    ],
)
def test_a_criterion_is_scored_from_half_of_its_applicable_items_on(
    values: list[int | Nonresponse], standing: Standing
) -> None:
    """Half of the items that apply are enough, one fewer is not, and without a score there is no number at all."""
    found = diagnose(INSTRUMENT, criterion_of(values), {}).criteria[0]
    assert standing is found.standing
    assert (standing is Standing.SCORED) == (found.score is not None)
    assert (found.score is None) == (found.percent is None) == (found.band is None) == (found.index is None)
    assert (found.score is None) == (found.next_steps == ())


@pytest.mark.parametrize(("scored", "has_score"), [(6, False), (7, True), (8, True)])
def test_the_overall_score_needs_seven_scored_criteria(scored: int, has_score: bool) -> None:
    """Six criteria give no overall number, seven do, and it is their unweighted mean."""
    responses: Responses = {}
    for which, criterion in enumerate(INSTRUMENT.criteria[:scored]):
        responses |= criterion_of([4 if which % 2 else 2] * len(criterion.items), which)
    found = diagnose(INSTRUMENT, responses, {})
    halves, wholes = (scored + 1) // 2, scored // 2
    assert (Fraction(50 * halves + 100 * wholes, scored) if has_score else None) == found.score
    assert has_score == (found.band is not None)


@pytest.mark.parametrize(
    ("values", "which", "band"),
    [
        ([2, 2, 2, 1, 1], 0, "progress"),  # 8 of 20 is 40 exactly
        ([2, 2, 2, 1, 0], 0, "start"),
        ([3, 3, 3, 3], 1, "strong"),  # 12 of 16 is 75 exactly
        ([3, 3, 3, 2], 1, "progress"),
        ([0, 0, 0, 0], 1, "start"),
        ([4, 4, 4, 4], 1, "strong"),
    ],
)
def test_a_band_begins_exactly_at_its_minimum(values: list[int | Nonresponse], which: int, band: str) -> None:
    """40 is already in progress and 75 already strong."""
    found = diagnose(INSTRUMENT, criterion_of(values, which), {}).criteria[which].band
    assert found is not None
    assert band == found.id


def test_the_band_is_that_of_the_unrounded_score() -> None:
    """An overall score of 39.6 is shown as 40 and is still in the first band."""
    responses: Responses = {}
    for which, criterion in enumerate(INSTRUMENT.criteria):
        responses |= criterion_of([2, 2, 2, 1, 1] if len(criterion.items) == 5 else [2, 2, 1, 1], which)
    for which in (0, 1, 2, 4):
        responses |= criterion_of([2, 2, 2, 1, 1] if which in (0, 4) else [2, 2, 2, 1], which)
    found = diagnose(INSTRUMENT, responses, {})
    assert found.score is not None
    assert Fraction(3950, 100) <= found.score < 40
    assert found.percent == 40
    assert found.band is not None
    assert found.band.id == "start"


def test_not_applicable_leaves_the_denominator_and_dont_know_stays_in_it() -> None:
    """Neither changes the score; only "don't know" lowers the answered share and is listed as pending."""
    found = diagnose(INSTRUMENT, criterion_of([4, 2, 3, NA, DK]), {}).criteria[0]
    assert Fraction(75) == found.score
    assert Fraction(3, 4) == found.count.answered_share
    assert (INSTRUMENT.criteria[0].items[4].id,) == found.count.pending
    assert (
        found.count.answered,
        found.count.applicable,
        found.count.not_applicable,
        found.count.open,
    ) == (3, 4, 1, ())


def test_nothing_answered_gives_no_number_and_no_advice() -> None:
    """An empty sheet has no score, strength or priority; every item is open and no share of notes exists."""
    found = diagnose(INSTRUMENT, {}, {})
    assert (
        found.score,
        found.band,
        found.strengths,
        found.furthest_along,
        found.priorities,
    ) == (None, None, (), False, ())
    assert tuple(item.id for item in INSTRUMENT.items) == found.count.open
    assert found.count.noted_share is None
    assert Fraction(0) == found.count.answered_share


def test_strengths_are_the_best_three_from_the_second_band_on() -> None:
    """The best come first, equal ones in the order of the criteria, and the flag stays down."""
    responses = full_sheet(INSTRUMENT, 1)
    for which, level in ((3, 2), (5, 4), (7, 2), (8, 3)):
        responses |= criterion_of([level] * len(INSTRUMENT.criteria[which].items), which)
    found = diagnose(INSTRUMENT, responses, {})
    assert [one.criterion.id for one in found.strengths] == ["c06", "c09", "c04"]
    assert not found.furthest_along


def test_without_a_strength_the_furthest_along_are_named() -> None:
    """When no criterion reaches the second band the highest are given and flagged; all zeros give none."""
    found = diagnose(INSTRUMENT, full_sheet(INSTRUMENT, 0) | criterion_of([1, 1, 1, 1], 2), {})
    assert [one.criterion.id for one in found.strengths] == ["c03"]
    assert found.furthest_along
    nothing = diagnose(INSTRUMENT, full_sheet(INSTRUMENT, 0), {})
    assert (nothing.strengths, nothing.furthest_along) == ((), False)


def test_priorities_follow_the_index_and_its_ties() -> None:
    """Higher index first; then the higher priority, then the lower score, then the order of the criteria."""
    responses = full_sheet(INSTRUMENT, 4)
    for which, level in ((1, 2), (2, 2), (6, 1)):  # 50, 50 and 25 per cent
        responses |= criterion_of([level] * 4, which)
    weights = {"c02": 2, "c03": 3, "c07": 2}  # 50*2=100, 50*3=150, 75*2=150
    found = diagnose(INSTRUMENT, responses, weights)
    assert [one.criterion.id for one in found.priorities] == ["c03", "c07", "c02"]
    assert [one.index for one in found.priorities] == [150, 150, 100]
    equal = diagnose(INSTRUMENT, full_sheet(INSTRUMENT, 2), {})
    assert [one.criterion.id for one in equal.priorities] == ["c01", "c02", "c03"]


def test_a_priority_nobody_chose_has_the_default_value() -> None:
    """Without an answer a criterion weighs 2 and says that nobody chose it."""
    found = diagnose(INSTRUMENT, full_sheet(INSTRUMENT, 2), {"c02": 1})
    assert [(one.priority, one.priority_chosen) for one in found.criteria[:2]] == [(2, False), (1, True)]


def test_notes_are_counted_on_answered_items_only() -> None:
    """A note beside "don't know" is not evidence of an answer."""
    found = diagnose(INSTRUMENT, criterion_of([4, 2, 3, NA, DK]), {}, noted=["c01q1", "c01q5", "c02q1"])
    assert Fraction(1, 3) == found.count.noted_share


@pytest.mark.parametrize(
    ("responses", "priorities"), [({"c99q1": 1}, {}), ({"c01q1": 5}, {}), ({}, {"c99": 1}), ({}, {"c01": 9})]
)
def test_a_sheet_of_another_instrument_is_refused(responses: Responses, priorities: dict[str, int]) -> None:
    """An id or a value that the instrument does not have is an error, never a silent gap."""
    with pytest.raises(ValueError, match="cos-americas-adapted@"):
        diagnose(INSTRUMENT, responses, priorities)


def test_a_change_compares_only_criteria_scored_both_times() -> None:
    """A criterion without data before is left out, and the overall points are those of the common criteria."""
    before = full_sheet(INSTRUMENT, 1) | criterion_of([DK] * 5, 0)
    after = full_sheet(INSTRUMENT, 2) | criterion_of([4] * 5, 0)
    found = change(diagnose(INSTRUMENT, before, {}), diagnose(INSTRUMENT, after, {}))
    assert found.points == 25
    assert found.left_out == ("c01",)
    assert CriterionChange("c02", 25, 50) == found.criteria[0]
    assert {25} == {one.points for one in found.criteria}


def test_there_is_no_overall_change_without_two_overall_scores() -> None:
    """A draft with two criteria is compared criterion by criterion, without an overall number."""
    before = diagnose(INSTRUMENT, full_sheet(INSTRUMENT, 1), {})
    after = diagnose(INSTRUMENT, criterion_of([4] * 5, 0) | criterion_of([0] * 4, 1), {})
    found = change(before, after)
    assert found.points is None
    assert [one.points for one in found.criteria] == [75, -25]


@pytest.mark.parametrize(("values", "furthest"), [([2, 2, 2, 1, 1], False), ([2, 2, 2, 1, 0], True)])
def test_a_strength_begins_exactly_at_the_second_band(values: list[int | Nonresponse], furthest: bool) -> None:
    """40 is a strength; 35 is only the furthest along."""
    found = diagnose(INSTRUMENT, full_sheet(INSTRUMENT, 0) | criterion_of(values), {})
    assert [one.criterion.id for one in found.strengths] == ["c01"]
    assert furthest == found.furthest_along


def test_a_diagnosis_names_the_instrument_that_it_was_made_with() -> None:
    """A score belongs to the version of the questions that were answered."""
    assert INSTRUMENT is diagnose(INSTRUMENT, {}, {}).instrument


def test_counts_cover_every_item_and_criterion() -> None:
    """A criterion counts all of its items, applicable or not, and a diagnosis the criteria that have a score."""
    diagnosis = diagnose(INSTRUMENT, criterion_of([4, 4, NA, DK, LATER]), {})
    assert 5 == diagnosis.criteria[0].count.items
    assert sum(one.score is not None for one in diagnosis.criteria) == diagnosis.scored


@pytest.mark.parametrize("percent", [Fraction(-1, 100), Fraction(10001, 100)])
def test_what_is_no_percentage_has_no_band(percent: Fraction) -> None:
    """Below 0 and above the last band there is an error, never a guess."""
    with pytest.raises(ValueError, match="no percentage"):
        INSTRUMENT.band(percent)
