"""Reminding oneself: mid-morning at the member's place, of a coming day; shown once, or not at all."""

import struct
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from kit.scenario import RECIFE, ROSARIO, Somebody, Story

from conversations.assessment import Sharing
from conversations.due import due_instant
from conversations.events import Choice, Press, Redraw, Remind, ReminderDue, Show, Submit, When
from conversations.facts import Denied, ReminderAsked, ReminderShown, RemindersTaken, VisitEnded
from conversations.intents import Day, Word
from conversations.outside import without_assessment
from conversations.people import Member, MemberKind, Role
from conversations.place import View
from conversations.replies import Door, Say


@pytest.fixture
def ana(story: Story) -> Somebody:
    """Give a focal point at the second question, pausing."""
    who = story.focal_point("ana")
    who.types(3, Word.PAUSE)
    return who


def reminded(who: Somebody) -> datetime | None:
    """Return the instant of the last turn's wish."""
    return next(fact.at for fact in who.facts if isinstance(fact, ReminderAsked))


@pytest.mark.parametrize(
    ("day", "monday"), [(1, 8), (2, 8), (3, 8), (4, 8), (5, 8), (6, 8), (7, 8), (8, 15)], ids="mtwtfssm"
)
def test_monday_is_the_next_one_from_any_day(ana: Somebody, day: int, monday: int) -> None:
    """Asked on a Monday it is the one after."""
    ana.story.now = datetime(2027, 3, day, 15, tzinfo=UTC)
    ana.press(Remind(When.MONDAY))
    assert datetime(2027, 3, monday, 12, 30, tzinfo=UTC) == reminded(ana)
    assert ((View.PAUSED, ""), [Say.REMINDER_SET]) == (ana.stands, ana.lines)
    assert reminded(ana) == ana.card.lines[0].at


PLACES = [
    ("America/Argentina/Buenos_Aires", "2027-03-02T02:00Z", "2027-03-02T12:30Z"),
    ("America/Argentina/Buenos_Aires", "2027-03-02T03:00Z", "2027-03-03T12:30Z"),
    ("America/Mexico_City", "2027-03-02T02:00Z", "2027-03-02T15:30Z"),
    ("America/Tijuana", "2027-03-13T20:00Z", "2027-03-14T16:30Z"),
    ("America/Santiago", "2027-04-03T20:00Z", "2027-04-04T13:30Z"),
    ("America/Santiago", "2027-09-04T20:00Z", "2027-09-05T12:30Z"),
    ("America/Recife", "2027-12-31T20:00Z", "2028-01-01T12:30Z"),
    ("Pacific/Kiritimati", "2027-03-01T12:00Z", "2027-03-02T19:30Z"),
]


@pytest.mark.parametrize(("zone", "now", "then"), PLACES)
def test_tomorrow_is_that_of_the_members_place(zone: str, now: str, then: str) -> None:
    """Half past nine on the wall there, also over midnight in UTC and on days when clocks change."""
    story = Story()
    story.now = datetime.fromisoformat(now)
    who = story.member_of("ana", member=Member(7, "Somewhere", MemberKind.CITY, "XX", zone))
    who.press(Choice.BEGIN, Remind(When.TOMORROW))
    assert datetime.fromisoformat(then) == reminded(who)


def zone_with_a_morning_gap() -> ZoneInfo:
    """Make a zone (UTC-3, in summer UTC-2) whose clocks jump from nine to ten on the second Sunday of March."""
    version_1 = struct.pack(">4s c 15x 6l", b"TZif", b"2", 0, 0, 0, 0, 1, 4) + struct.pack(">l b B 4s", 0, 0, 0, b"UTC")
    version_2 = struct.pack(">4s c 15x 6l", b"TZif", b"2", 0, 0, 0, 0, 1, 4)
    version_2 += struct.pack(">l b B 4s", -10800, 0, 0, b"AAA") + b"\nAAA3BBB,M3.2.0/9,M11.1.0/9\n"
    return ZoneInfo.from_file(BytesIO(version_1 + version_2), key="Somewhere")


