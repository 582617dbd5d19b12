"""Two numbers that arrive together: the second is asked about, not taken for an answer to what nobody had seen."""

from datetime import timedelta

import pytest
from kit.scenario import Somebody, Story

from conversations.assessment import Sharing
from conversations.events import Choice, Give, Overwrite, Show, Submit
from conversations.facts import ResponseChanged
from conversations.instrument import Nonresponse
from conversations.intents import Batch, Intent, NamedLevel, NamedPriority, Number, Word
from conversations.people import Role
from conversations.place import View
from conversations.replies import Say


@pytest.mark.parametrize(
    ("seconds", "taken"), [(-30, False), (0, False), (1, False), (2, False), (2.1, True), (3, True), (60, True)]
)
def test_an_answer_within_two_seconds_of_its_question_is_asked_about(
    ana: Somebody, seconds: float, taken: bool
) -> None:
    """Also one that was typed before it: on its way, it cannot have been meant for a question to come."""
    message = ana.types_after(seconds, 3)
    if taken:
        assert {"c01q1": 3} == ana.answers
    else:
        assert ((View.SURE, "c01q1"), "3", {}) == (ana.stands, ana.place.pending, ana.answers)
        assert message == ana.place.pending_message


def test_two_that_arrive_together_answer_one_question(ana: Somebody) -> None:
    """The first answers what was in view, the second is asked about."""
    ana.story.later(minutes=1)
    now = ana.story.now
    ana.types(3, at=now)
    ana.story.ledger.shown["ana"] = now  # the next question is on its way
    ana.types(3, at=now)
    assert ({"c01q1": 3}, (View.SURE, "c01q2")) == (ana.answers, ana.stands)


@pytest.mark.parametrize(
    "what", [Number(3), NamedLevel(3), Word.DONT_KNOW, Word.LATER, NamedPriority(1), Batch((3, 2)), "not understood"]
)
def test_everything_that_would_be_written_is_asked_about(ana: Somebody, what: Intent | str) -> None:
    """Levels, words and lists in haste write nothing."""
    ana.types_after(0, what)
    assert ([], {}) == (ana.facts, ana.answers)


@pytest.mark.parametrize("step", ["c01q1", "c01"])
@pytest.mark.parametrize("yes", ["word", "button"])
def test_yes_takes_it_for_this_question_too(ana: Somebody, step: str, yes: str) -> None:
    """By word or by button: recorded with the message it came in, and one goes on."""
    ana.press(Show(View.STEP, step))
    message = ana.types_after(1, 3)
    ana.types(Word.YES) if yes == "word" else ana.press(Overwrite(step, 3))
    assert ({step: 3}, [Say.SAVED]) == (ana.answers, ana.lines)
    if step != "c01":
        assert [ResponseChanged(step, None, 3, message)] == ana.facts


@pytest.mark.parametrize("no", [Word.NO, Choice.DROP_TEXT, Show(View.STEP, "c01q1"), 3, Word.GREETING, "hmm"])
def test_anything_else_leaves_the_question_open(ana: Somebody, no: Word | Choice | Show | int | str) -> None:
    """No, or whatever is not a yes, shows the question."""
    ana.types_after(1, 3)
    ana.press(no) if isinstance(no, Choice | Show) else ana.types(no)
    assert ([], {}, (View.STEP, "c01q1")) == (ana.facts, ana.answers, ana.stands)


@pytest.mark.parametrize("press", [Overwrite("c01q1", 2), Overwrite("c01q2", 3)])
def test_another_button_is_not_the_yes(ana: Somebody, press: Overwrite) -> None:
    """Only the answer that was asked about is confirmed."""
    ana.types_after(1, 3)
    ana.press(press)
    assert ([], {}, [Say.STALE_BUTTON]) == (ana.facts, ana.answers, ana.lines)


def test_a_yes_does_not_overwrite_a_colleagues_answer(story: Story, ana: Somebody) -> None:
    """A colleague answered differently: both are shown, and it takes another yes."""
    story.focal_point("beto", Role.CONTRIBUTOR).types(1)
    ana.types_after(1, 3)
    ana.types(Word.YES)
    assert ((View.CHANGE, "c01q1"), {"c01q1": 1}) == (ana.stands, ana.answers)
    ana.types(Word.YES)
    assert {"c01q1": 3} == ana.answers


@pytest.mark.parametrize(
    ("what", "said"), [(9, Say.LEVEL_OUT_OF_RANGE), (Word.NOT_APPLICABLE, Say.NOT_APPLICABLE_REFUSED)]
)
def test_what_cannot_be_an_answer_is_refused_at_once(ana: Somebody, what: int | Word, said: Say) -> None:
    """There is nothing to be sure of."""
    ana.types_after(1, what)
    assert ([said], (View.STEP, "c01q1")) == (ana.lines, ana.stands)


def test_after_a_submission_it_is_locked(story: Story, ana: Somebody) -> None:
    """Typed as a colleague submitted, or confirmed after it: refused, at the summary."""
    beto = story.focal_point("beto")
    beto.press(Give("c06q1", 1))
    ana.types_after(1, 3)
    beto.press(Submit(Sharing.NAMED))
    ana.press(Overwrite("c01q1", 3))
    assert ([], [Say.LOCKED], (View.SUMMARY, "")) == (ana.facts, ana.lines, ana.stands)
    caio = story.focal_point("caio", Role.CONTRIBUTOR)
    beto.press(Choice.RECALL)
    caio.press(Show(View.STEP, "c01q1"))
    beto.press(Submit(Sharing.NAMED))
    caio.types_after(1, 3)
    assert ([], [Say.LOCKED]) == (caio.facts, caio.lines)


def test_later_said_twice_is_put_off_after_a_yes(ana: Somebody) -> None:
    """ "Later" is asked about like any answer, and then puts off."""
    ana.types_after(1, Word.LATER)
    assert View.SURE is ana.place.view
    ana.types(Word.YES)
    assert {"c01q1": Nonresponse.LATER} == ana.answers


def test_without_a_card_or_a_time_there_is_no_haste(ana: Somebody) -> None:
    """When nobody knows when the card came up, or when the text was sent, an answer is an answer."""
    ana.types(3, at=ana.story.now)
    ana.story.ledger.shown["ana"] = ana.story.now + timedelta(hours=1)
    ana.types(2)
    assert {"c01q1": 3, "c01q2": 2} == ana.answers


@pytest.mark.parametrize("view", [View.CHANGE, View.SURE, View.BATCH, View.TEXT, View.PERSONAL])
def test_a_yes_that_comes_with_its_question_is_asked_for_again(story: Story, ana: Somebody, view: View) -> None:
    """A yes within two seconds of the card cannot be meant for it; the same yes a moment later is."""
    story.focal_point("beto", Role.CONTRIBUTOR).press(Give("c01q2", 1))
    match view:
        case View.CHANGE:
            ana.press(Give("c01q2", 3))
        case View.SURE:
            ana.types_after(1, 3)
        case View.BATCH:
            ana.types(Batch((3, 2)))
        case View.TEXT:
            ana.types("our office opens on Mondays")
        case _:
            ana.press(Show(View.NOTE, "c01"))
            ana.types("her number is 099 123 456")
    assert view is ana.place.view
    before = ana.assessment
    ana.types_after(2, Word.YES)
    assert ([], [Say.ASKED_AGAIN], view, before) == (ana.facts, ana.lines, ana.place.view, ana.assessment)
    ana.types_after(3, Word.YES)
    assert before != ana.assessment
