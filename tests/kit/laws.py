"""What holds after every turn of anybody, whatever was pressed or typed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from conversations.answering import answer_of
from conversations.assessment import Assessment
from conversations.events import Arrive, Choice, Edited, Erase, Event, Press, Remind, ReminderDue, Typed
from conversations.facts import (
    PersonForgotten,
    QuestionAnswered,
    QuestionAsked,
    Redacted,
    ReminderAsked,
    ReminderShown,
)
from conversations.intents import Day, Word
from conversations.own_facts import Snoozed
from conversations.place import Place, View
from conversations.replies import Card, Courtesy, DeskCard, Door, Tell, Toast
from conversations.wishes import ChooseHour, Snooze
from conversations.world import Origin, Outcome, World

STEP_VIEWS = frozenset({View.STEP, View.SURE, View.CHANGE, View.TEXT, View.PERSONAL, View.NOTE})
CRITERION_VIEWS = frozenset({View.CRITERION, View.BATCH, View.ERASE, View.BEFORE})
WAITING_VIEWS = frozenset({View.SURE, View.CHANGE, View.TEXT, View.PERSONAL, View.BATCH})
DOOR_ONLY = frozenset({View.POST, View.CONSENT, View.WAITING, View.COORDINATOR, View.LEFT})


def check_place(place: Place, assessment: Assessment) -> None:
    """Check that a place can be drawn: the target is there where the view needs one, and nowhere else."""
    instrument = assessment.instrument
    assert place.cursor == "" or instrument.has_item(place.cursor) or instrument.has_criterion(place.cursor)
    assert place.view not in DOOR_ONLY
    if place.view in STEP_VIEWS:
        assert instrument.has_item(place.target) or instrument.has_criterion(place.target)
    elif place.view in CRITERION_VIEWS:
        assert instrument.has_criterion(place.target)
    else:
        assert place.target == ""
    assert (place.pending != "") == (place.view in WAITING_VIEWS)
    if place.view is View.CHANGE:
        assert assessment.settled(place.target)
        answer_of(place.pending)


def check_replies(event: Event, world: World, outcome: Outcome) -> None:
    """Check that whoever has consented and holds a post gets one card; a toast only answers a press."""
    cards = [reply for reply in outcome.replies if isinstance(reply, Card | Door | DeskCard)]
    lines = [reply for reply in outcome.replies if isinstance(reply, Courtesy)]
    of_an_answer = world.traced is not None and world.traced.origin is not Origin.RECEIPT
    if isinstance(event, Edited) and not of_an_answer and not outcome.replies:
        return
    if isinstance(event, ReminderDue) and not outcome.replies:
        assert world.reminder is None or (world.assessment and world.assessment.submission)
        return
    forgotten = PersonForgotten() in outcome.facts
    if world.person and world.person.consented and world.person.appointments and not forgotten:
        assert (1, 0) == (len(cards), len(lines))
    else:
        assert 1 == len(cards) + len(lines)
    assert any(isinstance(one, Card) for one in cards) <= (outcome.place is not None)
    toasts = [reply for reply in outcome.replies if isinstance(reply, Toast)]
    pressed = isinstance(event, Press) or (isinstance(event, Arrive) and event.pressed)
    assert len(toasts) <= (1 if pressed else 0)


def check_facts(event: Event, world: World, outcome: Outcome, now: datetime) -> None:
    """Check that what leaves the assessment's answers alone came about by an act that says so."""
    for fact in outcome.facts:
        match fact:
            case Redacted(target, 0):
                assert Erase(target) == event
            case ReminderAsked(at):
                wished = isinstance(event, Remind | Snooze | ChooseHour) or event is Choice.MUTE
                assert wished or (isinstance(event, Typed) and isinstance(event.intent, Day))
                assert at is None or check_hour(at, world, event, now)
            case Snoozed(until):
                assert until is None or ReminderAsked(until) in outcome.facts or isinstance(event, ChooseHour)
                assert until is None or check_hour(until, world, event, now)
            case ReminderShown():
                assert isinstance(event, ReminderDue)
                assert world.reminder is not None
            case QuestionAsked(target, text):
                assert world.coordinated
                assert world.place is not None
                assert world.place.view in (View.TEXT, View.PERSONAL)
                assert (target, True) == (world.place.target, text in world.place.pending)
                assert 1 == sum(isinstance(reply, Tell) for reply in outcome.replies)
            case QuestionAnswered(number, text):
                assert isinstance(event, Typed)
                assert not isinstance(event.intent, Word)
                assert world.question is not None
                assert (world.question.id, False, event.text) == (number, world.question.answered, text)
                assert [world.question.asker] == [one.person for one in outcome.replies if isinstance(one, Tell)]
            case PersonForgotten():
                assert event is Choice.FORGET_ME
            case _:
                continue


def check_hour(at: datetime, world: World, event: Event, now: datetime) -> bool:
    """Check that an instant is the person's hour (half past nine unless chosen) of a coming day, where they are."""
    assert world.assessment is not None
    zone = ZoneInfo(world.assessment.member.timezone)
    minute = world.attention.minute or 9 * 60 + 30
    if isinstance(event, ChooseHour):
        minute = event.minute
    assert f"{minute // 60:02}:{minute % 60:02}" == at.astimezone(zone).strftime("%H:%M")
    ahead = (at.astimezone(zone).date() - now.astimezone(zone).date()).days
    assert (0 if isinstance(event, ChooseHour) else 1) <= ahead <= 366
    return True
