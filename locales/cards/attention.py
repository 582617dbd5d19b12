"""The cards about when a person is written to: left alone until a day or in a whole wave, and at which hour.

They decide what is offered; they must not know what becomes of a reminder by it.
"""

from conversations.attention import HOURS
from conversations.authorisation import Act
from conversations.events import Choice, Show, When
from conversations.place import View
from conversations.wishes import ChooseHour, Snooze
from locales.cards.drawing import Drawing, paragraph
from locales.catalogue import Html
from locales.formats import hour, moment
from locales.screen import Button, Row, Screen

HALF = 3
"""Hours in the first row."""
CHOSEN = "● "


def snooze_card(drawing: Drawing) -> Screen:
    """Ask when the person wants to be written to again, if at all."""
    text = paragraph(
        (
            *drawing.opening,
            drawing.title(drawing.say("snooze.heading")),
            _standing(drawing),
            drawing.say("snooze.ask"),
        )
    )
    attention = drawing.extras.attention
    silent = _silent(drawing)
    rows: list[Row] = [
        (
            drawing.button("remind.tomorrow", Snooze(When.TOMORROW)),
            drawing.button("snooze.weekend", Snooze(When.MONDAY)),
        ),
        (
            drawing.button("snooze.unmute", Snooze(When.NEVER))
            if silent
            else drawing.button("snooze.mute", Choice.MUTE),
            drawing.button("snooze.hour", Show(View.HOUR), hour=hour(drawing.language, attention.hour)),
        ),
        (drawing.button("snooze.leave", Show(View.LEAVE)),),
    ]
    return Screen(text, (*rows, ways_back(drawing)))


def _silent(drawing: Drawing) -> bool:
    attention = drawing.extras.attention
    snoozed = attention.snoozed_until is not None and attention.snoozed_until > drawing.now
    return snoozed or attention.muted_wave == drawing.assessment.wave.id


def _standing(drawing: Drawing) -> Html | None:
    attention = drawing.extras.attention
    if attention.muted_wave == drawing.assessment.wave.id:
        return drawing.say("snooze.muted")
    if attention.snoozed_until is None or attention.snoozed_until <= drawing.now:
        return None
    zone = drawing.assessment.member.timezone
    return drawing.say("snooze.until", day=moment(drawing.language, attention.snoozed_until, zone))


def hour_card(drawing: Drawing) -> Screen:
    """Ask for the hour at which the person is written to."""
    text = paragraph((*drawing.opening, drawing.title(drawing.say("hour.heading")), drawing.say("hour.ask")))
    buttons = tuple(_hour(drawing, minute) for minute in HOURS)
    return Screen(text, (buttons[:HALF], buttons[HALF:], (drawing.button("button.cancel", Show(View.SNOOZE)),)))


def _hour(drawing: Drawing, minute: int) -> Button:
    label = hour(drawing.language, minute)
    return Button(f"{CHOSEN}{label}" if drawing.extras.attention.minute == minute else label, ChooseHour(minute))


def ways_back(drawing: Drawing) -> Row:
    """Offer to go on answering, and the overview."""
    overview = drawing.button("button.overview", Show(View.REVIEW))
    return (drawing.onwards, overview) if drawing.may(Act.ANSWER) else (overview,)
