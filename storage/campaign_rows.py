"""Campaigns and meetings as rows: how a segment and texts are written down, and how the rows are read back.

Decides nothing about whom a campaign is for, nor when it is sent.
"""

import json
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import bindparam, select

from conversations.campaigns import Campaign, CampaignKind, Meeting, Segment, Standing
from conversations.instrument import Language
from storage import tables as t
from storage.database import AnyRow, Transaction
from storage.world_reader import countries_of

_c, _m, _mm = t.campaign.c, t.meeting.c, t.meeting_member.c
_MEETING = select(t.meeting).where(_m.id == bindparam("meeting"))
_CHOSEN = select(_mm.member_id).where(_mm.meeting_id == bindparam("meeting")).order_by(_mm.member_id)


def write_segment(segment: Segment) -> str:
    """Write a segment as JSON."""
    return json.dumps(
        {
            "countries": list(segment.countries),
            "members": list(segment.members),
            "standings": sorted(segment.standings),
            "stalled_days": segment.stalled_days,
            "everybody": segment.everybody,
        }
    )


def read_segment(text: str) -> Segment:
    """Read a segment back."""
    raw = json.loads(text)
    return Segment(
        tuple(raw["countries"]),
        tuple(raw["members"]),
        frozenset(Standing(one) for one in raw["standings"]),
        raw["stalled_days"],
        raw["everybody"],
    )


def write_texts(texts: Mapping[Language, str]) -> str:
    """Write a notice's texts as JSON, by language."""
    return json.dumps({language.value: text for language, text in texts.items()}, ensure_ascii=False)


def read_texts(text: str | None) -> dict[Language, str]:
    """Read a notice's texts back; a campaign of reminders has none."""
    return {Language(language): said for language, said in json.loads(text or "{}").items()}


CAMPAIGN = (
    *(_c.id.label("campaign_id"), _c.kind, _c.segment, _c.created_at, _c.undo_until, _c.meeting_id, _c.days_before),
    *(_c.runs_on, _c.minute, _c.texts, _c.corrects_id, _c.countries, _c.cancelled_at, _m.respond_by),
)
"""The columns that `campaign_of` reads, of campaigns joined with their meetings where they have one."""


def campaign_of(row: AnyRow) -> Campaign:
    """Make a campaign of the columns CAMPAIGN; a plan's step runs so many days before its meeting's respond-by date."""
    runs_on = row.runs_on
    if row.meeting_id is not None:
        runs_on = row.respond_by - timedelta(days=row.days_before)
    return Campaign(
        row.campaign_id,
        CampaignKind(row.kind),
        read_segment(row.segment),
        row.created_at,
        row.undo_until,
        row.meeting_id,
        row.days_before,
        runs_on,
        row.minute,
        read_texts(row.texts),
        row.corrects_id,
        countries_of(row.countries),
        row.cancelled_at is not None,
    )


def read_meeting(tx: Transaction, meeting: int) -> Meeting:
    """Return a meeting, cancelled or not. Raises NoResultFound for one that does not exist."""
    row = tx.connection.execute(_MEETING, {"meeting": meeting}).one()
    chosen = tuple(tx.connection.execute(_CHOSEN, {"meeting": meeting}).scalars())
    return Meeting(
        row.id,
        row.name,
        row.place,
        row.starts_on,
        row.ends_on,
        row.timezone,
        row.respond_by,
        countries_of(row.countries),
        chosen,
        row.cancelled_at is not None,
    )
