"""People: who coordinates and who answers for a member; ending somebody's access.

Decides that this takes two taps, that nobody ends their own access here, and that one sees only those whose countries
are all among one's own.
"""

from dataclasses import dataclass
from typing import Final

from conversations.desk.deeds import Deed, DeskLine, DeskSay, Shown
from conversations.desk.pages import Page, page_of, whole
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.events import Redraw
from conversations.membership import AboutAppointment, AboutMember, AccessEnded, Appointed, Coordinators, OpenLink
from conversations.people import Member
from conversations.world import Outcome

ON_A_PAGE: Final = 4


@dataclass(frozen=True, slots=True)
class PeopleShown(Shown):
    """The people of a member, or (``member`` None) the other coordinators; with the open links to become one."""

    member: Member | None
    page: Page[Appointed | OpenLink]
    people: int


@dataclass(frozen=True, slots=True)
class PersonShown(Shown):
    """Somebody with an appointment; ``asked``: shall their access end?"""

    appointed: Appointed
    asked: bool


@dataclass(frozen=True, slots=True)
class LinkShown(Shown):
    """An open link to become a coordinator."""

    link: OpenLink


def open_people(scene: DeskScene, target: str) -> Outcome:
    """Show the coordinators ("", ``.1``), the people of a member (``m12.1``), somebody (``7``, ``r7``), a link."""
    head, _, page = target.partition(".")
    match head[:1]:
        case "":
            found = scene.find(Coordinators())
            return _people(scene, target, None, (*found.people, *found.links), len(found.people), whole(page))
        case "m":
            detail = scene.find(AboutMember(whole(head[1:])))
            if detail is None:
                return scene.refuse()
            return _people(scene, target, detail.member, detail.people, len(detail.people), whole(page))
        case "i":
            links = {one.id: one for one in scene.find(Coordinators()).links}
            link = links.get(whole(head[1:]))
            if link is None:
                return _gone(scene)
            return scene.show(scene.desk.at(DeskView.PEOPLE, head), LinkShown(link))
        case _:
            appointed = scene.find(AboutAppointment(whole(head.removeprefix("r"))))
            if appointed is None:
                return _gone(scene)
            shown = PersonShown(appointed, asked=head.startswith("r"))
            return scene.show(scene.desk.at(DeskView.PEOPLE, head), shown)


def _gone(scene: DeskScene) -> Outcome:
    """Refuse what is not there; a card that is only drawn anew goes home: nobody has reached for anything."""
    return scene.arrive(DeskView.HOME) if isinstance(scene.event, Redraw) else scene.refuse()


def _people(
    scene: DeskScene,
    target: str,
    member: Member | None,
    entries: tuple[Appointed | OpenLink, ...],
    people: int,
    page: int,
) -> Outcome:
    shown = PeopleShown(member, page_of(entries, page, ON_A_PAGE), people)
    return scene.show(scene.desk.at(DeskView.PEOPLE, target), shown)


def end_access(scene: DeskScene, target: str) -> Outcome:
    """End an appointment, if the card has just asked about this one; ask first otherwise."""
    appointed = scene.find(AboutAppointment(whole(target)))
    if appointed is None:
        return scene.refuse()
    if (scene.desk.view, scene.desk.target) != (DeskView.PEOPLE, f"r{target}"):
        return open_people(scene, f"r{target}")
    back = f"m{appointed.member.id}" if appointed.member else ""
    line = DeskLine(DeskSay.ACCESS_ENDED, appointed.name)
    return scene.arrive(DeskView.PEOPLE, back, line, facts=(AccessEnded(appointed.appointment),))


VIEWS = {DeskView.PEOPLE: open_people}
DEEDS = {Deed.END_ACCESS: end_access}
