"""The local Telegram's time: the machine's, or a test's, moved forwards on request.

It decides what "now" is for dates, retention and limits. It must not know who asks, and it never goes back.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Wall and monotonic time that can be moved forwards; `wall` and `steady` return seconds."""

    __slots__ = ("_moved", "_steady", "_wall", "_watchers", "ahead")

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._wall = wall
        self._steady = steady
        self._moved = 0.0
        self._watchers: list[Callable[[], None]] = []
        self.ahead: Callable[[], datetime | None] = lambda: None
        """Tells the next moment at which something will happen, if whoever runs the bot knows one."""

    @classmethod
    def fixed(cls, at: datetime) -> "Clock":
        """Return a clock that stands still at an aware datetime until it is moved."""
        seconds = at.timestamp()
        return cls(wall=lambda: seconds, steady=lambda: 0.0)

    def now(self) -> datetime:
        """Return the present as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def timestamp(self) -> float:
        """Return the present in seconds since 1970."""
        return self._wall() + self._moved

    def monotonic(self) -> float:
        """Return seconds that never go back, for limits and windows; moved together with the wall clock."""
        return self._steady() + self._moved

    @property
    def moved(self) -> timedelta:
        """How far the clock has been moved forwards altogether."""
        return timedelta(seconds=self._moved)

    def forward(self, by: timedelta) -> None:
        """Move the clock forwards; a negative step raises ValueError."""
        if by < timedelta(0):
            message = f"a clock only goes forwards, not by {by}"
            raise ValueError(message)
        self._moved += by.total_seconds()
        for watcher in tuple(self._watchers):
            watcher()

    def to_the_next(self) -> None:
        """Move the clock to the next moment at which something will happen; LookupError when there is none."""
        moment = self.ahead()
        if moment is None:
            message = "nothing is planned"
            raise LookupError(message)
        self.forward(max(moment - self.now(), timedelta(0)) + _JUST_AFTER)

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher` after every move."""
        self._watchers.append(watcher)


_JUST_AFTER = timedelta(seconds=1)
