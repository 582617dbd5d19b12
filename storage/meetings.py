"""Meetings and their plans: written together, so that a meeting that moves takes what is planned with it.

Decides what happens to the rows of a plan that changes: what is planned is moved or cancelled, what was sent stays.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from conversations.campaigns import Campaign, CampaignKind, DryRun
from conversations.desk.campaigning import MeetingCancelled, MeetingSaved
from conversations.facts import DeskFact
from conversations.plans import Step, segment_of
from storage import tables as t
from storage.audit_words import Kind
from storage.campaign_reader import GONE_OUT
from storage.campaign_rows import write_segment
from storage.campaigns import add_planned, cancel_planned, make_campaign, move_planned, stop_campaign
from storage.database import Transaction
from storage.vouching import vouch, vouch_new

_mt, _mm, _c, _d = t.meeting.c, t.meeting_member.c, t.campaign.c, t.delivery.c


def save_meeting(tx: Transaction, fact: MeetingSaved, person: int, now: datetime) -> int:
    """Write a meeting, new or changed, and make its plan the one of ``fact``; return its id."""
    meeting = fact.meeting
    values: dict[str, Any] = {
        "name": meeting.name,
        "place": meeting.place,
        "starts_on": meeting.starts_on,
        "ends_on": meeting.ends_on,
        "timezone": meeting.timezone,
        "respond_by": meeting.respond_by,
        "countries": ",".join(sorted(meeting.countries)),
    }
    saved = meeting.id
    if saved:
        vouch(tx, now, Kind.MEETING, saved)
        tx.connection.execute(update(t.meeting).where(_mt.id == saved).values(**values))
    else:
        saved = tx.insert(insert(t.meeting), values | {"created_by": person, "created_at": now})
        vouch_new(tx, now, Kind.MEETING, saved)
    tx.connection.execute(delete(t.meeting_member).where(_mm.meeting_id == saved))
    if meeting.members:
        rows = [{"meeting_id": saved, "member_id": member} for member in sorted(set(meeting.members))]
        tx.connection.execute(insert(t.meeting_member), rows)
    _write_plan(tx, saved, fact, person, now)
    return saved


def _write_plan(tx: Transaction, meeting: int, fact: MeetingSaved, person: int, now: datetime) -> None:
    there = select(_c.id, _c.days_before).where(_c.meeting_id == meeting)
    present = {row.days_before: row.id for row in tx.connection.execute(there)}
    for step in fact.steps:
        campaign = present.pop(step.days_before, None)
        if campaign is None:
            _add_step(tx, meeting, step, fact, person, now)
            continue
        segment, countries = write_segment(segment_of(fact.meeting)), ",".join(sorted(fact.meeting.countries))
        values = {"segment": segment, "countries": countries, "cancelled_at": None, "wave_id": fact.wave}
        vouch(tx, now, Kind.CAMPAIGN, campaign)
        tx.connection.execute(update(t.campaign).where(_c.id == campaign).values(**values))
        move_planned(tx, campaign, step.run.planned, now)
    for campaign in present.values():
        _drop_step(tx, campaign, now)


def _add_step(tx: Transaction, meeting: int, step: Step, fact: MeetingSaved, person: int, now: datetime) -> None:
    campaign = Campaign(
        0,
        CampaignKind.PLAN,
        segment_of(fact.meeting),
        now,
        fact.undo_until,
        meeting,
        step.days_before,
        step.day,
        countries=fact.meeting.countries,
    )
    made = make_campaign(tx, campaign, DryRun((), ()), fact.wave, person, now)
    add_planned(tx, made, step.run.planned)


def _drop_step(tx: Transaction, campaign: int, now: datetime) -> None:
    """Take a step out of the plan; one of which something went out stays in the report."""
    went = select(_d.id).where(_d.campaign_id == campaign, _d.state.in_(GONE_OUT)).limit(1)
    if tx.connection.execute(went).first() is None:
        stop_campaign(tx, campaign, now)
    else:
        cancel_planned(tx, campaign, now)


def cancel_meeting(tx: Transaction, meeting: int, now: datetime) -> None:
    """Cancel a meeting, and everything of its plan that was not sent."""
    vouch(tx, now, Kind.MEETING, meeting)
    there = update(t.meeting).where(_mt.id == meeting, _mt.cancelled_at.is_(None))
    tx.connection.execute(there.values(cancelled_at=now))
    for campaign in tx.connection.execute(select(_c.id).where(_c.meeting_id == meeting)).scalars().all():
        stop_campaign(tx, campaign, now)


def _saved(tx: Transaction, fact: MeetingSaved, person: int, now: datetime) -> None:
    save_meeting(tx, fact, person, now)


def _cancelled(tx: Transaction, fact: MeetingCancelled, person: int, now: datetime) -> None:
    cancel_meeting(tx, fact.meeting, now)


WRITERS: dict[type[DeskFact], Any] = {MeetingSaved: _saved, MeetingCancelled: _cancelled}
