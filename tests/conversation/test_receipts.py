"""What answers lead to: putting off, receipts, and the lock of a submission."""

import pytest
from kit.scenario import Somebody, Story

from conversations.assessment import Sharing
from conversations.events import Choice, Give, Overwrite, Press, Show, Submit
from conversations.facts import PriorityChanged, ResponseChanged
from conversations.instrument import Nonresponse
from conversations.intents import Word
from conversations.people import Role
from conversations.place import View
from conversations.replies import Say, Toast

DK, NA, LATER = Nonresponse.DONT_KNOW, Nonresponse.NOT_APPLICABLE, Nonresponse.LATER


def at(who: Somebody, step: str) -> Somebody:
    """Answer all steps before ``step``, so that it is where the main line stands."""
    while who.place.target != step:
        who.types(1)
    return who


class TestLater:
    """What is put off comes round again, and the last "later" ends at the overview."""

    def test_it_is_recorded_once_and_still_open(self, ana: Somebody) -> None:
        """Putting off is a response that leaves the item open; a second time writes nothing."""
        message = ana.types(Word.LATER)
        assert [ResponseChanged("c01q1", None, LATER, message)] == ana.facts
        assert "c01q1" in ana.assessment.open_items()
        ana.press(Give("c01q1", LATER))
        assert [] == ana.facts

    def test_it_comes_round_after_everything_else(self, ana: Somebody) -> None:
        """When all else is answered, what was put off is asked again."""
        ana.types(Word.LATER, 1, 1, 1, 1, 1)
        assert (View.STEP, "c06") == ana.stands
        ana.types(1)
        assert (View.STEP, "c01q1") == ana.stands
        ana.types(2)
        assert ((View.REVIEW, ""), "") == (ana.stands, ana.place.cursor)

    def test_the_last_later_ends_at_the_overview(self, ana: Somebody) -> None:
        """Putting everything off comes to an end: items, priorities, in a second round as well."""
        ana.types(*[Word.LATER] * 7)
        assert (View.REVIEW, "") == ana.stands
        ana.types(Word.CONTINUE)
        seen = []
        while ana.place.view is View.STEP:
            seen.append(ana.place.target)
            ana.types(Word.LATER)
        assert len(seen) == len(set(seen))
        assert {"c01", "c06"} <= set(seen)

    def test_the_second_round_passes_each_once(self, ana: Somebody) -> None:
        """Two put off: "later" on the first leads to the second, on the second to the overview."""
        ana.types(Word.LATER, Word.LATER, 1, 1, 1, 1, 1)
        assert (View.STEP, "c01q1") == ana.stands
        ana.types(Word.LATER)
        assert (View.STEP, "c01q2") == ana.stands
        ana.types(Word.LATER)
        assert (View.REVIEW, "") == ana.stands

    def test_a_priority_is_only_passed_over(self, ana: Somebody) -> None:
        """A priority that is put off leaves no trace."""
        at(ana, "c01").types(Word.LATER)
        assert ([], "c06q1") == (ana.facts, ana.place.target)

    def test_an_answer_replaces_it_without_a_question(self, story: Story, ana: Somebody) -> None:
        """What a colleague put off can be answered at once."""
        story.focal_point("beto").types(Word.LATER)
        ana.types(3)
        assert 3 == ana.answers["c01q1"]


