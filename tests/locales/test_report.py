"""The report has every piece worded in its language, and the numbers of the diagnosis."""

import pytest
from kit.showcase import NOW, answered, blank, half, submitted

from conversations.assessment import Assessment
from conversations.instrument import Language
from locales.figures import diagnosis_of
from locales.report import word_report
from locales.report_parts import Report


def worded(assessment: Assessment, language: Language = Language.ES) -> Report:
    """Word the report of an assessment as it stands."""
    return word_report(assessment, diagnosis_of(assessment), language, NOW)


@pytest.mark.parametrize("language", Language)
def test_nothing_is_left_unsaid(language: Language) -> None:
    """Every heading and every row has words, without markup or placeholders."""
    for assessment in (blank(), half(), answered(), submitted()):
        report = worded(assessment, language)
        texts = [report.programme, report.title, report.member, report.wave, report.date, report.state]
        texts += [report.overall, report.percent, report.no_score, report.table_heading, report.priorities_heading]
        texts += [report.disclaimer, *report.facts, *(row.percent for row in report.criteria)]
        texts += [band.label + band.stretch for band in report.bands]
        assert all(text and "{" not in text and "<" not in text for text in texts)
        assert len(assessment.instrument.criteria) == len(report.criteria) == len(report.answers)


def test_the_numbers_are_those_of_the_diagnosis() -> None:
    """Values, bands and words of a submitted assessment agree."""
    report, found = worded(submitted()), diagnosis_of(submitted())
    assert report.percent == "54%"
    assert found.score == pytest.approx(report.value)
    assert report.band == 1
    assert (report.draft, report.state) == (False, "Enviado")
    assert [band.stretch for band in report.bands] == ["0–39%", "40–74%", "75–100%"]
    assert report.priorities[0].detail == "42% · prioridad alta"
    assert report.pending.lines[0] == "Instituciones: Datos y seguimiento"
    assert [len(one.criterion.practices) for one in found.priorities] == [2, 2, 2]
    assert len(report.practices) == 6


def test_a_draft_without_enough_data_says_what_is_missing() -> None:
    """Nothing is answered: no value, no band, and how many criteria are needed."""
    report = worded(blank())
    assert (report.draft, report.state) == (True, "Borrador")
    assert (report.value, report.band) == (None, None)
    assert report.percent == "faltan 7 criterios con datos suficientes"
    assert not report.strengths.lines
    assert not report.priorities
