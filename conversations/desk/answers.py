"""What a member submitted and shares under its name, criterion by criterion; and what says too much taken out of it.

Decides who reads it (`conversations.authorisation`, again at every press) and that each reading is counted. Before a
member has submitted, or when it shares only in aggregates, there is nothing to be found here.
"""

from dataclasses import dataclass

from conversations.assessment import Assessment, steps_of
from conversations.authorisation import Act, may
from conversations.desk.deeds import Deed, DeskLine, DeskSay, Shown
from conversations.desk.pages import whole
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.desk.sought import Sought
from conversations.facts import DeskFact, Redacted
from conversations.instrument import Criterion
from conversations.world import Outcome

ERASING = "x"
"""After the criterion in a target: which note shall go?"""


@dataclass(frozen=True, slots=True)
class SharedAnswers(Sought[Assessment | None]):
    """A member's assessment of the present wave; ``None`` unless it is in scope, submitted and shared by name."""

    member: int


@dataclass(frozen=True, slots=True)
class AnswersRead(DeskFact):
    """A coordinator looked at what a member submitted: counted."""


@dataclass(frozen=True, slots=True)
class AnswersShown(Shown):
    """The results of all criteria, each a tap away."""

    assessment: Assessment


@dataclass(frozen=True, slots=True)
class CriterionShown(Shown):
    """One criterion's answers, notes and files. ``noted``: something could be taken out."""

    assessment: Assessment
    criterion: Criterion
    noted: bool


@dataclass(frozen=True, slots=True)
class ErasingShown(Shown):
    """The notes and files of a criterion by step, any of which can be taken out."""

    assessment: Assessment
    criterion: Criterion
    steps: tuple[str, ...]


def open_answers(scene: DeskScene, target: str) -> Outcome:
    """Show what ``target`` says: a member, ``12.c01`` a criterion, ``12.c01.x`` what can be taken out of it."""
    member, _, rest = target.partition(".")
    name, _, erasing = rest.partition(".")
    assessment = _readable(scene, member)
    if assessment is None or (name and not assessment.instrument.has_criterion(name)):
        return scene.refuse()
    desk, facts = scene.desk.at(DeskView.ANSWERS, target), (AnswersRead(),)
    if not name:
        return scene.show(desk, AnswersShown(assessment), facts=facts)
    criterion = assessment.instrument.criterion(name)
    steps = _noted(assessment, criterion) if _may(scene, Act.REDACT, assessment) else ()
    if erasing == ERASING and steps:
        return scene.show(desk, ErasingShown(assessment, criterion, steps), facts=facts)
    return scene.show(desk, CriterionShown(assessment, criterion, bool(steps)), facts=facts)


def redact(scene: DeskScene, target: str) -> Outcome:
    """Take the note and files of ``12.c01q2`` out; whose they were and when stays."""
    member, _, step = target.partition(".")
    assessment = _readable(scene, member)
    if assessment is None or not _may(scene, Act.REDACT, assessment):
        return scene.refuse()
    instrument = assessment.instrument
    if not instrument.has_item(step) and not instrument.has_criterion(step):
        return scene.refuse()
    criterion = instrument.criterion(step) if instrument.has_criterion(step) else instrument.criterion_of(step)
    there = step in _noted(assessment, criterion)
    facts = (Redacted(step, assessment.id),) if there else ()
    line = DeskLine(DeskSay.TEXT_REDACTED)
    return scene.arrive(DeskView.ANSWERS, f"{member}.{criterion.id}.{ERASING}", line, facts=facts)


def _readable(scene: DeskScene, member: str) -> Assessment | None:
    assessment = scene.find(SharedAnswers(whole(member)))
    return assessment if assessment is not None and _may(scene, Act.SEE_ANSWERS, assessment) else None


def _may(scene: DeskScene, act: Act, assessment: Assessment) -> bool:
    return may(scene.appointment, act, assessment, scene.desk.person, scene.now)


def _noted(assessment: Assessment, criterion: Criterion) -> tuple[str, ...]:
    return tuple(step for step in steps_of(criterion) if step in assessment.notes or assessment.evidence.get(step))


VIEWS = {DeskView.ANSWERS: open_answers}
DEEDS = {Deed.REDACT: redact}
