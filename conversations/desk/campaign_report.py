"""What became of a campaign: counts, a list for each state, stopping what is left, trying again what did not arrive.

Decides what may still be undone, that stopping is asked about first, and what is tried again: what failed, those who
blocked us and are back, and what nobody knows about only at a tap of its own.
"""

from dataclasses import dataclass

from conversations.audience import hours_of
from conversations.campaigns import Campaign, Candidate, Candidates, DeliveryState, Meeting
from conversations.desk.campaigning import (
    CampaignSought,
    CampaignsSought,
    CampaignStopped,
    Deliveries,
    DeliveriesRetried,
    Delivery,
    MeetingSought,
    Retry,
)
from conversations.desk.deeds import Deed, DeskLine, DeskSay, Shown
from conversations.desk.meetings import undo_meeting
from conversations.desk.pages import Page, page_of, whole
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.due import at_once, expiry
from conversations.plans import UNDO
from conversations.world import Outcome

CAMPAIGNS_ON_A_PAGE = 4
DELIVERIES_ON_A_PAGE = 10
STOP = "stop"
ANSWERED = "answered"
"""In the place of a state: those whose member answered after it."""
TRIED_AGAIN = (DeliveryState.FAILED, DeliveryState.BLOCKED, DeliveryState.UNCONFIRMED, DeliveryState.EXPIRED)


@dataclass(frozen=True, slots=True)
class CampaignsShown(Shown):
    """The campaigns, the latest first, with the meeting of each that has one."""

    campaigns: Page[Campaign]


@dataclass(frozen=True, slots=True)
class CampaignShown(Shown):
    """A campaign and what became of it. ``undo``: it was made a moment ago; ``stopping``: asks whether to stop it."""

    campaign: Campaign
    meeting: Meeting | None
    undo: bool
    stopping: bool


@dataclass(frozen=True, slots=True)
class DeliveriesShown(Shown):
    """The deliveries of a campaign in one state (or those answered since). ``again`` of them can be tried again."""

    campaign: Campaign
    what: str
    deliveries: Page[Delivery]
    number: int
    again: bool


def open_campaigns(scene: DeskScene, target: str) -> Outcome:
    """List the campaigns; whatever was being made is let go."""
    page = page_of(scene.find(CampaignsSought()), whole(target), CAMPAIGNS_ON_A_PAGE)
    return scene.show(scene.desk.at(DeskView.CAMPAIGNS, target), CampaignsShown(page))


def open_campaign(scene: DeskScene, target: str) -> Outcome:
    """Show a campaign (``12``), or ask whether to stop it (``12.stop``)."""
    number, _, rest = target.partition(".")
    campaign = scene.find(CampaignSought(whole(number)))
    if campaign is None:
        return scene.refuse()
    plan = None if campaign.meeting is None else scene.find(MeetingSought(campaign.meeting))
    stopping = rest == STOP and _left(campaign) and not campaign.cancelled
    undo = campaign.meeting is None and not campaign.cancelled and scene.now < campaign.undo_until
    shown = CampaignShown(campaign, None if plan is None else plan.meeting, undo, stopping)
    target = f"{campaign.id}.{STOP}" if stopping else str(campaign.id)
    return scene.show(scene.desk.at(DeskView.CAMPAIGN, target), shown)


def _left(campaign: Campaign) -> bool:
    return bool(campaign.counts.get(DeliveryState.PLANNED))


def open_deliveries(scene: DeskScene, target: str) -> Outcome:
    """List what ``12.sent.0`` says: a campaign, a state, a page."""
    number, _, rest = target.partition(".")
    what, _, page = rest.partition(".")
    campaign = scene.find(CampaignSought(whole(number)))
    if campaign is None or what not in {*DeliveryState, ANSWERED}:
        return scene.refuse()
    if what == ANSWERED:
        found = tuple(one for one in scene.find(Deliveries(campaign.id)) if one.answered)
    else:
        found = scene.find(Deliveries(campaign.id, DeliveryState(what)))
    again = what in TRIED_AGAIN and bool(found) and not campaign.cancelled
    shown = DeliveriesShown(campaign, what, page_of(found, whole(page), DELIVERIES_ON_A_PAGE), len(found), again)
    return scene.show(scene.desk.at(DeskView.DELIVERIES, target), shown)


def undo(scene: DeskScene, target: str) -> Outcome:
    """Take back what was confirmed a moment ago: a campaign, or (``m12``) a meeting with its plan."""
    if target.startswith("m"):
        return undo_meeting(scene, whole(target[1:]))
    campaign = scene.find(CampaignSought(whole(target)))
    if campaign is None:
        return scene.refuse()
    if campaign.cancelled or scene.now >= campaign.undo_until:
        return open_campaign(scene.saying(DeskLine(DeskSay.UNDO_OVER)), target)
    fact = CampaignStopped(campaign.id)
    return scene.arrive(DeskView.CAMPAIGN, str(campaign.id), DeskLine(DeskSay.UNDONE), facts=(fact,))


def stop(scene: DeskScene, target: str) -> Outcome:
    """Stop what a campaign has still planned, if the card has just asked about this one; ask first otherwise."""
    campaign = scene.find(CampaignSought(whole(target)))
    if campaign is None:
        return scene.refuse()
    if (scene.desk.view, scene.desk.target) != (DeskView.CAMPAIGN, f"{target}.{STOP}") or not _left(campaign):
        return open_campaign(scene, f"{target}.{STOP}")
    line = DeskLine(DeskSay.CAMPAIGN_STOPPED)
    return scene.arrive(DeskView.CAMPAIGN, target, line, facts=(CampaignStopped(campaign.id),))


def retry(scene: DeskScene, target: str) -> Outcome:
    """Plan again what did not arrive, for those who can be written to: as soon as their hours allow."""
    number, _, what = target.partition(".")
    campaign = scene.find(CampaignSought(whole(number)))
    if campaign is None or what not in TRIED_AGAIN or campaign.cancelled:
        return scene.refuse()
    found = scene.find(Deliveries(campaign.id, DeliveryState(what)))
    people = {(one.person, one.member.id): one for one in scene.find(Candidates()).candidates}
    retries = []
    for delivery in found:
        member = None if delivery.member is None else delivery.member.id
        candidate = None if member is None else people.get((delivery.person, member))
        if candidate is not None and candidate.reachable:
            retries.append(_again(scene, delivery, candidate))
    if not retries:
        return open_deliveries(scene.saying(DeskLine(DeskSay.NOTHING_TO_RETRY)), f"{target}.0")
    line, fact = DeskLine(DeskSay.RETRIED, number=len(retries)), DeliveriesRetried(campaign.id, tuple(retries))
    return scene.arrive(DeskView.CAMPAIGN, str(campaign.id), line, facts=(fact,))


def _again(scene: DeskScene, delivery: Delivery, candidate: Candidate) -> Retry:
    hours = hours_of(candidate, scene.world.holidays)
    due = at_once(scene.now + UNDO, hours)
    return Retry(delivery.id, due, expiry(due, hours.zone))


VIEWS = {
    DeskView.CAMPAIGNS: open_campaigns,
    DeskView.CAMPAIGN: open_campaign,
    DeskView.DELIVERIES: open_deliveries,
}
DEEDS = {Deed.UNDO: undo, Deed.STOP: stop, Deed.RETRY: retry}
