"""Exports in the chat: a workbook, CSV or JSON of the present wave, in a language, as a document.

Decides what can be asked for. What may be in it is computed in the coordinator's scope when it is made.
"""

from dataclasses import dataclass

from conversations.assessment import Wave
from conversations.desk.deeds import Deed, DeskLine, DeskSay, Shown
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.desk.waves import Waves
from conversations.instrument import Language
from conversations.intents import Asked, Question
from conversations.replies import Enclosure, Reply, Send
from conversations.world import Outcome

FORMATS = ("xlsx", "csv", "json")


@dataclass(frozen=True, slots=True)
class ExportShown(Shown):
    """What can be exported: the open wave or the latest one, ``None`` if there was none; in which language."""

    wave: Wave | None
    submitted: int
    language: Language


def open_view(scene: DeskScene, target: str, *replies: Reply) -> Outcome:
    """Show what can be exported; ``target`` is the language, the coordinator's own without one."""
    language = Language(target) if target in tuple(Language) else scene.language
    latest = next(iter(scene.find(Waves())), None)
    shown = ExportShown(latest.wave if latest else None, latest.submitted if latest else 0, language)
    return scene.show(scene.desk.at(DeskView.EXPORT, language.value), shown, replies=replies)


def export(scene: DeskScene, target: str) -> Outcome:
    """Send an export; ``target`` is its format, and its language after a dot."""
    chosen, _, language = target.partition(".")
    if chosen not in FORMATS or language not in tuple(Language) or not scene.find(Waves()):
        return scene.arrive(DeskView.EXPORT, "", DeskLine(DeskSay.STALE_BUTTON))
    send = Send(Enclosure.EXPORT, Language(language), chosen)
    return open_view(scene.saying(DeskLine(DeskSay.FILE_COMING)), language, send)


def asked(scene: DeskScene, _: Asked) -> Outcome:
    """Answer ``/export``."""
    return open_view(scene, "")


VIEWS = {DeskView.EXPORT: open_view}
DEEDS = {Deed.EXPORT: export}
QUESTIONS = {Question.EXPORT: asked}
