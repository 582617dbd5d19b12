"""R5: in every zone of the Americas, around every change of its clocks, each reminder hour comes exactly once.

It decides which days and minutes are tried. What the clock on the wall shows is the judge (`kit.zones`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from unittest.mock import patch
from zoneinfo import ZoneInfo

from kit.zones import AT_WORK, QUARTER, Faces, american_zones, around_changes, clock_faces, made_zone

from conversations import due
from conversations.due import Hours
from torture.goal import Bug, Goal, Tier, Trial

HALF_HOURS = range(0, 24 * 60, 30)
AT_HOURS = range(7 * 60, 20 * 60 + 1, 60)
YEARS = 11
FIRST_YEAR = 2025
LEAD_DAYS = (0, 1, 2, 4)
"""How many days before the last of a window a step is asked for."""
MADE = ((0, 6 * 60), (2, 12 * 60), (-1, 6 * 60), (-1, 12 * 60), (-1, 20 * 60))
"""On which day of a window, and at which minute, it is asked for; at the last of these it is over."""
WRONG, NOT_ONCE, OUTSIDE = "wrong instant", "a working day without its one moment", "somebody woken up"
NAMES = (*AT_WORK, *american_zones())
"""Clocks that were made to change at work come first."""


async def run(trial: Trial) -> None:
    """Take zone after zone, 11 years at a time."""
    changes, tried = 0, 0
    with _planted(trial.bug):
        for number in trial.numbers():
            eleven, at = divmod(number, len(NAMES))
            zone = made_zone(NAMES[at]) if NAMES[at] in AT_WORK else ZoneInfo(NAMES[at])
            first = FIRST_YEAR + eleven % 4 * YEARS
            for days in around_changes(zone, first, first + YEARS - 1):
                changes += 1
                tried += len(days) * len(HALF_HOURS)
                _try(trial, zone, days, number)
    trial.facts.update({"changes and quiet days": f"{changes:,}", "local minutes": f"{tried:,}"})


def _try(trial: Trial, zone: ZoneInfo, days: list[date], number: int) -> None:
    shown = clock_faces(zone, days[0], days[-1])
    for day in days:
        for minute in HALF_HOURS:
            right = due.due_instant(day, zone, minute) == _instant(day, minute, shown)
            trial.expect(WRONG, right, f"{zone.key} {day} {minute // 60:02}:{minute % 60:02}", number)
    working = [day for day in days if day.isoweekday() <= 5]
    for minute in AT_HOURS:
        hours = Hours(zone, minute)
        end = shown[days[-1], 23 * 60][0]
        at, moments = shown[days[0], 6 * 60][0], list[datetime]()
        while len(moments) <= len(days) and (at := due.next_moment(at, hours)) <= end:
            moments.append(at)
            at += timedelta(seconds=1)
        allowed = min(max(minute, 8 * 60), 19 * 60 + 30)
        wanted = {day: _instant(day, allowed, shown) for day in working}
        what = f"{zone.key} {days[0]} {minute // 60:02}:{minute % 60:02}"
        same_days = [at.astimezone(zone).date() for at in moments] == working
        trial.expect(NOT_ONCE, same_days and moments == list(wanted.values()), what, number)
        for before, (place, at_minute) in product(LEAD_DAYS, MADE):
            last, now = days[-1], shown[days[place], at_minute][0]
            step = due.step_moment(last - timedelta(days=before), last, now, hours)
            right = step == _step(last - timedelta(days=before), wanted, now, zone)
            made = f"{what}, {before} days before, made {now}: {step}"
            trial.expect(NOT_ONCE, right, made, number)
            face = None if step is None else step.astimezone(zone)
            loud = step is not None and not due.may_sound(step, zone)
            trial.expect(OUTSIDE, not loud and (face is None or 8 <= face.hour < 20), f"{made}, at {face}", number)


def _instant(day: date, minute: int, shown: Faces) -> datetime:
    """Give the first instant that shows a minute; of one that is skipped, that at which it would have been shown."""
    face = wanted = datetime.combine(day, time(*divmod(minute, 60)))
    while (key := (face.date(), face.hour * 60 + face.minute)) not in shown:
        face -= QUARTER
    return shown[key][0 if face == wanted else -1] + (wanted - face)


def _step(day: date, wanted: dict[date, datetime], now: datetime, zone: ZoneInfo) -> datetime | None:
    """Give what a step on a day comes to: its moment, else the next instant to be written to; ``None``: it is over."""
    at = max((moment for working, moment in wanted.items() if working <= day), default=now)
    face = now.astimezone(zone)
    if at > now or (at == now and now in wanted.values()):
        return at
    if face.date() in wanted and 8 * 60 <= face.hour * 60 + face.minute < 19 * 60 + 30:
        return now
    return min((moment for moment in wanted.values() if moment >= now), default=None)


@contextmanager
def _planted(bug: str) -> Iterator[None]:
    match bug:
        case "the second of a repeated hour":
            with patch.object(due, "due_instant", _second):
                yield
        case "a day is 24 hours":
            with patch.object(due, "next_moment", _a_day_later):
                yield
        case "20 minutes late after a gap":
            with patch.object(due, "due_instant", _late):
                yield
        case "every step is too late":
            with patch.object(due, "step_moment", lambda *_: None):
                yield
        case "hours of the server":
            with patch.object(due, "moment_on", lambda day, hours: due.due_instant(day, ZoneInfo("UTC"), hours.minute)):
                yield
        case _:
            yield


def _second(day: date, zone: ZoneInfo, minute: int = due.MID_MORNING) -> datetime:
    return datetime.combine(day, time(*divmod(minute, 60), fold=1), zone).astimezone(UTC)


def _late(day: date, zone: ZoneInfo, minute: int = due.MID_MORNING) -> datetime:
    found = datetime.combine(day, time(*divmod(minute, 60)), zone).astimezone(UTC)
    face = found.astimezone(zone)
    gap = zone.key not in AT_WORK and face.hour * 60 + face.minute != minute
    return found + timedelta(minutes=20 if gap else 0)


def _a_day_later(now: datetime, hours: Hours) -> datetime:
    first = due.moment_on(due.local_day(now, hours.zone), hours)
    while first < now or not due.works_on(due.local_day(first, hours.zone), hours.holidays):
        first += timedelta(hours=25)
    return first


GOALS = (
    Goal(
        id="R5",
        title=(
            "In every zone of the Americas, around every change of its clocks, each reminder hour comes exactly once, "
            "at the first instant that shows it, and nobody is written to before eight or after eight."
        ),
        unit="zones and 11 years",
        zeros=(WRONG, NOT_ONCE, OUTSIDE),
        rounds={Tier.CI: len(NAMES), Tier.NIGHT: 4 * len(NAMES), Tier.RELEASE: 4 * len(NAMES)},
        run=run,
        bugs=(
            Bug("the second of a repeated hour", "Of an hour that comes twice the second is taken.", WRONG, 2),
            Bug("a day is 24 hours", "The next moment is found by adding hours.", NOT_ONCE, 2),
            Bug("20 minutes late after a gap", "In real zones a minute that is skipped comes too late.", WRONG, 40),
            Bug("every step is too late", "No step of a plan has a moment.", NOT_ONCE, 2, "days before"),
            Bug("hours of the server", "A person's minute is one of UTC.", OUTSIDE, 2),
        ),
        note=(
            "Zones as in tzdata, from 2025 on; two more were made whose clocks change at nine in the morning. A minute "
            "that is skipped comes at the instant at which it would have been shown. A plan's step goes to the working "
            "day before; one made too late comes at once or at the next moment, never after the plan's last day."
        ),
    ),
)
