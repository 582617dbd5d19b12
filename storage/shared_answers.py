"""Finds what a member submitted and shares under its name, for a coordinator in whose countries it is.

Decides nothing about who may see it: `conversations.authorisation` does, once more here, before anything is given.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from conversations.assessment import Assessment
from conversations.authorisation import Act, may
from conversations.desk.answers import AnswersRead, SharedAnswers
from conversations.desk.sought import Sought
from conversations.facts import DeskFact
from conversations.people import Appointment
from storage import tables as t
from storage.assessment_reader import read_assessment
from storage.counters import count
from storage.database import Transaction
from storage.listed import listed
from storage.roll import current_wave

READS = "answers_read"
_a, _m = t.assessment.c, t.member.c


def _shared(tx: Transaction, sought: SharedAnswers, scope: Appointment, now: datetime) -> Assessment | None:
    wave = current_wave(tx)
    if wave is None:
        return None
    wanted = (
        select(_a.id)
        .join_from(t.assessment, t.member, _a.member_id == _m.id)
        .where(_a.member_id == sought.member, _a.wave_id == wave.id, _a.submitted_at.is_not(None))
        .where(listed())
    )
    found = tx.connection.execute(wanted).scalar_one_or_none()
    assessment = None if found is None else read_assessment(tx, found)
    if assessment is None or not may(scope, Act.SEE_ANSWERS, assessment, 0, now):
        return None
    return assessment


def _read(tx: Transaction, fact: AnswersRead, person: int, now: datetime) -> None:
    count(tx, READS, now)


FINDERS: dict[type[Sought[object]], Callable[[Transaction, Any, Appointment, datetime], object]] = {
    SharedAnswers: _shared
}
WRITERS: dict[type[DeskFact], Callable[[Transaction, Any, int, datetime], None]] = {AnswersRead: _read}
