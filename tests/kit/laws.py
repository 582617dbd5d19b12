"""What holds after every turn of anybody, whatever was pressed or typed."""

from conversations.answering import answer_of
from conversations.assessment import Assessment
from conversations.events import Edited, Event, Press
from conversations.facts import PersonForgotten
from conversations.place import Place, View
from conversations.replies import Card, Courtesy, Door, Toast
from conversations.world import Origin, Outcome, World

STEP_VIEWS = frozenset({View.STEP, View.SURE, View.CHANGE, View.TEXT, View.PERSONAL, View.NOTE})
CRITERION_VIEWS = frozenset({View.CRITERION, View.BATCH, View.ERASE})
WAITING_VIEWS = frozenset({View.SURE, View.CHANGE, View.TEXT, View.PERSONAL, View.BATCH})
DOOR_ONLY = frozenset({View.POST, View.CONSENT, View.WAITING, View.COORDINATOR})


def check_place(place: Place, assessment: Assessment) -> None:
    """Check that a place can be drawn: the target is there where the view needs one, and nowhere else."""
    instrument = assessment.instrument
    assert place.cursor == "" or instrument.has_item(place.cursor) or instrument.has_criterion(place.cursor)
    assert place.view not in DOOR_ONLY
    if place.view in STEP_VIEWS:
        assert instrument.has_item(place.target) or instrument.has_criterion(place.target)
    elif place.view in CRITERION_VIEWS:
        assert instrument.has_criterion(place.target)
    else:
        assert place.target == ""
    assert (place.pending != "") == (place.view in WAITING_VIEWS)
    if place.view is View.CHANGE:
        assert assessment.settled(place.target)
        answer_of(place.pending)


def check_replies(event: Event, world: World, outcome: Outcome) -> None:
    """Check that whoever has consented and holds a post gets one card; a toast only answers a press."""
    cards = [reply for reply in outcome.replies if isinstance(reply, Card | Door)]
    of_an_answer = world.traced is not None and world.traced.origin is not Origin.RECEIPT
    if isinstance(event, Edited) and not of_an_answer and not outcome.replies:
        return
    forgotten = PersonForgotten() in outcome.facts
    if world.person and world.person.consented and world.person.appointments and not forgotten:
        assert len(cards) == 1
        assert not any(isinstance(reply, Courtesy) for reply in outcome.replies)
    else:
        assert len(outcome.replies) == 1
    assert any(isinstance(one, Card) for one in cards) <= (outcome.place is not None)
    toasts = [reply for reply in outcome.replies if isinstance(reply, Toast)]
    assert len(toasts) <= (1 if isinstance(event, Press) else 0)
