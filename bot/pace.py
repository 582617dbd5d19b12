"""How fast a chat may be written to: a bucket for each, and the halts that Telegram asks for.

Decides whom a halt stops: the chat that it was said about; everybody, once a second chat is told to wait as well.
"""

from dataclasses import dataclass, field

IDLE_BUCKETS = 10_000
"""Full buckets are forgotten beyond this many."""


@dataclass
class Bucket:
    """``level`` calls may be made at ``since`` (monotonic seconds)."""

    level: float
    since: float


@dataclass
class Pace:
    """A bucket of ``burst`` calls for each chat, refilled by one every ``refill`` seconds.

    Telegram stands about 20 messages and edits a minute in a chat, and answers more with a 429 that has to be waited
    out; a fast respondent meets the bucket first and loses nothing: only the latest state is drawn.
    """

    burst: int
    refill: float
    _buckets: dict[int, Bucket] = field(default_factory=dict)
    _halts: dict[int, float] = field(default_factory=dict)
    _all_halted: float = float("-inf")

    def wait(self, chat: int, now: float) -> float:
        """Tell how many seconds ``chat`` has to wait before its next call."""
        bucket = self._filled(chat, now)
        for_bucket = (1 - bucket.level) * self.refill if bucket.level < 1 else 0.0
        return max(for_bucket, self._halts.get(chat, now) - now, self.wait_of_all(now))

    def wait_of_all(self, now: float) -> float:
        """Tell how many seconds nobody may be written to at all."""
        return max(self._all_halted - now, 0.0)

    def spend(self, chat: int, now: float) -> None:
        """Count a call."""
        self._filled(chat, now).level -= 1
        if len(self._buckets) > IDLE_BUCKETS:
            self._forget_idle(now)

    def halt(self, chat: int, seconds: float, now: float) -> None:
        """Make ``chat`` wait as Telegram told; everybody, if another chat's halt is still running."""
        self._halts = {other: until for other, until in self._halts.items() if until > now}
        self._halts[chat] = now + seconds
        if seconds > 0 and len(self._halts) > 1:
            self._all_halted = max(self._halts.values())

    def _filled(self, chat: int, now: float) -> Bucket:
        bucket = self._buckets.setdefault(chat, Bucket(self.burst, now))
        bucket.level = min(self.burst, bucket.level + (now - bucket.since) / self.refill)
        bucket.since = now
        return bucket

    def _forget_idle(self, now: float) -> None:
        full = [chat for chat in self._buckets if self._filled(chat, now).level >= self.burst]
        for chat in full:
            del self._buckets[chat]
