"""Reads which assessment an appointment shows: that of the open wave, else the member's latest; and one before it.

Decides that the earlier one is the last that was submitted, or without one the last that was begun. Its answers are
read only when they are asked for (`conversations.earlier`); what people call their posts, only where a card shows it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from conversations.assessment import Assessment, Wave
from conversations.desk.sought import Sought
from conversations.earlier import Earlier
from conversations.people import Appointment
from conversations.place import Place, View
from storage import tables as t
from storage.assessment_reader import LATEST, assessment_of, read_assessment, read_instrument
from storage.database import AnyRow, Transaction

_a, _r, _p = t.assessment.c, t.response.c, t.person.c
_before = t.assessment.alias("earlier_assessment")
_b = _before.c
_EARLIER = (
    select(_b.id)
    .where(_b.member_id == _a.member_id, _b.wave_id < _a.wave_id)
    .order_by(_b.submitted_at.is_(None), _b.wave_id.desc())
    .limit(1)
    .correlate(t.assessment)
    .scalar_subquery()
    .label("earlier")
)
_LATEST = LATEST.add_columns(_EARLIER).limit(1)
_AUTHORS = select(_p.id, _p.post).where(_p.id.in_(select(_r.author).where(_r.assessment_id == bindparam("assessment"))))
SHOWING_POSTS = frozenset({View.STILL, View.HANDOVER})
"""Views that show who did what, or come right before one that does."""


def read_assessment_in_view(
    tx: Transaction, appointment: Appointment | None, wave: Wave | None, open_row: AnyRow | None
) -> tuple[Assessment | None, int]:
    """Return the assessment (with id 0 if it has not begun), and the id of an earlier one or 0."""
    if appointment is None or appointment.member is None:
        return None, 0
    row = tx.connection.execute(_LATEST, {"member": appointment.member.id}).one_or_none()
    if appointment.rehearsal and row is not None:  # never late, whatever wave is open
        rehearsed = assessment_of(tx, row)
        return replace(rehearsed, wave=replace(rehearsed.wave, closed_at=None)), 0
    if wave is None or open_row is None:
        return (None, 0) if row is None else (assessment_of(tx, row), row.earlier or 0)
    if row is not None and row.wave_id == wave.id:
        return assessment_of(tx, row), row.earlier or 0
    return Assessment(0, appointment.member, wave, read_instrument(tx, open_row.instrument_id)), 0


def read_posts_of_authors(tx: Transaction, assessment: Assessment | None, place: Place | None) -> dict[int, str]:
    """Return what those who answered call their posts ("" if they have not said), if the card may show it."""
    if assessment is None or not assessment.id or (place is not None and place.view not in SHOWING_POSTS):
        return {}
    rows = tx.connection.execute(_AUTHORS, {"assessment": assessment.id})
    return {row.id: row.post or "" for row in rows}


def _earlier(tx: Transaction, sought: Earlier, holder: Appointment, now: datetime) -> Assessment | None:
    found = read_assessment(tx, sought.assessment)
    return found if found is not None and found.member == holder.member else None


FINDERS: dict[type[Sought[object]], Callable[[Transaction, Any, Appointment, datetime], object]] = {Earlier: _earlier}