class TestReceipts:
    """A receipt exactly when a criterion becomes complete, or a complete one changes."""

    def test_one_when_the_last_step_is_settled(self, ana: Somebody) -> None:
        """Not before the priority is given, and once."""
        ana.types(1, Word.DONT_KNOW)
        assert [] == ana.receipts
        ana.types(2)
        assert (["c01"], [PriorityChanged("c01", None, 2)]) == (ana.receipts, ana.facts)
        ana.types(1)
        assert [] == ana.receipts

    def test_one_when_a_complete_one_is_corrected(self, ana: Somebody) -> None:
        """A correction draws the receipt again and leads back."""
        at(ana, "c06q2").press(Show(View.STEP, "c01q1"), Give("c01q1", 4))
        assert (["c01"], (View.STEP, "c06q2")) == (ana.receipts, ana.stands)

    def test_none_when_nothing_changes(self, ana: Somebody) -> None:
        """The same answer again, later, and going about draw none."""
        at(ana, "c06q2")
        for press in (Give("c01q1", 1), Give("c01q1", LATER), Show(View.CRITERION, "c01"), Show(View.STEP, "c01q1")):
            ana.press(press)
            assert [] == ana.receipts

    def test_one_for_a_note_only_where_complete(self, ana: Somebody) -> None:
        """A note on a complete criterion changes its receipt, a note on another draws none."""
        at(ana, "c06q2")
        for target, receipts in (("c01q1", ["c01"]), ("c01", ["c01"]), ("c06q1", []), ("c06", [])):
            ana.press(Show(View.NOTE, target))
            ana.types("two offices")
            assert receipts == ana.receipts


class TestLocked:
    """Once submitted nothing changes, until it is taken back."""

    @pytest.fixture
    def ana(self, story: Story) -> Somebody:
        """Give who has submitted after two answers."""
        who = story.focal_point()
        who.types(3, 2)
        who.press(Submit(Sharing.NAMED))
        return who

    @pytest.mark.parametrize(
        "press",
        [
            Give("c01q1", 1),
            Give("c01q1", LATER),
            Overwrite("c01q1", 1),
            Show(View.STEP, "c01q1"),
            Show(View.NOTE, "c01"),
        ],
    )
    def test_presses_say_that_it_is_locked(self, ana: Somebody, press: Press) -> None:
        """Every way to an answer ends at the summary, with an alert."""
        ana.press(press)
        assert ({"c01q1": 3, "c01q2": 2}, [Say.LOCKED], []) == (ana.answers, ana.lines, ana.facts)
        assert (View.SUMMARY, "") == ana.stands
        assert [True] == [reply.alert for reply in ana.replies if isinstance(reply, Toast)]

    @pytest.mark.parametrize("view", [View.STEP, View.CHANGE, View.NOTE, View.TEXT])
    def test_a_colleague_in_the_middle_of_something_is_told(self, story: Story, view: View) -> None:
        """Who was answering when it was submitted is led to the summary, and nothing of theirs is written."""
        ana, beto = story.focal_point("ana"), story.focal_point("beto", Role.CONTRIBUTOR)
        ana.types(3)
        match view:
            case View.CHANGE:
                beto.press(Give("c01q1", 1))
            case View.NOTE:
                beto.press(Show(View.NOTE, "c01q2"))
            case View.TEXT:
                beto.types("our office opens on Mondays")
            case _:
                pass
        ana.press(Submit(Sharing.NAMED))
        beto.types(Word.YES if view in (View.CHANGE, View.TEXT) else 2)
        assert ([], [Say.LOCKED], (View.SUMMARY, "")) == (beto.facts, beto.lines, beto.stands)

    def test_files_and_edits_are_refused(self, story: Story) -> None:
        """Neither a file nor the correction of a message changes what is submitted."""
        ana = story.focal_point()
        answer = ana.types(3)
        ana.press(Show(View.NOTE, "c01q1"))
        note = ana.types("two offices")
        ana.press(Submit(Sharing.AGGREGATE))
        for message, what in ((answer, 1), (note, "three offices")):
            ana.edits(message, what)
            assert ([], [Say.LOCKED]) == (ana.facts, ana.lines)
        ana.sends("plan")
        assert ([], [Say.LOCKED]) == (ana.facts, ana.lines)

    def test_it_opens_again_when_taken_back(self, ana: Somebody) -> None:
        """After recall answers are taken as before."""
        ana.press(Choice.RECALL, Give("c01", 2))
        assert 2 == ana.answers["c01"]
