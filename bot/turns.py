"""A turn at the edge: an incoming thing becomes an event, the engine decides, locales words it, storage commits it."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from bot.buttons import encode
from bot.calendars import public_holidays
from bot.incoming import Said
from bot.notice_payloads import notice_of
from bot.screens import write_screen
from conversations.desk.deeds import DeskLine
from conversations.earlier import known
from conversations.events import AskAgain, Edited, Event, Press, Redraw, Typed
from conversations.facts import LanguageChosen, PostChanged, ReminderAsked, ReminderShown, RemindersTaken
from conversations.instrument import Instrument, Language
from conversations.intents import FreeText
from conversations.own_facts import HourChosen, Muted, Snoozed
from conversations.people import Person
from conversations.place import View
from conversations.replies import Card, Courtesy, DeskCard, Door, Line, Receipt, Send, Tell, Toast
from conversations.roll import NamedMember, Names
from conversations.turn import take_turn
from conversations.world import Outcome, World
from locales.cards import render_card, render_door
from locales.cards.drawing import Extras
from locales.courtesies import render_again_button, render_courtesy, render_toast
from locales.desk import DeskDrawing, desk_toast, render_desk
from locales.questions import asked, is_request
from locales.receipt import render_receipt
from locales.vocabulary import understand
from storage.turn import Decision

T = TypeVar("T")

DOOR_VIEWS = frozenset({View.CHOOSE})


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said at once and not kept: the toast of a press, a line to somebody without a card."""

    toast: str | None = None
    alert: bool = False
    courtesy: str | None = None
    again: tuple[str, str] | None = None
    """Label and data of the button under the courtesy that asks for another link."""


@dataclass(slots=True)
class Turn:
    """Decides one turn inside its transaction. ``spoken`` is what the last decision said at once."""

    event: Event | Said
    now: datetime
    contact: str
    spoken: Spoken = field(default_factory=Spoken)
    _heard: tuple[object, Event] | None = field(default=None, init=False)
    """What a coordinator's text means, with the names that it was understood by: a turn is decided several times."""

    def decide(self, world: World) -> Decision:
        """Decide and word what the event brings about in ``world``."""
        if isinstance(self.event, Said) and world.desk is not None and Names() not in world.found:
            return Decision(seek=Names())
        names = world.found.get(Names())
        if names is None:
            return self._decide(understood(self.event, world, self.now), world)
        if self._heard is None or self._heard[0] is not names:
            self._heard = names, understood(self.event, world, self.now)
        return self._decide(self._heard[1], world)

    def _decide(self, event: Event, world: World) -> Decision:
        outcome = take_turn(replace(world, holidays=public_holidays(self.now)), event, self.now)
        if outcome.seek is not None:
            return Decision(seek=outcome.seek)
        language = _language(world, outcome)
        self.spoken = self._spoken(outcome, language)
        then, sends = outcome.then, tuple(reply for reply in outcome.replies if isinstance(reply, Send))
        return Decision(
            facts=outcome.facts,
            place=outcome.place,
            card=self._card(world, outcome, language),
            anew=not isinstance(self.event, Press | Redraw),
            looks=isinstance(self.event, Redraw),
            receipts={
                reply.criterion: write_screen(render_receipt(_known(outcome.assessment), reply.criterion, language))
                for reply in outcome.replies
                if isinstance(reply, Receipt)
            },
            letters=tuple(_letter(reply, outcome, world) for reply in sends),
            sends=sends,
            notices=tuple(notice_of(reply) for reply in outcome.replies if isinstance(reply, Tell)),
            then=None if then is None else lambda changed: self._decide(then, changed),
            desk=outcome.desk,
        )

    def _card(self, world: World, outcome: Outcome, language: Language) -> str | None:
        person = replace(world.person or Person(0, language, consented=False), language=language)
        for reply in outcome.replies:
            match reply:
                case Card(lines):
                    place = _known(outcome.place)
                    if place.view in DOOR_VIEWS:
                        screen = render_door(
                            place.view, person, None, world.wave, lines, self.contact, self.now, world.left
                        )
                    else:
                        assessment = _known(outcome.assessment)
                        extras = extras_of(world, outcome)
                        screen = render_card(place, assessment, person, lines, self.now, self.contact, extras)
                    return write_screen(screen)
                case DeskCard(shown, lines):
                    scope = _known(person.appointment)
                    return write_screen(render_desk(shown, DeskDrawing(language, scope, lines, self.now, self.contact)))
                case Door(view, _, invitation, lines, left):
                    return write_screen(
                        render_door(view, person, invitation, world.wave, lines, self.contact, self.now, left)
                    )
                case _:
                    continue
        return None

    def _spoken(self, outcome: Outcome, language: Language) -> Spoken:
        spoken = Spoken()
        for reply in outcome.replies:
            match reply:
                case Toast(DeskLine() as line, alert):
                    spoken = replace(spoken, toast=desk_toast(line, language), alert=alert)
                case Toast(Line() as line, alert):
                    spoken = replace(
                        spoken, toast=render_toast(line, outcome.assessment, language, self.contact), alert=alert
                    )
                case Courtesy():
                    again = (render_again_button(language), encode(AskAgain(reply.again))) if reply.again else None
                    spoken = replace(spoken, courtesy=render_courtesy(reply, self.contact), again=again)
                case _:
                    continue
        return spoken


