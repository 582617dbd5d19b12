"""Reports in the chat: figures frozen for a meeting's report, and what is made of them.

Decides that freezing is one tap, that it is not done twice by one button, and that a picture needs five members. Must
not know how figures are computed.
"""

from dataclasses import dataclass
from datetime import datetime

from conversations.desk.deeds import Deed, DeskLine, DeskSay, Shown
from conversations.desk.pictures import ENOUGH
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.desk.sought import Sought
from conversations.desk.waves import Waves, WaveStanding
from conversations.facts import DeskFact
from conversations.figures import CutOff
from conversations.replies import Enclosure, Send
from conversations.world import Outcome

LATEST = "latest"
PARTS = {"book": Enclosure.CUT_OFF_BOOK, "pictures": Enclosure.CUT_OFF_PICTURES, "text": Enclosure.CUT_OFF_TEXT}


@dataclass(frozen=True, slots=True)
class CutOffHead:
    """A cut-off in a list."""

    id: int
    wave: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class CutOffs(Sought[tuple[CutOffHead, ...]]):
    """All cut-offs that were made for countries in scope, the latest first."""


@dataclass(frozen=True, slots=True)
class CutOffSought(Sought[CutOff | None]):
    """One cut-off, if it was made for countries in scope."""

    id: int


@dataclass(frozen=True, slots=True)
class CutOffMade(DeskFact):
    """The figures of a wave, in some countries or all, as they are now, were put down for good."""

    wave: int
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FiguresShown(Shown):
    """How the present wave stands, and the latest cut-offs."""

    standing: WaveStanding | None
    cut_offs: tuple[CutOffHead, ...]


@dataclass(frozen=True, slots=True)
class CutOffShown(Shown):
    """One cut-off, with what can be made of it."""

    cut_off: CutOff


def open_view(scene: DeskScene, target: str) -> Outcome:
    """Show what reports there are, or one cut-off by its id."""
    heads = scene.find(CutOffs())
    chosen = str(heads[0].id) if target == LATEST and heads else target
    cut_off = scene.find(CutOffSought(int(chosen))) if chosen in {str(one.id) for one in heads} else None
    if cut_off is not None:
        return scene.show(scene.desk.at(DeskView.FIGURES, chosen), CutOffShown(cut_off))
    if target and target != LATEST:
        return scene.refuse()
    standing = next(iter(scene.find(Waves())), None)
    return scene.show(scene.desk.at(DeskView.FIGURES), FiguresShown(standing, heads))


def freeze(scene: DeskScene, target: str) -> Outcome:
    """Put the figures down as they are now; ``target`` is the latest cut-off that the button knew, "0" for none."""
    heads, standing = scene.find(CutOffs()), next(iter(scene.find(Waves())), None)
    known = str(heads[0].id) if heads else "0"
    if standing is None or known != target:
        return scene.arrive(DeskView.FIGURES, LATEST, DeskLine(DeskSay.STALE_BUTTON))
    fact = CutOffMade(standing.wave.id, scene.appointment.countries)
    return scene.arrive(DeskView.FIGURES, LATEST, DeskLine(DeskSay.FIGURES_FROZEN), facts=(fact,))


def send(scene: DeskScene, target: str) -> Outcome:
    """Send what is made of a cut-off; ``target`` is which part, and the cut-off's id after a dot."""
    part, _, chosen = target.partition(".")
    cut_off = scene.find(CutOffSought(int(chosen))) if chosen.isascii() and chosen.isdigit() else None
    if cut_off is None or part not in PARTS:
        return scene.refuse()
    if part == "pictures" and cut_off.figures.counted < ENOUGH:
        return open_view(scene.saying(DeskLine(DeskSay.TOO_FEW_TO_HIDE, number=ENOUGH)), chosen)
    desk = scene.desk.at(DeskView.FIGURES, chosen)
    coming = DeskLine(DeskSay.FILE_COMING)
    return scene.show(desk, CutOffShown(cut_off), coming, replies=(Send(PARTS[part], scene.language, chosen),))


VIEWS = {DeskView.FIGURES: open_view}
DEEDS = {Deed.FREEZE: freeze, Deed.CUT_OFF: send}
