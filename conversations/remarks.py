"""Notes, evidence and other texts: kept where the person meant them, asked about when that is not clear."""

from dataclasses import replace

from conversations.answering import correct, is_criterion, is_step, receipts
from conversations.asking import send_question
from conversations.assessment import Assessment
from conversations.authorisation import Act
from conversations.batching import take_batch, take_pasted
from conversations.doubt import PHOTO, Doubt, ask_about, read_doubt
from conversations.events import Attached, Edited, Typed
from conversations.facts import EvidenceAdded, Fact, NoteChanged, Redacted
from conversations.instrument import Nonresponse
from conversations.intents import Batch, Intent, NamedLevel, Number, Pasted, Word
from conversations.navigation import BEFORE_THE_FIRST, resume
from conversations.personal_data import personal_data
from conversations.place import View
from conversations.replies import Line, Say
from conversations.scene import Scene
from conversations.world import Origin, Outcome

A_SENTENCE = 12
"""Characters from which a text that is no answer is offered as a note; shorter ones are more likely a slip."""

ANSWER_WORDS = {Word.DONT_KNOW: Nonresponse.DONT_KNOW, Word.NOT_APPLICABLE: Nonresponse.NOT_APPLICABLE}


def keep_note(scene: Scene, target: str, text: str, message: int | None, *, sure: bool = False) -> Outcome:
    """Write a note on an item or criterion and go on; too long a note is asked for again, shorter.

    Unless the person is ``sure``, what looks like personal data is asked about first.
    """
    allowed = scene.assessment.instrument.evidence_max_chars
    if not scene.may(Act.ANSWER):
        return resume(scene, Line(Say.LOCKED))
    if len(text) > allowed:
        return scene.stay(Line(Say.NOTE_TOO_LONG, target, number=allowed))
    if not sure and (kinds := personal_data(text)):
        return ask_about(scene, target, Doubt(tuple(sorted(kinds)), text), message)
    facts = (_note(scene.assessment, target, text, message),)
    return _then_resume(scene, Line(Say.NOTE_SAVED, target), target, facts)


def _note(assessment: Assessment, target: str, text: str, message: int | None) -> Fact:
    before = assessment.notes.get(target)
    return NoteChanged(target, before.text if before else None, text, message)


def _then_resume(scene: Scene, line: Line, target: str, facts: tuple[Fact, ...]) -> Outcome:
    return resume(scene, line, facts=facts, replies=receipts(scene, target, facts))


def take_text(scene: Scene, event: Typed[Intent]) -> Outcome:
    """Take a text that is no answer: offered as a note at a question, otherwise the way back to the question."""
    place = scene.place
    if place.view is View.NOTE:
        return keep_note(scene, place.target, event.text, event.message)
    if place.view in (View.STEP, View.TEXT, View.PERSONAL) and len(event.text) >= A_SENTENCE:
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
    """Let go what waits to be kept: a text, a photo, a list of answers."""
    if scene.place.view not in (View.TEXT, View.PERSONAL, View.BATCH):
        return resume(scene)
    return resume(scene, Line(Say.TEXT_DROPPED))


def keep_anyway(scene: Scene) -> Outcome:
    """Keep what may show personal data: the person has looked at it again."""
    place = scene.place
    if place.view is not View.PERSONAL:
        return scene.stay(Line(Say.STALE_BUTTON))
    doubt = read_doubt(place.pending)
    if doubt.asks:
        return send_question(scene, place.target, doubt.text)
    if doubt.evidence is None:
        return keep_note(scene, place.target, doubt.text, place.pending_message, sure=True)
    attached = Attached(doubt.evidence, doubt.text, place.pending_message or 0)
    return attach(scene, attached, sure=True)


def erase(scene: Scene, target: str) -> Outcome:
    """Take the note and files of an item or criterion out, also after submission; whose they were and when stays."""
    if not is_step(scene, target) or not scene.may(Act.REDACT):
        return scene.stay(Line(Say.STALE_BUTTON))
    if target not in scene.assessment.notes and target not in scene.assessment.evidence:
        return scene.stay(Line(Say.ERASED, target))
    facts = (Redacted(target),)
    return scene.stay(Line(Say.ERASED, target), facts=facts, replies=receipts(scene, target, facts))


