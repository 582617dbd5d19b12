"""The questionnaire on paper, blank or with the answers: its every string, in one language.

It decides what a sheet says and in which order. It must not know how it is drawn, nor whom it is sent to.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import cycle, islice

from conversations.assessment import Assessment
from conversations.instrument import Criterion, Item, Language, Nonresponse
from locales.catalogue import plain, plain_n
from locales.formats import day
from locales.naming import answer_label, nonresponse_mark


@dataclass(frozen=True, slots=True)
class QOption:
    """A box to tick: what is written in it (``3``, ``NS``), its label, what it means ("" for a priority)."""

    mark: str
    label: str
    description: str


@dataclass(frozen=True, slots=True)
class QItem:
    """A question. ``number`` counts from 1 within its criterion; missing texts are "".

    ``mark`` is the ticked option's ("" when there is none), ``answer`` the same in words, ``consulted`` a line that
    names the area which knew the answer, ``note`` the respondent's own text and ``files`` a line such as "2 files".
    """

    number: int
    short: str
    question: str
    help: str
    evidence: str
    not_applicable_allowed: bool
    mark: str = ""
    answer: str = ""
    consulted: str = ""
    note: str = ""
    files: str = ""


@dataclass(frozen=True, slots=True)
class QCriterion:
    """A criterion: ``number`` from 1, ``reference`` (``#c06``) under which answers can be typed into the chat.

    ``example`` is a line of answers as one would type it, with the priority: ``3 2 ns 1 2``.
    """

    number: int
    reference: str
    name: str
    description: str
    items: tuple[QItem, ...]
    example: str
    priority_mark: str = ""
    priority_answer: str = ""
    note: str = ""
    files: str = ""


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A whole questionnaire in one language (``es``, ``pt``, ``en``).

    ``how_to`` are numbered instructions, of which ``typing`` is the one about the chat; ``levels``
    and ``nonresponses`` the legend of every question's boxes.
    The ``*_word`` fields are the short labels of what is written by hand or shown beside a question.
    Whatever ``filled`` says, what is not answered is left blank, to be filled in by hand.
    """

    language: str
    programme: str
    title: str
    member: str
    wave: str
    date: str
    state: str
    filled: bool
    intro: str
    population: str
    disclaimer: str
    privacy: str
    how_to_heading: str
    how_to: tuple[str, ...]
    typing: str
    scale_heading: str
    levels: tuple[QOption, ...]
    nonresponses: tuple[QOption, ...]
    tie_rule: str
    criteria: tuple[QCriterion, ...]
    priority_question: str
    priority_options: tuple[QOption, ...]
    criterion_word: str
    evidence_word: str
    note_word: str
    open_word: str
    area_word: str
    post_word: str
    date_word: str
    footer: str


def word_questionnaire(assessment: Assessment, language: Language, now: datetime, *, filled: bool) -> Questionnaire:
    """Word the questionnaire of an assessment's instrument at ``now`` (aware), with its answers if ``filled``."""
    instrument = assessment.instrument
    settled = sum(assessment.settled(item.id) for item in instrument.items)
    counted = plain_n(language, "count.answered", settled, all=len(instrument.items))
    return Questionnaire(
        language=language.value,
        programme=plain(language, "report.programme"),
        title=plain(language, "paper.answers" if filled else "paper.blank"),
        member=assessment.member.name,
        wave=assessment.wave.name,
        date=day(language, now, assessment.member.timezone),
        state=f"{plain(language, 'report.submitted' if assessment.submission else 'report.draft')} · {counted}"
        if filled
        else "",
        filled=filled,
        intro=instrument.intro.in_(language),
        population=instrument.population_note.in_(language),
        disclaimer=instrument.disclaimer.in_(language),
        privacy=instrument.privacy_note.in_(language),
        how_to_heading=plain(language, "paper.how_to"),
        how_to=(
            plain(language, "paper.mark"),
            plain(language, "paper.priority"),
            plain(language, "paper.type"),
        ),
        typing=plain(language, "paper.type"),
        scale_heading=instrument.level_prompt.in_(language),
        levels=tuple(
            QOption(str(one.value), one.label.in_(language), one.description.in_(language)) for one in instrument.levels
        ),
        nonresponses=tuple(
            QOption(nonresponse_mark(one.code, language), one.label.in_(language), one.description.in_(language))
            for one in instrument.nonresponses
        ),
        tie_rule=instrument.tie_rule.in_(language),
        criteria=tuple(
            _criterion(assessment, one, number, language, filled=filled)
            for number, one in enumerate(instrument.criteria, start=1)
        ),
        priority_question=instrument.priority_text.in_(language),
        priority_options=tuple(
            QOption(str(one.value), one.label.in_(language), "") for one in instrument.priority_options
        ),
        criterion_word=plain(language, "report.criterion"),
        evidence_word=plain(language, "paper.evidence"),
        note_word=plain(language, "export.note"),
        open_word=plain(language, "criterion.unopened"),
        area_word=plain(language, "consultation.area"),
        post_word=plain(language, "paper.post"),
        date_word=plain(language, "paper.date"),
        footer=plain(language, "paper.footer"),
    )


def _criterion(
    assessment: Assessment, criterion: Criterion, number: int, language: Language, *, filled: bool
) -> QCriterion:
    name, description = criterion.name.in_(language), criterion.description.in_(language)
    items = tuple(
        _item(assessment, item, place, language, filled=filled) for place, item in enumerate(criterion.items, start=1)
    )
    asked = (number, f"#{criterion.id}", name, description, items, _example(assessment, criterion, language))
    if not filled:
        return QCriterion(*asked)
    priority, note = assessment.priorities.get(criterion.id), assessment.notes.get(criterion.id)
    return QCriterion(
        *asked,
        priority_mark=str(priority.value) if priority else "",
        priority_answer=answer_label(assessment.instrument, criterion.id, priority.value, language) if priority else "",
        note=note.text if note else "",
        files=_files(assessment, criterion.id, language),
    )


def _example(assessment: Assessment, criterion: Criterion, language: Language) -> str:
    highest = assessment.instrument.highest_level
    unknown = nonresponse_mark(Nonresponse.DONT_KNOW, language).lower()
    answers = cycle((str(highest - 1), str(highest // 2), unknown, "1", str(highest)))
    return " ".join((*islice(answers, len(criterion.items)), str(assessment.instrument.scoring.default_priority)))


def _item(assessment: Assessment, item: Item, place: int, language: Language, *, filled: bool) -> QItem:
    asked = (
        place,
        item.short.in_(language),
        item.text.in_(language),
        item.help.in_(language) if item.help else "",
        item.evidence.in_(language) if item.evidence else "",
        item.allows_not_applicable,
    )
    if not filled:
        return QItem(*asked)
    response, note = assessment.responses.get(item.id), assessment.notes.get(item.id)
    answer = None if response is None or response.answer is Nonresponse.LATER else response.answer
    return QItem(
        *asked,
        mark="" if answer is None else _mark(answer, language),
        answer="" if answer is None else answer_label(assessment.instrument, item.id, answer, language),
        consulted=plain(language, "consultation.consulted", area=response.consulted)
        if response and response.consulted
        else "",
        note=note.text if note else "",
        files=_files(assessment, item.id, language),
    )


def _mark(answer: int | Nonresponse, language: Language) -> str:
    return nonresponse_mark(answer, language) if isinstance(answer, Nonresponse) else str(answer)


def _files(assessment: Assessment, target: str, language: Language) -> str:
    count = len(assessment.evidence.get(target, ()))
    return plain_n(language, "count.evidence", count) if count else ""
