"""Time zones to try hours on: all of the Americas with their changes of offset, and made ones that change at work.

The instants at which a clock shows a local time are found by looking at the clock, not by computing with offsets.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from io import BytesIO
from struct import pack
from zoneinfo import ZoneInfo, available_timezones

AMERICAS = """
AG AI AR AW BB BL BM BO BQ BR BS BZ CA CL CO CR CU CW DM DO EC FK GD GF GL GP GS GT GY HN HT JM KN KY LC MF MQ MS MX NI
PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI
"""
AT_WORK = ("AAA3BBB,M3.3.3/9,M10.3.3/10", "AAA3BBB1,M3.3.3/9:30,M10.3.3/14")
"""Clocks that go forward on a Wednesday morning, by one hour or by two, and back on another."""
Faces = dict[tuple[date, int], list[datetime]]
"""The instants at which a clock shows each day and minute."""
QUARTER = timedelta(minutes=15)
"""Offsets in the Americas, and their changes, are multiples of it."""


def american_zones() -> tuple[str, ...]:
    """List every IANA zone of a country of the Americas, and whatever else is called ``America/``."""
    rows = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines()
    cells = [row.split("\t") for row in rows if not row.startswith("#")]
    by_country = {row[2] for row in cells if row[0] in AMERICAS.split()}
    return tuple(sorted(by_country | {name for name in available_timezones() if name.startswith("America/")}))


def offset_changes(zone: ZoneInfo, first: int, last: int) -> Iterator[datetime]:
    """Give the instants of the years from ``first`` to ``last`` at which a zone's offset changes, to the minute."""
    at, end, half_a_day = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC), timedelta(hours=12)
    while at < end:
        before, after = at, at + half_a_day
        if _offset(before, zone) != _offset(after, zone):
            while after - before > timedelta(minutes=1):
                middle = before + (after - before) / 2
                before, after = (middle, after) if _offset(middle, zone) == _offset(before, zone) else (before, middle)
            yield after.replace(second=0, microsecond=0)
        at += half_a_day


def clock_faces(zone: ZoneInfo, first: date, last: date) -> Faces:
    """Look at a zone's clock every quarter of an hour of these days."""
    at = datetime.combine(first, datetime.min.time(), UTC) - timedelta(days=1)
    end = datetime.combine(last, datetime.min.time(), UTC) + timedelta(days=2)
    shown: Faces = {}
    while at < end:
        face = at.astimezone(zone)
        shown.setdefault((face.date(), face.hour * 60 + face.minute), []).append(at)
        at += QUARTER
    return shown


def around_changes(zone: ZoneInfo, first: int, last: int, around: int = 2) -> list[list[date]]:
    """Give the days around each change of a zone's offset in these years; a quiet day each, if there is none."""
    days = [change.astimezone(zone).date() for change in offset_changes(zone, first, last)]
    quiet = [date(first, 1, 1), date((first + last) // 2, 7, 1), date(last, 12, 31)]
    return [[day + timedelta(days=n) for n in range(-around, around + 1)] for day in days or quiet]


def made_zone(rule: str) -> ZoneInfo:
    """Make a zone of a POSIX rule, such as ``AAA3BBB,M3.3.1/9,M10.3.1/10``: clocks that change at working hours."""
    header = b"TZif2" + bytes(15) + pack(">6l", 0, 0, 0, 0, 1, 4)
    block = header + pack(">lbb", -3 * 3600, 0, 0) + b"AAA\0"
    return ZoneInfo.from_file(BytesIO(block + block + f"\n{rule}\n".encode()), key=rule)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta | None:
    return at.astimezone(zone).utcoffset()
