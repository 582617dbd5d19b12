"""Moving about: what each view needs to be shown, where back and continue lead, what a summary sends along."""

from dataclasses import replace

from conversations.answering import is_criterion, is_step, standing
from conversations.assessment import Sharing, first_open, previous_step
from conversations.authorisation import Act
from conversations.events import Start
from conversations.facts import AppointmentChosen, LanguageChosen, Recalled, Submitted
from conversations.instrument import Language
from conversations.place import View
from conversations.replies import Enclosure, Line, Reply, Say, Send
from conversations.scene import Scene
from conversations.world import Outcome

STEPS_ASIDE = frozenset(
    {View.PAUSED, View.MORE, View.HELP, View.PRIVACY, View.LANGUAGE, View.REVIEW, View.PRIORITIES, View.SUBMIT}
)
"""Views without a target that anybody may look at, at any time."""

BESIDE_THE_PICTURE = frozenset({View.SUMMARY, View.PRIORITIES, View.SUBMIT})
"""Views from which the summary is gone back to: the picture has just been sent."""


def show(scene: Scene, view: View, target: str = "") -> Outcome:
    """Show a view. A target that the instrument does not have (an old or forged button) shows what stands now."""
    match view:
        case View.STEP if is_step(scene, target):
            if not scene.may(Act.ANSWER):
                return scene.go(scene.at(View.SUMMARY), Line(Say.LOCKED))
            return scene.go(scene.at(View.STEP, target))
        case View.CRITERION if is_criterion(scene, target):
            return scene.go(scene.at(View.CRITERION, target))
        case View.NOTE if is_step(scene, target):
            if not scene.may(Act.ANSWER):
                return scene.stay(Line(Say.LOCKED))
            return scene.go(scene.at(View.NOTE, target))
        case View.SUMMARY:
            return summary(scene)
        case View.SUBMIT if scene.assessment.submission:
            return scene.go(scene.at(View.SUMMARY))
        case View.CHOOSE:
            return scene.go(scene.at(View.CHOOSE))
        case _ if view in STEPS_ASIDE:
            return scene.go(scene.at(view))
        case _:
            return scene.stay(Line(Say.STALE_BUTTON))


def summary(scene: Scene) -> Outcome:
    """Show the summary; its picture goes along unless it has just been sent."""
    seen = scene.pressed and scene.place.view in BESIDE_THE_PICTURE
    replies = () if seen else (Send(Enclosure.PICTURE, scene.place.language),)
    return scene.go(scene.at(View.SUMMARY), replies=replies)


def send(scene: Scene, enclosure: Enclosure, language: Language | None = None) -> Outcome:
    """Send an enclosure beside the summary."""
    reply = Send(enclosure, language or scene.place.language)
    return scene.go(scene.at(View.SUMMARY), Line(Say.PICTURE_COMING), replies=(reply,))


def resume(scene: Scene, *lines: Line) -> Outcome:
    """Go on where the assessment stopped."""
    if scene.place.view is View.BEGIN:
        return scene.stay(*lines)
    if scene.assessment.submission:
        return scene.go(scene.at(View.SUMMARY), *lines)
    cursor = scene.place.cursor
    if not cursor or scene.assessment.settled(cursor):
        cursor = first_open(scene.assessment) or ""
    return scene.go(standing(scene.place, scene.assessment, cursor), *lines)


def back(scene: Scene) -> Outcome:
    """Go to the step before the one in view; from anywhere else to where the assessment stands."""
    if scene.place.view is not View.STEP:
        return resume(scene)
    previous = previous_step(scene.assessment.instrument, scene.place.target)
    return show(scene, View.STEP, previous) if previous else scene.stay(Line(Say.NOTHING_BEFORE))


def choose_language(scene: Scene, language: Language) -> Outcome:
    """Go on in another language, at the same place."""
    place = replace(scene.place, language=language)
    facts = (LanguageChosen(language),)
    if place.view is View.LANGUAGE:
        moved = resume(replace(scene, place=place), Line(Say.LANGUAGE_CHANGED))
        return replace(moved, facts=facts)
    return scene.go(place, Line(Say.LANGUAGE_CHANGED), facts=facts)


def choose_appointment(scene: Scene, appointment: int) -> Outcome:
    """Work for another of one's members: the world is looked at again with it."""
    return Outcome((AppointmentChosen(appointment),), scene.place, (), scene.assessment, then=Start())


def submit(scene: Scene, sharing: Sharing) -> Outcome:
    """Submit the assessment. A second press changes nothing."""
    if scene.assessment.submission:
        return scene.go(scene.at(View.SUMMARY), Line(Say.SUBMITTED))
    if not scene.may(Act.SUBMIT) or not scene.assessment.responses:
        return scene.stay(Line(Say.STALE_BUTTON))
    late = scene.assessment.wave.closed_at is not None
    picture: Reply = Send(Enclosure.PICTURE, scene.place.language)
    facts = (Submitted(sharing, late),)
    return scene.go(scene.at(View.SUMMARY), Line(Say.SUBMITTED), facts=facts, replies=(picture,))


def recall(scene: Scene) -> Outcome:
    """Take a submission back, within its term and by who submitted."""
    if scene.assessment.submission is None:
        return scene.go(scene.at(View.REVIEW), Line(Say.RECALLED))
    if not scene.may(Act.RECALL):
        return scene.stay(Line(Say.RECALL_EXPIRED))
    return scene.go(scene.at(View.REVIEW), Line(Say.RECALLED), facts=(Recalled(),))
