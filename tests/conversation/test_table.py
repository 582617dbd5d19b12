"""The table of transitions: every event finds a row at every view, and every row is found by some event."""

from itertools import product
from typing import get_args

from conversations.events import AskAgain, Choice, ChooseAppointment, Event, Joined, Typed
from conversations.intents import FreeText, Intent, Word
from conversations.place import View
from conversations.transitions import TABLE, Row, Trigger, trigger_of

TYPES = (*(one for one in get_args(Event) if isinstance(one, type)), *get_args(Intent))
"""Every event but typed texts, which go by their intents."""
TRIGGERS: tuple[Trigger, ...] = (
    *Choice,
    *Word,
    *(one for one in TYPES if one not in (Choice, Word, ChooseAppointment, AskAgain, Joined)),
)
"""All there are, but what is taken before anybody stands in an assessment."""


def first(trigger: Trigger, view: View) -> int | None:
    """Return the number of the row that is taken."""
    return next((n for n, row in enumerate(TABLE) if row.trigger is trigger and fits(row, view)), None)


def fits(row: Row, view: View) -> bool:
    """Tell whether a row holds at a view."""
    return not row.views or view in row.views


def test_every_event_finds_a_row_at_every_view() -> None:
    """Nobody is left without a card."""
    assert [] == [(trigger, view) for trigger, view in product(TRIGGERS, View) if first(trigger, view) is None]


def test_every_row_is_found_by_some_event() -> None:
    """No row stands behind another that takes everything before it."""
    taken = {first(trigger, view) for trigger, view in product(TRIGGERS, View)}
    assert [] == [row for number, row in enumerate(TABLE) if number not in taken]


def test_a_word_is_never_taken_for_a_button_of_the_same_spelling() -> None:
    """Enumerations of texts are equal when their values are: "yes" typed is not "I accept" pressed."""
    assert Word.YES == Choice.ACCEPT  # type: ignore[comparison-overlap]  # the trap itself
    assert Word.YES is trigger_of(Typed(Word.YES, "sí", 1))
    assert Choice.ACCEPT is trigger_of(Choice.ACCEPT)
    assert FreeText is trigger_of(Typed(FreeText(), "text", 1))
