"""What a trial of a flood adds up, and the bugs that it must see.

Decides how the product is broken for a trial: by reaching inside it, in this process only.
"""

import asyncio
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

import psutil
from kit.flooding import Calm, Flooder
from torture.goal import Trial

import storage.pausing
from benchmarks.stage import Stage
from bot.limits import Limits
from bot.local import Person
from storage.database import Database, Transaction
from storage.secrets import Keyring

AT_A_STRETCH = 100
"""Updates of a flood that are sent before anything else in this process goes on."""


class Figures:
    """What was seen, besides."""

    def __init__(self) -> None:
        self.waits: dict[str, list[float]] = {}
        self.rates: dict[str, list[float]] = {}
        self.acts = self.answers = 0
        self.memory = self.at_rest = 0.0

    def add(self, beside: str, calm: list[Calm]) -> None:
        """Take how long people waited."""
        waits = [wait for one in calm for wait in one.waits]
        self.waits.setdefault(beside, []).extend(waits)
        self.answers += len(waits)

    def in_words(self) -> dict[str, str]:
        """Give it for the scorecard."""
        said = {"updates of floods": f"{self.acts:,}", "answers beside them": f"{self.answers:,}"}
        alone = self.waits.get("nobody")
        for beside, waits in self.waits.items():
            if len(waits) > 1:
                middle, late = statistics.median(waits), statistics.quantiles(waits, n=100)[98]
                ratio = f", {late / statistics.quantiles(alone, n=100)[98]:.1f} times p99 alone" if alone else ""
                said[f"saved beside {beside}"] = f"p50 {middle * 1000:.0f} ms, p99 {late * 1000:.0f} ms{ratio}"
        for meant, rates in self.rates.items():
            said[f"sent a second of {meant}"] = f"{min(rates):,.0f} to {max(rates):,.0f}"
            thin = sum(rate < int(meant.replace(",", "")) / 10 for rate in rates)
            if thin:
                said[f"floods of {meant} a second that were none, being less than a tenth of it"] = str(thin)
        if self.memory:
            said["memory"] = f"{self.memory:.0f} MB at most, {self.at_rest:.0f} MB at rest"
        return said


@contextmanager
def planted(bug: str) -> Iterator[None]:
    """Break the product for the time of a trial, if ``bug`` is one of those that live in this process."""
    match bug:
        case "no-bucket":
            with mock.patch.object(Limits, "admit", _admits_all):
                yield
        case "one-bucket":
            with mock.patch.object(Limits, "admit", _admits_as_one(Limits.admit)):
                yield
        case "notice-each-time":
            with mock.patch.object(Limits, "to_be_told", _tells_always):
                yield
        case "no-room":
            with mock.patch.object(storage.pausing, "see_that_there_is_room"):
                yield
        case _:
            yield


def _admits_all(limits: Limits, sender: int, *_when: float, **_how: bool) -> bool:
    limits.waits(sender)
    return True


def _admits_as_one(honest: Callable[..., bool]) -> Callable[..., bool]:
    def admit(limits: Limits, _sender: int, *when: float, **how: bool) -> bool:
        return honest(limits, 1, *when, **how)

    return admit


def _tells_always(limits: Limits, _now: float) -> tuple[tuple[int, bool], ...]:
    return tuple((sender, True) for sender in limits._shut)


def compare(trial: Trial, zero: str, number: int, stage: Stage, calm: list[Calm], *, toasts: bool = True) -> None:
    """See that what people were shown as saved is kept, and what they gave was saved."""
    database = Database(stage.url, Keyring(stage.key))
    with database.reading() as tx:
        for one in calm:
            kept = kept_of(tx, one.person)
            trial.expect(zero, kept == one.given, f"given {one.given}, kept {kept}", number)
            trial.expect(zero, not toasts or one.saved == one.given, "not all was shown as saved", number)
    database.close()


def kept_of(tx: Transaction, person: Person) -> dict[str, str]:
    digest = tx.keyring.telegram_hash(person.id)
    query = (
        "SELECT item, level FROM response JOIN person ON person.id = response.author WHERE telegram_hash = ? AND level"
        " IS NOT NULL"
    )
    return {item: str(level) for item, level in tx.connection.exec_driver_sql(query, (digest,))}


def megabytes(pid: int) -> float:
    """Give the resident memory of a process."""
    return float(psutil.Process(pid).memory_info().rss) / 2**20


async def flood(flooders: list[Flooder], a_second: int, seconds: float) -> float:
    """Send so many a second in all, for so many seconds; all of them, however slow the machine.

    Returns how many a second it came to.
    """
    loop = asyncio.get_running_loop()
    began, sent, every = loop.time(), 0, int(a_second * seconds)
    while sent < every:
        due = min(every, int((loop.time() - began) * a_second))
        for _ in range(min(due - sent, AT_A_STRETCH)):
            flooders[sent % len(flooders)].act("text" if len(flooders) > 1 else "")
            sent += 1
        await asyncio.sleep(0 if sent < due else 0.01)
    return every / (loop.time() - began)
