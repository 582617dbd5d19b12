"""Words what is made of frozen figures for a report: the tables of a workbook, two pictures, a paragraph.

It decides what each piece says. Countries with few members are put together in a picture. It names no member and no
person, and must not know how a file is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from conversations.desk.pictures import ENOUGH
from conversations.figures import CriterionSpread, CutOff, Participation
from conversations.instrument import Instrument, Language
from conversations.roll import Progress
from locales.catalogue import Html, escaped, plain, plain_n, say, say_n
from locales.desk.drawing import NETWORK_ZONE
from locales.export_words import word_export
from locales.formats import country, day, listing, percent
from locales.heat_map import Distribution, DistributionRow
from locales.report import band_keys
from locales.report_parts import BandKey

Value = str | int | None
STATES: Final = (Progress.NEVER_OPENED, Progress.OPENED, Progress.ANSWERING, Progress.SUBMITTED)
HIGHEST: Final = 2
"""How many criteria a paragraph names at either end."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a workbook."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def word_file(language: Language) -> str:
    """Word what a file of figures is called."""
    return plain(language, "figures.file")


def word_tables(of: CutOff, instrument: Instrument, language: Language) -> tuple[Table, ...]:
    """Word the tables: summary, participation, and criteria and questions where there are enough members."""
    figures = of.figures
    tables = [_summary(of, instrument, language), _countries(of, language)]
    if figures.criteria:
        tables += [_criteria(of, instrument, language), _items(of, instrument, language)]
    return tuple(tables)


def _summary(of: CutOff, instrument: Instrument, language: Language) -> Table:
    figures, states = of.figures, word_export(language).states
    rows: list[tuple[Value, ...]] = [
        (plain(language, "cutoff.date"), f"{of.made_at:%Y-%m-%d %H:%M}"),
        (plain(language, "cutoff.wave"), figures.wave),
        (plain(language, "cutoff.opened"), f"{figures.opened_at:%Y-%m-%d}"),
        (plain(language, "cutoff.closed"), f"{figures.closed_at:%Y-%m-%d}" if figures.closed_at else ""),
        (plain(language, "cutoff.instrument"), figures.instrument),
        (plain(language, "cutoff.scope"), _scope(figures.countries, language)),
        (plain(language, "cutoff.members"), figures.members),
        *((states[state.value], figures.total(state)) for state in STATES),
        (plain(language, "cutoff.late"), figures.late),
        (plain(language, "cutoff.counted"), figures.counted),
        (plain(language, "cutoff.note"), instrument.disclaimer.in_(language)),
    ]
    headings = (plain(language, "cutoff.what"), plain(language, "cutoff.value"))
    return Table(plain(language, "cutoff.summary"), headings, tuple(rows))


def _scope(countries: Sequence[str], language: Language) -> str:
    if not countries:
        return plain(language, "cutoff.all")
    return listing(language, [country(language, code) for code in countries])


def _countries(of: CutOff, language: Language) -> Table:
    states = word_export(language).states
    headings = (plain(language, "cutoff.country"), plain(language, "cutoff.members"))
    rows: list[tuple[Value, ...]] = [
        (country(language, one.country), one.members, *_counts(one), one.late) for one in of.figures.participation
    ]
    late = plain(language, "cutoff.late")
    named = (*headings, *(states[state.value] for state in STATES), late)
    return Table(plain(language, "cutoff.by_country"), named, tuple(rows))


def _criteria(of: CutOff, instrument: Instrument, language: Language) -> Table:
    bands = tuple(f"{key.label} ({key.stretch})" for key in band_keys(instrument, language))
    headings = (plain(language, "cutoff.criterion"), *bands, plain(language, "cutoff.no_score"))
    rows: list[tuple[Value, ...]] = [
        (instrument.criterion(one.criterion).name.in_(language), *one.bands, one.no_score, one.mean)
        for one in of.figures.criteria
    ]
    return Table(plain(language, "cutoff.criteria"), (*headings, plain(language, "cutoff.mean")), tuple(rows))


def _items(of: CutOff, instrument: Instrument, language: Language) -> Table:
    words = word_export(language)
    before, after = words.aggregates_headings
    levels = tuple(f"{level.value} · {level.label.in_(language)}" for level in instrument.levels)
    rows: list[tuple[Value, ...]] = [
        (
            instrument.criterion_of(one.item).short.in_(language),
            one.item,
            instrument.item(one.item).short.in_(language),
            of.figures.counted,
            *one.levels,
            one.dont_know,
            one.not_applicable,
        )
        for one in of.figures.items
    ]
    return Table(plain(language, "cutoff.items"), (*before, *levels, *after), tuple(rows))


