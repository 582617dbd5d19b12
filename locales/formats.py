"""Dates, percentages, lists and countries as CLDR writes them in each language.

It decides the shape of a date or number; it must not know what it is about.
"""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_percent

from conversations.instrument import Language
from locales.catalogue import catalogue


def percent(language: Language, whole: int) -> str:
    """Write a whole percentage: ``73 %``."""
    return format_percent(whole / 100, locale=catalogue(language).locale)


def day(language: Language, instant: datetime, timezone: str) -> str:
    """Write the date of an aware instant in an IANA zone: ``22 de noviembre de 2026``."""
    return format_date(instant.astimezone(ZoneInfo(timezone)).date(), "long", locale=catalogue(language).locale)


def listing(language: Language, parts: Iterable[str]) -> str:
    """Write an enumeration: ``a, b y c``."""
    return format_list(list(parts), locale=catalogue(language).locale)


def country(language: Language, code: str) -> str:
    """Name a country by its ISO 3166 code; the code itself when CLDR has no name."""
    return str(catalogue(language).locale.territories.get(code, code))
