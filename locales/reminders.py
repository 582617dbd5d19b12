"""Reminders as they are sent: a neutral first line, why, what is left in minutes, and a card to go on with at once.

Decides how they are worded and that they are whole on a small phone. The first line, which a locked phone shows, asks
nothing and tells no result. It must not know who gets one, when, or what a reminder may show.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Final

from conversations.assessment import Assessment, steps
from conversations.campaigns import Meeting
from conversations.events import Give, Press, Show
from conversations.instrument import Language, Nonresponse
from conversations.place import View
from conversations.reminders import OwnWords, WayThere
from locales.cards.dispatch import render_card
from locales.cards.drawing import LINE, LONGEST_LABEL, MOST_ROWS, Drawing, folded, paragraph
from locales.cards.question import MOST_LINES, explanation, heading, step_card, subject
from locales.catalogue import Html, escaped, plain, say, say_n
from locales.formats import brief_day
from locales.lengths import lines, units, visible
from locales.naming import fitting, short_name
from locales.screen import Button, Row, Screen
from locales.splitting import LIMIT

QUICKEST: Final = 6.0
"""Seconds: nobody is promised less for an answer."""
WIDEST: Final = 3
"""Buttons of a last row that one more may join."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is reminded: of a ``meeting``, or because a coordinator asked.

    ``seconds`` is what an answer takes people, as measured; ``None``: not known, the instrument's own estimate counts.
    """

    meeting: Meeting | None = None
    seconds: float | None = None


def render_reminder(drawing: Drawing, reason: Reason, *, unfinished: bool = False) -> Screen:
    """Draw a reminder over the card of a place. ``unfinished``: what is there waits to be confirmed."""
    if drawing.place.view is View.STEP:
        rows = step_card(drawing).rows[:-1]
        return Screen(_first_that_fits(_question_texts(drawing, reason)), (*rows, _last_row(drawing)))
    card = render_card(
        drawing.place, drawing.assessment, drawing.person, (), drawing.now, drawing.contact, drawing.extras
    )
    return Screen(
        _first_that_fits(_card_texts(drawing, reason, card, unfinished=unfinished)), _with_quiet(drawing, card)
    )


def render_way(way: WayThere, reason: Reason, language: Language) -> Screen:
    """Draw a reminder to somebody who is at something else: it says what it is about, and a button leads there."""
    member = short_name(way.member)
    text = paragraph((*_opening(reason, language), say(language, "reminder.elsewhere", member=member)))
    label = plain(language, "reminder.open", member=member)
    return Screen(text, ((Button(fitting(label, LONGEST_LABEL), way.press),),))


def render_own_words(words: OwnWords, language: Language) -> Screen:
    """Word what a coordinator wrote, in one message."""
    opening = say(language, "notice.correction" if words.correction else "notice.own")
    text = paragraph((opening, escaped(words.text)))
    if units(visible(text)) > LIMIT:
        text = paragraph((opening, escaped(fitting(words.text, LIMIT - len(opening) - 1))))
    return Screen(text)


def _opening(reason: Reason, language: Language) -> list[Html]:
    first, meeting = say(language, "reminder.first"), reason.meeting
    if meeting is None:
        return [first, say(language, "reminder.asked")]
    named = say(language, "reminder.meeting", meeting="")
    return [
        first,
        say(language, "reminder.meeting", meeting=fitting(meeting.name, LINE - len(visible(named)))),
        say(language, "reminder.until", day=brief_day(language, meeting.respond_by)),
    ]


def _left(drawing: Drawing, reason: Reason) -> Html:
    """Say how many questions are left, priorities once there is nothing else, and how long they take."""
    assessment, language = drawing.assessment, drawing.language
    still = len(_open_steps(assessment))
    still = sum(not assessment.settled(one.id) for one in assessment.instrument.items) or still
    seconds = float(assessment.instrument.minutes_per_item) * 60 if reason.seconds is None else reason.seconds
    minutes = max(1, ceil(still * max(seconds, QUICKEST) / 60))
    return say_n(language, "reminder.left", still, minutes=minutes)


def _open_steps(assessment: Assessment) -> list[str]:
    return [step for step in steps(assessment.instrument) if not assessment.settled(step)]


def _question_texts(drawing: Drawing, reason: Reason) -> Iterator[Html]:
    """Give the texts of a question's reminder, the fullest first: what helps to choose gives way, then where it is."""
    target, instrument = drawing.place.target, drawing.instrument
    opening = [*_opening(reason, drawing.language), _left(drawing, reason)]
    if instrument.has_criterion(target):
        about, asked = (
            drawing.title(drawing.of(instrument.criterion(target).short)),
            drawing.of(instrument.priority_text),
        )
    else:
        item, about = instrument.item(target), subject(drawing, target)
        asked = drawing.of(item.text)
        yield paragraph((*opening, heading(drawing, target), about, asked, explanation(drawing, item)))
    yield paragraph((*opening, heading(drawing, target), about, asked))
    yield paragraph((*opening, about, asked))
    yield paragraph((*opening[:1], *opening[-1:], about, asked))


def _card_texts(drawing: Drawing, reason: Reason, card: Screen, *, unfinished: bool) -> Iterator[Html]:
    """Give the texts of another card's reminder, the fullest first: at the last the card is folded."""
    opening = _opening(reason, drawing.language)
    if unfinished:
        opening = [*opening[:1], drawing.say("reminder.unfinished")]
    elif drawing.place.view is View.SUBMIT:
        opening.append(drawing.say("reminder.ready"))
    text = Html(card.text)
    yield paragraph((*opening, text))
    yield paragraph((opening[0], *opening[-1:], text))
    yield paragraph((*opening, folded((_unfolded(text),))))


def _unfolded(text: Html) -> Html:
    """Take quotations out of a text that becomes one: they do not stand inside each other."""
    for tag in ("<blockquote expandable>", "<blockquote>", "</blockquote>"):
        text = Html(text.replace(tag, ""))
    return text


def _first_that_fits(texts: Iterator[Html]) -> Html:
    shorter = Html()
    for shorter in texts:
        if lines(shorter, LINE) <= MOST_LINES:
            break
    return shorter


def _last_row(drawing: Drawing) -> Row:
    target, instrument = drawing.place.target, drawing.instrument
    row: list[Button] = []
    if instrument.has_criterion(target):
        row.append(drawing.button("nav.later", Give(target, Nonresponse.LATER)))
    else:
        row.append(drawing.button("nav.dont_know", Give(target, Nonresponse.DONT_KNOW)))
        if instrument.item(target).allows_not_applicable:
            row.append(drawing.button("nav.not_applicable", Give(target, Nonresponse.NOT_APPLICABLE)))
    return (*row, drawing.button("nav.overview", Show(View.REVIEW)), _quiet(drawing))


def _with_quiet(drawing: Drawing, card: Screen) -> tuple[Row, ...]:
    if len(card.rows) < MOST_ROWS or len(card.rows[-1]) > WIDEST:
        return (*card.rows, (_quiet(drawing),))
    return (*card.rows[:-1], (*card.rows[-1], _quiet(drawing)))


def _quiet(drawing: Drawing) -> Button:
    press: Press = Show(View.SNOOZE)
    return drawing.button("reminder.quiet", press)
