"""Notes, files, other texts, corrections by editing, replies to receipts."""

import pytest
from kit.scenario import Somebody, Story

from conversations.events import Choice, Give, Show
from conversations.facts import EvidenceAdded, NoteChanged
from conversations.intents import Intent, NamedCriterion, NamedLevel, NamedPriority, Number, Word
from conversations.place import View
from conversations.replies import Say

LONG = "our office opens on Mondays"


@pytest.fixture
def ana(story: Story) -> Somebody:
    """Give a focal point at the second question."""
    who = story.focal_point("ana")
    who.types(3)
    return who


@pytest.mark.parametrize("keep", [Choice.KEEP_TEXT, Word.YES])
def test_a_longer_text_is_offered_as_the_notes_of_its_question(ana: Somebody, keep: Choice | Word) -> None:
    """Offered first, kept when confirmed, with the message it came in; then the question again."""
    message = ana.types(LONG)
    assert ((View.TEXT, "c01q2"), []) == (ana.stands, ana.facts)
    ana.types(keep) if isinstance(keep, Word) else ana.press(keep)
    assert [NoteChanged("c01q2", None, LONG, message)] == ana.facts
    assert ((View.STEP, "c01q2"), [Say.NOTE_SAVED]) == (ana.stands, ana.lines)


@pytest.mark.parametrize("drop", [Choice.DROP_TEXT, Word.NO])
def test_it_can_be_let_go(ana: Somebody, drop: Choice | Word) -> None:
    """A no leaves no note."""
    ana.types(LONG)
    ana.types(drop) if isinstance(drop, Word) else ana.press(drop)
    assert ([], {}, [Say.TEXT_DROPPED]) == (ana.facts, dict(ana.assessment.notes), ana.lines)
    ana.press(Choice.DROP_TEXT)
    assert ((View.STEP, "c01q2"), []) == (ana.stands, ana.lines)


def test_the_question_can_be_answered_past_it(ana: Somebody) -> None:
    """A number typed at the offered text answers the question."""
    ana.types(LONG, 2)
    assert ({"c01q1": 3, "c01q2": 2}, {}) == (ana.answers, dict(ana.assessment.notes))


def test_another_text_takes_its_place(ana: Somebody) -> None:
    """The last text is the one that is offered."""
    ana.types(LONG, LONG.upper())
    assert LONG.upper() == ana.place.pending


def test_a_short_text_is_a_slip(ana: Somebody) -> None:
    """A few letters are not understood, and the question stays."""
    ana.types("hmm")
    assert ((View.STEP, "c01q2"), [Say.NOT_UNDERSTOOD]) == (ana.stands, ana.lines)


@pytest.mark.parametrize("view", [View.STEP, View.TEXT, View.NOTE])
def test_too_long_a_text_is_asked_for_again_shorter(ana: Somebody, view: View) -> None:
    """The refusal says how many characters there are, and what waited goes on waiting."""
    ana.types(LONG) if view is View.TEXT else ana.press(Show(view, "c01q2"))
    ana.types("x" * 501)
    assert ([Say.NOTE_TOO_LONG], 500, view) == (ana.lines, ana.card.lines[0].number, ana.place.view)
    assert (LONG if view is View.TEXT else "") == ana.place.pending
    assert [] == ana.facts


@pytest.mark.parametrize(
    "what",
    [
        "no",
        Number(3),
        NamedLevel(1),
        NamedPriority(1),
        NamedCriterion("c06"),
        Word.DONT_KNOW,
        Word.LATER,
        Word.GREETING,
    ],
)
@pytest.mark.parametrize("target", ["c01q1", "c06"])
def test_while_a_note_is_written_what_is_typed_is_the_note(ana: Somebody, what: Intent | str, target: str) -> None:
    """Numbers, names and words that would be answers are the note; then one is back at the question."""
    ana.press(Show(View.NOTE, target))
    ana.types(what)
    assert [target] == [fact.target for fact in ana.facts if isinstance(fact, NoteChanged)]
    assert ({"c01q1": 3}, (View.STEP, "c01q2")) == (ana.answers, ana.stands)


