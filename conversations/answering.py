"""Recording answers: which are taken, which are asked about first, and where the conversation goes on after one.

An answer never overwrites a different one in silence: only the step in view is corrected without a question, and
only by who gave the answer.
"""

from dataclasses import replace

from conversations.assessment import Answer, Assessment, first_open, next_open
from conversations.authorisation import Act
from conversations.facts import Fact, PriorityChanged, ResponseChanged
from conversations.instrument import Nonresponse
from conversations.place import Place, View
from conversations.replies import Line, Receipt, Reply, Say
from conversations.scene import Scene
from conversations.world import Outcome


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
    if answer is Nonresponse.NOT_APPLICABLE and not instrument.item(step).allows_not_applicable:
        return Line(Say.NOT_APPLICABLE_REFUSED, step)
    if isinstance(answer, Nonresponse) or answer in [level.value for level in instrument.levels]:
        return None
    return Line(Say.LEVEL_OUT_OF_RANGE, step, number=max(level.value for level in instrument.levels))


def is_criterion(scene: Scene, target: str) -> bool:
    return any(criterion.id == target for criterion in scene.assessment.instrument.criteria)


def is_step(scene: Scene, target: str) -> bool:
    return is_criterion(scene, target) or any(item.id == target for item in scene.assessment.instrument.items)


def give(scene: Scene, step: str, answer: Answer, message: int | None = None) -> Outcome:
    """Take an answer, or ask first when a different one is recorded that this person did not just see and give."""
    if not is_step(scene, step):
        return scene.stay(Line(Say.STALE_BUTTON))
    if line := refusal(scene, step, answer):
        return scene.stay(line)
    if answer is Nonresponse.LATER:
        return put_off(scene, step)
    recorded = scene.assessment.answer(step)
    in_view = scene.place.view is View.STEP and scene.place.target == step
    if recorded not in (None, Nonresponse.LATER, answer) and not (in_view and _is_mine(scene, step)):
        asking = replace(scene.at(View.CHANGE, step), pending=code(answer), pending_message=message)
        return scene.go(asking)
    return record(scene, step, answer, message)


def overwrite(scene: Scene, step: str, answer: Answer, message: int | None = None) -> Outcome:
    """Take an answer that was confirmed against the recorded one."""
    if not is_step(scene, step):
        return scene.stay(Line(Say.STALE_BUTTON))
    if line := refusal(scene, step, answer):
        return scene.stay(line)
    return record(scene, step, answer, message)


def _is_mine(scene: Scene, step: str) -> bool:
    recorded = scene.assessment.responses.get(step) or scene.assessment.priorities.get(step)
    return recorded is not None and recorded.author == scene.place.person


def put_off(scene: Scene, step: str) -> Outcome:
    """Leave a step for later. An answer that is there stays, and so does a priority: the step is only passed over."""
    if is_criterion(scene, step) or scene.assessment.settled(step):
        return _go_on(scene, step, put_off=True)
    facts = (ResponseChanged(step, scene.assessment.answer(step), Nonresponse.LATER),)
    return _go_on(scene, step, Line(Say.SAVED, step, Nonresponse.LATER), facts=facts, put_off=True)


def record(scene: Scene, step: str, answer: Answer, message: int | None = None) -> Outcome:
    """Write an answer that ``refusal`` has nothing against, and go on."""
    before = scene.assessment.answer(step)
    if before == answer:
        return _go_on(scene, step, Line(Say.ALREADY_SAVED, step, answer))
    facts = (_change(scene, step, before, answer, message),)
    return _go_on(scene, step, Line(Say.SAVED, step, answer), facts=facts)


def correct(scene: Scene, step: str, answer: Answer, message: int) -> Outcome:
    """Take the correction that an edited message makes, and stay where the person stands."""
    if line := refusal(scene, step, answer):
        return scene.stay(line)
    before = scene.assessment.answer(step)
    if before == answer:
        return scene.stay(Line(Say.ALREADY_SAVED, step, answer))
    facts = (_change(scene, step, before, answer, message),)
    return scene.stay(Line(Say.SAVED, step, answer), facts=facts, replies=receipts(scene, step, facts))


def _change(scene: Scene, step: str, before: Answer | None, after: Answer, message: int | None) -> Fact:
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


def _go_on(scene: Scene, step: str, *lines: Line, facts: tuple[Fact, ...] = (), put_off: bool = False) -> Outcome:
    """Go to where the main line stands after ``step``; a correction leads back to where one was."""
    after = scene.after(facts)
    cursor = scene.place.cursor
    if cursor in ("", step) or after.settled(cursor):
        cursor = next_open(after, cursor or step, only_untouched=put_off) or ""
    place = replace(standing(scene.place, after, cursor), oriented=True)
    return scene.go(place, *lines, facts=facts, replies=receipts(scene, step, facts))


def standing(place: Place, assessment: Assessment, cursor: str) -> Place:
    """Stand at the step ``cursor``, or before the overview of all criteria when there is none."""
    if cursor:
        return replace(place, view=View.STEP, target=cursor, cursor=cursor, pending="", pending_message=None)
    opening = first_open(assessment) or ""
    return replace(place, view=View.REVIEW, target="", cursor=opening, pending="", pending_message=None)
