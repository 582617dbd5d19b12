"""Inviting: a focal point of a member, or another coordinator.

Decides whom one may invite, and that a post which is typed goes with the invitation. No link is in here: it is made at
the moment of sending, and only then.
"""

import re
from dataclasses import dataclass
from typing import Final

from conversations.desk.deeds import Deed, DeskLine, DeskSay, Shown
from conversations.desk.links import open_unopened
from conversations.desk.pages import whole
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.events import Typed
from conversations.intents import Asked, Intent, Word
from conversations.membership import (
    LONGEST_POST,
    AboutMember,
    MemberDetail,
    NeverOpened,
)
from conversations.people import Member
from conversations.replies import Enclosure, Send
from conversations.roll import Names
from conversations.spelling import same_name
from conversations.world import Outcome

NETWORK: Final = "*"
"""What stands for all countries in a choice of countries."""
MOST_CLOSE: Final = 4


@dataclass(frozen=True, slots=True)
class InvitationOrder:
    """What an invitation is to be: to a member (0: to coordinate countries, all of them when empty)."""

    member: int = 0
    countries: tuple[str, ...] = ()
    picture: bool = False
    replacing: bool = False
    post: str = ""

    def write(self) -> str:
        """Write it down: ``m12``, ``cAR,CL``, then what goes with it."""
        head = f"m{self.member}" if self.member else f"c{','.join(self.countries)}"
        return f"{head}{' qr' * self.picture}{' new' * self.replacing}{f' = {self.post}' if self.post else ''}"

    @classmethod
    def read(cls, text: str) -> "InvitationOrder":
        """Read what `write` wrote."""
        front, _, post = text.partition(" = ")
        head, *words = front.split(" ")
        countries = tuple(code for code in head[1:].split(",") if code) if head.startswith("c") else ()
        return cls(whole(head[1:]) if head.startswith("m") else 0, countries, "qr" in words, "new" in words, post)


@dataclass(frozen=True, slots=True)
class InviteShown(Shown):
    """Whom to invite? ``close`` are members that a typed name may mean; ``unopened`` counts who never opened."""

    unopened: int
    close: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class InviteMemberShown(Shown):
    """Inviting a focal point of a member; ``sent``: a message has just gone out."""

    detail: MemberDetail
    post: str
    sent: bool


@dataclass(frozen=True, slots=True)
class InviteCoordinatorShown(Shown):
    """Inviting a coordinator: of which of the countries in scope? ``network``: all of them may be given."""

    countries: tuple[str, ...]
    chosen: tuple[str, ...]
    network: bool


def open_invite(scene: DeskScene, target: str) -> Outcome:
    """Show what ``target`` says: "" whom to invite, ``c`` a coordinator, ``n.2`` who never opened, a member's id."""
    head, _, rest = target.partition(".")
    match head:
        case "c":
            return _coordinator(scene)
        case "n" | "all":
            return open_unopened(scene, whole(rest), asked=head == "all")
        case "":
            shown = InviteShown(len(scene.find(NeverOpened())))
            return scene.show(scene.desk.at(DeskView.INVITE), shown)
        case _:
            return _member(scene, whole(target))


def _draft(scene: DeskScene, target: str) -> dict[str, str]:
    """Give what has been filled in, if this is still the same undertaking."""
    same = (scene.desk.view, scene.desk.target) == (DeskView.INVITE, target)
    return dict(scene.desk.draft) if same else {}


def _member(scene: DeskScene, member: int, *lines: DeskLine, **noted: str) -> Outcome:
    detail = scene.find(AboutMember(member))
    if detail is None:
        return scene.refuse()
    if detail.retired:
        return scene.arrive(DeskView.MEMBER, str(member))
    draft = _draft(scene, str(member)) | noted
    shown = InviteMemberShown(detail, draft.get("post", ""), "sent" in draft)
    return scene.show(scene.desk.at(DeskView.INVITE, str(member), **draft), shown, *lines)


def _coordinator(scene: DeskScene, *lines: DeskLine, **noted: str) -> Outcome:
    draft = _draft(scene, "c") | noted
    chosen = tuple(code for code in draft.get("countries", "").split(",") if code)
    shown = InviteCoordinatorShown(_countries(scene), chosen, network=not scene.appointment.countries)
    return scene.show(scene.desk.at(DeskView.INVITE, "c", **draft), shown, *lines)


def _countries(scene: DeskScene) -> tuple[str, ...]:
    of_members = {one.member.country for one in scene.find(Names())}
    return tuple(sorted(of_members | set(scene.appointment.countries)))


