"""A human: questions to the coordinators, their answers, and another link for whoever holds an expired one."""

from dataclasses import replace
from datetime import datetime
from typing import TypeGuard

from conversations.arrival import inside
from conversations.doubt import Doubt, ask_about
from conversations.events import Event, Typed
from conversations.facts import InvitationRequested, QuestionAnswered, QuestionAsked
from conversations.intents import Intent, Word
from conversations.navigation import resume
from conversations.news import AnswerNews, InvitationNews, QuestionNews
from conversations.people import InvitationState, Member, invitation_state
from conversations.personal_data import personal_data
from conversations.place import View
from conversations.replies import Courtesy, Door, Line, Say, Tell
from conversations.scene import Scene
from conversations.world import Outcome, World


def ask_coordinator(scene: Scene) -> Outcome:
    """Send the pending text to the coordinators, with the question that it was typed at.

    What looks like personal data is asked about first, as in a note.
    """
    place = scene.place
    if place.view is not View.TEXT:
        return scene.stay(Line(Say.STALE_BUTTON))
    if not scene.world.coordinated:
        return scene.stay(Line(Say.NO_COORDINATOR))
    if kinds := personal_data(place.pending):
        doubt = Doubt(tuple(sorted(kinds)), place.pending, asks=True)
        return ask_about(scene, place.target, doubt, place.pending_message)
    return send_question(scene, place.target, place.pending)


def send_question(scene: Scene, target: str, text: str) -> Outcome:
    """Send a question to the coordinators, and go on."""
    tell = Tell(QuestionNews(scene.assessment, target, text), scene.assessment.member)
    asked = QuestionAsked(target, text)
    return resume(scene, Line(Say.QUESTION_SENT), facts=(asked,), replies=(tell,))


def answer_question(world: World, text: str) -> Outcome:
    """Give a coordinator's reply to the respondent who asked; only the first one counts as the answer."""
    question = world.question
    assert question is not None
    if question.answered:
        return _home(world, Say.ALREADY_ANSWERED)
    tell = Tell(AnswerNews(question.text, text), person=question.asker)
    answered = _home(world, Say.ANSWER_SENT)
    return Outcome((QuestionAnswered(question.id, text),), None, (tell, *answered.replies))


def is_reply(event: Event) -> TypeGuard[Typed[Intent]]:
    """Tell whether an event can be a coordinator's reply to a question: any words but the commands."""
    return isinstance(event, Typed) and not isinstance(event.intent, Word)


def _home(world: World, say: Say) -> Outcome:
    return Outcome((), None, (Door(View.COORDINATOR, world.language, lines=(Line(say),)),))


def ask_again(world: World, now: datetime) -> Outcome:
    """Ask the coordinators for another link, for somebody whose link has expired; once for each link."""
    invitation = world.invitation
    person = world.person.id if world.person else None
    if invitation is None or invitation_state(invitation, person, now) is not InvitationState.EXPIRED:
        return _told(world, Say.INVITATION_UNKNOWN, None)
    done = _told(world, Say.INVITATION_REQUESTED, invitation.member)
    if invitation.requested or invitation.member is None:
        return done
    tell = Tell(InvitationNews(invitation.member), invitation.member)
    return replace(done, facts=(InvitationRequested(invitation.id), *done.facts), replies=(tell, *done.replies))


def _told(world: World, say: Say, member: Member | None) -> Outcome:
    """Say a line: on the card of somebody inside, alone to anybody else, who keeps what they look at."""
    if world.person and world.person.consented:
        return inside(world, Line(say))
    return Outcome((), None, (Courtesy(Line(say), world.language, member),))
