"""What a person made so about when we write to them and whose post it is: facts, as in `conversations.facts`."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Snoozed:
    """The person wants no reminders before an instant (aware, UTC); ``None``: that is over."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class Muted:
    """The person wants no reminders in a wave; ``None``: that is over."""

    wave: int | None


@dataclass(frozen=True, slots=True)
class HourChosen:
    """The person wants to be written to at a minute of their day."""

    minute: int


@dataclass(frozen=True, slots=True)
class PostConfirmed:
    """The person said that an appointment of theirs is still their post in a wave."""

    appointment: int
    wave: int


@dataclass(frozen=True, slots=True)
class PostLeft:
    """The person ended an appointment of theirs."""

    appointment: int


@dataclass(frozen=True, slots=True)
class PostTakenBack:
    """The person has an appointment again that they had left."""

    appointment: int


OwnFact = Snoozed | Muted | HourChosen | PostConfirmed | PostLeft | PostTakenBack
