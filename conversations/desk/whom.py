"""Whom a meeting, reminder or notice is for: some countries in scope, all of them, or members chosen by name.

Decides that countries and chosen members exclude each other, and what a typed name means: close ones are asked about.
"""

import re
from dataclasses import dataclass

from conversations.campaigns import CampaignKind
from conversations.desk.deeds import Deed, DeskLine, DeskSay, Shown
from conversations.desk.drafting import Draft, joined, noted, read_draft, stay, switched
from conversations.desk.pages import Page, page_of, whole
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.events import Typed
from conversations.intents import Asked, Intent, Word
from conversations.people import Member
from conversations.roll import Names
from conversations.spelling import same_name
from conversations.world import Outcome

COUNTRIES_ON_A_PAGE = 9
MOST_CLOSE = 3
MOST_MEMBERS = 40
NETWORK = "*"
"""The target that stands for all countries in scope."""


@dataclass(frozen=True, slots=True)
class WhomShown(Shown):
    """The countries to choose from and those chosen, or the members chosen; ``close`` are those a name may mean."""

    kind: CampaignKind
    countries: Page[str]
    chosen: tuple[str, ...]
    members: tuple[Member, ...]
    close: tuple[Member, ...] = ()


def open_whom(scene: DeskScene, target: str) -> Outcome:
    """Show whom it is for."""
    draft = read_draft(scene.desk)
    if draft is None:
        return scene.stale()
    return show_whom(scene, draft, whole(target))


def show_whom(scene: DeskScene, draft: Draft, page: int = 0, close: tuple[int, ...] = ()) -> Outcome:
    """Show the choice, with buttons for the members that a typed name may mean."""
    members = [one.member for one in scene.find(Names())]
    countries = page_of(countries_of(members), page, COUNTRIES_ON_A_PAGE)
    by_id = {one.id: one for one in members}
    shown = WhomShown(
        draft.kind,
        countries,
        draft.countries,
        tuple(one for one in members if one.id in draft.members),
        tuple(by_id[one] for one in close if one in by_id),
    )
    target = str(countries.number) if countries.number else ""
    return scene.show(scene.desk.at(DeskView.WHOM, target, **scene.desk.draft), shown)


def countries_of(members: list[Member]) -> tuple[str, ...]:
    """List the countries that have members."""
    return tuple(sorted({one.country for one in members}))


def choose_country(scene: DeskScene, target: str) -> Outcome:
    """Take a country in or out; members chosen by name are let go."""
    draft = read_draft(scene.desk)
    if draft is None:
        return scene.stale()
    code, wanted = switched(target)
    if target == NETWORK:
        return _choose(scene, (), ())
    if code not in countries_of([one.member for one in scene.find(Names())]):
        return scene.refuse()
    return _choose(scene, _with(draft.countries, code, wanted=wanted), ())


def choose_member(scene: DeskScene, target: str) -> Outcome:
    """Take a member in or out; countries are let go."""
    draft = read_draft(scene.desk)
    if draft is None:
        return scene.stale()
    text, wanted = switched(target)
    member = whole(text)
    if member not in {one.member.id for one in scene.find(Names())}:
        return scene.refuse()
    kept = tuple(one for one in draft.members if one != member)
    return _choose(scene, (), (*kept, member)[-MOST_MEMBERS:] if wanted else kept)


def _with(chosen: tuple[str, ...], code: str, *, wanted: bool) -> tuple[str, ...]:
    kept = {one for one in chosen if one != code}
    return tuple(sorted(kept | {code} if wanted else kept))


def _choose(scene: DeskScene, countries: tuple[str, ...], members: tuple[int, ...]) -> Outcome:
    scene = noted(scene, countries=joined(countries), members=joined(members))
    return open_whom(scene, scene.desk.target if scene.desk.view is DeskView.WHOM else "")


def take_whom(scene: DeskScene, event: Typed[Intent]) -> Outcome | None:
    """Take the names of members, with commas between, or of a country."""
    draft = read_draft(scene.desk)
    if draft is None:
        return None
    if isinstance(event.intent, Word):
        return stay(scene, event.intent)
    intent = event.intent
    alone = isinstance(intent, Asked) and intent.bare
    if isinstance(intent, Asked) and alone and intent.members and not intent.certain:
        return show_whom(scene, draft, close=intent.members[:MOST_CLOSE])
    named, unknown = _named(scene, event.text)
    if named and not unknown:
        return _choose(scene, (), (*draft.members, *(one for one in named if one not in draft.members))[:MOST_MEMBERS])
    if isinstance(intent, Asked) and alone and intent.members:
        return choose_member(scene, f"{intent.members[0]}+")
    if isinstance(intent, Asked) and alone and intent.country:
        return choose_country(scene, f"{intent.country}+")
    if named:
        scene = noted(scene, countries="", members=joined(dict.fromkeys((*draft.members, *named))))
    draft = read_draft(scene.desk)
    assert draft is not None
    return show_whom(scene.saying(DeskLine(DeskSay.NO_SUCH_MEMBER, unknown[0])), draft)


def _named(scene: DeskScene, text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Find the members that are called exactly as the parts of a text, and the parts that nobody is called."""
    meant: dict[str, list[int]] = {}
    for one in scene.find(Names()):
        for name in {same_name(one.member.name), *(same_name(alias) for alias in one.aliases)}:
            meant.setdefault(name, []).append(one.member.id)
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()] or [text]
    found = [meant[same_name(part)][0] for part in parts if len(meant.get(same_name(part), ())) == 1]
    unknown = tuple(part for part in parts if len(meant.get(same_name(part), ())) != 1)
    return tuple(dict.fromkeys(found)), unknown


VIEWS = {DeskView.WHOM: open_whom}
DEEDS = {Deed.MEET_COUNTRY: choose_country, Deed.MEET_MEMBER: choose_member}
INPUTS = {DeskView.WHOM: take_whom}
