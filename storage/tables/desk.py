"""Tables of what coordinators do: where they stand, meetings, campaigns and their deliveries, digests, cut-offs.

Every rule is a named constraint. A delivery is what happened to one notice for one person; it is never deleted.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field

from conversations.campaigns import CampaignKind, DeliveryState
from storage.tables.base import Record, UTCInstant, one_of, rule


class DeskRecord(Record, table=True):
    """Where a coordinator stands. ``draft`` is JSON: what has been filled in so far."""

    __tablename__ = "desk"
    __table_args__ = (rule("view", "view <> ''"), rule("draft", "draft <> ''"))
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    view: str
    target: str
    draft: str = Field(sa_type=Text)


class MeetingRecord(Record, table=True):
    """A regional meeting of those of some ``countries``, or of the members chosen in `MeetingMemberRecord`."""

    __tablename__ = "meeting"
    __table_args__ = (
        rule("name", "name <> ''"),
        rule("timezone", "timezone <> ''"),
        rule("dates", "ends_on >= starts_on"),
        rule("respond_by", "respond_by <= starts_on"),
    )
    id: int | None = Field(default=None, primary_key=True)
    name: str
    place: str = ""
    starts_on: date
    ends_on: date
    timezone: str
    respond_by: date
    countries: str = ""
    created_by: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=UTCInstant)
    cancelled_at: datetime | None = Field(default=None, sa_type=UTCInstant)


class MeetingMemberRecord(Record, table=True):
    """A member chosen for a meeting."""

    __tablename__ = "meeting_member"
    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)


class CampaignRecord(Record, table=True):
    """A set of planned notices. ``segment`` and ``texts`` are JSON; ``days_before`` counts from a respond-by date.

    ``runs_on`` and ``minute`` are a local day and minute, the day of a plan's step being counted instead.
    ``completed_at``: who came meanwhile was added then.
    ``countries`` is the scope that it was made in. ``undo_until``: nothing is sent before, and it can be taken back.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        one_of("kind", CampaignKind),
        rule("plan", "(kind = 'plan') = (meeting_id IS NOT NULL)"),
        rule("days_before", "(kind = 'plan') = (days_before IS NOT NULL)"),
        rule("corrects", "(kind = 'correction') = (corrects_id IS NOT NULL)"),
        rule("texts", "(kind IN ('notice', 'correction')) = (texts IS NOT NULL)"),
        rule("runs_on", "runs_on IS NULL OR kind <> 'plan'"),
        rule("minute", "minute BETWEEN 0 AND 1439"),
        rule("moment", "minute IS NULL OR runs_on IS NOT NULL"),
        UniqueConstraint("meeting_id", "days_before"),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    days_before: int | None = None
    wave_id: int | None = Field(default=None, foreign_key="wave.id")
    segment: str = Field(sa_type=Text)
    texts: str | None = Field(default=None, sa_type=Text)
    corrects_id: int | None = Field(default=None, foreign_key="campaign.id")
    countries: str = ""
    created_by: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=UTCInstant)
    runs_on: date | None = None
    minute: int | None = None
    undo_until: datetime = Field(sa_type=UTCInstant)
    completed_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    cancelled_at: datetime | None = Field(default=None, sa_type=UTCInstant)


class DeliveryRecord(Record, table=True):
    """What happens to one notice of a campaign for one person. ``reason`` says why it was left out or failed."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("campaign_id", "person_id"),
        one_of("state", DeliveryState),
        rule("settled", "(state IN ('planned', 'sending')) = (settled_at IS NULL)"),
        rule("expiry", "expires_at IS NULL OR expires_at >= due_at"),
        Index(None, "state", "due_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    due_at: datetime = Field(sa_type=UTCInstant)
    expires_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    state: str
    reason: str = ""
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    claimed_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    settled_at: datetime | None = Field(default=None, sa_type=UTCInstant)


class AttentionRecord(Record, table=True):
    """When a person wants to hear from us: ``minute`` of their day, not before ``snoozed_until``, not in a wave."""

    __tablename__ = "attention"
    __table_args__ = (rule("minute", "minute BETWEEN 0 AND 1439"),)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    minute: int | None = None
    snoozed_until: datetime | None = Field(default=None, sa_type=UTCInstant)
    muted_wave_id: int | None = Field(default=None, foreign_key="wave.id")


class DigestRecord(Record, table=True):
    """A coordinator's wish for a digest, and what the last one said (JSON), to tell what has changed since."""

    __tablename__ = "digest"
    __table_args__ = (one_of("every", ("week", "meeting")),)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    every: str
    last_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    last: str = Field(default="", sa_type=Text)


class CutOffRecord(Record, table=True):
    """A dated set of figures that does not change any more (JSON, without names of persons)."""

    __tablename__ = "cut_off"
    id: int | None = Field(default=None, primary_key=True)
    wave_id: int = Field(foreign_key="wave.id", index=True)
    countries: str = ""
    made_by: int = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=UTCInstant)
    figures: str = Field(sa_type=Text)
