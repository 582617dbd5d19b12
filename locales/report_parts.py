"""What a picture and a PDF of a diagnosis show: words that are already chosen, and numbers.

It decides which pieces there are. It must not know how they are drawn, where the words come from, or how anything is
computed. Percentages are from 0 to 100. A band is its place in `Report.bands`, from 0.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BandKey:
    """An entry of the legend: the band's name, its stretch in words ("40-74 %"), and where it begins."""

    label: str
    stretch: str
    minimum: float


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion. Without a score `value` and `band` are None and `percent` says why ("too little data")."""

    short: str
    name: str
    percent: str
    value: float | None
    band: int | None
    answered: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A heading and its lines; without lines nothing of it is shown."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PriorityPlan:
    """A criterion to work on first: its name, a line such as "38 % · high priority", and the next steps."""

    name: str
    detail: str
    band: int | None
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PracticeNote:
    """What another place does, for which criterion, and where that is written."""

    criterion: str
    place: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answered question: its short label, the question, the answer in words, a note or ""."""

    short: str
    question: str
    answer: str
    note: str


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """The answers of one criterion, and what its note says ("Note: ...") or ""."""

    heading: str
    answers: tuple[AnswerLine, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class TableHeadings:
    """The four column heads of the table of criteria."""

    criterion: str
    result: str
    band: str
    answered: str


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report in one language (`es`, `pt`, `en`).

    `state` is the word for draft or submitted, `draft` says which. `percent` is the overall result in words ("56 %"),
    or why there is none; then `value` and `band` are None. `facts` are short lines beside it (answered, pending,
    change). `no_score` is the legend's word for a criterion without a score. The rest fills the PDF after page one.
    """

    language: str
    programme: str
    title: str
    member: str
    wave: str
    date: str
    draft: bool
    state: str
    disclaimer: str
    overall: str
    percent: str
    value: float | None
    band: int | None
    facts: tuple[str, ...]
    no_score: str
    bands: tuple[BandKey, ...]
    criteria: tuple[CriterionRow, ...]
    table_heading: str
    table: TableHeadings
    strengths: Listing
    priorities_heading: str
    priorities: tuple[PriorityPlan, ...]
    pending: Listing
    practices_heading: str
    practices: tuple[PracticeNote, ...]
    answers_heading: str = ""
    answers: tuple[AnswerGroup, ...] = ()
