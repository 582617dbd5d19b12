"""What a coordinator's button may do, and what may be said about it in one line."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Deed(StrEnum):
    """An act of a coordinator; its target is a text that the act's own module understands. Values stay short."""


class DeskSay(StrEnum):
    """A line that a coordinator's card may open with, or that a press is answered with."""

    NOT_UNDERSTOOD = "not_understood"
    NOT_READABLE = "not_readable"  # stickers, voice ...
    FILE_NOT_TAKEN = "file_not_taken"  # a file of a kind that nothing is done with
    OUT_OF_REACH = "out_of_reach"  # not there, or not in this coordinator's countries
    STALE_BUTTON = "stale_button"
    LANGUAGE_CHANGED = "language_changed"
    AFTER_OUTAGE = "after_outage"
    FILE_COMING = "file_coming"  # a file of ours is on its way
    FILE_BEING_READ = "file_being_read"


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One thing to say, with what it is about."""

    say: DeskSay
    name: str = ""
    number: int = 0
    at: datetime | None = None
    day: date | None = None


class Shown:
    """The base of what a coordinator's card can show: a frozen dataclass with all that the card says, unworded."""

    __slots__ = ()


class Reading:
    """The base of what a file that a coordinator sent turned out to hold: a frozen dataclass."""

    __slots__ = ()
