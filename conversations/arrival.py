"""Before an assessment: strangers, invitations, consent, the choice of a post, the wait for a wave.

Until consent only the keyed hash, the language and the invitation are known, and a "no" leaves nothing behind.
"""

from datetime import datetime

from conversations.events import (
    Choice,
    ChooseAppointment,
    ChooseLanguage,
    Event,
    OutageEnded,
    Show,
    Start,
    Typed,
    Word,
)
from conversations.facts import (
    AppointmentChosen,
    Fact,
    InvitationAccepted,
    LanguageChosen,
    StrangerMet,
    VisitBegan,
    VisitEnded,
    VisitMoved,
    WaveAwaited,
)
from conversations.instrument import Language
from conversations.people import Invitation, InvitationState, invitation_state
from conversations.place import View
from conversations.replies import Card, Courtesy, Door, Line, Reply, Say, Toast
from conversations.world import Outcome, World

CONSENT_VERSION = "1"
"""The version of the consent text; raise it when what is kept, or why, changes."""

REFUSALS = {
    InvitationState.USED: Say.INVITATION_USED,
    InvitationState.EXPIRED: Say.INVITATION_EXPIRED,
    InvitationState.REVOKED: Say.INVITATION_REVOKED,
}


def open_invitation(world: World, now: datetime) -> Outcome | None:
    """Meet somebody who brings an invitation's token; ``None`` when it is their own, which just resumes."""
    person = world.person
    if world.invitation is None:
        return refuse(world, Say.INVITATION_UNKNOWN)
    state = invitation_state(world.invitation, person.id if person else None, now)
    if state is InvitationState.OWN:
        return None
    if state is not InvitationState.VALID:
        return refuse(world, REFUSALS[state], world.invitation)
    language = world.language
    facts: tuple[Fact, ...] = (VisitBegan(world.invitation.id, language),)
    return Outcome(facts, world.place, (Door(View.POST, language, world.invitation),), world.assessment)


def refuse(world: World, say: Say, invitation: Invitation | None = None) -> Outcome:
    """Say why an invitation does not open; whoever stands somewhere stays there."""
    member = invitation.member if invitation else None
    if world.person and world.person.consented:
        return _inside(world, Line(say))
    counted: tuple[Fact, ...] = () if world.person else (StrangerMet(),)
    return Outcome(counted, None, (Courtesy(Line(say), world.language, member),))


def _inside(world: World, line: Line, *facts: Fact) -> Outcome:
    """Say a line on the card of somebody with consent."""
    if world.place is not None:
        return Outcome(facts, world.place, (Card((line,)),), world.assessment)
    return Outcome(facts, None, (Door(standing_view(world), world.language, lines=(line,)),))


def meet_stranger(world: World) -> Outcome:
    """Answer somebody without an invitation: neutral, counted, not remembered."""
    return Outcome((StrangerMet(),), None, (Courtesy(Line(Say.STRANGER), world.language),))


def at_the_door(world: World, event: Event, now: datetime) -> Outcome:
    """Go on with somebody who is looking at an invitation, up to acceptance."""
    visiting, person = world.visiting, world.person
    assert visiting is not None
    assert person is not None
    state = invitation_state(visiting, person.id, now)
    if state is not InvitationState.VALID and state in REFUSALS:
        return _leave(world, REFUSALS[state])
    match event:
        case ChooseLanguage(language) | Typed(intent=Language() as language):
            return _door(world, world.visit, LanguageChosen(language), language=language)
        case Choice.DENY_POST:
            return _leave(world, Say.POST_DENIED)
        case Choice.DECLINE:
            return _leave(world, Say.CONSENT_DECLINED)
        case Typed(intent=Word.NO):
            return _leave(world, Say.POST_DENIED if world.visit is View.POST else Say.CONSENT_DECLINED)
        case Choice.ACCEPT if world.visit is View.CONSENT:
            return _accept(world)
        case Typed(intent=Word.YES) if world.visit is View.CONSENT:
            return _accept(world)
        case Choice.CONFIRM_POST | Typed(intent=Word.YES):
            return _accept(world) if person.consented else _door(world, View.CONSENT, VisitMoved(View.CONSENT))
        case _:
            return _door(world, world.visit)


def _door(world: World, view: View, *facts: Fact, language: Language | None = None) -> Outcome:
    door = Door(view, language or world.language, world.visiting)
    return Outcome(facts, world.place, (door,), world.assessment)


def _leave(world: World, say: Say) -> Outcome:
    assert world.visiting is not None
    if world.person and world.person.consented:
        return _inside(world, Line(say), VisitEnded())
    return Outcome((VisitEnded(),), None, (Courtesy(Line(say), world.language, world.visiting.member),))


def _accept(world: World) -> Outcome:
    assert world.visiting is not None
    facts = (InvitationAccepted(world.visiting.id, CONSENT_VERSION),)
    return Outcome(facts, None, (), world.assessment, then=Start())


DOOR_EVENTS = (Choice.CONFIRM_POST, Choice.DENY_POST, Choice.ACCEPT, Choice.DECLINE)
"""Presses that only the card of an invitation has."""


def without_assessment(world: World, event: Event) -> Outcome:
    """Serve somebody with consent whose card shows no assessment: no post, several posts, a coordinator, no wave."""
    person = world.person
    assert person is not None
    if not person.appointments:
        return Outcome((), None, (Courtesy(Line(Say.APPOINTMENT_ENDED), world.language),))
    if isinstance(event, ChooseAppointment):
        return choose(world, event.appointment)
    language, facts, lines = world.language, list[Fact](), list[Line]()
    match event:
        case ChooseLanguage(chosen) | Typed(intent=Language() as chosen):
            language = chosen
            facts.append(LanguageChosen(chosen))
            lines.append(Line(Say.LANGUAGE_CHANGED))
        case OutageEnded():
            lines.append(Line(Say.AFTER_OUTAGE))
        case _:
            pass
    view = _asked_view(event) or standing_view(world)
    if view is View.WAITING:
        facts.append(WaveAwaited())
    toasts: tuple[Reply, ...] = tuple(Toast(line) for line in lines) if isinstance(event, ChooseLanguage) else ()
    door = Door(view, language, lines=tuple(lines))
    return Outcome(tuple(facts), None, (*toasts, door))


ASIDE = {Word.HELP: View.HELP, Word.PRIVACY: View.PRIVACY, Word.LANGUAGE: View.LANGUAGE}


def _asked_view(event: Event) -> View | None:
    match event:
        case Show(View.HELP | View.PRIVACY | View.LANGUAGE | View.CHOOSE as view):
            return view
        case Typed(intent=Word() as word):
            return ASIDE.get(word)
        case _:
            return None


def standing_view(world: World) -> View:
    """Tell what somebody with consent and posts looks at when no assessment is there to be shown."""
    assert world.person is not None
    appointment = world.person.appointment
    if appointment is None:
        return View.CHOOSE
    return View.COORDINATOR if appointment.member is None else View.WAITING


def choose(world: World, appointment: int) -> Outcome:
    """Work under another of one's own appointments."""
    assert world.person is not None
    if appointment not in [own.id for own in world.person.appointments]:
        return Outcome((), world.place, (Door(View.CHOOSE, world.language),), world.assessment)
    return Outcome((AppointmentChosen(appointment),), None, (), None, then=Start())
