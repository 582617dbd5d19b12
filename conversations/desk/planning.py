"""Making a meeting and its plan of reminders: two typed texts, and everything else proposed.

Decides what is proposed (answers due ten days before, steps at 30, 14, 7 and 2 days, the time zone of the place) and
what is refused kindly: dates that are past or turned round, steps that are past. Whoever it is for is chosen in
`conversations.desk.whom`; nothing is so before it is confirmed in `conversations.desk.checking`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from conversations.campaigns import CampaignKind, Meeting
from conversations.desk.campaigning import MeetingSought
from conversations.desk.deeds import Deed, DeskLine, DeskSay, Shown
from conversations.desk.drafting import (
    Draft,
    joined,
    made_for,
    meeting_of,
    noted,
    read_draft,
    stay,
    switched,
    write_meeting,
)
from conversations.desk.pages import whole
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.desk.whom import countries_of
from conversations.due import STEPS, StepDays
from conversations.events import Typed
from conversations.intents import Day, Days, Intent, Number, Word
from conversations.membership import Zones
from conversations.people import Member
from conversations.plans import AHEAD, UNDO, goes_out_on, lay_out
from conversations.roll import Names
from conversations.spelling import same_name
from conversations.world import Outcome

NEW, NAME, DAYS = "new", "name", "days"
LONGEST_NAME = 60
MOST_STEPS = 6
FURTHEST_STEP = 120
FURTHEST = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class PlanShown(Shown):
    """A meeting that is being made or changed, with the days on which its steps go out.

    ``today`` is that of the meeting's place.
    """

    meeting: Meeting
    members: tuple[Member, ...]
    steps: StepDays
    today: date


def take_name(scene: DeskScene, event: Typed[Intent]) -> Outcome | None:
    """Take a meeting's name and, after a comma or a dash, its place."""
    if isinstance(event.intent, Word):
        return stay(scene, event.intent)
    name, place = (" ".join(part.split()) for part in _name_and_place(event.text))
    if not same_name(name) or max(len(name), len(place)) > LONGEST_NAME:
        line = DeskLine(DeskSay.MEETING_NAME_UNUSABLE, number=LONGEST_NAME)
        return scene.arrive(DeskView.MEETING, NAME, line, desk=scene.desk)
    moved = scene.desk.draft.get("place", "") != place
    scene = noted(scene, name=name, place=place, **({"zone": ""} if moved else {}))
    draft = read_draft(scene.desk)
    if draft is not None and draft.first is not None:
        return _onwards(scene, DeskView.PLAN)
    return _onwards(scene, DeskView.MEETING, DAYS)


def _name_and_place(text: str) -> tuple[str, str]:
    parts = re.split(r",|\n|\s[–—-]\s", text, maxsplit=1)
    return parts[0], parts[1] if len(parts) > 1 else ""


def _onwards(scene: DeskScene, view: DeskView, target: str = "") -> Outcome:
    return scene.arrive(view, target, desk=scene.desk)


def take_days(scene: DeskScene, event: Typed[Intent]) -> Outcome | None:
    """Take a meeting's dates; when answers are due moves along with them."""
    match event.intent:
        case Day(day):
            first, last = day, day
        case Days(first, last):
            pass
        case Word() as word:
            return stay(scene, word)
        case _:
            return _onwards(scene.saying(DeskLine(DeskSay.DAYS_UNREAD)), DeskView.MEETING, DAYS)
    today = scene.now.date()
    if last < first:
        return _onwards(scene.saying(DeskLine(DeskSay.DAYS_TURNED)), DeskView.MEETING, DAYS)
    if not today < first <= today + FURTHEST:
        return _onwards(scene.saying(DeskLine(DeskSay.DAYS_PAST)), DeskView.MEETING, DAYS)
    before = read_draft(scene.desk)
    ahead = AHEAD
    if before is not None and before.first is not None and before.respond_by is not None:
        ahead = before.first - before.respond_by
    by = first - ahead
    if by <= today:  # a meeting soon: half of what is left
        by = today + (first - today) // 2
    scene = noted(scene, first=first.isoformat(), last=last.isoformat(), by=by.isoformat())
    if before is None or before.first is None:
        scene = noted(scene, steps=joined(STEPS))
        if len(countries_of([one.member for one in scene.find(Names())])) > 1:
            return _onwards(scene, DeskView.WHOM)
    return _onwards(scene, DeskView.PLAN)


