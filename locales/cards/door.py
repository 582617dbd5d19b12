"""The cards of somebody without an assessment to show: invitation, consent, choice of a post, no wave, coordinator.

They decide what is asked before anything is kept; they must not know how an invitation is checked.
"""

from collections.abc import Iterable

from conversations.assessment import Wave
from conversations.desk.place import DeskView
from conversations.events import Choice, ChooseAppointment, ChooseLanguage, Open, Show
from conversations.instrument import Language
from conversations.people import Appointment, Invitation, Person, Role
from conversations.place import View
from conversations.wishes import TakeBack
from locales.cards.aside import OWN_NAMES, help_text, language_rows, privacy_text
from locales.cards.drawing import LONGEST_LABEL, paragraph
from locales.cards.own import forget_rows, forget_text, rights_row
from locales.catalogue import Html, plain, say
from locales.formats import country, day, listing
from locales.naming import fitting, place_name, post_name, short_name
from locales.screen import Button, Row, Screen

_NETWORK_ZONE = "UTC"
"""The time zone of dates about the whole network, which has none of its own."""


def post_card(invitation: Invitation, language: Language) -> Screen:
    """Ask whether this is the person that the invitation is for, in any of the languages."""
    yes = Button(plain(language, "button.yes"), Choice.CONFIRM_POST)
    no = Button(plain(language, "button.no"), Choice.DENY_POST)
    others = tuple(Button(OWN_NAMES[one], ChooseLanguage(one)) for one in Language if one is not language)
    return Screen(_question(invitation, language), ((yes, no), others))


def _question(invitation: Invitation, language: Language) -> Html:
    member = invitation.member
    if member is None or invitation.role is Role.COORDINATOR:
        if not invitation.countries:
            return say(language, "post.coordinator_all")
        return say(language, "post.coordinator", countries=_countries(invitation.countries, language))
    named = {"member": member.name, "place": place_name(member, language)}
    match invitation.role:
        case Role.FOCAL_POINT:
            return say(language, "post.focal_point", **named)
        case Role.CONTRIBUTOR:
            return say(language, "post.contributor", **named)
        case Role.REVIEWER:
            return say(language, "post.reviewer", **named)


def _countries(codes: Iterable[str], language: Language) -> str:
    return listing(language, [country(language, code) for code in codes])


def consent_card(invitation: Invitation, language: Language) -> Screen:
    """Say what is kept and why, before it is."""
    key = "consent.coordinator" if invitation.role is Role.COORDINATOR else "consent.text"
    accept = Button(plain(language, "button.accept"), Choice.ACCEPT)
    return Screen(say(language, key), ((accept, Button(plain(language, "button.decline"), Choice.DECLINE)),))


def choose_card(person: Person, language: Language, left: Appointment | None = None) -> Screen:
    """Ask which of several posts to work on; one that was ``left`` is offered back."""
    posts = (
        Button(fitting(post_name(one, language), LONGEST_LABEL), ChooseAppointment(one.id))
        for one in person.appointments
    )
    rows: list[Row] = [(one,) for one in posts]
    if left is not None and left.member is not None:
        label = plain(language, "left.back_to", member=short_name(left.member))
        rows.append((Button(fitting(label, LONGEST_LABEL), TakeBack(left.id)),))
    return Screen(say(language, "choose.ask"), tuple(rows))


def waiting_card(person: Person, language: Language) -> Screen:
    """Say that no wave is open and that word will come."""
    post = person.appointment
    named = Html(f"<b>{say(language, 'waiting.heading')}</b>")
    text = paragraph((named, say(language, "waiting.text"), _post_line(person, language) if post else None))
    return Screen(text, _aside_rows(person, language))


def _post_line(person: Person, language: Language) -> Html | None:
    post = person.appointment
    return say(language, "waiting.post", post=post_name(post, language)) if post else None


def coordinator_card(person: Person, wave: Wave | None, language: Language) -> Screen:
    """Tell a coordinator who they are here, under a line about something else; home is one tap away."""
    post = person.appointment
    codes = post.countries if post else ()
    if codes:
        scope = say(language, "coordinator.scope", countries=_countries(codes, language))
    else:
        scope = say(language, "coordinator.scope_all")
    if wave:
        since = day(language, wave.opened_at, _NETWORK_ZONE)
        state = say(language, "coordinator.wave", wave=wave.name, day=since)
    else:
        state = say(language, "coordinator.no_wave")
    heading = Html(f"<b>{say(language, 'coordinator.heading')}</b>")
    return Screen(paragraph((heading, scope, state)), (*_aside_rows(person, language), *_home(language)))


def _home(language: Language) -> tuple[Row, ...]:
    return ((Button(plain(language, "desk.home"), Open(DeskView.HOME)),),)


def _aside_rows(person: Person, language: Language) -> tuple[Row, ...]:
    first = (
        Button(plain(language, "button.language"), Show(View.LANGUAGE)),
        Button(plain(language, "button.help"), Show(View.HELP)),
        Button(plain(language, "button.privacy"), Show(View.PRIVACY)),
    )
    if len(person.appointments) > 1:
        return first, (Button(plain(language, "button.post"), Show(View.CHOOSE)),)
    return (first,)


def door_help_card(language: Language, contact: str) -> Screen:
    """Draw the help where there is no assessment."""
    return Screen(help_text(language, contact, ""), _back(language))


def door_privacy_card(person: Person, language: Language, contact: str) -> Screen:
    """Draw what is kept and why where there is no assessment; before consent there is nothing to see or delete."""
    rights = (rights_row(language),) if person.consented else ()
    return Screen(privacy_text(language, contact), (*rights, *_back(language)))


def door_forget_card(language: Language) -> Screen:
    """Ask somebody without an assessment whether their data shall go."""
    return Screen(forget_text(language), forget_rows(language, Show(View.PRIVACY)))


def door_language_card(language: Language) -> Screen:
    """Draw the choice of a language where there is no assessment."""
    return Screen(say(language, "language.ask"), language_rows(language, Choice.BEGIN))


def _back(language: Language) -> tuple[Row, ...]:
    return ((Button(plain(language, "nav.back"), Choice.BEGIN),),)
