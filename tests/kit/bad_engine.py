"""Engines with one rule broken each, planted for the time of a test, and a machine that finds them soon."""

from dataclasses import replace
from typing import Any

import pytest
from kit.anything import Anything

from conversations import actions, advance, answering, navigation, remarks, scene, transitions, turn
from conversations.assessment import Answer, first_open
from conversations.authorisation import Act
from conversations.events import Event
from conversations.facts import ResponseChanged
from conversations.instrument import Nonresponse
from conversations.intents import Word
from conversations.place import View
from conversations.scene import Scene
from conversations.world import Outcome

real_give, real_back, real_put_off = answering.give, navigation.back, answering.put_off


def overwrites_in_silence(patch: pytest.MonkeyPatch) -> None:
    """An answer given replaces whatever was there."""

    def give(scene: Scene, step: str, answer: Answer, message: int | None = None) -> Outcome:
        if not answering.is_step(scene, step) or answering.refusal(scene, step, answer):
            return real_give(scene, step, answer, message)
        if answer is Nonresponse.LATER:
            return real_put_off(scene, step, message)
        return answering.record(scene, step, answer, message)

    patch.setattr(answering, "give", give)


def old_overwrite_buttons_count(patch: pytest.MonkeyPatch) -> None:
    """An overwrite is taken although its card is not in view."""

    def overwrite(scene: Scene, step: str, answer: Answer) -> Outcome:
        if answer is Nonresponse.LATER or not answering.is_step(scene, step):
            return real_give(scene, step, answer)
        if answering.refusal(scene, step, answer):
            return real_give(scene, step, answer)
        return answering.record(scene, step, answer)

    patch.setattr(answering, "overwrite", overwrite)


def later_discards(patch: pytest.MonkeyPatch) -> None:
    """Later replaces an answer."""

    def put_off(scene: Scene, step: str, message: int | None) -> Outcome:
        before = scene.assessment.answer(step)
        if answering.is_criterion(scene, step) or before is None:
            return real_put_off(scene, step, message)
        return scene.stay(facts=(ResponseChanged(step, before, Nonresponse.LATER),))

    patch.setattr(answering, "put_off", put_off)


def back_discards(patch: pytest.MonkeyPatch) -> None:
    """Going back puts the answer gone back to off."""

    def back(scene: Scene) -> Outcome:
        outcome = real_back(scene)
        target = outcome.place.target if outcome.place else ""
        if scene.assessment.instrument.has_item(target) and scene.assessment.settled(target):
            facts = (ResponseChanged(target, scene.assessment.answer(target), Nonresponse.LATER),)
            return replace(outcome, facts=facts, assessment=scene.after(facts))
        return outcome

    patch.setattr(navigation, "back", back)


def one_message_answers_twice(patch: pytest.MonkeyPatch) -> None:
    """A message that comes again answers the next question."""

    def typed(scene: Scene, answer: Answer, message: int) -> Outcome:
        asked = replace(scene, place=scene.at(View.STEP, scene.place.target))
        return answering.give(asked, scene.place.target, answer, message)

    patch.setattr(actions, "typed_answer", typed)


def the_door_is_not_seen(patch: pytest.MonkeyPatch) -> None:
    """Somebody who looks at an invitation answers the question behind it."""

    def through(world: Any, event: Event, now: Any) -> Outcome:  # noqa: ANN401 - handed on as they are
        return turn.take_turn(replace(world, visiting=None), event, now)

    patch.setattr(turn, "_turn_away", through)


def anybody_answers(patch: pytest.MonkeyPatch) -> None:
    """Nobody asks who may answer, or whether it is submitted."""
    patch.setattr(scene, "may", lambda *_: True)


def a_submission_is_for_ever(patch: pytest.MonkeyPatch) -> None:
    """A wave's submission is refused: the end cannot be reached."""

    def may(appointment: Any, act: Act, *rest: Any) -> bool:  # noqa: ANN401 - handed on as they are
        return act is not Act.SUBMIT

    patch.setattr(scene, "may", may)


def help_is_lost_in_notes(patch: pytest.MonkeyPatch) -> None:
    """While a note is being written every word is the note, also the call for help."""
    rows = (transitions.Row(word, transitions.NOTE, remarks.take_text) for word in (Word.HELP,))
    patch.setattr(advance, "TABLE", (*rows, *transitions.TABLE))


def the_end_leads_nowhere(patch: pytest.MonkeyPatch) -> None:
    """When all is answered, the person stands at a step that is none."""
    real = navigation.resume

    def resume(scene: Scene, *lines: Any) -> Outcome:  # noqa: ANN401 - handed on as they are
        outcome = real(scene, *lines)
        assert outcome.place
        if first_open(scene.assessment) is None:
            return replace(outcome, place=replace(outcome.place, view=View.STEP, target="c99"))
        return outcome

    patch.setattr(navigation, "resume", resume)


PLANTED = (
    overwrites_in_silence,
    old_overwrite_buttons_count,
    later_discards,
    back_discards,
    one_message_answers_twice,
    the_door_is_not_seen,
    anybody_answers,
    a_submission_is_for_ever,
    help_is_lost_in_notes,
    the_end_leads_nowhere,
)


class Quarrel(Anything):
    """The same machine with the rules that these bugs need, so that they are found soon."""

    def presses(self) -> None:
        """No random press."""

    replies = edits = sends = happens = time_passes = waves_change = post_ends = presses
    lists = confirms = answers_in_haste = notes = erases = forgets = is_reminded = asks = presses
    coordinator_answers = asks_again = next_wave = keeps_from_before = leaves = presses
