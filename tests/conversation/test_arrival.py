"""How people come in: strangers, invitations of every kind, consent, posts, and no wave."""

from collections.abc import Callable

import pytest
from kit.scenario import Story

from conversations.arrival import CONSENT_VERSION
from conversations.desk.deeds import DeskLine, DeskSay
from conversations.events import Choice, ChooseLanguage, Give, OutageEnded, Press, Show
from conversations.facts import InvitationAccepted, StrangerMet, WaveAwaited
from conversations.instrument import Language
from conversations.intents import Word
from conversations.people import Role
from conversations.place import View
from conversations.replies import Door, Line, Say


def test_a_stranger_gets_one_neutral_line_and_leaves_only_a_count(story: Story) -> None:
    """Somebody without an invitation is answered without a card, and nothing of them is kept."""
    who = story.somebody("luz")
    who.types("hola")
    assert [Say.STRANGER] == who.courtesies
    assert [StrangerMet()] == who.facts
    assert {} == story.ledger.people


def test_a_valid_link_leads_to_the_first_question_in_start_and_three_taps(story: Story) -> None:
    """Start, "yes, it is me", "I accept", "begin": the first question, and the member's assessment has begun."""
    who = story.somebody("ana")
    who.start(story.invite("link"))
    assert (View.POST, 1) == (who.at_door(), who.door.invitation and who.door.invitation.id)
    who.press(Choice.CONFIRM_POST)
    assert View.CONSENT is who.at_door()
    who.press(Choice.ACCEPT)
    assert InvitationAccepted(1, CONSENT_VERSION) in who.facts
    assert (View.BEGIN, "") == who.stands
    assert [] == who.lines
    who.press(Choice.BEGIN)
    assert (View.STEP, "c01q1") == who.stands


def test_typed_words_lead_in_as_well(story: Story) -> None:
    """ "Yes" typed at each card of the door does what its button does."""
    who = story.visitor("ana")
    who.types(Word.YES, Word.YES, Word.YES)
    assert (View.STEP, "c01q1") == who.stands


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda story: story.focal_point("first"), Say.INVITATION_USED),
        (lambda story: story.later(days=60), Say.INVITATION_EXPIRED),
        (lambda story: story.revoke("first"), Say.INVITATION_REVOKED),
    ],
    ids=["used", "expired", "revoked"],
)
@pytest.mark.parametrize("inside", [False, True], ids=["somebody new", "somebody inside"])
def test_each_spoilt_link_has_its_own_answer(
    story: Story, spoil: Callable[[Story], object], said: Say, inside: bool
) -> None:
    """Used, expired and revoked links say so; who is inside stays where they stood, who is new is not kept."""
    who = story.focal_point("inside") if inside else story.somebody("new")
    if said is not Say.INVITATION_USED:
        story.invite("first")
    spoil(story)
    stood = who.place if inside else None
    who.start("first")
    if inside:
        assert [said] == who.lines
        assert stood == who.place
    else:
        assert [said] == who.courtesies
        assert "new" not in story.ledger.people


def test_an_unknown_link_is_refused(story: Story) -> None:
    """A guessed token says only that it is not known, and counts as a stranger."""
    who = story.somebody("luz")
    who.start("guess")
    assert [Say.INVITATION_UNKNOWN] == who.courtesies
    assert [StrangerMet()] == who.facts


def test_a_wrong_link_does_not_end_the_visit_of_a_right_one(story: Story) -> None:
    """Somebody at the door who opens a wrong link can still accept the right one."""
    who = story.visitor("ana")
    who.start("guess")
    assert [Say.INVITATION_UNKNOWN] == who.courtesies
    assert [] == who.facts
    who.press(Choice.CONFIRM_POST)
    assert View.CONSENT is who.at_door()


def test_ones_own_used_link_just_resumes(story: Story) -> None:
    """The link that one came in by leads to where one stands."""
    who = story.focal_point()
    who.types(3)
    who.start("ana")
    assert (View.STEP, "c01q2") == who.stands
    assert [Say.WELCOME_BACK] == who.lines


def test_a_link_can_be_used_once_even_in_a_race(story: Story) -> None:
    """Two people look at one invitation: the first who accepts has it, the other hears that it is used."""
    first, second = story.visitor("link"), story.somebody("late")
    second.start("link")
    second.press(Choice.CONFIRM_POST)
    first.press(Choice.CONFIRM_POST, Choice.ACCEPT)
    second.press(Choice.ACCEPT)
    assert [Say.INVITATION_USED] == second.courtesies
    assert ["link"] == list(story.ledger.people)


@pytest.mark.parametrize("no", [Choice.DENY_POST, Choice.DECLINE, Word.NO])
@pytest.mark.parametrize("confirmed", [False, True])
def test_a_no_leaves_nothing_and_the_link_stays_good(story: Story, no: Choice | Word, confirmed: bool) -> None:
    """Denying the post or declining consent forgets the visitor; somebody else can use the link."""
    who = story.visitor("ana")
    if confirmed:
        who.press(Choice.CONFIRM_POST)
    who.types(no) if isinstance(no, Word) else who.press(no)
    declined = no is Choice.DECLINE or (no is Word.NO and confirmed)
    assert [Say.CONSENT_DECLINED if declined else Say.POST_DENIED] == who.courtesies
    assert {} == story.ledger.people
    other = story.somebody("beto")
    other.start("ana")
    assert View.POST is other.at_door()


