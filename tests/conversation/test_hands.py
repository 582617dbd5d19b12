"""A post that changes hands: asked about in each wave, left, taken back, or moved to one's own other account."""

import pytest
from kit.scenario import RECIFE, ROSARIO, Somebody, Story

from conversations.assessment import Sharing
from conversations.events import (
    Choice,
    ChooseAppointment,
    Event,
    Give,
    OutageEnded,
    Overwrite,
    Press,
    Redraw,
    Show,
    Start,
    Submit,
    Unreadable,
)
from conversations.facts import AppointmentChosen, Denied, LanguageChosen
from conversations.instrument import Language
from conversations.intents import Batch, Word
from conversations.news import Hands, PostNews
from conversations.own_facts import PostConfirmed, PostLeft, PostTakenBack
from conversations.people import Role
from conversations.place import View
from conversations.replies import Say
from conversations.wishes import Keep, Leave, TakeBack


@pytest.fixture
def ana(story: Story) -> Somebody:
    """Give a focal point with an answer and her post."""
    who = story.focal_point("ana")
    who.types(3)
    return who


def next_wave(story: Story) -> None:
    """Come to the next wave, a year later."""
    story.close_wave()
    story.later(days=365)
    story.open_wave()


class TestEachWave:
    """A wave that is younger than the post first asks whether it is still theirs."""

    @pytest.fixture
    def ana(self, story: Story, ana: Somebody) -> Somebody:
        """Give somebody who comes in the next wave."""
        next_wave(story)
        ana.start()
        return ana

    def test_it_is_the_first_card(self, ana: Somebody) -> None:
        """Before the assessment is opened."""
        assert ((View.STILL, ""), {}) == (ana.stands, ana.answers)

    @pytest.mark.parametrize("yes", [Choice.STILL_MINE, Word.YES])
    def test_yes_opens_the_assessment_and_is_not_asked_again(self, ana: Somebody, yes: Choice | Word) -> None:
        """Once in a wave; in the next one again."""
        ana.press(yes) if isinstance(yes, Choice) else ana.types(yes)
        assert ([PostConfirmed(1, 2)], (View.BEGIN, "")) == (ana.facts, ana.stands)
        ana.press(Choice.BEGIN)
        ana.types(Word.NO, 2)
        assert {"c01q1": 2} == ana.answers
        next_wave(ana.story)
        ana.start()
        assert (View.STILL, "") == ana.stands

    def test_no_asks_who_follows(self, ana: Somebody) -> None:
        """A no ends nothing by itself."""
        ana.types(Word.NO)
        assert ([], (View.LEAVE, "")) == (ana.facts, ana.stands)
        ana.press(Choice.BEGIN)
        assert (View.STILL, "") == ana.stands

    @pytest.mark.parametrize(
        "event",
        [
            *(Give("c01q1", 3), Overwrite("c01q1", 3), Submit(Sharing.NAMED), Show(View.STEP, "c01q1")),
            *(Show(View.NOTE, "c01"), Show(View.REVIEW), Choice.BEGIN, Choice.SEND_PDF, Keep("c01", 1), Start()),
            *(Choice.TAKE_REMINDERS, Choice.FORGET_ME),
        ],
        ids=str,
    )
    @pytest.mark.parametrize("aside", [None, Word.HELP, Word.PAUSE])
    def test_nothing_else_passes_by_it(self, ana: Somebody, event: Event, aside: Word | None) -> None:
        """No old button and no way round leads to the answers before."""
        if aside:
            ana.types(aside)
        ana.does(event)
        assert ((View.STILL, ""), {}) == (ana.stands, ana.answers)

    @pytest.mark.parametrize("what", [3, Word.REVIEW, Word.CONTINUE, Batch((3, 2)), "our office opens on Mondays"])
    def test_nothing_that_is_typed_passes_by_it(self, ana: Somebody, what: int | Word | Batch | str) -> None:
        """Nor does a word."""
        ana.types(what)
        assert ((View.STILL, ""), {}) == (ana.stands, ana.answers)

    @pytest.mark.parametrize("language", Language)
    def test_it_is_asked_in_the_language_that_is_typed(self, ana: Somebody, language: Language) -> None:
        """Typing a language changes it; the question is still there, and nothing is confirmed by it."""
        ana.types(language)
        assert ([LanguageChosen(language)], (View.STILL, "")) == (ana.facts, ana.stands)

    @pytest.mark.parametrize("event", [Unreadable(), OutageEnded(), Redraw()], ids=str)
    def test_what_is_not_done_by_the_person_leaves_it_there(self, ana: Somebody, event: Event) -> None:
        """A sticker, an outage that ended, a card to be drawn anew: the question is shown again."""
        ana.does(event)
        assert ((View.STILL, ""), {}) == (ana.stands, ana.answers)

    @pytest.mark.parametrize("word", [Word.HELP, Word.PRIVACY, Word.LANGUAGE, Word.PAUSE, Word.FORGET_ME])
    def test_what_is_about_oneself_is_open(self, ana: Somebody, word: Word) -> None:
        """Help, language and one's own data can be had before."""
        ana.types(word)
        assert ana.place.view is not View.STILL

    def test_a_wave_that_closes_meanwhile_leaves_a_way(self, ana: Somebody) -> None:
        """The yes to a closed wave confirms nothing, and shows the assessment."""
        ana.story.close_wave()
        ana.press(Choice.STILL_MINE)
        assert ([], (View.BEGIN, "")) == (ana.facts, ana.stands)

    def test_a_post_younger_than_the_wave_is_not_asked_about(self, story: Story) -> None:
        """Whoever was invited in this wave has just said whose post it is."""
        next_wave(story)
        story.later(hours=1)
        assert (View.STEP, "c01q1") == story.focal_point("beto").stands


