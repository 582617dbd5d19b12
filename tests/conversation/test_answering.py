"""Giving answers: what is taken, refused, asked about, put off; and where one is afterwards."""

import pytest
from kit.scenario import Somebody, Story

from conversations.assessment import Answer
from conversations.events import Choice, Give, Overwrite, Press, Show, Typed
from conversations.instrument import Nonresponse
from conversations.intents import Intent, NamedLevel, NamedPriority, Number, Word
from conversations.place import View
from conversations.replies import Say
from storage.instrument_document import default_instrument

DK, NA, LATER = Nonresponse.DONT_KNOW, Nonresponse.NOT_APPLICABLE, Nonresponse.LATER


def at(who: Somebody, step: str) -> Somebody:
    """Answer all steps before ``step``, so that it is where the main line stands."""
    while who.place.target != step:
        who.types(1)
    return who


TAKEN: list[tuple[str, Press | Intent, Answer]] = [
    ("c01q1", Number(0), 0),
    ("c01q1", Number(4), 4),
    ("c01q1", NamedLevel(2), 2),
    ("c01q1", Word.DONT_KNOW, DK),
    ("c06q1", Word.NOT_APPLICABLE, NA),
    ("c01", Number(3), 3),
    ("c01", NamedPriority(1), 1),
    ("c01q1", Give("c01q1", 3), 3),
    ("c01q1", Give("c01q1", DK), DK),
    ("c06q1", Give("c06q1", NA), NA),
    ("c01", Give("c01", 2), 2),
]


@pytest.mark.parametrize(("step", "what", "answer"), TAKEN)
def test_an_answer_is_recorded_and_the_next_question_shown(
    ana: Somebody, step: str, what: Press | Intent, answer: Answer
) -> None:
    """Pressed or typed, an answer that fits is recorded, and "saved" stands on the next question."""
    at(ana, step)
    ana.press(what) if isinstance(what, Give) else ana.types(what)  # type: ignore[arg-type]  # the table has both
    assert answer == ana.answers[step]
    assert [Say.SAVED] == ana.lines
    assert step != ana.place.target
    assert ([Say.SAVED] if isinstance(what, Give) else []) == [toast.say for toast in ana.toasts]


REFUSED: list[tuple[str, Press | Intent, Say]] = [
    ("c01q1", Number(5), Say.LEVEL_OUT_OF_RANGE),
    ("c01q1", Number(-1), Say.LEVEL_OUT_OF_RANGE),
    ("c01q1", Word.NOT_APPLICABLE, Say.NOT_APPLICABLE_REFUSED),
    ("c01q1", NamedPriority(3), Say.NOT_UNDERSTOOD),
    ("c01", Number(0), Say.PRIORITY_OUT_OF_RANGE),
    ("c01", Number(4), Say.PRIORITY_OUT_OF_RANGE),
    ("c01", NamedLevel(2), Say.NOT_UNDERSTOOD),
    ("c01", Word.DONT_KNOW, Say.PRIORITY_OUT_OF_RANGE),
    ("c01", Word.NOT_APPLICABLE, Say.PRIORITY_OUT_OF_RANGE),
    ("c01q1", Give("c01q1", 9), Say.LEVEL_OUT_OF_RANGE),
    ("c01q1", Give("c01q1", NA), Say.NOT_APPLICABLE_REFUSED),
    ("c01q1", Give("c01", DK), Say.PRIORITY_OUT_OF_RANGE),
    ("c01q1", Give("c99q9", 1), Say.STALE_BUTTON),
    ("c01q1", Give("", 1), Say.STALE_BUTTON),
    ("c01q1", Overwrite("c99q9", 1), Say.STALE_BUTTON),
    ("c01q1", Overwrite("c01q2", 9), Say.LEVEL_OUT_OF_RANGE),
    ("c01q1", Show(View.STEP, "c99q9"), Say.STALE_BUTTON),
    ("c01q1", Show(View.CRITERION, "c01q1"), Say.STALE_BUTTON),
    ("c01q1", Show(View.NOTE, ""), Say.STALE_BUTTON),
    ("c01q1", Show(View.CONSENT), Say.STALE_BUTTON),
    ("c01q1", Show(View.CHANGE, "c01q1"), Say.STALE_BUTTON),
    ("c01q1", Choice.KEEP_TEXT, Say.STALE_BUTTON),
]


