"""Notes and files that may show personal data: kept only after a warning was confirmed, and taken out again."""

import pytest
from kit.scenario import Somebody, Story

from conversations.assessment import Evidence, Sharing
from conversations.doubt import Doubt, read_doubt, write_doubt
from conversations.events import Choice, Erase, Give, Show, Submit
from conversations.facts import Denied, EvidenceAdded, NoteChanged, Redacted
from conversations.intents import Word
from conversations.people import Role
from conversations.place import View
from conversations.replies import Say

PHONE, MAIL, DNI = "llamar a María al 099 123 456", "maria.lopez@correo.org", "su DNI es 34.567.890"
LONG = "our office opens on Mondays"


@pytest.fixture
def ana(story: Story) -> Somebody:
    """Give a focal point at the second question."""
    who = story.focal_point("ana")
    who.types(3)
    return who


class TestNotes:
    """A note with a telephone, an e-mail or a document number."""

    @pytest.mark.parametrize(
        ("text", "kind"),
        [(PHONE, "telephone"), (MAIL, "email"), (DNI, "document"), ("pasaporte AB123456", "document")],
    )
    @pytest.mark.parametrize("target", ["c01q1", "c06"])
    @pytest.mark.parametrize("yes", [Word.YES, Choice.KEEP_ANYWAY])
    def test_it_is_kept_when_confirmed(
        self, ana: Somebody, text: str, kind: str, target: str, yes: Word | Choice
    ) -> None:
        """Asked about with its kind first; after the yes it is a note like any other."""
        ana.press(Show(View.NOTE, target))
        message = ana.types(text)
        assert ((View.PERSONAL, target), []) == (ana.stands, ana.facts)
        assert Doubt((kind,), text) == read_doubt(ana.place.pending)
        ana.types(yes) if isinstance(yes, Word) else ana.press(yes)
        assert [NoteChanged(target, None, text, message)] == ana.facts
        assert ((View.STEP, "c01q2"), [Say.NOTE_SAVED]) == (ana.stands, ana.lines)

    @pytest.mark.parametrize("no", [Word.NO, Choice.DROP_TEXT, Word.BACK, Word.CONTINUE, 3, LONG])
    def test_anything_else_keeps_nothing(self, ana: Somebody, no: Word | Choice | int | str) -> None:
        """It is let go, and its button is an old one."""
        ana.press(Show(View.NOTE, "c01"))
        ana.types(PHONE)
        ana.press(no) if isinstance(no, Choice) else ana.types(no)
        assert ([], {}) == (ana.facts, dict(ana.assessment.notes))
        ana.press(Choice.KEEP_ANYWAY)
        assert ([], [Say.STALE_BUTTON]) == (ana.facts, ana.lines)

    @pytest.mark.parametrize("keep", [Choice.KEEP_TEXT, Word.YES])
    def test_a_text_typed_at_a_question_is_doubted_too(self, ana: Somebody, keep: Choice | Word) -> None:
        """Two questions, then: is it a note, and shall it be kept anyway."""
        ana.types(PHONE)
        assert View.TEXT is ana.place.view
        ana.types(keep) if isinstance(keep, Word) else ana.press(keep)
        assert ((View.PERSONAL, "c01q2"), {}) == (ana.stands, dict(ana.assessment.notes))
        ana.types(Word.YES)
        assert PHONE == ana.assessment.notes["c01q2"].text

    def test_a_question_to_the_coordinators_is_doubted_too(self, story: Story, ana: Somebody) -> None:
        """It would be kept, and sent to others."""
        story.member_of("dora", Role.COORDINATOR, None)
        ana.types(PHONE)
        ana.press(Choice.ASK_COORDINATOR)
        assert ((View.PERSONAL, "c01q2"), [], []) == (ana.stands, ana.facts, ana.told)
        ana.press(Choice.KEEP_ANYWAY)
        assert ([Say.QUESTION_SENT], 1, {}) == (ana.lines, len(ana.told), dict(ana.assessment.notes))

    def test_an_edited_note_is_doubted_too(self, ana: Somebody) -> None:
        """The note stays as it was until the correction is confirmed."""
        ana.press(Show(View.NOTE, "c01"))
        message = ana.types("two offices")
        ana.edits(message, f"two offices, {PHONE}")
        assert ((View.PERSONAL, "c01"), "two offices") == (ana.stands, ana.assessment.notes["c01"].text)
        ana.types(Word.NO)
        assert ("two offices", [Say.TEXT_DROPPED]) == (ana.assessment.notes["c01"].text, ana.lines)
        ana.edits(message, PHONE)
        ana.press(Choice.KEEP_ANYWAY)
        assert [NoteChanged("c01", "two offices", PHONE, message)] == ana.facts

    def test_too_long_is_said_before_anything_else(self, ana: Somebody) -> None:
        """Nothing is asked about that could not be kept."""
        ana.press(Show(View.NOTE, "c01"))
        ana.types(PHONE + "x" * 500)
        assert ([Say.NOTE_TOO_LONG], View.NOTE) == (ana.lines, ana.place.view)

    def test_nothing_is_kept_after_a_submission(self, story: Story, ana: Somebody) -> None:
        """What waited when a colleague submitted is refused."""
        for keeps in ("note", "photo"):
            beto = story.focal_point(f"beto {keeps}", Role.CONTRIBUTOR)
            if keeps == "note":
                beto.press(Show(View.NOTE, "c01"))
                beto.types(PHONE)
            else:
                beto.sends("face", kind="photo")
            assert View.PERSONAL is beto.place.view
            ana.press(Submit(Sharing.NAMED))
            beto.press(Choice.KEEP_ANYWAY)
            assert ([], [Say.LOCKED], (View.SUMMARY, "")) == (beto.facts, beto.lines, beto.stands)
            ana.press(Choice.RECALL)


