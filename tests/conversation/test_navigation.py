"""Moving about: back, overview, summary, languages, pause, submit and recall."""

import pytest
from kit.scenario import Somebody, Story

from conversations.events import (
    Choice,
    ChooseLanguage,
    Event,
    Give,
    OutageEnded,
    Press,
    SendPicture,
    Show,
    Unreadable,
)
from conversations.facts import LanguageChosen
from conversations.instrument import Language
from conversations.intents import NamedCriterion, Word
from conversations.place import View
from conversations.replies import Enclosure, Say, Send


def test_back_goes_one_step_before_and_discards_nothing(ana: Somebody) -> None:
    """Back from question to question, to the first, where it says so; every answer stays."""
    ana.types(3, 2, 1)
    seen = []
    for _ in range(4):
        ana.types(Word.BACK)
        seen.append(ana.place.target)
    assert ["c01", "c01q2", "c01q1", "c01q1"] == seen
    assert [Say.NOTHING_BEFORE] == ana.lines
    assert {"c01q1": 3, "c01q2": 2, "c01": 1} == ana.answers
    ana.types(Word.CONTINUE)
    assert (View.STEP, "c06q1") == ana.stands


@pytest.mark.parametrize("view", [View.REVIEW, View.SUMMARY, View.HELP, View.PAUSED, View.MORE, View.CHOOSE])
def test_back_from_elsewhere_leads_to_the_question(ana: Somebody, view: View) -> None:
    """Where there is no question in view, back shows the open one."""
    ana.types(3)
    ana.press(Show(view))
    assert (view, "") == ana.stands
    ana.types(Word.BACK)
    assert (View.STEP, "c01q2") == ana.stands


@pytest.mark.parametrize(
    "view",
    [
        View.BEGIN,
        View.STEP,
        View.CHANGE,
        View.TEXT,
        View.NOTE,
        View.REVIEW,
        View.CRITERION,
        View.SUMMARY,
        View.PRIORITIES,
        View.SUBMIT,
        View.PAUSED,
        View.MORE,
        View.HELP,
        View.PRIVACY,
        View.LANGUAGE,
        View.CHOOSE,
    ],
)
@pytest.mark.parametrize(
    ("word", "shown"),
    [
        (Word.HELP, View.HELP),
        (Word.PRIVACY, View.PRIVACY),
        (Word.LANGUAGE, View.LANGUAGE),
        (Word.PAUSE, View.PAUSED),
        (Word.REVIEW, View.REVIEW),
        (Word.SUMMARY, View.SUMMARY),
        (Word.SUBMIT, View.SUBMIT),
    ],
)
def test_words_work_everywhere(story: Story, view: View, word: Word, shown: View) -> None:
    """Each word leads to its view from every view there is."""
    ana = standing_at(story, view)
    ana.types(word)
    assert shown is ana.place.view


def standing_at(story: Story, view: View) -> Somebody:
    """Bring somebody to a view."""
    ana = story.member_of("ana")
    if view is View.BEGIN:
        return ana
    ana.press(Choice.BEGIN)
    ana.types(3)
    match view:
        case View.CHANGE:
            ana.press(Give("c01q1", 1))
        case View.TEXT:
            ana.types("our office opens on Mondays")
        case View.STEP | View.NOTE:
            ana.press(Show(view, "c01q2"))
        case View.CRITERION:
            ana.press(Show(view, "c01"))
        case _:
            ana.press(Show(view))
    assert view is ana.place.view
    return ana


@pytest.mark.parametrize("word", [Word.YES, Word.CONTINUE])
def test_the_beginning_is_left_by_word_too(story: Story, word: Word) -> None:
    """Yes and continue begin; anything else shows the beginning again."""
    ana = story.member_of("ana")
    for other in (3, "hello", Word.GREETING, Word.NO):
        ana.types(other)
        assert (View.BEGIN, "") == ana.stands
    ana.sends("plan")
    assert ((View.BEGIN, ""), []) == (ana.stands, ana.facts)
    ana.types(word)
    assert (View.STEP, "c01q1") == ana.stands


