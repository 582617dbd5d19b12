"""Several answers at once: a line for a criterion, or a consulted colleague's reply. Listed, confirmed once, then kept.

What is not understood, or does not fit the criterion, is asked about and never guessed.
"""

from dataclasses import replace

from conversations.answering import answer_of, change_of, code, go_on, refusal
from conversations.assessment import Answer
from conversations.events import Typed
from conversations.facts import Fact, ResponseChanged
from conversations.instrument import Criterion, Nonresponse
from conversations.intents import Batch, Pasted
from conversations.place import View
from conversations.replies import Line, Say
from conversations.scene import Scene
from conversations.world import Outcome

BETWEEN = ";"
AREA = "@"


def take_batch(scene: Scene, event: Typed[Batch]) -> Outcome:
    """Take a line of answers for the criterion in view: for all its items, with or without its priority."""
    criterion = criterion_in_view(scene)
    steps = [item.id for item in criterion.items]
    answers = event.intent.answers
    if len(answers) == len(steps) + 1:
        steps.append(criterion.id)
    if len(answers) != len(steps):
        return scene.stay(Line(Say.BATCH_COUNT, criterion.id, number=len(criterion.items)))
    understood: list[tuple[str, Answer]] = []
    for number, (step, answer) in enumerate(zip(steps, answers, strict=True), start=1):
        if answer is None or answer is Nonresponse.LATER:
            return scene.stay(Line(Say.BATCH_UNCLEAR, criterion.id, number=number))
        understood.append((step, answer))
    return _ask(scene, criterion, understood, event.message, "")


def take_pasted(scene: Scene, event: Typed[Pasted]) -> Outcome:
    """Take a consulted colleague's reply about the criterion that it names, else the one in view."""
    pasted = event.intent
    criterion = criterion_in_view(scene)
    if scene.assessment.instrument.has_criterion(pasted.criterion):
        criterion = scene.assessment.instrument.criterion(pasted.criterion)
    understood: dict[str, Answer] = {}
    for number, answer in pasted.answers:
        if not 1 <= number <= len(criterion.items):
            return scene.stay(Line(Say.BATCH_COUNT, criterion.id, number=len(criterion.items)))
        item = criterion.items[number - 1].id
        if answer is None or answer is Nonresponse.LATER or item in understood:
            return scene.stay(Line(Say.BATCH_UNCLEAR, criterion.id, number=number))
        understood[item] = answer
    if not understood:
        return scene.stay(Line(Say.NOT_UNDERSTOOD))
    return _ask(scene, criterion, list(understood.items()), event.message, pasted.area)


def criterion_in_view(scene: Scene) -> Criterion:
    """Give the criterion that is in view, else the one where the assessment stands, else the first."""
    instrument, place = scene.assessment.instrument, scene.place
    for target in (place.target, place.cursor):
        if instrument.has_criterion(target):
            return instrument.criterion(target)
        if instrument.has_item(target):
            return instrument.criterion_of(target)
    return instrument.criteria[0]


def _ask(scene: Scene, criterion: Criterion, answers: list[tuple[str, Answer]], message: int, area: str) -> Outcome:
    for step, answer in answers:
        if line := refusal(scene, step, answer):
            return scene.stay(line)
    pending = BETWEEN.join(f"{step}={code(answer)}" for step, answer in answers)
    place = replace(scene.at(View.BATCH, criterion.id), pending=f"{pending}{AREA}{area}", pending_message=message)
    return scene.go(place)


def read_pending(pending: str) -> tuple[tuple[tuple[str, Answer], ...], str]:
    """Read what waits to be confirmed: steps with their answers, and the area that was consulted."""
    listed, _, area = pending.partition(AREA)
    pairs = (pair.partition("=") for pair in listed.split(BETWEEN))
    return tuple((step, answer_of(answer)) for step, _, answer in pairs), area


def keep_batch(scene: Scene) -> Outcome:
    """Keep the answers that were listed. A press on an old list keeps nothing."""
    place = scene.place
    if place.view is not View.BATCH:
        return scene.stay(Line(Say.STALE_BUTTON))
    answers, area = read_pending(place.pending)
    facts: list[Fact] = []
    for step, answer in answers:
        if line := refusal(scene, step, answer):
            return scene.stay(line)
        before = scene.assessment.answer(step)
        if before == answer:
            continue
        fact = change_of(scene, step, before, answer, place.pending_message)
        facts.append(replace(fact, consulted=area) if isinstance(fact, ResponseChanged) else fact)
    line = Line(Say.BATCH_SAVED, place.target, number=len(answers))
    return go_on(scene, answers[-1][0], line, facts=tuple(facts))
