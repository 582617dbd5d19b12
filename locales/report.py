"""Words a report: the picture's and the PDF's every string, in one language.

It decides what each piece of `locales.report_parts` says; it must not know how a piece is drawn or computed.
"""

from datetime import datetime

from conversations.assessment import Assessment
from conversations.diagnosis import CriterionDiagnosis, Diagnosis, Standing, whole_percent
from conversations.instrument import Band, Criterion, Instrument, Language
from locales.catalogue import plain, plain_n
from locales.figures import change_line
from locales.formats import country, day, percent
from locales.naming import answer_label, priority_label, result_label
from locales.report_parts import (
    AnswerGroup,
    AnswerLine,
    BandKey,
    CriterionRow,
    Listing,
    PracticeNote,
    PriorityPlan,
    Report,
    TableHeadings,
)


def word_report(
    assessment: Assessment,
    diagnosis: Diagnosis,
    language: Language,
    now: datetime,
    earlier: Assessment | None = None,
) -> Report:
    """Word the report of an assessment as it stands at ``now`` (aware); a submitted one bears its own date.

    ``earlier`` is the member's assessment of the wave before, to say what has changed.
    """
    changed = change_line(diagnosis, earlier, language)
    submission, zone = assessment.submission, assessment.member.timezone
    overall = None if diagnosis.band is None else diagnosis.percent
    return Report(
        language=language.value,
        programme=plain(language, "report.programme"),
        title=plain(language, "report.title"),
        member=assessment.member.name,
        wave=assessment.wave.name,
        date=day(language, submission.at if submission else now, zone),
        draft=submission is None,
        state=plain(language, "report.submitted" if submission else "report.draft"),
        disclaimer=diagnosis.instrument.disclaimer.in_(language),
        overall=plain(language, "report.overall"),
        percent=_too_few(diagnosis, language) if overall is None else percent(language, overall),
        value=None if diagnosis.score is None else float(diagnosis.score),
        band=_place(diagnosis, diagnosis.band),
        facts=(*_facts(diagnosis, language), *((changed,) if changed else ())),
        no_score=plain(language, "report.no_score"),
        bands=band_keys(diagnosis.instrument, language),
        criteria=tuple(_row(diagnosis, one, language) for one in diagnosis.criteria),
        table_heading=plain(language, "report.table"),
        table=TableHeadings(
            plain(language, "report.criterion"),
            plain(language, "report.result"),
            plain(language, "report.band"),
            plain(language, "report.answered_heading"),
        ),
        strengths=_strengths(diagnosis, language),
        priorities_heading=plain(language, "report.priorities"),
        priorities=tuple(_plan(diagnosis, one, language) for one in diagnosis.priorities),
        pending=Listing(plain(language, "report.pending"), _pending(diagnosis, language)),
        practices_heading=plain(language, "report.practices"),
        practices=tuple(
            PracticeNote(
                one.criterion.short.in_(language),
                _where(practice.place, practice.country, language),
                practice.text.in_(language),
                practice.source,
            )
            for one in diagnosis.priorities
            for practice in one.criterion.practices
        ),
        answers_heading=plain(language, "report.answers"),
        answers=tuple(_answers(assessment, one, language) for one in diagnosis.instrument.criteria),
    )


def _too_few(diagnosis: Diagnosis, language: Language) -> str:
    least = diagnosis.instrument.scoring.minimum_scored_criteria
    return plain_n(language, "report.too_few", least - diagnosis.scored)


def _place(diagnosis: Diagnosis, band: Band | None) -> int | None:
    return None if band is None else [one.id for one in diagnosis.instrument.bands].index(band.id)


def _facts(diagnosis: Diagnosis, language: Language) -> tuple[str, ...]:
    count = diagnosis.count
    facts = [plain_n(language, "count.answered", count.answered + count.not_applicable, all=count.items)]
    if count.pending:
        facts.append(plain_n(language, "count.pending", len(count.pending)))
    if count.open:
        facts.append(plain_n(language, "count.open", len(count.open)))
    return tuple(facts)


def band_keys(instrument: Instrument, language: Language) -> tuple[BandKey, ...]:
    """Word the legend of the bands."""
    bands = instrument.bands
    ends = [*(whole_percent(band.minimum) - 1 for band in bands[1:]), whole_percent(bands[-1].maximum)]
    return tuple(
        BandKey(
            band.label.in_(language),
            plain(language, "report.stretch", least=whole_percent(band.minimum), most=percent(language, end)),
            float(band.minimum),
        )
        for band, end in zip(bands, ends, strict=True)
    )


def _row(diagnosis: Diagnosis, one: CriterionDiagnosis, language: Language) -> CriterionRow:
    count = one.count
    return CriterionRow(
        short=one.criterion.short.in_(language),
        name=one.criterion.name.in_(language),
        percent=result_label(one, language),
        value=None if one.score is None else float(one.score),
        band=_place(diagnosis, one.band),
        answered=plain(language, "report.answered", answered=count.answered, items=count.applicable)
        if one.standing is not Standing.NOT_APPLICABLE
        else "",
    )


def _strengths(diagnosis: Diagnosis, language: Language) -> Listing:
    heading = plain(language, "report.furthest" if diagnosis.furthest_along else "report.strengths")
    return Listing(heading, tuple(_scored(one, language) for one in diagnosis.strengths))


def _scored(one: CriterionDiagnosis, language: Language) -> str:
    name = one.criterion.name.in_(language)
    return plain(language, "report.scored", criterion=name, percent=result_label(one, language))


def _plan(diagnosis: Diagnosis, one: CriterionDiagnosis, language: Language) -> PriorityPlan:
    priority = priority_label(one, diagnosis.instrument, language)
    detail = plain(language, "report.priority", percent=result_label(one, language), priority=priority)
    steps = tuple(step.in_(language) for step in one.next_steps)
    return PriorityPlan(one.criterion.name.in_(language), detail, _place(diagnosis, one.band), steps)


def _pending(diagnosis: Diagnosis, language: Language) -> tuple[str, ...]:
    instrument = diagnosis.instrument
    return tuple(
        plain(
            language,
            "report.pending_item",
            criterion=instrument.criterion_of(item).short.in_(language),
            item=instrument.item(item).short.in_(language),
        )
        for item in diagnosis.count.pending
    )


def _where(place: str, code: str, language: Language) -> str:
    name = country(language, code)
    return place if place == name else plain(language, "report.practice_place", place=place, country=name)


def _answers(assessment: Assessment, criterion: Criterion, language: Language) -> AnswerGroup:
    lines = []
    for item in criterion.items:
        answer, note = assessment.answer(item.id), assessment.notes.get(item.id)
        lines.append(
            AnswerLine(
                item.short.in_(language),
                item.text.in_(language),
                plain(language, "report.no_answer")
                if answer is None
                else answer_label(assessment.instrument, item.id, answer, language),
                note.text if note else "",
            )
        )
    noted = assessment.notes.get(criterion.id)
    said = plain(language, "note.current", note=noted.text) if noted else ""
    return AnswerGroup(criterion.name.in_(language), tuple(lines), said)