def open_plan(scene: DeskScene, target: str) -> Outcome:
    """Show what is being made, or begin to change the meeting that is named."""
    draft = read_draft(scene.desk)
    if whole(target) and (draft is None or draft.meeting != whole(target)):
        found = scene.find(MeetingSought(whole(target)))
        if found is None or found.meeting.cancelled:
            return scene.refuse()
        steps = [one.days_before for one in found.steps if one.days_before is not None]
        desk = scene.desk.at(DeskView.PLAN, "", **write_meeting(found.meeting, steps))
        return open_plan(DeskScene(scene.world, desk, scene.event, scene.now, scene.appointment, scene.lines), "")
    if draft is None or draft.kind is not CampaignKind.PLAN:
        return scene.arrive(DeskView.MEETINGS, "", DeskLine(DeskSay.STALE_BUTTON))
    if draft.meeting and scene.find(MeetingSought(draft.meeting)) is None:
        return scene.refuse()  # it was begun in a wider scope
    if draft.first is None:
        return _onwards(scene, DeskView.MEETING, DAYS if draft.name else NAME)
    members = [one.member for one in scene.find(Names())]
    if not draft.timezone:
        scene = noted(scene, zone=_zone_of(scene, draft, members))
        draft = read_draft(scene.desk) or draft
    meeting = meeting_of(draft, made_for(draft, scene.appointment, members))
    chosen = tuple(one for one in members if one.id in draft.members)
    laid_out, earliest = lay_out(meeting, draft.steps, scene.now), scene.now + UNDO
    kept = tuple((before, goes_out_on(meeting, day, earliest)) for before, day in laid_out.kept)
    shown = PlanShown(meeting, chosen, replace(laid_out, kept=kept), scene.now.date())
    return scene.show(scene.desk.at(DeskView.PLAN, "", **scene.desk.draft), shown)


def _zone_of(scene: DeskScene, draft: Draft, members: Sequence[Member]) -> str:
    """Propose the zone of the place, if it is a member or gives a zone its name, else that of most who take part."""
    place = same_name(draft.place.partition(",")[0])
    if place:
        for one in scene.find(Names()):
            if place in (same_name(one.member.name), *(same_name(alias) for alias in one.aliases)):
                return one.member.timezone
        for zone in scene.find(Zones("")):
            if same_name(zone.rpartition("/")[2]) == place:
                return zone
    countries = made_for(draft, scene.appointment, members)
    taking_part = [one for one in members if not countries or one.country in countries] or members
    counted = Counter(one.timezone for one in taking_part)
    return counted.most_common(1)[0][0] if counted else "UTC"


def set_step(scene: DeskScene, target: str) -> Outcome:
    """Take a step into the plan or out of it."""
    draft = read_draft(scene.desk)
    if draft is None or not draft.dated:
        return scene.arrive(DeskView.MEETINGS, "", DeskLine(DeskSay.STALE_BUTTON))
    text, wanted = switched(target)
    return _step(scene, draft, whole(text), wanted=wanted)


def _step(scene: DeskScene, draft: Draft, before: int, *, wanted: bool) -> Outcome:
    kept = {one for one in draft.steps if one != before}
    meeting = meeting_of(draft, ())
    if not wanted:
        return open_plan(noted(scene, steps=joined(sorted(kept, reverse=True))), "")
    if before > FURTHEST_STEP or lay_out(meeting, (before,), scene.now).dropped:
        return open_plan(scene.saying(DeskLine(DeskSay.STEP_PAST, number=before)), "")
    if len(lay_out(meeting, tuple(kept), scene.now).kept) >= MOST_STEPS:
        return open_plan(scene.saying(DeskLine(DeskSay.STEPS_ENOUGH, number=MOST_STEPS)), "")
    return open_plan(noted(scene, steps=joined(sorted(kept | {before}, reverse=True))), "")


def set_by(scene: DeskScene, target: str) -> Outcome:
    """Ask for answers until another day."""
    draft = read_draft(scene.desk)
    try:
        day = date.fromisoformat(target)
    except ValueError:
        return open_plan(scene.saying(DeskLine(DeskSay.STALE_BUTTON)), "")
    if draft is None or not draft.dated:
        return scene.arrive(DeskView.MEETINGS, "", DeskLine(DeskSay.STALE_BUTTON))
    return _by(scene, draft, day)


def _by(scene: DeskScene, draft: Draft, day: date) -> Outcome:
    assert draft.first is not None
    if not scene.now.date() <= day <= draft.first:
        return open_plan(scene.saying(DeskLine(DeskSay.BY_REFUSED, day=draft.first)), "")
    return open_plan(noted(scene, by=day.isoformat()), "")


def take_text(scene: DeskScene, event: Typed[Intent]) -> Outcome | None:
    """Take a day until which answers are asked for, a number of days for one more reminder, or other dates."""
    draft = read_draft(scene.desk)
    if draft is None or not draft.dated:
        return None
    match event.intent:
        case Number(value):
            return _step(scene, draft, value, wanted=True)
        case Day(day):
            return _by(scene, draft, day)
        case Days():
            return take_days(scene, event)
        case Word() as word:
            return stay(scene, word)
        case _:
            return None


DEEDS = {Deed.PLAN_STEP: set_step, Deed.PLAN_BY: set_by}
INPUTS = {DeskView.PLAN: take_text}
