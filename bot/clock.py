"""The two clocks: instants for dates, due times and expiry, and a monotonic one for pacing and timeouts."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the edge asks for the time."""

    def now(self) -> datetime:
        """Give the instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Give seconds that never go back."""
        ...


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()
