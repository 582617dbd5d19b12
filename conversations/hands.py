"""A post that changes hands: asked about in each wave, left, taken back, or moved to one's own other account.

The answers stay the member's, whoever leaves. Who follows takes over by an invitation; what that does to appointments,
storage decides in the same transaction in which it is accepted.
"""

from datetime import timedelta

from conversations.events import (
    Choice,
    ChooseLanguage,
    Edited,
    Event,
    OutageEnded,
    Redraw,
    Remind,
    ReminderDue,
    Show,
    Start,
    Typed,
    Unreadable,
)
from conversations.facts import AppointmentChosen
from conversations.instrument import Language
from conversations.intents import Day, Word
from conversations.navigation import resume
from conversations.news import Hands, PostNews
from conversations.opening import opening_view, unconfirmed
from conversations.own_facts import PostConfirmed, PostLeft, PostTakenBack
from conversations.people import Appointment
from conversations.place import Place, View
from conversations.replies import Door, Enclosure, Line, Reply, Say, Send, Tell, Toast
from conversations.scene import Scene
from conversations.wishes import ChooseHour, Leave, Snooze, TakeBack
from conversations.world import Outcome, World

TAKEN_BACK_WITHIN = timedelta(days=7)
"""For so long who left can have the post again."""

ABOUT_ONESELF = frozenset(
    {View.PAUSED, View.WHEN, View.SNOOZE, View.HOUR, View.LEAVE, View.NEW_PHONE, View.OWN_POST, View.MORE}
    | {View.HELP, View.PRIVACY, View.LANGUAGE, View.FORGET, View.CHOOSE}
)
"""Views that say nothing of the member's answers."""
WORDS_ABOUT_ONESELF = frozenset({Word.HELP, Word.PRIVACY, Word.LANGUAGE, Word.PAUSE, Word.MY_DATA, Word.FORGET_ME})
CHOICES_ABOUT_ONESELF = frozenset(
    {Choice.MUTE, Choice.STILL_MINE, Choice.NEW_PHONE, Choice.SEND_MY_DATA, Choice.TAKE_REMINDERS, Choice.FORGET_ME}
)
WAITING_FOR_WORDS = frozenset({View.PAUSED, View.WHEN, View.SNOOZE, View.OWN_POST})
OWN_BUSINESS = frozenset({View.SNOOZE, View.HOUR, View.LEAVE, View.NEW_PHONE})


def must_be_asked(world: World, event: Event) -> bool:
    """Tell whether ``event`` has to wait until the person has said that it is still their post."""
    assert world.place is not None
    return unconfirmed(world) and not _concerns_oneself(event, world.place)


def ask(scene: Scene) -> Outcome:
    """Ask whether it is still their post."""
    return scene.go(scene.at(View.STILL))


def _concerns_oneself(event: Event, place: Place) -> bool:
    match event:
        case Show(view):
            return view in ABOUT_ONESELF
        case Choice():
            return any(event is one for one in CHOICES_ABOUT_ONESELF)
        case ChooseLanguage() | Remind() | Snooze() | ChooseHour() | Leave() | TakeBack():
            return True
        case Typed(intent=Word.YES | Word.NO):
            return place.view is View.STILL
        case Typed(intent=Word() as word):
            return word in WORDS_ABOUT_ONESELF
        case Typed(intent=Language()):
            return True
        case Typed(intent=intent):
            return place.view in WAITING_FOR_WORDS and (isinstance(intent, Day) or place.view is View.OWN_POST)
        case Edited() | Unreadable() | OutageEnded() | Redraw() | ReminderDue():
            return True
        case _:
            return False


def is_own_business(event: Event) -> bool:
    """Tell whether an event about a post or its reminders is meant even by who has not seen the assessment yet."""
    match event:
        case Show(view):
            return view in OWN_BUSINESS
        case Snooze() | ChooseHour() | Leave():
            return True
        case Choice():
            return event is Choice.MUTE or event is Choice.NEW_PHONE
        case _:
            return False


def confirm_post(scene: Scene, _: Event) -> Outcome:
    """Take the word that it is still their post, and open the assessment."""
    wave = scene.world.wave  # None: it was closed while it was asked about
    facts = (PostConfirmed(scene.appointment.id, wave.id),) if wave else ()
    return scene.go(scene.at(opening_view(scene.assessment, scene.place.person)), facts=facts)


def leave(scene: Scene, event: Leave) -> Outcome:
    """End the appointment that the card named, at once; a link for who follows, or word to the coordinators."""
    if event.appointment != scene.appointment.id or scene.appointment.rehearsal:
        return resume(scene, Line(Say.STALE_BUTTON))
    if scene.place.view is not View.LEAVE:
        return scene.go(scene.at(View.LEAVE))
    member = scene.assessment.member
    told: Reply = Tell(PostNews(member, Hands.LEFT), member)
    if event.successor:
        told = Send(Enclosure.SUCCESSION, scene.place.language, str(event.appointment))
    line = Line(Say.POST_LEFT)
    door = Door(View.LEFT, scene.place.language, left=scene.appointment)
    return Outcome((PostLeft(event.appointment),), None, (Toast(line), told, door), scene.assessment)


def take_back(left: Appointment) -> Outcome:
    """Have the post again, and go on where one stood."""
    assert left.member is not None
    told = Tell(PostNews(left.member, Hands.TAKEN_BACK), left.member)
    return Outcome((PostTakenBack(left.id), AppointmentChosen(left.id)), None, (told,), None, then=Start())


def move_phone(scene: Scene, _: Event) -> Outcome:
    """Send a link with which the person's other account takes the post over."""
    if scene.appointment.rehearsal:
        return resume(scene, Line(Say.STALE_BUTTON))
    line = Line(Say.LINK_COMING)
    link = Send(Enclosure.NEW_PHONE, scene.place.language, str(scene.appointment.id))
    return scene.go(scene.at(View.NEW_PHONE), replies=(Toast(line), link))
