"""Notices as they wait in the outbox: worded when they are written, in the languages of whoever gets them."""

import json

from conversations.assessment import Wave
from conversations.instrument import Language
from conversations.replies import QuestionNews, Tell, WaveNews
from locales.notices import render_news, render_wave_opened
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
        payloads={language: _payload(render_news(tell.news, language)) for language in Language},
        person=tell.person,
        member=tell.member.id if tell.member else None,
        about_question=isinstance(tell.news, QuestionNews),
    )


def _payload(text: str) -> str:
    return json.dumps({"text": text}, ensure_ascii=False)
