"""An assessment's diagnosis, as the cards need it.

It decides which responses count as carrying a note; it must not know how a score is computed.
"""

from conversations.assessment import Assessment
from conversations.diagnosis import CriterionDiagnosis, Diagnosis, diagnose


def diagnosis_of(assessment: Assessment) -> Diagnosis:
    """Compute the diagnosis of an assessment as it stands."""
    noted = {*assessment.notes, *(target for target, files in assessment.evidence.items() if files)}
    return diagnose(assessment.instrument, assessment.sheet, assessment.priority_values, noted)


def criterion_figures(assessment: Assessment, criterion: str) -> CriterionDiagnosis:
    """Compute the diagnosis of one criterion; KeyError when there is none of that id."""
    return diagnosis_of(assessment).criteria[assessment.instrument.criterion_index(criterion)]
