"""R15: the scoring, computed twice by different means, agrees on every sheet, and behaves as a score should.

It decides what is tried on each sheet. The second computation is `kit.second_opinion`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any
from unittest.mock import patch

import yaml
from kit.scores import at_the_edges, by_id, expected_of, other_document, random_sheet
from kit.sheets import Responses

from conversations import diagnosis
from conversations.diagnosis import Diagnosis
from conversations.instrument import Band, Instrument, Nonresponse
from storage.instrument_document import default_instrument, default_instrument_text, parse_instrument
from torture.goal import Bug, Goal, Tier, Trial

DIFFER, UNBOUNDED, FALLS, ORDERED = (
    "the two computations differ",
    "a score out of bounds",
    "a better answer lowers a score",
    "order or gaps change a score",
)
SHEETS = 100
"""Sheets of a round, half of them of another instrument."""


async def run(trial: Trial) -> None:
    """Try the edges once, then random sheets."""
    document = yaml.safe_load(default_instrument_text())
    other = other_document()
    both = (
        (default_instrument(), document),
        (parse_instrument(yaml.safe_dump(other, allow_unicode=True)), other),
    )
    sheets = 0
    with _planted(trial.bug):
        for number in trial.numbers():
            dice = trial.dice(number)
            if number == 0:
                for instrument, written in both:
                    for responses in at_the_edges(instrument):
                        sheets += 1
                        _agree(trial, instrument, written, responses, {}, number)
            for at in range(SHEETS):
                sheets += 1
                instrument, written = both[at % 2]
                _try(trial, dice, instrument, written, number)
    trial.facts["sheets"] = f"{sheets:,}"


def _agree(
    trial: Trial,
    instrument: Instrument,
    document: dict[str, Any],
    responses: Responses,
    priorities: dict[str, int],
    number: int,
) -> Diagnosis:
    found = diagnosis.diagnose(instrument, responses, priorities)
    expected, got = expected_of(document, responses, priorities), by_id(found)
    wrong = [name for name in expected if expected[name] != got[name]]
    trial.expect(DIFFER, not wrong, f"{', '.join(wrong)} of {responses}", number)
    return found


def _try(trial: Trial, dice: Random, instrument: Instrument, document: dict[str, Any], number: int) -> None:
    responses, priorities = random_sheet(dice, instrument)
    found = _agree(trial, instrument, document, responses, priorities, number)
    _bounded(trial, found, number)
    shuffled = list(responses.items())
    dice.shuffle(shuffled)
    later: Responses = {one.id: Nonresponse.LATER for one in instrument.items if one.id not in responses}
    same = diagnosis.diagnose(instrument, dict(shuffled) | later, dict(reversed(priorities.items())))
    trial.expect(ORDERED, found == same, f"{responses}", number)
    item = dice.choice(instrument.items)
    level = responses.get(item.id)
    if not isinstance(level, int) or level == instrument.highest_level:
        level = 0
    before = diagnosis.diagnose(instrument, responses | {item.id: level}, priorities)
    after = diagnosis.diagnose(instrument, responses | {item.id: level + 1}, priorities)
    place = instrument.position(item.id).criterion
    lower, higher = before.criteria[place].score, after.criteria[place].score
    trial.expect(FALLS, lower is None or (higher is not None and lower < higher), f"{item.id} of {responses}", number)
    rises = before.score is None or (after.score is not None and before.score <= after.score)
    trial.expect(FALLS, rises, f"the whole, {item.id} of {responses}", number)


def _bounded(trial: Trial, found: Diagnosis, number: int) -> None:
    scores = [one.score for one in found.criteria if one.score is not None]
    for one in found.criteria:
        if one.score is not None:
            assert one.band is not None
            inside = 0 <= one.band.minimum <= one.score <= one.band.maximum <= 100
            trial.expect(UNBOUNDED, inside, f"{one.criterion.id}: {one.score}", number)
    if found.score is not None:
        trial.expect(UNBOUNDED, min(scores) <= found.score <= max(scores), f"the whole: {found.score}", number)


@contextmanager
def _planted(bug: str) -> Iterator[None]:
    compute, band = diagnosis.diagnose, Instrument.band
    match bug:
        case "halves to even":
            with patch.object(diagnosis, "whole_percent", round):
                yield
        case "a band too low":
            with patch.object(Instrument, "band", lambda self, score: _lower(band(self, score), self)):
                yield
        case "the first answers count less":
            with patch.object(diagnosis, "diagnose", lambda *told: _moved(compute(*told), told[1])):
                yield
        case "the most frequent level":
            with patch.object(diagnosis, "diagnose", lambda *told: _sunken(compute(*told), told[1])):
                yield
        case _:
            yield


def _lower(band: Band, instrument: Instrument) -> Band:
    at = instrument.bands.index(band)
    return instrument.bands[max(0, at - 1)]


def _moved(found: Diagnosis, responses: Responses) -> Diagnosis:
    first = next(iter(responses), "")
    return replace(found, score=None if found.score is None else found.score + Fraction(int(first[1:3] or 0), 1_000))


def _sunken(found: Diagnosis, responses: Responses) -> Diagnosis:
    high = sum(value == found.instrument.highest_level for value in responses.values())
    criteria = tuple(
        replace(one, score=None if one.score is None else max(one.score - 50 * high, Fraction(0)))
        for one in found.criteria
    )
    return replace(found, criteria=criteria)


GOALS = (
    Goal(
        id="R15",
        title=(
            "Two computations of the scores that share nothing agree on every sheet and around every threshold, and a "
            "score is bounded, never falls for a better answer, and does not depend on the order of answers."
        ),
        unit="hundreds of sheets",
        zeros=(DIFFER, UNBOUNDED, FALLS, ORDERED),
        rounds={Tier.CI: 25, Tier.NIGHT: 10_000, Tier.RELEASE: 100_000},
        run=run,
        bugs=(
            Bug("halves to even", "Percentages are rounded as Python rounds them.", DIFFER, 1),
            Bug("a band too low", "A score is given the band below its own.", UNBOUNDED, 1),
            Bug("the most frequent level", "A criterion loses where the highest level is given.", FALLS, 1),
            Bug("the first answers count less", "What was answered first moves the score a little.", ORDERED, 1),
        ),
        note="Scores are computed from ids and numbers alone; no word of any language is read.",
    ),
)
