"""Reminding oneself: tomorrow, on Monday, on a day, not at all; mid-morning at the member's place."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations.events import Typed, When
from conversations.facts import ReminderAsked, ReminderShown, RemindersTaken
from conversations.intents import Day
from conversations.navigation import resume
from conversations.place import View
from conversations.replies import Line, Say
from conversations.scene import Scene
from conversations.world import Outcome

MID_MORNING = time(9, 30)
FURTHEST = timedelta(days=366)
MONDAY = 0
DAYS = 7


def set_reminder(scene: Scene, when: When) -> Outcome:
    """Set, move or take off one's own reminder."""
    if when is When.NEVER:
        return scene.go(scene.at(View.PAUSED), Line(Say.REMINDER_OFF), facts=(ReminderAsked(None),))
    today = scene.now.astimezone(_zone(scene)).date()
    until_monday = (MONDAY - today.weekday()) % DAYS or DAYS
    return _set(scene, today + timedelta(days=1 if when is When.TOMORROW else until_monday))


def take_day(scene: Scene, event: Typed[Day]) -> Outcome:
    """Set one's own reminder on a typed day; one that is past or far away is asked for again."""
    today = scene.now.astimezone(_zone(scene)).date()
    if not today < event.intent.day <= today + FURTHEST:
        return scene.go(scene.at(View.WHEN), Line(Say.DAY_REFUSED))
    return _set(scene, event.intent.day)


def _set(scene: Scene, day: date) -> Outcome:
    at = instant_of(day, _zone(scene))
    return scene.go(scene.at(View.PAUSED), Line(Say.REMINDER_SET, at=at), facts=(ReminderAsked(at),))


def instant_of(day: date, zone: ZoneInfo) -> datetime:
    """Give mid-morning of a day at a place, in UTC. An hour that a change of clocks skips is taken after it."""
    return datetime.combine(day, MID_MORNING, zone).astimezone(UTC)


def _zone(scene: Scene) -> ZoneInfo:
    return ZoneInfo(scene.assessment.member.timezone)


def remind(scene: Scene) -> Outcome:
    """Show the open question because its moment has come; after a submission there is nothing to be reminded of."""
    shown = (ReminderShown(),)
    if scene.assessment.submission:
        return Outcome(shown, scene.place, (), scene.assessment)
    return resume(scene, Line(Say.REMINDER), facts=shown)


def take_reminders(scene: Scene) -> Outcome:
    """Make this person the one of the member's focal points who gets its reminders."""
    return resume(scene, Line(Say.REMINDERS_TAKEN), facts=(RemindersTaken(),))
