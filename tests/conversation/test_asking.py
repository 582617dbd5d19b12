"""A human: questions to the coordinators, their answers, and another link in the place of an expired one."""

import pytest
from kit.scenario import RECIFE, ROSARIO, Somebody, Story

from conversations.assessment import Sharing
from conversations.events import AskAgain, Choice, Press, Show, Submit
from conversations.facts import InvitationRequested, QuestionAnswered, QuestionAsked, VisitEnded
from conversations.intents import Batch, Intent, NamedCriterion, NamedLevel, Number, Word
from conversations.news import AnswerNews, InvitationNews, QuestionNews
from conversations.people import Role
from conversations.place import View
from conversations.replies import Say, Tell

ASKED = "No entiendo la pregunta"


@pytest.fixture
def dora(story: Story) -> Somebody:
    """Give a coordinator."""
    return story.member_of("dora", Role.COORDINATOR, None)


@pytest.fixture
def ana(story: Story) -> Somebody:
    """Give a focal point at the second question."""
    who = story.focal_point("ana")
    who.types(3)
    return who


def letter(who: Somebody) -> int:
    """Return the message in a coordinator's chat that told of the last question."""
    return max(message for person, message in who.story.ledger.letters if person == who.row_id)


class TestQuestions:
    """What is typed at a question can be asked of the coordinators."""

    def test_it_goes_to_the_coordinators_with_its_item(self, dora: Somebody, ana: Somebody) -> None:
        """A question, not a note; one is back at the item, and nothing is answered."""
        ana.types(ASKED)
        ana.press(Choice.ASK_COORDINATOR)
        assert [QuestionAsked("c01q2", ASKED)] == ana.facts
        assert [QuestionNews(ana.assessment, "c01q2", ASKED)] == ana.told
        assert [ROSARIO] == [reply.member for reply in ana.replies if isinstance(reply, Tell)]
        assert ((View.STEP, "c01q2"), [Say.QUESTION_SENT]) == (ana.stands, ana.lines)
        assert ({"c01q1": 3}, {}) == (ana.answers, dict(ana.assessment.notes))

    def test_without_a_coordinator_one_is_told(self, ana: Somebody) -> None:
        """The text goes on waiting: it can still become a note."""
        ana.types(ASKED)
        ana.press(Choice.ASK_COORDINATOR)
        assert ([], [Say.NO_COORDINATOR], (View.TEXT, "c01q2")) == (ana.facts, ana.lines, ana.stands)
        ana.press(Choice.KEEP_TEXT)
        assert ASKED == ana.assessment.notes["c01q2"].text

    def test_a_coordinator_of_other_countries_is_none(self, story: Story, ana: Somebody) -> None:
        """Only who coordinates the member's country."""
        dora = story.somebody("dora")
        dora.start(story.invite("dora", Role.COORDINATOR, None, ["BR", "CL"]))
        dora.press(Choice.CONFIRM_POST, Choice.ACCEPT)
        ana.types(ASKED)
        ana.press(Choice.ASK_COORDINATOR)
        assert ([], [Say.NO_COORDINATOR]) == (ana.facts, ana.lines)

    @pytest.mark.parametrize(
        "before",
        [(), (Show(View.NOTE, "c01"),), (Show(View.SUMMARY),), (Show(View.CRITERION, "c01"),), (Show(View.PAUSED),)],
    )
    def test_it_is_asked_only_from_the_text(self, dora: Somebody, ana: Somebody, before: tuple[Press, ...]) -> None:
        """An old or forged button anywhere else asks nothing."""
        ana.press(*before, Choice.ASK_COORDINATOR)
        assert ([], [Say.STALE_BUTTON], []) == (ana.facts, ana.lines, ana.told)

    def test_it_is_asked_once(self, dora: Somebody, ana: Somebody) -> None:
        """A second press is an old button."""
        ana.types(ASKED)
        ana.press(Choice.ASK_COORDINATOR, Choice.ASK_COORDINATOR)
        assert ([], [Say.STALE_BUTTON], []) == (ana.facts, ana.lines, ana.told)

    def test_it_can_be_asked_after_a_submission(self, story: Story, dora: Somebody, ana: Somebody) -> None:
        """A colleague submitted meanwhile: asking changes no answer."""
        beto = story.focal_point("beto")
        beto.types(ASKED)
        ana.press(Submit(Sharing.NAMED))
        beto.press(Choice.ASK_COORDINATOR)
        assert ([Say.QUESTION_SENT], (View.SUMMARY, "")) == (beto.lines, beto.stands)


