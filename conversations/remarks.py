"""Notes, evidence and other texts: kept where the person meant them, asked about when that is not clear."""

from dataclasses import replace

from conversations.answering import correct, is_step, receipts
from conversations.assessment import Assessment
from conversations.authorisation import Act
from conversations.events import Attached, Edited, Intent, NamedLevel, NamedPriority, Number, Typed, Word
from conversations.facts import EvidenceAdded, Fact, NoteChanged
from conversations.instrument import Nonresponse
from conversations.navigation import resume
from conversations.place import View
from conversations.replies import Line, Say
from conversations.scene import Scene
from conversations.world import Origin, Outcome

A_SENTENCE = 12
"""Characters from which a text that is no answer is offered as a note; shorter ones are more likely a slip."""

ANSWER_WORDS = {Word.DONT_KNOW: Nonresponse.DONT_KNOW, Word.NOT_APPLICABLE: Nonresponse.NOT_APPLICABLE}


def keep_note(scene: Scene, target: str, text: str, message: int | None) -> Outcome:
    """Write a note on an item or criterion and go on; too long a note is asked for again, shorter."""
    allowed = scene.assessment.instrument.evidence_max_chars
    if not scene.may(Act.ANSWER):
        return scene.stay(Line(Say.LOCKED))
    if len(text) > allowed:
        return scene.stay(Line(Say.NOTE_TOO_LONG, target, number=allowed))
    facts = (_note(scene.assessment, target, text, message),)
    return _then_resume(scene, Line(Say.NOTE_SAVED, target), target, facts)


def _note(assessment: Assessment, target: str, text: str, message: int | None) -> Fact:
    before = assessment.notes.get(target)
    return NoteChanged(target, before.text if before else None, text, message)


def _then_resume(scene: Scene, line: Line, target: str, facts: tuple[Fact, ...]) -> Outcome:
    moved = resume(scene, line)
    return replace(
        moved,
        facts=facts,
        assessment=scene.after(facts),
        replies=(*receipts(scene, target, facts), *moved.replies),
    )


def take_text(scene: Scene, event: Typed[Intent]) -> Outcome:
    """Take a text that is no answer: offered as a note at a question, otherwise the way back to the question."""
    place = scene.place
    if place.view is View.NOTE:
        return keep_note(scene, place.target, event.text, event.message)
    if place.view in (View.STEP, View.TEXT) and len(event.text) >= A_SENTENCE:
        asking = scene.at(View.TEXT, place.target)
        allowed = scene.assessment.instrument.evidence_max_chars
        if len(event.text) > allowed:
            return scene.stay(Line(Say.NOTE_TOO_LONG, place.target, number=allowed))
        return scene.go(replace(asking, pending=event.text, pending_message=event.message))
    return resume(scene, Line(Say.NOT_UNDERSTOOD))


def keep_text(scene: Scene) -> Outcome:
    """Keep the pending text as the note that it was offered as."""
    place = scene.place
    if place.view is not View.TEXT or not place.pending:
        return scene.stay(Line(Say.STALE_BUTTON))
    return keep_note(scene, place.target, place.pending, place.pending_message)


def drop_text(scene: Scene) -> Outcome:
    """Let the pending text go."""
    if scene.place.view is not View.TEXT:
        return resume(scene)
    return resume(scene, Line(Say.TEXT_DROPPED))


def attach(scene: Scene, event: Attached) -> Outcome:
    """Keep a file as evidence of what is in view, and its caption as a note where there is none yet."""
    target = _subject(scene)
    if not scene.may(Act.ANSWER) or not target:
        return resume(scene, Line(Say.LOCKED))
    facts: tuple[Fact, ...] = (EvidenceAdded(target, event.evidence, event.message),)
    allowed = scene.assessment.instrument.evidence_max_chars
    if 0 < len(event.caption) <= allowed and target not in scene.assessment.notes:
        facts = (*facts, _note(scene.assessment, target, event.caption, event.message))
    line = Line(Say.EVIDENCE_SAVED, target)
    if scene.place.view is View.STEP:
        return scene.stay(line, facts=facts, replies=receipts(scene, target, facts))
    return _then_resume(scene, line, target, facts)


def _subject(scene: Scene) -> str:
    place = scene.place
    return place.target if is_step(scene, place.target) else place.cursor


def correct_edited(scene: Scene, event: Edited) -> Outcome:
    """Take an edited message as the correction of what came in it; of any other message, nothing."""
    traced = scene.traced
    if traced is None or traced.origin is Origin.RECEIPT:
        return Outcome((), scene.place, (), scene.assessment)
    target = traced.target
    if traced.origin is Origin.NOTE:
        allowed = scene.assessment.instrument.evidence_max_chars
        if not scene.may(Act.ANSWER):
            return scene.stay(Line(Say.LOCKED))
        if len(event.text) > allowed:
            return scene.stay(Line(Say.NOTE_TOO_LONG, target, number=allowed))
        facts = (_note(scene.assessment, target, event.text, event.message),)
        return scene.stay(Line(Say.NOTE_SAVED, target), facts=facts, replies=receipts(scene, target, facts))
    match event.intent:
        case Number(value) | NamedLevel(value) | NamedPriority(value):
            return correct(scene, target, value, event.message)
        case Word() as word if word in ANSWER_WORDS:
            return correct(scene, target, ANSWER_WORDS[word], event.message)
        case _:
            return scene.stay(Line(Say.NOT_UNDERSTOOD))
