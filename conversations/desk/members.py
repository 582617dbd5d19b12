"""The members in a coordinator's scope: the list, one of them, what can be changed about it, retiring it.

Decides what a member may be called, that a zone must be one of the world's, and that retiring takes two taps and can
be undone. Its answers are never touched.
"""

import re
from dataclasses import dataclass
from typing import Final, assert_never

from conversations.desk.deeds import Deed, DeskLine, DeskSay, Shown
from conversations.desk.pages import Page, page_of, whole
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.events import Typed
from conversations.intents import Intent, Word
from conversations.membership import (
    LONGEST_NAME,
    MOST_ALIASES,
    AboutMember,
    MemberDetail,
    MemberEdited,
    MemberPart,
    MemberRestored,
    MemberRetired,
    NameTaken,
    RetiredMembers,
    ZoneOf,
    ZoneProposal,
    Zones,
)
from conversations.people import Member
from conversations.roll import Names
from conversations.spelling import same_name
from conversations.world import Outcome

ON_A_PAGE: Final = 8
ZONES_ON_A_PAGE: Final = 8
RETIRED: Final = "r"


@dataclass(frozen=True, slots=True)
class CountriesShown(Shown):
    """The countries in scope with how many members each has, and how many members are retired."""

    counts: tuple[tuple[str, int], ...]
    retired: int


@dataclass(frozen=True, slots=True)
class MembersShown(Shown):
    """The members of a country (``""``: the retired ones), a page of them."""

    country: str
    page: Page[Member]
    total: int


@dataclass(frozen=True, slots=True)
class MemberShown(Shown):
    """One member; ``asked``: shall it be retired?"""

    detail: MemberDetail
    asked: bool = False


@dataclass(frozen=True, slots=True)
class MemberPartShown(Shown):
    """One thing about a member, to be typed anew; of a zone also the choice of its country's, and the proposal."""

    detail: MemberDetail
    part: MemberPart
    zones: Page[str] | None = None
    proposal: ZoneProposal | None = None


def open_members(scene: DeskScene, target: str) -> Outcome:
    """Show the countries (""), the members of one (``AR.1``) or the retired ones (``r.1``)."""
    country, _, page = target.partition(".")
    if country == RETIRED:
        retired = tuple(one.member for one in scene.find(RetiredMembers()))
        return _list(scene, target, "", retired, whole(page))
    every = [one.member for one in scene.find(Names())]
    codes = sorted({one.country for one in every})
    if not country and len(codes) != 1:
        counts = tuple((code, sum(one.country == code for one in every)) for code in codes)
        shown = CountriesShown(counts, len(scene.find(RetiredMembers())))
        return scene.show(scene.desk.at(DeskView.MEMBERS), shown)
    country = country or codes[0]
    if country not in (*codes, *scene.appointment.countries):
        return scene.refuse()
    return _list(scene, target, country, tuple(one for one in every if one.country == country), whole(page))


def _list(scene: DeskScene, target: str, country: str, members: tuple[Member, ...], page: int) -> Outcome:
    shown = MembersShown(country, page_of(members, page, ON_A_PAGE), len(members))
    return scene.show(scene.desk.at(DeskView.MEMBERS, target), shown)


def open_member(scene: DeskScene, target: str) -> Outcome:
    """Show a member (``12``), the question whether to retire it (``12.retire``), or one thing to change."""
    number, _, rest = target.partition(".")
    detail = scene.find(AboutMember(whole(number)))
    if detail is None:
        return scene.refuse()
    what, _, page = rest.partition(".")
    if what not in set(MemberPart):
        asked = what == "retire" and not detail.retired
        target = f"{number}.retire" if asked else number
        return scene.show(scene.desk.at(DeskView.MEMBER, target), MemberShown(detail, asked))
    part = MemberPart(what)
    shown = MemberPartShown(detail, part)
    if part is MemberPart.ZONE:
        member = detail.member
        zones = page_of(scene.find(Zones(member.country)), whole(page), ZONES_ON_A_PAGE)
        proposal = scene.find(ZoneOf(member.name, member.kind, member.country))
        shown = MemberPartShown(detail, part, zones, proposal)
    return scene.show(scene.desk.at(DeskView.MEMBER, target), shown)


