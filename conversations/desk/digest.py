"""The wish for a digest: weekly, before each meeting, or not at all.

When one is due, `conversations.digests` decides.
"""

from dataclasses import dataclass

from conversations.desk.deeds import Deed, DeskLine, DeskSay, Shown
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.desk.sought import Sought
from conversations.digests import Every
from conversations.facts import DeskFact
from conversations.world import Outcome

NEVER = "never"
SAYS = {Every.WEEK: DeskSay.DIGEST_WEEKLY, Every.MEETING: DeskSay.DIGEST_BEFORE_MEETINGS}


@dataclass(frozen=True, slots=True)
class DigestWish(Sought[Every | None]):
    """How often this coordinator wants a digest; ``None``: not at all."""


@dataclass(frozen=True, slots=True)
class DigestChosen(DeskFact):
    """This coordinator wants a digest so often, or none; what changes counts from now."""

    every: Every | None


@dataclass(frozen=True, slots=True)
class DigestShown(Shown):
    """How often a digest comes now."""

    every: Every | None


def open_view(scene: DeskScene, _: str) -> Outcome:
    """Show how often a digest comes."""
    return scene.show(scene.desk.at(DeskView.DIGEST), DigestShown(scene.find(DigestWish())))


def choose(scene: DeskScene, target: str) -> Outcome:
    """Have digests come so often, or not any more."""
    if target not in (*Every, NEVER):
        return scene.arrive(DeskView.DIGEST, "", DeskLine(DeskSay.STALE_BUTTON))
    every = None if target == NEVER else Every(target)
    line = DeskLine(DeskSay.DIGEST_OFF if every is None else SAYS[every])
    changes = every is not scene.find(DigestWish())
    return scene.arrive(DeskView.DIGEST, "", line, facts=(DigestChosen(every),) if changes else ())


VIEWS = {DeskView.DIGEST: open_view}
DEEDS = {Deed.DIGEST: choose}
