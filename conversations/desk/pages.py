"""Pages of what is too long for a card. Decides how many fit; must not know what they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
LONGEST_NUMBER = 9  # digits: more is no page and no id of ours


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """One page, from 0: what is on it, and how many there are (at least one)."""

    entries: tuple[T_co, ...]
    number: int
    count: int

    @property
    def neighbours(self) -> tuple[int | None, int | None]:
        """The page before and the page after, where there is one."""
        before = self.number - 1 if self.number else None
        return before, self.number + 1 if self.number + 1 < self.count else None


def page_of(entries: Sequence[T], number: int, size: int) -> Page[T]:
    """Give a page of ``entries``; a number that is past the end gives the last one."""
    count = max(1, -(-len(entries) // size))
    number = min(max(number, 0), count - 1)
    return Page(tuple(entries[number * size : (number + 1) * size]), number, count)


def whole(text: str) -> int:
    """Read a number of a button's target; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0
