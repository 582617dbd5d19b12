"""Recording answers: which are taken, which are asked about first, and where the conversation goes on after one.

An answer never overwrites a different one in silence: only the step in view is corrected without a question, and
only by who gave the answer.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from conversations.assessment import Answer, Assessment, first_open, next_after_later, next_open
from conversations.authorisation import Act
from conversations.events import Typed
from conversations.facts import Fact, PriorityChanged, ResponseChanged
from conversations.instrument import Nonresponse
from conversations.place import Place, View
from conversations.replies import Line, Receipt, Reply, Say
from conversations.scene import Scene
from conversations.world import Outcome

A_GLANCE = timedelta(seconds=2)
"""How long after a question has appeared nothing typed is taken for an answer to it unasked."""


def code(answer: Answer) -> str:
    """Write an answer as a short code: ``3``, ``dk``."""
    return answer.value if isinstance(answer, Nonresponse) else str(answer)


def answer_of(code: str) -> Answer:
    """Read an answer from its code. Raises ``ValueError`` for anything else."""
    return int(code) if code.isascii() and code.isdigit() else Nonresponse(code)


def refusal(scene: Scene, step: str, answer: Answer) -> Line | None:
    """Say why ``answer`` cannot be an answer to ``step``; ``None`` if it can."""
    instrument = scene.assessment.instrument
    if not scene.may(Act.ANSWER):
        return Line(Say.LOCKED)
    if is_criterion(scene, step):
        values = [option.value for option in instrument.priority_options]
        if answer in values or answer is Nonresponse.LATER:
            return None
        return Line(Say.PRIORITY_OUT_OF_RANGE, step, number=max(values))
    levels = [level.value for level in instrument.levels]
    if answer is Nonresponse.NOT_APPLICABLE and not instrument.item(step).allows_not_applicable:
        return Line(Say.NOT_APPLICABLE_REFUSED, step)
    if isinstance(answer, Nonresponse) or answer in levels:
        return None
    return Line(Say.LEVEL_OUT_OF_RANGE, step, number=max(levels))


def is_criterion(scene: Scene, target: str) -> bool:
    return scene.assessment.instrument.has_criterion(target)


def is_step(scene: Scene, target: str) -> bool:
    return is_criterion(scene, target) or scene.assessment.instrument.has_item(target)


def give(scene: Scene, step: str, answer: Answer, message: int | None = None) -> Outcome:
    """Take an answer, or ask first when a different one is recorded that this person did not just see and give."""
    if not is_step(scene, step):
        return scene.stay(Line(Say.STALE_BUTTON))
    if line := refusal(scene, step, answer):
        return _refuse(scene, line)
    if answer is Nonresponse.LATER:
        return put_off(scene, step, message)
    recorded = scene.assessment.answer(step)
    in_view = scene.place.view is View.STEP and scene.place.target == step
    if recorded not in (None, Nonresponse.LATER, answer) and not (in_view and _is_mine(scene, step)):
        asking = replace(scene.at(View.CHANGE, step), pending=code(answer), pending_message=message)
        return scene.go(asking)
    return record(scene, step, answer, message)


def may_have_been_seen(scene: Scene) -> bool:
    """Tell whether what was typed can be meant for the question in view: not if it was typed as that appeared."""
    typed_at = scene.event.at if isinstance(scene.event, Typed) else None
    shown_at = scene.world.shown_at
    return typed_at is None or shown_at is None or typed_at > shown_at + A_GLANCE


def make_sure(scene: Scene, answer: Answer, message: int) -> Outcome:
    """Ask whether a typed answer is meant for the question that has only just appeared."""
    step = scene.place.target
    if line := refusal(scene, step, answer):
        return _refuse(scene, line)
    return scene.go(replace(scene.at(View.SURE, step), pending=code(answer), pending_message=message))


def overwrite(scene: Scene, step: str, answer: Answer) -> Outcome:
    """Take an answer that is in view beside the recorded one. An old button of that kind only shows its question."""
    if not is_step(scene, step):
        return scene.stay(Line(Say.STALE_BUTTON))
    if line := refusal(scene, step, answer):
        return _refuse(scene, line)
    place = scene.place
    waiting = (place.target, place.pending) == (step, code(answer))
    if waiting and place.view is View.SURE:
        return give(replace(scene, place=scene.at(View.STEP, step)), step, answer, place.pending_message)
    shown = place.view is View.CHANGE and waiting
    if not shown and scene.assessment.answer(step) != answer:
        return scene.go(scene.at(View.STEP, step), Line(Say.STALE_BUTTON))
    return record(scene, step, answer, place.pending_message if shown else None)


def _refuse(scene: Scene, line: Line) -> Outcome:
    """Say why an answer is not taken; where none is taken at all, the questions give way to the summary."""
    return scene.go(scene.at(View.SUMMARY), line) if line.say is Say.LOCKED else scene.stay(line)


def _is_mine(scene: Scene, step: str) -> bool:
    recorded = scene.assessment.responses.get(step) or scene.assessment.priorities.get(step)
    return recorded is not None and recorded.author == scene.place.person


def put_off(scene: Scene, step: str, message: int | None) -> Outcome:
    """Leave a step for later. An answer that is there stays, and so does a priority: the step is only passed over."""
    if is_criterion(scene, step) or scene.assessment.settled(step):
        return go_on(scene, step, find_next=next_after_later)
    line, before = _saved(scene, step, Nonresponse.LATER), scene.assessment.answer(step)
    facts = (ResponseChanged(step, None, Nonresponse.LATER, message),) if before is None else ()
    return go_on(scene, step, line, facts=facts, find_next=next_after_later)


def record(scene: Scene, step: str, answer: Answer, message: int | None = None) -> Outcome:
    """Write an answer that ``refusal`` has nothing against, and go on."""
    before = scene.assessment.answer(step)
    if before == answer:
        return go_on(scene, step, Line(Say.ALREADY_SAVED, step, answer))
    facts = (change_of(scene, step, before, answer, message),)
    return go_on(scene, step, _saved(scene, step, answer), facts=facts)


def _saved(scene: Scene, step: str, answer: Answer) -> Line:
    return Line(Say.SAVED, step, answer, typed=not scene.pressed)


def correct(scene: Scene, step: str, answer: Answer, message: int) -> Outcome:
    """Take the correction that an edited message makes, and stay where the person stands."""
    if line := refusal(scene, step, answer):
        return scene.stay(line)
    before = scene.assessment.answer(step)
    if before == answer:
        return scene.stay(Line(Say.ALREADY_SAVED, step, answer))
    facts = (change_of(scene, step, before, answer, message),)
    return scene.stay(_saved(scene, step, answer), facts=facts, replies=receipts(scene, step, facts))


def change_of(scene: Scene, step: str, before: Answer | None, after: Answer, message: int | None) -> Fact:
    """Make the fact that a step's answer changes."""
    if is_criterion(scene, step):
        assert not isinstance(before, Nonresponse)  # a priority is put off by passing it over
        assert not isinstance(after, Nonresponse)
        return PriorityChanged(step, before, after)
    return ResponseChanged(step, before, after, message)


