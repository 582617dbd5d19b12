"""A bot's queue of updates: what is made, kept, confirmed and forgotten.

It decides which update exists and for how long, as Telegram does: a text for a day, a press for 150 seconds. It must
not know what an update says, nor how it is fetched.
"""

import json
from collections import Counter, deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from bot.local.clock import Clock

MESSAGE_KEPT = 86_400
PRESS_KEPT = 150
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_ID = 100_000_001
_FUTURE = 10


@dataclass(frozen=True, slots=True)
class Update:
    """One update: the JSON text with its id, when it expires (seconds since 1970) and whose order it keeps."""

    id: int
    kind: str
    text: str
    expires: float
    key: int


class UpdateQueue:
    """Updates in order; `on_made` is called whenever there is something new to fetch."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.pending: deque[Update] = deque()
        self.allowed: frozenset[str] | None = None
        self.next_id = FIRST_ID
        self.made: Counter[str] = Counter()
        self.filtered: Counter[str] = Counter()
        self.expired: Counter[str] = Counter()
        self.double_next = 0
        self.on_made: list[Callable[[], None]] = []

    def add(self, kind: str, body: dict[str, Any], keep: int = MESSAGE_KEPT, key: int = 0) -> Update | None:
        """Make an update, kept for `keep` seconds; None when the bot's allowed_updates leave its kind out."""
        if kind in NOT_BY_DEFAULT if self.allowed is None else kind not in self.allowed:
            self.filtered[kind] += 1
            return None
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        made = self._queue(kind, text, keep, key)
        if self.double_next > 0:
            self.double_next -= 1
            self._queue(kind, text, keep, key)
        self._wake()
        return made

    def inject(self, raw: dict[str, Any]) -> int:
        """Queue any object as an update, with the next update_id unless it brings its own; return that id."""
        body = dict(raw)
        identity = int(body.pop("update_id", self.next_id))
        self.next_id = max(self.next_id, identity + 1)
        inner = json.dumps(body, ensure_ascii=False, separators=(",", ":"))[1:]
        text = f'{{"update_id":{identity}{"," if body else ""}{inner}'
        self.pending.append(Update(identity, "injected", text, self.clock.timestamp() + MESSAGE_KEPT, 0))
        self._wake()
        return identity

    def repeat_last(self) -> bool:
        """Queue the newest pending update again under another id; False when none is pending."""
        if not self.pending:
            return False
        last = self.pending[-1]
        body = json.loads(last.text)
        inner = json.dumps(body[last.kind], ensure_ascii=False, separators=(",", ":"))
        self._queue(last.kind, inner, int(last.expires - self.clock.timestamp()), last.key)
        self._wake()
        return True

    def jump(self, to: int) -> None:
        """Give the next update this id, as Telegram does after a quiet week; lower ids are allowed."""
        self.next_id = to

    def forget(self) -> int:
        """Drop everything that is pending and return how much that was."""
        dropped = len(self.pending)
        self.pending.clear()
        return dropped

    def allow(self, kinds: Collection[str]) -> None:
        """Remember which kinds are made from now on; an empty collection means Telegram's default."""
        self.allowed = frozenset(kinds) or None

    def take(self, offset: int, limit: int) -> list[Update]:
        """Confirm what is below `offset` (negative: all but the last ones) and return what comes next."""
        self.drop_expired()
        pending = self.pending
        if offset < 0:
            for _ in range(max(len(pending) + offset, 0)):
                pending.popleft()
        elif offset > 0:
            self.confirm(offset)
        if len(pending) <= limit:
            return list(pending)
        return [pending[index] for index in range(limit)]

    def confirm(self, offset: int) -> None:
        """Drop the updates before `offset`; one far in the future is not believed, as at Telegram."""
        if offset > self.next_id + _FUTURE:
            return
        while self.pending and self.pending[0].id < offset:
            self.pending.popleft()

    def remove(self, update: Update) -> None:
        """Drop one update that a webhook has taken."""
        if update in self.pending:
            self.pending.remove(update)

    def drop_expired(self) -> None:
        """Forget what has been kept too long, and count it by kind."""
        now = self.clock.timestamp()
        if any(update.expires <= now for update in self.pending):
            kept = [update for update in self.pending if update.expires > now]
            self.expired.update(update.kind for update in self.pending if update.expires <= now)
            self.pending.clear()
            self.pending.extend(kept)

    def _queue(self, kind: str, text: str, keep: int, key: int) -> Update:
        identity = self.next_id
        self.next_id += 1
        self.made[kind] += 1
        whole = f'{{"update_id":{identity},"{kind}":{text}}}'
        update = Update(identity, kind, whole, self.clock.timestamp() + keep, key)
        self.pending.append(update)
        return update

    def _wake(self) -> None:
        for wake in tuple(self.on_made):
            wake()
