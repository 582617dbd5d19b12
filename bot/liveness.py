"""Whether the bot gets on: when Telegram last answered, whether what arrived is applied, whether the loop turns.

Decides when it has got nowhere for too long, and why it is not ready. A database that says why it cannot be written is
waited for: a new start would make no room on a disk. Instants are seconds of the monotonic clock, so that a clock that
is set proves nothing. Looks at nothing by itself.
"""

from dataclasses import dataclass, field
from datetime import datetime

STALE = 120.0
"""Seconds without an answer or an applied update after which the bot is not ready."""
CONFLICT_LASTS = 120.0
"""Seconds for which another program with the same token is held against us after it was last met."""

REFUSAL_LASTS = 120.0
"""Seconds for which a refusal of the database holds, should it not even say that any more."""


@dataclass(slots=True)
class Liveness:
    """What is known. ``reached`` may lie ahead, when Telegram told us to wait."""

    started: float
    ready: bool = False
    reached: float = field(init=False)
    beat: float = field(init=False)
    read: float = field(init=False)
    _oldest: tuple[int, float] | None = None
    _paused: datetime | None = None
    _conflict: tuple[str, float] | None = None
    _refusal: tuple[str, float] | None = None

    def __post_init__(self) -> None:
        """Begin as if all had just been well."""
        self.reached = self.beat = self.read = self.started

    def answered(self, at: float, wait: float = 0.0) -> None:
        """Telegram has answered, perhaps to wait so many seconds."""
        self.reached = max(self.reached, at + wait)

    def met_another(self, at: float, why: str) -> None:
        """Another program uses our token."""
        self._conflict = (why, at)

    def refused(self, at: float, code: str | None) -> None:
        """The database could not be written, for that reason; ``None``: it could again. From any thread."""
        self._refusal = None if code is None else (code, at)

    def looked(self, at: float, oldest: int | None, paused: datetime | None) -> None:
        """The database was read: which update waits longest (``None``: none), since when we pause."""
        self.read, self._paused = at, paused
        if oldest is None or paused is not None:
            self._oldest = None
        elif self._oldest is None or self._oldest[0] != oldest:
            self._oldest = (oldest, at)

    def stuck(self, at: float, seconds: float) -> tuple[str, ...]:
        """Tell what has got nowhere for so many seconds, a clause for each."""
        found = []
        if at - self.beat >= seconds:
            found.append(f"nothing has moved inside for {_spell(at - self.beat)}")
        if at - self.reached >= seconds:
            found.append(f"no answer from Telegram for {_spell(at - self.reached)}{self._because()}")
        if at - self.read >= seconds:
            found.append(f"the database could not be read for {_spell(at - self.read)}")
        elif self._oldest is not None and at - self._oldest[1] >= seconds and not self._refused_by(at):
            found.append(f"updates wait and none was applied for {_spell(at - self._oldest[1])}")
        return tuple(found)

    def not_ready(self, at: float) -> tuple[str, ...]:
        """Tell why nobody is served now, a clause for each reason."""
        found = list(self.stuck(at, STALE))
        if not self.ready:
            found.insert(0, "starting")
        if self._paused is not None:
            found.append(f"paused since {self._paused:%Y-%m-%d %H:%M} UTC")
        if self._conflict is not None and at - self._conflict[1] < CONFLICT_LASTS:
            found.append(self._conflict[0])
        if code := self._refused_by(at):
            found.append(f"the database is not available: {code}")
        return tuple(found)

    def _refused_by(self, at: float) -> str:
        refusal = self._refusal  # the writer's thread may take it away
        return refusal[0] if refusal is not None and at - refusal[1] < REFUSAL_LASTS else ""

    def _because(self) -> str:
        return "" if self._conflict is None or self._conflict[1] < self.reached else f" ({self._conflict[0]})"


def _spell(seconds: float) -> str:
    return f"{int(seconds // 60)} minutes" if seconds >= 120 else f"{int(seconds)} seconds"
