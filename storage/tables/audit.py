"""Tables of the audit: who did what to which object, chained, and the segments whose keys the chain is sealed with.

Every rule is a named constraint but one: which actions there are is not listed in the database. It grows with each
version, and what tells a foreign entry from ours is its MAC. No column refers to another table: who acted and what it
was about may be gone while the entry stays.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Index, Integer, LargeBinary
from sqlmodel import Field

from storage.tables.base import Record, UTCInstant, one_of, rule


class Actor(StrEnum):
    """Who acted: a person (by their number, a pseudonym), somebody without one, the command line, the bot itself."""

    PERSON = "person"
    STRANGER = "stranger"
    OPERATOR = "operator"
    BOT = "bot"


class AuditRecord(Record, table=True):
    """One entry; ``id`` is its position in the chain, without gaps. Codes and numbers only, no word of anybody's.

    ``content`` has two halves, keyed hashes of the line of history that the entry is about: of what stays of it after
    a redaction, and of all of it. ``mac`` seals all other columns and the ``mac`` before.
    """

    __tablename__ = "audit"
    __table_args__ = (
        one_of("actor", Actor),
        rule("person", "(actor = 'person') = (person_id IS NOT NULL)"),
        rule("action", "action <> ''"),
        rule("object", "object_kind <> ''"),
        rule("position", "id >= 1 AND segment >= 1"),
        rule("detail", "length(detail) <= 160"),
        rule("content", "content IS NULL OR length(content) = 64"),
        rule("mac", "length(mac) = 64"),
        Index(None, "action", "object_kind", "object_id"),
    )
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True, autoincrement=False))
    segment: int
    at: datetime = Field(sa_type=UTCInstant)
    actor: str
    person_id: int | None = None
    action: str
    object_kind: str
    object_id: int | None = None
    detail: str
    content: str | None = None
    mac: str


class AuditSegmentRecord(Record, table=True):
    """A part of the chain sealed with one key; the key is there encrypted with the secret key, which is not.

    ``last`` is the position of its last entry, and ``seal`` says so: an end that is cut off does not fit it.
    """

    __tablename__ = "audit_segment"
    __table_args__ = (
        rule("position", "id >= 1 AND last >= 1"),
        rule("seal", "length(seal) = 64"),
    )
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True, autoincrement=False))
    key: bytes = Field(sa_type=LargeBinary)
    last: int
    seal: str
