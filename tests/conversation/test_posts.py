"""Several posts, coordinators, no wave, a post that ends, and links opened by who is inside already."""

import pytest
from kit.scenario import RECIFE, ROSARIO, Somebody, Story

from conversations.desk.deeds import DeskLine, DeskSay
from conversations.desk.home import HomeShown
from conversations.events import Choice, ChooseAppointment, ChooseLanguage, Give, Show
from conversations.facts import Denied, VisitEnded
from conversations.instrument import Language
from conversations.intents import Number, Word
from conversations.people import Role
from conversations.place import View
from conversations.replies import Say


class TestSecondInvitation:
    """Somebody with consent opens the invitation of another member."""

    @pytest.fixture
    def ana(self, story: Story) -> Somebody:
        """Give somebody at question 2 who looks at a second invitation."""
        who = story.focal_point()
        who.types(3)
        who.start(story.invite("second", Role.CONTRIBUTOR, RECIFE))
        assert View.POST is who.at_door()
        return who

    @pytest.mark.parametrize("yes", [Choice.CONFIRM_POST, Word.YES])
    def test_yes_accepts_at_once(self, ana: Somebody, yes: Choice | Word) -> None:
        """Consent is there: "it is me" makes the appointment, and its assessment is shown."""
        ana.types(yes) if isinstance(yes, Word) else ana.press(yes)
        assert RECIFE == ana.assessment.member
        assert (View.BEGIN, "") == ana.stands

    @pytest.mark.parametrize("no", [Choice.DENY_POST, Word.NO])
    def test_no_leads_back(self, ana: Somebody, no: Choice | Word) -> None:
        """The link stays unused and one stands where one stood."""
        ana.types(no) if isinstance(no, Word) else ana.press(no)
        assert [Say.POST_DENIED] == ana.lines
        assert (View.STEP, "c01q2") == ana.stands
        assert ana.story.ledger.invitations["second"].used_by is None

    def test_what_is_typed_there_answers_no_question_behind_it(self, ana: Somebody) -> None:
        """A number typed at the invitation shows the question, and only the next number answers it."""
        ana.types(2)
        assert {"c01q1": 3} == ana.answers
        assert VisitEnded() in ana.facts
        assert (View.STEP, "c01q2") == ana.stands
        ana.types(2)
        assert {"c01q1": 3, "c01q2": 2} == ana.answers

    def test_a_yes_there_confirms_no_change_behind_it(self, story: Story) -> None:
        """ "Yes" speaks to the invitation in view, not to the change that waited."""
        ana, beto = story.focal_point("ana"), story.focal_point("beto")
        beto.press(Give("c01q1", 1))
        ana.types(3)
        assert View.CHANGE is ana.place.view
        ana.start(story.invite("second", member=RECIFE))
        ana.types(Word.YES)
        assert RECIFE == ana.assessment.member
        assert 1 == beto.answers["c01q1"]

    def test_words_work_and_let_the_invitation_lie(self, ana: Somebody) -> None:
        """Help typed there is help."""
        ana.types(Word.HELP)
        assert View.HELP is ana.place.view
        ana.press(Choice.CONFIRM_POST)
        assert (View.STEP, "c01q2") == ana.stands

    def test_an_edit_of_nothing_changes_nothing(self, ana: Somebody) -> None:
        """An edited message that was no answer leaves the invitation in view."""
        ana.edits(999, 4)
        assert () == ana.replies
        ana.press(Choice.CONFIRM_POST)
        assert RECIFE == ana.assessment.member

    def test_the_language_chosen_there_is_that_of_the_card_behind_it(self, ana: Somebody) -> None:
        """The language is the person's, not the place's."""
        ana.press(ChooseLanguage(Language.PT))
        assert (View.POST, Language.PT) == (ana.at_door(), ana.door.language)
        ana.press(Choice.DENY_POST)
        assert Language.PT is ana.place.language

    def test_one_that_is_spoilt_meanwhile_leads_back(self, ana: Somebody) -> None:
        """A link revoked while it was looked at says so on the card."""
        ana.story.revoke("second")
        ana.press(Choice.CONFIRM_POST)
        assert [Say.INVITATION_REVOKED] == ana.lines
        assert (View.STEP, "c01q2") == ana.stands


