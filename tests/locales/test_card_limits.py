"""Every card, in every language and state, is whole on a small phone and within Telegram's limits."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from kit.drawn import at, card, door, labels
from kit.showcase import (
    AUTHOR,
    COLLEAGUE,
    LONGEST,
    NASTY,
    NOW,
    PROVINCE,
    ROSARIO,
    WAVE,
    answered,
    blank,
    places,
    states,
)

from conversations.attention import Attention
from conversations.instrument import Language, Nonresponse
from conversations.people import Member, Role
from conversations.place import View
from conversations.replies import Line, Say
from locales.cards.drawing import ALONE, Extras
from locales.lengths import lines, units, visible, words
from locales.screen import Screen

NAV = 9
BUSY = Extras(
    coordinated=True,
    colleagues=2,
    reminded=False,
    reminder=NOW + timedelta(days=8),
    post="Dirección General de Desarrollo Social, Niñez, Género y <Derechos> Humanos",
    attention=Attention(16 * 60, NOW + timedelta(days=300)),
    earlier=replace(answered(), wave=replace(WAVE, name="Ronda regional de 2025")),
    posts={AUTHOR: "Dirección General de Desarrollo Social, Niñez, Género y <Derechos> Humanos", COLLEAGUE: ""},
    left=True,
)
"""Everything that a card can show beside the assessment."""
AT_THE_DOOR = frozenset({View.POST, View.CONSENT, View.WAITING, View.COORDINATOR, View.LEFT})


AT_A_QUESTION = frozenset(
    {
        *(Say.ALREADY_SAVED, Say.NOTE_SAVED, Say.EVIDENCE_SAVED, Say.LEVEL_OUT_OF_RANGE, Say.NOT_APPLICABLE_REFUSED),
        *(Say.PRIORITY_OUT_OF_RANGE, Say.TEXT_DROPPED, Say.ANSWER_KEPT, Say.LOCKED, Say.NOT_UNDERSTOOD),
        *(Say.NOT_READABLE, Say.NOTHING_BEFORE, Say.STALE_BUTTON, Say.WELCOME_BACK, Say.AFTER_OUTAGE),
        Say.AFTER_LOSS,
        *(Say.LANGUAGE_CHANGED, Say.NOTE_TOO_LONG, Say.BATCH_SAVED, Say.BATCH_COUNT, Say.BATCH_UNCLEAR, Say.ERASED),
        *(Say.QUESTION_SENT, Say.CONSULTATION_COMING, Say.REMINDER, Say.REMINDERS_TAKEN),
        *(Say.POST_SAVED, Say.FILE_COMING),
    }
)


def check(screen: Screen, where: object) -> None:
    """Assert what holds of every screen: whole at 360 x 640, and nothing that Telegram refuses."""
    assert lines(screen.text) <= 9, (where, screen.text)
    assert 1 <= len(screen.rows) <= 6, where
    assert 1 <= units(visible(screen.text).strip()) <= 4096, where
    assert "{" not in screen.text, where
    opened, closed = re.findall(r"<(?!/)(\w+)[^<>]*>", screen.text), re.findall(r"</(\w+)>", screen.text)
    assert sorted(opened) == sorted(closed), where
    for row in screen.rows:
        assert 1 <= len(row) <= 5, where
        for button in row:
            assert 0 < len(button.label) <= 44 // len(row) + (len(row) > 3), (where, button.label)
            assert "<b>" not in button.label.replace(NASTY.name, ""), where
            assert "{" not in button.label, where


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("member", [ROSARIO, LONGEST, PROVINCE], ids=["city", "association", "province"])
def test_every_card_of_an_assessment_fits_the_phone(language: Language, member: Member) -> None:
    """Nine lines and six rows at most, in every view, step, language and state, right after an answer was saved."""
    for assessment in states(member):
        for place in places(assessment, language):
            pressed, typed = Line(Say.SAVED, "c01q1", 3), Line(Say.SAVED, "c01q1", Nonresponse.DONT_KNOW, typed=True)
            for extras, line in ((ALONE, pressed), (BUSY, pressed), (ALONE, typed)):
                said = () if assessment.submission else (line,)
                screen = card(place, assessment, *said, posts=2, extras=extras)
                if place.view not in AT_THE_DOOR:
                    check(screen, (place, assessment.completion))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("said", [one for one in Say if one is not Say.SAVED])
def test_an_opening_line_leaves_a_question_whole(language: Language, said: Say) -> None:
    """Whatever else is said first, the question that is asked stays on the screen."""
    if said in AT_A_QUESTION:
        for item in blank().instrument.items:
            for assessment in (blank(LONGEST), answered(LONGEST)):
                line = Line(said, "c02", number=4, at=NOW)
                check(card(at(View.STEP, item.id, language), assessment, line), (said, item.id))


@pytest.mark.parametrize("language", Language)
def test_every_card_at_the_door_fits_the_phone(language: Language) -> None:
    """The cards before an assessment keep the same limits."""
    views = (View.POST, View.CONSENT, View.CHOOSE, View.WAITING, View.COORDINATOR, View.HELP, View.PRIVACY, View.FORGET)
    for view in views:
        for role in Role:
            check(door(view, language, role), (view, role))
            check(door(view, language, role, "AR", "UY"), (view, role))
    check(door(View.LANGUAGE, language), View.LANGUAGE)


@pytest.mark.parametrize("language", Language)
def test_the_way_to_the_first_question_takes_at_most_120_words(language: Language) -> None:
    """Post, consent and beginning together, buttons and the note on the nature of the instrument included."""
    way = [door(View.POST, language), door(View.CONSENT, language), card(at(View.BEGIN, language=language), blank())]
    read = " ".join(f"{screen.text} {' '.join(labels(screen))}" for screen in way)
    assert words(read) <= 120
    assert blank().instrument.disclaimer.in_(language) in read


@pytest.mark.parametrize("language", Language)
def test_the_last_row_of_a_question_fits_five_buttons(language: Language) -> None:
    """Labels of at most nine characters: back, don't know, later or go on, not applicable, overview."""
    for place in (at(View.STEP, "c06q2", language), at(View.STEP, "c06q2", language, cursor="c06q2")):
        row = card(place, blank()).rows[-1]
        assert len(row) == 5
        assert all(len(button.label) <= NAV for button in row)
