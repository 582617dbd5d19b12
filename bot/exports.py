"""Exports of a wave: a workbook, CSV or JSON, with no cell that a spreadsheet would run as a formula."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from bot.spreadsheets import Cell, Sheet, write_book, write_rows
from conversations.assessment import Wave
from conversations.instrument import Instrument, Language
from conversations.roll import MemberStatus
from locales.export_words import ExportWords, word_export
from storage.database import Transaction
from storage.export import AggregateRow, AnswerRow, aggregate_rows, answer_rows
from storage.status import wave_status
from storage.waves import list_waves, wave_instrument

COLOURS = {"submitted": "#CDE7D8", "answering": "#FCEFC7", "opened": "#DCE9F7", "never_opened": "#E6E6E6"}
"""Of the states in the overview: none of them red, and none needed to read it."""
STATE = 3
"""The overview's column of the state."""


@dataclass(frozen=True, slots=True)
class WaveData:
    """What is exported of a wave: counts of everybody, answers and aggregates by the rule of what may be seen."""

    wave: Wave
    instrument: Instrument
    status: tuple[MemberStatus, ...]
    answers: tuple[AnswerRow, ...]
    aggregates: tuple[AggregateRow, ...]


def read_export(tx: Transaction, name: str = "", countries: tuple[str, ...] = ()) -> WaveData | None:
    """Read a wave by name, the latest without one; ``None`` when it is not there."""
    waves = [wave for wave in list_waves(tx) if name in ("", wave.name)]
    if not waves:
        return None
    wave = waves[0]
    return WaveData(
        wave,
        wave_instrument(tx, wave.id),
        wave_status(tx, wave.id, countries),
        tuple(answer_rows(tx, wave.id, countries)),
        tuple(aggregate_rows(tx, wave.id, countries)),
    )


def sheets_of(data: WaveData, language: Language) -> tuple[Sheet, ...]:
    """Word the tables: overview, answers, aggregates, codebook."""
    words = word_export(language)
    return (
        Sheet(
            words.overview,
            words.overview_headings,
            tuple(_overview(one, words) for one in data.status),
            STATE,
            {words.states[state]: colour for state, colour in COLOURS.items()},
        ),
        Sheet(
            words.answers, words.answers_headings, tuple(_answer(one, data, words, language) for one in data.answers)
        ),
        _aggregates(data, words, language),
        Sheet(words.codebook, words.codebook_headings, tuple(_codebook(data.instrument, words, language))),
    )


def _overview(one: MemberStatus, words: ExportWords) -> tuple[Cell, ...]:
    return (
        one.member.name,
        words.kinds[one.member.kind],
        one.member.country,
        words.states[one.progress.value],
        one.answered,
        one.dont_know,
        one.not_applicable,
        one.open,
        one.people,
        _day(one.last_activity),
        _day(one.submitted_at),
        words.yes if one.late else "",
    )


def _answer(one: AnswerRow, data: WaveData, words: ExportWords, language: Language) -> tuple[Cell, ...]:
    instrument = data.instrument
    criterion = instrument.criterion(one.criterion).short.in_(language)
    item = instrument.item(one.item) if one.item else None
    return (
        one.member,
        words.kinds[one.kind],
        one.country,
        criterion,
        one.item or one.criterion,
        item.short.in_(language) if item else words.priority,
        one.level,
        words.nonresponses.get(one.nonresponse or "", ""),
        one.priority,
        one.note,
        one.evidence,
        _day(one.submitted_at),
        words.yes if one.late else "",
        one.instrument,
    )


def _aggregates(data: WaveData, words: ExportWords, language: Language) -> Sheet:
    levels = tuple(f"{level.value} · {level.label.in_(language)}" for level in data.instrument.levels)
    before, after = words.aggregates_headings
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            data.instrument.criterion(one.criterion).short.in_(language),
            one.item,
            data.instrument.item(one.item).short.in_(language),
            one.members,
            *one.levels,
            one.dont_know,
            one.not_applicable,
        )
        for one in data.aggregates
        if one.instrument == data.instrument.reference
    )
    return Sheet(words.aggregates, (*before, *levels, *after), rows)


def _codebook(instrument: Instrument, words: ExportWords, language: Language) -> Iterable[tuple[Cell, ...]]:
    yield (instrument.reference, "", instrument.title.in_(language), instrument.disclaimer.in_(language))
    for level in instrument.levels:
        yield (str(level.value), words.level, level.label.in_(language), level.description.in_(language))
    for criterion in instrument.criteria:
        yield (criterion.id, words.criterion, criterion.name.in_(language), criterion.description.in_(language))
        for item in criterion.items:
            yield (item.id, criterion.short.in_(language), item.short.in_(language), item.text.in_(language))


def _day(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d}" if instant else ""


def write_workbook(data: WaveData, file: Path, language: Language) -> None:
    """Write a workbook; texts are written as texts whatever they begin with."""
    write_book(sheets_of(data, language), file)


def write_csv(data: WaveData, file: Path, language: Language) -> None:
    """Write the answers to ``file`` and the overview beside it, as ``FILE.overview.csv``."""
    overview, answers, *_ = sheets_of(data, language)
    write_rows(answers, file)
    write_rows(overview, file.with_suffix(".overview.csv"))


def write_json(data: WaveData, file: Path, language: Language) -> None:
    """Write everything with codes, not words; the language changes nothing."""
    value = {
        "wave": asdict(data.wave),
        "instrument": data.instrument.reference,
        "disclaimer": asdict(data.instrument.disclaimer),
        "members": [asdict(one) for one in data.status],
        "answers": [asdict(one) for one in data.answers],
        "aggregates": [asdict(one) for one in data.aggregates],
    }
    file.write_text(json.dumps(value, default=_instant, ensure_ascii=False, indent=1), "utf-8")


def _instant(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


FORMATS = {".xlsx": write_workbook, ".csv": write_csv, ".json": write_json}


def write_export(data: WaveData, file: Path, language: Language) -> None:
    """Write in the format that the file's name tells. Raises ``KeyError`` for another one."""
    FORMATS[file.suffix](data, file, language)
