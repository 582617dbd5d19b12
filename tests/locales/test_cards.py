"""What each card shows and what its buttons mean."""

from dataclasses import replace

from kit.drawn import CONTACT, at, card, door, labels, presses
from kit.showcase import (
    COLLEAGUE,
    LONGEST,
    NASTY,
    NOW,
    PROVINCE,
    answered,
    blank,
    half,
    person,
    places,
    states,
    submitted,
)

from conversations.assessment import Sharing
from conversations.events import (
    Choice,
    ChooseAppointment,
    ChooseLanguage,
    Consult,
    Give,
    Overwrite,
    SendPicture,
    Show,
    Submit,
)
from conversations.instrument import Language, Nonresponse
from conversations.people import Role
from conversations.place import View
from conversations.replies import Line, Say
from locales.cards import render_card, render_door
from locales.naming import fitting, short_name
from locales.screen import Button, Screen


def test_a_question_says_where_one_is_and_for_whom() -> None:
    """Criterion, place in it and overall, that the last answer was saved, the short label, the member."""
    text = card(at(View.STEP, "c03q2"), blank(), Line(Say.SAVED, "c03q1", 3)).text.split("\n")
    assert text[0] == "<b>Acogida</b> 2/4 · 11/44 · ✓ guardado"
    assert text[1] == "<b>Información accesible</b> · Rosario"
    assert blank().instrument.item("c03q2").text.es == text[2]


def test_a_question_offers_five_levels_and_the_recorded_one_is_marked() -> None:
    """Each level has a row of its own and means itself; the earlier answer stands on the card."""
    fresh = card(at(View.STEP, "c01q1", cursor="c01q1"), blank())
    assert [button.label for button in fresh.rows[3]] == ["3 · Funciona con regularidad"]
    assert [Give("c01q1", level) for level in range(5)] == presses(fresh)[:5]
    again = card(at(View.STEP, "c01q2"), answered())
    assert again.rows[2][0].label == "● 2 · En marcha, parcial"
    assert "Respuesta: 2 · En marcha, parcial" in again.text


def test_the_last_row_names_targets() -> None:
    """Back shows the step before, later puts off this one; while correcting, later gives way to going on."""
    main = presses(card(at(View.STEP, "c06q2", cursor="c06q2"), blank()))[5:]
    assert [
        Show(View.STEP, "c06q1"),
        Give("c06q2", Nonresponse.DONT_KNOW),
        Give("c06q2", Nonresponse.LATER),
        Give("c06q2", Nonresponse.NOT_APPLICABLE),
        Show(View.REVIEW),
    ] == main
    correcting = presses(card(at(View.STEP, "c01q1"), answered()))[5:]
    assert [Give("c01q1", Nonresponse.DONT_KNOW), Show(View.STEP, "c06q1"), Show(View.REVIEW)] == correcting


def test_the_population_is_explained_once() -> None:
    """Who is meant comes folded at first use; the levels come every time."""
    note = blank().instrument.population_note.es
    first = card(replace(at(View.STEP, "c01q1"), oriented=False), blank()).text
    assert note in first
    assert first.index("<blockquote expandable>") < first.index(note)
    later = card(at(View.STEP, "c01q1"), blank()).text
    assert note not in later
    assert all(level.description.es in later for level in blank().instrument.levels)


def test_a_priority_question_offers_the_instruments_options() -> None:
    """High, medium and low, with the values that they are scored with."""
    screen = card(at(View.STEP, "c03", cursor="c03"), blank())
    assert labels(screen)[:3] == ["3 · Alta", "2 · Media", "1 · Baja"]
    assert [Give("c03", 3), Give("c03", 2), Give("c03", 1)] == presses(screen)[:3]
    assert Give("c03", Nonresponse.LATER) in presses(screen)


def test_a_different_answer_is_shown_beside_the_recorded_one() -> None:
    """Both stand on the card, with a button each; a colleague's answer is said to be one, without a name."""
    screen = card(at(View.CHANGE, "c01q2", pending="4"), answered())
    assert "Ya hay una respuesta: <b>2 · En marcha, parcial</b>" in screen.text
    assert "La nueva sería: <b>4 · Institucionalizado, evaluado</b>" in screen.text
    assert [Overwrite("c01q2", 4), Choice.DROP_TEXT] == presses(screen)
    theirs = card(at(View.CHANGE, "c01q2", pending="dk"), answered(author=COLLEAGUE))
    assert "Su equipo respondió el 21 de noviembre de 2026: <b>2 · En marcha, parcial</b>" in theirs.text


def test_a_typed_text_is_quoted_literally() -> None:
    """Markup in what a person writes is shown, not obeyed."""
    screen = card(at(View.TEXT, "c01q1", pending="<b>1 < 2 & 3</b>"), blank())
    assert "&lt;b&gt;1 &lt; 2 &amp; 3&lt;/b&gt;" in screen.text
    assert presses(screen) == [Choice.KEEP_TEXT, Choice.DROP_TEXT]


def test_a_members_name_is_escaped_everywhere() -> None:
    """No name of a member can break a card or slip markup into it."""
    for assessment in states(NASTY):
        for place in places(assessment, Language.ES):
            assert "<b>Trampa" not in card(place, assessment).text


