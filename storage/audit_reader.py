"""The audit as an operator reads it: the last entries, all or those about one member, with nobody's name.

Decides what is about a member: the member, its assessments, questions, invitations and posts; and that what only
vouches for a row is left out unless it is asked for. Changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from storage import tables as t
from storage.audit_words import Action, Kind
from storage.database import Transaction

_a = t.audit.c


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry. ``person`` is a number, a pseudonym; ``object`` is an id of that kind."""

    position: int
    at: datetime
    actor: str
    person: int | None
    action: str
    kind: str
    object: int | None
    detail: str


def list_entries(tx: Transaction, last: int, member: int | None = None, *, rows: bool = False) -> tuple[AuditLine, ...]:
    """List the last entries, the latest first; those about a member, if one is named by its id.

    Entries that vouch for a row as it stands come after those that say who changed it, and only with ``rows``.
    """
    wanted = select(
        *(_a.id, _a.at, _a.actor, _a.person_id, _a.action, _a.object_kind, _a.object_id, _a.detail)
    ).order_by(_a.id.desc())
    if not rows:
        wanted = wanted.where(_a.action != Action.ROW_VOUCHED.value)
    if member is not None:
        wanted = wanted.where(_about(member))
    return tuple(AuditLine(*row) for row in tx.connection.execute(wanted.limit(last)))


def _about(member: int) -> ColumnElement[bool]:
    assessments = select(t.assessment.c.id).where(t.assessment.c.member_id == member)
    theirs = {
        Kind.ASSESSMENT: assessments,
        Kind.LINE: select(t.response_history.c.id).where(t.response_history.c.assessment_id.in_(assessments)),
        Kind.QUESTION: select(t.question.c.id).where(t.question.c.assessment_id.in_(assessments)),
        Kind.INVITATION: select(t.invitation.c.id).where(t.invitation.c.member_id == member),
        Kind.APPOINTMENT: select(t.appointment.c.id).where(t.appointment.c.member_id == member),
    }
    return or_(
        and_(_a.object_kind == Kind.MEMBER.value, _a.object_id == member),
        *(and_(_a.object_kind == kind.value, _a.object_id.in_(ids)) for kind, ids in theirs.items()),
    )
