"""The machine also catches bugs in what real life brings: lists, haste, doubts, rights, questions, reminders."""

from dataclasses import replace

import pytest
from hypothesis.stateful import run_state_machine_as_test
from kit.anything import Anything
from kit.teeth import FOUND, MODEST, Patch

from conversations import advance, answering, asking, batching, remarks, reminding, rights, transitions, turn
from conversations.assessment import Answer
from conversations.events import Choice, Typed
from conversations.facts import NoteChanged
from conversations.instrument import Criterion
from conversations.intents import Batch
from conversations.scene import Scene
from conversations.world import Outcome, World

real_ask, real_read, real_take = batching._ask, batching.read_pending, batching.take_batch
real_erase, real_answer, real_remind = remarks.erase, asking.answer_question, reminding.remind

Listed = list[tuple[str, Answer]]


def a_list_is_kept_unconfirmed(patch: pytest.MonkeyPatch) -> None:
    """Several answers are written as soon as they are understood."""

    def ask(scene: Scene, criterion: Criterion, answers: Listed, message: int, area: str) -> Outcome:
        listed = real_ask(scene, criterion, answers, message, area)
        assert listed.place
        return batching.keep_batch(replace(scene, place=listed.place))

    patch.setattr(batching, "_ask", ask)


def one_more_than_listed_is_overwritten(patch: pytest.MonkeyPatch) -> None:
    """The answer after the last of a list is written along with it."""

    def read(pending: str) -> tuple[tuple[tuple[str, Answer], ...], str]:
        answers, area = real_read(pending)
        return (*answers, ("c06q1", 1)), area

    patch.setattr(batching, "read_pending", read)


def one_less_than_listed_is_kept(patch: pytest.MonkeyPatch) -> None:
    """The last answer of a list is lost."""

    def read(pending: str) -> tuple[tuple[tuple[str, Answer], ...], str]:
        answers, area = real_read(pending)
        return answers[:-1] or answers, area

    patch.setattr(batching, "read_pending", read)


def what_is_unclear_is_guessed(patch: pytest.MonkeyPatch) -> None:
    """What was not understood in a line is taken for a 1."""

    def take(scene: Scene, event: Typed[Batch]) -> Outcome:
        guessed = tuple(1 if answer is None else answer for answer in event.intent.answers)
        return real_take(scene, replace(event, intent=Batch(guessed)))

    row = transitions.Row(Batch, transitions.ANYWHERE, take)
    patch.setattr(advance, "TABLE", (*(row if one.action is real_take else one for one in transitions.TABLE),))


def the_area_is_lost(patch: pytest.MonkeyPatch) -> None:
    """Nobody remembers which area was consulted."""
    patch.setattr(batching, "read_pending", lambda pending: (real_read(pending)[0], ""))


def haste_is_not_seen(patch: pytest.MonkeyPatch) -> None:
    """A number typed as its question comes up answers it."""
    patch.setattr(answering, "may_have_been_seen", lambda _: True)


def a_sure_answer_overwrites(patch: pytest.MonkeyPatch) -> None:
    """Who is sure overwrites a colleague's answer unasked."""
    patch.setattr(answering, "_is_mine", lambda *_: True)


def personal_data_is_not_seen(patch: pytest.MonkeyPatch) -> None:
    """A note with a telephone number is kept at once."""
    patch.setattr(remarks, "personal_data", lambda _: frozenset())


def photos_are_not_asked_about(patch: pytest.MonkeyPatch) -> None:
    """A photo is kept at once."""
    patch.setattr(remarks, "PHOTO", "hologram")


def an_erased_note_comes_back(patch: pytest.MonkeyPatch) -> None:
    """What was taken out is written again."""

    def erase(scene: Scene, target: str) -> Outcome:
        outcome = real_erase(scene, target)
        note = scene.assessment.notes.get(target)
        if note is None or not outcome.facts:
            return outcome
        facts = (*outcome.facts, NoteChanged(target, None, note.text))
        return replace(outcome, facts=facts, assessment=scene.after(facts))

    patch.setattr(remarks, "erase", erase)


def an_old_button_forgets(patch: pytest.MonkeyPatch) -> None:
    """The button that forgets works wherever the person stands."""
    row = transitions.Row(Choice.FORGET_ME, transitions.ANYWHERE, lambda scene, _: rights.forget(scene.world))
    patch.setattr(advance, "TABLE", (row, *transitions.TABLE))


def nobody_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    """The confirmation says that it is done, and nothing is."""
    patch.setattr(turn, "forget", lambda world: replace(rights.forget(world), facts=()))


def a_question_is_answered_twice(patch: pytest.MonkeyPatch) -> None:
    """Every reply of a coordinator counts."""

    def answer(world: World, text: str) -> Outcome:
        assert world.question
        return real_answer(replace(world, question=replace(world.question, answered=False)), text)

    patch.setattr(turn, "answer_question", answer)


def a_reminder_comes_for_ever(patch: pytest.MonkeyPatch) -> None:
    """A reminder that was shown stays due."""
    patch.setattr(reminding, "remind", lambda scene: replace(real_remind(scene), facts=()))


class Lists(Anything):
    """The same machine with the rules that bugs of several and of hasty answers need, so that they are found soon."""

    def presses(self) -> None:
        """No random press."""

    replies = edits = types = happens = time_passes = waves_change = post_ends = opens = presses
    goes_back = puts_off = presses_an_answer = asks_again = presses
    notes = erases = sends = forgets = asks = coordinator_answers = is_reminded = presses


class Rights(Anything):
    """The same with those that bugs of doubts, rights, questions and reminders need."""

    def presses(self) -> None:
        """No random press."""

    replies = edits = types = happens = waves_change = post_ends = opens = presses
    goes_back = puts_off = presses_an_answer = asks_again = lists = answers_in_haste = presses


class Erasing(Rights):
    """The same with those that bugs of what is taken out need."""

    sends = forgets = asks = coordinator_answers = is_reminded = Rights.presses


PLANTED = (
    *((bug, Lists) for bug in (a_list_is_kept_unconfirmed, one_more_than_listed_is_overwritten)),
    *((bug, Lists) for bug in (one_less_than_listed_is_kept, what_is_unclear_is_guessed, the_area_is_lost)),
    *((bug, Lists) for bug in (haste_is_not_seen, a_sure_answer_overwrites)),
    *((bug, Rights) for bug in (personal_data_is_not_seen, photos_are_not_asked_about)),
    (an_erased_note_comes_back, Erasing),
    *((bug, Rights) for bug in (an_old_button_forgets, nobody_is_forgotten)),
    *((bug, Rights) for bug in (a_question_is_answered_twice, a_reminder_comes_for_ever)),
)


@pytest.mark.parametrize(("plant", "machine"), PLANTED, ids=[bug.__name__ for bug, _ in PLANTED])
def test_a_planted_bug_is_caught(plant: Patch, machine: type[Anything], monkeypatch: pytest.MonkeyPatch) -> None:
    """With the bug in place the machine fails within 300 examples."""
    plant(monkeypatch)
    with pytest.raises(FOUND):
        run_state_machine_as_test(machine, settings=MODEST)
