"""Tables of who takes part: members, persons, invitations, visits, appointments, reminders.

Every rule is a named constraint. Who a person is on Telegram is there only as a keyed hash and, after consent,
encrypted. No column knows how a conversation goes.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlmodel import Field

from conversations.instrument import Language
from conversations.people import MemberKind, Role
from storage.tables.base import NEVER_AGAIN, Record, UTCInstant, one_of, rule


def _scope() -> tuple[CheckConstraint, CheckConstraint]:
    return (
        rule("scope", "(role = 'coordinator') = (member_id IS NULL)"),
        rule("countries", "countries = '' OR role = 'coordinator'"),
    )


class MemberRecord(Record, table=True):
    """A city, province or association of the initiative. ``region`` is an ISO 3166-2 code without the country.

    ``rehearsal_for``: no member at all, but what a coordinator tries the questionnaire with; it counts nowhere.
    """

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("name", "kind", "country"),
        rule("name", "name <> ''"),
        one_of("kind", MemberKind),
        rule("country", "length(country) = 2 AND upper(country) = country"),
        rule("timezone", "timezone <> ''"),
    )
    id: int | None = Field(default=None, primary_key=True)
    name: str
    kind: str
    country: str
    timezone: str
    source: str | None = None
    region: str = Field(default="", sa_column_kwargs={"server_default": ""})
    retired_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    rehearsal_for: int | None = Field(default=None, foreign_key="person.id")


class MemberAliasRecord(Record, table=True):
    """Another name by which a member is known."""

    __tablename__ = "member_alias"
    __table_args__ = (rule("alias", "alias <> ''"),)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    alias: str = Field(primary_key=True)


class PersonRecord(Record, table=True):
    """Somebody who talks to us. ``identity`` (Telegram id and name) and ``address`` (a chat) are encrypted.

    ``address`` is there only before consent, while something is still to be shown in that chat.
    """

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("telegram_hash"),
        rule("telegram_hash", "length(telegram_hash) = 64"),
        one_of("language", Language),
        rule("consent", "(consented_at IS NULL) = (consent_version IS NULL)"),
        rule("identity", "(consented_at IS NULL) = (identity IS NULL)"),
        rule("address", "address IS NULL OR consented_at IS NULL"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    telegram_hash: str
    identity: bytes | None = Field(default=None, sa_type=LargeBinary)
    address: bytes | None = Field(default=None, sa_type=LargeBinary)
    language: str
    post: str | None = None
    consented_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    consent_version: str | None = None
    unreachable_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    awaiting_wave_since: datetime | None = Field(default=None, sa_type=UTCInstant)
    last_turn_at: datetime = Field(sa_type=UTCInstant)
    outage_told_at: datetime | None = Field(default=None, sa_type=UTCInstant)


class InvitationRecord(Record, table=True):
    """A one-time link, kept as the hash of its token. ``requested_at``: its holder asked for another one.

    ``forwarded_at``: a coordinator passed it on. ``succeeds``: whoever accepts it takes over that appointment.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        rule("token_hash", "length(token_hash) = 64"),
        one_of("role", Role),
        *_scope(),
        rule("expiry", "expires_at > created_at"),
        rule("used", "(used_at IS NULL) = (used_by IS NULL)"),
        rule("outcome", "used_at IS NULL OR revoked_at IS NULL"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    token_hash: str
    role: str
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    countries: str = ""
    post: str | None = None
    created_at: datetime = Field(sa_type=UTCInstant)
    expires_at: datetime = Field(sa_type=UTCInstant)
    used_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    used_by: int | None = Field(default=None, foreign_key="person.id")
    revoked_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    requested_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    created_by: int | None = Field(default=None, foreign_key="person.id")
    forwarded_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    succeeds: int | None = Field(default=None, foreign_key="appointment.id")


class VisitRecord(Record, table=True):
    """The invitation that a person is looking at, and the view they have come to."""

    __tablename__ = "visit"
    __table_args__ = (rule("view", "view <> ''"),)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    invitation_id: int = Field(foreign_key="invitation.id")
    view: str
    began_at: datetime = Field(sa_type=UTCInstant)


class AppointmentRecord(Record, table=True):
    """A person's role. ``chosen_by`` is the person on the one appointment that they work on now, else NULL.

    ``reminded_for`` is the member on the appointment of its one focal point who gets the reminders, else NULL.
    ``left_at``: the person handed it over, and can take that back for some days. ``confirmed_wave_id``: the latest
    wave in which they said that it is still their post.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        UniqueConstraint("chosen_by"),
        UniqueConstraint("reminded_for"),
        one_of("role", Role),
        *_scope(),
        rule("chosen_by", "chosen_by IS NULL OR chosen_by = person_id"),
        rule("term", "until IS NULL OR until >= since"),
        rule("reminded_for", "reminded_for IS NULL OR reminded_for = member_id"),
        rule("reminded", "reminded_for IS NULL OR (role = 'focal_point' AND until IS NULL)"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    countries: str = ""
    role: str
    since: datetime = Field(sa_type=UTCInstant)
    until: datetime | None = Field(default=None, sa_type=UTCInstant)
    chosen_by: int | None = Field(default=None, foreign_key="person.id")
    reminded_for: int | None = Field(default=None, foreign_key="member.id")
    left_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    confirmed_wave_id: int | None = Field(default=None, foreign_key="wave.id")


class ReminderRecord(Record, table=True):
    """When a person asked to be reminded; one wish at a time."""

    __tablename__ = "reminder"
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    due_at: datetime = Field(sa_type=UTCInstant, index=True)
    asked_at: datetime = Field(sa_type=UTCInstant)
