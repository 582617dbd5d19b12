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
from structlog.testing import capture_logs

from bot.outgoing import PATIENCE, Outgoing
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


async def test_it_rests_while_whoever_answers_was_told_to_wait(
    writer: Writer, diary: Diary, piles: tuple[Pile, Pile]
) -> None:
    """What we say first goes out no sooner than the answers may, and a bit later; the longest rest counts."""
    _, reminders = piles
    reminders.outcomes += [SENT]
    outgoing = Outgoing(Mouth(diary), piles, writer, Watch(), 1000)
    began = time.monotonic()
    outgoing.rest(0.3)
    outgoing.rest(0.1)
    await run(outgoing, diary, 2)
    assert diary.lines[0][1] - began >= 0.4
    assert ["alive", "reminder", "closed"] == diary.told


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
    with capture_logs() as logs:
        for lines in (2, 3, 4):
            outgoing.wake()
            await diary.until(lines)
        await outgoing.finish(5)
        await running
    assert 3 == diary.told.count("reminder")
    unread, fault = logs
    assert ("what is due cannot be read", "SQLITE_FULL") == (unread["event"], unread["reason"])
    assert ("a fault in what we say first", "KeyError") == (fault["event"], fault["error"])
    assert "test_outgoing.py" in str(fault["trace"])


async def test_a_stop_does_not_wait_for_a_long_rest(writer: Writer, diary: Diary, piles: tuple[Pile, Pile]) -> None:
    """Told to wait for an hour, it stops at once when it is told to."""
    _, reminders = piles
    reminders.outcomes += [Outcome(Ending.NOT_NOW, wait=3600), SENT]
    async with asyncio.timeout(5):
        await run(Outgoing(Mouth(diary), piles, writer, Watch(), 1000), diary, 2)
    assert ["alive", "reminder", "closed"] == diary.told


async def test_the_more_is_unknown_the_longer_it_waits_to_ask(
    writer: Writer, diary: Diary, piles: tuple[Pile, Pile]
) -> None:
    """Each doubt in a row is waited for longer than the one before, up to a minute; what is sent ends the row."""
    still = Watch()
    still.monotonic = lambda: 1000.0  # type: ignore[method-assign]  # a hand that does not move
    outgoing = Outgoing(Mouth(diary), piles, writer, still, 1000)
    rests = []
    for _ in range(len(PATIENCE) + 3):
        outgoing._not_before = 0.0
        await outgoing._heed(Outcome(Ending.UNCONFIRMED), began=0.0)
        rests.append(outgoing._not_before - 1000.0)
    assert [*PATIENCE, *[PATIENCE[-1]] * 3] == rests
    await outgoing._heed(SENT, began=0.0)
    outgoing._not_before = 0.0
    await outgoing._heed(Outcome(Ending.UNREACHED), began=0.0)
    assert outgoing._not_before - 1000.0 == PATIENCE[0]


async def test_a_wait_is_logged_and_what_is_sent_is_said_by_the_queues_own_speech(
    writer: Writer, diary: Diary, piles: tuple[Pile, Pile]
) -> None:
    """The operator sees that Telegram told us to wait and for how long; every source gets the one speech there is."""
    mouth, given = Mouth(diary), list[Speech]()

    class Listening(Pile):
        async def send_next(self, speech: Speech) -> Outcome | None:
            given.append(speech)
            return await super().send_next(speech)

    source = Listening("reminder", diary, deque([Outcome(Ending.NOT_NOW, wait=0.01), SENT]))
    with capture_logs() as logs:
        await run(Outgoing(mouth, (source,), writer, Watch(), 1000), diary, 3)
    assert [("Telegram told us to wait before we speak", 0.01)] == [(one["event"], one["seconds"]) for one in logs]
    assert given
    assert all(speech is mouth for speech in given)


def test_the_pace_is_one_message_in_its_part_of_a_second(
    writer: Writer, diary: Diary, piles: tuple[Pile, Pile]
) -> None:
    """Twenty a second are fifty milliseconds apart."""
    assert 0.05 == Outgoing(Mouth(diary), piles, writer, Watch(), 20)._gap


async def test_a_message_that_hangs_is_not_waited_for_beyond_the_time_given(writer: Writer, diary: Diary) -> None:
    """The end of the service does not hang on a call that never comes back."""

    class Hanging(Pile):
        async def send_next(self, speech: Speech) -> Outcome | None:
            self.diary.note(self.name)
            await asyncio.Event().wait()
            return None

    source = Hanging("reminder", diary, deque([SENT]))
    outgoing = Outgoing(Mouth(diary), (source,), writer, Watch(), 1000)
    running = asyncio.create_task(outgoing.run())
    outgoing.wake()
    await diary.until(2)
    async with asyncio.timeout(5):
        await outgoing.finish(0.01)
    assert not running.done()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert "closed" == diary.told[-1]


async def test_a_wait_that_cannot_be_noted_is_kept_all_the_same(
    writer: Writer, diary: Diary, piles: tuple[Pile, Pile], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a full disk only a restart would forget the wait; this run keeps it, and goes on."""
    outgoing = Outgoing(Mouth(diary), piles, writer, Watch(), 1000)

    async def full(*_: object) -> None:
        raise DatabaseUnavailable("SQLITE_FULL")

    monkeypatch.setattr(outgoing._writer, "run", full)
    before = time.monotonic()
    await outgoing._heed(Outcome(Ending.NOT_NOW, wait=60), began=0.0)
    assert outgoing._not_before >= before + 60
    await outgoing._rest_as_before()
