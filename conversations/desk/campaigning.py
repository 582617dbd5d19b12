"""What coordinators look up of meetings and campaigns, and what they make so.

Decides what may be asked for and what is written of it. It must not know how any of it is shown or stored. Whatever is
outside the coordinator's countries is not found; a campaign or meeting counts as inside when its scope is.
"""

from dataclasses import dataclass
from datetime import datetime

from conversations.assessment import Assessment
from conversations.campaigns import Campaign, DeliveryState, DryRun, Meeting
from conversations.desk.sought import Sought
from conversations.facts import DeskFact
from conversations.people import Member
from conversations.plans import Recipient, Step

LATEST = 0
"""Instead of an id: the one that this coordinator made last."""


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """A meeting with the steps of its plan, the earliest first, and when it was made."""

    meeting: Meeting
    steps: tuple[Campaign, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a campaign for one person. ``reason`` is a code; ``answered``: their member did, after it."""

    id: int
    person: int
    member: Member | None
    state: DeliveryState
    reason: str
    due_at: datetime
    settled_at: datetime | None
    answered: bool


@dataclass(frozen=True, slots=True)
class Meetings(Sought[tuple[Meeting, ...]]):
    """The meetings that are not over and not cancelled, the next one first."""


@dataclass(frozen=True, slots=True)
class MeetingSought(Sought[MeetingPlan | None]):
    """One meeting by id, or the latest."""

    meeting: int


@dataclass(frozen=True, slots=True)
class CampaignsSought(Sought[tuple[Campaign, ...]]):
    """The campaigns that have anything planned or settled, the latest first, without the steps of plans to come."""


@dataclass(frozen=True, slots=True)
class CampaignSought(Sought[Campaign | None]):
    """One campaign by id, or the latest."""

    campaign: int


@dataclass(frozen=True, slots=True)
class Deliveries(Sought[tuple[Delivery, ...]]):
    """The deliveries of a campaign, by their member's country and name; ``None`` for every state."""

    campaign: int
    state: DeliveryState | None = None


@dataclass(frozen=True, slots=True)
class StepsHad(Sought[frozenset[tuple[int, int]]]):
    """Who has had which step of a meeting's plan, as days before and person: that is not sent again."""

    meeting: int


@dataclass(frozen=True, slots=True)
class Recipients(Sought[tuple[Recipient, ...]]):
    """Who got a campaign, or may have got it."""

    campaign: int


@dataclass(frozen=True, slots=True)
class Blank:
    """An assessment of the open wave as nobody has begun it, and what an answer takes people, in seconds if known."""

    assessment: Assessment
    seconds: float | None


@dataclass(frozen=True, slots=True)
class BlankSought(Sought[Blank | None]):
    """What a reminder about a member would open, without any answer; ``None`` without an open wave or that member."""

    member: int


@dataclass(frozen=True, slots=True)
class MeetingSaved(DeskFact):
    """A meeting came to be (its id is 0), or was changed, and its plan with it: what is planned is exactly ``steps``.

    What has been sent stays. ``undo_until`` is that of the steps that are new.
    """

    meeting: Meeting
    steps: tuple[Step, ...]
    undo_until: datetime
    wave: int | None


@dataclass(frozen=True, slots=True)
class MeetingCancelled(DeskFact):
    """A meeting does not take place; nothing of its plan goes out any more."""

    meeting: int


@dataclass(frozen=True, slots=True)
class CampaignMade(DeskFact):
    """A campaign came to be (its id is 0), with what is planned and who is left out."""

    campaign: Campaign
    run: DryRun
    wave: int | None


@dataclass(frozen=True, slots=True)
class CampaignStopped(DeskFact):
    """What a campaign has still planned does not go out."""

    campaign: int


@dataclass(frozen=True, slots=True)
class Retry:
    """A delivery that is planned once more."""

    delivery: int
    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveriesRetried(DeskFact):
    """Deliveries that did not arrive are planned once more."""

    campaign: int
    retries: tuple[Retry, ...]
