"""What every card of an assessment is drawn from, and the parts that several cards share.

It decides what fits a small phone: nine lines and six rows of buttons. It must not know which view is drawn.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from conversations.assessment import Assessment
from conversations.attention import Attention
from conversations.authorisation import Act, may
from conversations.events import Choice, Press, Show
from conversations.instrument import Instrument, Language, Nonresponse, Text
from conversations.people import Person
from conversations.place import Place, View
from conversations.replies import Line, Say
from locales.catalogue import Html, escaped, plain, say, say_n
from locales.naming import answer_label, fitting, short_name
from locales.remarks import word_line
from locales.screen import Button, Row

MOST_ROWS: Final = 6
LONGEST_LABEL: Final = 44
"""Characters of a button that has a row for itself."""
LINE: Final = 36
"""Characters that a line of a card surely holds at 360 pixels."""


@dataclass(frozen=True, slots=True)
class Extras:
    """What a card shows beside the assessment; the defaults are those of somebody who works alone.

    ``coordinated``: a coordinator can be asked; ``colleagues``: how many other focal points the member has;
    ``reminded``: this person is the one who gets the member's reminders; ``reminder``: when they asked to be
    reminded (aware); ``post``: how they call their post, "" if they have not said.
    """

    coordinated: bool = False
    colleagues: int = 0
    reminded: bool = True
    reminder: datetime | None = None
    post: str = ""
    attention: Attention = field(default_factory=Attention)
    earlier: Assessment | None = None
    """The assessment of an earlier wave, where its answers are offered."""
    posts: Mapping[int, str] = field(default_factory=dict)
    """What those who answered call their posts, by their ids; "" if they have not said."""
    left: bool = False
    """The person has left another post, and can still take it back."""


ALONE: Final = Extras()
"""Nobody to ask, no colleagues, no reminder."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A place in an assessment, who stands there, what is said first, and the moment (aware, UTC)."""

    place: Place
    assessment: Assessment
    person: Person
    lines: tuple[Line, ...]
    now: datetime
    contact: str
    extras: Extras = ALONE

    @property
    def language(self) -> Language:
        """The language that the card is in."""
        return self.place.language

    @property
    def instrument(self) -> Instrument:
        """The instrument that the assessment is pinned to."""
        return self.assessment.instrument

    @property
    def member(self) -> str:
        """The member's name, short."""
        return short_name(self.assessment.member)

    @property
    def saved(self) -> bool:
        """An answer was just saved."""
        return any(line.say is Say.SAVED for line in self.lines)

    @property
    def saving(self) -> Html:
        """Say that an answer was just saved; of one that was typed, as what, briefly where there is little room."""
        line = next(line for line in self.lines if line.say is Say.SAVED)
        if not line.typed or line.answer is None:
            return self.say("card.saved")
        understood = answer_label(self.instrument, line.step, line.answer, self.language, brief=True)
        return self.say("card.understood", answer=understood.split(" · ")[0].lower())

    @property
    def remarks(self) -> list[Html]:
        """The lines that the card opens with."""
        return [self._worded(line) for line in self.lines]

    @property
    def opening(self) -> list[Html]:
        """The lines that the card opens with, but for "saved", which its heading says."""
        return [self._worded(line) for line in self.lines if line.say is not Say.SAVED]

    def _worded(self, line: Line) -> Html:
        return word_line(line, self.assessment, self.language, self.contact)

    def may(self, act: Act) -> bool:
        """Tell whether the person may do this here, so that no button promises more."""
        appointment = self.person.appointment
        return appointment is not None and may(appointment, act, self.assessment, self.person.id, self.now)

    def of(self, text: Text) -> Html:
        """Give a text of the instrument, escaped."""
        return escaped(text.in_(self.language))

    def say(self, key: str, **params: object) -> Html:
        """Word an entry in the card's language."""
        return say(self.language, key, **params)

    def button(self, key: str, press: Press, **params: object) -> Button:
        """Make a button whose label is an entry."""
        return Button(plain(self.language, key, **params), press)

    def title(self, heading: Html) -> Html:
        """Head a card: what it is, in bold, and the member."""
        room = LINE - len(heading) % LINE - 3
        return Html(f"<b>{heading}</b> · {escaped(fitting(self.member, room))}")

    @property
    def onwards(self) -> Button:
        """The button that goes on with the open question, wherever it is."""
        cursor = self.place.cursor
        return self.button("button.continue", Show(View.STEP, cursor) if cursor else Choice.BEGIN)


def paragraph(parts: Iterable[Html | None]) -> Html:
    """Put lines below each other; what is missing leaves no gap."""
    return Html("\n".join(part for part in parts if part))


def folded(parts: Iterable[Html | None]) -> Html:
    """Put lines into a quotation that opens at a tap."""
    return Html(f"<blockquote expandable>{paragraph(parts)}</blockquote>")


def in_rows(buttons: Sequence[Button], most: int, narrowest: int = 1) -> tuple[Row, ...]:
    """Lay buttons out in at most ``most`` rows, at least ``narrowest`` to a row."""
    width = max(narrowest, -(-len(buttons) // most))
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))


def counts(drawing: Drawing) -> Html:
    """Say how much is answered, to be asked about and put off."""
    assessment, language = drawing.assessment, drawing.language
    answers = [assessment.answer(item.id) for item in drawing.instrument.items]
    levels = sum(answer not in (None, Nonresponse.LATER, Nonresponse.DONT_KNOW) for answer in answers)
    unknown = sum(answer is Nonresponse.DONT_KNOW for answer in answers)
    later = sum(answer is Nonresponse.LATER for answer in answers)
    parts = [say_n(language, "count.answered", levels, all=len(answers))]
    parts += [say_n(language, "count.unknown", unknown)] if unknown else []
    parts += [say_n(language, "count.later", later)] if later else []
    return Html(" · ".join(parts))


def minutes(drawing: Drawing) -> Html | None:
    """Say how long the open items will take; None when nothing is open."""
    still = len(drawing.assessment.open_items())
    return say_n(drawing.language, "count.minutes", drawing.instrument.minutes(still)) if still else None
