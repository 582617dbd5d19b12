"""What every card of a coordinator is drawn from, and the parts that they share.

A card has at most nine lines and six rows of buttons; a table may be longer, and is paged. It must not know which
card is drawn.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from conversations.desk.deeds import DeskLine
from conversations.desk.place import DeskView
from conversations.events import Open, Press
from conversations.instrument import Language
from conversations.people import Appointment
from locales.catalogue import Html, escaped, plain, say, say_n
from locales.formats import calendar_day, moment
from locales.naming import fitting
from locales.screen import Button, Row

NETWORK_ZONE: Final = "UTC"
"""The time zone of instants about the whole network, which has none of its own."""
LONGEST_TOAST: Final = 200


@dataclass(frozen=True, slots=True)
class DeskDrawing:
    """Who reads, in which language, what is said first, and the moment (aware, UTC)."""

    language: Language
    appointment: Appointment
    lines: tuple[DeskLine, ...]
    now: datetime
    contact: str = ""

    @property
    def remarks(self) -> list[Html]:
        """The lines that the card opens with."""
        return [escaped(word_desk_line(line, self.language)) for line in self.lines]

    def say(self, key: str, **params: object) -> Html:
        """Word an entry in the reader's language."""
        return say(self.language, key, **params)

    def say_n(self, key: str, number: int, **params: object) -> Html:
        """Word an entry in the form that goes with ``number``."""
        return say_n(self.language, key, number, **params)

    def button(self, key: str, press: Press, **params: object) -> Button:
        """Make a button whose label is an entry."""
        return Button(plain(self.language, key, **params), press)

    def home_row(self, *before: Button) -> Row:
        """Make the last row: where one came from, if that is given, and home."""
        return (*before, self.button("desk.home", Open(DeskView.HOME)))


def word_desk_line(line: DeskLine, language: Language) -> str:
    """Word a line without markup."""
    return plain(
        language,
        f"deskline.{line.say}",
        name=line.name,
        number=line.number,
        at=moment(language, line.at, NETWORK_ZONE) if line.at else "",
        day=calendar_day(language, line.day) if line.day else "",
    )


def desk_toast(line: DeskLine, language: Language) -> str:
    """Word the answer to a press, without markup, in at most 200 characters."""
    return fitting(word_desk_line(line, language), LONGEST_TOAST)


def heading(drawing: DeskDrawing, key: str, about: str = "") -> Html:
    """Head a card in bold: what it is, and what it is about."""
    title = Html(f"<b>{drawing.say(key)}</b>")
    return Html(f"{title} · {escaped(about)}") if about else title
