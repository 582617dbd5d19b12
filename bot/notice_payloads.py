"""Notices as they wait in the outbox: worded when they are written, in the person's language."""

import json

from conversations.instrument import Language
from locales.notices import render_wave_opened


def wave_opened(language: Language) -> str:
    """Make the payload of the notice that a wave has opened."""
    return json.dumps({"text": render_wave_opened(language)}, ensure_ascii=False)
