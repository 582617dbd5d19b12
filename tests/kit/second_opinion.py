"""The scoring computed a second time, from the raw document, in whole numbers and plain loops.

It shares nothing with `conversations.diagnosis` but the question. Every score is kept as a whole number of 7560ths of
a percent, which is exact for up to 8 answers and levels from 0 to 4.
"""

from collections.abc import Callable
from typing import Any

UNIT = 7560


def second_opinion(
    document: dict[str, Any], responses: dict[str, int | str], priorities: dict[str, int]
) -> dict[str, Any]:
    """Return percent, band, criteria, strengths, furthest_along, priorities, pending and open, all by id."""
    rules = document["scoring"]
    top = document["scale"]["max"]
    criteria: dict[str, dict[str, Any]] = {}
    pending: list[str] = []
    still_open: list[str] = []
    for criterion in document["criteria"]:
        total = answers = does_not_apply = 0
        for question in criterion["questions"]:
            response = responses.get(question["id"], "later")
            if response == "dk":
                pending.append(question["id"])
            elif response == "na":
                does_not_apply += 1
            elif response == "later":
                still_open.append(question["id"])
            else:
                assert isinstance(response, int)
                total += response
                answers += 1
        applies = len(criterion["questions"]) - does_not_apply
        score = None
        if answers > 0 and answers >= rules["criterion_min_answered_share"] * applies:
            score = UNIT * 100 * total // (top * answers)
            assert score * top * answers == UNIT * 100 * total
        criteria[criterion["id"]] = {
            "score": score,
            "applies": applies > 0,
            "percent": None if score is None else _shown(score, 1),
            "band": None if score is None else _band(document, score, 1),
            "weight": priorities.get(criterion["id"], rules["default_priority_value"]),
            "order": criterion["order"],
        }
    scored = [key for key, one in criteria.items() if one["score"] is not None]
    overall = percent = band = None
    if len(scored) >= rules["overall_min_scored_criteria"]:
        overall = sum(criteria[key]["score"] for key in scored)
        percent, band = _shown(overall, len(scored)), _band(document, overall, len(scored))
    above_zero = [key for key in scored if criteria[key]["score"] > 0]
    good = [key for key in above_zero if criteria[key]["score"] >= document["bands"][1]["min"] * UNIT]
    return {
        "percent": percent,
        "band": band,
        "criteria": criteria,
        "strengths": _take(good or above_zero, lambda a, b: criteria[a]["score"] > criteria[b]["score"]),
        "furthest_along": bool(above_zero) and not good,
        "priorities": _take(scored, lambda a, b: _before(criteria[a], criteria[b])),
        "pending": pending,
        "open": still_open,
    }


def _shown(score: int, count: int) -> int:
    whole, rest = divmod(score, UNIT * count)
    return whole + 1 if 2 * rest >= UNIT * count else whole


def _band(document: dict[str, Any], score: int, count: int) -> str:
    found = ""
    for band in document["bands"]:
        if score >= band["min"] * UNIT * count:
            found = band["id"]
    return found


def _before(one: dict[str, Any], other: dict[str, Any]) -> bool:
    for better in (
        (UNIT * 100 - one["score"]) * one["weight"] - (UNIT * 100 - other["score"]) * other["weight"],
        one["weight"] - other["weight"],
        other["score"] - one["score"],
        other["order"] - one["order"],
    ):
        if better:
            return bool(better > 0)
    return False


def _take(keys: list[str], before: Callable[[str, str], bool]) -> list[str]:
    left = list(keys)
    taken: list[str] = []
    while left and len(taken) < 3:
        best = left[0]
        for key in left[1:]:
            if before(key, best):
                best = key
        left.remove(best)
        taken.append(best)
    return taken