def understood(event: Event | Said, world: World, now: datetime) -> Event:
    """Tell what a text means to this person, at this instrument."""
    if not isinstance(event, Said):
        return event
    instrument: Instrument | None = world.assessment.instrument if world.assessment else None
    zone = ZoneInfo(world.assessment.member.timezone) if world.assessment else UTC
    intent = understand(event.text, world.language, instrument, now.astimezone(zone).date())
    if world.desk is not None and (isinstance(intent, FreeText) or is_request(event.text)):
        intent = asked(event.text, cast("tuple[NamedMember, ...]", world.found[Names()])) or intent
    if event.edited:
        return Edited(intent, event.text, event.message)
    return Typed(intent, event.text, event.message, event.reply_to, event.at)


def _language(world: World, outcome: Outcome) -> Language:
    chosen = [fact.language for fact in outcome.facts if isinstance(fact, LanguageChosen)]
    return chosen[-1] if chosen else world.language


def extras_of(world: World, outcome: Outcome) -> Extras:
    """Tell what the card shows beside the assessment, as the turn leaves it."""
    extras = Extras(
        world.coordinated,
        world.colleagues,
        world.reminded,
        world.reminder,
        world.post,
        world.attention,
        known(world),
        world.posts,
        world.left is not None,
    )
    for fact in outcome.facts:
        match fact:
            case ReminderAsked(at):
                extras = replace(extras, reminder=at)
            case ReminderShown():
                extras = replace(extras, reminder=None)
            case RemindersTaken():
                extras = replace(extras, reminded=True)
            case PostChanged(post):
                extras = replace(extras, post=post)
            case Snoozed(until):
                extras = replace(extras, attention=replace(extras.attention, snoozed_until=until))
            case Muted(wave):
                extras = replace(extras, attention=replace(extras.attention, muted_wave=wave))
            case HourChosen(minute):
                extras = replace(extras, attention=replace(extras.attention, minute=minute))
            case _:
                continue
    return extras


def _letter(reply: Send, outcome: Outcome, world: World) -> str:
    letter = {
        "enclosure": reply.enclosure.value,
        "language": reply.language.value,
        "assessment": outcome.assessment.id if outcome.assessment else 0,
        "person": world.person.id if world.person else 0,
        "target": reply.target,
    }
    return json.dumps(letter)


def _known(value: T | None) -> T:
    assert value is not None
    return value
