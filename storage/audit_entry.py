"""An entry of the audit before it has a place in the chain. Pure values: a transaction carries them until its end.

Decides that a detail is codes: whatever is no letter, digit or plain sign of ASCII does not get in, so that no text
that a person wrote is ever in the audit by mistake of whoever makes the entry.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from storage.audit_words import Action, Kind
from storage.tables.audit import Actor

LONGEST_DETAIL = 160
_NO_CODE = re.compile(r"[^A-Za-z0-9_.:,+*@ -]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an assessment's history as it was written, which an entry vouches for."""

    assessment: int
    subject: str
    target: str
    before: str | None
    after: str | None
    person: int
    at: datetime
    bot: int | None
    update: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The columns of a row that an entry vouches for, as they are stored; ``None``: that it is gone.

    ``former`` is the content of the entry before: it is repeated as it is, because the row is not what it vouched for.
    """

    values: tuple[object, ...] | None
    former: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what to which object. ``person`` is set for the actor of that kind only.

    ``object`` is an id of that kind, ``None`` where there is none. ``line`` or ``standing`` is what it vouches for.
    """

    action: Action
    at: datetime
    kind: Kind
    object: int | None = None
    detail: str = ""
    actor: Actor = Actor.PERSON
    person: int | None = None
    line: Line | None = None
    standing: Standing | None = None


def of_person(
    person: int, action: Action, at: datetime, kind: Kind, object_id: int | None = None, detail: str = ""
) -> Entry:
    """Make the entry of a person."""
    return Entry(action, at, kind, object_id, codes(detail), Actor.PERSON, person)


def of_operator(action: Action, at: datetime, kind: Kind, object_id: int | None = None, detail: str = "") -> Entry:
    """Make the entry of a command."""
    return Entry(action, at, kind, object_id, codes(detail), Actor.OPERATOR)


def by(
    person: int | None, action: Action, at: datetime, kind: Kind, object_id: int | None = None, detail: str = ""
) -> Entry:
    """Make the entry of a person, or for ``None`` of a command."""
    if person is None:
        return of_operator(action, at, kind, object_id, detail)
    return of_person(person, action, at, kind, object_id, detail)


def of_bot(action: Action, at: datetime, kind: Kind, object_id: int | None = None, detail: str = "") -> Entry:
    """Make the entry of what the bot does by itself."""
    return Entry(action, at, kind, object_id, codes(detail), Actor.BOT)


def codes(detail: str) -> str:
    """Leave of a detail what can be a code, at most ``LONGEST_DETAIL`` characters."""
    return _NO_CODE.sub("", detail)[:LONGEST_DETAIL]
