"""R4: the bot is killed and stopped in the middle of a campaign, at a Telegram that floods, blocks and falls silent.

Decides when a campaign has had its restarts; what is wrong with it, `benchmarks.delivered` judges.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice

from benchmarks.campaign_plan import End, Plan, deal_end
from benchmarks.campaigning import run_campaign
from benchmarks.delivered import Report
from torture.goal import Bug, Goal, Tier, Trial

A_CAMPAIGN = 8
"""Restarts in the middle of one campaign."""
STOPPED = 0.25
"""Share of the restarts that are clean stops."""
PEOPLE = 48
FEW = 8  # people, for a planted bug
ZEROS = {
    "sent twice": "doubled",
    "missing": "missing",
    "listed wrongly": "untrue",
    "too soon": "too_soon",
    "unfinished": "unfinished",
    "uncertain": "uncertain",
}
"""What must not be, and where a report has it."""
BUGS = (
    Bug("plan-again", "what was in hand at a kill is sent again", "sent twice", 1),
    Bug("silence-is-success", "a message counts as sent when nobody can know", "missing", 1),
    Bug("silence-is-failure", "a message counts as failed when nobody can know", "listed wrongly", 1),
    Bug("deaf-to-waits", "the bot goes on while Telegram has told it to wait", "too soon", 1),
    Bug("never-recover", "what was in hand at a kill stays so for ever", "unfinished", 1),
    Bug("claim-ahead", "three are taken in hand at a time", "uncertain", 1),
)


async def _run(trial: Trial) -> None:
    numbers, states = trial.numbers(), Counter[str]()
    unconfirmed = calls = 0
    for first in numbers:
        folder = trial.folder / str(first)
        folder.mkdir()
        restarts = chain((first,), islice(numbers, A_CAMPAIGN - 1))
        report = await run_campaign(folder, _plan(trial, first), ends=_ends(trial, restarts))
        _tell(trial, report, first)
        states += report.states
        unconfirmed, calls = unconfirmed + report.interrupted, calls + report.calls
    trial.facts |= {f"reminders {state}": f"{count:,}" for state, count in sorted(states.items())}
    trial.facts |= {"unconfirmed by a kill": f"{unconfirmed:,}", "calls": f"{calls:,}"}


def _plan(trial: Trial, first: int) -> Plan:
    if trial.bug:
        quiet = Plan(people=FEW, kills=1, stops=0, floods=0, blocks=0, timeouts=0)
        return replace(quiet, certain=True, mutant=trial.bug, patience=3.0)
    return Plan(people=PEOPLE, kills=A_CAMPAIGN, stops=0, seed=trial.dice(first).getrandbits(32))


def _ends(trial: Trial, numbers: Iterator[int]) -> Iterator[End]:
    for number in numbers:
        chance = trial.dice(number)
        end = deal_end(chance, kills=bool(trial.bug) or chance.random() >= STOPPED)
        yield End(end.kills, at_the_worst=True, after=0.0) if trial.bug else end


def _tell(trial: Trial, report: Report, first: int) -> None:
    for zero, name in ZEROS.items():
        for what in getattr(report, name):
            trial.found(zero, what, first)


GOALS = (
    Goal(
        id="R4",
        title="Through kills and stops at a bad Telegram, a campaign reaches nobody twice and leaves nobody unlisted.",
        unit="restarts",
        zeros=tuple(ZEROS),
        rounds={Tier.CI: 8, Tier.NIGHT: 800, Tier.RELEASE: 8_000},
        run=_run,
        bugs=BUGS,
        note="5 % of the sends are told to wait, 3 % are blocked, 5 % are met with silence, half of them after the"
        " message has arrived. A kill may leave one reminder unconfirmed, which is listed and not sent again. The"
        " moments of the restarts are wall-clock: the dice of a campaign are replayed, its timing is not.",
    ),
)
