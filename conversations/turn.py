"""One turn: who comes, with what, and which part of the conversation takes it."""

from dataclasses import replace
from datetime import datetime

from conversations.advance import advance
from conversations.arrival import (
    DOOR_EVENTS,
    at_the_door,
    choose,
    meet_stranger,
    open_invitation,
    without_assessment,
)
from conversations.assessment import first_open
from conversations.events import ChooseAppointment, Event, Start
from conversations.facts import AssessmentBegun
from conversations.place import Place, View
from conversations.world import Outcome, World


def take_turn(world: World, event: Event, now: datetime) -> Outcome:
    """Decide what ``event`` brings about in ``world`` at ``now`` (aware, UTC)."""
    if isinstance(event, Start) and event.token:
        opened = open_invitation(world, now)
        if opened is not None:
            return opened
        event = Start()
    person = world.person
    if person is None or (not person.consented and world.visiting is None):
        return meet_stranger(world)
    if world.visiting is not None and (not person.consented or event in DOOR_EVENTS):
        return at_the_door(world, event, now)
    if isinstance(event, ChooseAppointment):
        return choose(world, event.appointment)
    appointment = person.appointment
    if appointment is None or appointment.member is None or world.assessment is None:
        return without_assessment(world, event)
    if world.place is not None:
        return advance(world.assessment, world.place, event, now, appointment, world.traced)
    return _begin(world, event, now)


def _begin(world: World, event: Event, now: datetime) -> Outcome:
    """Open the assessment to somebody who sees it for the first time; what they sent cannot be an answer yet."""
    assessment, person = world.assessment, world.person
    assert assessment is not None
    assert person is not None
    assert person.appointment is not None
    place = Place(person.id, world.language, View.BEGIN, cursor=first_open(assessment) or "")
    begun = () if assessment.id else (AssessmentBegun(),)
    outcome = advance(assessment, place, Start(), now, person.appointment)
    return replace(outcome, facts=(*begun, *outcome.facts))
