"""The change since the last wave: said in the summary where two waves can be compared, and nowhere else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conversations.assessment import Assessment, Response, Sharing, Submission, Wave
from conversations.instrument import Language
from conversations.people import Member, MemberKind
from locales.figures import diagnosis_of
from locales.report import word_report
from locales.summary import render_caption
from storage.instrument_document import default_instrument

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
INSTRUMENT = default_instrument()
MEMBER = Member(1, "Rosario", MemberKind.CITY, "AR", "America/Argentina/Cordoba")
WORDS = {
    Language.ES: ("Desde 2025: +25 puntos (criterios en común: 10)", "Desde 2025: −25 puntos"),
    Language.PT: ("Desde 2025: +25 pontos (critérios em comum: 10)", "Desde 2025: −25 pontos"),
    Language.EN: ("Since 2025: +25 points (criteria in common: 10)", "Since 2025: −25 points"),
}


def assessed(level: int, wave: str, at: datetime, items: int = 44) -> Assessment:
    """Give a submitted assessment with one level throughout, over the first ``items`` items."""
    answers = {item.id: Response(level, 1, at) for item in INSTRUMENT.items[:items]}
    submission = Submission(at, 1, Sharing.NAMED)
    return Assessment(1, MEMBER, Wave(1, wave, at), INSTRUMENT, answers, submission=submission)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("before", "after", "which"), [(2, 3, 0), (3, 2, 1)])
def test_the_change_is_said_with_its_sign(language: Language, before: int, after: int, which: int) -> None:
    """Caption and report say how many points since which wave, over how many criteria."""
    earlier, present = assessed(before, "2025", NOW - timedelta(days=365)), assessed(after, "2026", NOW)
    diagnosis = diagnosis_of(present)
    assert WORDS[language][which] in render_caption(present, diagnosis, language, NOW, earlier)
    assert any(WORDS[language][which] in fact for fact in word_report(present, diagnosis, language, NOW, earlier).facts)


@pytest.mark.parametrize(
    "earlier", [None, assessed(2, "2025", NOW, items=9)], ids=["no wave before", "too little data"]
)
def test_what_cannot_be_compared_is_not_mentioned(earlier: Assessment | None) -> None:
    """Without a comparable wave the summary says nothing about change."""
    present = assessed(3, "2026", NOW)
    assert "2025" not in render_caption(present, diagnosis_of(present), Language.ES, NOW, earlier)


def test_an_unchanged_result_has_no_sign() -> None:
    """The same result as before is no points, neither gained nor lost."""
    earlier = assessed(2, "2025", NOW - timedelta(days=365))
    present = replace(earlier, wave=Wave(2, "2026", NOW))
    assert "Desde 2025: 0 puntos" in render_caption(present, diagnosis_of(present), Language.ES, NOW, earlier)
