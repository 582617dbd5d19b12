"""Before an assessment: strangers, invitations, consent, the choice of a post.

Until consent only the keyed hash, the language and the invitation are known, and a "no" leaves nothing behind.
"""

from dataclasses import replace
from datetime import datetime

from conversations.events import (
    Choice,
    ChooseLanguage,
    Event,
    Joined,
    OutageEnded,
    Redraw,
    ReminderDue,
    Start,
    Typed,
    Unreadable,
)
from conversations.facts import (
    AppointmentChosen,
    Fact,
    InvitationAccepted,
    LanguageChosen,
    ReminderShown,
    StrangerMet,
    VisitBegan,
    VisitEnded,
    VisitMoved,
)
from conversations.instrument import Language
from conversations.intents import Word
from conversations.news import Hands, JoinedNews, PostNews
from conversations.opening import open_assessment
from conversations.outside import asked_view, standing_view
from conversations.people import Invitation, InvitationState, invitation_state
from conversations.place import View
from conversations.replies import Card, Courtesy, Door, Line, Reply, Say, Tell
from conversations.world import Outcome, World

CONSENT_VERSION = "1"
"""The version of the consent text; raise it when what is kept, or why, changes."""

REFUSALS = {
    InvitationState.USED: Say.INVITATION_USED,
    InvitationState.EXPIRED: Say.INVITATION_EXPIRED,
    InvitationState.REVOKED: Say.INVITATION_REVOKED,
}


def open_invitation(world: World, token: str, now: datetime) -> Outcome | None:
    """Meet somebody who brings an invitation's token; ``None`` when it is their own, which just resumes."""
    person = world.person
    if world.invitation is None:
        return refuse(world, Say.INVITATION_UNKNOWN)
    state = invitation_state(world.invitation, person.id if person else None, now)
    if state is InvitationState.OWN:
        return None
    if state is not InvitationState.VALID:
        return refuse(world, REFUSALS[state], world.invitation, token)
    language = world.language
    facts: tuple[Fact, ...] = (VisitBegan(world.invitation.id, language),)
    return Outcome(facts, world.place, (Door(View.POST, language, world.invitation),), world.assessment)


def refuse(world: World, say: Say, invitation: Invitation | None = None, token: str = "") -> Outcome:
    """Say why an invitation does not open; whoever stands somewhere stays there."""
    member = invitation.member if invitation else None
    if world.person and world.person.consented:
        return inside(world, Line(say))
    counted: tuple[Fact, ...] = () if world.person else (StrangerMet(),)
    again = token if say is Say.INVITATION_EXPIRED else ""
    return Outcome(counted, None, (Courtesy(Line(say), world.language, member, again),))


def inside(world: World, line: Line, *facts: Fact) -> Outcome:
    """Say a line on the card of somebody with consent, who stays where they stand."""
    assert world.person is not None
    if world.place is not None:
        return Outcome(facts, world.place, (Card((line,)),), world.assessment)
    if world.assessment is not None:
        begun = open_assessment(world, world.language, line)
        return replace(begun, facts=(*facts, *begun.facts))
    if not world.person.appointments and world.left is None:
        return Outcome(facts, None, (Courtesy(line, world.language),))
    return Outcome(facts, None, (Door(standing_view(world), world.language, lines=(line,), left=world.left),))


def meet_stranger(world: World) -> Outcome:
    """Answer somebody without an invitation: neutral, counted, not remembered."""
    return Outcome((StrangerMet(),), None, (Courtesy(Line(Say.STRANGER), world.language),))


def at_the_door(world: World, event: Event, now: datetime) -> Outcome:
    """Go on with somebody who is looking at an invitation, up to acceptance."""
    visiting, person = world.visiting, world.person
    assert visiting is not None
    assert person is not None
    if refused := REFUSALS.get(invitation_state(visiting, person.id, now)):
        return _leave(world, refused, *((ReminderShown(),) if isinstance(event, ReminderDue) else ()))
    match event:
        case ChooseLanguage(language) | Typed(intent=Language() as language):
            return _door(world, world.visit, LanguageChosen(language), language=language)
        case ReminderDue():
            return _door(world, world.visit, ReminderShown(), line=Line(Say.REMINDER))
        case Choice.DENY_POST:
            return _leave(world, Say.POST_DENIED)
        case Choice.DECLINE:
            return _leave(world, Say.CONSENT_DECLINED)
        case Typed(intent=Word.NO):
            return _leave(world, Say.POST_DENIED if world.visit is View.POST else Say.CONSENT_DECLINED)
        case Choice.ACCEPT | Typed(intent=Word.YES) if world.visit is View.CONSENT:
            return _accept(world)
        case Choice.CONFIRM_POST | Typed(intent=Word.YES):
            return _accept(world) if person.consented else _door(world, View.CONSENT, VisitMoved(View.CONSENT))
        case _:
            return _door(world, asked_view(event) or world.visit)


def _door(
    world: World, view: View, *facts: Fact, language: Language | None = None, line: Line | None = None
) -> Outcome:
    door = Door(view, language or world.language, world.visiting, (line,) if line else ())
    return Outcome(facts, world.place, (door,), world.assessment)


def _leave(world: World, say: Say, *facts: Fact) -> Outcome:
    assert world.visiting is not None
    if world.person and world.person.consented:
        return inside(world, Line(say), VisitEnded(), *facts)
    return Outcome((VisitEnded(), *facts), None, (Courtesy(Line(say), world.language, world.visiting.member),))


def _accept(world: World) -> Outcome:
    assert world.visiting is not None
    facts, told = (InvitationAccepted(world.visiting.id, CONSENT_VERSION),), tuple[Reply, ...]()
    member, holder = world.visiting.member, world.visiting.holder
    if member and holder and world.person and holder != world.person.id:
        told = (Tell(PostNews(member, Hands.PASSED_ON), person=holder),)
    return Outcome(facts, None, told, world.assessment, then=Joined())


def tell_of_joining(world: World) -> Tell:
    """Tell the coordinators who cover the post that an invitation to it was accepted, whoever it was passed on to.

    Of a new coordinator those of the whole network are told.
    """
    assert world.person is not None
    assert world.person.appointment is not None
    appointment = world.person.appointment
    return Tell(JoinedNews(appointment), appointment.member)


def belongs_to_the_door(event: Event) -> bool:
    """Tell whether an event speaks to the card of an invitation, when somebody with consent is looking at one."""
    match event:
        case Choice.CONFIRM_POST | Choice.DENY_POST | Choice.ACCEPT | Choice.DECLINE | ChooseLanguage():
            return True
        case Choice.FORGET_ME:  # an old button: its card is not in view
            return True
        case Typed(intent=Word.YES | Word.NO | Language()) | Unreadable():
            return True
        case OutageEnded() | ReminderDue() | Redraw():  # not something that the person did
            return True
        case _:
            return False


def choose(appointment: int) -> Outcome:
    """Work under another of one's own appointments: the world is looked at again with it."""
    return Outcome((AppointmentChosen(appointment),), None, (), None, then=Start())
