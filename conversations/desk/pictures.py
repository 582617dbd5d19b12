"""Two pictures of a wave: members by criteria for internal use, and one without names that may leave the chat.

Decides when there is one: the first as soon as one member shares by name, the second only from five members on, in
the whole scope at once, so that no two pictures differ by a single member. Must not know how they are drawn.
"""

from dataclasses import dataclass, replace
from typing import Final

from conversations.desk.deeds import Deed, DeskLine, DeskSay
from conversations.desk.missing import open_missing
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.desk.sought import Sought
from conversations.replies import Enclosure, Send
from conversations.world import Outcome

ENOUGH: Final = 5
"""How many members must be in a picture without names."""


@dataclass(frozen=True, slots=True)
class Sharers:
    """How many members have submitted and share by ``named``; how many are ``counted`` in aggregates, with those."""

    named: int
    counted: int


@dataclass(frozen=True, slots=True)
class SharersSought(Sought[Sharers]):
    """Of the present wave, in scope and, if one is given, in a country."""

    country: str = ""


def send_heat_map(scene: DeskScene, target: str) -> Outcome:
    """Send the heat map of a country, or of everybody in scope."""
    if not scene.find(SharersSought(target)).named:
        return _stay(scene, DeskLine(DeskSay.NOTHING_SHARED))
    return _stay(scene, DeskLine(DeskSay.FILE_COMING), Send(Enclosure.HEAT_MAP, scene.language, target))


def send_network_picture(scene: DeskScene, _: str) -> Outcome:
    """Send the picture without names of everybody in scope."""
    if scene.find(SharersSought()).counted < ENOUGH:
        return _stay(scene, DeskLine(DeskSay.TOO_FEW_TO_HIDE, number=ENOUGH))
    return _stay(scene, DeskLine(DeskSay.FILE_COMING), Send(Enclosure.NETWORK_PICTURE, scene.language))


def _stay(scene: DeskScene, line: DeskLine, *replies: Send) -> Outcome:
    at = scene.desk.target if scene.desk.view is DeskView.MISSING else ""
    shown = open_missing(scene.saying(line), at)
    return replace(shown, replies=(*shown.replies, *replies))


DEEDS = {Deed.HEAT_MAP: send_heat_map, Deed.NETWORK_PICTURE: send_network_picture}