@pytest.mark.parametrize(
    ("day", "at"),
    [
        (date(2027, 3, 13), datetime(2027, 3, 13, 12, 30, tzinfo=UTC)),
        (date(2027, 3, 14), datetime(2027, 3, 14, 12, 30, tzinfo=UTC)),
        (date(2027, 3, 15), datetime(2027, 3, 15, 11, 30, tzinfo=UTC)),
    ],
)
def test_a_half_past_nine_that_the_clocks_skip_is_taken_after_it(day: date, at: datetime) -> None:
    """On the day itself it is half past ten on the new clock."""
    zone = zone_with_a_morning_gap()
    assert at == due_instant(day, zone)
    assert (10 if day.day == 14 else 9) == at.astimezone(zone).hour


@pytest.mark.parametrize(
    ("days", "taken"), [(-1, False), (0, False), (1, True), (30, True), (366, True), (367, False), (9000, False)]
)
@pytest.mark.parametrize("view", [View.PAUSED, View.WHEN])
def test_a_typed_day_is_taken_if_it_comes_within_a_year(ana: Somebody, days: int, taken: bool, view: View) -> None:
    """A day that is today, past or far away is asked for again."""
    ana.press(Show(view))
    ana.types(Day(ana.story.now.date() + timedelta(days=days)))
    if taken:
        assert ((View.PAUSED, ""), [Say.REMINDER_SET]) == (ana.stands, ana.lines)
        assert ana.story.now + timedelta(days=days, minutes=30) == reminded(ana)
    else:
        assert ((View.WHEN, ""), [Say.DAY_REFUSED], []) == (ana.stands, ana.lines, ana.facts)


def test_a_date_typed_at_a_question_sets_no_reminder(ana: Somebody) -> None:
    """It is a text like any other there."""
    ana.types(Word.CONTINUE, Day(ana.story.now.date() + timedelta(days=3)))
    assert [] == ana.facts


def test_the_last_wish_counts_and_can_be_taken_back(ana: Somebody) -> None:
    """One reminder at a time; "never" takes it off."""
    ana.press(Remind(When.TOMORROW), Remind(When.MONDAY))
    assert datetime(2027, 3, 8, 12, 30, tzinfo=UTC) == ana.world.reminder
    ana.press(Remind(When.NEVER))
    assert ([ReminderAsked(None)], [Say.REMINDER_OFF]) == (ana.facts, ana.lines)
    assert ana.story.ledger.people["ana"].reminder is None
    ana.does(ReminderDue())
    assert ((), [], (View.PAUSED, "")) == (ana.replies, ana.facts, ana.stands)


def test_it_shows_the_open_question_once(ana: Somebody) -> None:
    """The card says why it came; a second tick of the clock says nothing."""
    ana.press(Remind(When.TOMORROW))
    ana.story.later(days=1)
    ana.does(ReminderDue())
    assert ([ReminderShown()], [Say.REMINDER], (View.STEP, "c01q2")) == (ana.facts, ana.lines, ana.stands)
    ana.does(ReminderDue())
    assert ((), []) == (ana.replies, ana.facts)


def test_after_a_submission_it_says_nothing(ana: Somebody) -> None:
    """There is nothing left to be reminded of."""
    ana.press(Remind(When.TOMORROW), Submit(Sharing.NAMED))
    ana.does(ReminderDue())
    assert ((), [ReminderShown()], (View.SUMMARY, "")) == (ana.replies, ana.facts, ana.stands)


def test_in_a_new_wave_it_is_the_first_card(ana: Somebody) -> None:
    """The reminder of the last wave opens the next one, once."""
    ana.press(Remind(When.TOMORROW))
    ana.story.close_wave()
    ana.story.open_wave()
    ana.does(ReminderDue())
    assert ((View.BEGIN, ""), [Say.REMINDER]) == (ana.stands, ana.lines)
    assert ana.world.reminder is None


