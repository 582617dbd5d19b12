"""All transitions of an assessment's conversation, in one table.

``TABLE`` is read from top to bottom: the first row whose trigger and view fit is taken. The actions decide; what they
share is in `conversations.scene`. No event is without a row.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from conversations import answering, asking, batching, navigation, remarks, reminding, rights
from conversations.assessment import Answer
from conversations.events import (
    Attached,
    Choice,
    ChooseLanguage,
    Consult,
    Edited,
    Erase,
    Event,
    Give,
    OutageEnded,
    Overwrite,
    Redraw,
    Remind,
    ReminderDue,
    SendPicture,
    Show,
    Start,
    Submit,
    Typed,
    Unreadable,
)
from conversations.instrument import Language, Nonresponse
from conversations.intents import Batch, Day, FreeText, NamedCriterion, NamedLevel, NamedPriority, Number, Pasted, Word
from conversations.place import View
from conversations.replies import Enclosure, Line, Say
from conversations.scene import Scene
from conversations.world import Outcome

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
    """Tell what an event is looked up by: a choice or word by itself (some of both are equal texts), others by type."""
    match event:
        case Typed(intent=Word() as word):
            return word
        case Typed(intent=intent):
            return type(intent)
        case Choice():
            return event
        case _:
            return type(event)


def _typed_value(scene: Scene, event: Typed[Number | NamedLevel | NamedPriority]) -> Outcome:
    return _typed_answer(scene, event.intent.value, event.message)


def _typed_answer(scene: Scene, answer: Answer, message: int) -> Outcome:
    """Answer the question in view; a text that waits there to be kept is let go."""
    if message == scene.place.pending_message:  # the same message once more: it brought this question into view
        return scene.stay()
    asked = replace(scene, place=scene.at(View.STEP, scene.place.target))
    if not answering.may_have_been_seen(scene):
        return answering.make_sure(asked, answer, message)
    return answering.give(asked, scene.place.target, answer, message)


def _typed_level(scene: Scene, event: Typed[NamedLevel]) -> Outcome:
    at_priority = answering.is_criterion(scene, scene.place.target)
    return scene.stay(Line(Say.NOT_UNDERSTOOD)) if at_priority else _typed_value(scene, event)


def _typed_priority(scene: Scene, event: Typed[NamedPriority]) -> Outcome:
    at_priority = answering.is_criterion(scene, scene.place.target)
    return _typed_value(scene, event) if at_priority else scene.stay(Line(Say.NOT_UNDERSTOOD))


def _nonresponse(answer: Nonresponse) -> Action:
    return lambda scene, event: _typed_answer(scene, answer, event.message)


def _give(scene: Scene, event: Give) -> Outcome:
    return answering.give(scene, event.step, event.answer)


def _overwrite(scene: Scene, event: Overwrite) -> Outcome:
    return answering.overwrite(scene, event.step, event.answer)


def _confirm_change(scene: Scene, _: Event) -> Outcome:
    place = scene.place
    return answering.overwrite(scene, place.target, answering.answer_of(place.pending))


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


def _beside(enclosure: Enclosure) -> Action:
    return lambda scene, _: navigation.send_beside(scene, enclosure)


ANYWHERE: frozenset[View] = frozenset()
STEP = frozenset({View.STEP, View.TEXT})
"""A question is in view: the question itself, or the text that was typed at it."""
TEXT = frozenset({View.TEXT})
NOTE = frozenset({View.NOTE})
CHANGE = frozenset({View.CHANGE})
SURE = frozenset({View.SURE})
BATCH = frozenset({View.BATCH})
PERSONAL = frozenset({View.PERSONAL})
OWN_POST = frozenset({View.OWN_POST})
PAUSED = frozenset({View.PAUSED, View.WHEN})
BEGIN = frozenset({View.BEGIN})

TABLE: tuple[Row, ...] = (
    # presses; what is pressed before the first question was seen belongs to another wave's card
    Row(Give, BEGIN, _resume(Say.STALE_BUTTON)),
    Row(Overwrite, BEGIN, _resume(Say.STALE_BUTTON)),
    Row(Give, ANYWHERE, _give),
    Row(Overwrite, ANYWHERE, _overwrite),
    Row(Show, ANYWHERE, lambda scene, event: navigation.show(scene, event.view, event.target)),
    Row(Choice.BEGIN, BEGIN, _begin),
    Row(Choice.BEGIN, ANYWHERE, _resume()),
    Row(Choice.KEEP_TEXT, ANYWHERE, lambda scene, _: remarks.keep_text(scene)),
    Row(Choice.DROP_TEXT, CHANGE, _keep_recorded),
    Row(Choice.DROP_TEXT, ANYWHERE, lambda scene, _: remarks.drop_text(scene)),
    Row(Submit, ANYWHERE, lambda scene, event: navigation.submit(scene, event.sharing)),
    Row(Choice.RECALL, ANYWHERE, lambda scene, _: navigation.recall(scene)),
    Row(SendPicture, ANYWHERE, lambda scene, event: navigation.send(scene, Enclosure.PICTURE, event.language)),
    Row(Choice.SEND_PDF, ANYWHERE, _send(Enclosure.PDF)),
    Row(Choice.SEND_PRACTICES, ANYWHERE, _send(Enclosure.PRACTICES)),
    Row(Choice.SEND_BLANK, ANYWHERE, _beside(Enclosure.BLANK)),
    Row(Choice.SEND_ANSWERS, ANYWHERE, _beside(Enclosure.ANSWERS)),
    Row(Choice.SEND_MY_DATA, ANYWHERE, _beside(Enclosure.MY_DATA)),
    Row(Choice.KEEP_BATCH, ANYWHERE, lambda scene, _: batching.keep_batch(scene)),
    Row(Choice.KEEP_ANYWAY, ANYWHERE, lambda scene, _: remarks.keep_anyway(scene)),
    Row(Choice.ASK_COORDINATOR, ANYWHERE, lambda scene, _: asking.ask_coordinator(scene)),
    Row(Choice.TAKE_REMINDERS, ANYWHERE, lambda scene, _: reminding.take_reminders(scene)),
    Row(Consult, ANYWHERE, lambda scene, event: navigation.consult(scene, event.criterion)),
    Row(Erase, ANYWHERE, lambda scene, event: remarks.erase(scene, event.target)),
    Row(Remind, ANYWHERE, lambda scene, event: reminding.set_reminder(scene, event.when)),
    Row(ChooseLanguage, ANYWHERE, lambda scene, event: navigation.choose_language(scene, event.language)),
    Row(Choice.FORGET_ME, ANYWHERE, _resume(Say.STALE_BUTTON)),  # an old one; the one in view is taken before
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
    Row(Word.MY_DATA, ANYWHERE, _beside(Enclosure.MY_DATA)),
    Row(Word.FORGET_ME, ANYWHERE, _view(View.FORGET)),
    Row(Word.BACK, ANYWHERE, lambda scene, _: navigation.back(scene)),
    # before the first question
    Row(Word.YES, BEGIN, _begin),
    Row(Word.CONTINUE, BEGIN, _begin),
    # where something waits to be confirmed
    Row(Word.YES, CHANGE, _confirm_change),
    Row(Word.NO, CHANGE, _keep_recorded),
    Row(Word.YES, SURE, _confirm_change),
    Row(Word.NO, SURE, _resume()),
    Row(Word.YES, BATCH, lambda scene, _: batching.keep_batch(scene)),
    Row(Word.NO, BATCH, lambda scene, _: remarks.drop_text(scene)),
    Row(Word.YES, PERSONAL, lambda scene, _: remarks.keep_anyway(scene)),
    Row(Word.NO, PERSONAL, lambda scene, _: remarks.drop_text(scene)),
    Row(Word.YES, TEXT, lambda scene, _: remarks.keep_text(scene)),
    Row(Word.NO, TEXT, lambda scene, _: remarks.drop_text(scene)),
    Row(Word.NO, NOTE, _resume()),
    Row(Word.CONTINUE, ANYWHERE, _resume()),
    # a note is being written: everything else that is typed is the note
    *(
        Row(trigger, NOTE, remarks.take_text)
        for trigger in (
            *(Word.DONT_KNOW, Word.NOT_APPLICABLE, Word.LATER, Word.YES, Word.GREETING),
            *(Number, NamedLevel, NamedPriority, NamedCriterion, Batch, Pasted, Day, FreeText),
        )
    ),
    Row(FreeText, OWN_POST, rights.keep_post),
    Row(NamedCriterion, OWN_POST, rights.keep_post),
    Row(Day, PAUSED, reminding.take_day),
    Row(Day, ANYWHERE, remarks.take_text),
    # several answers at once
    Row(Batch, ANYWHERE, batching.take_batch),
    Row(Pasted, ANYWHERE, batching.take_pasted),
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
    Row(Redraw, ANYWHERE, lambda scene, _: navigation.redraw(scene)),
    Row(ReminderDue, ANYWHERE, lambda scene, _: reminding.remind(scene)),
    Row(OutageEnded, ANYWHERE, lambda scene, _: scene.stay(Line(Say.AFTER_OUTAGE))),
    Row(Start, ANYWHERE, _resume(Say.WELCOME_BACK)),
)
