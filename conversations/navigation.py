"""Moving about: what each view needs to be shown, where back and continue lead, what a summary sends along."""

from dataclasses import replace

from conversations.answering import is_criterion, is_step, standing
from conversations.assessment import Sharing, first_open, previous_step
from conversations.authorisation import Act
from conversations.events import OutageEnded
from conversations.facts import Fact, LanguageChosen, Recalled, Submitted
from conversations.instrument import Language
from conversations.opening import unconfirmed
from conversations.place import Place, View
from conversations.replies import Enclosure, Line, Receipt, Reply, Say, Send, Toast
from conversations.scene import Scene
from conversations.world import Outcome

STEPS_ASIDE = frozenset(
    {View.PAUSED, View.MORE, View.HELP, View.PRIVACY, View.LANGUAGE, View.REVIEW, View.PRIORITIES, View.SUBMIT}
    | {View.WHEN, View.OWN_POST, View.FORGET, View.SNOOZE, View.HOUR, View.LEAVE, View.NEW_PHONE}
)
"""Views without a target that anybody may look at, at any time."""

BEFORE_THE_FIRST = frozenset({View.BEGIN, View.HANDOVER})
"""Views that are gone on from only by their own button: the first question comes after."""

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
        case View.ERASE if is_criterion(scene, target) and scene.may(Act.REDACT):
            return scene.go(scene.at(View.ERASE, target))
        case View.BEFORE if is_criterion(scene, target) and scene.may(Act.ANSWER) and scene.world.earlier:
            return scene.go(scene.at(View.BEFORE, target))
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
    """Send an enclosure beside the summary; that it is coming is said at once, and not on the card that follows it."""
    reply = Send(enclosure, language or scene.place.language)
    return scene.go(scene.at(View.SUMMARY), replies=(Toast(Line(Say.PICTURE_COMING)), reply))


def send_beside(scene: Scene, enclosure: Enclosure, target: str = "") -> Outcome:
    """Send an enclosure and stay: the card comes anew below it."""
    say = Say.CONSULTATION_COMING if enclosure is Enclosure.CONSULTATION else Say.FILE_COMING
    toast = (Toast(Line(say)),) if scene.pressed else ()
    return scene.stay(replies=(*toast, Send(enclosure, scene.place.language, target)))


def consult(scene: Scene, criterion: str) -> Outcome:
    """Send a ready text about a criterion, for somebody who is not on Telegram."""
    if not is_criterion(scene, criterion):
        return scene.stay(Line(Say.STALE_BUTTON))
    return send_beside(scene, Enclosure.CONSULTATION, criterion)


def resume(scene: Scene, *lines: Line, facts: tuple[Fact, ...] = (), replies: tuple[Reply, ...] = ()) -> Outcome:
    """Go on where the assessment stopped."""
    return scene.go(_where_it_stopped(scene), *lines, facts=facts, replies=replies)


def _where_it_stopped(scene: Scene) -> Place:
    if unconfirmed(scene.world):
        return scene.at(View.STILL)
    if scene.place.view in BEFORE_THE_FIRST:
        return scene.place
    if not scene.may(Act.ANSWER):
        return scene.at(View.SUMMARY)
    if scene.place.view is View.BEFORE:
        return scene.place
    cursor = scene.place.cursor
    if not cursor or scene.assessment.settled(cursor):
        cursor = first_open(scene.assessment) or ""
    return standing(scene.place, scene.assessment, cursor)


def redraw(scene: Scene) -> Outcome:
    """Show the card and the receipts as they are now."""
    complete = (one for one in scene.assessment.instrument.criteria if scene.assessment.complete(one))
    return scene.stay(replies=[Receipt(criterion.id) for criterion in complete])


def after_outage(outage: OutageEnded) -> Say:
    """Tell why a card comes anew."""
    return Say.AFTER_LOSS if outage.lossy else Say.AFTER_OUTAGE


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


def submit(scene: Scene, sharing: Sharing) -> Outcome:
    """Submit the assessment. A second press changes nothing."""
    if scene.assessment.submission:
        return scene.go(scene.at(View.SUMMARY), Line(Say.SUBMITTED))
    if not scene.may(Act.SUBMIT):
        return scene.stay(Line(Say.LOCKED))
    if not scene.assessment.responses:
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