def invite(scene: DeskScene, target: str) -> Outcome:
    """Have an invitation made and sent."""
    picture, head = target.endswith("q"), target.removesuffix("q")
    if head == "c":
        return _invite_coordinator(scene, picture=picture)
    member = whole(head.removeprefix("m"))
    detail = scene.find(AboutMember(member))
    if detail is None or detail.retired:
        return scene.refuse()
    draft = _draft(scene, str(member))
    again = picture and "sent" in draft
    order = InvitationOrder(member, picture=picture, replacing=again, post=draft.get("post", ""))
    line = DeskLine(DeskSay.INVITATION_REPLACED if again else DeskSay.INVITATION_COMING)
    desk = scene.desk.at(DeskView.INVITE, str(member), **draft, **({} if "sent" in draft else {"sent": "1"}))
    shown = InviteMemberShown(detail, order.post, sent=True)
    send = Send(Enclosure.INVITATION, scene.language, order.write())
    return scene.show(desk, shown, line, replies=(send,))


def _invite_coordinator(scene: DeskScene, *, picture: bool) -> Outcome:
    chosen = tuple(code for code in _draft(scene, "c").get("countries", "").split(",") if code)
    if not chosen:
        return _coordinator(scene, DeskLine(DeskSay.COUNTRIES_MISSING))
    countries = () if chosen == (NETWORK,) else chosen
    scope = scene.appointment.countries
    if scope and not (countries and set(countries) <= set(scope)):
        return scene.refuse()
    shown = InviteCoordinatorShown(_countries(scene), chosen, network=not scope)
    send = Send(Enclosure.INVITATION, scene.language, InvitationOrder(0, countries, picture=picture).write())
    return scene.show(scene.desk.at(DeskView.INVITE, "c"), shown, DeskLine(DeskSay.INVITATION_COMING), replies=(send,))


def pick_country(scene: DeskScene, code: str) -> Outcome:
    """Put a country on the list of a coordinator's, or take it off; the whole network excludes the others."""
    scope = scene.appointment.countries
    if (scope and code not in scope) or not (code == NETWORK or re.fullmatch("[A-Z]{2}", code)):
        return scene.refuse()
    chosen = {one for one in _draft(scene, "c").get("countries", "").split(",") if one}
    chosen = {code} ^ (chosen & {code}) if code == NETWORK else (chosen - {NETWORK}) ^ {code}
    return _coordinator(scene, countries=",".join(sorted(chosen)))


def take_text(scene: DeskScene, event: Typed[Intent]) -> Outcome | None:
    """Take a typed name where one is looked for, a post on a member's card, country codes on a coordinator's."""
    target = scene.desk.target
    if isinstance(event.intent, Word):
        return None
    if target == "c":
        return _typed_countries(scene, event.text)
    if whole(target):
        post = " ".join(event.text.split())
        if len(post) > LONGEST_POST:
            return _member(scene, whole(target), DeskLine(DeskSay.POST_TOO_LONG, number=LONGEST_POST))
        return _member(scene, whole(target), DeskLine(DeskSay.POST_NOTED, post), post=post)
    found = close_members(scene, event)
    if len(found) == 1:
        return _member(scene, found[0].id)
    lines = () if found else (DeskLine(DeskSay.NO_SUCH_MEMBER, event.text[:60]),)
    shown = InviteShown(len(scene.find(NeverOpened())), found)
    return scene.show(scene.desk.at(DeskView.INVITE), shown, *lines)


def _typed_countries(scene: DeskScene, text: str) -> Outcome:
    codes = re.split(r"[\s,;]+", text.strip().upper())
    scope = scene.appointment.countries
    if not all(re.fullmatch("[A-Z]{2}", code) for code in codes) or (scope and not set(codes) <= set(scope)):
        return _coordinator(scene, DeskLine(DeskSay.COUNTRY_UNKNOWN))
    return _coordinator(scene, countries=",".join(sorted(set(codes))))


def close_members(scene: DeskScene, event: Typed[Intent]) -> tuple[Member, ...]:
    """Give the members in scope that a typed text may mean: one, if that is certain."""
    every = {one.member.id: one for one in scene.find(Names())}
    if isinstance(event.intent, Asked):
        meant = [number for number in event.intent.members if number in every]
        return tuple(every[number].member for number in meant[: 1 if event.intent.certain else MOST_CLOSE])
    typed = same_name(event.text)
    named = [
        one.member for one in every.values() if typed in (same_name(one.member.name), *map(same_name, one.aliases))
    ]
    return tuple(named[:MOST_CLOSE])


VIEWS = {DeskView.INVITE: open_invite}
DEEDS = {
    Deed.INVITE: invite,
    Deed.PICK_COUNTRY: pick_country,
}
INPUTS = {DeskView.INVITE: take_text}
