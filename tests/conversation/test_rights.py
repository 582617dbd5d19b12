"""A person's rights: to see everything about them, to correct their post, to be forgotten."""

import pytest
from kit.scenario import RECIFE, Somebody, Story

from conversations.assessment import Sharing
from conversations.events import Choice, ChooseLanguage, Consult, Give, Press, Redraw, Show, Submit
from conversations.facts import PersonForgotten, PostChanged, StrangerMet
from conversations.instrument import Language
from conversations.intents import NamedCriterion, Word
from conversations.people import Role
from conversations.place import View
from conversations.replies import Courtesy, Enclosure, Say, Send


@pytest.fixture
def ana(story: Story) -> Somebody:
    """Give a focal point at the second question."""
    who = story.focal_point("ana")
    who.types(3)
    return who


class TestForgetting:
    """Only the card that asks "are you sure?" forgets."""

    @pytest.mark.parametrize("asks", [Word.FORGET_ME, Show(View.FORGET)])
    def test_confirmed_the_person_goes_and_the_answers_stay(
        self, story: Story, ana: Somebody, asks: Word | Show
    ) -> None:
        """Person, posts and places go; a colleague finds every answer, and goes on."""
        beto = story.focal_point("beto", Role.CONTRIBUTOR)
        ana.types(asks) if isinstance(asks, Word) else ana.press(asks)
        assert ((View.FORGET, ""), []) == (ana.stands, ana.facts)
        ana.press(Choice.FORGET_ME)
        assert ([PersonForgotten()], [Say.FORGOTTEN]) == (ana.facts, ana.courtesies)
        assert ["beto"] == list(story.ledger.people)
        assert {"c01q1": 3} == beto.answers
        beto.types(2)
        assert {"c01q1": 3, "c01q2": 2} == beto.answers

    def test_after_it_one_is_a_stranger(self, story: Story, ana: Somebody) -> None:
        """Neither words nor old buttons nor the used link open anything; a new link does, as to somebody new."""
        ana.press(Show(View.FORGET), Choice.FORGET_ME)
        for press in (Give("c01q2", 1), Choice.FORGET_ME, Show(View.SUMMARY), Choice.SEND_MY_DATA):
            ana.press(press)
            assert ([StrangerMet()], [Say.STRANGER]) == (ana.facts, ana.courtesies)
        ana.types(3)
        assert [StrangerMet()] == ana.facts
        ana.start("ana")
        assert [Say.INVITATION_USED] == ana.courtesies
        ana.start(story.invite("new"))
        ana.press(Choice.CONFIRM_POST)
        assert View.CONSENT is ana.at_door()
        ana.press(Choice.ACCEPT, Choice.BEGIN)
        assert ((View.STEP, "c01q2"), {"c01q1": 3}) == (ana.stands, ana.answers)

    @pytest.mark.parametrize(
        "before",
        [
            (),
            (Show(View.FORGET), Show(View.PRIVACY)),
            (Show(View.FORGET), Choice.BEGIN),
            (Show(View.PAUSED),),
            (Show(View.NOTE, "c01"),),
            (Give("c01q1", 1),),
        ],
    )
    def test_an_old_button_forgets_nobody_however_often(self, ana: Somebody, before: tuple[Press, ...]) -> None:
        """It does not even ask: one press that arrives twice would be its own answer."""
        ana.press(*before, Choice.FORGET_ME, Choice.FORGET_ME)
        assert ([], [Say.STALE_BUTTON], (View.STEP, "c01q2")) == (ana.facts, ana.lines, ana.stands)

    @pytest.mark.parametrize("word", [Word.NO, Word.YES, Word.CONTINUE, "borrar todo por favor"])
    def test_nothing_typed_forgets(self, ana: Somebody, word: Word | str) -> None:
        """A yes might be meant for something else: it takes the button."""
        ana.types(Word.FORGET_ME, word)
        assert ([], (View.STEP, "c01q2")) == (ana.facts, ana.stands)

    def test_an_old_button_of_another_wave_shows_the_new_ones_beginning(self, ana: Somebody) -> None:
        """The card that asked belongs to a wave that is over."""
        ana.press(Show(View.FORGET))
        ana.story.close_wave()
        ana.story.open_wave()
        ana.press(Choice.FORGET_ME, Choice.FORGET_ME)
        assert ([], (View.BEGIN, "")) == (ana.facts, ana.stands)

    @pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.COORDINATOR])
    def test_an_old_button_beside_an_invitation_leaves_that_in_view(self, story: Story, role: Role) -> None:
        """What is in view is the invitation."""
        who = story.member_of("who", role, None if role is Role.COORDINATOR else RECIFE)
        who.start(story.invite("second"))
        who.press(Choice.FORGET_ME, Choice.FORGET_ME)
        assert ([], View.POST) == (who.facts, who.at_door())

    @pytest.mark.parametrize("who", ["coordinator", "waiting", "post ended"])
    def test_who_has_no_assessment_can_be_forgotten_too(self, who: str) -> None:
        """A coordinator, somebody who waits for a wave, somebody whose post is over: by word, and one tap."""
        story = Story(wave=False)
        coordinator = who == "coordinator"
        one = story.member_of(
            "one", Role.COORDINATOR if coordinator else Role.REVIEWER, None if coordinator else RECIFE
        )
        if who == "post ended":
            story.end_appointments(one)
        one.types(Word.FORGET_ME)
        assert View.FORGET is one.at_door()
        one.press(Choice.FORGET_ME)
        assert ([PersonForgotten()], {}) == (one.facts, story.ledger.people)

    def test_before_consent_there_is_nothing_to_forget(self, story: Story) -> None:
        """A visitor says no instead."""
        who = story.visitor("luz")
        who.press(Choice.FORGET_ME)
        assert ([], View.POST) == (who.facts, who.at_door())


