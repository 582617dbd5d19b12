"""What holds for every sheet, and a second computation that agrees."""

from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from kit.scores import at_the_edges, by_id, expected_of, other_document
from kit.sheets import Responses, sheets

from conversations.diagnosis import diagnose
from conversations.instrument import Instrument, Nonresponse
from storage.instrument_document import default_instrument, default_instrument_text, parse_instrument

INSTRUMENT = default_instrument()
DOCUMENT = yaml.safe_load(default_instrument_text())


OTHER_DOCUMENT = other_document()
OTHER = parse_instrument(yaml.safe_dump(OTHER_DOCUMENT, allow_unicode=True))


@pytest.mark.parametrize(("instrument", "document"), [(INSTRUMENT, DOCUMENT), (OTHER, OTHER_DOCUMENT)])
def test_a_second_computation_agrees_on_random_sheets(instrument: Instrument, document: dict[str, Any]) -> None:
    """Whole numbers and loops over the raw document come to the same diagnosis."""

    @settings(max_examples=150, deadline=None)
    @given(sheets(instrument))
    def agrees(sheet: tuple[Responses, dict[str, int]]) -> None:
        assert expected_of(document, *sheet) == by_id(diagnose(instrument, *sheet))

    agrees()


def test_a_second_computation_agrees_around_every_threshold() -> None:
    """Every sum of levels with every number of answers in a criterion, and one step around each overall band."""
    for responses in at_the_edges(INSTRUMENT):
        assert expected_of(DOCUMENT, responses, {}) == by_id(diagnose(INSTRUMENT, responses, {}))


@settings(max_examples=100, deadline=None)
@given(sheets(INSTRUMENT))
def test_scores_are_bounded_and_bands_contain_them(sheet: tuple[Responses, dict[str, int]]) -> None:
    """Every score lies from 0 to 100 and between the lowest and the highest of what it is the mean of."""
    found = diagnose(INSTRUMENT, *sheet)
    scores = [one.score for one in found.criteria if one.score is not None]
    for one in found.criteria:
        if one.score is not None and one.band is not None:
            assert 0 <= one.band.minimum <= one.score <= one.band.maximum <= 100
    if found.score is not None:
        assert min(scores) <= found.score <= max(scores)
    assert len(found.strengths) <= 3
    assert len(found.priorities) == min(3, len(scores))
    total = found.count
    assert len(INSTRUMENT.items) == total.answered + total.not_applicable + len(total.pending) + len(total.open)


@settings(max_examples=100, deadline=None)
@given(sheets(INSTRUMENT), st.randoms(use_true_random=False))
def test_the_order_of_the_sheet_does_not_matter(sheet: tuple[Responses, dict[str, int]], random: Random) -> None:
    """The same responses in another order, and "later" instead of nothing, give the same diagnosis."""
    responses, priorities = sheet
    shuffled = list(responses.items())
    random.shuffle(shuffled)
    put_off: Responses = {item.id: Nonresponse.LATER for item in INSTRUMENT.items if item.id not in responses}
    assert diagnose(INSTRUMENT, responses, priorities) == diagnose(INSTRUMENT, dict(shuffled) | put_off, priorities)


@settings(max_examples=150, deadline=None)
@given(sheets(INSTRUMENT), st.sampled_from([item.id for item in INSTRUMENT.items]))
def test_a_higher_level_never_lowers_a_score(sheet: tuple[Responses, dict[str, int]], item_id: str) -> None:
    """Raising one answered item by a level raises its criterion and never lowers the whole."""
    responses, priorities = sheet
    level = responses.get(item_id)
    if isinstance(level, Nonresponse) or level is None or level == INSTRUMENT.highest_level:
        responses, level = responses | {item_id: 0}, 0
    before = diagnose(INSTRUMENT, responses, priorities)
    after = diagnose(INSTRUMENT, responses | {item_id: level + 1}, priorities)
    place = INSTRUMENT.position(item_id).criterion
    lower, higher = before.criteria[place].score, after.criteria[place].score
    assert (lower is None) == (higher is None)
    assert lower is None or higher is None or lower < higher
    assert before.score is None or after.score is None or before.score <= after.score


@settings(max_examples=150, deadline=None)
@given(sheets(INSTRUMENT), st.sampled_from([item.id for item in INSTRUMENT.items]))
def test_dont_know_never_lowers_a_score(sheet: tuple[Responses, dict[str, int]], item_id: str) -> None:
    """Saying "don't know" where nothing was said, or "not applicable", leaves every remaining score as it was."""
    responses, priorities = sheet
    without = {key: value for key, value in responses.items() if key != item_id}
    place = INSTRUMENT.position(item_id).criterion
    before = diagnose(INSTRUMENT, without, priorities).criteria[place]
    unknown = diagnose(INSTRUMENT, without | {item_id: Nonresponse.DONT_KNOW}, priorities).criteria[place]
    apart = diagnose(INSTRUMENT, without | {item_id: Nonresponse.NOT_APPLICABLE}, priorities).criteria[place]
    assert before.score == unknown.score
    assert before.score is None or before.score == apart.score
