"""The pace of each chat: a bucket that is refilled, and halts that Telegram asks for. Time is an argument."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import pace as pace_module
from bot.pace import Pace

CHAT, OTHER, THIRD = 1, 2, 3


@pytest.mark.parametrize(
    ("spent", "later", "expected"),
    [
        (0, 0.0, 0.0),
        (14, 0.0, 0.0),
        (15, 0.0, 3.0),
        (15, 1.0, 2.0),
        (15, 3.0, 0.0),
        (16, 3.0, 3.0),
        (16, 6.0, 0.0),
        (15, 10_000.0, 0.0),
    ],
)
def test_a_bucket_of_fifteen_is_refilled_every_three_seconds(spent: int, later: float, expected: float) -> None:
    """After so many calls at once and so many seconds, the next call has to wait as long as the table says."""
    pace = Pace(burst=15, refill=3.0)
    for _ in range(spent):
        pace.spend(CHAT, 100.0)
    assert expected == pytest.approx(pace.wait(CHAT, 100.0 + later))


def test_a_full_bucket_stays_full() -> None:
    """A long silence does not save up more than the bucket holds."""
    pace = Pace(burst=2, refill=3.0)
    pace.wait(CHAT, 0.0)
    for _ in range(2):
        pace.spend(CHAT, 1_000_000.0)
    assert 3.0 == pytest.approx(pace.wait(CHAT, 1_000_000.0))


def test_a_halt_stops_one_chat_for_as_long_as_told() -> None:
    """Telegram's "retry after" holds for the chat it was said about, and ends by itself."""
    pace = Pace(burst=15, refill=3.0)
    pace.halt(CHAT, 7, 100.0)
    assert [7.0, 2.0, 0.0] == [pace.wait(CHAT, 100.0 + later) for later in (0, 5, 7)]
    assert pace.wait(OTHER, 100.0) == 0.0


def test_a_second_chat_that_is_told_to_wait_shows_that_all_have_to() -> None:
    """While one halt is running another one is no chat's own matter: nobody is written to until the later has ended."""
    pace = Pace(burst=15, refill=3.0)
    pace.halt(CHAT, 7, 100.0)
    pace.halt(CHAT, 9, 101.0)
    assert (0.0, 0.0) == (pace.wait(THIRD, 101.0), pace.wait_of_all(101.0))
    pace.halt(OTHER, 4, 102.0)
    assert [8.0, 8.0, 8.0, 8.0] == [*(pace.wait(one, 102.0) for one in (CHAT, OTHER, THIRD)), pace.wait_of_all(102.0)]
    assert [0.0, 0.0, 0.0, 0.0] == [*(pace.wait(one, 110.0) for one in (CHAT, OTHER, THIRD)), pace.wait_of_all(110.0)]
    pace.halt(THIRD, 20, 110.0)
    assert [0.0, 0.0, 20.0] == [pace.wait(one, 110.0) for one in (CHAT, OTHER, THIRD)]


@pytest.mark.parametrize(("seconds", "at"), [(0.0, 102.0), (5.0, 107.0)], ids=["no wait", "after the first"])
def test_one_chat_after_another_stops_nobody_else(seconds: float, at: float) -> None:
    """A halt of no length, or one that begins as the other ends, is that chat's own."""
    pace = Pace(burst=15, refill=3.0)
    pace.halt(CHAT, 7, 100.0)
    pace.halt(OTHER, seconds, at)
    assert (seconds, 0.0) == (pace.wait(OTHER, at), pace.wait(THIRD, at))


def test_the_longer_wait_counts() -> None:
    """A halt shorter than the wait for the bucket changes nothing."""
    pace = Pace(burst=1, refill=10.0)
    pace.spend(CHAT, 0.0)
    pace.halt(CHAT, 2, 0.0)
    assert pace.wait(CHAT, 0.0) == 10.0


@given(st.lists(st.floats(0, 20, allow_nan=False), max_size=60), st.integers(1, 15), st.floats(0.5, 5))
def test_waiting_as_told_never_breaks_the_limit(pauses: list[float], burst: int, refill: float) -> None:
    """Who waits as told makes at most ``burst`` calls at once, and one more for each ``refill`` that passes."""
    pace, now, calls = Pace(burst, refill), 0.0, list[float]()
    for pause in pauses:
        now += pause
        now += pace.wait(CHAT, now)
        pace.spend(CHAT, now)
        calls.append(now)
    for first, begin in enumerate(calls):
        for last in range(first, len(calls)):
            allowed = burst + (calls[last] - begin) / refill
            assert last - first + 1 <= allowed + 1e-6


def test_full_buckets_are_forgotten_and_others_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays bounded, and whoever still has to wait is not let through by being forgotten."""
    monkeypatch.setattr(pace_module, "IDLE_BUCKETS", 3)
    pace = Pace(burst=2, refill=10.0)
    for chat in range(3):
        pace.spend(chat, 0.0)
        pace.halt(chat, 1, 0.0)
    for _ in range(2):
        pace.spend(CHAT, 100.0)
    pace.halt(CHAT, 60, 100.0)
    pace.spend(99, 100.0)
    assert {CHAT, 99} == set(pace._buckets)
    assert {CHAT} == set(pace._halts)
    assert pace.wait(CHAT, 100.0) == 60.0
