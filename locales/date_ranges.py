"""Typed dates of something that lasts: ``12 al 14 de marzo de 2027``, ``12-14/3``, ``March 12-14``, ``28/2 a 2/3``.

It decides which days are meant: the next such ones, where the text does not say which. Where others are meant as well
(``3/4-5/4`` in English) there are none. It must not know what the days are for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from conversations.instrument import Language
from locales.dates import CENTURY, LEAP, existing, months
from locales.words.book import book
from locales.words.reading import same

LONGEST = timedelta(days=31)
"""What would last longer does not go into the next year."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A date as it is written: the year may be missing."""

    day: int
    month: int
    year: int | None


@dataclass(frozen=True, slots=True)
class _Forms:
    """The ways to write two dates. ``joint`` is what stands between them, where it matters."""

    one_month: re.Pattern[str]
    month_first: re.Pattern[str]
    two_months: re.Pattern[str]
    two_months_first: re.Pattern[str]
    figures: re.Pattern[str]
    figures_month_first: re.Pattern[str]
    two_figures: re.Pattern[str]
    iso: re.Pattern[str]


def typed_days(text: str, language: Language, today: date | None) -> tuple[date, date] | None:
    """Read the first and the last day of something by themselves; ``None`` for anything else.

    Without ``today`` only dates with a year are read. Dates without one are the next after or on today. The last day
    comes before the first if it is written so.
    """
    found = {
        days
        for first, last in (*_in_words(text), *_in_figures(text, language))
        if (days := _resolved(first, last, today)) is not None
    }
    return found.pop() if len(found) == 1 else None


def _in_words(text: str) -> Iterator[tuple[_Written, _Written]]:
    forms, bare = _forms(), same(text)
    if (found := forms.one_month.fullmatch(bare)) or (found := forms.month_first.fullmatch(bare)):
        yield from _days_of_month(found["first"], found["last"], found["joint"], found["month"], found["year"])
    for form in (forms.two_months, forms.two_months_first):
        if found := form.fullmatch(bare):
            yield (
                _Written(int(found["first"]), _month(found["month"]), _year(found["year"])),
                _Written(int(found["last"]), _month(found["month2"]), _year(found["year2"])),
            )


def _days_of_month(
    first: str, last: str, joint: str | None, month: str, year: str | None
) -> Iterator[tuple[_Written, _Written]]:
    apart = (joint or "").strip() in _both() and int(last) - int(first) > 1
    if not apart:  # "the 12th and 14th" are two days
        yield _Written(int(first), _month(month), _year(year)), _Written(int(last), _month(month), _year(year))


def _in_figures(text: str, language: Language) -> Iterator[tuple[_Written, _Written]]:
    forms, bare = _forms(), " ".join(re.sub("[–—]", "-", text).casefold().split()).rstrip(".")
    if found := forms.iso.fullmatch(bare):
        first, last = (date.fromisoformat(one) if _is_date(one) else None for one in found.groups())
        if first and last:
            yield _Written(first.day, first.month, first.year), _Written(last.day, last.month, last.year)
    month_first = forms.figures_month_first if language is Language.EN else forms.figures
    if found := forms.figures.fullmatch(bare) or month_first.fullmatch(bare):
        month, year = int(found["month"]), _year(found["year"])
        yield _Written(int(found["first"]), month, year), _Written(int(found["last"]), month, year)
    if found := forms.two_figures.fullmatch(bare):
        one, two, year_1, three, four, year_2 = found.groups()
        years = _year(year_1), _year(year_2)
        yield _Written(int(one), int(two), years[0]), _Written(int(three), int(four), years[1])
        if language is Language.EN:
            yield _Written(int(two), int(one), years[0]), _Written(int(four), int(three), years[1])


def _resolved(first: _Written, last: _Written, today: date | None) -> tuple[date, date] | None:
    if first.year is None and last.year is None:
        return _next(first, last, today)
    if first.year is None:
        assert last.year is not None
        turned = (first.month, first.day) > (last.month, last.day) and first.month != last.month
        return _within(_dated(first, last.year - turned), _dated(last, last.year), _dated(first, last.year))
    begins = _dated(first, first.year)
    if last.year is not None:
        return _pair(begins, _dated(last, last.year))
    return _after(begins, last)


