"""R4: the bot is killed and stopped in the middle of a campaign, at a Telegram that floods, blocks and falls silent.

Decides when a campaign has had its restarts; what is wrong with it, `benchmarks.delivered` judges.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
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
A_STOP = (2, 5)
"""Which restarts of a campaign are clean stops with a message on its way, besides the others by chance."""
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
    Bug("plan-again", "what was in hand at a kill is sent again", "sent twice", 3),
    Bug("silence-is-success", "a message counts as sent when nobody can know", "missing", 3),
    Bug("silence-is-failure", "a message counts as failed when nobody can know", "listed wrongly", 3),
    Bug("deaf-to-waits", "the bot goes on while Telegram has told it to wait", "too soon", 3, "after a 429"),
    Bug("waits-not-kept", "what Telegram told it to wait is not written down", "too soon", 3, "not noted"),
    Bug("in-a-rush", "messages go out as fast as they can", "too soon", 3, "in a second"),
    Bug("never-recover", "what was in hand at a kill stays so for ever", "unfinished", 3),
    Bug("claim-ahead", "three are taken in hand at a time", "uncertain", 3, "by a kill"),
    Bug("finish-waits-for-nothing", "a stop leaves what is on its way", "uncertain", 3, "by a stop"),
)
CALM = {"in-a-rush", "finish-waits-for-nothing"}
"""Bugs that are seen at a Telegram without faults; the others meet each fault once."""


async def _run(trial: Trial) -> None:
    numbers, states = trial.numbers(), Counter[str]()
    unconfirmed = calls = stops = 0
    for first in numbers:
        folder = trial.folder / str(first)
        folder.mkdir()
        restarts = chain((first,), islice(numbers, A_CAMPAIGN - 1))
        report = await run_campaign(folder, _plan(trial, first), ends=_ends(trial, restarts))
        _tell(trial, report, first)
        states += report.states
        unconfirmed, calls = unconfirmed + report.interrupted, calls + report.calls
        stops += report.stops
    trial.facts |= {f"reminders {state}": f"{count:,}" for state, count in sorted(states.items())}
    trial.facts |= {"unconfirmed by a kill": f"{unconfirmed:,}", "calls": f"{calls:,}", "clean stops": f"{stops:,}"}


def _plan(trial: Trial, first: int) -> Plan:
    if trial.bug:
        slow = 3.0 if trial.bug == "in-a-rush" else 8.0  # even a slow machine rushes faster
        quiet = Plan(people=FEW, kills=1, stops=0, a_second=slow, floods=0, blocks=0, timeouts=0)
        return replace(quiet, certain=trial.bug not in CALM, mutant=trial.bug)
    return Plan(people=PEOPLE, kills=A_CAMPAIGN, stops=0, seed=trial.dice(first).getrandbits(32))


def _ends(trial: Trial, numbers: Iterable[int]) -> Iterator[End]:
    for place, number in enumerate(numbers):
        chance = trial.dice(number)
        if trial.bug:
            yield End(trial.bug != "finish-waits-for-nothing", at_the_worst=True, after=0.0)
            return
        end = deal_end(chance, kills=chance.random() >= STOPPED)
        yield End(False, at_the_worst=True, after=0.0) if place in A_STOP else end


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
        note=(
            "5 % of the sends are told to wait, 3 % are blocked, 5 % are met with silence, half of them after the "
            "message has arrived. A kill may leave one reminder unconfirmed, which is listed and not sent again; a "
            "clean stop none, and two of eight come with a message on its way. With one reminder a person, it is not "
            "tried that a chat is written to once a second at most. The moments of the restarts are wall-clock: the "
            "dice of a campaign are replayed, its timing is not."
        ),
    ),
)
