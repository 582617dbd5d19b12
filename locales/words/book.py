"""Reads the word files: which phrases of a language mean what.

It decides how a file is laid out; it must not know how typed text is compared with a phrase.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from conversations.instrument import Language
from conversations.intents import Word


@dataclass(frozen=True, slots=True)
class Book:
    """The phrases of one language, as they are written.

    ``before_number`` may stand before a number ("level 3"), ``before_criterion`` before the number of a criterion;
    ``courtesies`` may stand before or after anything, ``before_day`` before a date or weekday; ``ahead`` are words for
    a day so many days ahead. ``before_days`` may stand before two dates, ``until`` and ``both`` between them.
    ``commands`` are names without the slash, the listed one first.
    """

    words: Mapping[Word, tuple[str, ...]]
    numbers: Mapping[int, tuple[str, ...]]
    languages: Mapping[Language, tuple[str, ...]]
    before_number: tuple[str, ...]
    before_criterion: tuple[str, ...]
    courtesies: tuple[str, ...]
    before_day: tuple[str, ...]
    before_days: tuple[str, ...]
    until: tuple[str, ...]
    both: tuple[str, ...]
    ahead: Mapping[int, tuple[str, ...]]
    commands: Mapping[Word, tuple[str, ...]]


@cache
def book(language: Language) -> Book:
    """Read the words of a language. Raises ValueError for a key that means nothing."""
    text = files("locales").joinpath("words", f"{language}.toml").read_text(encoding="utf-8")
    document: dict[str, dict[str, Any]] = tomllib.loads(text)
    around = document["around"]
    return Book(
        words={Word(key): tuple(phrases) for key, phrases in document["words"].items()},
        numbers={int(key): tuple(phrases) for key, phrases in document["numbers"].items()},
        languages={Language(key): tuple(phrases) for key, phrases in document["languages"].items()},
        before_number=tuple(around["number"]),
        before_criterion=tuple(around["criterion"]),
        courtesies=tuple(around["courtesy"]),
        before_day=tuple(around["day"]),
        before_days=tuple(around["days"]),
        until=tuple(around["until"]),
        both=tuple(around["both"]),
        ahead={int(key): tuple(phrases) for key, phrases in document["ahead"].items()},
        commands={Word(key): tuple(names) for key, names in document["commands"].items()},
    )
