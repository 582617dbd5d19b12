"""P5: five years of a network in one go, by a clock that is moved; nothing personal outlives its term, no answer goes.

Decides when the bot is there and when a scan looks: right before each night's run, and after it. What happens on a day
and what would be too old is in `kit.five_years`.
"""

import dataclasses
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any, Final
from unittest.mock import patch

from kit.five_years import Years, lost, past_term, robbed
from kit.store import Store
from kit.traces import fresh_store
from sqlalchemy import delete, select
from structlog.testing import capture_logs

from bot.retention import Retention
from conversations import retention as declarations
from conversations.retention import DataClass, Term, holding
from storage import audit_terms, retention
from storage import tables as t
from storage.audit import note
from storage.audit_answers import verify_audit
from storage.audit_entry import of_bot
from storage.audit_words import Action, Kind
from storage.database import Transaction
from storage.retention import SWEEPS, Sweep
from storage.writer import Writer
from torture.goal import Bug, Goal, Tier, Trial

OLD, GONE, ROBBED = "personal data past its term", "answers or history lost", "people with a post forgotten"
DAYS: Final = 5 * 365 + 60
"""Five years, and some nights in which the audit of the first ones goes."""
UNTRUE: Final = "the audit does not bear out what is there"
VERIFIED_EVERY: Final = 60
"""In how many nights the whole audit is held against everything."""
OFF: Final = 0.4
"""In how many of all nights a time without the bot begins, of up to so many days: MOST_OFF."""
MOST_OFF: Final = 20
NIGHT: Final = timedelta(hours=7, seconds=30)


@dataclasses.dataclass
class _Clock:
    """The store's clock, as the bot asks for it."""

    store: Store

    def now(self) -> datetime:
        """Give the virtual instant."""
        return self.store.now

    def monotonic(self) -> float:
        """Give virtual seconds."""
        return self.store.now.timestamp()


async def five_years(trial: Trial) -> None:
    """Live through five years, looking at every step."""
    nights = people = 0
    for number in trial.numbers():
        store = fresh_store(trial.folder / str(number))
        with _planted(trial.bug), capture_logs():
            years = Years(store, trial.dice(number))
            nights += await _live(trial, number, years)
        people += years.posts
        store.database.close()
    trial.facts["nights"] = f"{nights:,}"
    trial.facts["posts held"] = f"{people:,}"


async def _live(trial: Trial, number: int, years: Years) -> int:
    store, dice = years.store, years.dice
    job = Retention(Writer(store.database), _Clock(store))
    first = store.now.replace(hour=0, minute=0, second=0)
    day = nights = 0
    there = False
    while day < DAYS:
        store.now = first + timedelta(days=day) + NIGHT
        if there:
            _look(trial, number, years, f"before the night of day {day}")
        else:
            store.now += timedelta(hours=dice.randint(0, 16))  # it is started at any hour, and does it then
        await job.look()
        nights += 1
        _look(trial, number, years, f"after the night of day {day}")
        if nights % VERIFIED_EVERY == 0:
            _verify(trial, number, store, day)
        if trial.is_seen(trial.zeros):
            break  # who was robbed of their post cannot go on
        store.now += timedelta(minutes=dice.randint(1, 7 * 60))
        years.day()
        away = dice.randint(2, MOST_OFF) if dice.random() < OFF else 1
        there = away == 1
        day += away
    _verify(trial, number, store, day)
    return nights


def _verify(trial: Trial, number: int, store: Store, day: int) -> None:
    with store.database.reading() as tx:
        trouble = verify_audit(tx, None).trouble
    trial.expect(UNTRUE, trouble is None, f"{trouble}, after day {day}", number)


def _look(trial: Trial, number: int, years: Years, when: str) -> None:
    for what in past_term(years.store, years.store.now):
        trial.found(OLD, f"{what}, {when}", number)
    for what in lost(years):
        trial.found(GONE, f"{what}, {when}", number)
    for person in robbed(years):
        trial.found(ROBBED, f"person {person}, {when}", number)


