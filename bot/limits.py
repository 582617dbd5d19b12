"""How much one person may send: a bucket for each sender, as a value, and which senders are remembered.

Decides what is over the limit and when a flood is over. Whoever is over it is shut out until they send less than the
bucket refills: what is typed after a gap must not count for the question that came before the gap. Real people never
meet it. Knows no update and asks nobody the time: instants are seconds, of one clock.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

REMEMBERED: Final = 20_000
"""Senders that are remembered; whoever was heard longest ago is forgotten first, and begins anew."""
TOLD_AFTER: Final = 10.0
"""Seconds after which somebody who is shut out is told, though the flood goes on."""
EPISODE: Final = 60.0
"""Seconds without anything refused after which another flood is told of again."""
CROWDED: Final = 500
"""Updates that wait in all, from which on nobody may have many of them."""


@dataclass(frozen=True, slots=True)
class Rate:
    """``burst`` updates at once, then ``a_second``.

    Whoever is shut out comes in again at a level of ``reopens``; what they send until then costs ``insisting`` each.
    ``waiting`` of one person's may wait, ``in_a_crowd`` when much waits of others.
    """

    burst: float
    a_second: float
    reopens: float
    insisting: float
    waiting: int
    in_a_crowd: int


def known_rate(burst: int, a_second: float) -> Rate:
    """Make the rate of somebody whom we know; they are shut out for two seconds at least."""
    return Rate(burst, a_second, min(burst, 2 * a_second), 1.0, -(-burst * 5 // 3), -(-burst // 12))


BURST: Final = 80
A_SECOND: Final = 4.0
"""With the burst, five taps a second for a minute: as fast as somebody can."""
STRANGER: Final = Rate(10.0, 0.2, 1.0, 0.0, 20, 1)
STRANGERS: Final = Rate(100.0, 10.0, 1.0, 0.0, 200, 200)
"""All of them together, who do not bring an invitation: each costs a turn and an answer, and more always come."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """What somebody may still send: ``level`` at ``since``."""

    level: float
    since: float
    shut: bool = False

    def filled(self, rate: Rate, at: float, now: float) -> "Bucket":
        """Let the time pass until ``at``, when something was sent that came ``now``; a clock set back loses nothing."""
        since = min(self.since, now)
        level = min(rate.burst, self.level + max(0.0, at - since) * rate.a_second)
        return Bucket(level, max(since, at), self.shut and level < rate.reopens)

    def taken(self, rate: Rate) -> "Bucket":
        """Count one thing sent; it is let in unless the bucket that is given is shut."""
        if self.shut:
            return replace(self, level=max(0.0, self.level - rate.insisting))
        return replace(self, level=0.0, shut=True) if self.level < 1 else replace(self, level=self.level - 1)


@dataclass(slots=True)
class Caller:
    """A sender. ``asked``: when somebody last looked whether we know them. Instants are seconds."""

    bucket: Bucket
    known: bool = False
    asked: float = float("-inf")
    shut_at: float | None = None
    refused_at: float = float("-inf")
    told_at: float | None = None
    answered_at: float = float("-inf")


@dataclass
class Limits:
    """All senders. ``waiting``: updates in the inbox, of everybody. ``coming``: times that some are being put there."""

    known: Rate = field(default_factory=lambda: known_rate(BURST, A_SECOND))
    remembered: int = REMEMBERED
    waiting: int = 0
    coming: int = 0
    _waiting: dict[int, int] = field(default_factory=dict)
    _callers: OrderedDict[int, Caller] = field(default_factory=OrderedDict)
    _shut: dict[int, None] = field(default_factory=dict)
    _strangers: Bucket = Bucket(STRANGERS.burst, float("-inf"))

    @property
    def shuts_anybody_out(self) -> bool:
        """Tell whether anybody whom we know is shut out, or was and has not been told."""
        return bool(self._shut)

    def __len__(self) -> int:
        """Count the senders that are remembered."""
        return len(self._callers)

    def admit(self, sender: int, at: float, now: float, *, fresh: bool = True, invited: bool = False) -> bool:
        """Count one update of ``sender``, sent ``at`` (seconds) and come ``now``; tell whether it is let in.

        ``fresh``: it has not waited for us somewhere else, so that it may be too much for a crowded inbox. ``invited``:
        it holds what looks like an invitation.
        """
        caller, rate = self._caller(sender, at), self._rate(sender)
        caller.bucket = caller.bucket.filled(rate, at, now).taken(rate)
        most = rate.in_a_crowd if self.waiting >= CROWDED else rate.waiting
        if not caller.bucket.shut and fresh and self._waiting.get(sender, 0) >= most:
            caller.bucket = replace(caller.bucket, shut=True)
        if caller.bucket.shut or not (caller.known or invited or self._one_more_stranger(now)):
            self._refuse(sender, caller, now)
            return False
        self.waits(sender)
        return True

    def give_back(self, sender: int) -> None:
        """An update that was let in could not be kept: it will come once more."""
        self.done(sender)
        caller = self._callers.get(sender)
        if caller is not None:
            level = min(self._rate(sender).burst, caller.bucket.level + 1)
            caller.bucket = replace(caller.bucket, level=level)

    def may_be_known(self, sender: int, now: float, again: float = 5.0) -> bool:
        """Tell whether it is time to look (again, after so many seconds) whether we know them; notes that one did."""
        caller = self._callers.get(sender)
        if caller is None or caller.known or 0 <= now - caller.asked < again:
            return False
        caller.asked = now
        return True

    def not_looked_for(self, senders: Iterable[int]) -> None:
        """Nobody could look whether we know them: the next time is at once."""
        for sender in senders:
            self._caller(sender, 0.0).asked = float("-inf")

    def knows(self, sender: int) -> bool:
        """Tell whether somebody is noted as one whom we know."""
        caller = self._callers.get(sender)
        return caller is not None and caller.known

    def is_known(self, sender: int, now: float) -> None:
        """Give ``sender`` what somebody may send whom we know, less what they sent already."""
        caller = self._caller(sender, now)
        if not caller.known:
            used = STRANGER.burst - caller.bucket.level
            caller.known, caller.bucket = True, Bucket(self.known.burst - used, caller.bucket.since)

    def waits_of(self, sender: int) -> bool:
        """Tell whether anything of ``sender`` waits."""
        return sender in self._waiting

    def waits(self, sender: int) -> None:
        """One more update of ``sender`` waits."""
        self.waiting += 1
        self._waiting[sender] = self._waiting.get(sender, 0) + 1

    def done(self, sender: int) -> None:
        """An update of ``sender`` does not wait any more."""
        left = self._waiting.pop(sender, 0)
        if left:
            self.waiting -= 1
        if left > 1:
            self._waiting[sender] = left - 1

    def nothing_waits(self) -> None:
        """The inbox is empty, whatever was counted: what came twice was counted twice.

        Not while some are being put there: what is let in is counted before it is stored.
        """
        if not self.coming:
            self.waiting = 0
            self._waiting.clear()

    def may_answer(self, sender: int, now: float) -> bool:
        """Tell whether a refused press may be answered: one a second; notes that it is."""
        caller = self._caller(sender, now)
        if now - caller.answered_at < 1.0 and now >= caller.answered_at:
            return False
        caller.answered_at = now
        return True

    def to_be_told(self, now: float) -> tuple[tuple[int, bool], ...]:
        """Give whom we know and have not let in, when their flood is over or lasts: ``(sender, say it)``; once.

        Without ``say it`` they have been told in this flood, and only their card has to come anew below it.
        """
        found: list[tuple[int, bool]] = []
        for sender in tuple(self._shut):
            caller = self._callers.get(sender)
            if caller is None or caller.shut_at is None:
                del self._shut[sender]
                continue
            over = now < caller.shut_at or not caller.bucket.filled(self._rate(sender), now, now).shut
            untold = caller.told_at is None
            if over or (untold and now - caller.shut_at >= TOLD_AFTER):
                found.append((sender, untold))
                caller.told_at = now
            if over:
                caller.shut_at = None
                del self._shut[sender]
        return tuple(found)

    def not_told(self, sender: int, now: float, *, untold: bool) -> None:
        """What `to_be_told` gave for somebody could not be said or shown: it is given once more."""
        caller = self._caller(sender, now)
        caller.told_at = None if untold else caller.told_at
        caller.shut_at = now if caller.shut_at is None else caller.shut_at
        self._shut[sender] = None

    def _one_more_stranger(self, now: float) -> bool:
        self._strangers = self._strangers.filled(STRANGERS, now, now).taken(STRANGERS)
        return not self._strangers.shut

    def _refuse(self, sender: int, caller: Caller, now: float) -> None:
        if now - caller.refused_at >= EPISODE:
            caller.told_at = None
        caller.refused_at = now
        if caller.known and caller.shut_at is None:
            caller.shut_at = now
            self._shut[sender] = None

    def _rate(self, sender: int) -> Rate:
        return self.known if self.knows(sender) else STRANGER

    def _caller(self, sender: int, at: float) -> Caller:
        caller = self._callers.get(sender)
        if caller is None:
            caller = self._callers[sender] = Caller(Bucket(STRANGER.burst, at))
            if len(self._callers) > self.remembered:
                self._callers.popitem(last=False)
        self._callers.move_to_end(sender)
        return caller
