"""What typed words mean: a level, a word of the conversation, a language, a criterion, or nothing of the kind.

Words of all three languages are understood whatever the person's; the person's wins a clash. Only a whole text means
something: a sentence is free text, whatever words are in it, and between two close criteria nothing is guessed.
It must not know which question is asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache

from conversations.assessment import Answer
from conversations.instrument import Criterion, Instrument, Language, Nonresponse
from conversations.intents import (
    Batch,
    Day,
    Days,
    FreeText,
    Intent,
    NamedCriterion,
    NamedLevel,
    NamedPriority,
    Number,
    Pasted,
    Word,
)
from locales.catalogue import plain
from locales.date_ranges import typed_days
from locales.dates import typed_day
from locales.listed import listed_answers, pasted_answers
from locales.words.book import book
from locales.words.reading import made_of, number, same, without

ALIKE = 0.84
"""How alike a typed name and a criterion's must be, 1 being equal."""
APART = 0.08
"""How much less alike the next criterion must be."""
_SHORTEST_TYPO = 5
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class _Phrases:
    whole: dict[str, Intent]
    before_number: frozenset[str]
    before_criterion: frozenset[str]
    greetings: frozenset[str]
    courtesies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Ways:
    """The ways to give an answer to an item: ``short`` in a line, ``long`` with the levels' labels; the questions."""

    short: dict[str, Answer]
    long: dict[str, Answer]
    questions: frozenset[str]


def understand(text: str, language: Language, instrument: Instrument | None, today: date | None = None) -> Intent:
    """Tell what a typed text means to somebody who reads ``language``, in front of an instrument; never raises.

    ``today`` is the date where the person is: without it only dates with a year are dates.
    """
    one_line = len(text) <= _LONGEST and "\n" not in text.strip()
    found = number(text) if one_line else None
    phrases = _phrases(language)
    alone = found is not None and found[0] in {"", *phrases.before_number, *phrases.before_criterion}
    if instrument and not alone and (several := _several(text, language, instrument)):
        return several
    if not one_line:
        return FreeText()
    if (word := command(text)) is not None:
        return word
    if text.strip() in ("?", "¿?"):
        return Word.HELP
    if found is not None:
        before, value = found
        if not before or before in phrases.before_number:
            return Number(value)
        if instrument and before in phrases.before_criterion and 1 <= value <= len(instrument.criteria):
            return NamedCriterion(instrument.criteria[value - 1].id)
    if (day := typed_day(text, language, today)) is not None:
        return Day(day)
    if instrument is None and (days := typed_days(text, language, today)) is not None:
        return Days(*days)
    bare = without(same(text), phrases.courtesies)
    labels = _labels(language, instrument) if instrument else {}
    if found is None and any(character.isdigit() for character in bare) and bare not in labels:
        return FreeText()
    intent = phrases.whole.get(bare) or labels.get(bare)
    if intent is not None:
        return intent
    if made_of(bare, phrases.greetings):
        return Word.GREETING
    return _nearly_a_criterion(bare, instrument) if instrument else FreeText()


def _several(text: str, language: Language, instrument: Instrument) -> Batch | Pasted | None:
    ways = _ways(language, instrument)
    return listed_answers(text, ways.short) or pasted_answers(text, ways.long, ways.questions, instrument)


@lru_cache(maxsize=32)
def _ways(language: Language, instrument: Instrument) -> _Ways:
    words = {Word.DONT_KNOW: Nonresponse.DONT_KNOW, Word.NOT_APPLICABLE: Nonresponse.NOT_APPLICABLE}
    levels = {level.value for level in instrument.levels}
    short: dict[str, Answer] = {str(level): level for level in levels}
    for phrase, intent in _phrases(language).whole.items():
        match intent:
            case Word() if intent in words:
                short.setdefault(phrase, words[intent])
            case Number(value) if value in levels:
                short.setdefault(phrase, value)
            case _:
                continue
    labels = {label: one.value for label, one in _labels(language, instrument).items() if isinstance(one, NamedLevel)}
    questions = frozenset(same(item.text.in_(one)) for item in instrument.items for one in Language)
    return _Ways(short, {**labels, **short}, questions)


