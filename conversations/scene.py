"""What the actions of the engine share: the moment that an event meets, and how an outcome is put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from conversations.assessment import Assessment
from conversations.authorisation import Act, may
from conversations.events import Event, Press
from conversations.evolve import evolve
from conversations.facts import Fact
from conversations.people import Appointment
from conversations.place import Place, View
from conversations.replies import Card, Line, Reply, Say, Toast
from conversations.world import Outcome, World


@dataclass(frozen=True, slots=True)
class Scene:
    """One event of one person in one assessment."""

    assessment: Assessment
    place: Place
    event: Event
    now: datetime
    appointment: Appointment
    world: World

    @property
    def pressed(self) -> bool:
        """The event is a press: it is answered with a toast."""
        return isinstance(self.event, Press)

    def may(self, act: Act) -> bool:
        return may(self.appointment, act, self.assessment, self.place.person, self.now)

    def stay(self, *lines: Line, facts: Iterable[Fact] = (), replies: Iterable[Reply] = ()) -> Outcome:
        """Stay where the person stands, saying ``lines``."""
        return self.go(self.place, *lines, facts=facts, replies=replies)

    def go(self, place: Place, *lines: Line, facts: Iterable[Fact] = (), replies: Iterable[Reply] = ()) -> Outcome:
        """End at ``place``, saying ``lines`` on the card and, after a press, the first of them in the toast."""
        facts = tuple(facts)
        toast = (Toast(lines[0], alert=lines[0].say in ALERTS),) if self.pressed and lines else ()
        return Outcome(facts, place, (*toast, *replies, Card(lines)), self.after(facts))

    def after(self, facts: Iterable[Fact]) -> Assessment:
        """Give the assessment with ``facts`` applied."""
        return evolve(self.assessment, facts, self.place.person, self.now)

    def at(self, view: View, target: str = "") -> Place:
        """Give the place with another view."""
        return self.place.at(view, target)


ALERTS = frozenset({Say.LOCKED, Say.RECALL_EXPIRED, Say.APPOINTMENT_ENDED})
"""Lines worth an alert that has to be dismissed."""
