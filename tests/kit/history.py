"""An assessment's history, folded in words of its own: a second opinion on the engine's ``evolve``."""

from dataclasses import dataclass, replace
from datetime import datetime

from conversations.assessment import Assessment, Evidence, Note, Priority, Response, Submission
from conversations.facts import (
    AssessmentFact,
    EvidenceAdded,
    NoteChanged,
    PriorityChanged,
    Recalled,
    Redacted,
    ResponseChanged,
    Submitted,
)


@dataclass(frozen=True)
class Entry:
    """A line of an assessment's history."""

    fact: AssessmentFact
    person: int
    at: datetime


def fold(empty: Assessment, history: tuple[Entry, ...]) -> Assessment:
    """Rebuild an assessment from its history; every ``before`` must be what stood there."""
    responses: dict[str, Response] = {}
    priorities: dict[str, Priority] = {}
    notes: dict[str, Note] = {}
    evidence: dict[str, tuple[Evidence, ...]] = {}
    submission: Submission | None = None
    for entry in history:
        fact, by, at = entry.fact, entry.person, entry.at
        if isinstance(fact, ResponseChanged):
            assert fact.before == (responses[fact.item].answer if fact.item in responses else None)
            responses[fact.item] = Response(fact.after, by, at, fact.message, fact.consulted)
        elif isinstance(fact, PriorityChanged):
            assert fact.before == (priorities[fact.criterion].value if fact.criterion in priorities else None)
            priorities[fact.criterion] = Priority(fact.after, by, at)
        elif isinstance(fact, NoteChanged):
            assert fact.before == (notes[fact.target].text if fact.target in notes else None)
            notes[fact.target] = Note(fact.after, by, at, fact.message)
        elif isinstance(fact, EvidenceAdded):
            assert all(one.unique != fact.evidence.unique for one in evidence.get(fact.target, ()))
            evidence[fact.target] = (*evidence.get(fact.target, ()), fact.evidence)
        elif isinstance(fact, Redacted):
            notes.pop(fact.target, None)
            evidence.pop(fact.target, None)
        elif isinstance(fact, Submitted):
            submission = Submission(at, by, fact.sharing, fact.late)
        elif isinstance(fact, Recalled):
            assert submission is not None
            submission = None
    tables = {"responses": responses, "priorities": priorities, "notes": notes, "evidence": evidence}
    return replace(empty, submission=submission, **tables)  # type: ignore[arg-type]  # tables have their own types
