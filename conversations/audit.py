"""The head of the audit: what somebody outside the database keeps, so that an end that is cut off shows.

Decides how a head is written for people and read again. Must not know how the chain is made.
"""

import re
from dataclasses import dataclass
from typing import Final

DIGITS: Final = 16
"""So many of the MAC's hexadecimal digits are told: 64 bits, which nobody finds a second chain for."""
_GROUP: Final = 4
_THOUSANDS: Final = re.compile(r"(?<=[0-9])[.,](?=[0-9]{3}(?![0-9a-z]))")
_WORD: Final = re.compile(r"[0-9a-z]+")
_WRITTEN: Final = re.compile(rf"([0-9]+) ?([0-9a-f]{{{DIGITS}}})")


class HeadUnreadable(ValueError):
    """A text is no head of the audit."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of the chain: its position, from 1, and its MAC or the beginning of that."""

    position: int
    mac: str

    @property
    def groups(self) -> str:
        """The MAC's beginning, to be read and compared: ``3f2a 9c01 77b0 12de``."""
        return " ".join(self.mac[at : at + _GROUP] for at in range(0, DIGITS, _GROUP))

    def __str__(self) -> str:
        """Write a head as it is told."""
        return f"{self.position} · {self.groups}"


def read_head(text: str) -> Head:
    """Read a head, however it is spaced and pointed; raise HeadUnreadable for anything else."""
    position, *groups = _WORD.findall(_THOUSANDS.sub("", text.lower())) or [""]
    found = _WRITTEN.fullmatch(f"{position} {''.join(groups)}" if groups else position)
    if found is None:
        raise HeadUnreadable(text)
    return Head(int(found[1]), found[2])
