"""The engine: one event, met where a person stands in an assessment.

``advance(assessment, place, event, now)`` decides facts, the new place and replies. All transitions are in ``TABLE``,
read from top to bottom: the first row whose trigger and view fit is taken. Nothing here does I/O, reads a clock or
makes a sentence, and no event leaves a person without a card.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from conversations import answering, navigation, remarks
from conversations.assessment import Assessment
from conversations.events import (
    Attached,
    Choice,
    ChooseAppointment,
    ChooseLanguage,
    Edited,
    Event,
    FreeText,
    Give,
    NamedCriterion,
    NamedLevel,
    NamedPriority,
    Number,
    OutageEnded,
    Overwrite,
    SendPicture,
    Show,
    Start,
    Submit,
    Typed,
    Unreadable,
    Word,
)
from conversations.instrument import Language, Nonresponse
from conversations.people import Appointment
from conversations.place import Place, View
from conversations.replies import Enclosure, Line, Say
from conversations.scene import Scene
from conversations.world import Origin, Outcome, Traced

Action = Callable[[Scene, Any], Outcome]
"""Takes the event that its row's trigger names: the one place where the types do not say so."""
Trigger = type | Choice | Word


@dataclass(frozen=True, slots=True)
class Row:
    """A transition: in any of ``views`` (all of them when empty), ``trigger`` leads to ``action``."""

    trigger: Trigger
    views: frozenset[View]
    action: Action


def trigger_of(event: Event) -> Trigger:
    """Tell what an event is looked up by: a choice or word by itself, the rest by type."""
    match event:
        case Typed(intent=Word() as word):
            return word
        case Typed(intent=intent):
            return type(intent)
        case Choice():
            return event
        case _:
            return type(event)


def advance(
    assessment: Assessment,
    place: Place,
    event: Event,
    now: datetime,
    appointment: Appointment,
    traced: Traced | None = None,
) -> Outcome:
    """Decide what ``event`` brings about. ``traced`` is what the message edited or replied to stands for."""
    scene = Scene(assessment, place, event, now, appointment, traced)
    if isinstance(event, Typed) and traced and traced.origin is Origin.RECEIPT and place.view is not View.NOTE:
        return navigation.show(scene, View.CRITERION, traced.target)
    trigger = trigger_of(event)
    row = next(row for row in TABLE if row.trigger == trigger and (not row.views or place.view in row.views))
    return row.action(scene, event)


def _typed_value(scene: Scene, event: Typed[Number | NamedLevel | NamedPriority]) -> Outcome:
    return answering.give(_in_step(scene), scene.place.target, event.intent.value, event.message)


def _in_step(scene: Scene) -> Scene:
    """See a text that waits to be kept as the question it was typed at."""
    return replace(scene, place=scene.at(View.STEP, scene.place.target))


def _typed_level(scene: Scene, event: Typed[NamedLevel]) -> Outcome:
    at_priority = answering.is_criterion(scene, scene.place.target)
    return scene.stay(Line(Say.NOT_UNDERSTOOD)) if at_priority else _typed_value(scene, event)


def _typed_priority(scene: Scene, event: Typed[NamedPriority]) -> Outcome:
    at_priority = answering.is_criterion(scene, scene.place.target)
    return _typed_value(scene, event) if at_priority else scene.stay(Line(Say.NOT_UNDERSTOOD))


def _nonresponse(answer: Nonresponse) -> Action:
    return lambda scene, event: answering.give(_in_step(scene), scene.place.target, answer, event.message)


def _give(scene: Scene, event: Give) -> Outcome:
    return answering.give(scene, event.step, event.answer)


def _overwrite(scene: Scene, event: Overwrite) -> Outcome:
    return answering.overwrite(scene, event.step, event.answer)


def _confirm_change(scene: Scene, _: Event) -> Outcome:
    place = scene.place
    return answering.overwrite(scene, place.target, answering.answer_of(place.pending), place.pending_message)


def _keep_recorded(scene: Scene, _: Event) -> Outcome:
    return navigation.resume(scene, Line(Say.ANSWER_KEPT, scene.place.target))


def _begin(scene: Scene, _: Event) -> Outcome:
    return navigation.resume(replace(scene, place=scene.at(View.STEP, scene.place.cursor)))


def _view(view: View) -> Action:
    return lambda scene, _: navigation.show(scene, view)


def _resume(*says: Say) -> Action:
    return lambda scene, _: navigation.resume(scene, *(Line(say) for say in says))


def _send(enclosure: Enclosure) -> Action:
    return lambda scene, _: navigation.send(scene, enclosure)


ANYWHERE: frozenset[View] = frozenset()
STEP = frozenset({View.STEP, View.TEXT})
"""A question is in view: the question itself, or the text that was typed at it."""
TEXT = frozenset({View.TEXT})
NOTE = frozenset({View.NOTE})
CHANGE = frozenset({View.CHANGE})
BEGIN = frozenset({View.BEGIN})

