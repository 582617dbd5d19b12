"""What people are told while an operator has the bot pause: that nothing is lost, once."""

from conversations.instrument import Language
from locales.catalogue import plain


def render_pause(language: Language) -> str:
    """Word it without markup, short enough for the answer to a press."""
    return plain(language, "pause.kept")
