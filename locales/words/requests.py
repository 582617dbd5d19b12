"""Reads the word files of coordinators: which phrases of a language ask what.

It decides how such a file is laid out; it must not know members, countries or what is answered.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from conversations.instrument import Language
from conversations.intents import Question
from conversations.people import MemberKind

GAP = "…"
"""What stands for a name in a phrase."""


@dataclass(frozen=True, slots=True)
class Requests:
    """The phrases of one language, as they are written.

    ``about`` have a gap for the name of a member or country, ``alone`` have none; ``bare`` may stand before a name
    that is typed by itself. ``kinds`` are words for what a member is and ``small`` ones that a name may lack.
    ``commands`` are names without the slash, the listed one first.
    """

    commands: Mapping[Question, tuple[str, ...]]
    about: Mapping[Question, tuple[str, ...]]
    alone: Mapping[Question, tuple[str, ...]]
    bare: tuple[str, ...]
    kinds: Mapping[MemberKind, tuple[str, ...]]
    small: tuple[str, ...]


@cache
def requests(language: Language) -> Requests:
    """Read the phrases of a language. Raises ValueError for a key that means nothing."""
    text = files("locales").joinpath("words", f"desk_{language}.toml").read_text(encoding="utf-8")
    document: dict[str, dict[str, Any]] = tomllib.loads(text)
    return Requests(
        commands=_by_question(document["commands"]),
        about=_by_question(document["about"]),
        alone=_by_question(document["alone"]),
        bare=tuple(document["bare"]["before"]),
        kinds={MemberKind(key): tuple(words) for key, words in document["kinds"].items()},
        small=tuple(document["names"]["small"]),
    )


def _by_question(section: Mapping[str, list[str]]) -> dict[Question, tuple[str, ...]]:
    return {Question(key): tuple(phrases) for key, phrases in section.items()}
