"""The figures of a wave, from made-up assessments: what is counted, and that nothing is spread over fewer than five."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from kit.scenario import NOON, RECIFE, ROSARIO, mini
from kit.sheets import Responses, full_sheet

from conversations.assessment import Assessment, Response, Wave
from conversations.figures import CriterionSpread, Figures, ItemSpread, Participation, figures_of
from conversations.instrument import Nonresponse
from conversations.people import Member
from conversations.roll import MemberStatus, Progress

DK, NA = Nonresponse.DONT_KNOW, Nonresponse.NOT_APPLICABLE
INSTRUMENT = mini()
FIRST, SIXTH = (criterion.id for criterion in INSTRUMENT.criteria)
WAVE = Wave(1, "2026", NOON - timedelta(days=30), closed_at=NOON)


def assessment(number: int, sheet: Responses) -> Assessment:
    """An assessment with this sheet."""
    responses = {item: Response(answer, 7, NOON) for item, answer in sheet.items()}
    return Assessment(number, ROSARIO, WAVE, INSTRUMENT, responses)


def figures(*sheets: Responses) -> Figures:
    """The figures of assessments with these sheets."""
    return figures_of(WAVE, INSTRUMENT, ("AR",), (), [assessment(n, sheet) for n, sheet in enumerate(sheets, 1)])


def sheet(level: int, **other: int | Nonresponse) -> Responses:
    """Every item at a level, but for some."""
    return full_sheet(INSTRUMENT, level) | other


def test_figures_say_which_wave_and_instrument_they_are_of() -> None:
    """Name, begin and end of the wave, the version of the questions, the countries looked at."""
    found = figures()
    assert ("2026", WAVE.opened_at, NOON, INSTRUMENT.reference, ("AR",), 0) == (
        found.wave,
        found.opened_at,
        found.closed_at,
        found.instrument,
        found.countries,
        found.counted,
    )
    assert (
        replace(WAVE, closed_at=None).closed_at
        is figures_of(replace(WAVE, closed_at=None), INSTRUMENT, (), (), ()).closed_at
    )


def test_criteria_and_items_are_spread_over_five_members_or_not_at_all() -> None:
    """Four are not spread; five are, each in its band and level; another version of the questions is not counted."""
    four = [sheet(0), sheet(1), sheet(2), sheet(4)]
    assert ((), (), 4) == (figures(*four).criteria, figures(*four).items, figures(*four).counted)
    found = figures(*four, sheet(4))
    assert 5 == found.counted
    bands = tuple(
        sum(INSTRUMENT.band(Fraction(score)) == band for score in (0, 25, 50, 100, 100)) for band in INSTRUMENT.bands
    )
    assert (CriterionSpread(FIRST, bands, 0, 55), CriterionSpread(SIXTH, bands, 0, 55)) == found.criteria
    assert tuple(ItemSpread(item.id, (1, 1, 1, 0, 2), 0, 0) for item in INSTRUMENT.items) == found.items
    other = replace(INSTRUMENT, version="another")
    strange = replace(assessment(6, sheet(4)), instrument=other)
    seen = figures_of(WAVE, INSTRUMENT, (), (), [*(assessment(n, one) for n, one in enumerate(four)), strange])
    assert (4, ()) == (seen.counted, seen.criteria)


def test_a_mean_is_told_from_five_scores_on() -> None:
    """Of five members one has no score in the first criterion: it is counted as that, and no mean of four is told."""
    unknown = sheet(4, c01q1=DK, c01q2=DK)
    first, sixth = figures(sheet(4), sheet(4), sheet(4), sheet(4), unknown).criteria
    assert (1, None) == (first.no_score, first.mean)
    assert 4 == sum(first.bands)
    assert (0, 100) == (sixth.no_score, sixth.mean)


@pytest.mark.parametrize(("levels", "mean"), [((4, 4, 4, 4, 0), 80), ((1, 0, 0, 0, 0), 5), ((0, 0, 0, 0, 0), 0)])
def test_a_mean_is_that_of_the_scores(levels: tuple[int, ...], mean: int) -> None:
    """As a whole percentage of the highest level."""
    assert {mean} == {one.mean for one in figures(*(sheet(level) for level in levels)).criteria}


def test_a_mean_is_rounded_once() -> None:
    """Two levels of twelve at one member of five are 3.33 per cent: 3."""
    (_, sixth) = figures(sheet(0, c06q1=2), *[sheet(0)] * 4).criteria
    assert 3 == sixth.mean


def test_who_did_not_know_and_whom_it_does_not_concern_are_counted_apart() -> None:
    """Of an item: the levels, how many do not know, how many it does not concern; an open one is none of them."""
    sheets = [sheet(2), *[sheet(2, c01q1=DK)] * 2, sheet(2, c01q1=NA), *(sheet(2) for _ in range(3))]
    for opened in sheets[4:]:
        del opened["c01q1"]
    assert ItemSpread("c01q1", (0, 0, 1, 0, 0), 2, 1) == figures(*sheets).items[0]


def test_participation_is_by_country() -> None:
    """Each country in order, with how many of its members stand where and how many were late; totals are of all."""

    def status(member: Member, progress: Progress, *, late: bool = False) -> MemberStatus:
        return MemberStatus(member, progress, 0, 0, 0, 5, None, 1, late=late)

    statuses = [
        status(RECIFE, Progress.SUBMITTED, late=True),
        status(ROSARIO, Progress.ANSWERING),
        status(replace(ROSARIO, id=3), Progress.SUBMITTED),
    ]
    found = figures_of(WAVE, INSTRUMENT, (), statuses, ())
    none = dict.fromkeys(Progress, 0)
    assert (
        Participation("AR", none | {Progress.ANSWERING: 1, Progress.SUBMITTED: 1}, 0),
        Participation("BR", none | {Progress.SUBMITTED: 1}, 1),
    ) == found.participation
    assert (3, 2, 1, 1) == (
        found.members,
        found.total(Progress.SUBMITTED),
        found.total(Progress.ANSWERING),
        found.late,
    )
    assert [2, 1] == [one.members for one in found.participation]
