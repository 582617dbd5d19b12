"""Receipts, the caption and the practices say in words all that the picture shows, within Telegram's limits."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit.sheets import sheets
from kit.showcase import AUTHOR, LONGEST, NASTY, NOW, ROSARIO, answered, blank, half, states, submitted

from conversations.assessment import Assessment, Priority, Response
from conversations.events import Consult, Show
from conversations.instrument import Language
from conversations.place import View
from locales.figures import diagnosis_of
from locales.lengths import units, visible
from locales.receipt import render_receipt
from locales.splitting import LIMIT, split_text
from locales.summary import LONGEST as LONGEST_CAPTION
from locales.summary import file_name, render_caption, render_practices


def caption(assessment: Assessment, language: Language = Language.ES) -> str:
    """Word the caption of an assessment as it stands."""
    return render_caption(assessment, diagnosis_of(assessment), language, NOW)


@settings(max_examples=60, deadline=None)
@given(sheet=sheets(blank().instrument), language=st.sampled_from(Language))
def test_a_caption_always_fits(sheet: tuple[dict[str, int], dict[str, int]], language: Language) -> None:
    """Whatever the answers, the text is within a caption and carries the note on the nature of the instrument."""
    responses, priorities = sheet
    assessment = replace(
        blank(LONGEST),
        responses={item: Response(answer, AUTHOR, NOW) for item, answer in responses.items()},
        priorities={criterion: Priority(value, AUTHOR, NOW) for criterion, value in priorities.items()},
    )
    text = caption(assessment, language)
    assert 0 < units(visible(text)) <= LONGEST_CAPTION
    assert assessment.instrument.disclaimer.in_(language) in text
    assert text.count("<b>") == text.count("</b>")


def test_a_caption_stands_alone() -> None:
    """Member, wave, state, overall band, three strengths, three priorities with a next step, what is pending."""
    text = caption(submitted())
    found = diagnosis_of(submitted())
    assert "<b>Rosario</b> · Ronda 2026" in text
    assert "Enviado el 22 de noviembre de 2026" in text
    assert "Resultado general: <b>54% · En avance</b>" in text
    assert all(one.criterion.short.es in text for one in found.strengths)
    assert all(one.next_steps[0].es in text for one in found.priorities)
    assert "5 datos pendientes: Datos y seguimiento" in text
    assert "Borrador · 22 de noviembre de 2026" in caption(answered())


def test_too_little_data_says_so() -> None:
    """Without enough criteria there is no number, but how many are missing; what is open is counted."""
    text = caption(half())
    assert "Resultado general: faltan 2 criterios con datos suficientes." in text
    assert "Quedan 24 preguntas abiertas" in text
    assert "Fortalezas" not in caption(blank())


def test_whoever_is_at_the_beginning_is_told_what_is_furthest_along() -> None:
    """No strength is claimed below the second band, and none is denied either."""
    ones = {item.id: Response(1, AUTHOR, NOW) for item in blank().instrument.items}
    text = caption(replace(blank(), responses=ones))
    assert "Lo más avanzado:" in text
    assert "Fortalezas" not in text


@pytest.mark.parametrize("language", Language)
def test_practices_name_their_source(language: Language) -> None:
    """Each practice of the three priorities comes with its place and source, in pieces that Telegram takes."""
    found = diagnosis_of(answered())
    text = render_practices(answered(), found, language)
    for one in found.priorities:
        for practice in one.criterion.practices:
            assert practice.source.replace("&", "&amp;") in text
    assert all(units(piece) <= LIMIT for piece in split_text(text))
    assert render_practices(blank(), diagnosis_of(blank()), language).count("\n\n") == 1


@pytest.mark.parametrize("language", Language)
def test_a_receipt_lists_every_answer(language: Language) -> None:
    """Each item with its answer, the result, the priority, and an offer to add a note or to review."""
    for assessment in (*states(), *states(NASTY)):
        for criterion in assessment.instrument.criteria:
            screen = render_receipt(assessment, criterion.id, language)
            assert all(item.short.in_(language) in screen.text for item in criterion.items)
            assert units(visible(screen.text)) <= LIMIT
            assert "<b>Trampa" not in screen.text
            presses = [button.press for row in screen.rows for button in row]
            unknown = {item.id for item in criterion.items} & {*assessment.unknown_items()}
            ask = [Consult(criterion.id)] if unknown else []
            assert [Show(View.NOTE, criterion.id), Show(View.CRITERION, criterion.id), *ask] == presses


def test_a_receipt_shows_what_was_added() -> None:
    """Notes and files are mentioned, the level reads as on the button."""
    text = render_receipt(answered(), "c01", Language.ES).text
    assert "1. Política o plan: <b>0 · Nada todavía (con nota)</b>" in text
    assert "Resultado: 44% · En avance · Prioridad: Alta" in text
    assert "1 archivo" in text


def test_a_file_is_named_in_plain_letters() -> None:
    """The name says what it is and whose, for a folder on any computer."""
    assert file_name(blank(ROSARIO), Language.ES, "pdf") == "autodiagnostico-rosario.pdf"
    assert file_name(blank(LONGEST), Language.EN, "png") == "self-assessment-anam.png"
