"""A reminder to a segment: which countries or members, who stands how, now or on a day.

Decides what is chosen and which moments can be asked for. Who gets it, and when exactly, the dry run tells.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from conversations.campaigns import CampaignKind, Standing
from conversations.desk.checking import open_dry_run
from conversations.desk.deeds import Deed, DeskLine, DeskSay, Shown
from conversations.desk.drafting import BACK, Draft, joined, noted, read_draft, stay, switched
from conversations.desk.pages import whole
from conversations.desk.place import Desk, DeskView
from conversations.desk.scene import DeskScene
from conversations.desk.whom import MOST_CLOSE, show_whom, take_whom
from conversations.due import EARLIEST, LAST_START
from conversations.events import Typed
from conversations.intents import Asked, Day, Intent, Number, Question, Word
from conversations.people import Member
from conversations.roll import Names
from conversations.world import Outcome

FURTHEST = timedelta(days=366)
MOST_DAYS = 90
"""Days without an answer that can be asked for."""


@dataclass(frozen=True, slots=True)
class RemindShown(Shown):
    """What has been chosen of a reminder. ``wave``: one is open, else there is nothing to remind of."""

    draft: Draft
    members: tuple[Member, ...]
    wave: bool


@dataclass(frozen=True, slots=True)
class WhenShown(Shown):
    """When it is to go out. ``today`` is the day in UTC."""

    kind: CampaignKind
    runs_on: date | None
    minute: int | None
    today: date


def open_remind(scene: DeskScene, target: str) -> Outcome:
    """Show what is chosen; ``m12`` begins with one member, and goes straight to its dry run, ``AR`` with a country."""
    if target.startswith("m") and whole(target[1:]):
        if whole(target[1:]) not in {one.member.id for one in scene.find(Names())}:
            return scene.refuse()
        return open_dry_run(_begun(scene, members=target[1:]), "")
    if target in {one.member.country for one in scene.find(Names())}:
        scene = _begun(scene, countries=target)
    elif target:
        return scene.refuse()
    draft = read_draft(scene.desk)
    if draft is None or draft.kind is not CampaignKind.REMINDER:
        scene = _begun(scene)
        draft = read_draft(scene.desk)
    assert draft is not None
    chosen = tuple(one.member for one in scene.find(Names()) if one.member.id in draft.members)
    shown = RemindShown(draft, chosen, wave=scene.world.wave is not None)
    return scene.show(scene.desk.at(DeskView.REMIND, "", **scene.desk.draft), shown)


def _begun(scene: DeskScene, **draft: str) -> DeskScene:
    desk = Desk(scene.desk.person, DeskView.REMIND, "", {"kind": CampaignKind.REMINDER.value})
    return noted(DeskScene(scene.world, desk, scene.event, scene.now, scene.appointment, scene.lines), **draft)


def choose_standing(scene: DeskScene, target: str) -> Outcome:
    """Take a standing in or out; ``open``: everybody with something left to do, ``all``: everybody at all."""
    draft = read_draft(scene.desk)
    if draft is None:
        return scene.stale()
    name, wanted = switched(target)
    if target in ("open", "all"):
        everybody = "1" if target == "all" and draft.kind is not CampaignKind.REMINDER else ""
        scene = noted(scene, standings="", everybody=everybody)
    elif name in set(Standing):
        kept = draft.standings - {Standing(name)} | ({Standing(name)} if wanted else frozenset())
        scene = noted(scene, standings=joined(sorted(kept)), everybody="")
    return _back(scene, draft.kind)


def _back(scene: DeskScene, kind: CampaignKind) -> Outcome:
    return scene.arrive(BACK[kind], "", desk=scene.desk)


def take_text(scene: DeskScene, event: Typed[Intent]) -> Outcome | None:
    """Take names, a country, a day, or the number of days without an answer."""
    draft = read_draft(scene.desk)
    if draft is None:
        return None
    match event.intent:
        case Day(day):
            return _on(scene, draft, day)
        case Number(value) if 1 <= value <= MOST_DAYS:
            standings = joined(sorted(draft.standings | {Standing.STALLED}))
            return open_remind(noted(scene, stalled=str(value), standings=standings), "")
        case Word() as word:
            return stay(scene, word)
        case Number():
            return None
        case _:
            return take_whom(scene, event)


def open_when(scene: DeskScene, _: str) -> Outcome:
    """Show the days and hours to choose from."""
    draft = read_draft(scene.desk)
    if draft is None:
        return scene.stale()
    shown = WhenShown(draft.kind, draft.runs_on, draft.minute, scene.now.date())
    return scene.show(scene.desk.at(DeskView.WHEN, "", **scene.desk.draft), shown)


def set_day(scene: DeskScene, target: str) -> Outcome:
    """Send it on a day, or (``""``) at once."""
    draft = read_draft(scene.desk)
    if draft is None:
        return scene.stale()
    if not target:
        return open_when(noted(scene, on="", minute=""), "")
    try:
        day = date.fromisoformat(target)
    except ValueError:
        return open_when(scene.saying(DeskLine(DeskSay.STALE_BUTTON)), "")
    return _on(scene, draft, day)


def _on(scene: DeskScene, draft: Draft, day: date) -> Outcome:
    if not scene.now.date() <= day <= scene.now.date() + FURTHEST:
        return open_when(scene.saying(DeskLine(DeskSay.DAY_REFUSED)), "")
    scene = noted(scene, on=day.isoformat())
    return open_when(scene, "") if scene.desk.view is DeskView.WHEN else _back(scene, draft.kind)


def set_minute(scene: DeskScene, target: str) -> Outcome:
    """Send it at an hour, where each one is, or (``""``) at each one's own."""
    draft = read_draft(scene.desk)
    minute = whole(target)
    if draft is None or draft.runs_on is None or (target and not EARLIEST <= minute <= LAST_START):
        return open_when(scene.saying(DeskLine(DeskSay.STALE_BUTTON)), "")
    return open_when(noted(scene, minute=str(minute) if target else ""), "")


def take_day(scene: DeskScene, event: Typed[Intent]) -> Outcome | None:
    """Take a typed day."""
    draft = read_draft(scene.desk)
    if isinstance(event.intent, Word):
        return stay(scene, event.intent)
    return _on(scene, draft, event.intent.day) if draft is not None and isinstance(event.intent, Day) else None


def asked_remind(scene: DeskScene, asked: Asked) -> Outcome:
    """Answer "/remind", with what was named after it."""
    if asked.members and asked.certain:
        return open_remind(scene, f"m{asked.members[0]}")
    if asked.members:
        begun = _begun(scene)
        draft = read_draft(begun.desk)
        assert draft is not None
        return show_whom(begun, draft, close=asked.members[:MOST_CLOSE])
    if asked.country or asked.about:
        return open_remind(_begun(scene, countries=asked.country), "")
    return open_remind(scene, "")


VIEWS = {DeskView.REMIND: open_remind, DeskView.WHEN: open_when}
DEEDS = {
    Deed.REMIND_STANDING: choose_standing,
    Deed.REMIND_DAY: set_day,
    Deed.REMIND_MINUTE: set_minute,
}
INPUTS = {DeskView.REMIND: take_text, DeskView.WHEN: take_day}
QUESTIONS = {Question.REMIND: asked_remind}
