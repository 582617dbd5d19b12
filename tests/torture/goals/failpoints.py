"""R2: the bot is killed at every named point of its life, again and again.

Decides which point's turn it is, and what counts as all of them: those that lives without a kill pass, and whatever the
bot asks its writer for. What is wrong with what is left, `benchmarks.failing` and its oracles judge.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from kit.asked import asked_of_the_writer

from benchmarks.failing import Learnt, Village, learn, village
from benchmarks.killing import Plan, living
from benchmarks.oracle import Verdict
from benchmarks.pinned import Day, Point
from torture.goal import Bug, Goal, Tier, Trial

LIVES = 2
"""In how many a point has to be passed: at a commit of several turns, say, people have to come at the same time."""
A_VILLAGE = 250
"""Lives until everything is judged once more against a replay, and a new village begins."""
NEVER, UNREACHED, BY_WEBHOOK = "never reached", "no-digests", "acknowledge-first"
OWED = {"sent twice": "doubled", "missing": "missing", "listed wrongly": "untrue"}
ELSEWHERE = {
    "deliveries.give_up": "a reminder that cannot be made",
    "inbox.count_attempt": "a turn that fails",
    "inbox.mark_failed": "a turn that fails",
    "invitations.revoke_invitation": "an invitation that Telegram does not take",
    "overflow.count_refused": "a flood",
    "overflow.show_below": "a flood",
    "people_reader.shown_people": "somebody whose term has passed",
    "talk.is_ours": "a card that came twice",
}
"""What the writer is not asked for in these lives: it needs a fault, a flood or a long time."""
ANSWERED = (Point(Day.USUAL, "commit of turn.apply Give, after", 3),)
ACCEPTED = (Point(Day.USUAL, "campaigns sendMessage, after", 1),)
PLANTED: dict[str, tuple[Point, ...]] = {
    "confirm-first": (Point(Day.USUAL, "commit of turn.apply Give, before", 1),),
    BY_WEBHOOK: (Point(Day.HOOKED, "webhook answers 200, after", 30),),
    "store-later": (Point(Day.USUAL, "polling getUpdates with an offset, after", 8),),
    "another-answer": ANSWERED,
    "history-twice": ANSWERED,
    "half-a-turn": ANSWERED,
    "never-redraw": ANSWERED,
    "plan-again": ACCEPTED,
    "give-up-at-start": ACCEPTED,
    "settle-first": (Point(Day.USUAL, "campaigns sendMessage, before", 1),),
    "deed-again": (Point(Day.DESK, "commit of turn.apply Do export, after", 1),),
    "half-a-deed": (Point(Day.DESK, "commit of turn.apply Do ok, after", 1),),
    "errand-settled-first": (Point(Day.DESK, "figure_errands sendDocument, before", 1),),
    "file-forgotten": (Point(Day.DESK, "commit of turn.apply FileRead, before", 1),),
    "links-left": (Point(Day.DESK, "people_errands sendPhoto, after", 1),),
    UNREACHED: (Point(Day.USUAL, "commit of digests.write_due_digests, before", 1),),
}
"""Where the bot dies with a planted bug."""
BUGS = (
    Bug("confirm-first", "an answer is shown as saved before its commit", "lost", 2, "was shown as saved"),
    Bug("store-later", "the latest updates are acknowledged before they are stored", "lost", 3, "changes"),
    Bug(BY_WEBHOOK, "a webhook answers 200 before an update is stored", "lost", 1, "changes"),
    Bug("another-answer", "another level is written down than was given", "changed", 2, "was never given"),
    Bug("history-twice", "an answer is written down twice", "doubled", 2, "recorded twice"),
    Bug("never-redraw", "a card counts as drawn anew that never was", "stranded", 2, "card|buttons"),
    Bug("half-a-turn", "a turn is committed by half", "damaged", 2, "history"),
    Bug("plan-again", "what was in hand at a kill is sent again", "sent twice", 1),
    Bug("settle-first", "a delivery is noted as sent before it is", "missing", 1),
    Bug("give-up-at-start", "what was in hand at a kill counts as failed", "listed wrongly", 1),
    Bug("deed-again", "a deed at the desk is done once more after a kill", "doubled", 1, "letters to"),
    Bug("half-a-deed", "a campaign is committed without whom it is for", "damaged", 1, "Aviso"),
    Bug("errand-settled-first", "an errand counts as done before it is", "missing", 1, "without a message"),
    Bug("file-forgotten", "a file counts as read before its coordinator is told", "missing", 1, "never came"),
    Bug("links-left", "a message sent twice leaves two links that are good", "doubled", 1, "links for"),
    Bug(UNREACHED, "a part of the bot is never at work", NEVER, 1),
)


@dataclass
class _Deaths:
    """How often the bot died at each point, and what else is to be said in the end."""

    at: Counter[Point] = field(default_factory=Counter)
    sought: set[Point] = field(default_factory=set)
    confirmed: int = 0
    texts: int = 0


async def _run(trial: Trial) -> None:
    numbers, learnt, deaths = trial.numbers(), Learnt(), _Deaths()
    for first in numbers:
        await _in_a_village(trial, chain((first,), islice(numbers, A_VILLAGE - 1)), first, learnt, deaths)
    for point in sorted(deaths.sought - deaths.at.keys()):
        trial.found(NEVER, f"{point.name}, in a life that is {point.day}")
    if not trial.bug:
        for name in sorted(asked_of_the_writer() - learnt.asked - ELSEWHERE.keys()):
            trial.found(NEVER, f"the writer was never asked for {name}")
        for name in learnt.missed:
            trial.found(NEVER, f"a bot that is not killed does not come to: {name}")
    trial.facts |= {
        "points": f"{len(learnt.points):,}",
        "points died at": f"{len(deaths.at):,}",
        "deaths at a point": f"{deaths.at.total():,}",
        "answers shown as saved": f"{deaths.confirmed:,}",
        "notices and corrections": f"{deaths.texts:,}",
    }


async def _in_a_village(trial: Trial, numbers: Iterator[int], first: int, learnt: Learnt, deaths: _Deaths) -> None:
    folder, told, number = trial.folder / str(first), set[tuple[str, str]](), first
    folder.mkdir()
    plan = Plan(seed=trial.dice(first).getrandbits(32), mutant=trial.bug)
    async with village(folder, plan, seated=bool(trial.bug)) as built:
        async with living(built.town.people):
            if trial.bug:
                learnt.points = list(PLANTED[trial.bug])
            elif not learnt.points:
                found = await learn(built)
                learnt.points, learnt.asked, learnt.missed = found.points, found.asked, found.missed
            for number in numbers:
                point = learnt.points[number % len(learnt.points)]
                _report(trial, await _die(trial, built, point, number, len(learnt.points), deaths), number, told)
        if not trial.is_seen(trial.zeros) and trial.bug != UNREACHED:  # it would never come to rest
            at_desk = learnt.points[0].day is Day.DESK
            if not trial.bug or not at_desk:
                await _judge(trial, built, number, told)
            if not trial.bug or at_desk:
                _report(trial, await built.close_desk(), number, told)
        deaths.confirmed += built.town.shown_as_saved
        deaths.texts += len(built.owed.texts)


async def _die(trial: Trial, built: Village, point: Point, number: int, points: int, deaths: _Deaths) -> Verdict:
    """Have the bot die at a point, the first time round when it comes there first; and judge what it left."""
    again = number >= points and not trial.bug
    nth = trial.dice(number).randint(1, point.times) if again else point.times if trial.bug else 1
    deaths.sought.add(point)
    verdict = Verdict()
    for _ in range(1 if trial.bug else LIVES):
        died = f"died {point.name}" in await built.live(point.day, point.name, nth)
        verdict.add(built.examine(point.day))
        if died:
            deaths.at[point] += 1
            break
    return verdict


async def _judge(trial: Trial, built: Village, number: int, told: set[tuple[str, str]]) -> None:
    """Let the bot live on until all is quiet, and judge what came of everything."""
    verdict = Verdict()
    await built.town.start_bot()
    if not await built.until_quiet():
        verdict.damaged.append("it does not come to rest")
    verdict.add(built.town.oracle.in_the_end(built.town.made))
    if (status := await built.town.bots.stop()) != 0:
        verdict.damaged.append(f"a clean stop ended with {status}: {built.town.bots.log[-500:]}")
    if not trial.bug:
        verdict.add(built.examine_backups())
    _report(trial, verdict, number, told)
    wrong = built.owed.judge()
    for zero, name in OWED.items():
        for what in getattr(wrong, name):
            trial.found(zero, what, number)


def _report(trial: Trial, verdict: Verdict, number: int, told: set[tuple[str, str]]) -> None:
    """Report what has not been reported of this village."""
    for zero, found in vars(verdict).items():
        for what in found:
            if (zero, what) not in told:
                told.add((zero, what))
                trial.found(zero, what, number)


GOALS = (
    Goal(
        id="R2",
        title="Killed at every commit, every call of Telegram and between them, the bot loses and doubles nothing.",
        unit="lives",
        zeros=("lost", "changed", "doubled", "stranded", "damaged", *OWED, NEVER),
        rounds={Tier.CI: 200, Tier.NIGHT: 12_000, Tier.RELEASE: 120_000},
        run=_run,
        bugs=BUGS,
        note="A round is one life, killed at one point; the points are found anew in each run, and all of them are died"
        " at in turn. Not among them: what needs a fault or a flood, and the upgrade of an older"
        " database (R11). Which point and which time of passing it are replayed, what people do meanwhile is not.",
    ),
)
