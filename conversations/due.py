"""When a notice is due: mid-morning or a person's own minute, on a working day, between eight and eight where they are.

Decides instants only. It must not know who gets a notice or why (`conversations.audience`), and it asks no clock:
holidays and the present are arguments. All instants are aware and in UTC; days and minutes are local.

After a long stop of ours nothing comes in a burst: a notice expires with the hours of the day that it was due on (a
plan's step with those of the respond-by date), and of what one person still has due, only the latest goes out (`sift`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from conversations.campaigns import Holidays, Meeting

HOUR: Final = 60
MID_MORNING: Final = 9 * HOUR + 30
EARLIEST: Final = 8 * HOUR
LATEST: Final = 20 * HOUR
"""From this minute on nobody is written to, and what was due on that day expires."""
LAST_START: Final = LATEST - 30
"""The last half hour is for what is on its way already: a thousand notices take minutes."""
STEPS: Final = (30, 14, 7, 2)
"""Days before the respond-by date on which a plan reminds, unless said otherwise."""
DAY: Final = timedelta(days=1)
SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Hours:
    """When one person may be written to: their zone, their minute of the day, the public holidays where they are."""

    zone: ZoneInfo
    minute: int = MID_MORNING
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class StepDays:
    """The steps of a plan: days before the respond-by date, with the day of each; those that are past are dropped."""

    kept: tuple[tuple[int, date], ...]
    dropped: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that waits for its moment."""

    delivery: int
    person: int
    due_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sifted:
    """What becomes of what waits, by delivery: sent now in this order; expired; given up for a later one of today."""

    send: tuple[int, ...]
    expired: tuple[int, ...]
    superseded: tuple[int, ...]


def due_instant(day: date, zone: ZoneInfo, minute: int = MID_MORNING) -> datetime:
    """Give a local minute of a day as an instant: a skipped one after the gap, of a repeated one the first."""
    return datetime.combine(day, time(*divmod(minute, HOUR)), zone).astimezone(UTC)


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """Tell which day an instant falls on in a zone."""
    return at.astimezone(zone).date()


def local_minute(at: datetime, zone: ZoneInfo) -> int:
    """Tell which minute of the day an instant is in a zone."""
    local = at.astimezone(zone)
    return local.hour * HOUR + local.minute


def works_on(day: date, holidays: frozenset[date]) -> bool:
    """Tell whether people are at work on a day: Monday to Friday, no public holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def may_sound(now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether it is between eight and eight where somebody is."""
    return EARLIEST <= local_minute(now, zone) < LATEST


def moment_on(day: date, hours: Hours) -> datetime:
    """Give the moment of a day at which somebody is written to: their minute, kept inside the hours."""
    return due_instant(day, hours.zone, min(max(hours.minute, EARLIEST), LAST_START))


def next_moment(now: datetime, hours: Hours) -> datetime:
    """Give the next such moment on a working day, ``now`` at the earliest."""
    day = local_day(now, hours.zone)
    while not works_on(day, hours.holidays) or moment_on(day, hours) < now:
        day += DAY
    return moment_on(day, hours)


def at_once(now: datetime, hours: Hours) -> datetime:
    """Give ``now`` if somebody may be written to now, else the next moment."""
    inside = EARLIEST <= local_minute(now, hours.zone) < LAST_START
    return now if inside and works_on(local_day(now, hours.zone), hours.holidays) else next_moment(now, hours)


def hours_come(now: datetime, zone: ZoneInfo, *, weekdays: bool) -> datetime:
    """Give the first instant, ``now`` at the earliest, between eight and eight (on a weekday) where somebody is."""
    day = local_day(now, zone)
    if may_sound(now, zone) and (not weekdays or works_on(day, frozenset())):
        return now
    if weekdays:
        return next_moment(now, Hours(zone, EARLIEST))
    today = due_instant(day, zone, EARLIEST)
    return today if today >= now else due_instant(day + DAY, zone, EARLIEST)


def expiry(due: datetime, zone: ZoneInfo, latest: datetime | None = None, last_day: date | None = None) -> datetime:
    """Tell until when a notice due at ``due`` may still go out: the end of that day's hours, ``latest`` at most.

    With a ``last_day`` it may until the end of that day's hours: if we are away at its moment, it is made up for.
    """
    end = due_instant(last_day or local_day(due, zone), zone, LATEST)
    return max(due, end if latest is None else min(end, latest))


def step_days(respond_by: date, today: date, steps: Sequence[int] = STEPS) -> StepDays:
    """Lay out a plan's steps, the earliest first. A plan made late drops the steps whose day is before ``today``."""
    days = tuple((before, respond_by - before * DAY) for before in sorted(set(steps), reverse=True))
    kept = tuple((before, day) for before, day in days if day >= today)
    return StepDays(kept, tuple(before for before, day in days if day < today))


def step_moment(day: date, last_day: date, now: datetime, hours: Hours) -> datetime | None:
    """Give the moment of a plan's step for one person; ``None``: too late.

    A step on a weekend or holiday goes to the working day before. If that moment is past, the step is made up for as
    soon as the person may be written to, but never after ``last_day``, the respond-by date.
    """
    while not works_on(day, hours.holidays):
        day -= DAY
    at = moment_on(day, hours)
    if at < now:
        at = at_once(now, hours)
    return at if local_day(at, hours.zone) <= last_day else None


def step_day(day: date, last_day: date, now: datetime, zone: ZoneInfo) -> date:
    """Tell on which day a plan's step goes out in a zone, public holidays aside; its own day where that is too late."""
    at = step_moment(day, last_day, now, Hours(zone))
    return day if at is None else local_day(at, zone)


def meeting_start(meeting: Meeting) -> datetime:
    """Give the instant from which nothing reminds of a meeting any more: its first day, where it takes place."""
    return due_instant(meeting.starts_on, ZoneInfo(meeting.timezone), 0)


def holidays_of(holidays: Holidays, country: str, region: str = "") -> frozenset[date]:
    """Give the public holidays of a region, of the country where the region is not known, else none."""
    return holidays.get(f"{country}-{region}") or holidays.get(country) or frozenset()


def sift(waiting: Iterable[Waiting], now: datetime) -> Sifted:
    """Tell what becomes of what waits: whatever happened to the clock, one person gets one notice at most.

    What is not due yet stays out of all three. Of two due at one instant, the one planned later is the later one.
    """
    send: dict[int, Waiting] = {}
    expired, superseded = [], []
    for one in sorted(waiting, key=lambda one: (one.due_at, one.delivery)):
        if one.due_at > now:
            continue
        if one.expires_at is not None and one.expires_at <= now:
            expired.append(one.delivery)
            continue
        if one.person in send:
            superseded.append(send.pop(one.person).delivery)
        send[one.person] = one
    return Sifted(tuple(one.delivery for one in send.values()), tuple(expired), tuple(superseded))
