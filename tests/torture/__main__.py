"""``python -m torture``: tries the goals of the scorecard as long as one likes, and says what did not hold."""

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from torture.goal import Bug, Goal, Tier, Trial
from torture.registry import all_goals
from torture.running import Run, run_goal
from torture.scorecard import CARD, RECORD, keep, table


def main() -> int:
    """Run what is asked for; gives 1 if anything did not hold, 2 if nothing was asked that exists."""
    chosen = _parser().parse_args()
    console = Console()
    known = {goal.id: goal for goal in all_goals()}
    wanted = [known[one] for one in chosen.goals or known if one in known]
    if unknown := [one for one in chosen.goals if one not in known]:
        console.print(f"No such goal: {', '.join(unknown)}. There are {', '.join(known)}.")
        return 2
    if chosen.bug and not any(bug.name == chosen.bug for goal in wanted for bug in goal.bugs):
        console.print(f"No such bug: {chosen.bug}. There are {', '.join(b.name for g in wanted for b in g.bugs)}.")
        return 2
    if chosen.write and (chosen.bug or chosen.without_bugs):
        console.print("--write wants every planted bug: leave out --bug and --without-bugs.")
        return 2
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with tempfile.TemporaryDirectory(prefix="solidaria-torture-") as folder, Progress(*columns) as progress:
        runs = [_run(goal, chosen, Path(folder), progress) for goal in wanted]
    console.print(table([(known[run.id], run) for run in runs]))
    for run in runs:
        _explain(console, run)
    if chosen.write:
        keep(wanted, runs, chosen.tier)
        console.print(f"Written: {RECORD} and {CARD}.")
    return int(not all(_is_well(run, chosen) for run in runs))


def _is_well(run: Run, chosen: argparse.Namespace) -> bool:
    """Tell whether a run shows what was asked for: with ``--bug``, only that it is seen."""
    return run.is_clean if chosen.bug else run.holds


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m torture", description=__doc__)
    parser.add_argument("goals", nargs="*", metavar="GOAL", help="by id, such as R1; all of them without")
    parser.add_argument("--tier", choices=list(Tier), type=Tier, default=Tier.CI, help="how long")
    parser.add_argument("--rounds", type=int, help="so many rounds, whatever the tier")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="of each goal, at most")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="the number of the first round, to replay one")
    parser.add_argument("--bug", default="", help="only this planted bug: it must be seen")
    parser.add_argument("--without-bugs", action="store_true", help="the product only")
    parser.add_argument("--write", action="store_true", help="put what came of it into the scorecard")
    return parser


def _run(goal: Goal, chosen: argparse.Namespace, folder: Path, progress: Progress) -> Run:
    rounds = chosen.rounds or goal.rounds[chosen.tier]
    bar = progress.add_task(f"{goal.id} {goal.unit}", total=rounds)
    trial = Trial(folder, rounds, chosen.seed, chosen.first, chosen.seconds)
    trial.looks_up = lambda done: progress.update(bar, completed=done)

    def tells(bug: str) -> None:
        progress.update(bar, description=f"{goal.id} {bug or goal.unit}")

    run = run_goal(goal, trial, with_product=not chosen.bug, bugs=_bugs(goal, chosen), tells=tells)
    progress.update(bar, description=f"{goal.id} {goal.unit}", completed=run.done, total=run.done)
    progress.console.print(
        f"{goal.id} {'is well' if _is_well(run, chosen) else 'is NOT well, see below'}", highlight=False
    )
    return run


def _bugs(goal: Goal, chosen: argparse.Namespace) -> tuple[Bug, ...]:
    if chosen.bug:
        return tuple(bug for bug in goal.bugs if bug.name == chosen.bug)
    return () if chosen.without_bugs else goal.bugs


def _explain(console: Console, run: Run) -> None:
    for zero, words in run.words.items():
        for line in words:
            console.print(f"{run.id} {zero}: {line}", style="red", highlight=False)
    if run.words:
        again = f"make torture ARGS='{run.id} --seed {run.seed} --first ROUND --rounds 1 --without-bugs'"
        console.print(f"{run.id} again: {again}", highlight=False)
    for bug, seen in run.bugs.items():
        if not seen:
            console.print(f"{run.id}: the planted bug {bug} was NOT seen", style="red", highlight=False)


if __name__ == "__main__":
    raise SystemExit(main())
