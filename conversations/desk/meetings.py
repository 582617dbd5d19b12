"""Meetings in the chat: which are coming, how one stands, cancelling it, taking back one just made.

Decides what may still be undone and that cancelling is asked about first. How one is made is the matter of
`conversations.desk.planning`.
"""

from dataclasses import dataclass

from conversations.campaigns import CampaignKind, Meeting
from conversations.desk.campaigning import MeetingCancelled, MeetingPlan, Meetings, MeetingSought
from conversations.desk.deeds import Deed, DeskLine, DeskSay, Shown
from conversations.desk.pages import Page, page_of, whole
from conversations.desk.place import DeskView
from conversations.desk.planning import DAYS, NAME, NEW, open_plan, take_days, take_name
from conversations.desk.scene import DeskScene
from conversations.events import Typed
from conversations.intents import Asked, Intent, Question
from conversations.people import Member
from conversations.plans import UNDO
from conversations.roll import Names
from conversations.world import Outcome

ON_A_PAGE = 3
CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class MeetingsShown(Shown):
    """The meetings to come, the next one first."""

    meetings: Page[Meeting]


@dataclass(frozen=True, slots=True)
class MeetingTextShown(Shown):
    """Asks for a meeting's name and place, or (``days``) for its dates."""

    name: str
    days: bool
    changing: bool


@dataclass(frozen=True, slots=True)
class MeetingShown(Shown):
    """A meeting with its plan. ``undo``: it was made a moment ago; ``cancelling``: asks whether to cancel it."""

    plan: MeetingPlan
    members: tuple[Member, ...]
    undo: bool
    cancelling: bool


def open_meetings(scene: DeskScene, target: str) -> Outcome:
    """List the meetings to come; whatever was being made is let go."""
    page = page_of(scene.find(Meetings()), whole(target), ON_A_PAGE)
    return scene.show(scene.desk.at(DeskView.MEETINGS, target), MeetingsShown(page))


def open_meeting(scene: DeskScene, target: str) -> Outcome:
    """Show a meeting (``12``), ask whether to cancel it (``12.cancel``), or ask for what a new one needs."""
    if target == NEW:
        desk = scene.desk.at(DeskView.MEETING, NAME, kind=CampaignKind.PLAN.value)
        return scene.show(desk, MeetingTextShown("", days=False, changing=False))
    if target in (NAME, DAYS):
        return _ask(scene, target)
    number, _, rest = target.partition(".")
    plan = scene.find(MeetingSought(whole(number)))
    if plan is None:
        return scene.refuse()
    cancelling = rest == CANCEL and not plan.meeting.cancelled
    chosen = tuple(one.member for one in scene.find(Names()) if one.member.id in plan.meeting.members)
    undo = not plan.meeting.cancelled and scene.now < plan.created_at + UNDO
    target = f"{plan.meeting.id}.{CANCEL}" if cancelling else str(plan.meeting.id)
    return scene.show(scene.desk.at(DeskView.MEETING, target), MeetingShown(plan, chosen, undo, cancelling))


def _ask(scene: DeskScene, target: str) -> Outcome:
    draft = scene.desk.draft
    if draft.get("kind") != CampaignKind.PLAN or (target == DAYS and not draft.get("name")):
        return open_meeting(scene, NEW)
    shown = MeetingTextShown(draft.get("name", ""), target == DAYS, changing="first" in draft)
    return scene.show(scene.desk.at(DeskView.MEETING, target, **draft), shown)


def take_text(scene: DeskScene, event: Typed[Intent]) -> Outcome | None:
    """Take what a new meeting waits for."""
    if scene.desk.target == NAME:
        return take_name(scene, event)
    return take_days(scene, event) if scene.desk.target == DAYS else None


def cancel(scene: DeskScene, target: str) -> Outcome:
    """Cancel a meeting, if the card has just asked about this one; ask first otherwise."""
    plan = scene.find(MeetingSought(whole(target)))
    if plan is None:
        return scene.refuse()
    asked = (scene.desk.view, scene.desk.target) == (DeskView.MEETING, f"{target}.{CANCEL}")
    if plan.meeting.cancelled or not asked:
        return open_meeting(scene, f"{target}.{CANCEL}")
    line = DeskLine(DeskSay.MEETING_CANCELLED, plan.meeting.name)
    return scene.arrive(DeskView.MEETINGS, "", line, facts=(MeetingCancelled(plan.meeting.id),))


def undo_meeting(scene: DeskScene, meeting: int) -> Outcome:
    """Take back a meeting that was made a moment ago."""
    plan = scene.find(MeetingSought(meeting))
    if plan is None:
        return scene.refuse()
    if plan.meeting.cancelled or scene.now >= plan.created_at + UNDO:
        return open_meeting(scene.saying(DeskLine(DeskSay.UNDO_OVER)), str(meeting))
    line = DeskLine(DeskSay.UNDONE)
    return scene.arrive(DeskView.MEETINGS, "", line, facts=(MeetingCancelled(plan.meeting.id),))


def asked_meeting(scene: DeskScene, asked: Asked) -> Outcome:
    """Answer "/meeting": the meetings to come. What is typed where a name is waited for is that name."""
    typed = scene.event
    if (scene.desk.view, scene.desk.target) == (DeskView.MEETING, NAME) and isinstance(typed, Typed):
        taken = None if typed.text.startswith("/") else take_name(scene, typed)
        if taken is not None:
            return taken
    return open_meetings(scene, "")


VIEWS = {DeskView.MEETINGS: open_meetings, DeskView.MEETING: open_meeting, DeskView.PLAN: open_plan}
DEEDS = {Deed.CANCEL_MEETING: cancel}
INPUTS = {DeskView.MEETING: take_text}
QUESTIONS = {Question.MEETING: asked_meeting}
