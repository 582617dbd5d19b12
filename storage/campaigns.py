"""Campaigns: making one with its planned deliveries, stopping it, planning failed ones again, adding late-comers.

Decides which rows become what; nothing is sent here. A delivery that went out, or may have, is never planned again by
itself. Who gets a notice and when is `conversations.plans`' matter.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from conversations.campaigns import (
    Audience,
    Campaign,
    DeliveryState,
    DryRun,
    Excluded,
    Holidays,
    LeftOut,
    Meeting,
    Planned,
)
from conversations.desk.campaign_report import TRIED_AGAIN
from conversations.desk.campaigning import CampaignMade, CampaignStopped, DeliveriesRetried, Retry
from conversations.due import local_day
from conversations.facts import DeskFact
from conversations.plans import campaign_run, step_run
from storage import tables as t
from storage.audit import note
from storage.audit_entry import of_bot
from storage.audit_words import Action, Kind
from storage.campaign_reader import read_pending
from storage.campaign_rows import read_meeting, write_segment, write_texts
from storage.candidates import read_candidates, read_members
from storage.database import Transaction
from storage.vouching import vouch, vouch_new

EVERY = timedelta(minutes=15)
"""How often late-comers are looked for."""
SOON = timedelta(days=10)
"""How long before its day a campaign is completed: a step may come that much earlier, over holidays."""
WILL_NOT_GO = (DeliveryState.PLANNED.value, DeliveryState.CANCELLED.value)
_c, _d = t.campaign.c, t.delivery.c


def make_campaign(
    tx: Transaction, campaign: Campaign, run: DryRun, wave: int | None, person: int, now: datetime
) -> int:
    """Write a campaign with a planned row for whom it is for, and a settled one for each person left out."""
    values: dict[str, object] = {
        "kind": campaign.kind.value,
        "meeting_id": campaign.meeting,
        "days_before": campaign.days_before,
        "wave_id": wave,
        "segment": write_segment(campaign.segment),
        "texts": write_texts(campaign.texts) if campaign.texts else None,
        "corrects_id": campaign.corrects,
        "countries": ",".join(sorted(campaign.countries)),
        "created_by": person,
        "created_at": now,
        "runs_on": None if campaign.meeting is not None else campaign.runs_on,
        "minute": campaign.minute,
        "undo_until": campaign.undo_until,
    }
    made = tx.insert(insert(t.campaign), values)
    vouch_new(tx, now, Kind.CAMPAIGN, made)
    add_planned(tx, made, run.planned)
    _add_left_out(tx, made, run, now)
    return made


def add_planned(tx: Transaction, campaign: int, planned: Iterable[Planned]) -> int:
    """Add planned rows; return how many."""
    rows = [
        {
            "campaign_id": campaign,
            "person_id": one.candidate.person,
            "member_id": one.candidate.member.id,
            "due_at": one.due_at,
            "expires_at": one.expires_at,
            "state": DeliveryState.PLANNED.value,
            "reason": "",
        }
        for one in planned
    ]
    if rows:
        tx.connection.execute(insert(t.delivery), rows)
    return len(rows)


def _add_left_out(tx: Transaction, campaign: int, run: DryRun, now: datetime) -> None:
    taken = {one.candidate.person for one in run.planned}
    left: dict[int, Excluded] = {}
    for one in run.excluded:
        if one.person is not None and one.person not in taken and one.why is not LeftOut.NOT_IN_SEGMENT:
            left.setdefault(one.person, one)
    rows = [
        {
            "campaign_id": campaign,
            "person_id": person,
            "member_id": one.member.id,
            "due_at": now,
            "state": DeliveryState.LEFT_OUT.value,
            "reason": one.why.value,
            "settled_at": now,
        }
        for person, one in left.items()
    ]
    if rows:
        tx.connection.execute(insert(t.delivery), rows)


def stop_campaign(tx: Transaction, campaign: int, now: datetime) -> None:
    """Cancel what a campaign has still planned, and the campaign; what is being sent or settled stays."""
    cancel_planned(tx, campaign, now)
    vouch(tx, now, Kind.CAMPAIGN, campaign)
    mine = update(t.campaign).where(_c.id == campaign, _c.cancelled_at.is_(None))
    tx.connection.execute(mine.values(cancelled_at=now))


def cancel_planned(tx: Transaction, campaign: int, now: datetime) -> None:
    """Cancel the planned rows of a campaign."""
    planned = update(t.delivery).where(_d.campaign_id == campaign, _d.state == DeliveryState.PLANNED.value)
    tx.connection.execute(planned.values(state=DeliveryState.CANCELLED.value, settled_at=now))


def retry_deliveries(tx: Transaction, campaign: int, retries: Iterable[Retry]) -> None:
    """Plan deliveries of a campaign again; the rows of those that went out, or are planned anyway, stay."""
    again = [state.value for state in TRIED_AGAIN]
    for one in retries:
        mine = update(t.delivery).where(_d.id == one.delivery, _d.campaign_id == campaign, _d.state.in_(again))
        tx.connection.execute(
            mine.values(
                state=DeliveryState.PLANNED.value,
                reason="",
                due_at=one.due_at,
                expires_at=one.expires_at,
                claimed_at=None,
                settled_at=None,
                message_id=None,
            )
        )


def move_planned(tx: Transaction, campaign: int, planned: Iterable[Planned], now: datetime) -> None:
    """Make what is planned of a campaign exactly ``planned``, but for what went out or was settled already."""
    wanted = {one.candidate.person: one for one in planned}
    rows = tx.connection.execute(select(_d.id, _d.person_id, _d.state).where(_d.campaign_id == campaign)).all()
    for row in rows:
        one = wanted.pop(row.person_id, None)
        if row.state not in WILL_NOT_GO:
            continue
        values: dict[str, Any] = {"state": DeliveryState.CANCELLED.value, "settled_at": now}
        if one is not None:
            values = {"state": DeliveryState.PLANNED.value, "settled_at": None, "due_at": one.due_at}
            values |= {"expires_at": one.expires_at, "member_id": one.candidate.member.id}
        elif row.state == DeliveryState.CANCELLED.value:
            continue
        tx.connection.execute(update(t.delivery).where(_d.id == row.id).values(**values))
    add_planned(tx, campaign, wanted.values())


@dataclass(slots=True)
class _Audiences:
    """Reads each audience once."""

    tx: Transaction
    now: datetime
    read: dict[tuple[str, ...], Audience]

    def of(self, countries: tuple[str, ...]) -> Audience:
        if countries not in self.read:
            members, people = read_members(self.tx, countries), read_candidates(self.tx, countries, self.now)
            self.read[countries] = Audience(members, people)
        return self.read[countries]


def complete_campaigns(tx: Transaction, now: datetime, holidays: Holidays) -> int:
    """Bring campaigns of a coming day up to date: add who came, or has something to do again, since; move the moments.

    Returns how many were added. Somebody whose day it is already gets none: they have only just come. A moment is
    moved that would be another today: a member's zone, a zone's law, a holiday or somebody's own hour has changed.
    """
    audiences, added = _Audiences(tx, now, {}), 0
    for campaign in read_pending(tx, now, SOON, EVERY):
        meeting = None if campaign.meeting is None else read_meeting(tx, campaign.meeting)
        run = _run(audiences.of(campaign.countries), campaign, meeting, holidays, now)
        have = set(tx.connection.execute(select(_d.person_id).where(_d.campaign_id == campaign.id)).scalars())
        _move_moments(tx, campaign, run, now)
        late = [one for one in run.planned if one.candidate.person not in have and _is_ahead(one, campaign, now)]
        added += add_planned(tx, campaign.id, late)
        if late:
            note(tx, of_bot(Action.CAMPAIGN_COMPLETED, now, Kind.CAMPAIGN, campaign.id, f"{len(late)} people"))
        tx.connection.execute(update(t.campaign).where(_c.id == campaign.id).values(completed_at=now))
    return added


def _move_moments(tx: Transaction, campaign: Campaign, run: DryRun, now: datetime) -> None:
    """Move what is planned to the moments of ``run``; what is due by either, or put off until soon, stays."""
    moments = {one.candidate.person: one for one in run.planned if one.due_at > now}
    planned = select(_d.id, _d.person_id, _d.member_id, _d.due_at).where(
        _d.campaign_id == campaign.id, _d.state == DeliveryState.PLANNED.value, _d.due_at > now
    )
    for row in tx.connection.execute(planned).all():
        one = moments.get(row.person_id)
        if one is not None and one.candidate.member.id == row.member_id and one.due_at != row.due_at:
            values = {"due_at": one.due_at, "expires_at": one.expires_at}
            tx.connection.execute(update(t.delivery).where(_d.id == row.id).values(**values))


def _run(audience: Audience, campaign: Campaign, meeting: Meeting | None, holidays: Holidays, now: datetime) -> DryRun:
    assert campaign.runs_on is not None
    if meeting is not None:
        return step_run(audience, meeting, campaign.runs_on, holidays, now)
    return campaign_run(audience, campaign, holidays, now)


def _is_ahead(one: Planned, campaign: Campaign, now: datetime) -> bool:
    assert campaign.runs_on is not None
    return one.due_at > now and local_day(now, ZoneInfo(one.candidate.member.timezone)) < campaign.runs_on


def _made(tx: Transaction, fact: CampaignMade, person: int, now: datetime) -> None:
    make_campaign(tx, fact.campaign, fact.run, fact.wave, person, now)


def _stopped(tx: Transaction, fact: CampaignStopped, person: int, now: datetime) -> None:
    stop_campaign(tx, fact.campaign, now)


def _retried(tx: Transaction, fact: DeliveriesRetried, person: int, now: datetime) -> None:
    retry_deliveries(tx, fact.campaign, fact.retries)


WRITERS: dict[type[DeskFact], Any] = {CampaignMade: _made, CampaignStopped: _stopped, DeliveriesRetried: _retried}
