"""All transitions of an assessment's conversation, in one table.

``TABLE`` is read from top to bottom: the first row whose trigger and view fit is taken. The actions decide; what they
share is in `conversations.scene`. No event is without a row.
"""

from dataclasses import dataclass

from conversations import actions, asking, batching, earlier, hands, navigation, remarks, reminding, rights
from conversations.events import (
    Arrive,
    Attached,
    Choice,
    ChooseLanguage,
    Consult,
    Do,
    Edited,
    Erase,
    Event,
    FileRead,
    Give,
    Open,
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
from conversations.intents import (
    Asked,
    Batch,
    Day,
    Days,
    FreeText,
    NamedCriterion,
    NamedLevel,
    NamedPriority,
    Number,
    Pasted,
    Word,
)
from conversations.place import View
from conversations.replies import Enclosure, Line, Say
from conversations.wishes import ChooseHour, Keep, Leave, Snooze, TakeBack

Trigger = type | Choice | Word


@dataclass(frozen=True, slots=True)
class Row:
    """A transition: in any of ``views`` (all of them when empty), ``trigger`` leads to ``action``."""

    trigger: Trigger
    views: frozenset[View]
    action: actions.Action


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
PAUSED = frozenset({View.PAUSED, View.WHEN, View.SNOOZE})
BEGIN = frozenset({View.BEGIN, View.HANDOVER})
BEFORE = frozenset({View.BEFORE})
STILL = frozenset({View.STILL})

TABLE: tuple[Row, ...] = (
    # presses; what is pressed before the first question was seen belongs to another wave's card
    Row(Give, BEGIN, actions.resume(Say.STALE_BUTTON)),
    Row(Overwrite, BEGIN, actions.resume(Say.STALE_BUTTON)),
    Row(Give, ANYWHERE, actions.give),
    Row(Overwrite, ANYWHERE, actions.overwrite),
    Row(Show, ANYWHERE, lambda scene, event: navigation.show(scene, event.view, event.target)),
    Row(Choice.BEGIN, BEGIN, actions.begin),
    Row(Choice.BEGIN, ANYWHERE, actions.resume()),
    Row(Choice.KEEP_TEXT, ANYWHERE, actions.keep_text),
    Row(Choice.DROP_TEXT, CHANGE, actions.keep_recorded),
    Row(Choice.DROP_TEXT, ANYWHERE, lambda scene, _: remarks.drop_text(scene)),
    Row(Submit, ANYWHERE, lambda scene, event: navigation.submit(scene, event.sharing)),
    Row(Choice.RECALL, ANYWHERE, lambda scene, _: navigation.recall(scene)),
    Row(SendPicture, ANYWHERE, lambda scene, event: navigation.send(scene, Enclosure.PICTURE, event.language)),
    Row(Choice.SEND_PDF, ANYWHERE, actions.send(Enclosure.PDF)),
    Row(Choice.SEND_PRACTICES, ANYWHERE, actions.send(Enclosure.PRACTICES)),
    Row(Choice.SEND_BLANK, ANYWHERE, actions.beside(Enclosure.BLANK)),
    Row(Choice.SEND_ANSWERS, ANYWHERE, actions.beside(Enclosure.ANSWERS)),
    Row(Choice.SEND_MY_DATA, ANYWHERE, actions.beside(Enclosure.MY_DATA)),
    Row(Choice.KEEP_BATCH, ANYWHERE, actions.keep_batch),
    Row(Choice.KEEP_ANYWAY, ANYWHERE, actions.keep_anyway),
    Row(Choice.ASK_COORDINATOR, ANYWHERE, lambda scene, _: asking.ask_coordinator(scene)),
    Row(Choice.TAKE_REMINDERS, ANYWHERE, lambda scene, _: reminding.take_reminders(scene)),
    Row(Consult, ANYWHERE, lambda scene, event: navigation.consult(scene, event.criterion)),
    Row(Erase, ANYWHERE, lambda scene, event: remarks.erase(scene, event.target)),
    Row(Remind, ANYWHERE, lambda scene, event: reminding.set_reminder(scene, event.when)),
    Row(Snooze, ANYWHERE, lambda scene, event: reminding.snooze(scene, event.when)),
    Row(ChooseHour, ANYWHERE, lambda scene, event: reminding.choose_hour(scene, event.minute)),
    Row(Choice.MUTE, ANYWHERE, reminding.mute),
    Row(Keep, BEGIN, actions.resume(Say.STALE_BUTTON)),
    Row(Keep, ANYWHERE, earlier.keep),
    Row(Leave, ANYWHERE, hands.leave),
    Row(TakeBack, ANYWHERE, actions.resume()),  # one has the post
    Row(Choice.STILL_MINE, STILL, hands.confirm_post),
    Row(Choice.STILL_MINE, ANYWHERE, actions.resume()),
    Row(Choice.NEW_PHONE, ANYWHERE, hands.move_phone),
    Row(ChooseLanguage, ANYWHERE, lambda scene, event: navigation.choose_language(scene, event.language)),
    Row(Choice.FORGET_ME, ANYWHERE, actions.resume(Say.STALE_BUTTON)),  # an old one; the one in view is taken before
    # what belonged to the door: the person is inside by now
    Row(Choice.CONFIRM_POST, ANYWHERE, actions.resume()),
    Row(Choice.DENY_POST, ANYWHERE, actions.resume()),
    Row(Choice.ACCEPT, ANYWHERE, actions.resume()),
    Row(Choice.DECLINE, ANYWHERE, actions.resume()),
    # words that work everywhere
    Row(Word.HELP, ANYWHERE, actions.view(View.HELP)),
    Row(Word.PRIVACY, ANYWHERE, actions.view(View.PRIVACY)),
    Row(Word.LANGUAGE, ANYWHERE, actions.view(View.LANGUAGE)),
    Row(Language, ANYWHERE, lambda scene, event: navigation.choose_language(scene, event.intent)),
    Row(Word.PAUSE, ANYWHERE, actions.view(View.PAUSED)),
    Row(Word.REVIEW, ANYWHERE, actions.view(View.REVIEW)),
    Row(Word.SUMMARY, ANYWHERE, actions.view(View.SUMMARY)),
    Row(Word.SUBMIT, ANYWHERE, actions.view(View.SUBMIT)),
    Row(Word.MY_DATA, ANYWHERE, actions.beside(Enclosure.MY_DATA)),
    Row(Word.FORGET_ME, ANYWHERE, actions.view(View.FORGET)),
    Row(Word.BACK, ANYWHERE, lambda scene, _: navigation.back(scene)),
    # before the first question
    Row(Word.YES, BEGIN, actions.begin),
    Row(Word.CONTINUE, BEGIN, actions.begin),
    # where something waits to be confirmed; a yes that comes as its question comes is asked for again
    Row(Word.YES, STILL, actions.seen(hands.confirm_post)),
    Row(Word.NO, STILL, actions.view(View.LEAVE)),
    Row(Word.YES, BEFORE, actions.seen(earlier.keep_in_view)),
    *(
        Row(trigger, BEFORE, earlier.one_by_one)
        for trigger in (
            *(Number, NamedLevel, NamedPriority),
            *(Word.DONT_KNOW, Word.NOT_APPLICABLE, Word.LATER, Word.NO),
        )
    ),
    Row(Word.YES, CHANGE, actions.seen(actions.confirm_change)),
    Row(Word.NO, CHANGE, actions.keep_recorded),
    Row(Word.YES, SURE, actions.seen(actions.confirm_change)),
    Row(Word.NO, SURE, actions.resume()),
    Row(Word.YES, BATCH, actions.seen(actions.keep_batch)),
    Row(Word.NO, BATCH, lambda scene, _: remarks.drop_text(scene)),
    Row(Word.YES, PERSONAL, actions.seen(actions.keep_anyway)),
    Row(Word.NO, PERSONAL, lambda scene, _: remarks.drop_text(scene)),
    Row(Word.YES, TEXT, actions.seen(actions.keep_text)),
    Row(Word.NO, TEXT, lambda scene, _: remarks.drop_text(scene)),
    Row(Word.NO, NOTE, actions.resume()),
    Row(Word.CONTINUE, ANYWHERE, actions.resume()),
    # a note is being written: everything else that is typed is the note
    *(
        Row(trigger, NOTE, remarks.take_text)
        for trigger in (
            *(Word.DONT_KNOW, Word.NOT_APPLICABLE, Word.LATER, Word.YES, Word.GREETING),
            *(Number, NamedLevel, NamedPriority, NamedCriterion, Batch, Pasted, Day, Days, Asked, FreeText),
        )
    ),
    Row(FreeText, OWN_POST, rights.keep_post),
    Row(NamedCriterion, OWN_POST, rights.keep_post),
    Row(Day, PAUSED, reminding.take_day),
    Row(Day, ANYWHERE, remarks.take_text),
    Row(Days, ANYWHERE, remarks.take_text),
    # several answers at once
    Row(Batch, ANYWHERE, batching.take_batch),
    Row(Pasted, ANYWHERE, batching.take_pasted),
    # answers to the question in view
    Row(Number, STEP, actions.typed_value),
    Row(NamedLevel, STEP, actions.typed_level),
    Row(NamedPriority, STEP, actions.typed_priority),
    Row(Word.DONT_KNOW, STEP, actions.nonresponse(Nonresponse.DONT_KNOW)),
    Row(Word.NOT_APPLICABLE, STEP, actions.nonresponse(Nonresponse.NOT_APPLICABLE)),
    Row(Word.LATER, STEP, actions.nonresponse(Nonresponse.LATER)),
    Row(NamedCriterion, ANYWHERE, lambda scene, event: navigation.show(scene, View.CRITERION, event.intent.criterion)),
    Row(FreeText, ANYWHERE, remarks.take_text),
    Row(Asked, ANYWHERE, remarks.take_text),
    # anything else that is typed where no question is in view shows the question, and answers nothing
    *(
        Row(trigger, ANYWHERE, actions.resume(Say.WELCOME_BACK))
        for trigger in (
            *(Number, NamedLevel, NamedPriority),
            *(Word.DONT_KNOW, Word.NOT_APPLICABLE, Word.LATER, Word.YES, Word.NO, Word.GREETING),
        )
    ),
    # the rest of what a chat can bring
    Row(Attached, ANYWHERE, remarks.attach),
    Row(Edited, ANYWHERE, remarks.correct_edited),
    Row(Unreadable, ANYWHERE, lambda scene, _: scene.stay(Line(Say.NOT_READABLE))),
    Row(Open, ANYWHERE, actions.resume(Say.STALE_BUTTON)),
    Row(Do, ANYWHERE, actions.resume(Say.STALE_BUTTON)),
    Row(Redraw, ANYWHERE, lambda scene, _: navigation.redraw(scene)),
    Row(ReminderDue, ANYWHERE, lambda scene, _: reminding.remind(scene)),
    Row(Arrive, ANYWHERE, lambda scene, _: navigation.redraw(scene)),  # no coordinator any more
    Row(FileRead, ANYWHERE, lambda scene, _: navigation.redraw(scene)),
    Row(OutageEnded, ANYWHERE, lambda scene, ended: scene.stay(Line(navigation.after_outage(ended)))),
    Row(Start, ANYWHERE, actions.resume(Say.WELCOME_BACK)),
)
