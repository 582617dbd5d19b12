"""A record of every call that a bot made, and totals of calls and bytes.

It decides what is remembered: the last calls in full, all of them as sums. It must not know what a call means.
"""

from collections import deque
from dataclasses import dataclass
from typing import Any

MOST_CALLS = 20_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """One call: bytes are bodies and addresses without headers, `ms` is the time until it was answered."""

    number: int
    at: float
    bot: int
    method: str
    chat_id: int
    params: dict[str, Any]
    status: int
    result: str
    bytes_in: int
    bytes_out: int
    ms: float


@dataclass(slots=True)
class Total:
    """Sums of one method."""

    calls: int = 0
    refused: int = 0
    bytes_in: int = 0
    bytes_out: int = 0


class Transcript:
    """The last calls and the totals by method."""

    def __init__(self, most: int = MOST_CALLS) -> None:
        self.calls: deque[Recorded] = deque(maxlen=most)
        self.totals: dict[str, Total] = {}
        self.number = 0

    def record(
        self,
        at: float,
        bot: int,
        method: str,
        chat_id: int,
        params: dict[str, Any],
        status: int,
        result: str,
        bytes_in: int,
        bytes_out: int,
        ms: float,
    ) -> None:
        """Remember one answered call."""
        self.number += 1
        self.calls.append(
            Recorded(self.number, at, bot, method, chat_id, params, status, result, bytes_in, bytes_out, ms)
        )
        total = self.totals.get(method)
        if total is None:
            total = self.totals[method] = Total()
        total.calls += 1
        total.refused += status != 200
        total.bytes_in += bytes_in
        total.bytes_out += bytes_out

    def find(self, method: str = "", chat_id: int | None = None, since: int = 0) -> list[Recorded]:
        """Return remembered calls in order, of one method or chat, after a number."""
        wanted = method.lower()
        return [
            call
            for call in self.calls
            if call.number > since
            and (not wanted or call.method.lower() == wanted)
            and (chat_id is None or call.chat_id == chat_id)
        ]

    def clear(self) -> None:
        """Forget calls and totals; numbers go on."""
        self.calls.clear()
        self.totals.clear()