class TestLeaving:
    """It is no longer their task."""

    def test_with_a_successor_a_link_comes(self, ana: Somebody) -> None:
        """Two taps: the post is over at once, a link for who follows comes, and nobody else is told."""
        ana.press(Show(View.LEAVE), Leave(1, successor=True))
        assert ([PostLeft(1)], ["succession"], []) == (ana.facts, ana.sent, ana.told)
        assert View.LEFT is ana.at_door()
        assert ana.world.assessment is None

    def test_without_one_the_coordinators_are_told(self, ana: Somebody) -> None:
        """The member is named, the person is not."""
        ana.press(Show(View.LEAVE), Leave(1, successor=False))
        assert ([], [PostNews(ROSARIO, Hands.LEFT)]) == (ana.sent, ana.told)

    def test_the_answers_stay(self, story: Story, ana: Somebody) -> None:
        """Who follows goes on with them, and may correct them."""
        ana.press(Show(View.LEAVE), Leave(1, successor=True))
        beto = story.member_of("beto")
        assert ({"c01q1": 3}, (View.HANDOVER, "")) == (beto.answers, beto.stands)
        beto.press(Choice.BEGIN)
        assert (View.STEP, "c01q2") == beto.stands

    def test_it_can_be_taken_back_for_seven_days(self, ana: Somebody) -> None:
        """One tap: everything is as it was, and the coordinators hear of it."""
        ana.press(Show(View.LEAVE), Leave(1, successor=False))
        ana.story.later(days=6, hours=23)
        ana.types("hello")
        assert (View.LEFT, 1) == (ana.at_door(), ana.door.left.id if ana.door.left else 0)
        ana.press(TakeBack(1))
        assert [PostTakenBack(1), AppointmentChosen(1)] == ana.facts
        assert ((View.STEP, "c01q2"), {"c01q1": 3}) == (ana.stands, ana.answers)
        ana.press(TakeBack(1))
        assert ([], (View.STEP, "c01q2")) == (ana.facts, ana.stands)

    def test_after_seven_days_it_is_over(self, ana: Somebody) -> None:
        """The button of an old card does nothing more, and is counted."""
        ana.press(Show(View.LEAVE), Leave(1, successor=False))
        ana.story.later(days=7)
        ana.press(TakeBack(1))
        assert ([Denied()], [Say.APPOINTMENT_ENDED]) == (ana.facts, ana.courtesies)

    @pytest.mark.parametrize("press", [Give("c01q2", 1), Show(View.STEP, "c01q2"), Leave(1, successor=True)])
    def test_who_has_left_changes_nothing_any_more(self, ana: Somebody, press: Press) -> None:
        """Whatever old buttons are pressed, the card offers the way back, and nothing else."""
        ana.press(Show(View.LEAVE), Leave(1, successor=False), press)
        assert ([], View.LEFT, []) == (ana.facts, ana.at_door(), ana.sent)

    def test_it_is_asked_about_first(self, ana: Somebody) -> None:
        """A press without the card in view asks."""
        ana.press(Leave(1, successor=True))
        assert ([], (View.LEAVE, "")) == (ana.facts, ana.stands)

    def test_only_the_post_on_the_card_is_left(self, ana: Somebody) -> None:
        """A button of another post ends none, and is counted."""
        ana.press(Show(View.LEAVE), Leave(7, successor=True))
        assert ([Denied()], [Say.STALE_BUTTON]) == (ana.facts, ana.lines)

    def test_somebody_elses_post_cannot_be_had(self, story: Story, ana: Somebody) -> None:
        """Only who left it can take it back; a try is counted."""
        ana.press(Show(View.LEAVE), Leave(1, successor=False))
        beto = story.focal_point("beto")
        beto.press(TakeBack(1))
        assert [Denied()] == beto.facts

    def test_other_posts_stay(self, story: Story, ana: Somebody) -> None:
        """Who leaves one of two goes on with the other, and finds the way back where posts are chosen."""
        ana.start(story.invite("second", member=RECIFE))
        ana.press(Choice.CONFIRM_POST, ChooseAppointment(1), Show(View.LEAVE), Leave(1, successor=False))
        assert View.LEFT is ana.at_door()
        ana.press(Choice.BEGIN)
        assert RECIFE == ana.assessment.member
        ana.press(TakeBack(1))
        assert ROSARIO == ana.assessment.member

    def test_the_same_post_given_again_needs_no_way_back(self, story: Story, ana: Somebody) -> None:
        """A coordinator's new link is stronger than the old post."""
        ana.press(Show(View.LEAVE), Leave(1, successor=False))
        ana.start(story.invite("again"))
        ana.press(Choice.CONFIRM_POST)
        assert ana.world.left is None


