"""The ready text for somebody without Telegram: complete, plain, and short enough for one message."""

import pytest
from kit.showcase import LONGEST, answered, blank, half

from conversations.instrument import Language, Nonresponse
from locales.consultation import render_consultation
from locales.lengths import units


@pytest.mark.parametrize("language", Language)
def test_it_asks_what_is_not_known(language: Language) -> None:
    """Open and unknown items with their numbers and questions; all where none is; who asks, and how to reply."""
    for assessment in (blank(LONGEST), half(LONGEST), answered(LONGEST)):
        for criterion in assessment.instrument.criteria:
            text = render_consultation(assessment, criterion.id, language)
            unsettled = [one for one in criterion.items if assessment.answer(one.id) in _UNSETTLED]
            for place, item in enumerate(criterion.items, start=1):
                asked = item in (unsettled or criterion.items)
                assert asked == (f"{place}. {item.text.in_(language)}" in text)
                assert asked == (f"\n{place}: " in text)
            assert text.endswith(f"#{criterion.id}")
            assert assessment.member.name in text
            assert assessment.instrument.disclaimer.in_(language) in text
            assert all(f"{one.value} · {one.label.in_(language)}" in text for one in assessment.instrument.levels)
            assert units(text) <= 4096
            assert "<b>" not in text


_UNSETTLED = (None, Nonresponse.LATER, Nonresponse.DONT_KNOW)


def test_not_applicable_is_offered_where_it_is_allowed() -> None:
    """The legend names it only if one of the items takes it."""
    assert "NA · No aplica" in render_consultation(blank(), "c06", Language.ES)
    assert "NA · No aplica" not in render_consultation(blank(), "c01", Language.ES)
