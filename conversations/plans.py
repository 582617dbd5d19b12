"""What a campaign would do, worked out from what it is: a step of a meeting's plan, a reminder, a notice, a correction.

Decides how a meeting becomes a segment and which days and bounds count. Who gets a notice is `conversations.audience`'s
matter, when it is due that of `conversations.due`. Used where a campaign is made and where it is completed later.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from conversations.audience import dry_run
from conversations.campaigns import (
    Audience,
    Campaign,
    CampaignKind,
    Candidate,
    DryRun,
    Excluded,
    Holidays,
    LeftOut,
    Meeting,
    Segment,
)
from conversations.due import StepDays, local_day, meeting_start, step_day, step_days
from conversations.people import Member

UNDO: Final = timedelta(minutes=1)
"""How long something that was confirmed can be taken back; nothing is due before."""
AHEAD: Final = timedelta(days=10)
"""How far before a meeting its answers are due, unless said otherwise."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who got a notice, about which member."""

    person: int
    member: Member


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a plan, with the day on which its reminders go out, and what it would do."""

    days_before: int
    day: date
    run: DryRun


def segment_of(meeting: Meeting) -> Segment:
    """Tell whom a meeting's reminders are for: those who take part and still have something to do."""
    return Segment(meeting.countries, meeting.members)


def lay_out(meeting: Meeting, steps: Sequence[int], now: datetime) -> StepDays:
    """Lay out a plan's steps as of today where the meeting takes place; those that are past are dropped."""
    return step_days(meeting.respond_by, local_day(now, ZoneInfo(meeting.timezone)), steps)


def goes_out_on(meeting: Meeting, day: date, now: datetime) -> date:
    """Tell on which working day, where the meeting takes place, the reminders of a step made ``now`` go out.

    It is what a card says of a step. Public holidays are those of each member, so they do not count here.
    """
    return step_day(day, meeting.respond_by, now, ZoneInfo(meeting.timezone))


def step_run(audience: Audience, meeting: Meeting, day: date, holidays: Holidays, now: datetime) -> DryRun:
    """Work out a step of a meeting's plan; nothing is due before ``now``."""
    return dry_run(
        audience.members,
        audience.candidates,
        segment_of(meeting),
        day,
        holidays,
        now,
        last_day=meeting.respond_by,
        latest=meeting_start(meeting),
    )


def plan(
    audience: Audience, meeting: Meeting, steps: Sequence[int], holidays: Holidays, now: datetime
) -> tuple[Step, ...]:
    """Work out a whole plan, the earliest step first, without the steps that are past."""
    kept = lay_out(meeting, steps, now).kept
    return tuple(
        Step(before, goes_out_on(meeting, day, now), step_run(audience, meeting, day, holidays, now))
        for before, day in kept
    )


def campaign_run(
    audience: Audience,
    campaign: Campaign,
    holidays: Holidays,
    now: datetime,
    recipients: Iterable[Recipient] = (),
) -> DryRun:
    """Work out a reminder, a notice, or the correction of what ``recipients`` got; nothing is due before ``now``."""
    candidates = audience.candidates
    if campaign.minute is not None:
        candidates = tuple(replace(one, minute=campaign.minute) for one in candidates)
    if campaign.kind is not CampaignKind.CORRECTION:
        return dry_run(audience.members, candidates, campaign.segment, campaign.runs_on, holidays, now)
    return _correction(audience.members, candidates, campaign, holidays, now, tuple(recipients))


def _correction(
    members: Iterable[Member],
    candidates: Iterable[Candidate],
    campaign: Campaign,
    holidays: Holidays,
    now: datetime,
    recipients: tuple[Recipient, ...],
) -> DryRun:
    """Send to exactly those who got the previous one; who is no focal point any more is left out."""
    got = {(one.person, one.member.id) for one in recipients}
    there = tuple(one for one in candidates if (one.person, one.member.id) in got)
    about = {one.member.id for one in there}
    run = dry_run(
        (one for one in members if one.id in about),
        there,
        campaign.segment,
        campaign.runs_on,
        holidays,
        now,
        correction=True,
    )
    found = {(one.person, one.member.id) for one in there}
    gone = (one for one in recipients if (one.person, one.member.id) not in found)
    retired = tuple(Excluded(one.member, one.person, LeftOut.RETIRED) for one in gone)
    return DryRun(run.planned, (*run.excluded, *retired))
