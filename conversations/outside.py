"""Outside an assessment: what is about the person rather than their work, the wait for a wave, no post any more."""

from conversations.events import ChooseLanguage, Event, OutageEnded, ReminderDue, Show, Typed
from conversations.facts import Fact, LanguageChosen, ReminderShown, WaveAwaited
from conversations.instrument import Language
from conversations.intents import Word
from conversations.navigation import after_outage
from conversations.people import Role
from conversations.place import View
from conversations.replies import Courtesy, Door, Line, Reply, Say, Toast
from conversations.rights import own_data_at_the_door, wants_own_data
from conversations.world import Outcome, World


def without_assessment(world: World, event: Event) -> Outcome:
    """Serve somebody with consent whose card shows no assessment: no post, several posts, a coordinator, no wave."""
    person = world.person
    assert person is not None
    asked, ended = asked_view(event), Courtesy(Line(Say.APPOINTMENT_ENDED), world.language)
    if wants_own_data(event):
        inside = person.appointments or world.left
        door = Door(standing_view(world), world.language, left=world.left) if inside else ended
        return own_data_at_the_door(world, event, door)
    if not person.appointments and world.left is None and asked not in RIGHTS:
        return Outcome((), None, (ended,))
    language, facts, lines = world.language, list[Fact](), list[Line]()
    match event:
        case ChooseLanguage(chosen) | Typed(intent=Language() as chosen):
            language = chosen
            facts.append(LanguageChosen(chosen))
            lines.append(Line(Say.LANGUAGE_CHANGED))
        case OutageEnded():
            lines.append(Line(after_outage(event)))
        case ReminderDue():
            facts.append(ReminderShown())
            lines.append(Line(Say.REMINDER))
        case _:
            pass
    view = View.CHOOSE if event == Show(View.CHOOSE) else asked or standing_view(world)
    if view is View.WAITING:
        facts.append(WaveAwaited())
    toasts: tuple[Reply, ...] = tuple(Toast(line) for line in lines) if isinstance(event, ChooseLanguage) else ()
    door = Door(view, language, lines=tuple(lines), left=world.left)
    return Outcome(tuple(facts), None, (*toasts, door))


RIGHTS = frozenset({View.PRIVACY, View.FORGET})
"""What stays open to somebody whose posts have ended: we still know who they are."""

ASIDE = {
    Word.HELP: View.HELP,
    Word.PRIVACY: View.PRIVACY,
    Word.LANGUAGE: View.LANGUAGE,
    Word.FORGET_ME: View.FORGET,
}


def asked_view(event: Event) -> View | None:
    match event:
        case Show(View.HELP | View.PRIVACY | View.LANGUAGE | View.FORGET as view):
            return view
        case Typed(intent=Word() as word):
            return ASIDE.get(word)
        case _:
            return None


def is_aside(event: Event) -> bool:
    """Tell whether an event is about the person rather than their work: help, privacy, language, their own data."""
    match event:
        case Show(View.CHOOSE):
            return True
        case _:
            return wants_own_data(event) or asked_view(event) is not None


def standing_view(world: World) -> View:
    """Tell what somebody with consent and posts looks at when no assessment is there to be shown."""
    assert world.person is not None
    appointment = world.person.appointment
    if not world.person.appointments and world.left is not None:
        return View.LEFT
    if appointment is None:
        return View.CHOOSE
    return View.COORDINATOR if appointment.role is Role.COORDINATOR else View.WAITING
