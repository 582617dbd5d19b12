"""A criterion as it was answered in an earlier wave: offered before its first question, kept by one tap.

Only what asks the same is offered: the same item in the same words, on the same scale. Nothing is kept unseen, and
nothing over an answer that is there.
"""

from dataclasses import dataclass, replace

from conversations.answering import change_of, go_on, is_criterion
from conversations.assessment import Answer, Assessment, steps_of
from conversations.authorisation import Act
from conversations.desk.sought import Sought
from conversations.events import Typed
from conversations.facts import Denied
from conversations.instrument import Criterion, Instrument, Nonresponse
from conversations.intents import Intent
from conversations.navigation import resume
from conversations.place import View
from conversations.replies import Line, Say
from conversations.scene import Scene
from conversations.wishes import Keep
from conversations.world import Outcome, World


@dataclass(frozen=True, slots=True)
class Earlier(Sought[Assessment | None]):
    """An earlier assessment of the member that is worked for, with its answers; ``None`` for anybody else's."""

    assessment: int


def offer(present: Assessment, earlier: Assessment, criterion: Criterion) -> tuple[tuple[str, Answer], ...]:
    """List the answers of a criterion that can be kept; nothing once it has any, or if no item is the same."""
    return () if _touched(present, criterion) else _listed(present, earlier, criterion)


def _touched(present: Assessment, criterion: Criterion) -> bool:
    return any(present.answer(step) is not None for step in steps_of(criterion))


def _listed(present: Assessment, earlier: Assessment, criterion: Criterion) -> tuple[tuple[str, Answer], ...]:
    answers = ((step, _same(present, earlier, step)) for step in steps_of(criterion))
    listed = tuple((step, answer) for step, answer in answers if answer is not None)
    return listed if any(step != criterion.id for step, _ in listed) else ()


def _same(present: Assessment, earlier: Assessment, step: str) -> Answer | None:
    """Give the earlier answer to a step if the step still asks the same and takes that answer."""
    now, then, answer = present.instrument, earlier.instrument, earlier.answer(step)
    if answer is None or answer is Nonresponse.LATER:
        return None
    if now.has_criterion(step):
        same = then.has_criterion(step) and (now.priority_text, now.priority_options) == (
            then.priority_text,
            then.priority_options,
        )
        return answer if same and answer in [option.value for option in now.priority_options] else None
    return answer if then.has_item(step) and _takes(now, then, step, answer) else None


def _takes(now: Instrument, then: Instrument, item: str, answer: Answer) -> bool:
    if now.item(item).text != then.item(item).text:
        return False
    match answer:
        case Nonresponse.NOT_APPLICABLE:
            return now.item(item).allows_not_applicable
        case Nonresponse():
            return True
        case _:
            return now.levels == then.levels and answer in [level.value for level in now.levels]


def known(world: World) -> Assessment | None:
    """Give the earlier assessment if this turn has found it."""
    found = world.found.get(Earlier(world.earlier))
    return found if isinstance(found, Assessment) else None


def keep(scene: Scene, event: Keep) -> Outcome:
    """Answer a criterion as the card listed it. Pressed once more, or after another answer, nothing changes."""
    if event.earlier and event.earlier != scene.world.earlier:
        return _of_another(scene, Earlier(event.earlier))
    if not is_criterion(scene, event.criterion) or not event.earlier:
        return scene.stay(Line(Say.STALE_BUTTON))
    if not scene.may(Act.ANSWER):
        return scene.go(scene.at(View.SUMMARY), Line(Say.LOCKED))
    if Earlier(event.earlier) not in scene.world.found:
        return Outcome(seek=Earlier(event.earlier))
    earlier, criterion = known(scene.world), scene.assessment.instrument.criterion(event.criterion)
    listed = _listed(scene.assessment, earlier, criterion) if earlier else ()
    if listed and all(scene.assessment.answer(step) == answer for step, answer in listed):
        return resume(scene, Line(Say.ALREADY_SAVED, criterion.id))
    if not listed or _touched(scene.assessment, criterion):
        return scene.go(scene.at(View.CRITERION, criterion.id), Line(Say.STALE_BUTTON))
    facts = tuple(change_of(scene, step, None, answer, None) for step, answer in listed)
    return go_on(scene, listed[0][0], Line(Say.KEPT_AS_BEFORE, criterion.id, number=len(listed)), facts=facts)


def _of_another(scene: Scene, sought: Earlier) -> Outcome:
    """Keep nothing of an assessment that was not offered: it is of another wave, or not the member's, which counts."""
    if sought not in scene.world.found:
        return Outcome(seek=sought)
    denied = (Denied(),) if scene.world.found[sought] is None else ()
    return scene.stay(Line(Say.STALE_BUTTON), facts=denied)


def keep_in_view(scene: Scene, event: Typed[Intent]) -> Outcome:
    """Take a yes to the list in view, but for the message that brought it there and comes once more."""
    if event.message == scene.place.pending_message:
        return scene.stay()
    return keep(scene, Keep(scene.place.target, scene.world.earlier))


def one_by_one(scene: Scene, _: Typed[Intent]) -> Outcome:
    """Ask the criterion's first question: what was typed at the list cannot be meant for it yet."""
    step = scene.assessment.instrument.criterion(scene.place.target).items[0].id
    return scene.go(scene.at(View.STEP, step))


def offering(scene: Scene, outcome: Outcome) -> Outcome:
    """Put the list before the first question of a criterion that the main line has come to; draw no empty list."""
    place, assessment = outcome.place, outcome.assessment
    if not scene.world.earlier or place is None or assessment is None or outcome.seek is not None:
        return outcome
    instrument, target = assessment.instrument, place.target
    on_the_way = place.view is View.STEP and target == place.cursor and instrument.has_item(target)
    met = on_the_way and _comes_anew(scene, target)
    if not met and place.view is not View.BEFORE:
        return outcome
    criterion = instrument.criterion_of(target) if met else instrument.criterion(target)
    if met and _touched(assessment, criterion):
        return outcome
    sought = Earlier(scene.world.earlier)
    if sought not in scene.world.found:
        return Outcome(seek=sought)
    earlier = known(scene.world)
    if earlier is not None and offer(assessment, earlier, criterion):
        listed = replace(place.at(View.BEFORE, criterion.id), pending_message=place.pending_message)
        return outcome if not met else replace(outcome, place=listed)
    return outcome if met else replace(outcome, place=place.at(View.STEP, criterion.items[0].id))


def _comes_anew(scene: Scene, step: str) -> bool:
    """Tell whether a step was not in view before, and neither was the list that has its answer."""
    before, criterion = scene.place, scene.assessment.instrument.criterion_of(step)
    return before.target != step and (before.view, before.target) != (View.BEFORE, criterion.id)
