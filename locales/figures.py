"""An assessment's diagnosis, as the cards need it.

It decides which responses count as carrying a note; it must not know how a score is computed.
"""

from conversations.assessment import Assessment
from conversations.change import change
from conversations.diagnosis import CriterionDiagnosis, Diagnosis, diagnose
from conversations.instrument import Language
from locales.catalogue import plain, plain_n


def diagnosis_of(assessment: Assessment) -> Diagnosis:
    """Compute the diagnosis of an assessment as it stands."""
    noted = {*assessment.notes, *(target for target, files in assessment.evidence.items() if files)}
    return diagnose(assessment.instrument, assessment.sheet, assessment.priority_values, noted)


def change_line(diagnosis: Diagnosis, earlier: Assessment | None, language: Language) -> str | None:
    """Word how the overall result differs from an earlier wave's; ``None`` when the two cannot be compared."""
    if earlier is None:
        return None
    compared = change(diagnosis_of(earlier), diagnosis)
    if compared.points is None:
        return None
    sign = "+" if compared.points > 0 else "−" if compared.points < 0 else ""
    points = plain_n(language, "count.points", abs(compared.points), sign=sign)
    return plain(language, "caption.change", wave=earlier.wave.name, points=points, number=len(compared.criteria))


def criterion_figures(assessment: Assessment, criterion: str) -> CriterionDiagnosis:
    """Compute the diagnosis of one criterion; KeyError when there is none of that id."""
    return diagnosis_of(assessment).criteria[assessment.instrument.criterion_index(criterion)]
