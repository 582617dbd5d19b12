"""When retention last ran, what it took away, and whether a night has passed since.

Decides when a night is: at an hour when nobody in the Americas answers. A bot that was off in the night does it when it
is there again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from conversations.retention import DataClass, holding
from storage.audit import note
from storage.audit_entry import of_bot
from storage.audit_words import Action, Kind
from storage.database import Transaction
from storage.retention import SWEEPS, goes_now, past_term
from storage.runner_state import Memo, recall, remember

NIGHT: Final = time(7, tzinfo=UTC)
"""04:00 in Buenos Aires, 02:00 in Bogotá, 01:00 in Mexico City."""
CLOCKS_DIFFER: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Run:
    """A run that went through all classes: when, and how many of each went."""

    at: datetime
    gone: Mapping[DataClass, int]


@dataclass(frozen=True, slots=True)
class State:
    """How a class stands: how many are past its term, and how many a run would take away now."""

    data: DataClass
    past: int
    goes: int


def is_due(last: Run | None, now: datetime) -> bool:
    """Tell whether a night has begun since the last run; one in the future (the clock was moved) does not count."""
    night = datetime.combine(now.astimezone(UTC).date(), NIGHT)
    if night > now:
        night -= timedelta(days=1)
    return last is None or last.at < night or last.at > now + CLOCKS_DIFFER


def last_run(tx: Transaction) -> Run | None:
    """Return the last run, ``None`` when there was none yet."""
    noted = recall(tx, Memo.RETENTION)
    if noted is None:
        return None
    raw = json.loads(noted)
    return Run(datetime.fromisoformat(raw["at"]), {DataClass(name): count for name, count in raw["gone"].items()})


def note_run(tx: Transaction, run: Run) -> None:
    """Write down that a run went through."""
    gone = {data.value: count for data, count in run.gone.items() if count}
    remember(tx, Memo.RETENTION, json.dumps({"at": run.at.isoformat(), "gone": gone}))
    if gone:
        note(
            tx,
            of_bot(Action.OLD_FORGOTTEN, run.at, Kind.DATABASE, None, " ".join(f"{one} {gone[one]}" for one in gone)),
        )


def states(tx: Transaction, now: datetime) -> tuple[State, ...]:
    """Look at every class that a run goes through; changes nothing."""
    return tuple(State(data, past_term(tx, data, now), goes_now(tx, data, now)) for data in SWEEPS)


def personal_past_term(tx: Transaction, now: datetime) -> int:
    """Count what is personal and past its term: 0, unless nobody ran the bot."""
    return sum(past_term(tx, data, now) for data in SWEEPS if holding(data).personal)
