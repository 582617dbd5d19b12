"""What a reminder says, in every language and state: neutral first, whole on a small phone, one tap from an answer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from kit.drawn import CONTACT
from kit.showcase import LONGEST, NOW, PROVINCE, ROSARIO, answered, blank, half, person, places

from conversations.assessment import Assessment
from conversations.campaigns import Meeting
from conversations.events import Give, Show
from conversations.instrument import Language
from conversations.people import Member
from conversations.place import Place, View
from conversations.reminders import TO_CONFIRM, OwnWords, WayThere
from locales.cards.drawing import Drawing
from locales.lengths import lines, units, visible
from locales.reminders import Reason, render_own_words, render_reminder, render_way
from locales.screen import Screen

MEETING = Meeting(
    1, "Reunión regional <del> Sur & Cono Sur de las Ciudades Solidarias", "Montevideo", date(2026, 12, 21),
    date(2026, 12, 23), "America/Montevideo", date(2026, 12, 11),
)  # fmt: skip
REASONS = (Reason(MEETING, 31.4), Reason(MEETING), Reason(None, 0.2))
REMINDED_AT = frozenset({View.BEGIN, View.STEP, View.SUBMIT, View.REVIEW}) | TO_CONFIRM
"""The views that a reminder is drawn over."""


def remind(place: Place, assessment: Assessment, reason: Reason) -> Screen:
    """Draw the reminder to a focal point who stands at a place."""
    who = person(place.language, assessment.member)
    unfinished = place.view in TO_CONFIRM
    return render_reminder(Drawing(place, assessment, who, (), NOW, CONTACT), reason, unfinished=unfinished)


def first_line(screen: Screen) -> str:
    """What a locked phone shows."""
    return visible(screen.text).split("\n")[0]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("member", [ROSARIO, LONGEST, PROVINCE], ids=["city", "association", "province"])
def test_every_reminder_fits_the_phone_and_begins_neutrally(language: Language, member: Member) -> None:
    """Nine lines and six rows at most; the first line has at most 60 characters, no question, no figure."""
    for assessment in (blank(member), half(member), answered(member)):
        for place in places(assessment, language):
            if place.view not in REMINDED_AT:
                continue
            for reason in REASONS:
                screen = remind(place, assessment, reason)
                assert lines(screen.text, 36) <= 9, (place, screen.text)
                assert 1 <= len(screen.rows) <= 6, place
                assert len(first_line(screen)) <= 60
                assert not set("?¿%0123456789") & set(first_line(screen))
                assert units(visible(screen.text)) <= 4096
                for row in screen.rows:
                    for button in row:
                        assert len(button.label) <= 44 // len(row) + (len(row) > 3), (place, button.label)


@pytest.mark.parametrize("language", Language)
def test_a_question_is_answered_by_one_tap(language: Language) -> None:
    """Every option of the next question is on the reminder, the question in full, and the way to fewer reminders."""
    assessment = half()
    for item in assessment.instrument.items:
        place = Place(7, language, View.STEP, item.id, item.id, oriented=True)
        screen = remind(place, assessment, REASONS[0])
        presses = [button.press for row in screen.rows for button in row]
        assert {Give(item.id, level.value) for level in assessment.instrument.levels} <= set(presses)
        assert item.text.in_(language) in visible(screen.text)
        assert presses[-1] == Show(View.SNOOZE)


def test_minutes_are_those_measured_with_a_floor() -> None:
    """What is left is counted in questions and measured seconds; nobody is promised less than six an answer."""
    place = Place(7, Language.EN, View.STEP, "c06q1", "c06q1", oriented=True)
    assessment = half()
    still = 44 - 20
    assert f"{still} questions left · about 12 min" in remind(place, assessment, Reason(None, 30.0)).text
    assert f"{still} questions left · about 3 min" in remind(place, assessment, Reason(None, 0.1)).text
    assert f"{still} questions left · about 18 min" in remind(place, assessment, Reason()).text


@pytest.mark.parametrize("language", Language)
def test_a_way_names_the_member_and_shows_nothing_of_its_answers(language: Language) -> None:
    """To somebody at another assessment the reminder says which member it is about, with one button that opens it."""
    screen = render_way(WayThere(Show(View.STEP, "c06q1"), LONGEST), REASONS[0], language)
    assert lines(screen.text, 36) <= 9
    assert [[Show(View.STEP, "c06q1")]] == [[button.press for button in row] for row in screen.rows]
    assert "ANAM" in screen.text


@pytest.mark.parametrize("language", Language)
def test_own_words_are_shown_literally_and_fit_one_message(language: Language) -> None:
    """What a coordinator wrote is text, not markup; a very long one is cut, never refused by Telegram."""
    screen = render_own_words(OwnWords("<b>Hola</b> & adiós", correction=False), language)
    assert "&lt;b&gt;Hola&lt;/b&gt; &amp; adiós" in screen.text
    assert screen.rows == ()
    corrected = render_own_words(OwnWords("<" * 5000, correction=True), language)
    assert units(visible(corrected.text)) <= 4096
    assert first_line(screen) != first_line(corrected)


def test_the_moment_of_a_reminder_does_not_change_what_was_there() -> None:
    """Something that waits to be confirmed is shown again with the same buttons, whatever else is on the reminder."""
    place = replace(Place(7, Language.ES, View.TEXT, "c05q4", "c06q1", oriented=True), pending="Una <nota> & más. " * 9)
    screen = remind(place, half(), Reason(MEETING, timedelta(seconds=20).total_seconds()))
    assert "no está guardado" in screen.text
    assert "Una &lt;nota&gt; &amp; más." in screen.text
