"""Tables of what is answered: instruments, waves, assessments, places, responses, questions, and the history of it.

Every rule is a named constraint. Nothing here is deleted by a cascade; the history refuses DELETE, and any UPDATE but
the emptying of a redacted text.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Column, Text, UniqueConstraint
from sqlmodel import Field

from conversations.assessment import Sharing
from conversations.instrument import Language, Nonresponse
from storage.tables.base import NEVER_AGAIN, Record, UTCInstant, one_of, rule


class InstrumentRecord(Record, table=True):
    """An instrument as the text it came in."""

    __tablename__ = "instrument"
    __table_args__ = (
        UniqueConstraint("identifier", "version"),
        rule("names", "identifier <> '' AND version <> '' AND document <> ''"),
    )
    id: int | None = Field(default=None, primary_key=True)
    identifier: str
    version: str
    document: str = Field(sa_type=Text)
    imported_at: datetime = Field(sa_type=UTCInstant)


class WaveRecord(Record, table=True):
    """A round of data collection. ``open_mark`` is 1 on the open one and unique, so that there is at most one.

    ``closes_on`` is the day that is announced as its last; a coordinator closes it all the same. ``rehearsal``: it is
    none, assessments that count nowhere hang on it.
    """

    __tablename__ = "wave"
    __table_args__ = (
        UniqueConstraint("name"),
        UniqueConstraint("open_mark"),
        rule("name", "name <> ''"),
        rule("open_mark", "open_mark IS NULL OR open_mark = 1"),
        rule("open", "(closed_at IS NULL) = (open_mark IS NOT NULL)"),
        rule("term", "closed_at IS NULL OR closed_at >= opened_at"),
        rule("rehearsed", "rehearsal <> 1 OR open_mark IS NULL"),
    )
    id: int | None = Field(default=None, primary_key=True)
    name: str
    instrument_id: int = Field(foreign_key="instrument.id")
    opened_at: datetime = Field(sa_type=UTCInstant)
    closed_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    open_mark: int | None = None
    closes_on: date | None = None
    closing_told_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    rehearsal: bool = Field(
        default=False,
        sa_column=Column(Boolean(create_constraint=True, name="rehearsal"), nullable=False, server_default="0"),
    )


class AssessmentRecord(Record, table=True):
    """One member's run through an instrument in one wave, pinned to the version it began with."""

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("member_id", "wave_id"),
        one_of("sharing", Sharing),
        rule("submitter", "(submitted_at IS NULL) = (submitted_by IS NULL)"),
        rule("submission", "(submitted_at IS NULL) = (sharing IS NULL)"),
    )
    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    wave_id: int = Field(foreign_key="wave.id", index=True)
    instrument_id: int = Field(foreign_key="instrument.id")
    begun_at: datetime = Field(sa_type=UTCInstant)
    submitted_at: datetime | None = Field(default=None, sa_type=UTCInstant)
    submitted_by: int | None = Field(default=None, foreign_key="person.id")
    sharing: str | None = None
    late: bool = Field(sa_column=Column(Boolean(create_constraint=True, name="late"), nullable=False))


class PlaceRecord(Record, table=True):
    """Where one person stands in one assessment."""

    __tablename__ = "place"
    __table_args__ = (one_of("language", Language), rule("view", "view <> ''"))
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", primary_key=True)
    language: str
    view: str
    target: str
    cursor: str
    pending: str = Field(sa_type=Text)
    pending_message: int | None = Field(default=None, sa_type=BigInteger)
    oriented: bool = Field(sa_column=Column(Boolean(create_constraint=True, name="oriented"), nullable=False))


class ResponseRecord(Record, table=True):
    """The recorded answer to one item: a level or a nonresponse, exactly one."""

    __tablename__ = "response"
    __table_args__ = (
        rule("item", "item <> ''"),
        rule("level", "level BETWEEN 0 AND 4"),
        one_of("nonresponse", Nonresponse),
        rule("answer", "(level IS NULL) <> (nonresponse IS NULL)"),
    )
    assessment_id: int = Field(foreign_key="assessment.id", primary_key=True)
    item: str = Field(primary_key=True)
    level: int | None = None
    nonresponse: str | None = None
    author: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCInstant)
    message: int | None = Field(default=None, sa_type=BigInteger)
    consulted: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})


class PriorityRecord(Record, table=True):
    """The recorded priority of one criterion."""

    __tablename__ = "priority"
    __table_args__ = (rule("criterion", "criterion <> ''"), rule("value", "value >= 0"))
    assessment_id: int = Field(foreign_key="assessment.id", primary_key=True)
    criterion: str = Field(primary_key=True)
    value: int
    author: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCInstant)


class NoteRecord(Record, table=True):
    """A note on an item or a criterion."""

    __tablename__ = "note"
    __table_args__ = (rule("target", "target <> ''"), rule("text", "text <> ''"))
    assessment_id: int = Field(foreign_key="assessment.id", primary_key=True)
    target: str = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    author: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCInstant)
    message: int | None = Field(default=None, sa_type=BigInteger)


class EvidenceRecord(Record, table=True):
    """A file at Telegram that backs an item or a criterion; ``unique_file`` tells it from others."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("assessment_id", "target", "unique_file"),
        rule("names", "target <> '' AND kind <> '' AND file <> '' AND unique_file <> ''"),
        rule("size", "size >= 0"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id")
    target: str
    kind: str
    file: str
    unique_file: str
    name: str
    size: int = Field(sa_type=BigInteger)
    author: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCInstant)
    message: int = Field(sa_type=BigInteger)


class QuestionRecord(Record, table=True):
    """What a respondent asks the coordinators about an item or a criterion, and the one answer to it."""

    __tablename__ = "question"
    __table_args__ = (
        rule("target", "target <> ''"),
        rule("text", "text <> ''"),
        rule("answer", "answer <> ''"),
        rule("answerer", "(answer IS NULL) = (answered_by IS NULL)"),
        rule("answered_at", "(answer IS NULL) = (answered_at IS NULL)"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    target: str
    text: str = Field(sa_type=Text)
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UTCInstant)
    answer: str | None = Field(default=None, sa_type=Text)
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_type=UTCInstant)


class ResponseHistoryRecord(Record, table=True):
    """Append-only: what changed in an assessment, from what to what, by whom, when, with which update.

    After a redaction the texts before it are empty; that is the one change that the triggers let through.
    """

    __tablename__ = "response_history"
    __table_args__ = (
        one_of("subject", ("response", "priority", "note", "evidence", "submission", "redaction")),
        rule("change", "before IS NOT NULL OR after IS NOT NULL"),
        rule("update", "(bot_id IS NULL) = (update_id IS NULL)"),
    )
    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    subject: str
    target: str
    before: str | None = Field(default=None, sa_type=Text)
    after: str | None = Field(default=None, sa_type=Text)
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCInstant)
    bot_id: int | None = Field(default=None, sa_type=BigInteger)
    update_id: int | None = Field(default=None, sa_type=BigInteger)
