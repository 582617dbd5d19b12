"""News between a respondent and the coordinators: no person is named, the first line tells nothing."""

import pytest
from kit.showcase import NASTY, ROSARIO, answered

from conversations.desk.place import DeskView
from conversations.events import Open
from conversations.instrument import Language
from conversations.news import AnswerNews, InvitationNews, JoinedNews, News, QuestionNews
from conversations.people import Appointment, Role
from locales.lengths import units, visible
from locales.notices import news_rows, render_news

MESSAGES = {
    "question": QuestionNews(answered(NASTY), "c03q2", "No entiendo la 12 <b>& más</b>. " * 130),
    "criterion": QuestionNews(answered(NASTY), "c03", "¿Qué cuenta?"),
    "answer": AnswerNews("¿Qué <cuenta>? " * 200, "Cuenta todo lo que <funciona>."),
    "invitation": InvitationNews(NASTY),
    "joined": JoinedNews(Appointment(7, Role.FOCAL_POINT, NASTY)),
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("news", MESSAGES.values(), ids=MESSAGES.keys())
def test_news_are_neutral_and_fit(news: News, language: Language) -> None:
    """What a locked phone shows names no member and quotes nobody; markup in a text is shown, not obeyed."""
    text = render_news(news, language)
    first, _, rest = text.partition("\n")
    assert "Trampa" not in first
    assert "entiendo" not in first
    assert len(rest) > 20
    assert "<b>Trampa" not in text.replace("<b>&lt;b&gt;Trampa", "")
    assert units(visible(text)) <= 4096


def test_a_question_says_what_it_is_about() -> None:
    """The member, the item with its question, the text, and how to answer."""
    text = render_news(QuestionNews(answered(ROSARIO), "c03q2", "No entiendo"), Language.ES)
    assert "<b>Rosario</b> (ciudad, Argentina)" in text
    assert "Acogida 2/4 · <b>Información accesible</b>" in text
    assert answered().instrument.item("c03q2").text.es in text
    assert "<blockquote>No entiendo</blockquote>" in text
    assert "Responda a este mensaje" in text


def test_an_answer_is_given_whole() -> None:
    """However long a coordinator's answer is, it fits one message, the quoted question giving way to it."""
    assert "x" * 4000 in render_news(AnswerNews("¿?" * 200, "x" * 4000), Language.PT)
    longest = render_news(AnswerNews("¿?", "<&> " * 1024), Language.EN)
    assert 4000 < units(visible(longest)) <= 4096


SAID = {
    Language.ES: ("Es para <b>Rosario</b> (ciudad, Argentina), como punto focal.", "Argentina y Chile", "Toda la red"),
    Language.PT: ("É para <b>Rosario</b> (cidade, Argentina), como ponto focal.", "Argentina e Chile", "Toda a rede"),
    Language.EN: (
        "It is for <b>Rosario</b> (city, Argentina), as focal point.",
        "Argentina and Chile",
        "whole netw",
    ),
}


@pytest.mark.parametrize("language", Language)
def test_who_joined_is_said_by_the_post(language: Language) -> None:
    """The member and the role, or the countries that are coordinated; one button leads to who it is."""
    member, countries, network = SAID[language]
    for appointment, said in (
        (Appointment(7, Role.FOCAL_POINT, ROSARIO), member),
        (Appointment(7, Role.COORDINATOR, None, ("AR", "CL")), countries),
        (Appointment(7, Role.COORDINATOR, None), network),
    ):
        news = JoinedNews(appointment)
        assert said in render_news(news, language)
        assert [[Open(DeskView.PEOPLE, "7")]] == [[button.press for button in row] for row in news_rows(news, language)]


def test_other_news_have_no_button() -> None:
    """What is answered by a reply, or needs nothing, has no button."""
    assert () == news_rows(InvitationNews(ROSARIO), Language.ES)
