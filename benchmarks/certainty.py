"""What somebody on a phone can be sure of: that the next card can only be the answer to what they do next.

A toast answers one press. A card says that something was saved, not what: whoever has pressed and then types before the
press is answered sees its card come, and may take it for the answer to the words. It must not know what an act says.
"""

from dataclasses import dataclass

Face = tuple[str, tuple[str, ...]]
"""What can be read on a card: its text, and what its buttons carry."""
CALM = 2
"""How many acts in a row, one at a time, make sure: a card may come after its toast, but not after another act's."""


@dataclass(slots=True)
class Certainty:
    """Counts what one person does. Acts are applied in their order, so what answers one vouches for all before it."""

    made: int = 0
    applied: int = 0
    """This act, and with it all before, are certainly applied."""
    _calm: int = 0
    """How many acts up to the last were made when all before was answered, and were answered on the card besides."""
    _face: Face | None = None
    """The card on which the last act was made."""

    @property
    def complete(self) -> bool:
        """Tell whether nothing is under way: the next change of the card answers the next act."""
        return self.applied == self.made and self._calm >= CALM

    def act(self, face: Face | None, arrivals: int) -> int:
        """Note an act in view of a card; gives its number. One that arrives twice is two, and the second unanswered."""
        if self.applied < self.made:
            self._calm = 0
        self.made += arrivals
        self._face = face
        return self.made - arrivals + 1

    def answered(self, number: int, face: Face | None) -> None:
        """Note that an act was answered while a card was in view."""
        self.applied = max(self.applied, number)
        if number == self.made:
            self._calm = 0 if face == self._face else self._calm + 1
