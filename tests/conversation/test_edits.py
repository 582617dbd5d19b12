"""Corrections by editing, and replies to receipts."""

import pytest
from kit.scenario import Somebody, Story

from conversations.events import Give, Overwrite, Show
from conversations.facts import ResponseChanged
from conversations.instrument import Nonresponse
from conversations.intents import Intent, NamedLevel, NamedPriority, Word
from conversations.people import Role
from conversations.place import View
from conversations.replies import Say

LONG = "our office opens on Mondays"


@pytest.fixture
def ana(story: Story) -> Somebody:
    """Give a focal point at the second question."""
    who = story.focal_point("ana")
    who.types(3)
    return who


class TestEdits:
    """Editing one's own message corrects what came from it."""

    @pytest.mark.parametrize(("what", "answer"), [(1, 1), (NamedLevel(4), 4), (Word.DONT_KNOW, Nonresponse.DONT_KNOW)])
    def test_an_answer_is_corrected_where_one_stands(self, story: Story, what: Intent | int, answer: object) -> None:
        """The response changes, the question in view stays."""
        ana = story.focal_point()
        message = ana.types(3)
        ana.types(Word.HELP)
        ana.edits(message, what)
        assert [ResponseChanged("c01q1", 3, answer, message)] == ana.facts  # type: ignore[arg-type]  # of the table
        assert ((View.HELP, ""), [Say.SAVED]) == (ana.stands, ana.lines)

    @pytest.mark.parametrize(
        ("what", "said"),
        [
            (3, Say.ALREADY_SAVED),
            (9, Say.LEVEL_OUT_OF_RANGE),
            (Word.NOT_APPLICABLE, Say.NOT_APPLICABLE_REFUSED),
            (NamedPriority(1), Say.NOT_UNDERSTOOD),
            (Word.LATER, Say.NOT_UNDERSTOOD),
            ("sorry", Say.NOT_UNDERSTOOD),
        ],
    )
    def test_what_is_no_answer_corrects_nothing(self, story: Story, what: Intent | int | str, said: Say) -> None:
        """The same answer, a wrong one, a priority's name or a text leave the response."""
        ana = story.focal_point()
        ana.edits(ana.types(3), what)
        assert ([], [said], {"c01q1": 3}) == (ana.facts, ana.lines, ana.answers)

    def test_what_was_put_off_by_word_can_be_answered_by_editing(self, story: Story) -> None:
        """ "Later" edited to a number is the answer."""
        ana = story.focal_point()
        ana.edits(ana.types(Word.LATER), 2)
        assert {"c01q1": 2} == ana.answers

    def test_an_answer_confirmed_by_button_is_still_that_messages(self, story: Story) -> None:
        """Typed, asked about, confirmed by a press: editing the message still corrects it."""
        beto, ana = story.focal_point("beto"), story.focal_point("ana")
        beto.types(1)
        message = ana.types(3)
        ana.press(Overwrite("c01q1", 3))
        ana.edits(message, 2)
        assert 2 == ana.answers["c01q1"]

    def test_a_complete_criterions_receipt_follows(self, story: Story) -> None:
        """The correction of a complete criterion draws its receipt again."""
        ana = story.focal_point()
        message = ana.types(3)
        ana.types(2, 1)
        ana.edits(message, 4)
        assert ["c01"] == ana.receipts

    def test_a_note_is_corrected(self, ana: Somebody) -> None:
        """Editing a note's message edits the note, within its length."""
        ana.press(Show(View.NOTE, "c01"))
        message = ana.types("two offices")
        ana.edits(message, "three offices")
        assert ("three offices", [Say.NOTE_SAVED]) == (ana.assessment.notes["c01"].text, ana.lines)
        ana.edits(message, "x" * 501)
        assert ([], [Say.NOTE_TOO_LONG]) == (ana.facts, ana.lines)

    def test_other_messages_are_left_alone(self, story: Story, ana: Somebody) -> None:
        """An edit of what was no answer, or of a message of somebody else, is nothing."""
        hello = ana.types("hmm")
        ana.edits(hello, 1)
        assert ((), []) == (ana.replies, ana.facts)
        beto = story.focal_point("beto", Role.CONTRIBUTOR)
        theirs = beto.types(2)
        ana.edits(theirs, 1)
        assert () == ana.replies
        assert 2 == ana.answers["c01q2"]

    def test_an_answer_changed_since_is_not_that_messages_any_more(self, story: Story) -> None:
        """After a later answer by button the old message corrects nothing."""
        ana = story.focal_point()
        message = ana.types(3)
        ana.press(Show(View.STEP, "c01q1"), Give("c01q1", 4))
        ana.edits(message, 1)
        assert 4 == ana.answers["c01q1"]


class TestReplies:
    """Replying to a receipt opens its criterion."""

    def test_it_opens_the_criterion(self, ana: Somebody) -> None:
        """Whatever is typed, the criterion of the receipt comes into view, and nothing is answered."""
        ana.types(2, 1)
        receipt = next(iter(ana.story.ledger.receipts.values()))
        for what in (3, LONG, Word.YES):
            ana.types(what, reply_to=receipt)
            assert ((View.CRITERION, "c01"), []) == (ana.stands, ana.facts)

    def test_unless_a_note_is_being_written(self, ana: Somebody) -> None:
        """Then it is the note."""
        ana.types(2, 1)
        receipt = next(iter(ana.story.ledger.receipts.values()))
        ana.press(Show(View.NOTE, "c06"))
        ana.types("two offices", reply_to=receipt)
        assert "two offices" == ana.assessment.notes["c06"].text

    def test_a_reply_to_any_other_message_is_an_ordinary_text(self, ana: Somebody) -> None:
        """A number typed as a reply to an old answer answers the question in view."""
        ana.types(2, reply_to=ana.story.message)
        assert {"c01q1": 3, "c01q2": 2} == ana.answers