# --- planted bugs ---


def _without(data: DataClass) -> dict[DataClass, Sweep]:
    return {one: sweep for one, sweep in SWEEPS.items() if one is not data}


def _note_too(tx: Transaction, people: Sequence[int], now: datetime) -> None:
    SWEEPS[DataClass.PEOPLE].remove(tx, people, now)
    tx.connection.execute(delete(t.response).where(t.response.c.author.in_(people)))


def _whoever_is_here(before: datetime) -> Any:  # noqa: ANN401 - a statement
    p = t.person.c
    return select(p.id).where(p.identity.is_not(None), p.consented_at < before)


def _only_begin_anew(tx: Transaction, last: int, now: datetime) -> None:
    note(tx, of_bot(Action.VOUCHING_BEGUN, now, Kind.DATABASE))


def _people(**changed: Any) -> dict[DataClass, Sweep]:  # noqa: ANN401 - parts of a sweep
    return {**SWEEPS, DataClass.PEOPLE: dataclasses.replace(SWEEPS[DataClass.PEOPLE], **changed)}


def _sweeps(sweeps: dict[DataClass, Sweep]) -> AbstractContextManager[object]:
    return patch.object(retention, "SWEEPS", sweeps)


def _longer(data: DataClass) -> AbstractContextManager[object]:
    """Declare a term of years for a class, so that the product believes it."""
    declared = holding(data)
    return patch.dict(
        declarations._BY_CLASS, {data: dataclasses.replace(declared, term=Term(3_000, declared.term.since))}
    )


BUGS: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "letters-skipped": lambda: _sweeps(_without(DataClass.LETTERS)),
    "people-skipped": lambda: _sweeps(_without(DataClass.PEOPLE)),
    "letters-for-years": lambda: _longer(DataClass.LETTERS),
    "updates-for-years": lambda: _longer(DataClass.UPDATES),
    "a-day-late": lambda: patch.object(retention, "AHEAD", timedelta(days=-1)),
    "answers-go-along": lambda: _sweeps(_people(remove=_note_too)),
    "posts-do-not-count": lambda: _sweeps(_people(past=_whoever_is_here)),
    "links-not-vouched": lambda: patch.object(retention, "vouch", lambda *_: None),
    "rows-not-carried": lambda: patch.object(audit_terms, "carry", _only_begin_anew),
}


def _planted(bug: str) -> AbstractContextManager[object]:
    return BUGS[bug]() if bug else nullcontext()


GOALS: tuple[Goal, ...] = (
    Goal(
        "P5",
        "In five years nothing personal is ever older than the term of its class, whatever nights the bot was off "
        "(then, when it is back); every answer, and every post that was held, is still there, "
        "and the audit bears it out",
        "runs of five years",
        (OLD, GONE, ROBBED, UNTRUE),
        {Tier.CI: 1, Tier.NIGHT: 100, Tier.RELEASE: 1_000},
        five_years,
        (
            Bug("letters-skipped", "The job skips the letters.", OLD, 1),
            Bug("people-skipped", "The job skips the people.", OLD, 1),
            Bug("letters-for-years", "The declared term of letters is 3,000 days.", OLD, 1, "of letters"),
            Bug("updates-for-years", "The declared term of failed updates is 3,000 days.", OLD, 1, "of updates"),
            Bug("a-day-late", "What is past its term goes the day after.", OLD, 1),
            Bug("answers-go-along", "Whoever is forgotten takes their answers along.", GONE, 1),
            Bug("posts-do-not-count", "Who came a year ago is forgotten, post or not.", ROBBED, 1),
            Bug("links-not-vouched", "A link that goes by its term is missed by the audit.", UNTRUE, 1, "invitation"),
            Bug("rows-not-carried", "What an entry vouched for is not vouched for anew when it expires.", UNTRUE, 1),
        ),
        "The bot's nightly job runs on a virtual clock. Backups have their own tests; a system's journal is not ours.",
    ),
)
