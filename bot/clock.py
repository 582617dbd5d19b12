"""The two clocks: instants for dates, due times and expiry, and a monotonic one for pacing and timeouts."""

import time
from datetime import UTC, datetime, timedelta
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


class ShiftedClock(SystemClock):
    """The machine's clock moved forwards, as the demo's phone page does; pacing stays with real seconds."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def move(self, by: timedelta) -> None:
        """Move forwards. Raises ``ValueError`` on an attempt to go back."""
        if by < timedelta():
            raise ValueError("the clock moves forwards only")
        self.ahead += by

    def now(self) -> datetime:
        return super().now() + self.ahead