class TestWhoComes:
    """Who joins or follows sees where things stand first."""

    def test_who_is_first_sees_what_it_is(self, story: Story) -> None:
        """There is nothing to stand anywhere yet."""
        assert View.BEGIN is story.member_of("ana").place.view

    def test_the_page_knows_who_did_what_by_post(self, story: Story, ana: Somebody) -> None:
        """Posts are read for that card alone."""
        ana.press(Show(View.OWN_POST))
        ana.types("Social director")
        assert {} == ana.world.posts
        beto = story.member_of("beto", Role.CONTRIBUTOR)
        assert {ana.row_id: "Social director"} == beto.world.posts

    @pytest.mark.parametrize("press", [Give("c01q2", 3), Overwrite("c01q1", 1), Keep("c01", 1)])
    def test_old_buttons_do_not_answer_there(self, story: Story, ana: Somebody, press: Press) -> None:
        """They belong to another card."""
        beto = story.member_of("beto")
        beto.press(press)
        assert ([Say.STALE_BUTTON], {"c01q1": 3}) == (beto.lines, ana.answers)

    def test_ones_own_other_account_is_told_by_link(self, ana: Somebody) -> None:
        """A link comes, and the post stays until it is used."""
        ana.press(Show(View.NEW_PHONE), Choice.NEW_PHONE)
        assert ([], ["new_phone"], (View.NEW_PHONE, "")) == (ana.facts, ana.sent, ana.stands)