def test_the_overview_reaches_every_criterion() -> None:
    """Ten criteria two to a row, complete ones ticked, then on, summary and more."""
    screen = card(at(View.REVIEW), half())
    assert [Show(View.CRITERION, one.id) for one in half().instrument.criteria] == presses(screen)[:10]
    assert [Show(View.STEP, "c06q1"), Show(View.SUMMARY), Show(View.MORE)] == presses(screen)[10:]
    assert "✓ Acogida" in labels(card(at(View.REVIEW), answered()))
    assert Show(View.SUBMIT) in presses(card(at(View.REVIEW), answered()))


def test_a_criterion_reaches_every_item_its_priority_and_its_note() -> None:
    """The card of a criterion shows its answers and leads to each of them."""
    screen = card(at(View.CRITERION, "c01"), answered())
    assert [Show(View.STEP, f"c01q{place}") for place in range(1, 6)] == presses(screen)[:5]
    last = presses(screen)[5:]
    assert [Show(View.STEP, "c01"), Show(View.ERASE, "c01"), Consult("c01"), Show(View.REVIEW)] == last
    assert Show(View.NOTE, "c02") in presses(card(at(View.CRITERION, "c02"), answered()))
    assert "✓ Datos y seguimiento: no sé" in labels(screen)


def test_the_summary_says_who_sees_what() -> None:
    """A draft shows coordinators only counts; after submission they see what the member chose."""
    assert "solo ve cuántas" in card(at(View.SUMMARY), answered()).text
    assert "con el nombre de su institución" in card(at(View.SUMMARY), submitted()).text
    assert "solo en promedios" in card(at(View.SUMMARY), submitted(sharing=Sharing.AGGREGATE)).text


def test_only_the_author_is_offered_to_take_a_submission_back() -> None:
    """A colleague, or the author a day later, is not offered what would be refused."""
    assert Choice.RECALL in presses(card(at(View.SUMMARY), submitted()))
    colleague = replace(person(), id=COLLEAGUE)
    screen = render_card(at(View.SUMMARY), submitted(), colleague, (), NOW, CONTACT)
    assert Choice.RECALL not in presses(screen)
    assert Show(View.SUBMIT) not in presses(card(at(View.SUMMARY), submitted()))
    assert {SendPicture(language) for language in Language} <= set(presses(screen))


def test_submitting_asks_what_is_shared() -> None:
    """By name, only in aggregates, or not yet; without an answer there is nothing to submit."""
    asked = presses(card(at(View.SUBMIT), half()))
    assert [Submit(Sharing.NAMED), Submit(Sharing.AGGREGATE), Show(View.SUMMARY)] == asked
    assert [Show(View.SUMMARY)] == presses(card(at(View.SUBMIT), blank()))
    assert "Quedan 24 preguntas abiertas" in card(at(View.SUBMIT), half()).text


def test_the_languages_are_named_in_themselves() -> None:
    """Whoever reads none of the current language still finds their own."""
    for language in Language:
        own = labels(card(at(View.LANGUAGE, language=language), blank()))
        assert own[:3] == ["Español", "Português", "English"]
    assert ChooseLanguage(Language.PT) in presses(door(View.POST, Language.ES))


def test_the_door_asks_and_offers_a_way_out() -> None:
    """The question names the post and the member; consent can be declined; several posts can be chosen from."""
    asked = door(View.POST, Language.ES)
    assert "<b>Rosario</b> (ciudad, Argentina)" in asked.text
    assert presses(asked)[:2] == [Choice.CONFIRM_POST, Choice.DENY_POST]
    assert presses(door(View.CONSENT, Language.PT)) == [Choice.ACCEPT, Choice.DECLINE]
    assert [ChooseAppointment(1), ChooseAppointment(2)] == presses(door(View.CHOOSE, Language.EN))
    assert "Argentina y Uruguay" in door(View.POST, Language.ES, Role.COORDINATOR, "AR", "UY").text


def test_lines_open_a_card() -> None:
    """What is said comes first, once."""
    screen = card(at(View.REVIEW), half(), Line(Say.WELCOME_BACK))
    assert screen.text.startswith("Qué gusto verle. Seguimos aquí.\n")
    opened = render_door(View.WAITING, person(), None, None, (Line(Say.LANGUAGE_CHANGED),), CONTACT, NOW)
    assert opened.text.startswith("Seguimos en español.\n")


def test_what_is_locked_says_why() -> None:
    """A submission can be taken back; a role that may not answer cannot be changed by that."""
    locked = Line(Say.LOCKED)
    assert "puede retirarlo" in card(at(View.SUMMARY), submitted(), locked).text
    assert "Su función" in card(at(View.SUMMARY), answered(), locked).text


def test_long_names_are_shortened_where_there_is_little_room() -> None:
    """A parenthesis goes, the kind of government is abbreviated, the rest is cut with an ellipsis."""
    assert short_name(LONGEST) == "ANAM"
    assert short_name(PROVINCE) == "Depto. Chiquimula"
    assert fitting("Depto. Chiquimula", 12) == "Depto. Chiq…"


def test_a_screen_is_rows_of_buttons() -> None:
    """A screen without rows is a message without a keyboard."""
    assert Screen("hola").rows == ()
    assert Button("x", Choice.BEGIN).label == "x"
