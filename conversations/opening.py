"""The first sight of an assessment: in a new wave whether it is still one's post, then what it is or where it stands.

Whoever comes to what others have begun sees how far they have come; whoever begins sees what it is.
"""

from dataclasses import replace

from conversations.assessment import Assessment, first_open
from conversations.events import ChooseLanguage, Event, ReminderDue, Typed
from conversations.facts import AssessmentBegun, LanguageChosen, ReminderShown
from conversations.instrument import Language
from conversations.place import Place, View
from conversations.replies import Card, Line, Say
from conversations.world import Outcome, World


def unconfirmed(world: World) -> bool:
    """Tell whether somebody whose post is older than the open wave has yet to say that it is still theirs."""
    appointment = world.person.appointment if world.person else None
    if world.wave is None or appointment is None or appointment.since is None:
        return False
    older = appointment.since < world.wave.opened_at
    return older and not appointment.rehearsal and appointment.confirmed_wave != world.wave.id


def first_place(world: World) -> Place:
    """Give where somebody stands who comes to the world's assessment for the first time."""
    assessment, person = world.assessment, world.person
    assert assessment is not None
    assert person is not None
    view = View.STILL if unconfirmed(world) else opening_view(assessment, person.id)
    return Place(person.id, world.language, view, cursor=first_open(assessment) or "")


def opening_view(assessment: Assessment, person: int) -> View:
    """Tell what comes before the first question: where things stand if others have begun, else what it is."""
    authors = {one.author for one in assessment.responses.values()}
    return View.HANDOVER if authors - {person} else View.BEGIN


def begin(world: World, event: Event) -> Outcome:
    """Open the assessment to somebody who sees it for the first time; what they sent cannot be an answer yet."""
    match event:
        case ChooseLanguage(language) | Typed(intent=Language() as language):
            begun = open_assessment(world, language, Line(Say.LANGUAGE_CHANGED))
            return replace(begun, facts=(*begun.facts, LanguageChosen(language)))
        case ReminderDue():
            begun = open_assessment(world, world.language, Line(Say.REMINDER))
            return replace(begun, facts=(*begun.facts, ReminderShown()))
        case _:
            return open_assessment(world, world.language)


def open_assessment(world: World, language: Language, *lines: Line) -> Outcome:
    """Begin the assessment of the open wave if nobody has, and show its first card, saying ``lines``."""
    assert world.assessment is not None
    begun = () if world.assessment.id else (AssessmentBegun(),)
    place = replace(first_place(world), language=language)
    return Outcome(begun, place, (Card(lines),), world.assessment)
