"""Telegram's limits on sending: about 20 sends and edits a minute in a chat, 30 a second in all.

It decides whether a call may pass and how long the bot must wait. It must not know what is sent. Off by default.
"""

from collections import deque
from dataclasses import dataclass, field
from math import ceil

from bot.local.refusals import Refusal, too_many_requests


@dataclass(slots=True)
class _Window:
    times: deque[float] = field(default_factory=deque)
    closed_until: float = 0.0

    def wait(self, now: float, most: int, seconds: float) -> int:
        """Return 0 and count the call, or the whole seconds to wait."""
        while self.times and self.times[0] <= now - seconds:
            self.times.popleft()
        if len(self.times) < most:
            self.times.append(now)
            return 0
        pause = max(1, ceil(self.times[0] + seconds - now))
        self.closed_until = now + pause
        return pause


@dataclass(slots=True)
class Limits:
    """The windows of all chats; `violations` counts calls made before a told retry_after was over."""

    enforced: bool = False
    chat_most: int = 20
    chat_seconds: float = 60.0
    all_most: int = 30
    all_seconds: float = 1.0
    refused: int = 0
    violations: int = 0
    _chats: dict[int, _Window] = field(default_factory=dict)
    _all: _Window = field(default_factory=_Window)

    def check(self, chat_id: int, now: float) -> Refusal | None:
        """Return the 429 for a send or edit at monotonic second `now`, or None when it may pass."""
        chat = self._chats.setdefault(chat_id, _Window())
        for window in (chat, self._all):
            if now < window.closed_until:
                self.violations += 1
                return too_many_requests(max(1, ceil(window.closed_until - now)))
        pause = chat.wait(now, self.chat_most, self.chat_seconds)
        if not pause:
            pause = self._all.wait(now, self.all_most, self.all_seconds)
        if not pause:
            return None
        self.refused += 1
        return too_many_requests(pause)

    def forget(self) -> None:
        """Open every window again and set the counters to zero."""
        self._chats.clear()
        self._all = _Window()
        self.refused = self.violations = 0
