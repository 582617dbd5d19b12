"""A new member: its name is typed, its kind and country chosen, its time zone proposed and confirmed.

Decides the order of the questions: whatever is missing is asked next. A country outside one's scope is none.
"""

import re
from dataclasses import dataclass
from typing import Final

from conversations.desk.deeds import Deed, DeskLine, DeskSay, Shown
from conversations.desk.members import open_member, typed_zone, usable_name
from conversations.desk.pages import Page, page_of, whole
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.events import Typed
from conversations.intents import Intent, Word
from conversations.membership import LONGEST_NAME, MemberAdded, NameTaken, ZoneOf, Zones
from conversations.people import MemberKind
from conversations.roll import Names
from conversations.world import Outcome

ZONES: Final = "zones"
ADDED: Final = "added"
ZONES_ON_A_PAGE: Final = 8


@dataclass(frozen=True, slots=True)
class NewMemberShown(Shown):
    """What is known of a new member so far ("", ``None``: not yet); ``countries`` may be chosen, ``zones`` too.

    ``sure``: the proposed zone leaves no doubt.
    """

    name: str
    kind: MemberKind | None
    country: str
    zone: str
    sure: bool
    countries: tuple[str, ...] = ()
    zones: Page[str] | None = None


def open_new(scene: DeskScene, target: str) -> Outcome:
    """Ask what is missing; ``zones.1``: show the zones to choose from; ``added``: show the member that now is."""
    head, _, page = target.partition(".")
    draft = dict(scene.desk.draft) if scene.desk.view is DeskView.NEW_MEMBER else {}
    name, country, zone = draft.get("name", ""), draft.get("country", ""), draft.get("zone", "")
    kind = MemberKind(draft["kind"]) if draft.get("kind") in set(MemberKind) else None
    if head == ADDED:
        for one in (named.member for named in scene.find(Names())):
            if (one.name, one.kind, one.country) == (name, kind, country):
                return open_member(scene, str(one.id))
    countries = _countries(scene)
    if not country and len(scene.appointment.countries) == 1:
        draft["country"] = country = scene.appointment.countries[0]
    sure, zones = True, None
    if name and kind and country:
        if not zone:
            proposal = scene.find(ZoneOf(name, kind, country))
            zone, sure = proposal.zone, proposal.sure
        if head == ZONES:
            zones = page_of(scene.find(Zones(country)), whole(page), ZONES_ON_A_PAGE)
    shown = NewMemberShown(name, kind, country, zone, sure, countries, zones)
    return scene.show(scene.desk.at(DeskView.NEW_MEMBER, target if zones else "", **draft), shown)


def _countries(scene: DeskScene) -> tuple[str, ...]:
    return scene.appointment.countries or tuple(sorted({one.member.country for one in scene.find(Names())}))


def take_text(scene: DeskScene, event: Typed[Intent]) -> Outcome | None:
    """Take the name first, a country's code while that is missing, a zone at the end."""
    draft, text = scene.desk.draft, " ".join(event.text.split())
    if isinstance(event.intent, Word):
        return None
    if not draft.get("name"):
        if not usable_name(text):
            return open_new(scene.saying(DeskLine(DeskSay.NAME_UNUSABLE, number=LONGEST_NAME)), "")
        return _noting(scene, name=text)
    if draft.get("kind") and not draft.get("country"):
        return new_country(scene, text.upper())
    zone = typed_zone(scene, text, draft.get("country", ""))
    if zone is None:
        return open_new(scene.saying(DeskLine(DeskSay.ZONE_UNKNOWN)), scene.desk.target)
    return _noting(scene, zone=zone)


def _noting(scene: DeskScene, **noted: str) -> Outcome:
    kept = scene.desk.draft if scene.desk.view is DeskView.NEW_MEMBER else {}
    desk = scene.desk.at(DeskView.NEW_MEMBER, "", **{**kept, **noted})
    return scene.arrive(DeskView.NEW_MEMBER, desk=desk)


def new_kind(scene: DeskScene, kind: str) -> Outcome:
    """Take what the new member is."""
    return _noting(scene, kind=kind) if kind in set(MemberKind) else scene.refuse()


def new_country(scene: DeskScene, code: str) -> Outcome:
    """Take the new member's country, if it is one and in scope."""
    scope = scene.appointment.countries
    if scope and code not in scope:
        return scene.refuse()
    if not re.fullmatch("[A-Z]{2}", code) or not scene.find(Zones(code)):
        return open_new(scene.saying(DeskLine(DeskSay.COUNTRY_UNKNOWN)), "")
    return _noting(scene, country=code)


def set_zone(scene: DeskScene, zone: str) -> Outcome | None:
    """Take a zone by a button; ``None`` if no new member is on the card."""
    if scene.desk.view is not DeskView.NEW_MEMBER:
        return None
    return _noting(scene, zone=zone) if zone in scene.find(Zones("")) else scene.refuse()


def add(scene: DeskScene, _: str) -> Outcome:
    """Add the member that is on the card."""
    draft = scene.desk.draft if scene.desk.view is DeskView.NEW_MEMBER else {}
    name, country, kind = draft.get("name", ""), draft.get("country", ""), draft.get("kind", "")
    if not (name and country and kind in set(MemberKind)):
        return scene.arrive(DeskView.NEW_MEMBER, "", DeskLine(DeskSay.STALE_BUTTON))
    scope = scene.appointment.countries
    if scope and country not in scope:
        return scene.refuse()
    of_kind = MemberKind(kind)
    if scene.find(NameTaken(name, of_kind, country)):
        return scene.arrive(DeskView.NEW_MEMBER, "", DeskLine(DeskSay.NAME_TAKEN, name))
    zone = draft.get("zone") or scene.find(ZoneOf(name, of_kind, country)).zone
    desk = scene.desk.at(DeskView.NEW_MEMBER, ADDED, **draft)
    line = DeskLine(DeskSay.MEMBER_ADDED, name)
    fact = MemberAdded(name, of_kind, country, zone)
    return scene.arrive(DeskView.NEW_MEMBER, ADDED, line, facts=(fact,), desk=desk)


VIEWS = {DeskView.NEW_MEMBER: open_new}
DEEDS = {Deed.NEW_KIND: new_kind, Deed.NEW_COUNTRY: new_country, Deed.ADD_MEMBER: add}
INPUTS = {DeskView.NEW_MEMBER: take_text}
