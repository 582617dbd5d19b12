"""When somebody may be written to, what a plan's steps become, and that nothing comes in a burst after a long stop."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from kit.zones import made_zone

from conversations.campaigns import Meeting
from conversations.due import (
    Hours,
    Sifted,
    StepDays,
    Waiting,
    at_once,
    expiry,
    holidays_of,
    hours_come,
    meeting_start,
    next_moment,
    sift,
    step_day,
    step_days,
    step_moment,
)

ROSARIO = ZoneInfo("America/Argentina/Cordoba")
FRIDAY, SATURDAY, MONDAY, TUESDAY = date(2026, 5, 22), date(2026, 5, 23), date(2026, 5, 25), date(2026, 5, 26)
HOURS = Hours(ROSARIO, holidays=frozenset({MONDAY}))
"""Monday the 25th of May is a holiday in Argentina."""


def local(day: date, hour: int, minute: int = 0, zone: ZoneInfo = ROSARIO) -> datetime:
    """Give an instant by what the clock shows in Rosario."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)


def test_at_once_is_now_at_work_only() -> None:
    """At once must be now from eight to half past seven on a working day, else the next such mid-morning."""
    for hour, minute in ((8, 0), (12, 0), (19, 29)):
        assert local(FRIDAY, hour, minute) == at_once(local(FRIDAY, hour, minute), HOURS)
    assert local(FRIDAY, 9, 30) == at_once(local(FRIDAY, 7, 59), HOURS)
    for now in (local(FRIDAY, 19, 30), local(SATURDAY, 12), local(MONDAY, 12)):
        assert local(TUESDAY, 9, 30) == at_once(now, HOURS)


def test_at_night_the_hours_come_at_eight() -> None:
    """Between eight and eight it is now; at night the next eight o'clock, and only where asked for a weekday's."""
    for weekdays in (True, False):
        for hour, minute in ((8, 0), (12, 0), (19, 59)):
            assert local(FRIDAY, hour, minute) == hours_come(local(FRIDAY, hour, minute), ROSARIO, weekdays=weekdays)
        assert local(FRIDAY, 8) == hours_come(local(FRIDAY, 7, 59), ROSARIO, weekdays=weekdays)
    assert local(SATURDAY, 8) == hours_come(local(FRIDAY, 20), ROSARIO, weekdays=False)
    assert local(SATURDAY, 12) == hours_come(local(SATURDAY, 12), ROSARIO, weekdays=False)
    for now in (local(FRIDAY, 20), local(SATURDAY, 12)):
        assert local(MONDAY, 8) == hours_come(now, ROSARIO, weekdays=True)


def test_a_person_chooses_their_minute() -> None:
    """The minute that a person chose must be kept, inside the hours in which anybody may be written to."""
    now = local(TUESDAY, 0)
    for minute, at in ((0, (8, 0)), (8 * 60, (8, 0)), (17 * 60 + 15, (17, 15)), (23 * 60, (19, 30))):
        assert local(TUESDAY, *at) == next_moment(now, Hours(ROSARIO, minute))


def test_the_next_moment_may_be_now() -> None:
    """A moment that is just now must count, and one that is past by a second must not."""
    assert local(FRIDAY, 9, 30) == next_moment(local(FRIDAY, 9, 30), HOURS)
    assert local(TUESDAY, 9, 30) == next_moment(local(FRIDAY, 9, 30) + timedelta(seconds=1), HOURS)


def test_a_notice_expires_with_its_day() -> None:
    """It must expire at eight in the evening of its day, or when the meeting starts, and never before it is due."""
    due = local(FRIDAY, 9, 30)
    assert local(FRIDAY, 20) == expiry(due, ROSARIO)
    assert local(FRIDAY, 20) == expiry(due, ROSARIO, local(SATURDAY, 0))
    assert local(FRIDAY, 12) == expiry(due, ROSARIO, local(FRIDAY, 12))
    assert due == expiry(due, ROSARIO, local(FRIDAY, 8))
    assert local(MONDAY, 20) == expiry(due, ROSARIO, last_day=MONDAY)
    assert local(SATURDAY, 0) == expiry(due, ROSARIO, local(SATURDAY, 0), MONDAY)
    gap_at_the_end = made_zone("AAA3BBB,M3.3.3/19:30,M10.3.3/10")
    late = local(date(2026, 3, 18), 19, 30, gap_at_the_end)
    assert expiry(late, gap_at_the_end) >= late


def test_a_plan_made_late_drops_what_is_past() -> None:
    """Steps before today must be dropped and named; the one of today is kept; twice the same counts once."""
    respond_by = date(2026, 6, 30)
    everything = StepDays(
        ((30, date(2026, 5, 31)), (14, date(2026, 6, 16)), (7, date(2026, 6, 23)), (2, date(2026, 6, 28))), ()
    )
    assert everything == step_days(respond_by, date(2026, 5, 31))
    assert StepDays(((7, date(2026, 6, 23)), (2, date(2026, 6, 28))), (30, 14)) == step_days(
        respond_by, date(2026, 6, 20)
    )
    assert StepDays((), (30, 14, 7, 2)) == step_days(respond_by, date(2026, 7, 1))
    assert StepDays(((0, respond_by),), ()) == step_days(respond_by, respond_by, (0, 0))


