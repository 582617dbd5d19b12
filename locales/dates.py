"""Typed dates: ``15/12``, ``15 de diciembre``, ``December 15``, ``lunes``, ``mañana``; only a whole text is a date.

It decides which day is meant: the next one, where the text does not say which. Where two are meant equally (``3/4``
in English) it is none. It must not know what the day is for.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from conversations.instrument import Language
from locales.catalogue import LOCALES, catalogue
from locales.words.book import book
from locales.words.reading import same

_DIGITS = re.compile(r"(\d{1,2})([/-])(\d{1,2})(?:\2(\d{4}|\d{2}))?|(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th|o)? (?:de |do |of )?([^\W\d]+)(?: (?:de |del |do |of )?(\d{4}))?")
_MONTH_FIRST = re.compile(r"([^\W\d]+) (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?")
CENTURY = 2000
DAYS = 7
LEAP = 8
"""The next 29 February is at most so many years away."""


def typed_day(text: str, language: Language, today: date | None) -> date | None:
    """Read a date by itself; ``None`` for anything else.

    Without ``today`` only dates with a year are read. A weekday, and a date without a year, is the next one after or
    on today (a weekday always after). Days that do not exist are ``None``.
    """
    plain = text.strip().rstrip(".")
    if found := _ISO.fullmatch(plain):
        return existing(int(found[1]), int(found[2]), int(found[3]))
    if found := _DIGITS.fullmatch(plain):
        first, second = int(found[1] or found[5]), int(found[3] or found[6])
        year = found[4] or found[7]
        days = {_dated(*pair, year, today) for pair in _day_and_month(first, second, language)} - {None}
        return days.pop() if len(days) == 1 else None
    bare = same(plain)
    for before in book(language).before_day:
        bare = bare.removeprefix(f"{same(before)} ")
    if today and (weekday := _weekdays(language).get(bare)) is not None:
        return today + timedelta(days=(weekday - today.weekday()) % DAYS or DAYS)
    if today and (ahead := _ahead().get(bare)):
        return today + timedelta(days=ahead)
    if found := _DAY_FIRST.fullmatch(bare):
        return _dated(int(found[1]), months().get(found[2], 0), found[3], today)
    if found := _MONTH_FIRST.fullmatch(bare):
        return _dated(int(found[2]), months().get(found[1], 0), found[3], today)
    return None


def _day_and_month(first: int, second: int, language: Language) -> Iterator[tuple[int, int]]:
    """Give day and month as they may be meant: in English either may come first."""
    yield first, second
    if language is Language.EN:
        yield second, first


def _dated(day: int, month: int, year: str | None, today: date | None) -> date | None:
    if year:
        return existing(int(year) + (CENTURY if len(year) == len("26") else 0), month, day)
    if today is None:
        return None
    ahead = (existing(today.year + more, month, day) for more in range(LEAP + 1))
    return next((one for one in ahead if one and one >= today), None)


def existing(year: int, month: int, day: int) -> date | None:
    """Give a date, ``None`` for one that does not exist."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def months() -> dict[str, int]:
    """Find the number of a month by its name or abbreviation in any of the languages."""
    return {
        same(name): number
        for language in LOCALES
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in catalogue(language).locale.months[context][width].items()
    } | {"set": 9, "sept": 9}


@cache
def _weekdays(reader: Language) -> dict[str, int]:
    """Find a weekday, Monday being 0, by its name in any of the languages; just ``segunda`` is one in Portuguese."""
    names = {
        same(name): number
        for language in LOCALES
        for number, name in catalogue(language).locale.days["stand-alone"]["wide"].items()
    }
    short = names.items() if reader is Language.PT else ()
    return names | {name.removesuffix(" feira"): number for name, number in short}


@cache
def _ahead() -> dict[str, int]:
    """Find how many days ahead a word is: ``mañana``, ``depois de amanhã``."""
    return {same(phrase): days for one in Language for days, phrases in book(one).ahead.items() for phrase in phrases}
