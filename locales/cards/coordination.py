"""The help of somebody who coordinates: what can be asked, and the commands for it.

It decides what is said; it must not know what an answer looks like.
"""

from conversations.events import Choice
from conversations.instrument import Language
from locales.cards.drawing import folded, paragraph
from locales.catalogue import Html, escaped, plain, say
from locales.questions import coordinator_commands
from locales.screen import Button, Screen


def coordinator_help_card(language: Language, contact: str) -> Screen:
    """Draw the help of a coordinator; the commands are folded."""
    text = paragraph(
        (
            Html(f"<b>{say(language, 'asking.heading')}</b>"),
            say(language, "asking.names"),
            say(language, "help.contact", contact=contact) if contact else None,
            folded(escaped(f"/{command}: {what}") for command, what in coordinator_commands(language)),
        )
    )
    return Screen(text, ((Button(plain(language, "nav.back"), Choice.BEGIN),),))
