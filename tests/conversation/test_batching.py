"""Several answers at once: a line for a criterion, a colleague's pasted reply; listed, confirmed once, then kept."""

import pytest
from kit.oracle import listed_in
from kit.scenario import Somebody, Story

from conversations.assessment import Answer, Sharing
from conversations.batching import read_pending
from conversations.events import Choice, Give, Show, Submit
from conversations.facts import PriorityChanged, ResponseChanged
from conversations.instrument import Nonresponse
from conversations.intents import Batch, Intent, Pasted, Word
from conversations.people import Role
from conversations.place import View
from conversations.replies import Say

DK, NA, LATER = Nonresponse.DONT_KNOW, Nonresponse.NOT_APPLICABLE, Nonresponse.LATER


UNDERSTOOD: list[tuple[str, Intent, dict[str, Answer], str]] = [
    ("c01", Batch((3, 2)), {"c01q1": 3, "c01q2": 2}, ""),
    ("c01", Batch((3, DK, 1)), {"c01q1": 3, "c01q2": DK, "c01": 1}, ""),
    ("c06", Batch((NA, 0, 4)), {"c06q1": NA, "c06q2": 0, "c06q3": 4}, ""),
    ("c06", Batch((NA, 0, 4, 3)), {"c06q1": NA, "c06q2": 0, "c06q3": 4, "c06": 3}, ""),
    ("c01", Pasted(((2, 4),)), {"c01q2": 4}, ""),
    ("c01", Pasted(((1, 0), (2, DK)), area="salud"), {"c01q1": 0, "c01q2": DK}, "salud"),
    ("c01", Pasted(((3, 2),), "c06", "salud; agua @ 2"), {"c06q3": 2}, "salud; agua @ 2"),
    ("c06", Pasted(((2, 2),), "c99"), {"c06q2": 2}, ""),
]


@pytest.mark.parametrize(("view", "what", "listed", "area"), UNDERSTOOD)
@pytest.mark.parametrize("yes", [Word.YES, Choice.KEEP_BATCH])
def test_a_list_is_kept_when_it_is_confirmed(
    ana: Somebody, view: str, what: Intent, listed: dict[str, Answer], area: str, yes: Word | Choice
) -> None:
    """Listed as understood, nothing written; after one yes all of it is, with the message and the area consulted."""
    ana.press(Show(View.CRITERION, view))
    message = ana.types(what)
    criterion = next(iter(listed))[:3]
    assert ((View.BATCH, criterion), [], {}) == (ana.stands, ana.facts, ana.answers)
    assert (tuple(listed.items()), area) == read_pending(ana.place.pending)
    assert (listed, area) == listed_in(ana.place.pending)
    ana.types(yes) if isinstance(yes, Word) else ana.press(yes)
    assert (listed, [Say.BATCH_SAVED]) == (ana.answers, ana.lines)
    assert (len(listed), criterion) == (ana.card.lines[0].number, ana.card.lines[0].step)
    for fact in ana.facts:
        match fact:
            case ResponseChanged():
                assert (message, area) == (fact.message, fact.consulted)
            case _:
                assert isinstance(fact, PriorityChanged)
    assert {area} == {one.consulted for one in ana.assessment.responses.values()}


NOT_UNDERSTOOD: list[tuple[str, Intent, Say, int]] = [
    ("c01", Batch(()), Say.BATCH_COUNT, 2),
    ("c01", Batch((3,)), Say.BATCH_COUNT, 2),
    ("c01", Batch((3, 2, 1, 4)), Say.BATCH_COUNT, 2),
    ("c06", Batch((3, 2)), Say.BATCH_COUNT, 3),
    ("c01", Batch((3, None)), Say.BATCH_UNCLEAR, 2),
    ("c01", Batch((None, 3, 1)), Say.BATCH_UNCLEAR, 1),
    ("c01", Batch((3, LATER)), Say.BATCH_UNCLEAR, 2),
    ("c01", Batch((3, 2, LATER)), Say.BATCH_UNCLEAR, 3),
    ("c01", Batch((3, NA)), Say.NOT_APPLICABLE_REFUSED, 0),
    ("c01", Batch((3, 5)), Say.LEVEL_OUT_OF_RANGE, 4),
    ("c01", Batch((3, 2, 4)), Say.PRIORITY_OUT_OF_RANGE, 3),
    ("c01", Batch((3, 2, DK)), Say.PRIORITY_OUT_OF_RANGE, 3),
    ("c01", Pasted(()), Say.NOT_UNDERSTOOD, 0),
    ("c01", Pasted(((0, 3),)), Say.BATCH_COUNT, 2),
    ("c01", Pasted(((1, 2), (3, 3))), Say.BATCH_COUNT, 2),
    ("c01", Pasted(((4, 3),), "c06"), Say.BATCH_COUNT, 3),
    ("c01", Pasted(((1, 2), (2, None))), Say.BATCH_UNCLEAR, 2),
    ("c01", Pasted(((1, 2), (1, 3))), Say.BATCH_UNCLEAR, 1),
    ("c01", Pasted(((1, LATER),)), Say.BATCH_UNCLEAR, 1),
    ("c01", Pasted(((1, NA),)), Say.NOT_APPLICABLE_REFUSED, 0),
    ("c01", Pasted(((2, 7),)), Say.LEVEL_OUT_OF_RANGE, 4),
]


