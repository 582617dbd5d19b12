"""One turn of a coordinator: which part of `conversations.desk.table` takes an event.

Words that work everywhere come first, then what the view waits for, then questions; a name alone is a question only
where nothing waits. Nothing leaves a coordinator without a card.
"""

from dataclasses import replace
from datetime import datetime

from conversations.desk.deeds import DeskLine, DeskSay
from conversations.desk.place import Desk, DeskView
from conversations.desk.scene import DeskScene
from conversations.desk.sought import NotYetFound
from conversations.desk.table import DEEDS, FILES, INPUTS, QUESTIONS, READINGS, VIEWS
from conversations.events import (
    Arrive,
    Attached,
    ChooseLanguage,
    Do,
    Event,
    FileRead,
    Open,
    OutageEnded,
    Redraw,
    ReminderDue,
    Typed,
    Unreadable,
)
from conversations.facts import LanguageChosen, ReminderShown
from conversations.instrument import Language
from conversations.intents import Asked, Intent, Word
from conversations.world import Outcome, World


def at_the_desk(world: World, event: Event, now: datetime) -> Outcome:
    """Decide what ``event`` brings about for a coordinator; ask for what has to be looked up first."""
    person = world.person
    assert person is not None
    assert person.appointment is not None
    scene = DeskScene(world, world.desk or Desk(person.id), event, now, person.appointment)
    try:
        return _take(scene)
    except NotYetFound as missing:
        return Outcome(seek=missing.sought)


def _take(scene: DeskScene) -> Outcome:
    match scene.event:
        case Open(view, target) | Arrive(view, target):
            lines = scene.event.lines if isinstance(scene.event, Arrive) else ()
            return VIEWS[view](scene.saying(*lines), target)
        case Do(deed, target):
            return DEEDS[deed](scene, target)
        case ChooseLanguage(language) | Typed(intent=Language() as language):
            line = DeskLine(DeskSay.LANGUAGE_CHANGED)
            return scene.arrive(
                scene.desk.view, scene.desk.target, line, facts=(LanguageChosen(language),), desk=scene.desk
            )
        case FileRead(reading):
            return READINGS[type(reading)](scene, reading)
        case Attached(evidence):
            ending = evidence.name.lower().rpartition(".")[2]
            if ending in FILES:
                return FILES[ending](scene, scene.event)
            return _again(scene, DeskSay.FILE_NOT_TAKEN)
        case Typed():
            return _take_text(scene, scene.event)
        case Unreadable():
            return _again(scene, DeskSay.NOT_READABLE)
        case OutageEnded(lossy):
            return _again(scene, DeskSay.AFTER_LOSS if lossy else DeskSay.AFTER_OUTAGE)
        case ReminderDue():
            return replace(_home(scene), facts=(ReminderShown(),))
        case Redraw():
            return _again(scene)
        case _:
            return _home(scene)


def _take_text(scene: DeskScene, event: Typed[Intent]) -> Outcome:
    intent = event.intent
    if isinstance(intent, Asked) and not intent.bare:
        return QUESTIONS[intent.question](scene, intent)
    taken = INPUTS[scene.desk.view](scene, event) if scene.desk.view in INPUTS else None
    if taken is not None:
        return taken
    match intent:
        case Asked():
            return QUESTIONS[intent.question](scene, intent)
        case Word():
            return _home(scene)
        case _:
            return _again(scene, DeskSay.NOT_UNDERSTOOD)


def _home(scene: DeskScene) -> Outcome:
    return VIEWS[DeskView.HOME](scene, "")


def _again(scene: DeskScene, *says: DeskSay) -> Outcome:
    """Show the card in view once more, with what has been filled in."""
    return VIEWS[scene.desk.view](scene.saying(*(DeskLine(say) for say in says)), scene.desk.target)
