"""Notices: what we say first. It must not know who gets one, nor when."""

from conversations.instrument import Language
from locales.catalogue import say


def render_wave_opened(language: Language) -> str:
    """Word the notice to somebody who came while no wave was open."""
    return say(language, "notice.wave_opened")
