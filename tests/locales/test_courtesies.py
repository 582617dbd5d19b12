"""What is said without a card is short, worded in every language, and names nobody to a stranger."""

import pytest
from kit.showcase import NASTY, ROSARIO, answered, blank, submitted

from conversations.assessment import Assessment
from conversations.instrument import Language, Nonresponse
from conversations.replies import Courtesy, Line, Say
from locales.courtesies import LONGEST_TOAST, WITH_CONTACT, render_courtesy, render_toast
from locales.notices import render_wave_opened

CONTACT = "red@ejemplo.org"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("say", Say)
def test_every_line_answers_a_press(say: Say, language: Language) -> None:
    """Each line fits the answer to a press, without markup, with and without an assessment."""
    for assessment in (None, blank(), submitted()):
        toast = render_toast(Line(say, "c01q1", 3, 4), assessment, language)
        assert 0 < len(toast) <= LONGEST_TOAST
        assert "<" not in toast
        assert "{" not in toast


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (Line(Say.SAVED, "c01q1", 3), "✓ Guardado: 3 · Funciona con regularidad"),
        (Line(Say.SAVED, "c01q1", Nonresponse.DONT_KNOW), "✓ Guardado: No sé"),
        (Line(Say.SAVED, "c06q1", Nonresponse.NOT_APPLICABLE), "✓ Guardado: No aplica"),
        (Line(Say.SAVED, "c06q1", Nonresponse.LATER), "✓ Guardado: Para después"),
        (Line(Say.SAVED, "c03", 3), "✓ Guardado: 3 · Alta"),
        (Line(Say.LEVEL_OUT_OF_RANGE, "c03q1", number=4), "Los niveles van de 0 a 4."),
    ],
)
def test_a_saved_answer_is_named(line: Line, expected: str) -> None:
    """Who pressed sees what was saved, in the words of the button."""
    assessment: Assessment = answered()
    assert expected == render_toast(line, assessment, Language.ES)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("say", Say)
def test_a_courtesy_names_no_member(say: Say, language: Language) -> None:
    """A line to somebody without a card gives away no member, and says whom to write to where that helps."""
    text = render_courtesy(Courtesy(Line(say), language, ROSARIO), CONTACT)
    assert ROSARIO.name not in text
    assert (say in WITH_CONTACT) == (CONTACT in text)
    assert CONTACT not in render_courtesy(Courtesy(Line(say), language, NASTY), "")


def test_the_notice_of_a_new_wave_is_one_line() -> None:
    """It says that the round is open and how to begin."""
    assert all("\n" not in render_wave_opened(language) for language in Language)
