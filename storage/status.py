"""How far each member has come in a wave: counts only, whoever asks.

Decides what "never opened", "opened", "answering" and "submitted" mean. No level and no note leaves this module.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from conversations.instrument import Nonresponse
from conversations.roll import MemberStatus, Progress
from storage import tables as t
from storage.assessment_reader import MEMBER, member_of, read_instrument
from storage.database import AnyRow, Transaction
from storage.listed import listed, within

_a, _r, _w, _h, _m, _ap = (x.c for x in (t.assessment, t.response, t.wave, t.response_history, t.member, t.appointment))
_ACTIVE = (
    select(_h.at)
    .where(_h.assessment_id == _a.id, _h.subject != "redaction")
    .order_by(_h.at.desc())
    .limit(1)
    .correlate(t.assessment)
    .scalar_subquery()
)
"""When something was last answered. What is taken out afterwards, perhaps by a coordinator, is no answering."""
_PEOPLE = (
    select(func.count(_ap.person_id.distinct()))
    .where(_ap.member_id == _m.id, _ap.until.is_(None))
    .correlate(t.member)
    .scalar_subquery()
)


def wave_status(tx: Transaction, wave: int, countries: tuple[str, ...] = ()) -> tuple[MemberStatus, ...]:
    """Tell how far each member has come in a wave, those of some countries or all, by country and name."""
    return _statuses(tx, wave, within(countries) if countries else None)


def member_status(tx: Transaction, wave: int, member: int) -> MemberStatus | None:
    """Tell how far one member has come in a wave; ``None`` for one that is not there any more."""
    return next(iter(_statuses(tx, wave, _m.id == member)), None)


def _statuses(tx: Transaction, wave: int, which: ColumnElement[bool] | None) -> tuple[MemberStatus, ...]:
    members = listed()
    if which is not None:
        members &= which
    instrument = tx.connection.execute(select(_w.instrument_id).where(_w.id == wave)).scalar_one()
    items = len(read_instrument(tx, instrument).items)
    wanted = (
        select(
            *MEMBER,
            _PEOPLE.label("people"),
            _a.id.label("assessment"),
            _a.submitted_at,
            _a.late,
            _ACTIVE.label("active"),
        )
        .join_from(t.member, t.assessment, and_(_a.member_id == _m.id, _a.wave_id == wave), isouter=True)
        .where(members)
        .order_by(_m.country, _m.name, _m.id)
    )
    counted = (
        select(_r.assessment_id, _r.nonresponse, func.count())
        .join_from(t.assessment, t.response, _r.assessment_id == _a.id)
        .where(_a.wave_id == wave)
        .group_by(_r.assessment_id, _r.nonresponse)
    )
    if which is not None:
        counted = counted.where(_a.member_id.in_(select(_m.id).where(members)))
    counts: dict[int, dict[str | None, int]] = {}
    for assessment, nonresponse, count in tx.connection.execute(counted):
        counts.setdefault(assessment, {})[nonresponse] = count
    return tuple(_status(row, items, counts.get(row.assessment, {})) for row in tx.connection.execute(wanted))


def _status(row: AnyRow, items: int, of: dict[str | None, int]) -> MemberStatus:
    if row.assessment is None:
        progress = Progress.OPENED if row.people else Progress.NEVER_OPENED
        return MemberStatus(member_of(row), progress, 0, 0, 0, items, None, row.people)
    answered, unknown = of.get(None, 0), of.get(Nonresponse.DONT_KNOW.value, 0)
    inapplicable = of.get(Nonresponse.NOT_APPLICABLE.value, 0)
    active: datetime | None = row.active
    progress = Progress.OPENED if active is None else Progress.ANSWERING
    if row.submitted_at is not None:
        progress = Progress.SUBMITTED
    return MemberStatus(
        member_of(row),
        progress,
        answered,
        inapplicable,
        unknown,
        items - answered - inapplicable - unknown,
        active,
        row.people,
        row.submitted_at,
        row.late,
    )