@pytest.mark.parametrize("word", [Word.NO, Word.BACK, Word.CONTINUE])
def test_a_note_can_be_left_unwritten(ana: Somebody, word: Word) -> None:
    """No, back and continue lead to the question without a note."""
    ana.press(Show(View.NOTE, "c01"))
    ana.types(word)
    assert ([], (View.STEP, "c01q2")) == (ana.facts, ana.stands)


def test_a_second_note_replaces_the_first_and_history_has_both(ana: Somebody) -> None:
    """The fact names what stood there."""
    ana.press(Show(View.NOTE, "c01"))
    ana.types("first")
    ana.press(Show(View.NOTE, "c01"))
    message = ana.types("second")
    assert [NoteChanged("c01", "first", "second", message)] == ana.facts


class TestFiles:
    """A photo or document is evidence of what is in view."""

    def test_at_a_question_it_backs_that_question(self, ana: Somebody) -> None:
        """The question stays in view, an answer recorded before or not."""
        ana.sends("plan", "the plan of 2026")
        assert ["c01q2", "c01q2"] == [getattr(fact, "target", "") for fact in ana.facts]
        assert ((View.STEP, "c01q2"), [Say.EVIDENCE_SAVED]) == (ana.stands, ana.lines)
        assert "the plan of 2026" == ana.assessment.notes["c01q2"].text

    def test_a_caption_joins_the_note(self, ana: Somebody) -> None:
        """A second caption is added to the first; one that does not fit is said, and its file is kept."""
        ana.sends("a", "first")
        ana.sends("b", "second")
        ana.sends("c", "x" * 501)
        assert [Say.EVIDENCE_SAVED, Say.NOTE_TOO_LONG] == ana.lines
        ana.sends("d", "")
        assert ("first\nsecond", 4) == (ana.assessment.notes["c01q2"].text, len(ana.assessment.evidence["c01q2"]))

    def test_the_same_file_is_kept_once(self, ana: Somebody) -> None:
        """A file sent again is confirmed and not kept twice."""
        ana.sends("plan")
        ana.sends("plan")
        assert ([], [Say.EVIDENCE_SAVED], 1) == (ana.facts, ana.lines, len(ana.assessment.evidence["c01q2"]))

    @pytest.mark.parametrize(("view", "target"), [(View.CRITERION, "c06"), (View.NOTE, "c01"), (View.NOTE, "c06q1")])
    def test_elsewhere_it_backs_what_is_in_view(self, ana: Somebody, view: View, target: str) -> None:
        """At a criterion or a note the file belongs there, and one goes on with the question."""
        ana.press(Show(view, target))
        ana.sends("plan")
        assert [target] == [fact.target for fact in ana.facts if isinstance(fact, EvidenceAdded)]
        assert (View.STEP, "c01q2") == ana.stands

    def test_beside_a_question_it_backs_the_open_one(self, ana: Somebody) -> None:
        """On a pause, a file belongs to the question that is shown with it."""
        ana.types(Word.PAUSE)
        ana.sends("plan")
        assert ["c01q2"] == [fact.target for fact in ana.facts if isinstance(fact, EvidenceAdded)]
        assert (View.STEP, "c01q2") == ana.stands

    def test_when_all_is_answered_it_is_not_guessed(self, ana: Somebody) -> None:
        """At the overview of a complete assessment nobody knows what a file is about."""
        while ana.place.view is View.STEP:
            ana.types(1)
        ana.sends("plan")
        assert ([], [Say.NOT_UNDERSTOOD], (View.REVIEW, "")) == (ana.facts, ana.lines, ana.stands)

    @pytest.mark.parametrize("view", [View.TEXT, View.CHANGE])
    def test_what_waits_goes_on_waiting(self, ana: Somebody, view: View) -> None:
        """A file sent while something waits to be confirmed leaves it in view."""
        ana.types(LONG) if view is View.TEXT else ana.press(Give("c01q1", 1))
        waits = ana.place
        ana.sends("plan")
        assert (waits, 1) == (ana.place, len(ana.facts))
