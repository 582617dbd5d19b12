"""Cards as the tests draw them: for a focal point of the assessment's member, at a place of their choice."""

from dataclasses import replace

from kit.showcase import (
    AUTHOR,
    NOW,
    ROSARIO,
    WAVE,
    invitation,
    person,
)

from conversations.assessment import Assessment
from conversations.instrument import Language
from conversations.people import Role
from conversations.place import Place, View
from conversations.replies import Line
from locales.cards import render_card, render_door
from locales.cards.drawing import ALONE, Extras
from locales.screen import Screen

CONTACT = "red@ejemplo.org"


def card(place: Place, assessment: Assessment, *said: Line, posts: int = 1, extras: Extras = ALONE) -> Screen:
    """Draw a card for a focal point of the assessment's member."""
    who = person(place.language, assessment.member, posts)
    return render_card(place, assessment, who, said, NOW, CONTACT, extras)


def door(view: View, language: Language, role: Role = Role.FOCAL_POINT, *countries: str) -> Screen:
    """Draw a card at the door."""
    asked = invitation(role, None if role is Role.COORDINATOR else ROSARIO, *countries)
    return render_door(view, person(language, posts=2), asked, WAVE, (), CONTACT, NOW)


def at(view: View, target: str = "", language: Language = Language.ES, **other: str) -> Place:
    """Give a place whose main line stands at the first item of the sixth criterion."""
    return replace(Place(AUTHOR, language, view, target, "c06q1", oriented=True), **other)  # type: ignore[arg-type]  # str fields


def presses(screen: Screen) -> list[object]:
    """List what the buttons of a screen mean."""
    return [button.press for row in screen.rows for button in row]


def labels(screen: Screen) -> list[str]:
    """List what the buttons of a screen read."""
    return [button.label for row in screen.rows for button in row]