def take_text(scene: DeskScene, event: Typed[Intent]) -> Outcome | None:
    """Take what is typed for the part of the member that is on the card."""
    number, _, rest = scene.desk.target.partition(".")
    what = rest.partition(".")[0]
    if isinstance(event.intent, Word) or what not in set(MemberPart):
        return None
    detail = scene.find(AboutMember(whole(number)))
    if detail is None:
        return scene.refuse()
    part = MemberPart(what)
    value = _checked(scene, detail, part, " ".join(event.text.split()))
    if isinstance(value, DeskLine):
        return open_member(scene.saying(value), scene.desk.target)
    return _changed(scene, detail, part, value)


def _changed(scene: DeskScene, detail: MemberDetail, part: MemberPart, value: str) -> Outcome:
    member = str(detail.member.id)
    fact = MemberEdited(detail.member.id, part, value)
    return scene.arrive(DeskView.MEMBER, member, DeskLine(DeskSay.MEMBER_CHANGED), facts=(fact,))


def _checked(scene: DeskScene, detail: MemberDetail, part: MemberPart, text: str) -> str | DeskLine:
    """Give the value to be kept, or what to say instead."""
    member = detail.member
    match part:
        case MemberPart.NAME:
            if not usable_name(text):
                return DeskLine(DeskSay.NAME_UNUSABLE, number=LONGEST_NAME)
            taken = scene.find(NameTaken(text, member.kind, member.country, member.id))
            return DeskLine(DeskSay.NAME_TAKEN, text) if taken else text
        case MemberPart.ALIASES:
            names = tuple(dict.fromkeys(one.strip() for one in re.split("[;,|]", text) if one.strip()))
            if len(names) > MOST_ALIASES or not all(map(usable_name, names)):
                return DeskLine(DeskSay.NAME_UNUSABLE, number=LONGEST_NAME)
            return ";".join(names)
        case MemberPart.ZONE:
            return typed_zone(scene, text, member.country) or DeskLine(DeskSay.ZONE_UNKNOWN)
        case MemberPart.REGION:
            code = text.upper().removeprefix(f"{member.country}-")
            return code if re.fullmatch("[A-Z0-9]{1,3}", code) else DeskLine(DeskSay.REGION_UNKNOWN)
        case _:
            assert_never(part)


def usable_name(text: str) -> bool:
    """Tell whether a member may be called so: letters, in one line, not too long."""
    return 0 < len(text) <= LONGEST_NAME and text.isprintable() and bool(same_name(text))


def typed_zone(scene: DeskScene, text: str, country: str) -> str | None:
    """Read a zone as tzdata writes it, in any case, or by its city if the country has one of that name."""
    wanted = text.strip().replace(" ", "_").casefold()
    for zone in (*scene.find(Zones(country)), *scene.find(Zones(""))):
        if zone.casefold() == wanted or (country and same_name(zone.rpartition("/")[2]) == same_name(text)):
            return zone
    return None


def set_zone(scene: DeskScene, zone: str) -> Outcome | None:
    """Take a zone by a button, for the member on the card; ``None`` if none is there."""
    number, _, rest = scene.desk.target.partition(".")
    if scene.desk.view is not DeskView.MEMBER or not rest.startswith(MemberPart.ZONE):
        return None
    detail = scene.find(AboutMember(whole(number)))
    if detail is None:
        return scene.refuse()
    return _changed(scene, detail, MemberPart.ZONE, zone) if zone in scene.find(Zones("")) else scene.refuse()


def retire(scene: DeskScene, target: str) -> Outcome:
    """Retire a member, if the card has just asked about this one; ask first otherwise."""
    detail = scene.find(AboutMember(whole(target)))
    if detail is None:
        return scene.refuse()
    if detail.retired or (scene.desk.view, scene.desk.target) != (DeskView.MEMBER, f"{target}.retire"):
        return open_member(scene, f"{target}.retire")
    line = DeskLine(DeskSay.MEMBER_RETIRED, detail.member.name)
    return scene.arrive(DeskView.MEMBER, target, line, facts=(MemberRetired(detail.member.id),))


def restore(scene: DeskScene, target: str) -> Outcome:
    """Take a retired member in again."""
    detail = scene.find(AboutMember(whole(target)))
    if detail is None:
        return scene.refuse()
    line = DeskLine(DeskSay.MEMBER_RESTORED, detail.member.name)
    return scene.arrive(DeskView.MEMBER, target, line, facts=(MemberRestored(detail.member.id),))


VIEWS = {DeskView.MEMBERS: open_members, DeskView.MEMBER: open_member}
DEEDS = {Deed.RETIRE_MEMBER: retire, Deed.RESTORE_MEMBER: restore}
INPUTS = {DeskView.MEMBER: take_text}