class TestSeveralPosts:
    """Somebody answers for two members."""

    @pytest.fixture
    def ana(self, story: Story) -> Somebody:
        """Give somebody with two posts, who works on the second."""
        who = story.focal_point()
        who.start(story.invite("second", member=RECIFE))
        who.press(Choice.CONFIRM_POST, Choice.BEGIN)
        return who

    def test_the_choice_leads_to_each_ones_own_place(self, ana: Somebody) -> None:
        """An answer goes to the member that was chosen, and each is gone on with where it stood."""
        ana.types(4)
        ana.press(Show(View.CHOOSE), ChooseAppointment(1))
        assert (ROSARIO, {}) == (ana.assessment.member, ana.answers)
        ana.types(1)
        ana.press(ChooseAppointment(2))
        assert (RECIFE, {"c01q1": 4}) == (ana.assessment.member, ana.answers)
        assert (View.STEP, "c01q2") == ana.stands

    def test_the_language_goes_along(self, ana: Somebody) -> None:
        """A language chosen for one member is spoken for the other, too."""
        ana.types(Language.EN)
        ana.press(ChooseAppointment(1))
        assert Language.EN is ana.place.language

    def test_somebody_elses_post_is_not_taken(self, ana: Somebody) -> None:
        """A forged appointment shows one's own ones, and is counted."""
        ana.press(ChooseAppointment(9))
        assert ([Denied()], (View.CHOOSE, "")) == (ana.facts, ana.stands)
        assert RECIFE == ana.assessment.member

    def test_without_a_choice_it_is_asked_for(self, ana: Somebody) -> None:
        """When the post that was worked on ends and two are left, one is asked which."""
        ana.start(ana.story.invite("third", Role.CONTRIBUTOR))
        ana.press(Choice.CONFIRM_POST)
        del ana.story.ledger.appointments[3]
        ana.types(3)
        assert View.CHOOSE is ana.at_door()
        ana.press(ChooseAppointment(9))
        assert View.CHOOSE is ana.at_door()
        ana.types(Word.HELP)
        assert View.HELP is ana.at_door()
        ana.press(ChooseAppointment(1))
        assert (View.STEP, "c01q1") == ana.stands


def test_a_coordinator_has_a_home_and_no_assessment(story: Story) -> None:
    """A coordinator's card shows no member's questions; language and asides work."""
    who = story.member_of("dora", Role.COORDINATOR, None)
    assert isinstance(who.desk.shown, HomeShown)
    who.types(3)
    assert isinstance(who.desk.shown, HomeShown)
    who.press(ChooseLanguage(Language.PT))
    assert (Language.PT, [DeskLine(DeskSay.LANGUAGE_CHANGED)]) == (who.world.language, list(who.desk.lines))
    who.press(Show(View.PRIVACY))
    assert View.PRIVACY is who.at_door()


def test_a_coordinators_post_at_a_member_opens_no_assessment(story: Story) -> None:
    """Even if a coordinator's post named a member, its answers are not shown by it."""
    story.focal_point()
    who = story.member_of("dora", Role.COORDINATOR, ROSARIO)
    assert isinstance(who.desk.shown, HomeShown)


@pytest.mark.parametrize("view", [View.STEP, View.CHANGE, View.NOTE, View.TEXT])
def test_a_post_that_ends_is_over_at_once(story: Story, view: View) -> None:
    """Whatever somebody was doing, the next thing they do is answered by one line, and changes nothing."""
    beto, ana = story.focal_point("beto"), story.focal_point("ana")
    beto.types(1)
    match view:
        case View.CHANGE:
            ana.press(Give("c01q1", 3))
        case View.NOTE:
            ana.press(Show(View.NOTE, "c01"))
        case View.TEXT:
            ana.types("our office opens on Mondays")
        case _:
            pass
    assert view is ana.place.view
    story.end_appointments(ana)
    for what in (Number(3), Word.YES, "a note about our office"):
        ana.types(what)
        assert [Say.APPOINTMENT_ENDED] == ana.courtesies
    ana.press(Give("c01q2", 3), ChooseAppointment(2))
    assert [Say.APPOINTMENT_ENDED] == ana.courtesies
    assert {"c01q1": 1} == beto.answers


def test_who_has_no_post_left_can_be_told_about_a_link(story: Story) -> None:
    """Refusals and denials reach somebody without a post as a line."""
    who = story.focal_point()
    story.end_appointments(who)
    who.start("guess")
    assert [Say.INVITATION_UNKNOWN] == who.courtesies
    who.start(story.invite("new"))
    assert View.POST is who.at_door()
    who.press(Choice.DENY_POST)
    assert [Say.POST_DENIED] == who.courtesies


def test_a_coordinator_is_told_about_a_link_on_the_card(story: Story) -> None:
    """Somebody inside without an assessment hears of a refusal on the card they have."""
    who = story.member_of("dora", Role.COORDINATOR, None)
    who.start("guess")
    assert (View.COORDINATOR, [Say.INVITATION_UNKNOWN]) == (who.at_door(), who.lines)


def test_a_coordinator_with_another_post_is_shown_both_to_choose_from(story: Story) -> None:
    """At the desk the button for one's posts leads out of it, to the card on which one is chosen."""
    ana = story.focal_point()
    ana.start(story.invite("desk", Role.COORDINATOR, None))
    ana.press(Choice.CONFIRM_POST, Show(View.CHOOSE))
    assert View.CHOOSE is ana.at_door()