def test_a_step_goes_to_the_working_day_before() -> None:
    """A step on a weekend or holiday must go to the working day before; once that is past, to the next."""
    early, last = local(date(2026, 5, 1), 12), date(2026, 5, 30)
    assert local(FRIDAY, 9, 30) == step_moment(MONDAY, last, early, HOURS)
    assert local(FRIDAY, 9, 30) == step_moment(SATURDAY, last, early, HOURS)
    assert local(TUESDAY, 9, 30) == step_moment(TUESDAY, last, early, HOURS)
    assert local(TUESDAY, 9, 30) == step_moment(MONDAY, TUESDAY, local(SATURDAY, 12), HOURS)
    assert step_moment(MONDAY, MONDAY, local(SATURDAY, 12), HOURS) is None
    assert local(FRIDAY, 15) == step_moment(FRIDAY, last, local(FRIDAY, 15), HOURS)
    assert local(TUESDAY, 9, 30) == step_moment(FRIDAY, last, local(FRIDAY, 21), HOURS)


def test_the_day_that_is_shown_of_a_step() -> None:
    """It must be the working day of its moment, holidays aside; of a step that comes too late its own day."""
    early, last, sunday = local(date(2026, 5, 1), 12), date(2026, 5, 30), date(2026, 5, 24)
    for day in (FRIDAY, SATURDAY, sunday):
        assert FRIDAY == step_day(day, last, early, ROSARIO)
    assert MONDAY == step_day(MONDAY, last, early, ROSARIO)
    assert MONDAY == step_day(sunday, last, local(SATURDAY, 12), ROSARIO)  # Friday is past: made up for
    assert MONDAY == step_day(FRIDAY, last, local(FRIDAY, 21), ROSARIO)
    assert SATURDAY == step_day(SATURDAY, SATURDAY, local(SATURDAY, 12), ROSARIO)


def test_a_meeting_starts_with_its_day() -> None:
    """Nothing may come from midnight on of a meeting's first day, where it takes place."""
    first = date(2026, 6, 10)
    meeting = Meeting(1, "Regional", "Quito", first, first, "America/Guayaquil", date(2026, 5, 31))
    assert datetime(2026, 6, 10, 5, tzinfo=UTC) == meeting_start(meeting)


def test_a_region_has_its_own_holidays() -> None:
    """The region's holidays must count where they are known, else the country's, else none."""
    country, region = frozenset({FRIDAY}), frozenset({FRIDAY, TUESDAY})
    known = {"CL": country, "CL-AP": region}
    expected = {"AP": region, "VS": country, "": country}
    assert expected == {one: holidays_of(known, "CL", one) for one in expected}
    assert frozenset() == holidays_of(known, "EC")


# --- long stops and jumps of the clock ---

START = datetime(2026, 5, 18, tzinfo=UTC)
MINUTES = st.integers(0, 10 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


@st.composite
def waiting(draw: st.DrawFn) -> list[Waiting]:
    """Make deliveries that wait, several of them for one person."""
    made = []
    for delivery in range(1, draw(st.integers(0, 12)) + 1):
        due = draw(MINUTES)
        until = draw(st.none() | st.integers(0, 12 * 60).map(lambda minutes: timedelta(minutes=minutes)))
        made.append(Waiting(delivery, draw(st.integers(1, 3)), due, None if until is None else due + until))
    return made


@given(waiting(), st.lists(MINUTES, max_size=8))
def test_whatever_the_clock_does(deliveries: list[Waiting], looks: list[datetime]) -> None:
    """However the clock jumps and long we are away: nothing too early, too late, twice, in a burst, or untold."""
    left = {one.delivery: one for one in deliveries}
    for now in looks:
        sifted = sift(left.values(), now)
        settled = (*sifted.send, *sifted.expired, *sifted.superseded)
        gone = [left.pop(delivery) for delivery in settled]  # KeyError: settled twice
        sent = [one for one in gone if one.delivery in sifted.send]
        assert len({one.person for one in sent}) == len(sent)
        assert all(one.due_at <= now for one in gone)
        assert all(one.expires_at is None or now < one.expires_at for one in sent)
        assert all(one.expires_at is not None for one in gone if one.delivery in sifted.expired)
        for one in gone:
            if one.delivery in sifted.superseded:
                assert any(later.person == one.person and later.due_at >= one.due_at for later in sent)
        assert all(one.due_at > now for one in left.values())


def test_a_week_away() -> None:
    """After a week without us, one person must get the one notice of today, and the others be told as expired."""
    days = [START + timedelta(days=n, hours=12) for n in range(6)]
    week = [Waiting(n, 7, due, due + timedelta(hours=8)) for n, due in enumerate(days)]
    twice = Waiting(9, 7, days[-1] - timedelta(hours=1), days[-1] + timedelta(hours=8))
    assert Sifted((5,), (0, 1, 2, 3, 4), (9,)) == sift([*week, twice], days[-1] + timedelta(hours=2))
    assert Sifted((), (), ()) == sift(week, START)


def test_to_the_second() -> None:
    """A notice must go out from the instant on which it is due, and no longer at the one on which it expires."""
    one = Waiting(1, 7, START, START + timedelta(hours=8))
    looks = [START - timedelta(seconds=1), START, START + timedelta(hours=8, seconds=-1), START + timedelta(hours=8)]
    expected = [Sifted((), (), ()), Sifted((1,), (), ()), Sifted((1,), (), ()), Sifted((), (1,), ())]
    assert expected == [sift([one], now) for now in looks]