@pytest.mark.parametrize("what", [3, "hello", Word.CONTINUE, Word.GREETING, Word.BACK])
def test_any_word_goes_on_after_a_month(ana: Somebody, what: int | str | Word) -> None:
    """A pause ends with the next message, at the open question."""
    ana.types(3)
    ana.types(Word.PAUSE)
    ana.story.later(days=30)
    ana.types(what)
    assert (View.STEP, "c01q2") == ana.stands
    assert {"c01q1": 3} == ana.answers


def test_start_goes_on_where_one_stands(ana: Somebody) -> None:
    """A bare start is a greeting."""
    ana.types(3)
    ana.start()
    assert ((View.STEP, "c01q2"), [Say.WELCOME_BACK]) == (ana.stands, ana.lines)


@pytest.mark.parametrize("press", [Choice.CONFIRM_POST, Choice.ACCEPT, Choice.DECLINE, Choice.DENY_POST, Choice.BEGIN])
def test_old_buttons_of_the_door_change_nothing(ana: Somebody, press: Choice) -> None:
    """Once inside, the door's buttons just show the question."""
    ana.types(3)
    ana.press(press)
    assert ((View.STEP, "c01q2"), []) == (ana.stands, ana.facts)


def test_the_summary_sends_its_picture_once(ana: Somebody) -> None:
    """The picture goes along when the summary is opened, not when one comes back to it from what stands beside it."""
    ana.types(3)
    ana.press(Show(View.SUMMARY))
    assert ["picture"] == ana.sent
    for view in (View.PRIORITIES, View.SUBMIT, View.SUMMARY):
        ana.press(Show(view))
        assert [] == ana.sent
        ana.press(Show(View.SUMMARY))
        assert [] == ana.sent
    ana.types(Word.SUMMARY)
    assert ["picture"] == ana.sent


@pytest.mark.parametrize(
    ("press", "sent"),
    [
        (SendPicture(Language.PT), Send(Enclosure.PICTURE, Language.PT)),
        (Choice.SEND_PDF, Send(Enclosure.PDF, Language.ES)),
        (Choice.SEND_PRACTICES, Send(Enclosure.PRACTICES, Language.ES)),
    ],
)
def test_what_is_asked_for_is_sent(ana: Somebody, press: Press, sent: Send) -> None:
    """A picture in another language, the PDF and the practices come beside the summary."""
    ana.press(press)
    assert [sent] == [reply for reply in ana.replies if isinstance(reply, Send)]
    assert (View.SUMMARY, "") == ana.stands
    assert Language.ES is ana.place.language


@pytest.mark.parametrize("what", [ChooseLanguage(Language.PT), Language.PT])
def test_another_language_keeps_the_place(ana: Somebody, what: ChooseLanguage | Language) -> None:
    """At a question, at a note and at a change, only the language is another."""
    ana.types(3)
    for press in (Show(View.STEP, "c01q1"), Show(View.NOTE, "c01"), Give("c01q1", 1)):
        ana.press(press)
        stood = ana.stands
        ana.types(what) if isinstance(what, Language) else ana.press(what)
        assert (stood, Language.PT) == (ana.stands, ana.place.language)
        assert ([LanguageChosen(Language.PT)], [Say.LANGUAGE_CHANGED]) == (ana.facts, ana.lines)


def test_the_choice_of_a_language_leads_back_to_the_question(ana: Somebody) -> None:
    """From the card that offers the languages one goes on where one was."""
    ana.types(3)
    ana.press(Show(View.LANGUAGE), ChooseLanguage(Language.EN))
    assert ((View.STEP, "c01q2"), Language.EN) == (ana.stands, ana.place.language)


def test_a_criterion_is_found_by_name(ana: Somebody) -> None:
    """Its name typed at a question shows the criterion."""
    ana.types(NamedCriterion("c06"))
    assert (View.CRITERION, "c06") == ana.stands


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Unreadable(), Say.NOT_READABLE),
        (OutageEnded(), Say.AFTER_OUTAGE),
        (OutageEnded(lossy=True), Say.AFTER_LOSS),
    ],
)
def test_what_is_no_answer_leaves_one_where_one_stands(ana: Somebody, event: Event, said: Say) -> None:
    """Stickers, voices and the end of an outage draw the same card with a line."""
    ana.does(event)
    assert ((View.STEP, "c01q1"), [said], []) == (ana.stands, ana.lines, ana.facts)
