"""What a coordinator's turn has to know of the network: named by the decision, found by storage, always in scope.

A decision asks its scene for something sought; if that has not been read yet, the turn stops there, storage reads it
in the same transaction and within the coordinator's countries, and the same decision is taken again with it.
"""

from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Sought(Generic[T_co]):
    """The base of everything that can be looked up: a frozen dataclass that names it, ``T_co`` being what is found."""

    __slots__ = ()


class NotYetFound(LookupError):
    """Something sought has not been read in this turn: read it and decide again."""

    def __init__(self, sought: Sought[object]) -> None:
        """Keep what is sought."""
        super().__init__(sought)
        self.sought = sought
