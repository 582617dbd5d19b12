"""A notice in a coordinator's own words, in each language that those who get it read; or the correction of one.

Decides in which languages a text is asked for, one typed message each, and that a correction goes to those who got the
notice before. Who they are, the dry run tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from conversations.campaigns import CampaignKind, DeliveryState
from conversations.desk.campaigning import CampaignSought
from conversations.desk.deeds import DeskLine, DeskSay, Shown
from conversations.desk.drafting import Draft, noted, read_draft, stay
from conversations.desk.pages import whole
from conversations.desk.place import Desk, DeskView
from conversations.desk.scene import DeskScene
from conversations.desk.working_out import work_out
from conversations.events import Typed
from conversations.instrument import Language
from conversations.intents import Intent, Word
from conversations.people import Member
from conversations.roll import Names
from conversations.world import Outcome

LONGEST = 1000
OWN_WORDS = (CampaignKind.NOTICE, CampaignKind.CORRECTION)


@dataclass(frozen=True, slots=True)
class NoticeShown(Shown):
    """What there is of a notice. ``readers`` counts people by language; ``asking``: the next text is in this one."""

    draft: Draft
    members: tuple[Member, ...]
    readers: Mapping[Language, int]
    asking: Language | None


def open_notice(scene: DeskScene, target: str) -> Outcome:
    """Show what there is of a notice; ``c12`` begins the correction of a campaign, ``pt`` asks for that text anew."""
    if target.startswith("c") and whole(target[1:]):
        corrected = scene.find(CampaignSought(whole(target[1:])))
        if corrected is None or corrected.kind not in OWN_WORDS or not _arrived(corrected.counts):
            return scene.refuse()
        return _show(_begun(scene, kind=CampaignKind.CORRECTION.value, corrects=str(corrected.id), everybody="1"))
    draft = read_draft(scene.desk)
    if draft is None or draft.kind not in OWN_WORDS:
        scene = _begun(scene, kind=CampaignKind.NOTICE.value, everybody="1")
    return _show(noted(scene, asking=target if target in set(Language) else ""))


def _arrived(counts: Mapping[DeliveryState, int]) -> bool:
    return bool(counts.get(DeliveryState.SENT) or counts.get(DeliveryState.UNCONFIRMED))


def _begun(scene: DeskScene, **draft: str) -> DeskScene:
    desk = Desk(scene.desk.person, DeskView.NOTICE, "", draft)
    return DeskScene(scene.world, desk, scene.event, scene.now, scene.appointment, scene.lines)


def _show(scene: DeskScene) -> Outcome:
    draft = read_draft(scene.desk)
    assert draft is not None
    readers = work_out(scene, draft).languages
    chosen = tuple(one.member for one in scene.find(Names()) if one.member.id in draft.members)
    shown = NoticeShown(draft, chosen, readers, _asking(scene, draft, readers))
    return scene.show(scene.desk.at(DeskView.NOTICE, "", **scene.desk.draft), shown)


def _asking(scene: DeskScene, draft: Draft, readers: Mapping[Language, int]) -> Language | None:
    """Tell in which language the next text is: the one asked for, else the coordinator's if somebody reads it."""
    chosen = scene.desk.draft.get("asking", "")
    if chosen in set(Language):
        return Language(chosen)
    missing = [one for one in readers if one not in draft.texts]
    return scene.language if scene.language in missing else next(iter(missing), None)


def take_text(scene: DeskScene, event: Typed[Intent]) -> Outcome | None:
    """Keep a text in the language that is asked for."""
    draft = read_draft(scene.desk)
    if draft is None or event.text.startswith("/"):
        return None
    if event.intent in (Word.BACK, Word.PAUSE):  # any other word may be what is to be said
        return stay(scene, Word(event.intent))
    asking = _asking(scene, draft, work_out(scene, draft).languages)
    if asking is None:
        return None
    text = event.text.strip()
    if len(text) > LONGEST:
        return _show(scene.saying(DeskLine(DeskSay.TEXT_TOO_LONG, number=LONGEST)))
    return _show(noted(scene, asking="", **{f"text.{asking}": text}).saying(DeskLine(DeskSay.TEXT_NOTED)))


VIEWS = {DeskView.NOTICE: open_notice}
INPUTS = {DeskView.NOTICE: take_text}
