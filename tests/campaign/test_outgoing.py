"""The queue of what we say first: whose turn it is, how fast, and what it does when Telegram says no or nothing."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from kit.store import NOW, new_store

from bot.outgoing import Outgoing
from bot.screens import Rows
from bot.speech import Ending, Outcome, Speech
from storage.database import DatabaseUnavailable
from storage.writer import Writer

SENT = Outcome(Ending.SENT, 1)


class Watch:
    """A clock that stands still but for its monotonic hand."""

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass
class Diary:
    """What was done, in order, and when."""

    lines: list[tuple[str, float]] = field(default_factory=list)
    something: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, line: str) -> None:
        self.lines.append((line, time.monotonic()))
        self.something.set()

    @property
    def told(self) -> list[str]:
        return [line for line, _ in self.lines]

    async def until(self, count: int) -> None:
        """Wait for so many lines."""
        async with asyncio.timeout(10):
            while len(self.lines) < count:
                self.something.clear()
                await self.something.wait()


@dataclass
class Mouth:
    """A `Speech` that says what it is told to say."""

    diary: Diary
    alive: deque[bool] = field(default_factory=deque)

    async def answers(self) -> bool:
        answer = self.alive.popleft() if self.alive else True
        self.diary.note("alive" if answer else "silent")
        return answer

    async def send(self, chat_id: int, text: str, rows: Rows = (), *, silently: bool = False) -> Outcome:
        return SENT

    async def close(self) -> None:
        self.diary.note("closed")


@dataclass
class Pile:
    """A source with outcomes that lie ready."""

    name: str
    diary: Diary
    outcomes: deque[Outcome | Exception] = field(default_factory=deque)

    async def look(self) -> bool:
        return bool(self.outcomes)

    async def send_next(self, speech: Speech) -> Outcome | None:
        if not self.outcomes:
            return None
        outcome = self.outcomes.popleft()
        self.diary.note(self.name)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    made = Writer(new_store(tmp_path).database)
    yield made
    made.close_now()


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def piles(diary: Diary) -> tuple[Pile, Pile]:
    return Pile("notice", diary), Pile("reminder", diary)


async def run(outgoing: Outgoing, diary: Diary, lines: int) -> None:
    """Let the queue run until so many lines are in the diary, then stop it."""
    running = asyncio.create_task(outgoing.run())
    outgoing.wake()
    await diary.until(lines)
    await outgoing.finish(5)
    await running


async def test_whoever_asked_hears_first(writer: Writer, diary: Diary, piles: tuple[Pile, Pile]) -> None:
    """Answers and news go before reminders that have been due for longer."""
    notices, reminders = piles
    reminders.outcomes += [SENT] * 3
    notices.outcomes += [SENT]
    await run(Outgoing(Mouth(diary), piles, writer, Watch(), 1000), diary, 5)
    assert ["alive", "notice", "reminder", "reminder", "reminder", "closed"] == diary.told


async def test_nothing_is_asked_of_telegram_while_there_is_nothing_to_say(
    writer: Writer, diary: Diary, piles: tuple[Pile, Pile]
) -> None:
    """A look at empty rows makes no call at all."""
    outgoing = Outgoing(Mouth(diary), piles, writer, Watch(), 1000)
    running = asyncio.create_task(outgoing.run())
    for _ in range(3):
        outgoing.wake()
        await asyncio.sleep(0)
    await outgoing.finish(5)
    await running
    assert ["closed"] == diary.told


async def test_told_to_wait_it_waits_and_so_does_the_next_run(
    writer: Writer, diary: Diary, piles: tuple[Pile, Pile]
) -> None:
    """Nothing goes out before the wait is over, not even after a restart in the middle of it."""
    _, reminders = piles
    reminders.outcomes += [Outcome(Ending.NOT_NOW, wait=0.3), SENT]
    await run(Outgoing(Mouth(diary), piles, writer, Watch(), 1000), diary, 3)
    (_, first), (_, second) = (line for line in diary.lines if line[0] == "reminder")
    assert second - first >= 0.4
    reminders.outcomes += [SENT]
    began = time.monotonic()
    await run(Outgoing(Mouth(diary), piles, writer, Watch(), 1000), diary, 6)
    assert diary.lines[-2][1] - began >= 0.4, "the clock on the wall stands still here: the wait is not over"


async def test_after_an_unknown_outcome_a_sign_of_life_comes_first(
    writer: Writer, diary: Diary, piles: tuple[Pile, Pile]
) -> None:
    """An outage costs one message's certainty: nothing more is sent until Telegram answers something harmless."""
    _, reminders = piles
    reminders.outcomes += [Outcome(Ending.UNCONFIRMED), SENT, SENT]
    mouth = Mouth(diary, deque([True, False, True]))
    await run(Outgoing(mouth, piles, writer, Watch(), 1000), diary, 6)
    assert ["alive", "reminder", "silent", "alive", "reminder", "reminder", "closed"] == diary.told


async def test_the_pace_holds_for_everything_together(writer: Writer, diary: Diary, piles: tuple[Pile, Pile]) -> None:
    """Notices and reminders share one budget."""
    for pile in piles:
        pile.outcomes += [SENT] * 3
    await run(Outgoing(Mouth(diary), piles, writer, Watch(), 20), diary, 7)
    times = [at for line, at in diary.lines if line not in ("alive", "closed")]
    assert times[-1] - times[0] >= 5 / 20 - 0.01


async def test_what_need_not_be_sent_costs_no_time(writer: Writer, diary: Diary, piles: tuple[Pile, Pile]) -> None:
    """Rows that are settled without a call do not wait for a turn."""
    _, reminders = piles
    reminders.outcomes += [Outcome(Ending.UNSAID)] * 50
    await run(Outgoing(Mouth(diary), piles, writer, Watch(), 0.1), diary, 51)
    assert 50 == diary.told.count("reminder")


async def test_a_fault_ends_neither_the_queue_nor_the_service(
    writer: Writer, diary: Diary, piles: tuple[Pile, Pile]
) -> None:
    """After a fault of the database or of a source the next look goes on."""
    _, reminders = piles
    reminders.outcomes += [DatabaseUnavailable("SQLITE_FULL"), KeyError("x"), SENT]
    outgoing = Outgoing(Mouth(diary), piles, writer, Watch(), 1000)
    running = asyncio.create_task(outgoing.run())
    for lines in (2, 3, 4):
        outgoing.wake()
        await diary.until(lines)
    await outgoing.finish(5)
    await running
    assert 3 == diary.told.count("reminder")


async def test_a_stop_does_not_wait_for_a_long_rest(writer: Writer, diary: Diary, piles: tuple[Pile, Pile]) -> None:
    """Told to wait for an hour, it stops at once when it is told to."""
    _, reminders = piles
    reminders.outcomes += [Outcome(Ending.NOT_NOW, wait=3600), SENT]
    async with asyncio.timeout(5):
        await run(Outgoing(Mouth(diary), piles, writer, Watch(), 1000), diary, 2)
    assert ["alive", "reminder", "closed"] == diary.told
