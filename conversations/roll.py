"""How far each member has come in a wave, as counts: what anybody who coordinates may always know.

Decides what "never opened", "opened", "answering" and "submitted" are called. No level and no note is in here.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversations.desk.sought import Sought
from conversations.people import Member


class Progress(StrEnum):
    """How far a member has come."""

    NEVER_OPENED = "never_opened"  # nobody has accepted an invitation for it
    OPENED = "opened"  # somebody has, nothing is answered
    ANSWERING = "answering"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class MemberStatus:
    """One member in one wave. Counts are of items; ``open`` ones have no response or were put off."""

    member: Member
    progress: Progress
    answered: int
    not_applicable: int
    dont_know: int
    open: int
    last_activity: datetime | None
    people: int
    submitted_at: datetime | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Roll(Sought[tuple[MemberStatus, ...]]):
    """How far each member in scope has come in the open wave, else in the latest, by country and name.

    Empty when there has been no wave. ``countries`` narrows the scope, and never widens it.
    """

    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedMember:
    """A member in scope with everything that it may be called."""

    member: Member
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names(Sought[tuple[NamedMember, ...]]):
    """All members in scope, with their aliases, by country and name."""
