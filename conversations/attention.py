"""When a person wants to hear from us: at which hour, not before when, not in a whole wave.

Holds what they chose. What becomes of a reminder by it, `conversations.reminding` and `conversations.audience` decide.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from conversations.due import HOUR, MID_MORNING

HOURS: Final = (8 * HOUR, MID_MORNING, 11 * HOUR, 14 * HOUR, 16 * HOUR)
"""The minutes of the day that can be chosen."""


@dataclass(frozen=True, slots=True)
class Attention:
    """What a person chose: ``minute`` of their day, ``snoozed_until`` an instant (aware, UTC), ``muted_wave`` an id."""

    minute: int | None = None
    snoozed_until: datetime | None = None
    muted_wave: int | None = None

    @property
    def hour(self) -> int:
        """The minute of the day that counts."""
        return MID_MORNING if self.minute is None else self.minute
