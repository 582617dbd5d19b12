"""The time zone of a meeting that is being made: until its first day begins there, people are reminded of it.

Decides which zones are offered first. What is proposed, `conversations.desk.planning` decides.
"""

from dataclasses import dataclass
from datetime import date

from conversations.desk.deeds import Deed, DeskLine, DeskSay, Shown
from conversations.desk.drafting import made_for, noted, read_draft, stay
from conversations.desk.pages import Page, page_of, whole
from conversations.desk.place import DeskView
from conversations.desk.planning import open_plan
from conversations.desk.scene import DeskScene
from conversations.events import Typed
from conversations.intents import Intent, Word
from conversations.membership import Zones
from conversations.roll import Names
from conversations.spelling import same_name
from conversations.world import Outcome

ZONES_ON_A_PAGE = 8


@dataclass(frozen=True, slots=True)
class ZoneShown(Shown):
    """The time zones to choose from, and the one that is chosen."""

    zones: Page[str]
    chosen: str
    day: date


def open_zone(scene: DeskScene, target: str) -> Outcome:
    """Show the zones of those who take part, then those of everybody in scope."""
    draft = read_draft(scene.desk)
    if draft is None or not draft.dated:
        return scene.arrive(DeskView.MEETINGS, "", DeskLine(DeskSay.STALE_BUTTON))
    members = [one.member for one in scene.find(Names())]
    countries = made_for(draft, scene.appointment, members)
    ordered = sorted(members, key=lambda one: (bool(countries) and one.country not in countries, one.timezone))
    zones = tuple(dict.fromkeys((draft.timezone, *(one.timezone for one in ordered))))
    assert draft.first is not None
    shown = ZoneShown(page_of(zones, whole(target), ZONES_ON_A_PAGE), draft.timezone, draft.first)
    return scene.show(scene.desk.at(DeskView.ZONE, target, **scene.desk.draft), shown)


def set_zone(scene: DeskScene, zone: str) -> Outcome:
    """Take a zone by a button."""
    draft = read_draft(scene.desk)
    if draft is None or not draft.dated or zone not in scene.find(Zones("")):
        return scene.arrive(DeskView.MEETINGS, "", DeskLine(DeskSay.STALE_BUTTON))
    return open_plan(noted(scene, zone=zone), "")


def take_zone(scene: DeskScene, event: Typed[Intent]) -> Outcome | None:
    """Take a zone by its name, or by the city in it."""
    if isinstance(event.intent, Word):
        return stay(scene, event.intent)
    wanted = same_name(event.text)
    for zone in scene.find(Zones("")):
        if wanted in (same_name(zone), same_name(zone.rpartition("/")[2])):
            return set_zone(scene, zone)
    return open_zone(scene.saying(DeskLine(DeskSay.ZONE_UNKNOWN)), scene.desk.target)


VIEWS = {DeskView.ZONE: open_zone}
DEEDS = {Deed.MEET_ZONE: set_zone}
INPUTS = {DeskView.ZONE: take_zone}
