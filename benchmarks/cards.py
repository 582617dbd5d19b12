"""A card as it is on somebody's screen: what can be read on it, and what can be pressed.

It must not know who reads it.
"""

from dataclasses import dataclass

from benchmarks.certainty import Face

HARMLESS = ("1s:", "1o:", "1c:drop")
"""Presses that lead elsewhere and back: none that submits, sends, forgets or changes the language read here."""


@dataclass(slots=True)
class Card:
    """The newest message with buttons. ``asks`` is the step whose options are on it, "" for none."""

    id: int
    text: str
    buttons: tuple[str, ...]

    @property
    def face(self) -> Face:
        """Give what can be read on it."""
        return self.text, self.buttons

    @property
    def asks(self) -> str:
        """Give the step that is asked about."""
        return next((data.split(":")[1] for data in self.buttons if data.startswith(("1a:", "1o:"))), "")

    @property
    def options(self) -> list[str]:
        """Give the presses that answer."""
        return [data for data in self.buttons if data.startswith(("1a:", "1o:"))]

    @property
    def others(self) -> list[str]:
        """Give the presses that lead elsewhere."""
        return [data for data in self.buttons if data.startswith(HARMLESS)]
