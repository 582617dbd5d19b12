"""Which presses reach for what is nobody's who presses them: they do nothing, and are counted.

No card of theirs has such a button: it was forged, or is left from a post that is over. What comes of the press is
decided elsewhere; here only that it was a reach. A stranger's presses are counted as a stranger's.
"""

from conversations.authorisation import OWN_ACTS, Act
from conversations.events import Choice, ChooseAppointment, Do, Erase, Event, Give, Open, Overwrite, Submit
from conversations.people import Person, Role
from conversations.wishes import Keep, Leave, TakeBack
from conversations.world import World

ACTS: dict[type, Act] = {
    Give: Act.ANSWER,
    Overwrite: Act.ANSWER,
    Keep: Act.ANSWER,
    Submit: Act.SUBMIT,
    Erase: Act.REDACT,
}
"""What a press wants to do with an assessment, whichever that is."""


def is_reach(world: World, event: Event) -> bool:
    """Tell whether ``event`` is a press for what no post of its sender's allows, or about somebody else's post."""
    person = world.person
    match event:
        case Open() | Do():
            return person is None or not any(post.role is Role.COORDINATOR for post in person.appointments)
        case _ if person is None or not person.consented:
            return False
        case ChooseAppointment(appointment) | Leave(appointment) | TakeBack(appointment):
            return appointment not in _own(world, person)
        case Choice.TAKE_REMINDERS if event is Choice.TAKE_REMINDERS:  # it equals other presses that are texts
            return world.left is None and all(post.role is not Role.FOCAL_POINT for post in person.appointments)
        case _:
            act = Act.RECALL if event is Choice.RECALL else ACTS.get(type(event))
            return act is not None and world.left is None and not _allowed(person, act)


def _own(world: World, person: Person) -> set[int]:
    """Give the posts in force, and the one just left: its buttons are still about it."""
    left = {world.left.id} if world.left else set()
    return left | {post.id for post in person.appointments}


def _allowed(person: Person, act: Act) -> bool:
    return any(act in OWN_ACTS.get(post.role, ()) for post in person.appointments)
