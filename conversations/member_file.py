"""What is on file about one member in the present wave: counts, who was reached and how, never what was answered.

No wording and no rule of who may see it: it is found in a coordinator's scope, or not at all. People are there by
their posts; their names are on the member's own card.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from conversations.assessment import Sharing, Wave
from conversations.campaigns import DeliveryState
from conversations.desk.sought import Sought
from conversations.roll import MemberStatus


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """Somebody who accepted an invitation; ``post`` in their own words, "" if they never said."""

    post: str
    reachable: bool
    last_turn_at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """The latest invitation that nobody accepted. ``opened``: somebody pressed START and went no further."""

    sent_at: datetime
    expires_at: datetime
    forwarded_at: datetime | None
    opened: bool
    requested: bool


@dataclass(frozen=True, slots=True)
class Reminded:
    """What became of this wave's notices to the member's people, and when the last was sent, the next is due."""

    counts: Mapping[DeliveryState, int] = field(default_factory=dict)
    last_sent_at: datetime | None = None
    next_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """A member as its coordinators may always know it. ``wave`` is the open one, else the latest."""

    status: MemberStatus
    wave: Wave | None
    sharing: Sharing | None
    focal_points: tuple[FocalPoint, ...]
    invited: Invited | None
    reminded: Reminded


@dataclass(frozen=True, slots=True)
class MemberFile(Sought[Dossier | None]):
    """A member in scope that is not retired; ``None`` for any other."""

    member: int
