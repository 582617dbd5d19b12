"""A human: questions to the coordinators, their answers, and another link for whoever holds an expired one."""

from datetime import datetime
from typing import TypeGuard

from conversations.events import Event, Typed
from conversations.facts import InvitationRequested, QuestionAnswered, QuestionAsked
from conversations.intents import Intent, Word
from conversations.navigation import resume
from conversations.people import InvitationState, invitation_state
from conversations.place import View
from conversations.replies import AnswerNews, Courtesy, Door, InvitationNews, Line, QuestionNews, Say, Tell
from conversations.scene import Scene
from conversations.world import Outcome, World


def ask_coordinator(scene: Scene) -> Outcome:
    """Send the pending text to the coordinators, with the question that it was typed at."""
    place = scene.place
    if place.view is not View.TEXT or not place.pending:
        return scene.stay(Line(Say.STALE_BUTTON))
    if not scene.world.coordinated:
        return scene.stay(Line(Say.NO_COORDINATOR))
    tell = Tell(QuestionNews(scene.assessment, place.target, place.pending), scene.assessment.member)
    asked = QuestionAsked(place.target, place.pending)
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
        return Outcome((), world.place, (Courtesy(Line(Say.INVITATION_UNKNOWN), world.language),), world.assessment)
    done = Courtesy(Line(Say.INVITATION_REQUESTED), world.language, invitation.member)
    if invitation.requested or invitation.member is None:
        return Outcome((), world.place, (done,), world.assessment)
    tell = Tell(InvitationNews(invitation.member), invitation.member)
    return Outcome((InvitationRequested(invitation.id),), world.place, (tell, done), world.assessment)
