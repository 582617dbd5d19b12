"""A screen: what one message shows, text and rows of buttons, whichever library sends it.

It decides nothing; it must not know Telegram's types or how a press becomes data.
"""

from dataclasses import dataclass

from conversations.events import Press


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what it reads, without markup, and what pressing it means."""

    label: str
    press: Press


Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: Telegram HTML and rows of buttons."""

    text: str
    rows: tuple[Row, ...] = ()
