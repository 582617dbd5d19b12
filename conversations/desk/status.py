"""How a member is doing, and which member is meant when a name fits several.

Decides what a coordinator may press next: remind whom something is left to do, look at what is shared. Until a member
has submitted there are counts and nothing else.
"""

from dataclasses import dataclass

from conversations.assessment import Sharing
from conversations.desk.deeds import DeskLine, DeskSay, Shown
from conversations.desk.missing import ask_missing
from conversations.desk.pages import whole
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.intents import Asked, Question
from conversations.member_file import Dossier, MemberFile
from conversations.people import Member
from conversations.roll import Names, Progress
from conversations.world import Outcome


@dataclass(frozen=True, slots=True)
class StatusShown(Shown):
    """A member's file. ``remind``: it has people and something left; ``answers``: what it shares can be read."""

    dossier: Dossier
    remind: bool
    answers: bool


@dataclass(frozen=True, slots=True)
class WhichShown(Shown):
    """Which of these members or countries (ISO 3166 codes) is meant?"""

    members: tuple[Member, ...]
    countries: tuple[str, ...]


def open_status(scene: DeskScene, target: str) -> Outcome:
    """Show how a member is doing."""
    dossier = scene.find(MemberFile(whole(target)))
    if dossier is None:
        return scene.refuse()
    status = dossier.status
    open_wave = scene.world.wave is not None
    remind = open_wave and status.progress is not Progress.SUBMITTED and bool(status.people)
    shared = status.progress is Progress.SUBMITTED and dossier.sharing is Sharing.NAMED
    shown = StatusShown(dossier, remind, shared)
    return scene.show(scene.desk.at(DeskView.STATUS, str(status.member.id)), shown)


def open_which(scene: DeskScene, target: str) -> Outcome:
    """Ask which member is meant; members of other countries are left out."""
    parts = [part for part in target.split(".") if part]
    members = {one.member.id: one.member for one in scene.find(Names())}
    close = tuple(members[whole(part)] for part in parts if whole(part) in members)
    countries = tuple(part for part in parts if part.isalpha())
    return scene.show(scene.desk.at(DeskView.WHICH, target), WhichShown(close, countries))


def ask_status(scene: DeskScene, asked: Asked) -> Outcome:
    """Answer how a member is doing, if it is certain which; a country is a table, and nothing said is everything."""
    if asked.certain:
        return open_status(scene, str(asked.members[0]))
    if not asked.members and (asked.country or not asked.about):
        return ask_missing(scene, asked)
    lines = (DeskLine(DeskSay.NO_SUCH_NAME, name=asked.about),) if asked.unknown else ()
    countries = (asked.country,) if asked.country else ()
    return open_which(scene.saying(*lines), ".".join((*map(str, asked.members), *countries)))


VIEWS = {DeskView.STATUS: open_status, DeskView.WHICH: open_which}
QUESTIONS = {Question.STATUS: ask_status}
