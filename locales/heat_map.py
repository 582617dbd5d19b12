"""Words the two pictures of a wave: members by criteria for internal use, and one without names.

It decides what each piece of a picture says and how many members fit one; it must not know how it is drawn or who may
have it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from conversations.assessment import Assessment, Wave
from conversations.diagnosis import CriterionDiagnosis, Diagnosis
from conversations.instrument import Instrument, Language
from locales.catalogue import plain, plain_n
from locales.desk.drawing import NETWORK_ZONE
from locales.figures import diagnosis_of
from locales.formats import country, day, listing
from locales.naming import fitting, short_name
from locales.report import band_keys
from locales.report_parts import BandKey

MOST_ROWS: Final = 28
"""Members on one picture: with more, figures are hard to read after a phone has shrunk it."""
MOST_COUNTRIES: Final = 4
LONGEST_NAME: Final = 24


@dataclass(frozen=True, slots=True)
class Cell:
    """A criterion's result: a whole percentage and its band; nothing and None without a score."""

    text: str
    band: int | None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A member: its short name, its country's code, a cell for each criterion."""

    name: str
    country: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """One picture of members by criteria. ``page`` is "" when there is only one."""

    language: str
    title: str
    scope: str
    wave: str
    members: str
    internal: str
    page: str
    no_score: str
    bands: tuple[BandKey, ...]
    criteria: tuple[str, ...]
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True, slots=True)
class DistributionRow:
    """A criterion: how many members are in each band, the lowest first, and how many have no score."""

    short: str
    counts: tuple[int, ...]
    no_score: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """The picture without names."""

    language: str
    programme: str
    title: str
    explained: str
    scope: str
    wave: str
    members: str
    count: int
    no_score: str
    disclaimer: str
    bands: tuple[BandKey, ...]
    rows: tuple[DistributionRow, ...]


def word_heat_map(
    assessments: Sequence[Assessment], wave: Wave, countries: Sequence[str], language: Language, now: datetime
) -> tuple[HeatMap, ...]:
    """Word the pictures of these members, in their order; as many as it takes, about equally full.

    ``countries`` is the scope, all when empty; members on another version of the questionnaire are left out.
    """
    of = same_instrument(assessments)
    if not of:
        return ()
    instrument = of[0].instrument
    rows = [_row(one, instrument, language) for one in of]
    pages = -(-len(rows) // MOST_ROWS)
    size = -(-len(rows) // pages)
    return tuple(
        HeatMap(
            language=language.value,
            title=plain(language, "heat.title"),
            scope=_scope(countries, language),
            wave=plain(language, "heat.wave", wave=wave.name, day=day(language, now, NETWORK_ZONE)),
            members=plain_n(language, "heat.members", len(rows)),
            internal=plain(language, "heat.internal"),
            page=plain(language, "heat.page", page=number + 1, pages=pages) if pages > 1 else "",
            no_score=plain(language, "heat.no_score"),
            bands=band_keys(instrument, language),
            criteria=tuple(one.short.in_(language) for one in instrument.criteria),
            rows=tuple(rows[number * size : (number + 1) * size]),
        )
        for number in range(pages)
    )


def word_distribution(
    assessments: Sequence[Assessment], wave: Wave, countries: Sequence[str], language: Language, now: datetime
) -> Distribution | None:
    """Word the picture without names; ``None`` when there is nobody in it. Whether there are enough, others decide."""
    of = same_instrument(assessments)
    if not of:
        return None
    instrument = of[0].instrument
    diagnoses = [diagnosis_of(one) for one in of]
    return Distribution(
        language=language.value,
        programme=plain(language, "report.programme"),
        title=plain(language, "heat.nameless_title"),
        explained=plain(language, "heat.nameless"),
        scope=_scope(countries, language),
        wave=plain(language, "heat.wave", wave=wave.name, day=day(language, now, NETWORK_ZONE)),
        members=plain_n(language, "heat.counted", len(of)),
        count=len(of),
        no_score=plain(language, "heat.no_score"),
        disclaimer=instrument.disclaimer.in_(language),
        bands=band_keys(instrument, language),
        rows=tuple(_distributed(diagnoses, number, language) for number in range(len(instrument.criteria))),
    )


def same_instrument(assessments: Sequence[Assessment]) -> list[Assessment]:
    """Keep those on the version of the questionnaire that most of them are on: others cannot be set beside them."""
    versions = [one.instrument.reference for one in assessments]
    usual = max(versions, key=versions.count, default="")
    return [one for one in assessments if one.instrument.reference == usual]


def _scope(countries: Sequence[str], language: Language) -> str:
    if not countries:
        return plain(language, "heat.network")
    if len(countries) > MOST_COUNTRIES:
        return ", ".join(sorted(countries))
    return listing(language, [country(language, code) for code in countries])


def _row(of: Assessment, instrument: Instrument, language: Language) -> HeatRow:
    cells = tuple(_cell(one, instrument) for one in diagnosis_of(of).criteria)
    return HeatRow(fitting(short_name(of.member), LONGEST_NAME), of.member.country, cells)


def _cell(one: CriterionDiagnosis, instrument: Instrument) -> Cell:
    if one.percent is None or one.band is None:
        return Cell("", None)
    return Cell(str(one.percent), _place(one, instrument))


def _place(one: CriterionDiagnosis, instrument: Instrument) -> int | None:
    return None if one.band is None else [band.id for band in instrument.bands].index(one.band.id)


def _distributed(diagnoses: Sequence[Diagnosis], number: int, language: Language) -> DistributionRow:
    results = [one.criteria[number] for one in diagnoses]
    places = [_place(one, one_of.instrument) for one, one_of in zip(results, diagnoses, strict=True)]
    bands = len(diagnoses[0].instrument.bands)
    return DistributionRow(
        results[0].criterion.short.in_(language),
        tuple(places.count(band) for band in range(bands)),
        places.count(None),
    )