class TestAnswers:
    """A coordinator answers by replying."""

    @pytest.fixture
    def ana(self, dora: Somebody, ana: Somebody) -> Somebody:
        """Give who has asked."""
        ana.types(ASKED)
        ana.press(Choice.ASK_COORDINATOR)
        return ana

    @pytest.mark.parametrize(
        "what", ["It is about shelters", Number(3), NamedLevel(1), NamedCriterion("c06"), Batch((3, 2))]
    )
    def test_any_words_but_commands_are_the_answer(self, dora: Somebody, ana: Somebody, what: Intent | str) -> None:
        """The one who asked gets it, the coordinator hears that it was sent."""
        dora.types(what, reply_to=letter(dora))
        text = what if isinstance(what, str) else "something typed"
        assert [QuestionAnswered(1, text)] == dora.facts
        assert [Tell(AnswerNews(ASKED, text), person=ana.row_id)] == [
            reply for reply in dora.replies if isinstance(reply, Tell)
        ]
        assert (View.COORDINATOR, [Say.ANSWER_SENT]) == (dora.at_door(), dora.lines)

    @pytest.mark.parametrize("word", [Word.HELP, Word.PRIVACY, Word.YES, Word.NO, Word.GREETING, Word.FORGET_ME])
    def test_commands_are_not(self, dora: Somebody, ana: Somebody, word: Word) -> None:
        """They do what they do, and the question waits."""
        dora.types(word, reply_to=letter(dora))
        assert ([], []) == (dora.facts, dora.told)
        dora.types("It is about shelters", reply_to=letter(dora))
        assert 1 == len(dora.told)

    def test_only_the_first_counts(self, story: Story, dora: Somebody, ana: Somebody) -> None:
        """A second reply, of the same or of another coordinator, says that it has an answer."""
        omar = story.member_of("omar", Role.COORDINATOR, None)
        ana.types(ASKED)
        ana.press(Choice.ASK_COORDINATOR)
        omar.types("It is about shelters", reply_to=letter(omar))
        for who in (dora, omar):
            who.types("No, about health", reply_to=letter(who))
            assert ([], [], [Say.ALREADY_ANSWERED]) == (who.facts, who.told, who.lines)

    def test_a_text_that_replies_to_nothing_is_no_answer(self, dora: Somebody, ana: Somebody) -> None:
        """Nor is a reply to another message."""
        for reply_to in (None, 1):
            dora.types("It is about shelters", reply_to=reply_to)
            assert ([], []) == (dora.facts, dora.told)

    def test_whose_post_has_ended_answers_nothing(self, story: Story, dora: Somebody, ana: Somebody) -> None:
        """The letter may still stand in the chat."""
        story.end_appointments(dora)
        dora.types("It is about shelters", reply_to=letter(dora))
        assert ([], [Say.APPOINTMENT_ENDED]) == (dora.facts, dora.courtesies)

    def test_who_coordinates_and_answers_for_a_city_can_do_both(
        self, story: Story, dora: Somebody, ana: Somebody
    ) -> None:
        """Working on an assessment, or looking at an invitation, a reply is still the answer."""
        dora.start(story.invite("second", Role.FOCAL_POINT, RECIFE))
        dora.types("It is about shelters", reply_to=letter(dora))
        assert (1, True) == (len(dora.told), VisitEnded() in dora.facts)


class TestAnotherLink:
    """Whoever holds an expired link asks for another by one tap."""

    @pytest.fixture
    def luz(self, story: Story) -> Somebody:
        """Give somebody with an expired link."""
        who = story.somebody("luz")
        story.invite("old")
        story.later(days=61)
        who.start("old")
        assert ([Say.INVITATION_EXPIRED], ["old"]) == (who.courtesies, who.offers)
        return who

    def test_it_is_asked_for_once(self, story: Story, luz: Somebody) -> None:
        """The coordinators hear of it once, whoever taps and however often; each is told that it is asked for."""
        luz.does(AskAgain("old"), token="old")
        assert ([InvitationRequested(1)], [InvitationNews(ROSARIO)]) == (luz.facts, luz.told)
        assert [Say.INVITATION_REQUESTED] == luz.courtesies
        for who in (luz, story.somebody("paz")):
            who.does(AskAgain("old"), token="old")
            assert ([], [], [Say.INVITATION_REQUESTED]) == (who.facts, who.told, who.courtesies)
        assert {} == story.ledger.people

    @pytest.mark.parametrize("token", ["valid", "used", "revoked", "unknown", ""])
    def test_a_link_that_is_not_expired_asks_for_nothing(self, story: Story, luz: Somebody, token: str) -> None:
        """Forged or meanwhile useless buttons say only that the link is not known."""
        for name in ("valid", "used", "revoked"):
            story.invite(name)
        story.revoke("revoked")
        ana = story.somebody("ana")
        ana.start("used")
        ana.press(Choice.CONFIRM_POST, Choice.ACCEPT)
        luz.does(AskAgain(token), token=token)
        assert ([], [], [Say.INVITATION_UNKNOWN]) == (luz.facts, luz.told, luz.courtesies)

    def test_a_coordinators_link_is_asked_of_nobody(self, story: Story) -> None:
        """There is no member whose coordinators could be told."""
        who = story.somebody("omar")
        story.invite("old", Role.COORDINATOR, None)
        story.later(days=61)
        who.does(AskAgain("old"), token="old")
        assert ([], [], [Say.INVITATION_REQUESTED]) == (who.facts, who.told, who.courtesies)

    def test_who_is_inside_by_now_is_told_on_the_card(self, story: Story, luz: Somebody) -> None:
        """Another link let her in, and the old button still stands in the chat."""
        luz.start(story.invite("new"))
        luz.press(Choice.CONFIRM_POST, Choice.ACCEPT, Choice.BEGIN)
        luz.does(AskAgain("old"), token="old")
        assert ([InvitationRequested(1)], [Say.INVITATION_REQUESTED]) == (luz.facts, luz.lines)
        assert (View.STEP, "c01q1") == luz.stands

    def test_a_visit_goes_on(self, story: Story, luz: Somebody) -> None:
        """Somebody who looks at a good link meanwhile can still accept it."""
        luz.start(story.invite("new"))
        luz.does(AskAgain("old"), token="old")
        luz.press(Choice.CONFIRM_POST)
        assert View.CONSENT is luz.at_door()