def word_pictures(of: CutOff, instrument: Instrument, language: Language) -> tuple[tuple[str, Distribution], ...]:
    """Word the pictures, each with its caption: participation by country, and results by criterion."""
    pictures = []
    rows = _grouped(of.figures.participation, language)
    if rows:
        pictures.append(
            (plain(language, "cutoff.caption_participation"), _participation(of, instrument, rows, language))
        )
    if of.figures.criteria:
        pictures.append((plain(language, "cutoff.caption_results"), _results(of, instrument, language)))
    return tuple(pictures)


def _grouped(countries: Sequence[Participation], language: Language) -> tuple[DistributionRow, ...]:
    """Give a row for each country with enough members, and one for the others together if they are enough."""
    large = [one for one in countries if one.members >= ENOUGH]
    small = [one for one in countries if one.members < ENOUGH]
    rows = [
        DistributionRow(country(language, one.country), tuple(one.states[state] for state in STATES), 0)
        for one in large
    ]
    others = tuple(sum(one.states[state] for one in small) for state in STATES)
    if sum(others) >= ENOUGH:
        rows.append(DistributionRow(plain(language, "cutoff.others"), others, 0))
    return tuple(rows)


def _counts(of: Participation) -> tuple[int, ...]:
    return tuple(of.states[state] for state in STATES)


def _participation(
    of: CutOff, instrument: Instrument, rows: tuple[DistributionRow, ...], language: Language
) -> Distribution:
    states, figures = word_export(language).states, of.figures
    return Distribution(
        language=language.value,
        programme=plain(language, "report.programme"),
        title=plain(language, "cutoff.picture_title"),
        explained=plain(language, "cutoff.picture_explained", number=ENOUGH),
        scope=_scope_of_picture(figures.countries, language),
        wave=_dated(of, language),
        members=plain_n(language, "heat.counted", sum(sum(row.counts) for row in rows)),
        count=max(sum(row.counts) for row in rows),
        no_score="",
        disclaimer=instrument.disclaimer.in_(language),
        bands=tuple(BandKey(states[state.value], "", float(number)) for number, state in enumerate(STATES)),
        rows=rows,
    )


def _results(of: CutOff, instrument: Instrument, language: Language) -> Distribution:
    figures = of.figures
    return Distribution(
        language=language.value,
        programme=plain(language, "report.programme"),
        title=plain(language, "heat.nameless_title"),
        explained=plain(language, "heat.nameless"),
        scope=_scope_of_picture(figures.countries, language),
        wave=_dated(of, language),
        members=plain_n(language, "heat.counted", figures.counted),
        count=figures.counted,
        no_score=plain(language, "heat.no_score"),
        disclaimer=instrument.disclaimer.in_(language),
        bands=band_keys(instrument, language),
        rows=tuple(
            DistributionRow(instrument.criterion(one.criterion).short.in_(language), one.bands, one.no_score)
            for one in figures.criteria
        ),
    )


def _scope_of_picture(countries: Sequence[str], language: Language) -> str:
    return _scope(countries, language) if countries else plain(language, "heat.network")


def _dated(of: CutOff, language: Language) -> str:
    return plain(language, "heat.wave", wave=of.figures.wave, day=day(language, of.made_at, NETWORK_ZONE))


def word_paragraph(of: CutOff, instrument: Instrument, language: Language) -> Html:
    """Word the paragraph of a report: how many took part, where means are high and low, what the instrument is."""
    figures = of.figures
    submitted = figures.total(Progress.SUBMITTED)
    share = round(100 * submitted / figures.members) if figures.members else 0
    parts = [
        say_n(
            language,
            "cutoff.participation",
            figures.members,
            day=day(language, of.made_at, NETWORK_ZONE),
            wave=figures.wave,
            submitted=submitted,
            percent=percent(language, share),
            answering=figures.total(Progress.ANSWERING),
            opened=figures.total(Progress.OPENED),
            never=figures.total(Progress.NEVER_OPENED),
        )
    ]
    if figures.countries:
        parts.append(say(language, "cutoff.scope_of", countries=_scope(figures.countries, language)))
    scored = sorted((one for one in figures.criteria if one.mean is not None), key=lambda one: -(one.mean or 0))
    if len(scored) >= 2 * HIGHEST:
        high, low = scored[:HIGHEST], scored[-HIGHEST:]
        named = {"high": _means(high, instrument, language), "low": _means(low[::-1], instrument, language)}
        parts.append(say_n(language, "cutoff.results", figures.counted, **named))
    parts.append(escaped(instrument.disclaimer.in_(language)))
    return Html(" ".join(parts))


def _means(spread: Sequence[CriterionSpread], instrument: Instrument, language: Language) -> str:
    return listing(
        language,
        [
            plain(
                language,
                "cutoff.mean_of",
                criterion=instrument.criterion(one.criterion).name.in_(language),
                percent=percent(language, one.mean or 0),
            )
            for one in spread
        ],
    )