def receipts(scene: Scene, step: str, facts: tuple[Fact, ...]) -> tuple[Reply, ...]:
    """Give the receipt of a step's criterion if it is complete after ``facts``, or was before."""
    instrument = scene.assessment.instrument
    criterion = instrument.criterion(step) if is_criterion(scene, step) else instrument.criterion_of(step)
    complete = scene.assessment.complete(criterion) or scene.after(facts).complete(criterion)
    return (Receipt(criterion.id),) if facts and complete else ()


def go_on(
    scene: Scene,
    step: str,
    *lines: Line,
    facts: tuple[Fact, ...] = (),
    find_next: Callable[[Assessment, str], str | None] = next_open,
) -> Outcome:
    """Go to where the main line stands after ``step``; a correction leads back to where one was."""
    after = scene.after(facts)
    cursor = scene.place.cursor
    if cursor in ("", step) or after.settled(cursor):
        cursor = find_next(after, cursor or step) or ""
    place = replace(standing(scene.place, after, cursor), oriented=True)
    return scene.go(place, *lines, facts=facts, replies=receipts(scene, step, facts))


def standing(place: Place, assessment: Assessment, cursor: str) -> Place:
    """Stand at the step ``cursor``, or before the overview of all criteria when there is none."""
    if cursor:
        return replace(place.at(View.STEP, cursor), cursor=cursor)
    return replace(place.at(View.REVIEW), cursor=first_open(assessment) or "")
