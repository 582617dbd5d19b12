"""What holds for every sheet, and a second computation that agrees."""

from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from kit.second_opinion import second_opinion
from kit.sheets import Responses, sheets

from conversations.diagnosis import Diagnosis, Standing, diagnose
from conversations.instrument import Instrument, Nonresponse
from storage.instrument_document import default_instrument, default_instrument_text, parse_instrument

INSTRUMENT = default_instrument()
DOCUMENT = yaml.safe_load(default_instrument_text())


def other_document() -> dict[str, Any]:
    """Return the default with another scale, other thresholds and other weights."""
    document: dict[str, Any] = yaml.safe_load(default_instrument_text())
    document["scale"]["options"].pop()
    document["scale"]["max"] = 3
    rules = document["scoring"]
    rules["criterion_min_answered_share"] = 0.75
    rules["overall_min_scored_criteria"] = 3
    rules["default_priority_value"] = 1
    del rules["question_percent"], rules["criterion_score"]
    document["bands"][0]["max_exclusive"] = document["bands"][1]["min"] = 33
    return document


OTHER_DOCUMENT = other_document()
OTHER = parse_instrument(yaml.safe_dump(OTHER_DOCUMENT, allow_unicode=True))


def by_id(found: Diagnosis) -> dict[str, Any]:
    """Return a diagnosis in the terms of the second opinion."""
    return {
        "percent": found.percent,
        "band": found.band and found.band.id,
        "criteria": {
            one.criterion.id: (one.percent, one.band and one.band.id, one.standing is not Standing.NOT_APPLICABLE)
            for one in found.criteria
        },
        "strengths": [one.criterion.id for one in found.strengths],
        "furthest_along": found.furthest_along,
        "priorities": [one.criterion.id for one in found.priorities],
        "pending": list(found.count.pending),
        "open": list(found.count.open),
    }


@pytest.mark.parametrize(("instrument", "document"), [(INSTRUMENT, DOCUMENT), (OTHER, OTHER_DOCUMENT)])
def test_a_second_computation_agrees_on_random_sheets(instrument: Instrument, document: dict[str, Any]) -> None:
    """Whole numbers and loops over the raw document come to the same diagnosis."""

    @settings(max_examples=150, deadline=None)
    @given(sheets(instrument))
    def agrees(sheet: tuple[Responses, dict[str, int]]) -> None:
        responses, priorities = sheet
        plain = {key: value if isinstance(value, int) else str(value) for key, value in responses.items()}
        expected = second_opinion(document, plain, priorities)
        expected["criteria"] = {
            key: (one["percent"], one["band"], one["applies"]) for key, one in expected["criteria"].items()
        }
        assert expected == by_id(diagnose(instrument, responses, priorities))

    agrees()


def test_a_second_computation_agrees_around_every_threshold() -> None:
    """Every sum of levels with every number of answers in a criterion, and one step around each overall band."""
    for which in (0, 1):
        items = [item.id for item in INSTRUMENT.criteria[which].items]
        for answered in range(len(items) + 1):
            for total in range(4 * answered + 1):
                levels: list[int | Nonresponse] = [min(4, max(0, total - 4 * at)) for at in range(answered)]
                _agree(dict(zip(items, levels, strict=False)))
    items = [item.id for item in INSTRUMENT.items]
    for total in (69, 70, 71, 72, 131, 132, 133):
        _agree({item: min(4, max(0, total - 4 * at)) for at, item in enumerate(items)})
    for total in range(60, 80):
        _agree({item: 1 + (at < total - 44) for at, item in enumerate(items)})
    for total in range(125, 140):
        _agree({item: 2 + (at < total - 88) for at, item in enumerate(items)})


def _agree(responses: Responses) -> None:
    plain = {key: value if isinstance(value, int) else str(value) for key, value in responses.items()}
    expected = second_opinion(DOCUMENT, plain, {})
    found = diagnose(INSTRUMENT, responses, {})
    assert (expected["percent"], expected["band"]) == (found.percent, found.band and found.band.id)
    scores = {key: (one["percent"], one["band"]) for key, one in expected["criteria"].items()}
    assert scores == {one.criterion.id: (one.percent, one.band and one.band.id) for one in found.criteria}


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