def command(text: str) -> Word | None:
    """Read a command of any of the languages, ``/ayuda`` or ``/help@a_bot``; None for anything else."""
    if not text.startswith("/"):
        return None
    name = text[1:].split(maxsplit=1)[0].split("@")[0] if len(text) > 1 and text[1:].strip() else ""
    return _commands().get(same(name))


def commands(language: Language) -> tuple[tuple[str, str], ...]:
    """List the commands of a language with what each does, for Telegram's menu."""
    return tuple((names[0], plain(language, f"command.{word}")) for word, names in book(language).commands.items())


@lru_cache(maxsize=1)
def _commands() -> dict[str, Word]:
    return {name: word for language in Language for word, names in book(language).commands.items() for name in names}


def _own_first(language: Language) -> tuple[Language, ...]:
    return (language, *(other for other in Language if other is not language))


@lru_cache(maxsize=len(Language))
def _phrases(language: Language) -> _Phrases:
    books = [book(one) for one in _own_first(language)]
    whole: dict[str, Intent] = {}
    for one in books:
        for word, phrases in one.words.items():
            for phrase in phrases:
                whole.setdefault(same(phrase), word)
        for named, phrases in one.languages.items():
            for phrase in phrases:
                whole.setdefault(same(phrase), named)
    for one in books:
        for value, phrases in one.numbers.items():
            for phrase in phrases:
                for before in ("", *one.before_number):
                    whole.setdefault(same(f"{before} {phrase}"), Number(value))
    return _Phrases(
        whole,
        frozenset(same(phrase) for one in books for phrase in one.before_number),
        frozenset(same(phrase) for one in books for phrase in one.before_criterion),
        frozenset(phrase for phrase, intent in whole.items() if intent is Word.GREETING),
        tuple(sorted({same(phrase) for one in books for phrase in one.courtesies}, key=len, reverse=True)),
    )


@lru_cache(maxsize=32)
def _labels(language: Language, instrument: Instrument) -> dict[str, Intent]:
    found: dict[str, Intent] = {}
    for one in _own_first(language):
        for level in instrument.levels:
            for label in (level.label.in_(one), level.button.in_(one)):
                found.setdefault(same(label), NamedLevel(level.value))
                found.setdefault(same(f"{level.value} {label}"), NamedLevel(level.value))
        for option in instrument.nonresponses:
            for label in (option.label.in_(one), option.button.in_(one)):
                found.setdefault(same(label), Word.DONT_KNOW if option.code == "dk" else Word.NOT_APPLICABLE)
        for priority in instrument.priority_options:
            found.setdefault(same(priority.label.in_(one)), NamedPriority(priority.value))
            found.setdefault(same(f"{priority.value} {priority.label.in_(one)}"), NamedPriority(priority.value))
    for one in _own_first(language):
        for criterion in instrument.criteria:
            for name in (criterion.short.in_(one), criterion.name.in_(one)):
                found.setdefault(same(name), NamedCriterion(criterion.id))
    return found


def _names(criterion: Criterion) -> Iterator[str]:
    for language in Language:
        yield same(criterion.short.in_(language))
        yield same(criterion.name.in_(language))


def _nearly_a_criterion(bare: str, instrument: Instrument) -> Intent:
    if len(bare) < _SHORTEST_TYPO:
        return FreeText()
    ranked = sorted(((_likeness(bare, one), one.id) for one in instrument.criteria), reverse=True)
    best, criterion = ranked[0]
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    return NamedCriterion(criterion) if best >= ALIKE and best - second >= APART else FreeText()


def _likeness(bare: str, criterion: Criterion) -> float:
    best = 0.0
    for name in _names(criterion):
        compared = SequenceMatcher(None, bare, name)
        if compared.real_quick_ratio() >= ALIKE - APART and compared.quick_ratio() >= ALIKE - APART:
            best = max(best, compared.ratio())
    return best
