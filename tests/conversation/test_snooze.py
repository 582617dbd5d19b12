"""When a person is written to: left alone until a day or in a whole wave, at an hour chosen once."""

from datetime import UTC, datetime, timedelta

import pytest
from kit.scenario import Somebody, Story

from conversations.events import Choice, Press, Remind, Show, When
from conversations.facts import ReminderAsked
from conversations.intents import Day, Word
from conversations.own_facts import HourChosen, Muted, Snoozed
from conversations.place import View
from conversations.replies import Say
from conversations.wishes import ChooseHour, Snooze

TOMORROW = datetime(2027, 3, 2, 12, 30, tzinfo=UTC)
"""Half past nine in Rosario, the day after a Monday."""
NEXT_MONDAY = datetime(2027, 3, 8, 12, 30, tzinfo=UTC)


@pytest.fixture
def ana() -> Somebody:
    """Give a focal point at the second question, asked when she wants to be written to."""
    who = Story().focal_point("ana")
    who.types(3)
    who.press(Show(View.SNOOZE))
    return who


@pytest.mark.parametrize(("when", "at"), [(When.TOMORROW, TOMORROW), (When.MONDAY, NEXT_MONDAY)])
def test_one_tap_leaves_alone_until_a_day_and_reminds_then(ana: Somebody, when: When, at: datetime) -> None:
    """Tomorrow morning or after the weekend: nothing before, a reminder of one's own then; pressed twice, the same."""
    for _ in range(2):
        ana.press(Snooze(when))
        assert [Snoozed(at), ReminderAsked(at)] == ana.facts
        assert ((View.PAUSED, ""), [Say.SNOOZED]) == (ana.stands, ana.lines)
    assert (at, at) == (ana.world.attention.snoozed_until, ana.world.reminder)


@pytest.mark.parametrize(("days", "taken"), [(0, False), (-1, False), (1, True), (366, True), (367, False)])
def test_a_typed_day_leaves_alone_until_then(ana: Somebody, days: int, taken: bool) -> None:
    """A coming day of the next year; any other is asked for again, and still means the same."""
    ana.types(Day(ana.story.now.date() + timedelta(days=days)))
    if taken:
        assert Snoozed(ana.story.now + timedelta(days=days, minutes=30)) in ana.facts
    else:
        assert ([], (View.SNOOZE, ""), [Say.DAY_REFUSED]) == (ana.facts, ana.stands, ana.lines)
        ana.types(Day(ana.story.now.date() + timedelta(days=1)))
        assert Snoozed(TOMORROW) in ana.facts


def test_a_day_typed_at_the_pause_is_only_a_reminder(ana: Somebody) -> None:
    """Whoever asks to be reminded has not asked for silence."""
    ana.types(Word.PAUSE, Day(ana.story.now.date() + timedelta(days=1)))
    assert [ReminderAsked(TOMORROW)] == ana.facts


def test_muting_lasts_for_the_wave(ana: Somebody) -> None:
    """No reminder comes in this wave, not even one's own; in the next one it is as before."""
    ana.press(Remind(When.TOMORROW), Choice.MUTE)
    assert [Muted(1), ReminderAsked(None)] == ana.facts
    assert ((View.PAUSED, ""), [Say.MUTED]) == (ana.stands, ana.lines)
    assert (1, None) == (ana.world.attention.muted_wave, ana.world.reminder)


@pytest.mark.parametrize("before", [Choice.MUTE, Snooze(When.MONDAY)])
def test_silence_can_be_lifted(ana: Somebody, before: Press) -> None:
    """Everything that keeps reminders away goes, with the reminder that was to end it."""
    ana.press(before, Snooze(When.NEVER))
    assert (None, None, None) == (
        ana.world.attention.snoozed_until,
        ana.world.attention.muted_wave,
        ana.world.reminder,
    )
    assert ((View.SNOOZE, ""), [Say.UNMUTED]) == (ana.stands, ana.lines)


def test_lifting_silence_keeps_a_reminder_that_was_asked_for(ana: Somebody) -> None:
    """The reminder of another day was no part of the silence."""
    ana.press(Choice.MUTE, Remind(When.TOMORROW), Snooze(When.NEVER))
    assert TOMORROW == ana.world.reminder


@pytest.mark.parametrize("press", [Remind(When.TOMORROW), Snooze(When.TOMORROW)])
def test_the_hour_is_chosen_once(ana: Somebody, press: Press) -> None:
    """Whatever is asked for afterwards comes at that hour."""
    ana.press(ChooseHour(14 * 60))
    assert ([HourChosen(840)], (View.SNOOZE, ""), [Say.HOUR_CHOSEN]) == (ana.facts, ana.stands, ana.lines)
    ana.press(press)
    assert datetime(2027, 3, 2, 17, 0, tzinfo=UTC) == ana.world.reminder


def test_what_is_set_already_comes_at_the_new_hour(ana: Somebody) -> None:
    """A reminder and a silence that are set move on their day."""
    ana.press(Snooze(When.TOMORROW), ChooseHour(8 * 60))
    at = datetime(2027, 3, 2, 11, 0, tzinfo=UTC)
    assert [HourChosen(480), ReminderAsked(at), Snoozed(at)] == ana.facts


def test_an_hour_that_is_past_today_moves_nothing(ana: Somebody) -> None:
    """A reminder of today that would be in the past stays where it is."""
    ana.press(Remind(When.TOMORROW))
    ana.story.now = TOMORROW - timedelta(minutes=30)
    ana.press(ChooseHour(8 * 60))
    assert ([HourChosen(480)], TOMORROW) == (ana.facts, ana.world.reminder)


@pytest.mark.parametrize("minute", [0, 1, 599, 1440, 10**9])
def test_only_hours_of_the_day_that_are_offered_can_be_chosen(ana: Somebody, minute: int) -> None:
    """A forged hour shows the choice."""
    ana.press(ChooseHour(minute))
    assert ([], (View.HOUR, ""), [Say.STALE_BUTTON]) == (ana.facts, ana.stands, ana.lines)


@pytest.mark.parametrize(
    "press", [Show(View.SNOOZE), Snooze(When.TOMORROW), Choice.MUTE, ChooseHour(660), Show(View.LEAVE)]
)
def test_the_button_of_a_reminder_works_before_the_assessment_was_seen(ana: Somebody, press: Press) -> None:
    """In a new wave the first thing somebody does may be to put a reminder off."""
    ana.story.close_wave()
    ana.story.open_wave()
    ana.press(press)
    assert ana.place.view in (View.SNOOZE, View.PAUSED, View.LEAVE)
    assert 2 == ana.assessment.id
