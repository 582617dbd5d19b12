"""One member's run through an instrument in one wave: what is answered, what is open, what comes next.

Knows the order of the questions and nothing of who asks them or how.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from conversations.instrument import Criterion, Instrument, Nonresponse
from conversations.people import Member

Answer = int | Nonresponse
"""What a response says: a level, or a nonresponse."""

RECALL_TERM = timedelta(hours=24)


class Sharing(StrEnum):
    """What coordinators see of a submitted assessment: the answers under the member's name, or only in aggregates."""

    NAMED = "named"
    AGGREGATE = "aggregate"


class Completion(StrEnum):
    """How far an assessment has come."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Wave:
    """A dated round of data collection; ``closed_at`` is ``None`` while it is open.

    ``closes_on`` is the day that is announced as its last, if there is one: it closes nothing by itself.
    """

    id: int
    name: str
    opened_at: datetime
    closed_at: datetime | None = None
    closes_on: date | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """The recorded answer to one item. ``message`` is the id of the chat message that it was typed in, if it was."""

    answer: Answer
    author: int
    at: datetime
    message: int | None = None
    consulted: str = ""
    """The area that knew the answer, if another one was asked."""


@dataclass(frozen=True, slots=True)
class Priority:
    """The recorded priority of one criterion (a value of the instrument's priority options)."""

    value: int
    author: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """A note on an item or a criterion."""

    text: str
    author: int
    at: datetime
    message: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that backs an item or a criterion; ``file`` fetches it at Telegram, ``unique`` tells it from others."""

    kind: str
    file: str
    unique: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Submission:
    """The act of submitting: when, by which person, and what the member shares."""

    at: datetime
    author: int
    sharing: Sharing
    late: bool = False

    def recallable(self, person: int, now: datetime) -> bool:
        """Tell whether ``person`` can still take it back at ``now``."""
        return person == self.author and now < self.at + RECALL_TERM


@dataclass(frozen=True, slots=True)
class Assessment:
    """The state of one assessment. Responses and notes are keyed by item id (notes and evidence also by criterion)."""

    id: int
    member: Member
    wave: Wave
    instrument: Instrument
    responses: Mapping[str, Response] = field(default_factory=dict)
    priorities: Mapping[str, Priority] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)
    evidence: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    submission: Submission | None = None

    def answer(self, step: str) -> Answer | None:
        """Give the recorded answer of an item, or the priority value of a criterion; ``None`` if there is none."""
        if step in self.responses:
            return self.responses[step].answer
        return self.priorities[step].value if step in self.priorities else None

    @property
    def sheet(self) -> dict[str, Answer]:
        """All responses, by item id: what a diagnosis is computed from, together with ``priority_values``."""
        return {item: response.answer for item, response in self.responses.items()}

    @property
    def priority_values(self) -> dict[str, int]:
        """All priorities, by criterion id."""
        return {criterion: priority.value for criterion, priority in self.priorities.items()}

    def settled(self, step: str) -> bool:
        """Tell whether a step needs nothing more: answered, don't know or not applicable (later is still open)."""
        return self.answer(step) not in (None, Nonresponse.LATER)

    def open_items(self) -> tuple[str, ...]:
        """Items without a response, or put off."""
        return tuple(item.id for item in self.instrument.items if not self.settled(item.id))

    def unknown_items(self) -> tuple[str, ...]:
        """Items answered with "don't know"."""
        return tuple(i.id for i in self.instrument.items if self.answer(i.id) is Nonresponse.DONT_KNOW)

    def complete(self, criterion: Criterion) -> bool:
        """Tell whether every step of a criterion is settled."""
        return all(self.settled(step) for step in steps_of(criterion))

    @property
    def completion(self) -> Completion:
        if self.submission:
            return Completion.SUBMITTED
        return Completion.IN_PROGRESS if self.responses or self.priorities else Completion.NOT_STARTED


def steps_of(criterion: Criterion) -> tuple[str, ...]:
    """List a criterion's steps in order: its items, then its own id, which stands for its priority question."""
    return (*(item.id for item in criterion.items), criterion.id)


def steps(instrument: Instrument) -> tuple[str, ...]:
    """List all steps of an instrument in order."""
    return tuple(step for criterion in instrument.criteria for step in steps_of(criterion))


def next_open(assessment: Assessment, step: str) -> str | None:
    """Find the next untouched step after ``step``, round to the beginning; when there is none, the next put off."""
    ahead, behind = _around(assessment, step)
    untouched = (s for s in (*ahead, *behind) if assessment.answer(s) is None)
    put_off = (s for s in (*ahead, *behind) if not assessment.settled(s))
    return next(untouched, None) or next(put_off, None)


def next_after_later(assessment: Assessment, step: str) -> str | None:
    """Find the step after ``step`` when that is put off: the next untouched, else the next put off further on.

    It does not go round, so that putting everything off comes to an end; what is left waits at ``first_open``.
    """
    ahead, _ = _around(assessment, step)
    untouched = (s for s in ahead if assessment.answer(s) is None)
    put_off = (s for s in ahead if not assessment.settled(s))
    return next(untouched, None) or next(put_off, None)


def _around(assessment: Assessment, step: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    all_steps = steps(assessment.instrument)
    here = all_steps.index(step)
    return all_steps[here + 1 :], all_steps[:here]


def first_open(assessment: Assessment) -> str | None:
    """Find the first step that is untouched, else the first put off; ``None`` when everything is settled."""
    all_steps = steps(assessment.instrument)
    untouched = (s for s in all_steps if assessment.answer(s) is None)
    return next(untouched, None) or next((s for s in all_steps if not assessment.settled(s)), None)


def previous_step(instrument: Instrument, step: str) -> str | None:
    """Find the step before ``step``; ``None`` at the first."""
    all_steps = steps(instrument)
    here = all_steps.index(step)
    return all_steps[here - 1] if here else None
