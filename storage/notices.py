"""Notices that a turn brings about: letters to other people, written in the turn's own transaction.

Decides who gets one: a person, or the coordinators in whose scope a member is, but never whoever brought it about.
Somebody unreachable gets it when they write again. What it says, the caller words, once in each language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from conversations.instrument import Language
from storage import tables as t
from storage.audit import note
from storage.audit_entry import Entry, of_person
from storage.audit_words import Action, Kind
from storage.database import Transaction
from storage.outbox import write_letters
from storage.surroundings import coordinators_of
from storage.tables.talk import LetterKind


@dataclass(frozen=True, slots=True)
class Notice:
    """A letter to ``person``, or to the coordinators of ``member`` (both ``None``: those of all countries).

    ``about_question``: it tells of the question asked in this turn, and a reply to it leads to that question.
    """

    payloads: Mapping[Language, str]
    person: int | None = None
    member: int | None = None
    about_question: bool = False


_p = t.person.c
_PERSON = select(_p.id, _p.language).where(_p.id == bindparam("person"), _p.identity.is_not(None))


def write_notices(
    tx: Transaction, notices: Iterable[Notice], actor: int | None, question: int | None, now: datetime
) -> int:
    """Write the notices of a turn of ``actor``; return how many letters they are."""
    written = 0
    for notice in notices:
        about = question if notice.about_question else None
        for person, language in _recipients(tx, notice, actor):
            write_letters(tx, person, LetterKind.NOTICE, (notice.payloads[language],), now, question=about)
            note(tx, _read_by(person, notice, about, now))
            written += 1
    return written


def _read_by(person: int, notice: Notice, question: int | None, now: datetime) -> Entry:
    """Say that something about others was written to a person: of a question, of a member, or at all."""
    if question is not None:
        return of_person(person, Action.NOTICE_WRITTEN, now, Kind.QUESTION, question)
    if notice.member is not None:
        return of_person(person, Action.NOTICE_WRITTEN, now, Kind.MEMBER, notice.member)
    return of_person(
        person, Action.NOTICE_WRITTEN, now, Kind.NETWORK if notice.person is None else Kind.PERSON, notice.person
    )


def _recipients(tx: Transaction, notice: Notice, actor: int | None) -> tuple[tuple[int, Language], ...]:
    if notice.person is None:
        return coordinators_of(tx, notice.member, actor)
    rows = tx.connection.execute(_PERSON, {"person": notice.person})
    return tuple((row.id, Language(row.language)) for row in rows)
