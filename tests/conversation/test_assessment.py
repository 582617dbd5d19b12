"""What an assessment says of itself: what is open, what nobody knows, how far it has come."""

from kit.scenario import Story, mini

from conversations.assessment import Completion, Sharing, first_open, next_after_later, next_open, previous_step, steps
from conversations.events import Choice, Submit
from conversations.intents import Word

ORDER = ("c01q1", "c01q2", "c01", "c06q1", "c06q2", "c06q3", "c06")


def test_steps_are_items_and_then_the_priority_of_each_criterion() -> None:
    """The order in which questions are asked, forwards and back."""
    assert ORDER == steps(mini())
    assert [None, *ORDER[:-1]] == [previous_step(mini(), step) for step in ORDER]


def test_open_and_unknown_items_are_told_apart() -> None:
    """Later is open, don't know is settled and known to be unknown, priorities are neither."""
    ana = Story().focal_point()
    ana.types(Word.LATER, Word.DONT_KNOW, 1, 4)
    assert ("c01q1", "c06q2", "c06q3") == ana.assessment.open_items()
    assert ("c01q2",) == ana.assessment.unknown_items()
    assert ("dk", "later") == (ana.assessment.sheet["c01q2"], ana.assessment.sheet["c01q1"])
    assert {"c01": 1} == ana.assessment.priority_values


def test_completion_follows_the_person() -> None:
    """Not started, in progress, submitted, and in progress again."""
    ana = Story().focal_point()
    seen = [ana.assessment.completion]
    ana.types(3)
    seen.append(ana.assessment.completion)
    ana.press(Submit(Sharing.NAMED))
    seen.append(ana.assessment.completion)
    ana.press(Choice.RECALL)
    seen.append(ana.assessment.completion)
    in_progress = Completion.IN_PROGRESS
    assert [Completion.NOT_STARTED, in_progress, Completion.SUBMITTED, in_progress] == seen


def test_what_comes_next() -> None:
    """After an answer the round goes on past the end, after "later" it does not; untouched steps come first."""
    ana = Story().focal_point()
    ana.types(Word.LATER, 1, Word.LATER, 1, Word.LATER)
    assessment = ana.assessment
    assert "c01" == first_open(assessment)
    assert "c06q3" == next_open(assessment, "c06q2")
    assert "c01" == next_open(assessment, "c06")
    assert "c06q3" == next_after_later(assessment, "c06q2")
    assert "c06" == next_after_later(assessment, "c06q3")
    assert next_after_later(assessment, "c06") is None
    ana.types(1, 1, 1)
    assert "c01q1" == next_open(ana.assessment, "c06")
    assert "c06q2" == next_after_later(ana.assessment, "c01q1")
