"""The dry run: before anything is queued, who gets what, when and in which language, and who does not and why.

Decides that what is confirmed is what was shown, in two taps, and that nothing is confirmed for nobody. Nothing is sent
here: rows are planned, and due a minute later at the earliest.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from conversations.authorisation import covers
from conversations.campaigns import CampaignKind, Excluded, LeftOut, Meeting, Planned
from conversations.desk.campaigning import LATEST, Blank, BlankSought, CampaignMade, MeetingSaved
from conversations.desk.deeds import Deed, DeskLine, DeskSay, Shown
from conversations.desk.drafting import BACK, Draft, read_draft, stamp, stay
from conversations.desk.pages import Page, page_of, whole
from conversations.desk.place import DeskView
from conversations.desk.planning import DAYS
from conversations.desk.scene import DeskScene
from conversations.desk.working_out import WorkedOut, members_left_out, within, work_out
from conversations.events import Typed
from conversations.facts import Fact
from conversations.instrument import Language
from conversations.intents import Intent, Word
from conversations.plans import UNDO
from conversations.world import Outcome

ON_A_PAGE = 10
WHO, OUT, SURE = "who", "out", "sure"


@dataclass(frozen=True, slots=True)
class DryRunShown(Shown):
    """The sum of a dry run. ``missing`` are languages that a notice has no text in. ``sure``: asks once more."""

    kind: CampaignKind
    worked_out: WorkedOut
    why: Mapping[LeftOut, int]
    missing: tuple[Language, ...]
    sure: bool
    stamp: str
    back: DeskView
    changing: bool


@dataclass(frozen=True, slots=True)
class WhoShown(Shown):
    """Who gets it, by the moment."""

    planned: Page[Planned]
    number: int


@dataclass(frozen=True, slots=True)
class LeftOutShown(Shown):
    """Which members are left out, and why."""

    excluded: Page[Excluded]
    number: int


@dataclass(frozen=True, slots=True)
class PreviewShown(Shown):
    """Exactly what goes out in a language: a reminder over ``blank`` (of a meeting, if there is one), or ``text``."""

    language: Language
    kind: CampaignKind
    meeting: Meeting | None
    blank: Blank | None
    text: str


def open_dry_run(scene: DeskScene, target: str) -> Outcome:
    """Show the dry run of what is being made, one of its lists, a preview, or the question whether to go ahead."""
    draft = _taken_up(scene)
    if isinstance(draft, Outcome):
        return draft
    found = work_out(scene, draft)
    desk = scene.desk.at(DeskView.DRY_RUN, target, **scene.desk.draft)
    what, _, page = target.partition(".")
    if what in set(Language):
        return _preview(scene, draft, found, Language(what))
    match what:
        case "who":
            planned = page_of(found.run.planned, whole(page), ON_A_PAGE)
            return scene.show(desk, WhoShown(planned, len(found.run.planned)))
        case "out":
            left = members_left_out(found.run)
            return scene.show(desk, LeftOutShown(page_of(left, whole(page), ON_A_PAGE), len(left)))
        case _:
            return _sum_up(scene, draft, found, sure=what == SURE)


def _taken_up(scene: DeskScene) -> Draft | Outcome:
    draft = read_draft(scene.desk)
    if draft is None or (draft.kind is CampaignKind.PLAN and not draft.dated):
        return scene.stale()
    return draft if within(scene, draft) else scene.refuse()


def _sum_up(scene: DeskScene, draft: Draft, found: WorkedOut, *, sure: bool) -> Outcome:
    why: dict[LeftOut, int] = {}
    for one in members_left_out(found.run):
        why[one.why] = why.get(one.why, 0) + 1
    missing = _missing(draft, found)
    sure = sure and _may_go(draft, found)
    shown = DryRunShown(
        draft.kind, found, why, missing, sure, stamp(scene.desk), BACK[draft.kind], changing=bool(draft.meeting)
    )
    return scene.show(scene.desk.at(DeskView.DRY_RUN, SURE if sure else "", **scene.desk.draft), shown)


def _missing(draft: Draft, found: WorkedOut) -> tuple[Language, ...]:
    if draft.kind not in (CampaignKind.NOTICE, CampaignKind.CORRECTION):
        return ()
    return tuple(one for one in found.languages if one not in draft.texts)


def _may_go(draft: Draft, found: WorkedOut) -> bool:
    if _missing(draft, found):
        return False
    return bool(found.run.planned) or draft.kind is CampaignKind.PLAN


def _preview(scene: DeskScene, draft: Draft, found: WorkedOut, language: Language) -> Outcome:
    reader = next((one for one in found.run.planned if one.candidate.language is language), None)
    if reader is None:
        return _sum_up(scene, draft, found, sure=False)
    text = draft.texts.get(language, "")
    blank = None
    if draft.kind in (CampaignKind.PLAN, CampaignKind.REMINDER):
        blank = scene.find(BlankSought(reader.candidate.member.id))
    shown = PreviewShown(language, draft.kind, found.meeting, blank, text)
    return scene.show(scene.desk.at(DeskView.DRY_RUN, language.value, **scene.desk.draft), shown)


def confirm(scene: DeskScene, target: str) -> Outcome:
    """Make it so, if this is what the card has just asked about; show the dry run again otherwise."""
    draft = _taken_up(scene)
    if isinstance(draft, Outcome):
        return draft
    asked = (scene.desk.view, scene.desk.target) == (DeskView.DRY_RUN, SURE)
    if not asked or target != stamp(scene.desk):
        return open_dry_run(scene.saying(DeskLine(DeskSay.AUDIENCE_CHANGED)), "")
    found = work_out(scene, draft)
    if not _may_go(draft, found):
        return open_dry_run(scene.saying(DeskLine(DeskSay.NOBODY_TO_WRITE)), "")
    wave = scene.world.wave.id if scene.world.wave else None
    if found.meeting is not None:
        return _save_meeting(scene, found, found.meeting, wave)
    assert found.campaign is not None
    assert covers(scene.appointment, found.campaign.countries)  # all that the draft names is in scope
    line = DeskLine(DeskSay.CAMPAIGN_MADE, number=len(found.run.planned))
    facts: tuple[Fact, ...] = (CampaignMade(found.campaign, found.run, wave),)
    return scene.arrive(DeskView.CAMPAIGN, str(LATEST), line, facts=facts)


def _save_meeting(scene: DeskScene, found: WorkedOut, meeting: Meeting, wave: int | None) -> Outcome:
    assert covers(scene.appointment, meeting.countries)  # all that the draft names is in scope
    if meeting.starts_on <= scene.now.date():  # it was left lying
        return scene.arrive(DeskView.MEETING, DAYS, DeskLine(DeskSay.DAYS_PAST), desk=scene.desk)
    fact = MeetingSaved(meeting, found.steps, scene.now + UNDO, wave)
    say = DeskSay.MEETING_CHANGED if meeting.id else DeskSay.MEETING_MADE
    return scene.arrive(DeskView.MEETING, str(meeting.id or LATEST), DeskLine(say, meeting.name), facts=(fact,))


def take_word(scene: DeskScene, event: Typed[Intent]) -> Outcome | None:
    """Keep what is being made, whatever is typed: it is confirmed by tapping."""
    return stay(scene, event.intent) if isinstance(event.intent, Word) else None


VIEWS = {DeskView.DRY_RUN: open_dry_run}
DEEDS = {Deed.CONFIRM: confirm}
INPUTS = {DeskView.DRY_RUN: take_word}