@pytest.mark.parametrize(("step", "what", "said"), REFUSED)
def test_what_cannot_be_an_answer_is_refused_where_one_stands(
    ana: Somebody, step: str, what: Press | Intent, said: Say
) -> None:
    """Out of range, not applicable where it is not allowed, forged and stale: one line, no fact, the same question."""
    at(ana, step)
    ana.press(what) if isinstance(what, Press) else ana.types(what)
    assert ([said], []) == (ana.lines, ana.facts)
    assert (View.STEP, step) == ana.stands


def test_the_range_is_told(ana: Somebody) -> None:
    """The refusal names the highest level, or the highest priority."""
    ana.types(7)
    assert 4 == ana.card.lines[0].number
    at(ana, "c01").types(7)
    assert 3 == ana.card.lines[0].number


def test_a_stale_button_answers_its_own_question_never_the_one_in_view(ana: Somebody) -> None:
    """A tap on an old card's button goes to that card's question: recorded already, the same answer changes nothing."""
    ana.press(Give("c01q1", 3), Give("c01q1", 3))
    assert {"c01q1": 3} == ana.answers
    assert [Say.ALREADY_SAVED] == ana.lines
    assert (View.STEP, "c01q2") == ana.stands
    assert [] == ana.facts


def test_a_different_answer_on_an_old_card_is_asked_about(ana: Somebody) -> None:
    """An old button with another answer shows both; yes takes it, and one is back where one was."""
    ana.press(Give("c01q1", 3), Give("c01q1", 1))
    assert ((View.CHANGE, "c01q1"), "1") == (ana.stands, ana.place.pending)
    assert {"c01q1": 3} == ana.answers
    ana.press(Overwrite("c01q1", 1))
    assert {"c01q1": 1} == ana.answers
    assert (View.STEP, "c01q2") == ana.stands


@pytest.mark.parametrize("no", [Word.NO, Choice.DROP_TEXT])
def test_the_recorded_answer_can_be_kept(ana: Somebody, no: Word | Choice) -> None:
    """No, typed or pressed, keeps what is recorded, says so, and leads back."""
    ana.press(Give("c01q1", 3), Give("c01q1", 1))
    ana.types(no) if isinstance(no, Word) else ana.press(no)
    assert ({"c01q1": 3}, [Say.ANSWER_KEPT]) == (ana.answers, ana.lines)
    assert (View.STEP, "c01q2") == ana.stands


def test_ones_own_answer_in_view_is_corrected_without_a_question(ana: Somebody) -> None:
    """Back and a different answer: two taps, and one is back where one was."""
    ana.types(3, 2, 1)
    ana.types(Word.BACK, Word.BACK)
    assert (View.STEP, "c01q2") == ana.stands
    ana.types(4)
    assert 4 == ana.answers["c01q2"]
    assert (View.STEP, "c06q1") == ana.stands


@pytest.mark.parametrize("press", [Give("c01q1", 3), Overwrite("c01q1", 3)])
def test_a_button_of_another_wave_answers_nothing(story: Story, press: Press) -> None:
    """The card of a wave that is over may still stand in the chat: its buttons show the new wave's beginning."""
    ana = story.focal_point("ana")
    story.close_wave()
    story.open_wave()
    ana.press(press, press)
    assert ((View.BEGIN, ""), {}) == (ana.stands, ana.answers)


def test_one_message_answers_once(ana: Somebody) -> None:
    """The same message under a second update id does not answer the question after it."""
    once = Typed(Number(3), "3", 500)
    ana.does(once)
    ana.does(once)
    assert {"c01q1": 3} == ana.answers
    ana.types(3)
    assert {"c01q1": 3, "c01q2": 3} == ana.answers


@pytest.mark.parametrize(
    "view", [View.PAUSED, View.HELP, View.REVIEW, View.SUMMARY, View.LANGUAGE, View.MORE, View.PRIVACY, View.SUBMIT]
)
@pytest.mark.parametrize(
    "what", [Number(3), NamedLevel(3), NamedPriority(3), Word.DONT_KNOW, Word.LATER, Word.GREETING]
)
def test_nothing_is_answered_where_no_question_is_in_view(ana: Somebody, view: View, what: Intent) -> None:
    """An answer typed anywhere else shows the question first."""
    ana.press(Show(view))
    ana.types(what)
    assert {} == ana.answers
    assert (View.STEP, "c01q1") == ana.stands


def test_a_whole_assessment_takes_one_turn_an_answer() -> None:
    """On the real instrument: an answer to each of its steps, in order, and everything is settled."""
    ana = Story(default_instrument()).focal_point()
    turns = 0
    while ana.place.view is View.STEP:
        ana.types(2)
        turns += 1
    assert 54 == turns
    assert (View.REVIEW, "") == ana.stands
