"""R5: in every zone of the Americas, around every change of its offset to 2035, each reminder hour comes exactly once.

What the clock on the wall shows is the judge, looked at every quarter of an hour.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from kit.zones import AT_WORK, Faces, american_zones, around_changes, clock_faces, made_zone, offset_changes

from conversations.due import Hours, due_instant, next_moment

FIRST_YEAR, LAST_YEAR = 2025, 2035
REMINDER_HOURS = range(7 * 60, 20 * 60 + 1, 30)


@dataclass(frozen=True)
class Watched:
    """A zone, the days around each change of its offset, and what its clock showed on them."""

    zone: ZoneInfo
    windows: tuple[tuple[list[date], Faces], ...]


@pytest.fixture(scope="module", params=american_zones())
def watched(request: pytest.FixtureRequest) -> Watched:
    """Each zone of the Americas, watched once for all tests."""
    zone = ZoneInfo(request.param)
    return Watched(
        zone,
        tuple((days, clock_faces(zone, days[0], days[-1])) for days in around_changes(zone, FIRST_YEAR, LAST_YEAR)),
    )


def test_each_reminder_hour_comes_once(watched: Watched) -> None:
    """A day and an hour must be one instant: the first one at which the clock there shows them."""
    wrong = [
        (day, minute)
        for days, shown in watched.windows
        for day in days
        for minute in REMINDER_HOURS
        if (day, minute) not in shown or due_instant(day, watched.zone, minute) != shown[day, minute][0]
    ]
    assert [] == wrong


def test_one_moment_a_working_day(watched: Watched) -> None:
    """Going from moment to moment, each working day must come once, at the person's minute inside eight to eight."""
    for days, shown in watched.windows:
        working = [day for day in days if day.isoweekday() <= 5]
        for minute in REMINDER_HOURS:
            allowed = sorted([8 * 60, minute, 19 * 60 + 30])[1]
            at, moments = shown[days[0], 6 * 60][0], []
            while (at := next_moment(at, Hours(watched.zone, minute))) <= shown[days[-1], 23 * 60][0]:
                moments.append(at)
                at += timedelta(seconds=1)
            assert [shown[day, allowed][0] for day in working] == moments


@pytest.mark.parametrize("rule", AT_WORK)
def test_clocks_that_change_at_work(rule: str) -> None:
    """An hour that is skipped must come once, after the gap; one that is repeated once, the first time."""
    zone = made_zone(rule)
    skipped = repeated = 0
    for days in around_changes(zone, FIRST_YEAR, LAST_YEAR):
        shown = clock_faces(zone, days[0], days[-1])
        for day in days:
            for minute in REMINDER_HOURS:
                due, faces = due_instant(day, zone, minute), shown.get((day, minute))
                repeated += faces is not None and len(faces) > 1
                if faces is not None:
                    assert faces[0] == due
                    continue
                skipped += 1
                local = due.astimezone(zone)
                assert local.date() == day
                assert minute < local.hour * 60 + local.minute <= minute + 120
    assert (skipped, repeated) >= (2 * (LAST_YEAR - FIRST_YEAR + 1),) * 2


def test_the_changes_are_found() -> None:
    """The zones and changes looked at must be all there are, so that nothing passes because it is not seen."""
    zones = american_zones()
    must = {"America/Santiago", "America/St_Johns", "Pacific/Easter", "Pacific/Galapagos", "Pacific/Honolulu"}
    assert must | {"Atlantic/Stanley", "Atlantic/Bermuda", "America/Argentina/San_Luis"} <= set(zones)
    assert len(zones) > 160
    years = LAST_YEAR - FIRST_YEAR + 1
    for name, changes in {"America/Santiago": 2 * years, "America/New_York": 2 * years, "America/Bogota": 0}.items():
        assert changes == len(list(offset_changes(ZoneInfo(name), FIRST_YEAR, LAST_YEAR)))
