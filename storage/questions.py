"""Questions of respondents to their coordinators: asked, traced from the letter that told of it, answered once.

Decides which message of whom leads to which question. Whether the reader may see it, `storage.world_reader` decides.
"""

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from conversations.facts import QuestionAnswered, QuestionAsked
from conversations.world import Question
from storage import tables as t
from storage.answer_writer import Author
from storage.assessment_reader import MEMBER, member_of
from storage.database import Transaction

_q, _o = t.question.c, t.outbox.c
_TOLD_BY = (
    select(_q.id, _q.target, _q.text, _q.asked_by, _q.answered_at, *MEMBER)
    .join_from(t.outbox, t.question, _o.question_id == _q.id)
    .join(t.assessment, _q.assessment_id == t.assessment.c.id)
    .join(t.member, t.assessment.c.member_id == t.member.c.id)
    .where(_o.person_id == bindparam("person"), _o.message_id == bindparam("message"))
)


def ask_question(tx: Transaction, fact: QuestionAsked, by: Author) -> int:
    """Keep a question; return its id."""
    asked = {"assessment_id": by.assessment, "target": fact.target, "text": fact.text}
    return tx.insert(insert(t.question), asked | {"asked_by": by.person, "asked_at": by.at})


def question_told_by(tx: Transaction, person: int, message: int) -> Question | None:
    """Return the question that a letter in a person's chat told of, by the message it was sent as."""
    row = tx.connection.execute(_TOLD_BY, {"person": person, "message": message}).first()
    if row is None:
        return None
    return Question(row.id, member_of(row), row.target, row.text, row.asked_by, row.answered_at is not None)


def answer_question(tx: Transaction, fact: QuestionAnswered, person: int, now: datetime) -> None:
    """Keep the answer to a question; raise ValueError when it has one already, or is not there."""
    unanswered = update(t.question).where(_q.id == fact.question, _q.answer.is_(None))
    values = {"answer": fact.text, "answered_by": person, "answered_at": now}
    if tx.connection.execute(unanswered.values(**values)).rowcount != 1:
        message = "no question that waits for an answer"
        raise ValueError(message)