def attach(scene: Scene, event: Attached, *, sure: bool = False) -> Outcome:
    """Keep a file as evidence of what is in view, and its caption with the note; one that does not fit is said.

    Unless the person is ``sure``, photos are asked about first: faces and documents cannot be told from here.
    """
    target = _subject(scene)
    if not scene.may(Act.ANSWER):
        return resume(scene, Line(Say.LOCKED))
    if not target:
        return resume(scene, Line(Say.NOT_UNDERSTOOD))
    photo = (PHOTO,) if event.evidence.kind == PHOTO else ()
    kinds = (*photo, *sorted(personal_data(event.caption)))
    if kinds and not sure:
        return ask_about(scene, target, Doubt(kinds, event.caption, event.evidence), event.message)
    kept = {one.unique for one in scene.assessment.evidence.get(target, ())}
    new = event.evidence.unique not in kept
    facts: tuple[Fact, ...] = (EvidenceAdded(target, event.evidence, event.message),) if new else ()
    lines = [Line(Say.EVIDENCE_SAVED, target)]
    if event.caption and new:
        allowed = scene.assessment.instrument.evidence_max_chars
        before = scene.assessment.notes.get(target)
        note = f"{before.text}\n{event.caption}" if before else event.caption
        if len(note) <= allowed:
            facts = (*facts, _note(scene.assessment, target, note, event.message))
        else:
            lines.append(Line(Say.NOTE_TOO_LONG, target, number=allowed))
    if scene.place.view is View.PERSONAL and not is_criterion(scene, target):
        return scene.go(scene.at(View.STEP, target), *lines, facts=facts, replies=receipts(scene, target, facts))
    if scene.place.view in (View.STEP, View.TEXT, View.CHANGE):
        return scene.stay(*lines, facts=facts, replies=receipts(scene, target, facts))
    return resume(scene, *lines, facts=facts, replies=receipts(scene, target, facts))


def _subject(scene: Scene) -> str:
    """Tell what a file is about: what is in view, else the open question; nothing before the first one was seen."""
    place = scene.place
    if place.view in BEFORE_THE_FIRST:
        return ""
    return place.target if is_step(scene, place.target) else place.cursor


def correct_edited(scene: Scene, event: Edited) -> Outcome:
    """Take an edited message as the correction of what came in it; of any other message, nothing."""
    traced = scene.world.traced
    if traced is None or traced.origin is Origin.RECEIPT:
        return Outcome((), scene.place, (), scene.assessment)
    target = traced.target
    if traced.origin is Origin.NOTE:
        allowed = scene.assessment.instrument.evidence_max_chars
        if not scene.may(Act.ANSWER):
            return scene.stay(Line(Say.LOCKED))
        if len(event.text) > allowed:
            return scene.stay(Line(Say.NOTE_TOO_LONG, target, number=allowed))
        if kinds := personal_data(event.text):
            return ask_about(scene, target, Doubt(tuple(sorted(kinds)), event.text), event.message)
        facts = (_note(scene.assessment, target, event.text, event.message),)
        return scene.stay(Line(Say.NOTE_SAVED, target), facts=facts, replies=receipts(scene, target, facts))
    mine = (scene.place.person, event.message)
    if sum((one.author, one.message) == mine for one in scene.assessment.responses.values()) > 1:
        return _correct_several(scene, event, target)
    match event.intent:
        case Number(value) | NamedLevel(value):
            return correct(scene, target, value, event.message)
        case Word() as word if word in ANSWER_WORDS:
            return correct(scene, target, ANSWER_WORDS[word], event.message)
        case _:
            return scene.stay(Line(Say.NOT_UNDERSTOOD))


def _correct_several(scene: Scene, event: Edited, item: str) -> Outcome:
    """Take an edited message that several answers came in: listed anew, never taken for one of them."""
    criterion = scene.assessment.instrument.criterion_of(item)
    about = replace(scene, place=scene.at(View.CRITERION, criterion.id))
    match event.intent:
        case Batch() as batch:
            return take_batch(about, Typed(batch, event.text, event.message))
        case Pasted() as pasted:
            return take_pasted(about, Typed(pasted, event.text, event.message))
        case _:
            return scene.stay(Line(Say.NOT_UNDERSTOOD))
