"""The machine of ``test_anything`` also catches what can go wrong from wave to wave, and when a post changes hands."""

import pytest
from hypothesis.stateful import run_state_machine_as_test
from kit.anything import Anything
from kit.teeth import FOUND, MODEST, Patch

from conversations import advance, earlier, hands, navigation, transitions
from conversations.assessment import Assessment
from conversations.events import Event
from conversations.instrument import Criterion
from conversations.own_facts import PostLeft
from conversations.place import View
from conversations.replies import Door
from conversations.scene import Scene
from conversations.wishes import Keep, Leave
from conversations.world import Outcome, World

real_keep = earlier.keep


def keeps_over_answers(patch: pytest.MonkeyPatch) -> None:
    """The earlier answers are kept although the criterion has some of this wave."""

    def touched(present: Assessment, criterion: Criterion) -> bool:
        return False

    patch.setattr(earlier, "_touched", touched)


def keeps_half(patch: pytest.MonkeyPatch) -> None:
    """The priority is forgotten."""

    def keep(scene: Scene, event: Keep) -> Outcome:
        outcome = real_keep(scene, event)
        facts = outcome.facts[:-1]
        return Outcome(facts, outcome.place, outcome.replies, scene.after(facts), seek=outcome.seek)

    row = transitions.Row(Keep, transitions.ANYWHERE, keep)
    patch.setattr(advance, "TABLE", (*(row if one.action is real_keep else one for one in transitions.TABLE),))


def asks_nobody(patch: pytest.MonkeyPatch) -> None:
    """Old buttons pass by the question whether it is still their post."""

    def must_be_asked(world: World, event: Event) -> bool:
        return False

    patch.setattr(hands, "must_be_asked", must_be_asked)


def goes_round_the_question(patch: pytest.MonkeyPatch) -> None:
    """Going on leads past it."""

    def unconfirmed(world: World) -> bool:
        return False

    patch.setattr(navigation, "unconfirmed", unconfirmed)


def leaves_unasked(patch: pytest.MonkeyPatch) -> None:
    """An old button ends the post without a word."""

    def leave(scene: Scene, event: Leave) -> Outcome:
        door = Door(View.LEFT, scene.place.language, left=scene.appointment)
        return Outcome((PostLeft(scene.appointment.id),), None, (door,), scene.assessment)

    row = transitions.Row(Leave, transitions.ANYWHERE, leave)
    patch.setattr(advance, "TABLE", (row, *transitions.TABLE))


PLANTED = (keeps_over_answers, keeps_half, asks_nobody, goes_round_the_question, leaves_unasked)


class Waves(Anything):
    """The same machine with the rules that these bugs need, so that they are found soon."""

    def edits(self) -> None:
        """No edit."""

    replies = sends = lists = notes = erases = forgets = is_reminded = asks = edits
    coordinator_answers = asks_again = answers_in_haste = goes_back = post_ends = edits


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_caught(plant: Patch, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the bug in place the machine fails within 300 examples."""
    plant(monkeypatch)
    with pytest.raises(FOUND):
        run_state_machine_as_test(Waves, settings=MODEST)
