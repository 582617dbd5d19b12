"""What happens to people that nobody of them did, until it is applied.

Decides that the end of an outage, a due reminder, a colleague's change waits once for each person, however often it is
found while the database is away: so the queue is no longer than there are people. It is in memory only: whoever must
not lose what happens waits until it is over, before they settle what brought it about.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable

from conversations.events import Event, OutageEnded, Redraw, ReminderDue
from storage.world_reader import Sender

ONCE = (OutageEnded, ReminderDue, Redraw)


class Happenings:
    """Events that wait for their turn, first come, first served."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Sender, Event]] = deque()
        self._coming: set[tuple[int, type[Event]]] = set()
        self._over: dict[object, asyncio.Event] = {}
        self._under_way: dict[object, asyncio.Event] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, senders: Iterable[Sender], event: Event) -> None:
        """Let something happen to people."""
        for sender in senders:
            once = (sender.telegram_id, type(event))
            if isinstance(event, ONCE):
                if once in self._coming:
                    continue
                self._coming.add(once)
            self._waiting.append((sender, event))

    def take(self) -> tuple[Sender, Event]:
        """Give the next one, which waits no more."""
        sender, event = self._waiting.popleft()
        self._coming.discard((sender.telegram_id, type(event)))
        which = _which(sender, event)
        if which in self._over:  # whoever asks from now on waits for the next one
            self._under_way[which] = self._over.pop(which)
        return sender, event

    def until_over(self, sender: Sender, event: Event) -> asyncio.Event:
        """Give what is set when something has happened to a person. To be asked for before it is added."""
        return self._over.setdefault(_which(sender, event), asyncio.Event())

    def is_over(self, sender: Sender, event: Event) -> None:
        """Note that something has happened, or cannot."""
        if (over := self._under_way.pop(_which(sender, event), None)) is not None:
            over.set()

    def ready(self, waits: Callable[[int], bool]) -> list[tuple[Sender, Event]]:
        """Give those that happen now; where something that the person did ``waits``, that is to come first."""
        taken = [self.take() for _ in range(len(self))]
        for sender, event in taken:
            if waits(sender.telegram_id):
                self.add([sender], event)
                if (over := self._under_way.pop(_which(sender, event), None)) is not None:
                    self._over[_which(sender, event)] = over
        return [(sender, event) for sender, event in taken if not waits(sender.telegram_id)]


def _which(sender: Sender, event: Event) -> object:
    return (sender.telegram_id, type(event)) if isinstance(event, ONCE) else id(event)
