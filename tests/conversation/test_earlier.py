"""A criterion as it was answered in an earlier wave: offered before its first question, kept by one tap."""

from dataclasses import replace

import pytest
from kit.scenario import Somebody, Story, mini

from conversations.assessment import Assessment, Response, Sharing
from conversations.earlier import offer
from conversations.events import Choice, Give, Redraw, Show, Submit, Typed
from conversations.facts import PriorityChanged, ResponseChanged
from conversations.instrument import Instrument, Nonresponse, Text
from conversations.intents import Batch, NamedLevel, Word
from conversations.place import View
from conversations.replies import Say
from conversations.wishes import Keep


@pytest.fixture
def ana() -> Somebody:
    """Give a focal point who answered both criteria a year ago, and begins the next wave."""
    story = Story()
    who = story.focal_point("ana")
    who.types(3, Word.DONT_KNOW, 2, 4, Word.NOT_APPLICABLE, Word.LATER, 1)
    who.press(Submit(Sharing.NAMED))
    story.close_wave()
    story.later(days=365)
    story.open_wave()
    who.start()
    who.press(Choice.STILL_MINE, Choice.BEGIN)
    return who


FIRST = {"c01q1": 3, "c01q2": Nonresponse.DONT_KNOW, "c01": 2}


def test_it_is_offered_before_the_first_question(ana: Somebody) -> None:
    """Nothing is answered yet."""
    assert ((View.BEFORE, "c01"), {}) == (ana.stands, ana.answers)


@pytest.mark.parametrize("yes", [Word.YES, Keep("c01", 1)])
def test_one_tap_keeps_all_of_it(ana: Somebody, yes: Word | Keep) -> None:
    """Levels, don't know and the priority, in history as answers of today; the receipt comes, and the next offer."""
    ana.types(yes) if isinstance(yes, Word) else ana.press(yes)
    changed = [ResponseChanged("c01q1", None, 3), ResponseChanged("c01q2", None, Nonresponse.DONT_KNOW)]
    assert [*changed, PriorityChanged("c01", None, 2)] == ana.facts
    assert (FIRST, ["c01"], [Say.KEPT_AS_BEFORE]) == (ana.answers, ana.receipts, ana.lines)
    assert (View.BEFORE, "c06") == ana.stands


def test_a_yes_that_comes_once_more_keeps_nothing_more(ana: Somebody) -> None:
    """The message that accepted one list must not accept the next, which its writer had not seen."""
    yes = Typed(Word.YES, "sí", ana.story.next_message())
    ana.does(yes)
    assert (FIRST, (View.BEFORE, "c06")) == (ana.answers, ana.stands)
    ana.does(yes)
    assert ([], FIRST, (View.BEFORE, "c06")) == (ana.facts, ana.answers, ana.stands)


def test_what_was_put_off_is_asked(ana: Somebody) -> None:
    """What is not answered in the earlier wave is an open question in this one."""
    ana.press(Keep("c01", 1), Keep("c06", 1))
    assert {**FIRST, "c06q1": 4, "c06q2": Nonresponse.NOT_APPLICABLE, "c06": 1} == ana.answers
    assert (View.STEP, "c06q3") == ana.stands


def test_pressed_twice_nothing_changes(ana: Somebody) -> None:
    """The second press of a button leaves everything where it is."""
    ana.press(Keep("c01", 1), Keep("c01", 1))
    assert ([], FIRST, (View.BEFORE, "c06"), [Say.ALREADY_SAVED]) == (ana.facts, ana.answers, ana.stands, ana.lines)


@pytest.mark.parametrize("what", [1, Word.NO, Word.LATER, Word.DONT_KNOW, NamedLevel(2), Show(View.STEP, "c01q1")])
def test_one_by_one(ana: Somebody, what: int | Word | NamedLevel | Show) -> None:
    """Whatever is typed there answers nothing: the first question is asked, and then answered."""
    ana.press(what) if isinstance(what, Show) else ana.types(what)
    assert ((View.STEP, "c01q1"), {}) == (ana.stands, ana.answers)
    ana.types(1)
    assert ((View.STEP, "c01q2"), {"c01q1": 1}) == (ana.stands, ana.answers)
    ana.types(1, 1)
    assert (View.BEFORE, "c06") == ana.stands


def test_a_criterion_with_an_answer_is_not_kept_over_it(ana: Somebody) -> None:
    """Once something is answered, an old button shows the criterion and keeps nothing."""
    ana.press(Give("c01q1", 1), Keep("c01", 1))
    assert ({"c01q1": 1}, (View.CRITERION, "c01")) == (ana.answers, ana.stands)