class TestFiles:
    """A photo always, a document when its caption shows something."""

    @pytest.mark.parametrize(
        ("kind", "caption", "kinds"),
        [
            ("photo", "", ("photo",)),
            ("photo", "the office", ("photo",)),
            ("photo", f"{PHONE}, {MAIL}", ("photo", "email", "telephone")),
            ("document", DNI, ("document",)),
        ],
    )
    def test_it_is_kept_with_its_caption_when_confirmed(
        self, ana: Somebody, kind: str, caption: str, kinds: tuple[str, ...]
    ) -> None:
        """The file and what was written under it wait together, and the question comes back."""
        message = ana.sends("face", caption, kind)
        assert ((View.PERSONAL, "c01q2"), [], kinds) == (ana.stands, ana.facts, read_doubt(ana.place.pending).kinds)
        ana.press(Choice.KEEP_ANYWAY)
        assert ((View.STEP, "c01q2"), [Say.EVIDENCE_SAVED]) == (ana.stands, ana.lines)
        assert [kind] == [one.kind for one in ana.assessment.evidence["c01q2"]]
        assert [message] == [fact.message for fact in ana.facts if isinstance(fact, EvidenceAdded)]
        assert ([caption] if caption else []) == [note.text for note in ana.assessment.notes.values()]

    @pytest.mark.parametrize(("view", "target"), [(View.CRITERION, "c06"), (View.NOTE, "c06q1"), (View.STEP, "c06q2")])
    def test_it_backs_what_was_in_view(self, ana: Somebody, view: View, target: str) -> None:
        """The target is remembered while the question is asked."""
        ana.press(Show(view, target))
        ana.sends("face", kind="photo")
        ana.types(Word.YES)
        assert [target] == list(ana.assessment.evidence)

    def test_a_no_keeps_nothing(self, ana: Somebody) -> None:
        """Neither file nor caption."""
        ana.sends("face", "the office", "photo")
        ana.types(Word.NO)
        assert ([], [Say.TEXT_DROPPED], {}) == (ana.facts, ana.lines, dict(ana.assessment.evidence))

    def test_what_is_typed_instead_is_offered_like_any_text(self, ana: Somebody) -> None:
        """Whoever writes the note again, without the number, is not told that nobody understands."""
        ana.sends("face", "", "photo")
        ana.types("the plan is on the town hall's page")
        assert (View.TEXT, "c01q2") == ana.stands

    def test_a_document_with_a_plain_caption_is_not_asked_about(self, ana: Somebody) -> None:
        """An ordinance is what evidence is for."""
        ana.sends("ordinance", "Ordenanza 10.243/2024")
        assert ((View.STEP, "c01q2"), ["c01q2"]) == (ana.stands, list(ana.assessment.evidence))


