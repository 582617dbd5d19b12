"""A clock with both hands that only a test moves."""

from datetime import datetime


class HandClock:
    """Shows ``at`` until the test sets it anew; the monotonic hand goes along."""

    def __init__(self, at: datetime) -> None:
        """Begin at an instant."""
        self.at = at

    def now(self) -> datetime:
        """Give the instant."""
        return self.at

    def monotonic(self) -> float:
        """Give its seconds."""
        return self.at.timestamp()