@pytest.mark.parametrize(("view", "what", "said", "number"), NOT_UNDERSTOOD)
def test_what_does_not_fit_is_asked_about_never_guessed(
    ana: Somebody, view: str, what: Intent, said: Say, number: int
) -> None:
    """Too many, too few, unclear, out of range: one line that says which, nothing listed, and one stays."""
    ana.press(Show(View.CRITERION, view))
    ana.types(what)
    assert ([said], number) == (ana.lines, ana.card.lines[0].number)
    assert ([], {}, (View.CRITERION, view)) == (ana.facts, ana.answers, ana.stands)


@pytest.mark.parametrize(
    ("shows", "criterion"),
    [
        (Show(View.STEP, "c06q2"), "c06"),
        (Show(View.STEP, "c06"), "c06"),
        (Show(View.CRITERION, "c06"), "c06"),
        (Show(View.ERASE, "c06"), "c06"),
        (Show(View.REVIEW), "c01"),
        (Show(View.PAUSED), "c01"),
    ],
)
def test_it_is_about_the_criterion_in_view(ana: Somebody, shows: Show, criterion: str) -> None:
    """Else about the one where the assessment stands."""
    ana.press(shows)
    ana.types(Pasted(((1, 3),)))
    assert (View.BATCH, criterion) == ana.stands


def test_when_all_is_answered_it_is_about_the_first(ana: Somebody) -> None:
    """At the overview of a complete assessment there is no better guess, and it is confirmed anyway."""
    ana.types(*[1] * 7)
    assert ((View.REVIEW, ""), "") == (ana.stands, ana.place.cursor)
    ana.types(Pasted(((1, 3),)))
    assert (View.BATCH, "c01") == ana.stands


@pytest.mark.parametrize("no", [Word.NO, Choice.DROP_TEXT, Word.BACK, Word.CONTINUE, 3, "hmm"])
def test_anything_but_yes_keeps_nothing(ana: Somebody, no: Word | Choice | int | str) -> None:
    """No, going on, a number: the list is let go and the question is in view."""
    ana.types(Batch((3, 2)))
    ana.press(no) if isinstance(no, Choice) else ana.types(no)
    assert ([], {}, (View.STEP, "c01q1")) == (ana.facts, ana.answers, ana.stands)
    ana.press(Choice.KEEP_BATCH)
    assert ([], [Say.STALE_BUTTON], {}) == (ana.facts, ana.lines, ana.answers)


def test_a_second_press_keeps_nothing_more(ana: Somebody) -> None:
    """The button of a list that was kept is an old one."""
    ana.types(Batch((3, 2)))
    ana.press(Choice.KEEP_BATCH, Choice.KEEP_BATCH)
    assert ([], [Say.STALE_BUTTON], (View.STEP, "c01")) == (ana.facts, ana.lines, ana.stands)


def test_another_list_takes_its_place(ana: Somebody) -> None:
    """The last one is confirmed."""
    ana.types(Batch((3, 2)), Batch((1, 1)), Word.YES)
    assert {"c01q1": 1, "c01q2": 1} == ana.answers


def test_a_colleagues_different_answers_are_in_view_before_they_are_replaced(story: Story, ana: Somebody) -> None:
    """Until the list is confirmed they stand; what is the same stays theirs; the facts name what was there."""
    beto = story.focal_point("beto", Role.CONTRIBUTOR)
    beto.types(1, 2)
    message = ana.types(Pasted(((1, 3), (2, 2)), area="salud"))
    assert {"c01q1": 1, "c01q2": 2} == ana.answers
    ana.types(Word.YES)
    assert [ResponseChanged("c01q1", 1, 3, message, "salud")] == ana.facts
    assert (beto.row_id, "") == (ana.assessment.responses["c01q2"].author, ana.assessment.responses["c01q2"].consulted)


def test_a_complete_criterion_draws_its_receipt(ana: Somebody) -> None:
    """With the priority the criterion is complete, and one goes on with the next."""
    ana.types(Batch((3, 2, 1)), Word.YES)
    assert (["c01"], (View.STEP, "c06q1")) == (ana.receipts, ana.stands)


@pytest.mark.parametrize("late", [False, True])
def test_after_submission_nothing_is_kept(story: Story, ana: Somebody, late: bool) -> None:
    """A list typed, or confirmed, after a colleague submitted is refused."""
    beto = story.focal_point("beto")
    beto.press(Give("c06q1", 1))
    if not late:
        ana.types(Batch((3, 2)))
    beto.press(Submit(Sharing.NAMED))
    ana.types(Batch((3, 2))) if late else ana.press(Choice.KEEP_BATCH)
    assert ([], [Say.LOCKED], {"c06q1": 1}) == (ana.facts, ana.lines, ana.answers)


class TestEdited:
    """The message that several answers came in is edited."""

    @pytest.mark.parametrize("what", [Batch((4, 4)), Pasted(((1, 4), (2, 4)))])
    def test_it_is_listed_and_confirmed_anew(self, ana: Somebody, what: Intent) -> None:
        """The new line is about the same criterion, wherever one stands by now."""
        message = ana.types(Batch((3, 2)))
        ana.types(Word.YES)
        ana.press(Show(View.STEP, "c06q1"))
        ana.edits(message, what)
        assert ((View.BATCH, "c01"), []) == (ana.stands, ana.facts)
        ana.types(Word.YES)
        assert {"c01q1": 4, "c01q2": 4} == ana.answers

    def test_a_single_answer_there_is_not_guessed_to_be_the_first(self, ana: Somebody) -> None:
        """ "3 2" edited to "4" corrects nothing."""
        message = ana.types(Batch((3, 2)))
        ana.types(Word.YES)
        ana.edits(message, 4)
        assert ([], [Say.NOT_UNDERSTOOD], {"c01q1": 3, "c01q2": 2}) == (ana.facts, ana.lines, ana.answers)
