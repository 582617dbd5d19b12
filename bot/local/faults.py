"""Faults that the local Telegram is told to have: errors, silence, lost answers, an outage.

It decides which call is hit by which fault. It must not know how the server carries a fault out.
"""

import random
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from bot.local.refusals import Refusal, too_many_requests


class FaultKind(StrEnum):
    """What happens to a call."""

    ANSWER = "answer"  # an error is answered and nothing is done
    HANG = "hang"  # nothing is answered for some seconds, then the connection closes; nothing is done
    ACCEPT_AND_DROP = "accept-and-drop"  # the call is carried out and the connection closes without an answer
    REFUSE_AND_DROP = "refuse-and-drop"  # nothing is done and the connection closes without an answer


_REASONS = {
    400: "Bad Request: local fault",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(slots=True)
class Fault:
    """One fault for a method (or *), perhaps in one chat only, `count` times (None: until cleared)."""

    method: str = "*"
    kind: FaultKind = FaultKind.ANSWER
    code: int = 500
    description: str = ""
    retry_after: int = 1
    seconds: float = 30.0
    chat_id: int | None = None
    count: int | None = 1
    probability: float = 1.0
    hits: int = 0

    @classmethod
    def read(cls, told: dict[str, Any]) -> "Fault":
        """Return the fault of a JSON object; ValueError or TypeError for an unknown kind or field."""
        return cls(**{**told, "kind": FaultKind(told.get("kind", FaultKind.ANSWER)), "hits": 0})

    def refusal(self) -> Refusal:
        """Return the error that an answering fault gives."""
        if self.code == 429:
            return too_many_requests(self.retry_after)
        return Refusal(self.code, self.description or _REASONS.get(self.code, f"Error {self.code}"))

    def shape(self) -> dict[str, Any]:
        """Return the fault as JSON can carry it."""
        return asdict(self)


class Faults:
    """The faults in force, the latency of every call in milliseconds, and whether Telegram is out."""

    def __init__(self, seed: int = 0) -> None:
        self.active: list[Fault] = []
        self.latency_ms = 0.0
        self.outage = False
        self._random = random.Random(seed)  # noqa: S311 - chance for tests, not for secrets

    def add(self, fault: Fault) -> Fault:
        """Put a fault in force."""
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        """End every fault, the latency and the outage."""
        self.active.clear()
        self.latency_ms = 0.0
        self.outage = False

    def hit(self, method: str, chat_id: int) -> Fault | None:
        """Return the fault that this call meets, and count it."""
        if not self.active:
            return None
        for fault in self.active:
            if fault.method not in ("*", method) and fault.method.lower() != method.lower():
                continue
            if fault.chat_id is not None and fault.chat_id != chat_id:
                continue
            if fault.probability < 1.0 and self._random.random() >= fault.probability:
                continue
            fault.hits += 1
            if fault.count is not None:
                fault.count -= 1
                if fault.count <= 0:
                    self.active.remove(fault)
            return fault
        return None
