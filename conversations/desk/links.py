"""Links that nobody has used: of members that were never opened, passed on, or taken back.

Decides nothing about whom one may invite; must not know a token.
"""

from dataclasses import dataclass
from typing import Final

from conversations.desk.deeds import Deed, DeskLine, DeskSay, Shown
from conversations.desk.pages import Page, page_of, whole
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.membership import (
    AboutMember,
    Coordinators,
    LinksForwarded,
    LinksRevoked,
    NeverOpened,
    Unopened,
)
from conversations.replies import Enclosure, Send
from conversations.world import Outcome

ON_A_PAGE: Final = 6
EVERY: Final = "n"
"""All members that nobody has opened."""


@dataclass(frozen=True, slots=True)
class UnopenedShown(Shown):
    """The members that nobody has opened; ``asked``: links for all of them, are you sure?"""

    page: Page[Unopened]
    total: int
    linked: int
    asked: bool = False


def open_unopened(scene: DeskScene, page: int, *, asked: bool) -> Outcome:
    """Show who never opened; ``asked``: links for all of them are offered."""
    every = scene.find(NeverOpened())
    shown = UnopenedShown(
        page_of(every, page, ON_A_PAGE), len(every), sum(one.link is not None for one in every), asked
    )
    target = "all" if asked else f"n.{shown.page.number}"
    return scene.show(scene.desk.at(DeskView.INVITE, target), shown)


def invite_unopened(scene: DeskScene, _: str) -> Outcome:
    """Have links made for every member that nobody has opened, in one workbook."""
    every = scene.find(NeverOpened())
    shown = UnopenedShown(page_of(every, 0, ON_A_PAGE), len(every), sum(one.link is not None for one in every))
    line = DeskLine(DeskSay.LIST_COMING, number=len(every))
    return scene.show(
        scene.desk.at(DeskView.INVITE, "n.0"), shown, line, replies=(Send(Enclosure.UNOPENED_LIST, scene.language),)
    )


def forwarded(scene: DeskScene, target: str) -> Outcome:
    """Note that a member's links, or a coordinator's, or all that nobody has opened, were passed on today."""
    if target == EVERY:
        linked = (one.member.id for one in scene.find(NeverOpened()) if one.link is not None)
        facts = tuple(LinksForwarded(member=member) for member in linked)
        return scene.arrive(DeskView.INVITE, "n.0", DeskLine(DeskSay.LINKS_FORWARDED), facts=facts)
    return _about_links(scene, target, LinksForwarded, DeskSay.LINKS_FORWARDED)


def revoke_links(scene: DeskScene, target: str) -> Outcome:
    """Take a member's open links back, or a coordinator's."""
    return _about_links(scene, target, LinksRevoked, DeskSay.LINKS_REVOKED)


def _about_links(
    scene: DeskScene, target: str, fact: type[LinksForwarded] | type[LinksRevoked], say: DeskSay
) -> Outcome:
    number = whole(target[1:])
    if target.startswith("m"):
        if scene.find(AboutMember(number)) is None:
            return scene.refuse()
        return scene.arrive(DeskView.INVITE, str(number), DeskLine(say), facts=(fact(member=number),))
    if number not in {one.id for one in scene.find(Coordinators()).links}:
        return scene.refuse()
    return scene.arrive(DeskView.PEOPLE, "", DeskLine(say), facts=(fact(invitation=number),))


DEEDS = {
    Deed.INVITE_UNOPENED: invite_unopened,
    Deed.FORWARDED: forwarded,
    Deed.REVOKE_LINKS: revoke_links,
}
