"""When a person is written to: reminded by themselves, left alone until a day or in a whole wave, at their hour.

Days are those of the member's place. What a coordinator's reminders make of it, `conversations.audience` decides.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from conversations.attention import HOURS
from conversations.due import due_instant
from conversations.events import Event, Typed, When
from conversations.facts import Fact, ReminderAsked, ReminderShown, RemindersTaken
from conversations.intents import Day
from conversations.navigation import resume
from conversations.own_facts import HourChosen, Muted, Snoozed
from conversations.people import Role
from conversations.place import View
from conversations.replies import Line, Say
from conversations.scene import Scene
from conversations.world import Outcome

FURTHEST = timedelta(days=366)
MONDAY = 0
DAYS = 7


def set_reminder(scene: Scene, when: When) -> Outcome:
    """Set, move or take off one's own reminder."""
    if when is When.NEVER:
        return scene.go(scene.at(View.PAUSED), Line(Say.REMINDER_OFF), facts=(ReminderAsked(None),))
    return _remind_on(scene, _day(scene, when))


def take_day(scene: Scene, event: Typed[Day]) -> Outcome:
    """Set one's own reminder on a typed day, or be left alone until it; one past or far away is asked for again."""
    today, snoozing = _today(scene), scene.place.view is View.SNOOZE
    if not today < event.intent.day <= today + FURTHEST:
        return scene.go(scene.at(View.SNOOZE if snoozing else View.WHEN), Line(Say.DAY_REFUSED))
    return (_leave_alone_until if snoozing else _remind_on)(scene, event.intent.day)


def snooze(scene: Scene, when: When) -> Outcome:
    """Be left alone until a day and reminded then; never: not be left alone any more."""
    if when is When.NEVER:
        facts: tuple[Fact, ...] = (Snoozed(None), Muted(None))
        if scene.world.reminder is not None and scene.world.reminder == scene.world.attention.snoozed_until:
            facts = (*facts, ReminderAsked(None))
        return scene.go(scene.at(View.SNOOZE), Line(Say.UNMUTED), facts=facts)
    return _leave_alone_until(scene, _day(scene, when))


def mute(scene: Scene, _: Event) -> Outcome:
    """Be left alone in this wave, also by what one has asked for."""
    facts: tuple[Fact, ...] = (Muted(scene.assessment.wave.id),)
    if scene.world.reminder is not None:
        facts = (*facts, ReminderAsked(None))
    return scene.go(scene.at(View.PAUSED), Line(Say.MUTED), facts=facts)


def choose_hour(scene: Scene, minute: int) -> Outcome:
    """Be written to at an hour from now on; what is set for a day already comes on that day at that hour."""
    if minute not in HOURS:
        return scene.go(scene.at(View.HOUR), Line(Say.STALE_BUTTON))
    facts: list[Fact] = [HourChosen(minute)]
    if moved := _moved(scene, scene.world.reminder, minute):
        facts.append(ReminderAsked(moved))
    if moved := _moved(scene, scene.world.attention.snoozed_until, minute):
        facts.append(Snoozed(moved))
    return scene.go(scene.at(View.SNOOZE), Line(Say.HOUR_CHOSEN, number=minute), facts=facts)


def _moved(scene: Scene, at: datetime | None, minute: int) -> datetime | None:
    """Move a coming instant to another minute of its day, if that is still to come."""
    if at is None or at <= scene.now:
        return None
    moved = due_instant(at.astimezone(_zone(scene)).date(), _zone(scene), minute)
    return moved if moved != at and moved > scene.now else None


def _leave_alone_until(scene: Scene, day: date) -> Outcome:
    at = due_instant(day, _zone(scene), scene.world.attention.hour)
    facts = (Snoozed(at), ReminderAsked(at))
    return scene.go(scene.at(View.PAUSED), Line(Say.SNOOZED, at=at), facts=facts)


def _remind_on(scene: Scene, day: date) -> Outcome:
    at = due_instant(day, _zone(scene), scene.world.attention.hour)
    return scene.go(scene.at(View.PAUSED), Line(Say.REMINDER_SET, at=at), facts=(ReminderAsked(at),))


def _day(scene: Scene, when: When) -> date:
    today = _today(scene)
    until_monday = (MONDAY - today.weekday()) % DAYS or DAYS
    return today + timedelta(days=1 if when is When.TOMORROW else until_monday)


def _today(scene: Scene) -> date:
    return scene.now.astimezone(_zone(scene)).date()


def _zone(scene: Scene) -> ZoneInfo:
    return ZoneInfo(scene.assessment.member.timezone)


def remind(scene: Scene) -> Outcome:
    """Show the open question because its moment has come; after a submission there is nothing to be reminded of."""
    shown = (ReminderShown(),)
    if scene.assessment.submission:
        return Outcome(shown, scene.place, (), scene.assessment)
    return resume(scene, Line(Say.REMINDER), facts=shown)


def take_reminders(scene: Scene) -> Outcome:
    """Make this person the one of the member's focal points who gets its reminders; nobody else is offered them."""
    if scene.appointment.role is not Role.FOCAL_POINT:
        return resume(scene, Line(Say.STALE_BUTTON))
    return resume(scene, Line(Say.REMINDERS_TAKEN), facts=(RemindersTaken(),))
