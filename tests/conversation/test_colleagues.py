"""Answering with others: a colleague's answer is never replaced in silence, and roles count."""

import pytest
from kit.scenario import Somebody, Story

from conversations.assessment import Answer, Sharing
from conversations.events import Give, Overwrite, Submit
from conversations.facts import Denied, ResponseChanged
from conversations.instrument import Nonresponse
from conversations.intents import NamedCriterion, Word
from conversations.people import Role
from conversations.place import View
from conversations.replies import Say

DK, LATER = Nonresponse.DONT_KNOW, Nonresponse.LATER


def test_a_colleagues_answer_is_asked_about_even_in_view(story: Story, ana: Somebody) -> None:
    """An answer of another person is shown beside the new one, and the typed yes confirms."""
    beto = story.focal_point("beto", Role.CONTRIBUTOR)
    beto.types(1)
    message = ana.types(3)
    assert ((View.CHANGE, "c01q1"), {"c01q1": 1}) == (ana.stands, ana.answers)
    ana.types(Word.YES)
    assert [ResponseChanged("c01q1", 1, 3, message)] == ana.facts
    assert (View.STEP, "c01q2") == ana.stands


def test_a_number_typed_at_the_question_of_a_change_answers_nothing(story: Story, ana: Somebody) -> None:
    """Neither the change nor the question behind it is answered by a number."""
    story.focal_point("beto").types(1)
    ana.types(3, 2)
    assert {"c01q1": 1} == ana.answers
    assert (View.STEP, "c01q2") == ana.stands


def test_the_same_answer_as_a_colleagues_stays_theirs(story: Story, ana: Somebody) -> None:
    """Agreeing writes nothing."""
    beto = story.focal_point("beto")
    beto.types(1)
    ana.types(1)
    assert ([], [Say.ALREADY_SAVED]) == (ana.facts, ana.lines)
    assert beto.row_id == ana.assessment.responses["c01q1"].author


@pytest.mark.parametrize("answer", [1, 3, DK])
def test_an_overwrite_button_counts_only_on_its_card(story: Story, ana: Somebody, answer: Answer) -> None:
    """A forged or old "replace" shows the question as it stands and changes nothing, however often it is pressed."""
    story.focal_point("beto").types(4)
    ana.press(Overwrite("c01q1", answer), Overwrite("c01q1", answer))
    assert {"c01q1": 4} == ana.answers
    assert ((View.STEP, "c01q1"), [Say.STALE_BUTTON]) == (ana.stands, ana.lines)


def test_later_never_replaces_an_answer(story: Story, ana: Somebody) -> None:
    """Later on an answered item, by whatever button, only passes it over."""
    ana.types(3)
    for press in (Give("c01q1", LATER), Overwrite("c01q1", LATER)):
        ana.press(press)
        assert {"c01q1": 3} == ana.answers
    ana.press(Overwrite("c01", LATER))
    assert {"c01q1": 3} == ana.answers


def test_a_reviewer_sees_and_cannot_answer(story: Story) -> None:
    """A reviewer is led to the summary instead of a question; trying to answer or submit is counted."""
    story.focal_point("ana").types(3)
    rita = story.focal_point("rita", Role.REVIEWER)
    assert (View.SUMMARY, "") == rita.stands
    for press in (Give("c01q1", 1), Give("c01q2", 1), Submit(Sharing.NAMED)):
        rita.press(press)
        assert ([Denied()], [Say.LOCKED]) == (rita.facts, rita.lines)
    rita.types(NamedCriterion("c01"))
    assert (View.CRITERION, "c01") == rita.stands


def test_a_contributor_answers_and_cannot_submit(story: Story) -> None:
    """A contributor's answers count; submitting is the focal point's."""
    caio = story.focal_point("caio", Role.CONTRIBUTOR)
    caio.types(3)
    assert {"c01q1": 3} == caio.answers
    caio.press(Submit(Sharing.NAMED))
    assert ([Denied()], [Say.LOCKED]) == (caio.facts, caio.lines)