def test_a_colleagues_answer_meanwhile_takes_the_offer_away(ana: Somebody) -> None:
    """The card that offers is not drawn again over an answer."""
    beto = ana.story.focal_point("beto")
    beto.press(Give("c01q1", 2))
    ana.does(Redraw())
    assert (View.STEP, "c01q1") == ana.stands
    ana.press(Keep("c01", 1))
    assert {"c01q1": 2} == ana.answers


@pytest.mark.parametrize("press", [Keep("c01", 2), Keep("c01", 0), Keep("c99", 1), Keep("", 1), Keep("c01q1", 1)])
def test_a_button_of_another_wave_or_of_nothing_keeps_nothing(ana: Somebody, press: Keep) -> None:
    """What the card said is what is kept."""
    ana.press(press)
    assert ([], {}, [Say.STALE_BUTTON]) == (ana.facts, ana.answers, ana.lines)


def test_after_a_submission_nothing_is_kept(ana: Somebody) -> None:
    """A colleague submitted meanwhile."""
    beto = ana.story.focal_point("beto")
    beto.press(Give("c06q1", 2), Submit(Sharing.NAMED))
    ana.press(Keep("c01", 1))
    assert ([], [Say.LOCKED], (View.SUMMARY, "")) == (ana.facts, ana.lines, ana.stands)


def test_a_line_of_answers_there_is_for_that_criterion(ana: Somebody) -> None:
    """It is listed and confirmed as anywhere."""
    ana.types(Batch((1, 2)))
    assert (View.BATCH, "c01") == ana.stands


def test_it_comes_again_after_a_pause(ana: Somebody) -> None:
    """Who stops there finds it again."""
    ana.types(Word.PAUSE, Word.CONTINUE)
    assert (View.BEFORE, "c01") == ana.stands


def test_the_list_can_be_asked_for(ana: Somebody) -> None:
    """A button that leads to the list of a criterion shows it, wherever one stands."""
    ana.press(Show(View.REVIEW), Show(View.BEFORE, "c06"))
    assert (View.BEFORE, "c06") == ana.stands


def test_in_the_first_wave_nothing_is_offered() -> None:
    """There is nothing to be as before."""
    who = Story().focal_point("ana")
    assert ((View.STEP, "c01q1"), 0) == (who.stands, who.world.earlier)
    who.press(Show(View.BEFORE, "c01"))
    assert (View.STEP, "c01q1") == who.stands


def assessment(instrument: Instrument, **answers: int | Nonresponse) -> Assessment:
    """Give an assessment with answers."""
    empty = Story().focal_point("ana").assessment
    given = {item: Response(answer, 1, empty.wave.opened_at) for item, answer in answers.items()}
    return replace(empty, instrument=instrument, responses=given)


def reworded(instrument: Instrument, item: str, **changed: object) -> Instrument:
    """Change an item."""
    criteria = tuple(
        replace(
            one,
            items=tuple(
                replace(it, **changed) if it.id == item else it  # type: ignore[arg-type]  # a test names the fields
                for it in one.items
            ),
        )
        for one in instrument.criteria
    )
    return replace(instrument, criteria=criteria)


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ({}, {"c06q1": Nonresponse.NOT_APPLICABLE, "c06q2": 2}),
        ({"text": Text("otra", "outra", "another")}, {"c06q2": 2}),
        ({"short": Text("otra", "outra", "another")}, {"c06q1": Nonresponse.NOT_APPLICABLE, "c06q2": 2}),
        ({"allows_not_applicable": False}, {"c06q2": 2}),
        ({"id": "c06q9"}, {"c06q2": 2}),
    ],
)
def test_only_what_asks_the_same_is_offered(changed: dict[str, object], kept: dict[str, object]) -> None:
    """In another version of the instrument: the same item in the same words that takes the answer."""
    earlier = assessment(mini(), c06q1=Nonresponse.NOT_APPLICABLE, c06q2=2)
    present = assessment(reworded(mini(), "c06q1", **changed))
    assert kept == dict(offer(present, earlier, present.instrument.criterion("c06")))


def test_levels_of_another_scale_are_not_offered() -> None:
    """A three on other levels is another answer; don't know is the same."""
    earlier = assessment(mini(), c01q1=3, c01q2=Nonresponse.DONT_KNOW)
    levels = tuple(replace(level, label=Text("x", "x", "x")) for level in mini().levels)
    present = assessment(replace(mini(), levels=levels))
    criterion = present.instrument.criterion("c01")
    assert {"c01q2": Nonresponse.DONT_KNOW} == dict(offer(present, earlier, criterion))
