"""Presses about oneself and one's post: when to be written to, whose task it is, an answer as the last time.

They are presses like those of `conversations.events`, which has them all; kept apart for their number.
"""

from dataclasses import dataclass
from enum import StrEnum


class When(StrEnum):
    """When to be reminded: on a day at the member's place, at the hour that the person chose, or not at all."""

    TOMORROW = "tomorrow"
    MONDAY = "monday"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Remind:
    when: When


@dataclass(frozen=True, slots=True)
class Snooze:
    """Be written to by nobody before a day, and reminded then; ``NEVER`` takes that and the muting off."""

    when: When


@dataclass(frozen=True, slots=True)
class ChooseHour:
    """Be written to at this minute of the day."""

    minute: int


@dataclass(frozen=True, slots=True)
class Keep:
    """Answer a criterion as in an earlier assessment, the one that the card named."""

    criterion: str
    earlier: int


@dataclass(frozen=True, slots=True)
class Leave:
    """End one's own appointment: with a link for the ``successor``, or else the coordinators are told."""

    appointment: int
    successor: bool


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Have an appointment again that one has just left."""

    appointment: int
