"""Reads all that is known of a delivery at the moment of sending it: the campaign, the person, how they are reached.

Decides nothing: whether it is still sent, and what it says, is decided by whoever gets the opportunity.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from conversations.reminders import Opportunity
from storage import tables as t
from storage.campaign_rows import CAMPAIGN, campaign_of, read_meeting
from storage.candidates import read_candidates
from storage.database import AnyRow, Transaction
from storage.world_reader import Inquiry, read_world, sender_of

_d, _c, _p = t.delivery.c, t.campaign.c, t.person.c
_ROW = (
    select(
        _d.id, _d.person_id, _d.member_id, _d.due_at, _d.expires_at, _d.state,
        *CAMPAIGN,
        _p.telegram_hash, _p.identity, _p.language, _p.last_turn_at,
    )
    .join_from(t.delivery, t.campaign, _d.campaign_id == _c.id)
    .join(t.person, _d.person_id == _p.id)
    .join(t.meeting, _c.meeting_id == t.meeting.c.id, isouter=True)
    .where(_d.id == bindparam("delivery"))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A delivery in the hand: its row, and the chat and opportunity where there is still a person to write to."""

    row: AnyRow
    chat_id: int | None = None
    opportunity: Opportunity | None = None


def read_moment(tx: Transaction, delivery: int, now: datetime) -> Moment:
    """Return what is known of a delivery. Raises NoResultFound for one that does not exist."""
    row = tx.connection.execute(_ROW, {"delivery": delivery}).one()
    if row.identity is None:  # forgotten meanwhile
        return Moment(row)
    sender = sender_of(tx, row)
    world, _ = read_world(tx, sender, Inquiry(), now)
    candidates = read_candidates(tx, (), now, person=row.person_id)
    candidate = next((one for one in candidates if one.member.id == row.member_id), None)
    meeting = None if row.meeting_id is None else read_meeting(tx, row.meeting_id)
    opportunity = Opportunity(campaign_of(row), meeting, candidate, world, row.last_turn_at)
    return Moment(row, sender.telegram_id, opportunity)