def _next(first: _Written, last: _Written, today: date | None) -> tuple[date, date] | None:
    if today is None:
        return None
    ahead = (_dated(first, today.year + more) for more in range(LEAP + 1))
    begins = next((one for one in ahead if one is not None and one >= today), None)
    return _after(begins, last)


def _after(begins: date | None, last: _Written) -> tuple[date, date] | None:
    """End in the same year, or in the next if that makes something short of it."""
    if begins is None:
        return None
    ends, later = _dated(last, begins.year), _dated(last, begins.year + 1)
    if ends is not None and ends < begins and later is not None and later - begins <= LONGEST:
        ends = later
    return _pair(begins, ends)


def _within(turned: date | None, ends: date | None, plain: date | None) -> tuple[date, date] | None:
    short = turned is not None and ends is not None and ends - turned <= LONGEST
    return _pair(turned if short else plain, ends)


def _pair(first: date | None, last: date | None) -> tuple[date, date] | None:
    return None if first is None or last is None else (first, last)


def _dated(written: _Written, year: int) -> date | None:
    return existing(year, written.month, written.day)


def _month(name: str) -> int:
    return months().get(name, 0)


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) + (CENTURY if len(text) == len("26") else 0)


def _is_date(text: str) -> bool:
    year, month, day = text.split("-")
    return existing(int(year), int(month), int(day)) is not None


@cache
def _both() -> frozenset[str]:
    return frozenset(same(phrase) for one in Language for phrase in book(one).both)


@cache
def _forms() -> _Forms:
    books = [book(one) for one in Language]
    before = _any(phrase for one in books for phrase in one.before_days)
    between = _any(phrase for one in books for phrase in (*one.until, *one.both))
    until = _any(phrase for one in books for phrase in one.until)
    head, joint = rf"(?:(?:{before}) )?", rf"(?P<joint> (?:{between}))?"
    first, last = (rf"(?P<{name}>\d{{1,2}})(?:st|nd|rd|th|o)?" for name in ("first", "last"))
    month, year = r"(?:de |do |of )?(?P<month{0}>[^\W\d]+)", r"(?: (?:de |del |do |of )?(?P<year{0}>\d{{4}}))?"
    one, two = (month.format(""), year.format("")), (month.format("2"), year.format("2"))
    sign = rf"(?: ?- ?| (?:{until}) )"
    figures = r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?"
    ending = r"(?:/(?P<year>\d{4}|\d{2}))?"
    return _Forms(
        one_month=re.compile(rf"{head}{first}{joint} {last} {one[0]}{one[1]}"),
        month_first=re.compile(rf"{head}{one[0]} {first}{joint} {last}{one[1]}"),
        two_months=re.compile(rf"{head}{first} {one[0]}{one[1]}{joint} {last} {two[0]}{two[1]}"),
        two_months_first=re.compile(rf"{head}{one[0]} {first}{one[1]}{joint} {two[0]} {last}{two[1]}"),
        figures=re.compile(rf"{head}(?P<first>\d{{1,2}}){sign}(?P<last>\d{{1,2}})/(?P<month>\d{{1,2}}){ending}"),
        figures_month_first=re.compile(
            rf"{head}(?P<month>\d{{1,2}})/(?P<first>\d{{1,2}}){sign}(?P<last>\d{{1,2}})(?:/(?P<year>\d{{4}}))?"
        ),
        two_figures=re.compile(rf"{head}{figures}{sign}{figures}"),
        iso=re.compile(rf"{head}(\d{{4}}-\d{{2}}-\d{{2}})(?:{sign}|/)(\d{{4}}-\d{{2}}-\d{{2}})"),
    )


def _any(phrases: Iterator[str]) -> str:
    """Match any of the phrases, the longest first; as they are written and as they are compared."""
    both = {form for phrase in phrases for form in (phrase.casefold(), same(phrase))}
    return "|".join(re.escape(phrase) for phrase in sorted(both, key=len, reverse=True))
