"""Notices as they wait in the outbox: worded when they are written, in the languages of whoever gets them."""

import json

from bot.screens import write_screen
from conversations.assessment import Wave
from conversations.instrument import Language
from conversations.news import News, QuestionNews, WaveNews
from conversations.replies import Tell
from locales.catalogue import Html
from locales.notices import news_rows, render_news, render_wave_opened
from locales.screen import Screen
from storage.notices import Notice


def wave_opened(language: Language) -> str:
    """Make the payload of the notice that a wave has opened."""
    return _payload(render_wave_opened(language))


def wave_closed(language: Language, wave: Wave) -> str:
    """Make the payload of the notice that a wave has closed."""
    return _payload(render_news(WaveNews(wave), language))


def notice_of(tell: Tell) -> Notice:
    """Word what is to be told, in every language; storage takes that of each recipient."""
    return Notice(
        payloads={language: _news(tell.news, language) for language in Language},
        person=tell.person,
        member=tell.member.id if tell.member else None,
        about_question=isinstance(tell.news, QuestionNews),
    )


def _news(news: News, language: Language) -> str:
    text, rows = render_news(news, language), news_rows(news, language)
    return write_screen(Screen(Html(text), rows)) if rows else _payload(text)


def _payload(text: str) -> str:
    return json.dumps({"text": text}, ensure_ascii=False)