def test_consent_cannot_be_given_before_it_is_shown(story: Story) -> None:
    """A forged "accept" at the first card shows that card again."""
    who = story.visitor("ana")
    who.press(Choice.ACCEPT)
    assert View.POST is who.at_door()
    assert [] == who.facts


def test_a_second_tap_on_yes_shows_consent_again(story: Story) -> None:
    """A double tap on "it is me" does not consent."""
    who = story.visitor("ana")
    who.press(Choice.CONFIRM_POST, Choice.CONFIRM_POST)
    assert View.CONSENT is who.at_door()
    assert not story.ledger.people["ana"].consented


@pytest.mark.parametrize("spoil", ["later", "revoke"])
def test_an_invitation_that_ends_at_the_door_says_so(story: Story, spoil: str) -> None:
    """Expiry and revocation count at the moment of accepting."""
    who = story.visitor("ana")
    who.press(Choice.CONFIRM_POST)
    story.later(days=60) if spoil == "later" else story.revoke("ana")
    who.press(Choice.ACCEPT)
    assert [Say.INVITATION_EXPIRED if spoil == "later" else Say.INVITATION_REVOKED] == who.courtesies
    assert {} == story.ledger.people


@pytest.mark.parametrize("view", [View.POST, View.CONSENT])
def test_the_language_can_be_chosen_at_the_door(story: Story, view: View) -> None:
    """Pressed or typed, another language shows the same card in it, and stays afterwards."""
    who = story.visitor("ana")
    if view is View.CONSENT:
        who.press(Choice.CONFIRM_POST)
    who.press(ChooseLanguage(Language.PT))
    assert (view, Language.PT) == (who.at_door(), who.door.language)
    who.types(Language.EN)
    assert (view, Language.EN) == (who.at_door(), who.door.language)
    who.types(Word.YES, Word.YES)
    assert Language.EN is who.place.language


@pytest.mark.parametrize("word", [Word.HELP, Word.PRIVACY, Word.LANGUAGE])
def test_help_works_before_consent(story: Story, word: Word) -> None:
    """Help, privacy and language are shown at the door, and lead back to its card."""
    who = story.visitor("ana")
    who.types(word)
    assert word.value == {View.HELP: "help", View.PRIVACY: "privacy", View.LANGUAGE: "language"}[who.at_door()]
    who.press(Choice.BEGIN)
    assert View.POST is who.at_door()


def test_nothing_at_the_door_is_an_answer(story: Story) -> None:
    """Whatever a visitor sends, the card of the door stays, and the assessment has not begun."""
    who = story.visitor("ana")
    who.types(3, "a long enough text about our office")
    who.press(Give("c01q1", 3), Show(View.SUMMARY))
    who.sends("a")
    who.sticker()
    assert View.POST is who.at_door()
    assert {} == story.ledger.begun


def test_without_a_wave_one_waits_and_then_begins() -> None:
    """Accepted while no wave is open: one card, word is owed; when it opens, any word leads to it."""
    story = Story(wave=False)
    who = story.member_of("ana")
    assert View.WAITING is who.at_door()
    assert WaveAwaited() in who.facts
    who.types(Language.PT)
    assert (View.WAITING, Language.PT) == (who.at_door(), who.door.language)
    story.open_wave()
    who.types(3)
    assert (View.BEGIN, "") == who.stands
    assert {} == who.answers


def test_a_used_link_opened_when_a_wave_is_new_says_so_on_its_first_card(story: Story) -> None:
    """A refusal never hides the wave that has opened."""
    who = story.focal_point()
    story.focal_point("beto")
    story.close_wave()
    story.open_wave()
    who.start("beto")
    assert ((View.BEGIN, ""), [Say.INVITATION_USED]) == (who.stands, who.lines)


@pytest.mark.parametrize("what", [ChooseLanguage(Language.EN), Language.EN])
def test_a_language_is_heard_at_the_very_first_sight(what: Press | Language) -> None:
    """Choosing a language before the assessment was seen begins it in that language."""
    story = Story(wave=False)
    who = story.member_of("ana")
    story.open_wave()
    who.types(what) if isinstance(what, Language) else who.press(what)
    assert (View.BEGIN, Language.EN) == (who.place.view, who.place.language)


def test_after_an_outage_whoever_waits_for_a_wave_is_told() -> None:
    """Somebody with a post and no open wave gets the card that says so, with the line about the outage."""
    ana = Story(wave=False).member_of("ana")
    ana.does(OutageEnded())
    (door,) = ana.replies
    assert isinstance(door, Door)
    assert ((Line(Say.AFTER_OUTAGE),), View.WAITING) == (door.lines, door.view)


def test_after_an_outage_the_card_of_the_door_comes_again(story: Story) -> None:
    """Visitors and people without an assessment get their card anew."""
    visitor, dora = story.visitor("ana"), story.member_of("dora", Role.COORDINATOR, None)
    visitor.does(OutageEnded())
    assert View.POST is visitor.at_door()
    dora.does(OutageEnded())
    assert (DeskLine(DeskSay.AFTER_OUTAGE),) == dora.desk.lines
    dora.does(OutageEnded(lossy=True))
    assert (DeskLine(DeskSay.AFTER_LOSS),) == dora.desk.lines
