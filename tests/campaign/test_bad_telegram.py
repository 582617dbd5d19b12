"""A campaign over HTTP at a Telegram that floods, blocks and falls silent, while the bot is killed and stopped."""

from pathlib import Path

import pytest

from benchmarks.campaign_plan import End, Plan
from benchmarks.campaigning import run_campaign

pytestmark = pytest.mark.slow

NOTHING_WRONG = dict.fromkeys(
    (
        "two in one chat",
        "none, and not on the list",
        "listed otherwise than it was",
        "inside a wait, or above the budget",
        "never came to an end",
        "unconfirmed by a stop, or more than one by a kill",
    ),
    0,
)


async def test_a_campaign_through_faults_and_kills(tmp_path: Path) -> None:
    """Nobody gets two, nobody is missing from the report, each kill leaves one unconfirmed at most.

    Never more calls in a second than the budget, none before a wait that Telegram told is over.
    """
    plan = Plan(people=60, kills=2, stops=1, seed=3)
    report = await run_campaign(tmp_path, plan)
    assert NOTHING_WRONG == report.faults, report
    assert plan.people == sum(report.states.values())
    assert report.interrupted <= report.kills == plan.kills
    assert {"sent", "blocked", "unconfirmed"} == set(report.states)


async def test_clean_stops_reach_everybody_exactly_once(tmp_path: Path) -> None:
    """Stopped three times in the middle and started again, the bot has sent each person exactly one."""
    quiet = Plan(people=24, kills=0, stops=3, seed=1, floods=0, blocks=0, timeouts=0)
    report = await run_campaign(tmp_path, quiet)
    assert NOTHING_WRONG == report.faults, report
    assert {"sent": 24} == dict(report.states)
    assert (3, 24) == (report.stops, report.calls)


async def test_the_loop_sees_a_double_send(tmp_path: Path) -> None:
    """Planted: what was in hand at a kill is planned again at the start; somebody gets two, and that is counted."""
    plan = Plan(people=8, kills=1, stops=0, floods=0, blocks=0, timeouts=0, mutant="plan-again")
    report = await run_campaign(tmp_path, plan, ends=[End(kills=True, at_the_worst=True, after=0.0)])
    assert [2] == [int(line.split()[-1]) for line in report.doubled]
