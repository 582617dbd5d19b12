"""The actions of `conversations.transitions` that are too small for a part of their own, or made for a row each."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from conversations import answering, batching, navigation, remarks
from conversations.assessment import Answer
from conversations.events import Event, Give, Overwrite, Typed
from conversations.instrument import Nonresponse
from conversations.intents import NamedLevel, NamedPriority, Number
from conversations.place import View
from conversations.replies import Enclosure, Line, Say
from conversations.scene import Scene
from conversations.world import Outcome

Action = Callable[[Scene, Any], Outcome]
"""Takes the event that its row's trigger names: the one place where the types do not say so."""


def typed_value(scene: Scene, event: Typed[Number | NamedLevel | NamedPriority]) -> Outcome:
    return typed_answer(scene, event.intent.value, event.message)


def typed_answer(scene: Scene, answer: Answer, message: int) -> Outcome:
    """Answer the question in view; a text that waits there to be kept is let go."""
    if message == scene.place.pending_message:  # the same message once more: it brought this question into view
        return scene.stay()
    asked = replace(scene, place=scene.at(View.STEP, scene.place.target))
    if not answering.may_have_been_seen(scene):
        return answering.make_sure(asked, answer, message)
    return answering.give(asked, scene.place.target, answer, message)


def typed_level(scene: Scene, event: Typed[NamedLevel]) -> Outcome:
    at_priority = answering.is_criterion(scene, scene.place.target)
    return scene.stay(Line(Say.NOT_UNDERSTOOD)) if at_priority else typed_value(scene, event)


def typed_priority(scene: Scene, event: Typed[NamedPriority]) -> Outcome:
    at_priority = answering.is_criterion(scene, scene.place.target)
    return typed_value(scene, event) if at_priority else scene.stay(Line(Say.NOT_UNDERSTOOD))


def nonresponse(answer: Nonresponse) -> Action:
    return lambda scene, event: typed_answer(scene, answer, event.message)


def give(scene: Scene, event: Give) -> Outcome:
    return answering.give(scene, event.step, event.answer)


def overwrite(scene: Scene, event: Overwrite) -> Outcome:
    return answering.overwrite(scene, event.step, event.answer)


def seen(action: Action) -> Action:
    """Take a yes only to what has been there long enough to be read; one that comes too soon is asked for again."""

    @wraps(action)
    def once_seen(scene: Scene, event: Event) -> Outcome:
        return action(scene, event) if answering.may_have_been_seen(scene) else scene.stay(Line(Say.ASKED_AGAIN))

    return once_seen


def confirm_change(scene: Scene, _: Event) -> Outcome:
    place = scene.place
    return answering.overwrite(scene, place.target, answering.answer_of(place.pending))


def keep_batch(scene: Scene, _: Event) -> Outcome:
    return batching.keep_batch(scene)


def keep_anyway(scene: Scene, _: Event) -> Outcome:
    return remarks.keep_anyway(scene)


def keep_text(scene: Scene, _: Event) -> Outcome:
    return remarks.keep_text(scene)


def keep_recorded(scene: Scene, _: Event) -> Outcome:
    return navigation.resume(scene, Line(Say.ANSWER_KEPT, scene.place.target))


def begin(scene: Scene, _: Event) -> Outcome:
    return navigation.resume(replace(scene, place=scene.at(View.STEP, scene.place.cursor)))


def view(view: View) -> Action:
    return lambda scene, _: navigation.show(scene, view)


def resume(*says: Say) -> Action:
    return lambda scene, _: navigation.resume(scene, *(Line(say) for say in says))


def send(enclosure: Enclosure) -> Action:
    return lambda scene, _: navigation.send(scene, enclosure)


def beside(enclosure: Enclosure) -> Action:
    return lambda scene, _: navigation.send_beside(scene, enclosure)
