"""Reads meetings and campaigns as a coordinator may see them, with what has become of their deliveries.

Decides what counts as "answered since": somebody got it, or may have, and their member answered or submitted later.
Whatever was made for more than the coordinator's countries is not found.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select

from conversations.assessment import Assessment
from conversations.authorisation import covers, in_scope
from conversations.campaigns import Campaign, DeliveryState, Meeting
from conversations.desk.campaigning import (
    LATEST,
    Blank,
    BlankSought,
    CampaignSought,
    CampaignsSought,
    Deliveries,
    Delivery,
    MeetingPlan,
    Meetings,
    MeetingSought,
    Recipients,
    StepsHad,
)
from conversations.desk.sought import Sought
from conversations.people import Appointment
from conversations.plans import Recipient
from storage import tables as t
from storage.assessment_reader import MEMBER, member_of
from storage.campaign_rows import CAMPAIGN, campaign_of, read_meeting
from storage.database import Transaction
from storage.measured import seconds_per_answer
from storage.waves import open_now, wave_instrument
from storage.world_reader import countries_of

MOST = 60
"""How many campaigns a list has."""
GONE_OUT = (DeliveryState.SENDING.value, DeliveryState.SENT.value, DeliveryState.UNCONFIRMED.value)
STILL_OPEN = (DeliveryState.PLANNED.value, DeliveryState.CANCELLED.value)
ARRIVED = (DeliveryState.SENT.value, DeliveryState.UNCONFIRMED.value)
_c, _d, _m, _a, _h, _mt = (x.c for x in (t.campaign, t.delivery, t.member, t.assessment, t.response_history, t.meeting))
_CAMPAIGN = select(*CAMPAIGN).join_from(t.campaign, t.meeting, _c.meeting_id == _mt.id, isouter=True)


def read_pending(tx: Transaction, now: datetime, soon: timedelta, every: timedelta) -> tuple[Campaign, ...]:
    """Return the campaigns whose day comes within ``soon`` and that were not completed within ``every``."""
    wanted = _CAMPAIGN.where(
        _c.cancelled_at.is_(None),
        or_(_c.runs_on.is_not(None), _c.meeting_id.is_not(None)),
        or_(_c.completed_at.is_(None), _c.completed_at <= now - every, _c.completed_at > now),  # a clock set back
    )
    campaigns = (campaign_of(row) for row in tx.connection.execute(wanted.order_by(_c.id)))
    first, last = (now - timedelta(days=1)).date(), (now + soon).date()
    return tuple(one for one in campaigns if one.runs_on is not None and first <= one.runs_on <= last)


def _counted(tx: Transaction, campaigns: Iterable[Campaign]) -> tuple[Campaign, ...]:
    """Fill in what has become of the deliveries, two queries whatever the number."""
    listed = tuple(campaigns)
    ids = [one.id for one in listed]
    counts: dict[int, dict[DeliveryState, int]] = {}
    grouped: Select[Any] = select(_d.campaign_id, _d.state, func.count()).group_by(_d.campaign_id, _d.state)
    for campaign, state, number in tx.connection.execute(grouped.where(_d.campaign_id.in_(ids))):
        counts.setdefault(campaign, {})[DeliveryState(state)] = number
    since: Select[Any] = select(_d.campaign_id, func.count()).group_by(_d.campaign_id)
    since = since.where(_d.campaign_id.in_(ids), _d.state.in_(ARRIVED), _answered())
    answered: dict[int, int] = dict(iter(tx.connection.execute(since)))
    return tuple(replace(one, counts=counts.get(one.id, {}), answered_since=answered.get(one.id, 0)) for one in listed)


def _answered() -> ColumnElement[bool]:
    went = func.coalesce(_d.settled_at, _d.claimed_at)
    answers = select(_h.id).join_from(t.response_history, t.assessment, _h.assessment_id == _a.id)
    submissions = select(_a.id).where(_a.member_id == _d.member_id, _a.submitted_at > went)
    return or_(answers.where(_a.member_id == _d.member_id, _h.at > went).exists(), submissions.exists())


def _made_by(scope: Appointment) -> ScalarSelect[int]:
    return select(t.appointment.c.person_id).where(t.appointment.c.id == scope.id).scalar_subquery()


def _meetings(tx: Transaction, sought: Meetings, scope: Appointment, now: datetime) -> object:
    return meetings_in(tx, scope, now)


def meetings_in(tx: Transaction, scope: Appointment, now: datetime) -> tuple[Meeting, ...]:
    """Return the meetings of a scope that are not over, the first one first."""
    yesterday = (now - timedelta(days=1)).date()  # it may still be that day where the meeting is
    wanted = select(_mt.id).where(_mt.cancelled_at.is_(None), _mt.ends_on >= yesterday).order_by(_mt.starts_on, _mt.id)
    meetings = (read_meeting(tx, meeting) for meeting in tx.connection.execute(wanted).scalars().all())
    return tuple(one for one in meetings if covers(scope, one.countries))


def _meeting(tx: Transaction, sought: MeetingSought, scope: Appointment, now: datetime) -> MeetingPlan | None:
    wanted = select(_mt.id, _mt.created_at).where(_mt.id == sought.meeting)
    if sought.meeting == LATEST:
        own = _mt.created_by == _made_by(scope)
        wanted = select(_mt.id, _mt.created_at).where(own).order_by(_mt.id.desc()).limit(1)
    row = tx.connection.execute(wanted).one_or_none()
    meeting = None if row is None else read_meeting(tx, row.id)
    if row is None or meeting is None or not covers(scope, meeting.countries):
        return None
    steps = _CAMPAIGN.where(_c.meeting_id == meeting.id).order_by(_c.days_before.desc())
    counted = _counted(tx, [campaign_of(one) for one in tx.connection.execute(steps)])
    return MeetingPlan(meeting, tuple(one for one in counted if not one.cancelled or went_out(one)), row.created_at)


def went_out(campaign: Campaign) -> bool:
    """Tell whether anything of a campaign was sent, or may have been."""
    return any(campaign.counts.get(DeliveryState(state)) for state in GONE_OUT)


def _campaigns(tx: Transaction, sought: CampaignsSought, scope: Appointment, now: datetime) -> tuple[Campaign, ...]:
    rows = tx.connection.execute(_CAMPAIGN.order_by(_c.id.desc()))
    inside = [one for one in map(campaign_of, rows) if covers(scope, one.countries)]
    counted = _counted(tx, inside[: MOST * 2])
    listed = (one for one in counted if went_out(one) or (one.meeting is None and not one.cancelled))
    return tuple(listed)[:MOST]


def _campaign(tx: Transaction, sought: CampaignSought, scope: Appointment, now: datetime) -> Campaign | None:
    wanted = _CAMPAIGN.where(_c.id == sought.campaign)
    if sought.campaign == LATEST:
        wanted = _CAMPAIGN.where(_c.created_by == _made_by(scope)).order_by(_c.id.desc()).limit(1)
    row = tx.connection.execute(wanted).one_or_none()
    if row is None or not covers(scope, countries_of(row.countries)):
        return None
    return _counted(tx, [campaign_of(row)])[0]


def _deliveries(tx: Transaction, sought: Deliveries, scope: Appointment, now: datetime) -> tuple[Delivery, ...]:
    if _campaign(tx, CampaignSought(sought.campaign), scope, now) is None:
        return ()
    wanted = (
        select(
            _d.id, _d.person_id, _d.state, _d.reason, _d.due_at, _d.settled_at, _answered().label("answered"), *MEMBER
        )
        .join_from(t.delivery, t.member, _d.member_id == _m.id, isouter=True)
        .where(_d.campaign_id == sought.campaign)
        .order_by(_m.country, _m.name, _d.id)
    )
    if sought.state is not None:
        wanted = wanted.where(_d.state == sought.state.value)
    return tuple(
        Delivery(
            row.id,
            row.person_id,
            None if row.member_id is None else member_of(row),
            DeliveryState(row.state),
            row.reason,
            row.due_at,
            row.settled_at,
            row.state in ARRIVED and bool(row.answered),
        )
        for row in tx.connection.execute(wanted)
    )


def _recipients(tx: Transaction, sought: Recipients, scope: Appointment, now: datetime) -> tuple[Recipient, ...]:
    deliveries = _deliveries(tx, Deliveries(sought.campaign), scope, now)
    got = (one for one in deliveries if one.state.value in ARRIVED and one.member is not None)
    return tuple(Recipient(one.person, one.member) for one in got if one.member is not None)


def _steps_had(tx: Transaction, sought: StepsHad, scope: Appointment, now: datetime) -> frozenset[tuple[int, int]]:
    if not sought.meeting or _meeting(tx, MeetingSought(sought.meeting), scope, now) is None:
        return frozenset()
    had = select(_c.days_before, _d.person_id).join_from(t.delivery, t.campaign, _d.campaign_id == _c.id)
    had = had.where(_c.meeting_id == sought.meeting, _d.state.not_in(STILL_OPEN))
    return frozenset((row.days_before, row.person_id) for row in tx.connection.execute(had))


def _blank(tx: Transaction, sought: BlankSought, scope: Appointment, now: datetime) -> Blank | None:
    wave = open_now(tx)
    row = tx.connection.execute(select(*MEMBER).where(_m.id == sought.member)).one_or_none()
    member = None if row is None else member_of(row)
    if wave is None or member is None or not in_scope(scope, member):
        return None
    return Blank(Assessment(0, member, wave, wave_instrument(tx, wave.id)), seconds_per_answer(tx))


FINDERS: dict[type[Sought[object]], Any] = {
    Meetings: _meetings,
    MeetingSought: _meeting,
    CampaignsSought: _campaigns,
    CampaignSought: _campaign,
    Deliveries: _deliveries,
    Recipients: _recipients,
    StepsHad: _steps_had,
    BlankSought: _blank,
}
