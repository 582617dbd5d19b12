"""Campaigns: whom a set of planned notices is for, what becomes of each, and why somebody is left out.

The words of coordinators' work, without who decides what: audiences are chosen in `conversations.audience`, moments in
`conversations.due`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from conversations.desk.sought import Sought
from conversations.instrument import Language
from conversations.people import Member
from conversations.roll import Progress


class CampaignKind(StrEnum):
    """What a campaign is: a step of a meeting's plan, a reminder to a segment, a notice, the correction of one."""

    PLAN = "plan"
    REMINDER = "reminder"
    NOTICE = "notice"
    CORRECTION = "correction"


class DeliveryState(StrEnum):
    """What has become of a delivery. SENDING is committed before the call; found so after a stop, it is unconfirmed."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    BLOCKED = "blocked"  # 403, chat not found
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    EXPIRED = "expired"  # its time was over
    LEFT_OUT = "left_out"  # at its moment there was no reason to send it any more
    CANCELLED = "cancelled"


class Cut(StrEnum):
    """Why a delivery came to an end that Telegram had no part in."""

    INTERRUPTED = "interrupted"  # it was in hand when the bot was killed
    FORGOTTEN = "forgotten"  # its person is not known any more


class LeftOut(StrEnum):
    """Why somebody, or a member, does not get a notice."""

    NO_FOCAL_POINT = "no_focal_point"  # of the member: nobody ever came
    OTHER_REMINDED = "other_reminded"  # another focal point of the member gets the reminders
    SUBMITTED = "submitted"  # nothing left to do
    NOT_IN_SEGMENT = "not_in_segment"
    ANSWERED_TODAY = "answered_today"
    REMINDED_TODAY = "reminded_today"  # at most one notice a day
    REMINDED_ENOUGH = "reminded_enough"  # at most five in a wave
    SNOOZED = "snoozed"
    MUTED = "muted"
    UNREACHABLE = "unreachable"  # blocked the bot, or deleted the account
    TOO_LATE = "too_late"  # it would come after the meeting, or after its time
    NO_WAVE = "no_wave"
    RETIRED = "retired"


class Standing(StrEnum):
    """Where a member must stand to be in a segment."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    STALLED = "stalled"  # in progress, nothing answered for some days
    READY = "ready"  # everything settled, not submitted


@dataclass(frozen=True, slots=True)
class Segment:
    """Whom a campaign is for: members of ``countries`` (all if empty) or chosen ``members``, who stand so.

    ``standings`` empty: everybody with something left to do. ``stalled_days`` is how long nothing must have been
    answered for STALLED. A notice to all, submitted or not, has ``everybody``.
    """

    countries: tuple[str, ...] = ()
    members: tuple[int, ...] = ()
    standings: frozenset[Standing] = frozenset()
    stalled_days: int = 7
    everybody: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """One focal point of a member, as far as a notice is concerned. No name: a person is an id.

    ``settled`` and ``steps`` count what is answered and what there is (0: no wave is open); ``last_answer_at`` is the
    member's. ``minute`` is the minute of the day that the person chose, if they did. ``notices`` counts what was sent
    to them unasked in this wave, thanks included, ``last_notice_at`` is the latest such. ``snoozed_until`` is when
    they asked to hear from us, on a reminder or when they paused.
    """

    person: int
    member: Member
    region: str
    language: Language
    progress: Progress
    settled: int
    steps: int
    reminded: bool
    reachable: bool
    last_answer_at: datetime | None = None
    last_turn_at: datetime | None = None
    snoozed_until: datetime | None = None
    muted: bool = False
    minute: int | None = None
    last_notice_at: datetime | None = None
    notices: int = 0

    @property
    def ready(self) -> bool:
        """Everything is settled and only the submission is left."""
        return self.progress is not Progress.SUBMITTED and self.settled >= self.steps > 0


@dataclass(frozen=True, slots=True)
class Planned:
    """Who gets a notice, and when: ``due_at`` and ``expires_at`` are aware, in UTC."""

    candidate: Candidate
    due_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Excluded:
    """A member (and which of its people, ``None`` for a member without any) that gets nothing, and why."""

    member: Member
    person: int | None
    why: LeftOut


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a campaign would do now."""

    planned: tuple[Planned, ...]
    excluded: tuple[Excluded, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A regional meeting. Of some ``countries``, or of chosen ``members``, or of everybody in scope (both empty)."""

    id: int
    name: str
    place: str
    starts_on: date
    ends_on: date
    timezone: str
    respond_by: date
    countries: tuple[str, ...] = ()
    members: tuple[int, ...] = ()
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Campaign:
    """A set of planned notices, with what has become of them so far.

    ``runs_on`` is the local day of a plan's step or of another campaign, ``None`` for "at once"; ``minute`` the local
    minute of that day, ``None`` for mid-morning or each person's own. ``countries`` is the scope that it was made in.
    ``counts`` has every state that occurs; ``answered_since`` counts the people sent to whose member answered after.
    """

    id: int
    kind: CampaignKind
    segment: Segment
    created_at: datetime
    undo_until: datetime
    meeting: int | None = None
    days_before: int | None = None
    runs_on: date | None = None
    minute: int | None = None
    texts: Mapping[Language, str] = field(default_factory=dict)
    corrects: int | None = None
    countries: tuple[str, ...] = ()
    cancelled: bool = False
    counts: Mapping[DeliveryState, int] = field(default_factory=dict)
    answered_since: int = 0


Holidays = Mapping[str, frozenset[date]]
"""Public holidays by country and region: ``"AR"``, and ``"AR-S"`` (with the country's) where that is known."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom notices may be for: all members in scope by country and name, and the focal points that they have."""

    members: tuple[Member, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Candidates(Sought[Audience]):
    """The audience in scope, as the open wave has it. ``countries`` narrows the scope, and never widens it."""

    countries: tuple[str, ...] = ()
