"""Dates, percentages, lists and countries as CLDR writes them in each language.

It decides the shape of a date or number; it must not know what it is about.
"""

from collections.abc import Iterable
from datetime import date as Date  # noqa: N812 - a parameter is called date
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_interval, format_skeleton, format_time, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from conversations.instrument import Language
from locales.catalogue import catalogue
from locales.isolating import isolated

YEAR = 365  # days
NEARLY_TWO = 1.9


def percent(language: Language, whole: int) -> str:
    """Write a whole percentage: ``73 %``."""
    return format_percent(whole / 100, locale=catalogue(language).locale)


def number_of(language: Language, whole: int) -> str:
    """Write a whole number: ``1.234``."""
    return format_decimal(whole, locale=catalogue(language).locale)


def day(language: Language, instant: datetime, timezone: str) -> str:
    """Write the date of an aware instant in an IANA zone: ``22 de noviembre de 2026``."""
    return format_date(instant.astimezone(ZoneInfo(timezone)).date(), "long", locale=catalogue(language).locale)


def calendar_day(language: Language, date: Date) -> str:
    """Write a date: ``22 de noviembre de 2026``."""
    return format_date(date, "long", locale=catalogue(language).locale)


def brief_day(language: Language, date: Date) -> str:
    """Write a near date, without the year: ``dom, 22 nov``; it has to fit a third of a row of buttons."""
    if language is Language.PT:  # CLDR has "dom., 22 de nov."
        return format_date(date, "EEE, d MMM", locale=catalogue(language).locale).replace(".", "")
    return format_skeleton("MMMEd", date, locale=catalogue(language).locale)


def days_between(language: Language, first: Date, last: Date) -> str:
    """Write dates from the first to the last: ``12–14 de marzo de 2027``."""
    locale = catalogue(language).locale
    if language is Language.PT and (first.year, first.month) == (last.year, last.month) and first != last:
        return f"{first.day}–{calendar_day(language, last)}"  # CLDR would cut the month short
    written = format_interval(first, last, "yMMMMd", locale=locale) if first != last else calendar_day(language, first)
    return written.replace("\u2009", "")  # a thin space that cheap phones have no sign for


def hour(language: Language, minute: int) -> str:
    """Write a minute of the day: ``9:30``."""
    written = format_time(time(*divmod(minute, 60)), "short", locale=catalogue(language).locale)
    return written.replace("\u202f", "\u00a0")


def brief_moment(language: Language, instant: datetime, timezone: str) -> str:
    """Write the day and hour of an aware instant in an IANA zone, in short: ``lun, 30 de nov, 9:30``."""
    local = instant.astimezone(ZoneInfo(timezone))
    return f"{brief_day(language, local.date())}, {hour(language, local.hour * 60 + local.minute)}"


def day_and_month(language: Language, date: Date) -> str:
    """Write a date in the shortest form that names it: ``22 nov``."""
    return format_skeleton("MMMd", date, locale=catalogue(language).locale)


def moment(language: Language, instant: datetime, timezone: str) -> str:
    """Write the day and hour of an aware instant in an IANA zone, without the year: ``lun, 30 de noviembre, 9:30``."""
    local, locale = instant.astimezone(ZoneInfo(timezone)), catalogue(language).locale
    written = f"{format_skeleton('MMMMEEEEd', local, locale=locale)}, {format_time(local, 'short', locale=locale)}"
    return written.replace("\u202f", "\u00a0")  # a narrow space that cheap phones have no sign for


def stamp(language: Language, instant: datetime, timezone: str) -> str:
    """Write an aware instant in an IANA zone with its year: ``22 nov 2026, 9:30``."""
    locale = catalogue(language).locale
    written = format_datetime(instant.astimezone(ZoneInfo(timezone)), "medium", locale=locale)
    return written.replace("\u202f", "\u00a0")


def ago(language: Language, instant: datetime, now: datetime) -> str:
    """Write how long before ``now`` an aware instant was, or how long after: ``hace 3 días``, ``dentro de 2 horas``."""
    passed = (instant - now) or -timedelta(seconds=1)
    locale = catalogue(language).locale
    return format_timedelta(passed, granularity="minute", threshold=0.95, add_direction=True, locale=locale)


def length(language: Language, days: int) -> str:
    """Write a term: ``7 days``, ``12 months``, ``5 years``."""
    locale, term = catalogue(language).locale, timedelta(days=days)
    if days < YEAR:
        return format_timedelta(term, "day", threshold=YEAR, locale=locale)
    return format_timedelta(term, "month", threshold=NEARLY_TWO, locale=locale)


def listing(language: Language, parts: Iterable[str]) -> str:
    """Write an enumeration: ``a, b y c``."""
    return format_list([isolated(part) for part in parts], locale=catalogue(language).locale)


def country(language: Language, code: str) -> str:
    """Name a country by its ISO 3166 code; the code itself when CLDR has no name."""
    return str(catalogue(language).locale.territories.get(code, code))
