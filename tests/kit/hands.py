"""Whose post it is after an event, and what an earlier wave gives: a second opinion, as `kit.oracle` is one."""

from conversations.assessment import Answer, Assessment, steps_of
from conversations.events import Event, OutageEnded, Redraw, Typed
from conversations.instrument import Nonresponse
from conversations.intents import Word
from conversations.people import Role
from conversations.place import View
from conversations.wishes import Keep, Leave, TakeBack
from conversations.world import Origin, World


def asked_first(world: World) -> bool:
    """Tell whether somebody has yet to say, in a wave younger than their post, that it is still theirs."""
    post = world.person.appointment if world.person else None
    if world.wave is None or post is None or post.since is None or post.role is Role.COORDINATOR:
        return False
    return post.since < world.wave.opened_at and post.confirmed_wave != world.wave.id


def kept_from_before(world: World, event: Event, earlier: Assessment | None) -> dict[str, Answer]:
    """Work out what a press or a yes keeps of the earlier wave: all of a criterion without answers, or nothing."""
    present, place = world.assessment, world.place
    if present is None or place is None or earlier is None or asked_first(world):
        return {}
    match event:
        case Keep(criterion, number) if place.view not in (View.BEGIN, View.HANDOVER) and number == earlier.id:
            wanted = criterion
        case Typed(intent=Word.YES) if place.view is View.BEFORE and not in_haste(world, event):
            replied = world.traced is not None and world.traced.origin is Origin.RECEIPT
            again = event.message == place.pending_message
            wanted = "" if world.visiting is not None or replied or again else place.target
        case _:
            return {}
    if not present.instrument.has_criterion(wanted):
        return {}
    own = steps_of(present.instrument.criterion(wanted))
    if any(present.answer(step) is not None for step in own):
        return {}
    kept: dict[str, Answer] = {}
    for step in own:
        answer = earlier.answer(step)
        if answer is not None and answer is not Nonresponse.LATER:
            kept[step] = answer
    return kept if set(kept) - {wanted} else {}


def in_haste(world: World, event: Typed) -> bool:  # type: ignore[type-arg]  # any intent
    """Tell whether something was typed within two seconds of what it would answer."""
    if event.at is None or world.shown_at is None:
        return False
    return (event.at - world.shown_at).total_seconds() <= 2


def check_posts(world: World, event: Event, after: World) -> None:
    """Check that a post ends only by a word to the card that asked, and comes back only by one's own wish."""
    if world.person is None or after.person is None:
        return
    before, now = ({one.id for one in person.appointments} for person in (world.person, after.person))
    gone, come = before - now, now - before
    if gone:
        assert isinstance(event, Leave)
        assert gone == {event.appointment}
        assert world.place is not None
        assert world.place.view is View.LEAVE
        assert after.left is not None
        assert after.left.id == event.appointment
    if come and isinstance(event, TakeBack):
        assert come == {event.appointment}
        assert world.left is not None
        assert world.left.id == event.appointment
    if isinstance(event, TakeBack) and world.left is not None and world.left.id == event.appointment:
        assert world.visiting is not None or come


def check_asked(world: World, event: Event, after: World) -> None:
    """Check that until somebody has said that it is still theirs, no card shows an answer or asks for one."""
    if not asked_first(world) or world.visiting is not None or after.place is None or world.place is None:
        return
    if asked_first(after) and not isinstance(event, OutageEnded | Redraw):
        assert after.place.view in (View.STILL, *ABOUT_ONESELF)


ABOUT_ONESELF = (
    *(View.PAUSED, View.WHEN, View.SNOOZE, View.HOUR, View.LEAVE, View.NEW_PHONE, View.OWN_POST, View.MORE),
    *(View.HELP, View.PRIVACY, View.LANGUAGE, View.FORGET, View.CHOOSE),
)
