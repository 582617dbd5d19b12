"""One turn: who comes, with what, and which part of the conversation takes it."""

from dataclasses import replace
from datetime import datetime

from conversations.advance import advance
from conversations.arrival import (
    at_the_door,
    belongs_to_the_door,
    choose,
    meet_stranger,
    open_invitation,
    tell_of_joining,
)
from conversations.asking import answer_question, ask_again, is_reply
from conversations.desk.rehearsal import end_rehearsal, ends_rehearsal
from conversations.desk.turn import at_the_desk
from conversations.events import AskAgain, Choice, ChooseAppointment, Edited, Event, Joined, ReminderDue, Show, Start
from conversations.facts import Denied, VisitEnded
from conversations.hands import is_own_business, take_back
from conversations.opening import begin
from conversations.outside import is_aside, without_assessment
from conversations.people import Role
from conversations.place import View
from conversations.reach import is_reach
from conversations.rights import forget
from conversations.wishes import TakeBack
from conversations.world import Outcome, World


def take_turn(world: World, event: Event, now: datetime) -> Outcome:
    """Decide what ``event`` brings about in ``world`` at ``now`` (aware, UTC).

    A press for what is not theirs is pressed by somebody only if it was forged, or is left from a post that is over:
    it does nothing, and is counted.
    """
    outcome = _take(world, event, now)
    if is_reach(world, event) and Denied() not in outcome.facts:
        return replace(outcome, facts=(*outcome.facts, Denied()))
    return outcome


def _take(world: World, event: Event, now: datetime) -> Outcome:
    if isinstance(event, Joined):
        outcome = _take(world, Start(), now)
        return replace(outcome, replies=(*outcome.replies, tell_of_joining(world)))
    if world.place is not None:  # the language is the person's, whichever place it was chosen at
        world = replace(world, place=replace(world.place, language=world.language))
    if isinstance(event, Start) and event.token:
        opened = open_invitation(world, event.token, now)
        if opened is not None:
            return opened
        event = Start()
    if isinstance(event, AskAgain):
        return ask_again(world, now)
    person = world.person
    if person is None or (not person.consented and world.visiting is None):
        return meet_stranger(world)
    if isinstance(event, ReminderDue) and world.reminder is None:  # taken back meanwhile
        return Outcome((), world.place, (), world.assessment)
    if world.visiting is not None:
        if not person.consented or belongs_to_the_door(event):
            return at_the_door(world, event, now)
        return _turn_away(world, event, now)
    if isinstance(event, TakeBack) and world.left is not None and world.left.id == event.appointment:
        return take_back(world.left)
    if ends_rehearsal(person, event):
        return end_rehearsal(world)
    appointment = person.appointment
    outside = appointment is None or appointment.role is Role.COORDINATOR or world.assessment is None
    if event is Choice.FORGET_ME and (outside or (world.place is not None and world.place.view is View.FORGET)):
        return forget(world)
    if world.question is not None and is_reply(event):
        return answer_question(world, event.text)
    if isinstance(event, ChooseAppointment):
        if any(own.id == event.appointment for own in person.appointments):
            return choose(event.appointment)
        event = Show(View.CHOOSE)
    if appointment is not None and appointment.role is Role.COORDINATOR and not is_aside(event):
        return at_the_desk(world, event, now)
    if outside:
        return without_assessment(world, event)
    if world.place is None:
        return _first_sight(world, event, now)
    return advance(world, event, now)


def _first_sight(world: World, event: Event, now: datetime) -> Outcome:
    """Show somebody an assessment for the first time; what they want about their post is done all the same."""
    begun = begin(world, event)
    if not is_own_business(event):
        return begun
    outcome = advance(replace(world, place=begun.place), event, now)
    return replace(outcome, facts=(*begun.facts, *outcome.facts))


def _turn_away(world: World, event: Event, now: datetime) -> Outcome:
    """Go on with somebody inside who leaves an invitation lying: no question was in view, so none is answered."""
    if isinstance(event, Edited) and world.traced is None:
        return Outcome((), world.place, (), world.assessment)
    place = world.place
    if place is not None and place.view is not View.BEGIN:
        place = place.at(View.PAUSED)
    outcome = _take(replace(world, visiting=None, place=place), event, now)
    return replace(outcome, facts=(VisitEnded(), *outcome.facts))
