"""The torture's own rules: a run counts only if it ran, found nothing, and saw every bug that was planted."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from torture.goal import Bug, Goal, Tier, Trial
from torture.registry import all_goals
from torture.running import BROKE_OFF, Run, run_goal, try_goal
from torture.scorecard import CARD, RECORD, TOLD, card, told_of

SEEN = Bug("seen", "every round fails.", "broken", 3)
OVERLOOKED = Bug("overlooked", "nothing fails.", "broken", 3)
TAKEN_FOR_IT = Bug("seen", "something else fails.", "broken", 3, words="^lost")


async def _run(trial: Trial) -> None:
    for number in trial.numbers():
        trial.expect("broken", trial.bug != "seen", f"dice {trial.dice(number).random()}", number)


GOAL = Goal("R1", "A goal of the test", "rounds", ("broken",), {Tier.CI: 2}, _run, (SEEN,))


def test_a_run_holds_when_nothing_was_found_and_every_bug_was_seen(tmp_path: Path) -> None:
    """The product's rounds all run; the planted bug's trial ends at its first finding, and counts as seen."""
    run = run_goal(GOAL, Trial(tmp_path, 4), bugs=GOAL.bugs)
    assert (4, {"broken": 0}, {"seen": True}) == (run.done, run.zeros, run.bugs)
    assert run.holds
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("rounds", "bugs"),
    [(0, ()), (4, (OVERLOOKED,)), (4, (TAKEN_FOR_IT,))],
    ids=["nothing run", "a bug overlooked", "another taken for it"],
)
def test_a_run_without_proof_does_not_hold(tmp_path: Path, rounds: int, bugs: tuple[Bug, ...]) -> None:
    """A goal that ran no round, or that a planted bug got past, is not kept; another finding is not that bug."""
    assert not run_goal(GOAL, Trial(tmp_path, rounds), bugs=bugs).holds


async def _fail_at_two(trial: Trial) -> None:
    for number in trial.numbers():
        trial.expect("broken", number != 2, f"dice {trial.dice(number).random()}", number)


def test_a_finding_fails_the_run_and_its_round_replays_it(tmp_path: Path) -> None:
    """What is found is counted and worded; the round alone, with the same seed, words it the same."""
    broken = replace(GOAL, run=_fail_at_two)
    run = run_goal(broken, Trial(tmp_path, 5, seed=5), bugs=())
    alone = run_goal(broken, Trial(tmp_path, 1, seed=5, first=2), bugs=())
    assert (5, {"broken": 1}, False) == (run.done, run.zeros, run.holds)
    assert run.words == alone.words


@pytest.mark.parametrize("bug", ["", "seen"], ids=["the product's", "a planted bug's"])
def test_a_trial_that_raises_fails_the_run_alone(tmp_path: Path, bug: str) -> None:
    """What raised is told with its traceback, the trials beside it are run, and the run does not hold."""

    async def break_off(trial: Trial) -> None:
        await _run(trial)
        if trial.bug == bug:
            raise OSError("no such port")

    run = run_goal(replace(GOAL, run=break_off), Trial(tmp_path, 4), bugs=GOAL.bugs)
    assert (4, {"broken": 0}, {"seen": True}, False) == (run.done, run.zeros, run.bugs, run.holds)
    (told,) = run.words[BROKE_OFF]
    assert told.endswith("OSError: no such port\n")


def test_time_ends_a_trial(tmp_path: Path) -> None:
    """No further round begins when the time is up."""
    assert 0 == run_goal(GOAL, Trial(tmp_path, 10**9, seconds=-1), bugs=()).done


@pytest.mark.parametrize("goal", all_goals(), ids=lambda goal: goal.id)
def test_every_zero_has_teeth(goal: Goal) -> None:
    """Whatever must be zero has a planted bug that shows it can be seen, and every tier says how long it runs."""
    assert set(goal.zeros) == {bug.zero for bug in goal.bugs}
    assert set(Tier) == set(goal.rounds)
    assert len(goal.bugs) == len({bug.name for bug in goal.bugs})


@pytest.mark.parametrize("goal", all_goals(), ids=lambda goal: goal.id)
def test_every_bug_can_be_planted(goal: Goal, tmp_path: Path) -> None:
    """What a bug reaches into is still there: planted for no round at all, none raises."""
    for bug in goal.bugs:
        assert "" == try_goal(goal, Trial(tmp_path, 0, bug=bug.name)), bug.name


def test_every_mutant_can_be_made() -> None:
    """What a mutant of the bot's own process reaches into is still there."""
    every = "from benchmarks.mutants import MUTANTS\nfor plant in MUTANTS.values(): plant()"
    made = subprocess.run([sys.executable, "-c", every], capture_output=True, check=False, text=True)
    assert (0, "") == (made.returncode, made.stderr)


def test_the_scorecard_is_what_was_recorded() -> None:
    """The card in docs says what the record holds, of every goal as it is now, of its whole tier, and all held."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    assert card(record) == CARD.read_text(encoding="utf-8")
    assert [goal.id for goal in all_goals()] == sorted(record, key=lambda one: ("RSP".index(one[0]), int(one[1:])))
    assert {goal.id: told_of(goal) for goal in all_goals()} == {
        name: {key: one[key] for key in TOLD} | {"zeros": list(one["zeros"]), "bugs": list(one["bugs"])}
        for name, one in record.items()
    }
    assert [] == [goal.id for goal in all_goals() if record[goal.id]["done"] < goal.rounds[Tier.CI]]
    assert [] == [one["id"] for one in record.values() if not _as_run(one).holds]


def _as_run(one: dict[str, object]) -> Run:
    return Run(**{name: one[name] for name in Run.__dataclass_fields__})  # type: ignore[arg-type]  # as it was written
