"""The engine: one event, met where a person stands in an assessment.

It decides facts, the new place and replies, by the table of `conversations.transitions`. Nothing here does I/O, reads a
clock or makes a sentence, and no event leaves a person without a card.
"""

from dataclasses import replace
from datetime import datetime

from conversations import earlier, hands, navigation
from conversations.events import Event, Typed
from conversations.place import View
from conversations.scene import Scene
from conversations.transitions import TABLE, trigger_of
from conversations.world import Origin, Outcome, World


def advance(world: World, event: Event, now: datetime) -> Outcome:
    """Decide what ``event`` brings about in a world whose person stands at a place in an assessment."""
    assert world.assessment is not None
    assert world.place is not None
    assert world.person is not None
    assert world.person.appointment is not None
    place, traced = world.place, world.traced
    scene = Scene(world.assessment, place, event, now, world.person.appointment, world)
    if isinstance(event, Typed) and traced and traced.origin is Origin.RECEIPT and place.view is not View.NOTE:
        return navigation.show(scene, View.CRITERION, traced.target)
    if hands.must_be_asked(world, event):
        return hands.ask(scene)
    trigger = trigger_of(event)
    row = next(row for row in TABLE if row.trigger is trigger and (not row.views or place.view in row.views))
    outcome = row.action(scene, event)
    if isinstance(event, Typed) and outcome.place is not None and outcome.place.view is View.STEP:
        outcome = replace(outcome, place=replace(outcome.place, pending_message=event.message))
    return earlier.offering(scene, outcome)
