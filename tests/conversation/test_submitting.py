"""Submitting, taking back, a closed wave, and who comes later."""

import pytest
from kit.scenario import Somebody, Story

from conversations.assessment import Sharing
from conversations.events import Choice, Show, Submit
from conversations.facts import Recalled, Submitted
from conversations.intents import Word
from conversations.people import Role
from conversations.place import View
from conversations.replies import Say


class TestSubmitting:
    """Submitting is a separate act, recallable for a day by who did it."""

    def test_it_needs_an_answer(self, ana: Somebody) -> None:
        """An empty assessment is not submitted."""
        ana.press(Submit(Sharing.NAMED))
        assert ([], [Say.STALE_BUTTON]) == (ana.facts, ana.lines)

    @pytest.mark.parametrize("sharing", Sharing)
    def test_it_says_what_is_shared_and_sends_the_picture(self, ana: Somebody, sharing: Sharing) -> None:
        """The submission keeps what the member chose; a second press changes nothing."""
        ana.types(3)
        ana.press(Show(View.SUBMIT), Submit(sharing))
        assert ([Submitted(sharing, late=False)], ["picture"]) == (ana.facts, ana.sent)
        assert ((View.SUMMARY, ""), [Say.SUBMITTED]) == (ana.stands, ana.lines)
        other = next(one for one in Sharing if one is not sharing)
        ana.press(Submit(other))
        assert [] == ana.facts
        assert ana.assessment.submission is not None
        assert sharing is ana.assessment.submission.sharing

    def test_everything_leads_to_the_summary_then(self, ana: Somebody) -> None:
        """After submitting, going on and the submit card are the summary."""
        ana.types(3)
        ana.press(Submit(Sharing.NAMED), Show(View.SUBMIT))
        assert (View.SUMMARY, "") == ana.stands
        ana.types(Word.PAUSE, 3)
        assert (View.SUMMARY, "") == ana.stands
        ana.press(Show(View.CRITERION, "c01"))
        assert (View.CRITERION, "c01") == ana.stands

    @pytest.mark.parametrize(("hours", "back"), [(0, True), (23.99, True), (24, False), (100, False)])
    def test_it_can_be_taken_back_for_a_day(self, ana: Somebody, hours: float, back: bool) -> None:
        """Within 24 hours recall opens it again; later it says that it is too late."""
        ana.types(3)
        ana.press(Submit(Sharing.NAMED))
        ana.story.later(hours=hours)
        ana.press(Choice.RECALL)
        assert ([Recalled()] if back else []) == ana.facts
        assert [Say.RECALLED if back else Say.RECALL_EXPIRED] == ana.lines
        assert (View.REVIEW if back else View.SUMMARY) is ana.place.view

    def test_only_by_who_submitted(self, story: Story, ana: Somebody) -> None:
        """A colleague cannot take it back."""
        beto = story.focal_point("beto")
        ana.types(3)
        ana.press(Submit(Sharing.NAMED))
        beto.press(Choice.RECALL)
        assert ([], [Say.RECALL_EXPIRED]) == (beto.facts, beto.lines)

    def test_taking_back_twice_is_once(self, ana: Somebody) -> None:
        """A second press of recall changes nothing."""
        ana.types(3)
        ana.press(Submit(Sharing.NAMED), Choice.RECALL, Choice.RECALL)
        assert ([], (View.REVIEW, "")) == (ana.facts, ana.stands)

    def test_a_closed_wave_makes_it_late(self, ana: Somebody) -> None:
        """What was begun can be finished after the wave closed, and is marked."""
        ana.types(3)
        ana.story.close_wave()
        ana.types(2)
        assert {"c01q1": 3, "c01q2": 2} == ana.answers
        ana.press(Submit(Sharing.AGGREGATE))
        assert [Submitted(Sharing.AGGREGATE, late=True)] == ana.facts

    def test_two_people_begin_one_assessment(self, story: Story, ana: Somebody) -> None:
        """A second person finds the first one's answers, and where it stands."""
        ana.types(3, 2)
        beto = story.focal_point("beto", Role.CONTRIBUTOR)
        assert ({"c01q1": 3, "c01q2": 2}, (View.STEP, "c01")) == (beto.answers, beto.stands)
        assert 1 == len(story.ledger.begun)

    def test_who_comes_to_a_submitted_one_sees_its_summary(self, story: Story, ana: Somebody) -> None:
        """Beginning after the submission leads to the summary."""
        ana.types(3)
        ana.press(Submit(Sharing.NAMED))
        assert (View.SUMMARY, "") == story.focal_point("beto").stands

    def test_who_comes_to_a_complete_one_sees_the_overview(self, story: Story, ana: Somebody) -> None:
        """Beginning when nothing is open leads to the overview."""
        while ana.place.view is View.STEP:
            ana.types(1)
        assert (View.REVIEW, "") == story.focal_point("beto").stands
