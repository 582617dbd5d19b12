"""An assessment after a fact. Storage writes facts, this applies them: a reload must give the same state."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from conversations.assessment import Assessment, Note, Priority, Response, Submission
from conversations.facts import (
    EvidenceAdded,
    Fact,
    NoteChanged,
    PriorityChanged,
    Recalled,
    Redacted,
    ResponseChanged,
    Submitted,
)


def evolve(assessment: Assessment, facts: Iterable[Fact], person: int, now: datetime) -> Assessment:
    """Apply ``facts``, brought about by ``person`` at ``now``. Facts about the person change nothing here."""
    for fact in facts:
        assessment = _after(assessment, fact, person, now)
    return assessment


def _after(assessment: Assessment, fact: Fact, person: int, now: datetime) -> Assessment:
    match fact:
        case ResponseChanged(item, _, after, message, consulted):
            response = Response(after, person, now, message, consulted)
            return replace(assessment, responses={**assessment.responses, item: response})
        case PriorityChanged(criterion, _, after):
            return replace(assessment, priorities={**assessment.priorities, criterion: Priority(after, person, now)})
        case NoteChanged(target, _, after, message):
            return replace(assessment, notes={**assessment.notes, target: Note(after, person, now, message)})
        case EvidenceAdded(target, evidence, _):
            kept = (*assessment.evidence.get(target, ()), evidence)
            return replace(assessment, evidence={**assessment.evidence, target: kept})
        case Redacted(target):
            notes = {key: note for key, note in assessment.notes.items() if key != target}
            files = {key: kept for key, kept in assessment.evidence.items() if key != target}
            return replace(assessment, notes=notes, evidence=files)
        case Submitted(sharing, late):
            return replace(assessment, submission=Submission(now, person, sharing, late))
        case Recalled():
            return replace(assessment, submission=None)
        case _:
            return assessment
