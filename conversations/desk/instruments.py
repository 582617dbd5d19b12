"""Instruments in the chat: which are there, trying one out, loading another from a file.

Decides that a document is checked first, with every problem told, and that nothing of it can be used before it is
confirmed twice. It must not know how a document is written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conversations.authorisation import runs_waves
from conversations.desk.deeds import Deed, DeskLine, DeskSay, Reading, Shown
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.desk.sought import Sought
from conversations.events import Attached
from conversations.facts import DeskFact
from conversations.instrument import Text
from conversations.replies import Enclosure, Reply, Send, Toast
from conversations.world import Outcome

LARGEST_FILE = 500_000
"""Bytes of a document; the one that ships with the program has a fifth of that."""
READ, SURE = "read", "sure"
"""Targets of the view while a document waits to be confirmed."""


@dataclass(frozen=True, slots=True)
class LoadedInstrument:
    """An instrument that waves can use. ``id`` 0: the default one, that no wave has used yet."""

    id: int
    reference: str
    title: Text
    criteria: int
    items: int


class Novelty(StrEnum):
    """What a document is beside those that are there."""

    NEW = "new"
    KNOWN = "known"  # the same document is there
    TAKEN = "taken"  # another document is there under this id and version


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """What a valid document holds."""

    instrument: LoadedInstrument
    novelty: Novelty


@dataclass(frozen=True, slots=True)
class DocumentProblem:
    """One thing to mend in a document: where, in which line if that is known, and what, as storage says it."""

    place: str
    message: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Instruments(Sought[tuple[LoadedInstrument, ...]]):
    """The instruments that waves can use, the one loaded last first; never empty."""


@dataclass(frozen=True, slots=True)
class Summary(Sought[DocumentSummary | None]):
    """What a document holds; ``None`` for one that is not valid."""

    document: str


@dataclass(frozen=True, slots=True)
class InstrumentLoaded(DeskFact):
    """A document was confirmed: waves can use it from now on."""

    document: str


@dataclass(frozen=True, slots=True)
class InstrumentRead(Reading):
    """A document as it came; with ``problems`` it is no instrument, and the text is not kept."""

    document: str
    problems: tuple[DocumentProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class InstrumentsShown(Shown):
    """The instruments that are there; ``runs``: others can be loaded."""

    instruments: tuple[LoadedInstrument, ...]
    runs: bool


@dataclass(frozen=True, slots=True)
class ProblemsShown(Shown):
    """What is wrong with a document that was sent."""

    problems: tuple[DocumentProblem, ...]


@dataclass(frozen=True, slots=True)
class DocumentShown(Shown):
    """A valid document that waits to be confirmed; ``sure``: for the second time."""

    summary: DocumentSummary
    sure: bool


def open_view(scene: DeskScene, target: str) -> Outcome:
    """Show the instruments that are there, or the document that waits to be confirmed."""
    document = scene.desk.draft.get("document") if scene.desk.view is DeskView.INSTRUMENT else None
    waiting = document if target in (READ, SURE) and runs_waves(scene.appointment) else None
    summary = scene.find(Summary(waiting)) if waiting else None
    if waiting and summary is not None:
        desk = scene.desk.at(DeskView.INSTRUMENT, target, document=waiting)
        return scene.show(desk, DocumentShown(summary, sure=target == SURE))
    shown = InstrumentsShown(scene.find(Instruments()), runs_waves(scene.appointment))
    return scene.show(scene.desk.at(DeskView.INSTRUMENT), shown)


def take_file(scene: DeskScene, event: Attached) -> Outcome:
    """Have a document fetched and read, if it is not too large and its sender may load one."""
    if not runs_waves(scene.appointment):
        return scene.refuse(DeskSay.NETWORK_ONLY)
    desk = scene.desk.at(DeskView.INSTRUMENT)
    shown = InstrumentsShown(scene.find(Instruments()), runs=True)
    if event.evidence.size > LARGEST_FILE:
        return scene.show(desk, shown, DeskLine(DeskSay.FILE_TOO_LARGE, number=LARGEST_FILE // 1000))
    fetch = Send(Enclosure.READ_FILE, scene.language, f"yaml:{event.evidence.file}")
    return scene.show(desk, shown, DeskLine(DeskSay.FILE_BEING_READ), replies=(fetch,))


def take_reading(scene: DeskScene, reading: InstrumentRead) -> Outcome:
    """Show what a document holds, or all that is wrong with it."""
    if not runs_waves(scene.appointment):
        return scene.refuse(DeskSay.NETWORK_ONLY)
    summary = None if reading.problems else scene.find(Summary(reading.document))
    if summary is None:
        return scene.show(scene.desk.at(DeskView.INSTRUMENT), ProblemsShown(reading.problems))
    desk = scene.desk.at(DeskView.INSTRUMENT, READ, document=reading.document)
    return scene.show(desk, DocumentShown(summary, sure=False))


def load(scene: DeskScene, target: str) -> Outcome:
    """Ask once more, then let waves use the document."""
    if not runs_waves(scene.appointment):
        return scene.refuse(DeskSay.NETWORK_ONLY)
    document = scene.desk.draft.get("document") if scene.desk.view is DeskView.INSTRUMENT else None
    summary = scene.find(Summary(document)) if document else None
    if document is None or summary is None or (target == "yes" and scene.desk.target != SURE):
        return scene.arrive(DeskView.INSTRUMENT, "", DeskLine(DeskSay.STALE_BUTTON))
    if target != "yes" or summary.novelty is Novelty.TAKEN:
        return open_view(scene, SURE if summary.novelty is not Novelty.TAKEN else READ)
    known = summary.novelty is Novelty.KNOWN
    line = DeskLine(DeskSay.INSTRUMENT_KNOWN if known else DeskSay.INSTRUMENT_LOADED, summary.instrument.reference)
    return scene.arrive(DeskView.INSTRUMENT, "", line, facts=(InstrumentLoaded(document),))


def send_document(scene: DeskScene, target: str) -> Outcome:
    """Send an instrument as the file that it came in: to read it, or to write another one like it."""
    if target not in {str(one.id) for one in scene.find(Instruments())}:
        return scene.arrive(DeskView.INSTRUMENT, "", DeskLine(DeskSay.STALE_BUTTON))
    send: Reply = Send(Enclosure.INSTRUMENT, scene.language, target)
    shown = InstrumentsShown(scene.find(Instruments()), runs_waves(scene.appointment))
    toast = Toast(DeskLine(DeskSay.FILE_COMING))
    return scene.show(scene.desk.at(DeskView.INSTRUMENT), shown, replies=(toast, send))


VIEWS = {DeskView.INSTRUMENT: open_view}
DEEDS = {Deed.LOAD_INSTRUMENT: load, Deed.SEND_INSTRUMENT: send_document}
FILES = {"yaml": take_file, "yml": take_file}
READINGS: dict[type[Reading], Callable[[DeskScene, Any], Outcome]] = {InstrumentRead: take_reading}
