"""What a coordinator's actions share: the moment that an event meets, what can be looked up, how an outcome is made."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar, cast

from conversations.desk.deeds import DeskLine, DeskSay, Shown
from conversations.desk.place import Desk, DeskView
from conversations.desk.sought import NotYetFound, Sought
from conversations.events import Arrive, Event, Press
from conversations.facts import Denied, Fact
from conversations.instrument import Language
from conversations.people import Appointment
from conversations.replies import DeskCard, Reply, Toast
from conversations.world import Outcome, World

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DeskScene:
    """One event of one coordinator. ``lines`` is what is said first on whichever card comes."""

    world: World
    desk: Desk
    event: Event
    now: datetime
    appointment: Appointment
    lines: tuple[DeskLine, ...] = ()

    @property
    def language(self) -> Language:
        return self.world.language

    @property
    def pressed(self) -> bool:
        """The event is a press, or what follows one: it is answered with a toast."""
        return isinstance(self.event, Press) or (isinstance(self.event, Arrive) and self.event.pressed)

    def find(self, sought: Sought[T]) -> T:
        """Give what is sought, within this coordinator's scope. The turn stops here if it has not been read yet."""
        if sought not in self.world.found:
            raise NotYetFound(sought)
        return cast("T", self.world.found[sought])

    def saying(self, *lines: DeskLine) -> "DeskScene":
        """Give the scene with more to say on whichever card comes."""
        return replace(self, lines=(*self.lines, *lines))

    def show(
        self, desk: Desk, shown: Shown, *lines: DeskLine, facts: Iterable[Fact] = (), replies: Iterable[Reply] = ()
    ) -> Outcome:
        """End at ``desk`` with a card that shows ``shown``; after a press, the first line is in the toast as well.

        With ``facts``, the card must not show anything that they change: use `arrive` for that.
        """
        said = (*self.lines, *lines)
        toast = (Toast(said[0], alert=said[0].say in ALERTS),) if self.pressed and said else ()
        return Outcome(tuple(facts), None, (*toast, *replies, DeskCard(shown, said)), desk=desk)

    def arrive(
        self, view: DeskView, target: str = "", *lines: DeskLine, facts: Iterable[Fact] = (), desk: Desk | None = None
    ) -> Outcome:
        """Write ``facts``, then come to a view of the network as they made it. ``desk`` carries a draft there."""
        then = Arrive(view, target, (*self.lines, *lines), self.pressed)
        return Outcome(tuple(facts), None, (), then=then, desk=desk or self.desk.at(view, target))

    def stale(self) -> Outcome:
        """Go home because what a button speaks of is not under way any more."""
        return self.arrive(DeskView.HOME, "", DeskLine(DeskSay.STALE_BUTTON))

    def refuse(self, say: DeskSay = DeskSay.OUT_OF_REACH) -> Outcome:
        """Go home because something is not there or not this coordinator's to see; it is counted."""
        return self.arrive(DeskView.HOME, "", DeskLine(say), facts=(Denied(),))


ALERTS = frozenset({DeskSay.OUT_OF_REACH})
"""Lines worth an alert that has to be dismissed."""
