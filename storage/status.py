"""How far each member has come in a wave: counts only, whoever asks.

Decides what "never opened", "opened", "answering" and "submitted" mean. No level and no note leaves this module.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from conversations.instrument import Nonresponse
from conversations.people import Member
from conversations.roll import MemberStatus, Progress
from storage import tables as t
from storage.assessment_reader import read_instrument
from storage.database import AnyRow, Transaction
from storage.members import list_members

_a, _r, _w, _h = t.assessment.c, t.response.c, t.wave.c, t.response_history.c


def wave_status(tx: Transaction, wave: int, countries: tuple[str, ...] = ()) -> tuple[MemberStatus, ...]:
    """Tell how far each member has come in a wave, those of some countries or all, by country and name."""
    instrument = tx.connection.execute(select(_w.instrument_id).where(_w.id == wave)).scalar_one()
    items = len(read_instrument(tx, instrument).items)
    begun = {
        row.member_id: row
        for row in tx.connection.execute(
            select(_a.id, _a.member_id, _a.instrument_id, _a.submitted_at, _a.late).where(_a.wave_id == wave)
        )
    }
    counts: dict[int, dict[str | None, int]] = {}
    counted = select(_r.assessment_id, _r.nonresponse, func.count()).group_by(_r.assessment_id, _r.nonresponse)
    for assessment, nonresponse, count in tx.connection.execute(counted.where(_in_wave(_r.assessment_id, wave))):
        counts.setdefault(assessment, {})[nonresponse] = count
    latest = select(_h.assessment_id, func.max(_h.at)).where(_in_wave(_h.assessment_id, wave))
    active = dict(iter(tx.connection.execute(latest.group_by(_h.assessment_id))))
    return tuple(
        _status(one.member, one.people, begun.get(one.member.id), items, counts, active)
        for one in list_members(tx, countries)
    )


def _status(
    member: Member,
    people: int,
    row: AnyRow | None,
    items: int,
    counts: dict[int, dict[str | None, int]],
    active: dict[int, datetime],
) -> MemberStatus:
    if row is None:
        progress = Progress.OPENED if people else Progress.NEVER_OPENED
        return MemberStatus(member, progress, 0, 0, 0, items, None, people)
    of = counts.get(row.id, {})
    answered, unknown = of.get(None, 0), of.get(Nonresponse.DONT_KNOW.value, 0)
    inapplicable = of.get(Nonresponse.NOT_APPLICABLE.value, 0)
    progress = Progress.ANSWERING if row.id in active else Progress.OPENED
    if row.submitted_at is not None:
        progress = Progress.SUBMITTED
    return MemberStatus(
        member,
        progress,
        answered,
        inapplicable,
        unknown,
        items - answered - inapplicable - unknown,
        active.get(row.id),
        people,
        row.submitted_at,
        row.late,
    )


def _in_wave(column: ColumnElement[int], wave: int) -> ColumnElement[bool]:
    return column.in_(select(_a.id).where(_a.wave_id == wave))
