"""Diagnoses to compare with the second opinion: of random sheets, and of those around every threshold.

It decides in which terms the two are compared. It must not know how either computes.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

import yaml
from kit.second_opinion import second_opinion
from kit.sheets import Responses

from conversations.diagnosis import Diagnosis, Standing
from conversations.instrument import Instrument, Nonresponse
from storage.instrument_document import default_instrument_text


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


def expected_of(document: dict[str, Any], responses: Responses, priorities: dict[str, int]) -> dict[str, Any]:
    """Return the second opinion in the terms of `by_id`."""
    plain = {key: value if isinstance(value, int) else str(value) for key, value in responses.items()}
    expected = second_opinion(document, plain, priorities)
    expected["criteria"] = {
        key: (one["percent"], one["band"], one["applies"]) for key, one in expected["criteria"].items()
    }
    return expected


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


def random_sheet(dice: Random, instrument: Instrument) -> tuple[Responses, dict[str, int]]:
    """Fill in a sheet, more or less: levels, nonresponses, gaps; and some of the priorities."""
    missing, responses = dice.choice((0.0, 0.1, 0.5, 0.9)), Responses()
    low, high = sorted(dice.choices(range(instrument.highest_level + 1), k=2))
    for item in instrument.items:
        if dice.random() >= missing:
            responses[item.id] = dice.randint(low, high)
        elif dice.random() < 0.5:
            responses[item.id] = dice.choice(tuple(Nonresponse))
    values = [option.value for option in instrument.priority_options]
    return responses, {one.id: dice.choice(values) for one in instrument.criteria if dice.random() < 0.5}


def at_the_edges(instrument: Instrument) -> Iterator[Responses]:
    """Give every sum of levels with every number of answers in a criterion, and each band of the whole, to a level."""
    top = instrument.highest_level
    for criterion in instrument.criteria:
        items = [item.id for item in criterion.items]
        for answered in range(len(items) + 1):
            for total in range(top * answered + 1):
                yield _filled(items[:answered], total, top)
    items = [item.id for item in instrument.items]
    for total in range(top * len(items) + 1):
        yield _filled(items, total, top)
        whole, rest = divmod(total, len(items))
        yield {item: min(top, whole + (at < rest)) for at, item in enumerate(items)}


def _filled(items: list[str], total: int, top: int) -> Responses:
    return {item: min(top, max(0, total - top * at)) for at, item in enumerate(items)}
