"""What a coordinator's reminder is at the moment of sending: the person's own card, a way to it, words, or nothing.

Decides what somebody who is written to finds, and that nobody is interrupted: whoever wrote or pressed a moment ago is
left alone until they have been quiet for a while, and nobody is written to at night, whatever their member's zone was
when the notice was planned, nor on a weekend because we were away on the day of a plan's step. What waits to be
confirmed, such as an unsaved text, is shown again and never let go by a reminder. It must not know how anything is
worded, sent or stored.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from conversations.advance import advance
from conversations.assessment import Assessment
from conversations.audience import judge
from conversations.authorisation import Act, may
from conversations.campaigns import Campaign, CampaignKind, Candidate, LeftOut, Meeting
from conversations.desk.sought import Sought
from conversations.due import hours_come
from conversations.events import Choice, ChooseAppointment, Press, ReminderDue, Show
from conversations.opening import first_place
from conversations.people import Appointment, Member, Role
from conversations.place import Place, View
from conversations.world import World

QUIET: Final = timedelta(minutes=2)
"""For so long after somebody's last turn nothing is sent to them unasked."""
LEFT_LYING: Final = timedelta(minutes=30)
"""For so long somebody is taken to be still at what they have begun: a note, a text to be confirmed."""
SET_BACK: Final = timedelta(hours=1)
"""A turn further ahead than this was taken under a clock that has been set back since: it tells nothing."""
OWN_WISH: Final = timedelta(days=1)
"""Whoever asked to be reminded by now gets that, and nothing beside it."""
TO_CONFIRM: Final = frozenset({View.SURE, View.CHANGE, View.TEXT, View.PERSONAL, View.BATCH})
"""Views in which something that is not saved waits for a yes or no."""
ENGAGED: Final = frozenset(
    {View.NOTE, View.ERASE, View.WHEN, View.SNOOZE, View.HOUR, View.LEAVE, View.NEW_PHONE, View.OWN_POST, View.FORGET}
    | TO_CONFIRM
)
OWN_WORDS: Final = frozenset({CampaignKind.NOTICE, CampaignKind.CORRECTION})


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A delivery whose moment has come, with all that is known now.

    ``candidate`` is ``None`` for somebody who is no focal point of the member any more. ``world`` is what a turn of
    the person would look at; ``last_turn_at`` is when they took one. Instants are aware, in UTC.
    """

    campaign: Campaign
    meeting: Meeting | None
    candidate: Candidate | None
    world: World
    last_turn_at: datetime


@dataclass(frozen=True, slots=True)
class CardThere:
    """The reminder is the person's card: drawn from ``place``, and the place is where they then stand.

    ``assessment`` has id 0 if the reminder begins it. ``unfinished``: what was there waits to be confirmed.
    """

    place: Place
    assessment: Assessment
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class WayThere:
    """The person is busy with something else of theirs: ``press`` leads to ``member``'s assessment."""

    press: Press
    member: Member


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a coordinator wrote, in the person's language; ``correction``: of an earlier notice."""

    text: str
    correction: bool


@dataclass(frozen=True, slots=True)
class NotNow:
    """The person is answering, or at something, or it is night where they are: look again at ``until``."""

    until: datetime


Reminder = CardThere | WayThere | OwnWords | NotNow | LeftOut | Sought[object]
"""`Sought`: nothing is decided before that is found."""


def remind(opportunity: Opportunity, now: datetime) -> Reminder:
    """Decide what the delivery is now; `LeftOut` says why it is nothing any more."""
    campaign, world = opportunity.campaign, opportunity.world
    correction = campaign.kind is CampaignKind.CORRECTION
    left_out = judge(opportunity.candidate, campaign.segment, now, correction=correction)
    if left_out is not None:
        return left_out
    assert opportunity.candidate is not None
    own_words = campaign.kind in OWN_WORDS
    quiet_from = opportunity.last_turn_at + (QUIET if own_words else _patience(world))
    if now < quiet_from <= now + SET_BACK:
        return NotNow(quiet_from)
    zone, made_up_for = ZoneInfo(opportunity.candidate.member.timezone), campaign.kind is CampaignKind.PLAN
    by_day = hours_come(now, zone, weekdays=made_up_for)
    if now < by_day:
        return NotNow(by_day)
    if own_words:
        return OwnWords(_in_language(campaign, world), correction)
    if world.reminder is not None and timedelta() <= now - world.reminder < OWN_WISH:
        return LeftOut.REMINDED_TODAY
    return _way_in(world, opportunity.candidate.member, now)


def _patience(world: World) -> timedelta:
    """Tell how long somebody is left alone before a reminder takes the place of their card."""
    engaged = world.visiting is not None or (world.place is not None and world.place.view in ENGAGED)
    return LEFT_LYING if engaged else QUIET


def _in_language(campaign: Campaign, world: World) -> str:
    return campaign.texts.get(world.language) or next(iter(campaign.texts.values()))


def _way_in(world: World, member: Member, now: datetime) -> Reminder:
    person, assessment = world.person, world.assessment
    assert person is not None
    own = next((one for one in person.appointments if _answers_for(one, member)), None)
    if own is None:
        return LeftOut.RETIRED
    if own != person.appointment:
        return WayThere(ChooseAppointment(own.id), member)
    if assessment is None or assessment.wave.closed_at is not None:
        return LeftOut.NO_WAVE
    if assessment.submission is not None:
        return LeftOut.SUBMITTED
    if world.visiting is not None:
        cursor = world.place.cursor if world.place is not None else ""
        return WayThere(Show(View.STEP, cursor) if cursor else Choice.BEGIN, member)
    return _card(world, own, assessment, now)


def _answers_for(appointment: Appointment, member: Member) -> bool:
    here = appointment.member is not None and appointment.member.id == member.id
    return here and appointment.role is Role.FOCAL_POINT


def _card(world: World, own: Appointment, assessment: Assessment, now: datetime) -> CardThere | Sought[object]:
    assert world.person is not None
    if world.place is not None and world.place.view in TO_CONFIRM:
        return CardThere(replace(world.place, language=world.language), assessment, unfinished=True)
    if world.place is None:
        return CardThere(first_place(world), assessment)
    outcome = advance(replace(world, place=replace(world.place, language=world.language)), ReminderDue(), now)
    if outcome.seek is not None:
        return outcome.seek
    place = outcome.place
    assert place is not None
    if place.view is View.REVIEW and may(own, Act.SUBMIT, assessment, world.person.id, now):
        place = place.at(View.SUBMIT)
    return CardThere(place, assessment)