class TestOwnData:
    """Everything about oneself, as a file."""

    @pytest.mark.parametrize("what", [Word.MY_DATA, Choice.SEND_MY_DATA])
    def test_it_comes_beside_the_question(self, ana: Somebody, what: Word | Choice) -> None:
        """One stays where one stands; a press is told that it is coming."""
        ana.types(what) if isinstance(what, Word) else ana.press(what)
        assert (["my_data"], (View.STEP, "c01q2"), []) == (ana.sent, ana.stands, ana.facts)
        assert ([Say.FILE_COMING] if isinstance(what, Choice) else []) == [toast.say for toast in ana.toasts]

    @pytest.mark.parametrize("what", [Word.MY_DATA, Choice.SEND_MY_DATA])
    @pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.COORDINATOR])
    def test_it_comes_to_who_has_no_assessment(self, what: Word | Choice, role: Role) -> None:
        """A coordinator, or somebody who waits: with the card that they have."""
        who = Story(wave=False).member_of("who", role, None if role is Role.COORDINATOR else RECIFE)
        who.types(what) if isinstance(what, Word) else who.press(what)
        assert ["my_data"] == who.sent
        assert (View.COORDINATOR if role is Role.COORDINATOR else View.WAITING) is who.at_door()
        assert ([Say.FILE_COMING] if isinstance(what, Choice) else []) == [toast.say for toast in who.toasts]

    @pytest.mark.parametrize("what", [Word.MY_DATA, Choice.SEND_MY_DATA])
    def test_it_comes_to_whose_post_has_ended(self, story: Story, ana: Somebody, what: Word | Choice) -> None:
        """We still know who they are; help and the rest are over."""
        story.end_appointments(ana)
        ana.types(what) if isinstance(what, Word) else ana.press(what)
        assert (["my_data"], [Say.APPOINTMENT_ENDED]) == (ana.sent, ana.courtesies)
        ana.types(Word.PRIVACY)
        assert View.PRIVACY is ana.at_door()
        ana.types(Word.HELP)
        assert [Say.APPOINTMENT_ENDED] == ana.courtesies

    @pytest.mark.parametrize("language", Language)
    def test_it_comes_in_ones_own_language_and_so_does_the_goodbye(self, language: Language) -> None:
        """The file for somebody who waits is in the language they chose; so is the word that all is forgotten."""
        who = Story(wave=False).member_of("who", Role.FOCAL_POINT, RECIFE)
        who.press(ChooseLanguage(language), Choice.SEND_MY_DATA)
        assert [language] == [reply.language for reply in who.replies if isinstance(reply, Send)]
        who.press(Show(View.FORGET), Choice.FORGET_ME)
        assert [language] == [reply.language for reply in who.replies if isinstance(reply, Courtesy)]

    def test_before_consent_there_is_none(self, story: Story) -> None:
        """The card of the door comes again."""
        who = story.visitor("luz")
        who.types(Word.MY_DATA)
        assert ([], View.POST) == (who.sent, who.at_door())


