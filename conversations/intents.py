"""What a typed text can mean. ``locales`` turns words into these; what follows, the engine decides."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from conversations.assessment import Answer
from conversations.instrument import Language


class Word(StrEnum):
    """What a typed word means. ``locales`` turns words into these."""

    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"
    LATER = "later"
    BACK = "back"
    CONTINUE = "continue"
    PAUSE = "pause"
    HELP = "help"
    LANGUAGE = "language"
    REVIEW = "review"
    SUMMARY = "summary"
    SUBMIT = "submit"
    PRIVACY = "privacy"
    YES = "yes"
    NO = "no"
    GREETING = "greeting"
    MY_DATA = "my_data"
    FORGET_ME = "forget_me"


@dataclass(frozen=True, slots=True)
class Number:
    """A typed number, in digits or words."""

    value: int


@dataclass(frozen=True, slots=True)
class NamedLevel:
    """A level of the scale, typed by its label."""

    value: int


@dataclass(frozen=True, slots=True)
class NamedPriority:
    """A priority option, typed by its label."""

    value: int


@dataclass(frozen=True, slots=True)
class NamedCriterion:
    """A criterion, typed by its name."""

    criterion: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Answers to a criterion in one line, in the order of its steps; ``None`` for what was not understood."""

    answers: tuple[Answer | None, ...]


@dataclass(frozen=True, slots=True)
class Pasted:
    """A consulted colleague's reply: answers by number, from 1 within the criterion (``None``: not understood).

    ``criterion`` is the one that the text names, ``area`` the one that answered; "" where it does not say.
    """

    answers: tuple[tuple[int, Answer | None], ...]
    criterion: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A typed date."""

    day: date


@dataclass(frozen=True, slots=True)
class FreeText:
    """Anything else."""


Intent = Word | Number | NamedLevel | NamedPriority | NamedCriterion | Language | Batch | Pasted | Day | FreeText
