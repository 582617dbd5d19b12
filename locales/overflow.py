"""What somebody is told who sent more than was kept: that some of it is not, and how to see what is."""

from conversations.instrument import Language
from locales.catalogue import say


def render_overflow(language: Language) -> str:
    """Word it as Telegram HTML."""
    return say(language, "overflow.dropped")
