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
class Days:
    """Two typed dates, from the first to the last, both included; as typed, so ``last`` may come before ``first``."""

    first: date
    last: date


class Question(StrEnum):
    """What a coordinator asks or wants in a word or a sentence."""

    STATUS = "status"  # about members
    MISSING = "missing"  # in countries, or everywhere
    MEETING = "meeting"
    REMIND = "remind"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Asked:
    """A coordinator's question: about these members (by id, the likeliest first), in this country (ISO 3166 code).

    ``certain``: the first member is meant, the others are not close. ``bare``: nothing but a name was typed, or what
    reads like a question is about nobody we know. ``about`` is what was typed as the name, "" if nothing was;
    ``unknown``: nobody is called so, the members are only those with the nearest names.
    """

    question: Question
    members: tuple[int, ...] = ()
    country: str = ""
    certain: bool = False
    bare: bool = False
    about: str = ""
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class FreeText:
    """Anything else."""


Intent = (
    Word
    | Number
    | NamedLevel
    | NamedPriority
    | NamedCriterion
    | Language
    | Batch
    | Pasted
    | Day
    | Days
    | Asked
    | FreeText
)
