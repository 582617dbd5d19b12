"""Writes the facts of a turn in their order, each where it belongs.

Decides in which assessment the facts of a turn are, and what the rest of the turn must know of them. What rows a fact
becomes, the writers decide that are called here; each fact is noted in the audit as it is written.
"""

from dataclasses import dataclass
from datetime import datetime

from conversations.facts import (
    AppointmentChosen,
    AssessmentBegun,
    AssessmentFact,
    Denied,
    DeskFact,
    Fact,
    InvitationAccepted,
    InvitationRequested,
    PersonForgotten,
    QuestionAsked,
    Redacted,
)
from conversations.own_facts import PostLeft
from conversations.world import World
from storage.answer_writer import Author, begin_assessment, write_answer_fact
from storage.audit_facts import note_fact
from storage.database import Transaction
from storage.desk_writer import write_desk_fact
from storage.inbox import UpdateKey
from storage.invitations import was_requested
from storage.people_reader import shown_people
from storage.person_writer import write_person_fact
from storage.questions import ask_question
from storage.redaction import colleagues_of, redact
from storage.world_reader import Sender


@dataclass(slots=True)
class Written:
    """What the facts came to: the person's id and that of the assessment they stand in (0: none).

    ``question`` is the one asked. ``news`` is false when something was only asked for again. ``forgotten``: something
    was taken out that must go from the files too; ``show_again`` are the people who may still be shown it.
    """

    person: int | None
    assessment: int
    question: int | None = None
    news: bool = True
    forgotten: bool = False
    show_again: tuple[Sender, ...] = ()


def write_facts(
    tx: Transaction, facts: tuple[Fact, ...], world: World, sender: Sender, key: UpdateKey | None, now: datetime
) -> Written:
    """Write the facts of one turn of ``sender``. Raises ValueError for a fact that cannot be in this world."""
    written = Written(
        None if world.person is None else world.person.id, 0 if world.assessment is None else world.assessment.id
    )
    for fact in facts:
        before = written.person
        _write_fact(tx, fact, world, written, sender, key, now)
        if written.news:
            note_fact(tx, fact, before or written.person, written.assessment, now)
    return written


def _write_fact(
    tx: Transaction, fact: Fact, world: World, written: Written, sender: Sender, key: UpdateKey | None, now: datetime
) -> None:
    if isinstance(fact, AssessmentFact):
        _write_in_assessment(tx, fact, world, written, key, now)
        return
    if isinstance(fact, DeskFact):
        if written.person is None and not isinstance(fact, Denied):
            message = f"{type(fact).__name__} of nobody"
            raise ValueError(message)
        write_desk_fact(tx, fact, written.person or 0, now)
        return
    if isinstance(fact, InvitationRequested):
        written.news = not was_requested(tx, fact.invitation)
    written.person = write_person_fact(tx, fact, written.person, sender, now)
    if isinstance(fact, AppointmentChosen | InvitationAccepted | PersonForgotten | PostLeft):
        written.assessment = 0
    if isinstance(fact, PersonForgotten):
        written.forgotten = True
        written.show_again += shown_people(tx)


def _write_in_assessment(
    tx: Transaction, fact: AssessmentFact, world: World, written: Written, key: UpdateKey | None, now: datetime
) -> None:
    if isinstance(fact, AssessmentBegun):
        written.assessment = begin_assessment(tx, *_beginning(world), now)
    assessment = written.assessment
    if isinstance(fact, Redacted) and fact.assessment:
        assessment = fact.assessment
    if written.person is None or not assessment:
        message = f"{type(fact).__name__} without an assessment"
        raise ValueError(message)
    by = Author(written.person, assessment, now, key)
    match fact:
        case QuestionAsked():
            written.question = ask_question(tx, fact, by)
        case Redacted(target):
            redact(tx, target, by)
            written.forgotten = True
            written.show_again += colleagues_of(tx, by)
        case _:
            write_answer_fact(tx, fact, by)


def _beginning(world: World) -> tuple[int, int]:
    if world.assessment is None or world.wave is None:
        message = "an assessment begins in an open wave"
        raise ValueError(message)
    return world.assessment.member.id, world.wave.id