TABLE: tuple[Row, ...] = (
    # presses
    Row(Give, ANYWHERE, _give),
    Row(Overwrite, ANYWHERE, _overwrite),
    Row(Show, ANYWHERE, lambda scene, event: navigation.show(scene, event.view, event.target)),
    Row(Choice.BEGIN, BEGIN, _begin),
    Row(Choice.BEGIN, ANYWHERE, _resume()),
    Row(Choice.KEEP_TEXT, ANYWHERE, lambda scene, _: remarks.keep_text(scene)),
    Row(Choice.DROP_TEXT, ANYWHERE, lambda scene, _: remarks.drop_text(scene)),
    Row(Submit, ANYWHERE, lambda scene, event: navigation.submit(scene, event.sharing)),
    Row(Choice.RECALL, ANYWHERE, lambda scene, _: navigation.recall(scene)),
    Row(SendPicture, ANYWHERE, lambda scene, event: navigation.send(scene, Enclosure.PICTURE, event.language)),
    Row(Choice.SEND_PDF, ANYWHERE, _send(Enclosure.PDF)),
    Row(Choice.SEND_PRACTICES, ANYWHERE, _send(Enclosure.PRACTICES)),
    Row(ChooseLanguage, ANYWHERE, lambda scene, event: navigation.choose_language(scene, event.language)),
    Row(ChooseAppointment, ANYWHERE, lambda scene, event: navigation.choose_appointment(scene, event.appointment)),
    # what belonged to the door: the person is inside by now
    Row(Choice.CONFIRM_POST, ANYWHERE, _resume()),
    Row(Choice.DENY_POST, ANYWHERE, _resume()),
    Row(Choice.ACCEPT, ANYWHERE, _resume()),
    Row(Choice.DECLINE, ANYWHERE, _resume()),
    # words that work everywhere
    Row(Word.HELP, ANYWHERE, _view(View.HELP)),
    Row(Word.PRIVACY, ANYWHERE, _view(View.PRIVACY)),
    Row(Word.LANGUAGE, ANYWHERE, _view(View.LANGUAGE)),
    Row(Language, ANYWHERE, lambda scene, event: navigation.choose_language(scene, event.intent)),
    Row(Word.PAUSE, ANYWHERE, _view(View.PAUSED)),
    Row(Word.REVIEW, ANYWHERE, _view(View.REVIEW)),
    Row(Word.SUMMARY, ANYWHERE, _view(View.SUMMARY)),
    Row(Word.SUBMIT, ANYWHERE, _view(View.SUBMIT)),
    Row(Word.BACK, ANYWHERE, lambda scene, _: navigation.back(scene)),
    # before the first question
    Row(Word.YES, BEGIN, _begin),
    Row(Word.CONTINUE, BEGIN, _begin),
    # where something waits to be confirmed
    Row(Word.YES, CHANGE, _confirm_change),
    Row(Word.NO, CHANGE, _keep_recorded),
    Row(Word.YES, TEXT, lambda scene, _: remarks.keep_text(scene)),
    Row(Word.NO, TEXT, lambda scene, _: remarks.drop_text(scene)),
    Row(Word.NO, NOTE, _resume()),
    Row(Word.CONTINUE, ANYWHERE, _resume()),
    # a note is being written: everything else that is typed is the note
    *(
        Row(trigger, NOTE, remarks.take_text)
        for trigger in (
            *(Word.DONT_KNOW, Word.NOT_APPLICABLE, Word.LATER, Word.YES, Word.GREETING),
            *(Number, NamedLevel, NamedPriority, NamedCriterion, FreeText),
        )
    ),
    # answers to the question in view
    Row(Number, STEP, _typed_value),
    Row(NamedLevel, STEP, _typed_level),
    Row(NamedPriority, STEP, _typed_priority),
    Row(Word.DONT_KNOW, STEP, _nonresponse(Nonresponse.DONT_KNOW)),
    Row(Word.NOT_APPLICABLE, STEP, _nonresponse(Nonresponse.NOT_APPLICABLE)),
    Row(Word.LATER, STEP, _nonresponse(Nonresponse.LATER)),
    Row(NamedCriterion, ANYWHERE, lambda scene, event: navigation.show(scene, View.CRITERION, event.intent.criterion)),
    Row(FreeText, ANYWHERE, remarks.take_text),
    # anything else that is typed where no question is in view shows the question, and answers nothing
    *(
        Row(trigger, ANYWHERE, _resume(Say.WELCOME_BACK))
        for trigger in (
            *(Number, NamedLevel, NamedPriority),
            *(Word.DONT_KNOW, Word.NOT_APPLICABLE, Word.LATER, Word.YES, Word.NO, Word.GREETING),
        )
    ),
    # the rest of what a chat can bring
    Row(Attached, ANYWHERE, remarks.attach),
    Row(Edited, ANYWHERE, remarks.correct_edited),
    Row(Unreadable, ANYWHERE, lambda scene, _: scene.stay(Line(Say.NOT_READABLE))),
    Row(OutageEnded, ANYWHERE, lambda scene, _: scene.stay(Line(Say.AFTER_OUTAGE))),
    Row(Start, ANYWHERE, _resume(Say.WELCOME_BACK)),
)
