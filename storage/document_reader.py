"""Takes typed values out of plain ones and writes down everything that does not fit.

It decides how a value of a wrong type, an empty text, a number out of range or an unknown key is reported. A value
that is wrong comes back as a harmless stand-in, so that the reading goes on to the next problem. It must not know
what an instrument is made of, only the three languages of its texts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Final, NamedTuple

from conversations.instrument import Language, Text
from storage.problems import Problem


class Absent(Enum):
    """The mark of a value that is not there (null is a value)."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


class Shape(NamedTuple):
    """A regular expression that a whole text must match, and how that is said to a person."""

    pattern: str
    words: str


BUTTON_ID: Final = Shape(r"[a-z0-9]{1,12}", "1 to 12 of a-z and 0-9 (it travels in the data of a button)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
_LANGUAGES: Final = tuple(language.value for language in Language)


def inside(place: str, key: str) -> str:
    """Return the place of `key` inside `place`."""
    return f"{place}.{key}" if place else key


@dataclass(slots=True)
class Reader:
    """Collects the problems of one document; `lines` gives the line of a place."""

    lines: Mapping[str, int]
    problems: list[Problem] = field(default_factory=list)

    def problem(self, place: str, message: str) -> None:
        """Write down that `place` is wrong, with its line or, where it is missing, that of what should hold it."""
        near = place
        while near and near not in self.lines:
            near = near[: max(near.rfind("."), near.rfind("["), 0)]
        self.problems.append(Problem(place or "document", message, self.lines.get(near)))

    def mapping(self, value: object, place: str, required: str, optional: str = "") -> dict[str, object]:
        """Return `value` when it is a mapping; keys (separated by spaces) that lack or are unknown are problems."""
        if value is ABSENT:
            return {}
        if not isinstance(value, dict):
            self.problem(place, "must be a mapping of keys and values")
            return {}
        for key in required.split():
            if key not in value:
                self.problem(inside(place, key), "missing")
        for key in value:
            if key not in required.split() and key not in optional.split():
                self.problem(inside(place, key), "unknown key")
        return value

    def sequence(self, value: object, place: str, least: int, most: int) -> list[object]:
        """Return `value` when it is a list of `least` to `most` entries."""
        if value is ABSENT:
            return []
        if not isinstance(value, list):
            self.problem(place, "must be a list")
            return []
        if not least <= len(value) <= most:
            self.problem(place, f"must have {least} to {most} entries, has {len(value)}")
        return value[: most + 1]

    def string(self, value: object, place: str, longest: int, shape: Shape | None = None) -> str:
        """Return `value` when it is a text of 1 to `longest` characters, trimmed, without control characters."""
        if value is ABSENT:
            return ""
        if value is None:
            self.problem(place, "empty")
            return ""
        if not isinstance(value, str):
            self.problem(place, "must be a text (put it in quotes)")
            return ""
        trimmed = value.strip()
        if not trimmed:
            self.problem(place, "empty")
        elif len(trimmed) > longest:
            self.problem(place, f"at most {longest} characters, has {len(trimmed)}")
        elif _CONTROL.search(trimmed):
            self.problem(place, "has a line break or a control character")
        elif shape is not None and not re.fullmatch(shape.pattern, trimmed):
            self.problem(place, f"must be {shape.words}")
        return trimmed

    def text(self, value: object, place: str, longest: int) -> Text:
        """Return the text in the three languages, each of 1 to `longest` characters."""
        words = self.mapping(value, place, " ".join(_LANGUAGES))
        es, pt, en = (self.string(words.get(key, ABSENT), inside(place, key), longest) for key in _LANGUAGES)
        return Text(es=es, pt=pt, en=en)

    def boolean(self, value: object, place: str) -> bool:
        """Return `value` when it is true or false."""
        if value is not ABSENT and not isinstance(value, bool):
            self.problem(place, "must be true or false")
        return value is True

    def integer(self, value: object, place: str, least: int, most: int) -> int:
        """Return `value` when it is a whole number from `least` to `most`."""
        if value is ABSENT:
            return least
        if isinstance(value, bool) or not isinstance(value, int):
            self.problem(place, "must be a whole number")
            return least
        if not least <= value <= most:
            self.problem(place, f"must be from {least} to {most}, is {value}")
        return value

    def number(self, value: object, place: str, least: int, most: int) -> Fraction:
        """Return `value` as an exact fraction when it is a number from `least` to `most`."""
        if value is ABSENT:
            return Fraction(least)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.problem(place, "must be a number")
            return Fraction(least)
        exact = Fraction(str(value))
        if not least <= exact <= most:
            self.problem(place, f"must be from {least} to {most}, is {value}")
        return exact
