"""R1: the bot is killed at random moments while people answer.

Decides how many people there are and when a town has had its kills; what is wrong, `benchmarks.oracle` judges.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from benchmarks.killing import Plan, Report, Town, come_to_rest, kill_once, living, serve_everybody, town
from benchmarks.oracle import Verdict
from storage.database import database_path
from torture.goal import Bug, Goal, Tier, Trial

A_TOWN = 50
"""Kills until everything is judged once more against a replay, and a new town begins."""
PEOPLE = (30, 60, 120)
"""How many people answer at once, by town."""
FEW = 10  # people, for a planted bug
TORN = "torn-page"
PAGE = 4096  # bytes
WAITS = "confirm-and-wait"
TAKEN = {"acknowledge-first": 12, "half-a-turn": 1_000_000}
"""Answers that have come before a planted bug's kill: more than one stores before it forgets; it dies by itself."""
BUGS = (
    Bug(WAITS, "an answer is shown as saved, and its commit waits", "lost", 1, "was shown as saved"),
    Bug("acknowledge-first", "updates are acknowledged before they are stored", "lost", 1, "changes"),
    Bug("another-answer", "another level is written down than was given", "changed", 1, "was never given"),
    Bug("history-twice", "an answer is written down twice", "doubled", 1, "recorded twice"),
    Bug("forget-to-draw", "a card counts as drawn that never was", "stranded", 1, "card|buttons"),
    Bug("half-a-turn", "a turn is committed by half", "damaged", 1, "history"),
    Bug(TORN, "a page of the file is torn when the bot dies", "damaged", 1, "malformed|integrity"),
)


async def _run(trial: Trial) -> None:
    numbers, report = trial.numbers(), Report()
    for first in numbers:
        await _in_a_town(trial, chain((first,), islice(numbers, A_TOWN - 1)), first, report)
    trial.facts |= {
        "answers given": f"{report.answers:,}",
        "answers shown as saved": f"{report.shown_as_saved:,}",
        "updates": f"{report.updates:,}",
        "lives": f"{report.lives - report.hooked:,} by polling, {report.hooked:,} by webhook",
    }


async def _in_a_town(trial: Trial, numbers: Iterator[int], first: int, report: Report) -> None:
    folder, told = trial.folder / str(first), set[tuple[str, str]]()
    folder.mkdir()
    number = first
    async with town(folder, _plan(trial, first)) as built:
        async with living(built.people):
            for number in numbers:
                verdict = await kill_once(built, trial.dice(number))
                if trial.bug == TORN:
                    _tear_a_page(built)
                    verdict = built.oracle.after_a_kill()
                _report(trial, verdict, number, told)
        for judge in (come_to_rest, serve_everybody):
            if not trial.is_seen(trial.zeros):
                _report(trial, await judge(built), number, told)
        _add_up(built, report)


def _plan(trial: Trial, first: int) -> Plan:
    plan = Plan(people=PEOPLE[first // A_TOWN % len(PEOPLE)], seed=trial.dice(first).getrandbits(32), longest=1.0)
    if trial.bug:
        mutant = "" if trial.bug == TORN else trial.bug
        taken = TAKEN.get(trial.bug, 0)
        plan = replace(plan, people=FEW, mutant=mutant, redeliver=False, at_work=1.0, until_taken=taken)
    return plan


def _report(trial: Trial, verdict: Verdict, number: int, told: set[tuple[str, str]]) -> None:
    """Report what has not been reported of this town."""
    for zero, found in vars(verdict).items():
        for what in found:
            if (zero, what) not in told:
                told.add((zero, what))
                trial.found(zero, what, number)


def _add_up(built: Town, report: Report) -> None:
    of_this = Report()
    built.tell(of_this)
    report.answers += of_this.answers
    report.shown_as_saved += of_this.shown_as_saved
    report.updates += of_this.updates
    report.lives += of_this.lives
    report.hooked += of_this.hooked


def _tear_a_page(built: Town) -> None:
    """Write noise over the middle of the file, as a disk might; what the log holds of it is gone too."""
    path = database_path(built.stage.url)
    for log in (Path(f"{path}-wal"), Path(f"{path}-shm")):
        log.unlink(missing_ok=True)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // PAGE * PAGE)
        file.write(b"\xa5" * PAGE)


GOALS = (
    Goal(
        id="R1",
        title="Killed at any moment while people answer, the bot loses, changes and doubles no answer shown as saved.",
        unit="kills",
        zeros=("lost", "changed", "doubled", "stranded", "damaged"),
        rounds={Tier.CI: 10, Tier.NIGHT: 2_000, Tier.RELEASE: 20_000},
        run=_run,
        bugs=BUGS,
        note="The moments of the kills are wall-clock: the dice of a round are replayed, its timing is not. By polling"
        " or by webhook, as the dice fall; some updates are delivered again. After each kill the file's integrity is"
        " checked; every 50 kills the whole record is compared with a replay.",
    ),
)
