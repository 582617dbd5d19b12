"""What besides the answers must be kept after an event: notes, files, the area consulted, the submission, the person.

A second opinion as `kit.oracle` is one, on what may change them and who.
"""

import json

from kit.hands import asked_first
from kit.oracle import confirms, listed_in, may_answer, may_redact

from conversations.assessment import Assessment
from conversations.events import Attached, Choice, Edited, Erase, Event, Submit, Typed
from conversations.intents import Word
from conversations.people import Role
from conversations.place import View
from conversations.world import Origin, World

PRIVATE = ("her number is 099 123 456", "write to maria@example.org")
"""Texts of the machine that show personal data."""


def check_rest(world: World, event: Event, after: Assessment) -> None:
    """Check that notes, files and submission changed only by an act that says so, and that nothing else went."""
    before = world.assessment
    assert before is not None
    if isinstance(event, Erase) and may_redact(world) and world.place is not None and not asked_first(world):
        assert event.target not in after.notes
        assert event.target not in after.evidence
    gone = {*before.notes, *before.evidence} - {*after.notes, *after.evidence}
    assert gone <= ({event.target} if isinstance(event, Erase) and may_redact(world) else set())
    texts = {one: note.text for one, note in before.notes.items()}
    changed = {target for target, note in after.notes.items() if texts.get(target) != note.text}
    if changed:
        assert len(changed) == 1
        assert may_answer(world)
        assert after.notes[changed.pop()].text in _note_texts(world, event)
    for target in {*before.evidence} - gone:
        assert before.evidence[target] == after.evidence[target][: len(before.evidence[target])]
    if any(len(files) > len(before.evidence.get(target, ())) for target, files in after.evidence.items()):
        assert (isinstance(event, Attached) and not _doubtful(event)) or _keeps_anyway(world, event)
        assert may_answer(world)
    if after.submission != before.submission:
        focal = world.person is not None and world.person.appointment is not None
        assert focal
        assert isinstance(event, Submit) if after.submission else event is Choice.RECALL
    check_consulted(world, event, after)


def check_consulted(world: World, event: Event, after: Assessment) -> None:
    """Check that an answer names the area that the confirmed reply named, and no other one does."""
    area = ""
    if confirms(world, event, View.BATCH, Choice.KEEP_BATCH):
        assert world.place is not None
        _, area = listed_in(world.place.pending)
    assert world.assessment is not None
    for item, response in after.responses.items():
        if response != world.assessment.responses.get(item):
            assert area == response.consulted


def must_go(world: World, event: Event) -> bool:
    """Tell whether an event makes us forget its sender: only on the card that asks "are you sure?"."""
    person, place = world.person, world.place
    if event is not Choice.FORGET_ME or person is None or not person.consented or world.visiting is not None:
        return False
    post = person.appointment
    if post is None or post.role is Role.COORDINATOR or world.assessment is None:
        return True
    return place is not None and place.view is View.FORGET


def _note_texts(world: World, event: Event) -> set[str]:
    place = world.place
    assert place is not None
    if _keeps_anyway(world, event):
        return _with_caption(world, json.loads(place.pending)["text"])
    match event:
        case Choice.KEEP_TEXT | Typed(intent=Word.YES) if place.view is View.TEXT:
            return {place.pending}.difference(PRIVATE)
        case Typed() if place.view is View.NOTE and world.visiting is None:
            return {event.text}.difference(PRIVATE)
        case Edited() if world.traced and world.traced.origin is Origin.NOTE:
            return {event.text}.difference(PRIVATE)
        case Attached():
            return _with_caption(world, event.caption) if not _doubtful(event) else set()
        case _:
            return set()


def _with_caption(world: World, caption: str) -> set[str]:
    """Give a caption by itself and below each note that is there."""
    assert world.assessment is not None
    return {caption, *(f"{note.text}\n{caption}" for note in world.assessment.notes.values())}


def _keeps_anyway(world: World, event: Event) -> bool:
    return confirms(world, event, View.PERSONAL, Choice.KEEP_ANYWAY)


def _doubtful(event: Attached) -> bool:
    return event.evidence.kind == "photo" or event.caption in PRIVATE