class TestPost:
    """The post that the municipality's answers name, instead of a person."""

    @pytest.mark.parametrize("what", ["  Dirección de\n Derechos  Humanos ", NamedCriterion("c06")])
    def test_it_is_kept_on_one_line(self, ana: Somebody, what: str | NamedCriterion) -> None:
        """Also a post that is called like a criterion."""
        ana.press(Show(View.OWN_POST))
        ana.types(what)
        post = "Dirección de Derechos Humanos" if isinstance(what, str) else "something typed"
        assert ([PostChanged(post)], post) == (ana.facts, ana.world.post)
        assert ((View.STEP, "c01q2"), [Say.POST_SAVED]) == (ana.stands, ana.lines)

    def test_too_long_is_asked_for_again(self, ana: Somebody) -> None:
        """The refusal says how many characters there are."""
        ana.press(Show(View.OWN_POST))
        ana.types("x" * 80)
        assert "x" * 80 == ana.world.post
        ana.press(Show(View.OWN_POST))
        ana.types("x" * 81)
        assert ([], [Say.POST_TOO_LONG], 80) == (ana.facts, ana.lines, ana.card.lines[0].number)
        assert (View.OWN_POST, "") == ana.stands

    @pytest.mark.parametrize("word", [Word.BACK, Word.CONTINUE, Word.NO])
    def test_it_can_be_left_as_it_is(self, ana: Somebody, word: Word) -> None:
        """Back, continue and no lead to the question."""
        ana.press(Show(View.OWN_POST))
        ana.types(word)
        assert ([], (View.STEP, "c01q2")) == (ana.facts, ana.stands)


class TestBeside:
    """What is sent beside the card leaves one where one stands."""

    @pytest.mark.parametrize(
        ("press", "sent"),
        [
            (Choice.SEND_BLANK, Send(Enclosure.BLANK, Language.ES)),
            (Choice.SEND_ANSWERS, Send(Enclosure.ANSWERS, Language.ES)),
            (Consult("c06"), Send(Enclosure.CONSULTATION, Language.ES, "c06")),
        ],
    )
    @pytest.mark.parametrize("view", [View.STEP, View.BEGIN, View.SUMMARY])
    def test_paper_and_ready_texts(self, story: Story, press: Press, sent: Send, view: View) -> None:
        """Before the first question, at one, and after submitting."""
        ana = story.member_of("ana")
        if view is not View.BEGIN:
            ana.press(Choice.BEGIN)
        if view is View.SUMMARY:
            ana.types(3)
            ana.press(Submit(Sharing.NAMED))
        stood = ana.stands
        ana.press(press)
        assert [sent] == [reply for reply in ana.replies if isinstance(reply, Send)]
        coming = Say.CONSULTATION_COMING if sent.target else Say.FILE_COMING
        assert (stood, [], [coming]) == (ana.stands, ana.facts, [toast.say for toast in ana.toasts])

    @pytest.mark.parametrize("criterion", ["c99", "", "c01q1"])
    def test_a_forged_consultation_is_stale(self, ana: Somebody, criterion: str) -> None:
        """Nothing is sent about what is no criterion."""
        ana.press(Consult(criterion))
        assert ([], [Say.STALE_BUTTON]) == (ana.sent, ana.lines)

    def test_a_colleagues_change_draws_card_and_receipts_anew(self, ana: Somebody) -> None:
        """Of the complete criteria, where one stands."""
        ana.types(2, 1)
        ana.does(Redraw())
        assert (["c01"], (View.STEP, "c06q1"), [], []) == (ana.receipts, ana.stands, ana.facts, ana.lines)