class TestErasing:
    """Notes and files can be taken out: that they were there stays, what they were goes."""

    @pytest.mark.parametrize("target", ["c01q1", "c01"])
    def test_note_and_files_go(self, ana: Somebody, target: str) -> None:
        """Of this target and of no other; a second press changes nothing."""
        for one in (target, "c06"):
            ana.press(Show(View.NOTE, one))
            ana.types("two offices")
            ana.press(Show(View.NOTE, one))
            ana.sends("plan")
        ana.press(Show(View.ERASE, "c01"), Erase(target))
        assert ([Redacted(target)], [Say.ERASED], (View.ERASE, "c01")) == (ana.facts, ana.lines, ana.stands)
        assert (["c06"], ["c06"]) == (list(ana.assessment.notes), list(ana.assessment.evidence))
        ana.press(Erase(target))
        assert ([], [Say.ERASED]) == (ana.facts, ana.lines)

    def test_a_new_note_begins_from_nothing(self, ana: Somebody) -> None:
        """History does not tell what was taken out."""
        ana.press(Show(View.NOTE, "c01"))
        old = ana.types("two offices")
        ana.press(Erase("c01"), Show(View.NOTE, "c01"))
        message = ana.types("three offices")
        assert [NoteChanged("c01", None, "three offices", message)] == ana.facts
        ana.edits(old, "two offices again")
        assert ((), "three offices") == (ana.replies, ana.assessment.notes["c01"].text)

    def test_a_complete_criterions_receipt_follows(self, ana: Somebody) -> None:
        """The receipt in the chat must not go on showing it."""
        ana.types(2, 1)
        ana.press(Show(View.NOTE, "c01"))
        ana.types("two offices")
        ana.press(Erase("c01"))
        assert ["c01"] == ana.receipts

    @pytest.mark.parametrize("target", ["c99q9", "", "c99"])
    def test_a_forged_target_is_stale(self, ana: Somebody, target: str) -> None:
        """Neither its card nor its button does anything."""
        for press in (Erase(target), Show(View.ERASE, target)):
            ana.press(press)
            assert ([], [Say.STALE_BUTTON], (View.STEP, "c01q2")) == (ana.facts, ana.lines, ana.stands)

    def test_it_works_after_submission_too(self, story: Story, ana: Somebody) -> None:
        """What says too much about somebody goes at once; everything else of a submitted assessment stays as it is."""
        ana.press(Show(View.NOTE, "c01"))
        ana.types("two offices")
        ana.press(Submit(Sharing.NAMED), Show(View.ERASE, "c01"))
        assert (View.ERASE, "c01") == ana.stands
        ana.press(Erase("c01"))
        assert ([Redacted("c01")], {}) == (ana.facts, dict(ana.assessment.notes))
        assert ana.assessment.submission is not None
        ana.press(Give("c01q1", 1))
        assert [] == ana.facts

    def test_who_may_not_answer_may_not_erase(self, story: Story, ana: Somebody) -> None:
        """A reviewer's press changes nothing; what would have changed something is counted."""
        ana.press(Show(View.NOTE, "c01"))
        ana.types("two offices")
        rita = story.focal_point("rita", Role.REVIEWER)
        for press, counted in (
            (Erase("c01"), [Denied()]),
            (Show(View.ERASE, "c01"), []),
            (Give("c01q2", 1), [Denied()]),
        ):
            rita.press(press)
            assert counted == rita.facts
        assert ["c01"] == list(ana.assessment.notes)


@pytest.mark.parametrize(
    "doubt",
    [
        Doubt(("email",), 'con "comillas" y ñandú\n\\'),
        Doubt((), ""),
        Doubt(("photo",), "", Evidence("photo", "f", "u", "", 0)),
        Doubt(("telephone",), "¿?", None, asks=True),
    ],
)
def test_a_doubt_is_read_back_as_it_was_written(doubt: Doubt) -> None:
    """Through the text that a place keeps."""
    assert doubt == read_doubt(write_doubt(doubt))
