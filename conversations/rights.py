"""A person's rights: to see everything about them, to correct their post, to be forgotten."""

from conversations.events import Choice, Event, Typed
from conversations.facts import PersonForgotten, PostChanged
from conversations.intents import Intent, Word
from conversations.navigation import resume
from conversations.replies import Courtesy, Door, Enclosure, Line, Reply, Say, Send, Toast
from conversations.scene import Scene
from conversations.world import Outcome, World

LONGEST_POST = 80


def wants_own_data(event: Event) -> bool:
    """Tell whether an event asks for everything about the person."""
    return event is Choice.SEND_MY_DATA or (isinstance(event, Typed) and event.intent is Word.MY_DATA)


def forget(world: World) -> Outcome:
    """Forget the person; the municipality's answers stay."""
    return Outcome((PersonForgotten(),), None, (Courtesy(Line(Say.FORGOTTEN), world.language),))


def own_data_at_the_door(world: World, event: Event, beside: Door | Courtesy) -> Outcome:
    """Send everything about somebody who has no assessment to stand in."""
    toast: tuple[Reply, ...] = (Toast(Line(Say.FILE_COMING)),) if isinstance(event, Choice) else ()
    return Outcome((), None, (*toast, Send(Enclosure.MY_DATA, world.language), beside))


def keep_post(scene: Scene, event: Typed[Intent]) -> Outcome:
    """Keep the post that the person wrote: an office, never a name."""
    post = " ".join(event.text.split())
    if len(post) > LONGEST_POST:
        return scene.stay(Line(Say.POST_TOO_LONG, number=LONGEST_POST))
    return resume(scene, Line(Say.POST_SAVED), facts=(PostChanged(post),))