def test_who_has_to_choose_a_post_is_asked_to(ana: Somebody) -> None:
    """The card of somebody without an assessment comes once, with the line."""
    for number, token in enumerate(("second", "third"), start=2):
        ana.start(ana.story.invite(token, Role.CONTRIBUTOR, RECIFE if number == 2 else ROSARIO))
        ana.press(Choice.CONFIRM_POST)
    ana.press(Remind(When.TOMORROW))
    del ana.story.ledger.appointments[3]
    ana.does(ReminderDue())
    assert (View.CHOOSE, [Say.REMINDER]) == (ana.at_door(), ana.lines)
    assert [ReminderShown()] == ana.facts


@pytest.mark.parametrize(("event", "said"), [(ReminderDue(), [Say.REMINDER]), (Redraw(), [])])
def test_what_comes_by_itself_leaves_an_invitation_in_view(
    ana: Somebody, event: ReminderDue | Redraw, said: list[Say]
) -> None:
    """A reminder or a colleague's change is not the person's answer to an invitation: it can still be accepted."""
    ana.press(Remind(When.TOMORROW))
    ana.start(ana.story.invite("second", member=RECIFE))
    ana.does(event)
    assert (View.POST, said) == (ana.at_door(), ana.lines)
    assert VisitEnded() not in ana.facts
    ana.does(event)
    ana.press(Choice.CONFIRM_POST)
    assert RECIFE == ana.assessment.member


@pytest.mark.parametrize("before", [None, Show(View.STEP, "c01q1")])
def test_one_of_two_gets_the_members_reminders(ana: Somebody, before: Press | None) -> None:
    """Whoever takes them has them, and the other one has not."""
    beto = ana.story.focal_point("beto")
    if before:
        ana.press(before)
    ana.press(Choice.TAKE_REMINDERS)
    assert ([RemindersTaken()], [Say.REMINDERS_TAKEN], (View.STEP, "c01q2")) == (ana.facts, ana.lines, ana.stands)
    assert (True, False) == (ana.world.reminded, beto.world.reminded)


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.REVIEWER])
def test_only_a_focal_point_takes_the_members_reminders(ana: Somebody, role: Role) -> None:
    """A button that nobody else is shown changes nothing, fails nothing, and is counted."""
    beto = ana.story.focal_point("beto", role)
    beto.press(Choice.TAKE_REMINDERS)
    assert ([Denied()], [Say.STALE_BUTTON]) == (beto.facts, beto.lines)
    assert ana.world.reminded


def test_a_reminder_that_meets_a_revoked_invitation_is_done(ana: Somebody) -> None:
    """Whoever looks at an invitation that meanwhile opens no more is told so, and is not reminded a second time."""
    ana.press(Remind(When.TOMORROW))
    token = ana.story.invite("second", member=RECIFE)
    ana.start(token)
    ana.story.revoke(token)
    ana.story.later(hours=25)
    ana.does(ReminderDue())
    assert {VisitEnded(), ReminderShown()} == set(ana.facts)


def test_a_reminder_that_comes_to_who_has_no_assessment_is_shown_once() -> None:
    """Somebody who waits for a wave: the card of the wait comes with the reminder's line, and it is not due again."""
    waiting = Story(wave=False).member_of("who")
    outcome = without_assessment(waiting.world, ReminderDue())
    (door,) = outcome.replies
    assert isinstance(door, Door)
    assert (View.WAITING, [Say.REMINDER]) == (door.view, [line.say for line in door.lines])
    assert ReminderShown() in outcome.facts


def test_a_reminder_that_comes_to_a_coordinators_desk_is_shown_once(ana: Somebody) -> None:
    """Who asked for it as a focal point and coordinates by now: the desk comes, and it is not due again."""
    ana.press(Remind(When.TOMORROW))
    ana.start(ana.story.invite("desk", Role.COORDINATOR, None))
    ana.press(Choice.CONFIRM_POST)
    ana.story.later(days=1)
    ana.does(ReminderDue())
    assert [ReminderShown()] == ana.facts
    assert ana.world.reminder is None
