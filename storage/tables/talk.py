"""Tables of what came in and what must be shown: inbox, screens, outbox, counters, the runner's own notes.

Every rule is a named constraint. Bodies, texts and addresses are encrypted and go as soon as they are not needed.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import NEVER_AGAIN, Record, UTCInstant, one_of, rule


class UpdateState(StrEnum):
    """What has become of an update in the inbox."""

    PENDING = "pending"
    APPLIED = "applied"
    FAILED = "failed"
    QUARANTINED = "quarantined"


class Purpose(StrEnum):
    """What a message of ours is for: the live card, a criterion's receipt, or a card that must lose its buttons."""

    CARD = "card"
    RECEIPT = "receipt"
    RETIRED = "retired"


class LetterKind(StrEnum):
    """A reply belongs to a turn and may be repeated after a crash; a notice is started by us and never repeated."""

    REPLY = "reply"
    NOTICE = "notice"


class LetterState(StrEnum):
    """What has become of a letter."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"


class InboxRecord(Record, table=True):
    """A raw update, kept before it is acknowledged; ``id`` is the order of arrival. The body is encrypted."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("bot_id", "update_id"),
        one_of("state", UpdateState),
        rule("body", "(state = 'applied') = (body IS NULL)"),
        rule("applied_at", "(state = 'applied') = (applied_at IS NOT NULL)"),
        rule("attempts", "attempts >= 0"),
        Index(None, "state", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    bot_id: int = Field(sa_type=BigInteger)
    update_id: int = Field(sa_type=BigInteger)
    body: bytes | None = Field(default=None, sa_type=LargeBinary)
    state: str
    attempts: int
    error: str | None = None
    received_at: datetime = Field(sa_type=UTCInstant)
    applied_at: datetime | None = Field(default=None, sa_type=UTCInstant)


class ScreenRecord(Record, table=True):
    """A message of ours whose content we keep true. ``live_for`` is the person on the one live card, else NULL.

    ``payload`` is encrypted.
    ``edited_at`` is when its content was last drawn by an edit; before the first one it is that of ``sent_at``.
    """

    __tablename__ = "screen"
    __table_args__ = (
        UniqueConstraint("live_for"),
        UniqueConstraint("person_id", "assessment_id", "criterion"),
        one_of("purpose", Purpose),
        rule("live", "(purpose = 'card') = (live_for IS NOT NULL)"),
        rule("live_for", "live_for IS NULL OR live_for = person_id"),
        rule("criterion", "(purpose = 'receipt') = (criterion IS NOT NULL)"),
        rule("receipt", "purpose <> 'receipt' OR assessment_id IS NOT NULL"),
        rule("revision", "drawn >= 0 AND wanted >= 1 AND drawn <= wanted"),
        rule("sent", "(message_id IS NULL) = (sent_at IS NULL)"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    assessment_id: int | None = Field(default=None, foreign_key="assessment.id")
    purpose: str
    live_for: int | None = Field(default=None, foreign_key="person.id")
    criterion: str | None = None
    payload: bytes = Field(sa_type=LargeBinary)
    wanted: int
    drawn: int
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    sent_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    buried: bool = Field(sa_column=Column(Boolean(create_constraint=True, name="buried"), nullable=False))
    edited_at: datetime | None = Field(default=None, sa_type=UTCInstant)


class OutboxRecord(Record, table=True):
    """A message that is sent once; ``question_id`` is what it tells of. The encrypted payload goes once settled."""

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("kind", LetterKind),
        one_of("state", LetterState),
        rule("payload", "(state IN ('pending', 'sending')) = (payload IS NOT NULL)"),
        rule("settled_at", "(state IN ('pending', 'sending')) = (settled_at IS NULL)"),
        rule("question", "question_id IS NULL OR kind = 'notice'"),
        Index(None, "person_id", "state"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    kind: str
    state: str
    payload: bytes | None = Field(default=None, sa_type=LargeBinary)
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    error: str | None = None
    created_at: datetime = Field(sa_type=UTCInstant)
    settled_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    question_id: int | None = Field(default=None, foreign_key="question.id", index=True)


class CounterRecord(Record, table=True):
    """How often something happened on a day, in UTC, and nothing else."""

    __tablename__ = "counter"
    __table_args__ = (rule("count", "count >= 1"),)
    name: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    count: int


class RunnerStateRecord(Record, table=True):
    """What the running bot remembers about itself."""

    __tablename__ = "runner_state"
    key: str = Field(primary_key=True)
    value: str
