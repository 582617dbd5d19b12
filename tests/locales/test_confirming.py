"""Cards that ask before something is kept, and those about the person."""

from datetime import timedelta

import pytest
from kit.drawn import at, card, door, labels, presses
from kit.showcase import NOW, answered, blank, submitted

from conversations.doubt import PHOTO, Doubt, write_doubt
from conversations.events import Choice, Consult, Erase, Overwrite, Remind, Show, When
from conversations.instrument import Language
from conversations.people import Role
from conversations.place import View
from conversations.replies import Line, Say
from locales.cards.drawing import Extras
from locales.courtesies import render_again_button, render_toast


def test_an_answer_to_an_unseen_question_is_asked_about() -> None:
    """The question is shown, the answer is named, yes gives it and no shows the question."""
    screen = card(at(View.SURE, "c01q2", pending="3"), blank())
    item = blank().instrument.item("c01q2")
    assert item.text.es in screen.text
    assert f"¿También 3 · Con regularidad para «{item.short.es}»?" in screen.text
    assert presses(screen) == [Overwrite("c01q2", 3), Show(View.STEP, "c01q2")]
    again = card(at(View.SURE, "c01q2", pending="3"), blank(), Line(Say.SURE, "c01q2", 3))
    assert screen.text == again.text


def test_a_batch_is_listed_as_understood() -> None:
    """Each item with its answer, what it was before where that differs, who was consulted; one tap keeps all."""
    place = at(View.BATCH, "c01", pending="c01q1=0;c01q2=4;c01q3=dk;c01=3@Salud")
    text = card(place, answered()).text
    assert "1. Política o plan: <b>0</b>\n" in text
    assert "<b>4</b> (antes 2)" in text
    assert "<b>no sé</b>" in text
    assert "6. Prioridad: <b>3</b>" in text
    assert "Consultado: Salud" in text
    assert presses(card(place, answered())) == [Choice.KEEP_BATCH, Choice.DROP_TEXT]


def test_personal_data_is_named_and_warned_about() -> None:
    """The card says what a text seems to hold; not keeping it comes first."""
    pending = write_doubt(Doubt(("email", "document"), "a@b.c <1>"))
    screen = card(at(View.PERSONAL, "c01q1", pending=pending), blank())
    assert "Parece contener un correo electrónico y un número de documento." in screen.text
    assert "a@b.c &lt;1&gt;" in screen.text
    assert presses(screen) == [Choice.DROP_TEXT, Choice.KEEP_ANYWAY]
    photo = card(at(View.PERSONAL, "c01q1", pending=write_doubt(Doubt((PHOTO,), ""))), blank())
    assert "rostros" in photo.text


def test_notes_and_files_can_be_taken_out() -> None:
    """A criterion's card leads to them, each has a button, and a note can be added."""
    screen = card(at(View.ERASE, "c01"), answered())
    assert presses(screen) == [Erase("c01q1"), Show(View.NOTE, "c01"), Show(View.CRITERION, "c01")]
    assert "1 archivo" in screen.text
    assert "No hay notas" in card(at(View.ERASE, "c02"), answered()).text


def test_notes_and_files_can_be_taken_out_after_submission() -> None:
    """Nothing can be added any more, but what says too much about somebody can go."""
    screen = card(at(View.ERASE, "c01"), submitted())
    assert presses(screen) == [Erase("c01q1"), Show(View.CRITERION, "c01")]
    screen = card(at(View.CRITERION, "c01"), submitted())
    assert presses(screen) == [Show(View.ERASE, "c01"), Show(View.REVIEW)]


def test_a_text_can_go_to_the_coordinators() -> None:
    """Whoever has a coordinator is offered to ask; whoever has none is not."""
    place = at(View.TEXT, "c01q1", pending="No entiendo la 12")
    assert Choice.ASK_COORDINATOR not in presses(card(place, blank()))
    asked = presses(card(place, blank(), extras=Extras(coordinated=True)))
    assert asked == [Choice.KEEP_TEXT, Choice.ASK_COORDINATOR, Choice.DROP_TEXT]


@pytest.mark.parametrize("language", Language)
def test_a_pause_offers_a_reminder(language: Language) -> None:
    """Tomorrow, Monday, another day, none; the one that is set is named; whoever cannot answer is offered none."""
    place = at(View.PAUSED, language=language)
    offered = presses(card(place, blank()))
    assert offered[:4] == [Remind(When.TOMORROW), Remind(When.MONDAY), Show(View.WHEN), Remind(When.NEVER)]
    told = card(place, blank(), extras=Extras(reminder=NOW + timedelta(days=8))).text
    assert "30" in told
    assert "30" not in card(place, blank()).text
    assert Remind(When.NEVER) not in presses(card(place, submitted()))


def test_a_reminder_is_told_in_the_members_time() -> None:
    """Day and hour are those of the member's zone, on the card and in the toast."""
    line = Line(Say.REMINDER_SET, at=NOW)
    assert "22 de noviembre, 12:30" in render_toast(line, blank(), Language.ES)
    once = card(at(View.PAUSED), blank(), line, extras=Extras(reminder=NOW)).text
    assert once.count("22 de noviembre") == 1


def test_the_menu_offers_what_there_is() -> None:
    """The questionnaire on paper, one's own data and post; reminders only to whoever does not get them."""
    menu = presses(card(at(View.MORE), blank()))
    assert {Choice.SEND_BLANK, Choice.SEND_ANSWERS, Choice.SEND_MY_DATA, Show(View.OWN_POST)} <= {*menu}
    assert Choice.TAKE_REMINDERS not in menu
    alone = Extras(colleagues=0, reminded=False)
    assert Choice.TAKE_REMINDERS not in presses(card(at(View.MORE), blank(), extras=alone))
    second = Extras(colleagues=1, reminded=False)
    assert Choice.TAKE_REMINDERS in presses(card(at(View.MORE), blank(), extras=second))
    assert Choice.SEND_BLANK in presses(card(at(View.BEGIN), blank()))
    assert Consult("c03") in presses(card(at(View.CRITERION, "c03"), blank()))


def test_the_post_is_shown_and_asked_for() -> None:
    """What is named outside is an office, and what is kept now stands there."""
    text = card(at(View.OWN_POST), blank(), extras=Extras(post="Salud <2>")).text
    assert "Ahora: <b>Salud &lt;2&gt;</b>" in text
    assert "Ahora" not in card(at(View.OWN_POST), blank()).text


@pytest.mark.parametrize("language", Language)
def test_being_forgotten_is_confirmed(language: Language) -> None:
    """Inside and at the door, the card says what goes and what stays, and one press does it."""
    for screen in (card(at(View.FORGET, language=language), blank()), door(View.FORGET, language, Role.COORDINATOR)):
        assert presses(screen) == [Choice.FORGET_ME, Show(View.PRIVACY)]
    for screen in (card(at(View.PRIVACY, language=language), blank()), door(View.PRIVACY, language)):
        assert presses(screen)[:2] == [Choice.SEND_MY_DATA, Show(View.FORGET)]


@pytest.mark.parametrize("language", Language)
def test_who_has_nobody_to_ask_is_told_whom_to_write_to(language: Language) -> None:
    """The contact stands on the card and in the toast."""
    line = Line(Say.NO_COORDINATOR)
    assert "red@ejemplo.org" in card(at(View.REVIEW, language=language), blank(), line).text
    assert "red@ejemplo.org" in render_toast(line, blank(), language, "red@ejemplo.org")
    assert render_again_button(language) not in labels(door(View.WAITING, language))
