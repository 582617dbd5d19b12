"""Which card is drawn: one for each view, in an assessment and at the door.

It decides nothing else; every card is a pure function in a module of its own kind.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from conversations.assessment import Assessment, Wave
from conversations.desk.deeds import Deed
from conversations.events import Do
from conversations.people import Appointment, Invitation, Person, Role
from conversations.place import Place, View
from conversations.replies import Line
from locales.cards import (
    aside,
    attention,
    confirming,
    coordination,
    door,
    earlier,
    hands,
    outcome,
    overview,
    own,
    question,
    waiting,
)
from locales.cards.drawing import ALONE, MOST_ROWS, Drawing, Extras, paragraph
from locales.catalogue import Html
from locales.remarks import word_line
from locales.screen import Screen


def render_card(
    place: Place,
    assessment: Assessment,
    person: Person,
    lines: tuple[Line, ...],
    now: datetime,
    contact: str,
    extras: Extras = ALONE,
) -> Screen:
    """Draw the card of a place in an assessment, opening with ``lines``; ``now`` is aware, ``contact`` may be empty."""
    drawing = Drawing(place, assessment, person, lines, now, contact, extras)
    screen = _card(drawing)
    rehearsal = person.appointment is not None and person.appointment.rehearsal
    return with_the_way_out(drawing, screen) if rehearsal else screen


def with_the_way_out(drawing: Drawing, screen: Screen) -> Screen:
    """Let a rehearsal be ended from any of its cards: in a row of its own, or in the last one of a full card."""
    end = Do(Deed.END_REHEARSAL)
    if len(screen.rows) < MOST_ROWS:
        return replace(screen, rows=(*screen.rows, (drawing.button("rehearsal.end", end),)))
    return replace(screen, rows=(*screen.rows[:-1], (*screen.rows[-1], drawing.button("rehearsal.end_short", end))))


def _card(drawing: Drawing) -> Screen:
    place = drawing.place
    match place.view:
        case View.BEGIN:
            return aside.begin_card(drawing)
        case View.HANDOVER:
            return hands.handover_card(drawing)
        case View.STILL:
            return hands.still_card(drawing)
        case View.BEFORE:
            return earlier.before_card(drawing)
        case View.STEP:
            return question.step_card(drawing)
        case View.SURE:
            return confirming.sure_card(drawing)
        case View.BATCH:
            return confirming.batch_card(drawing)
        case View.PERSONAL:
            return confirming.personal_card(drawing)
        case View.CHANGE:
            return waiting.change_card(drawing)
        case View.TEXT:
            return waiting.text_card(drawing)
        case View.NOTE:
            return waiting.note_card(drawing)
        case View.ERASE:
            return overview.erase_card(drawing)
        case View.REVIEW:
            return overview.review_card(drawing)
        case View.CRITERION:
            return overview.criterion_card(drawing)
        case View.SUMMARY:
            return outcome.summary_card(drawing)
        case View.PRIORITIES:
            return outcome.priorities_card(drawing)
        case View.SUBMIT:
            return outcome.submit_card(drawing)
        case View.PAUSED:
            return aside.paused_card(drawing)
        case View.WHEN:
            return own.when_card(drawing)
        case View.SNOOZE:
            return attention.snooze_card(drawing)
        case View.HOUR:
            return attention.hour_card(drawing)
        case View.LEAVE:
            return hands.leave_card(drawing)
        case View.NEW_PHONE:
            return hands.new_phone_card(drawing)
        case View.OWN_POST:
            return own.own_post_card(drawing)
        case View.FORGET:
            return own.forget_card(drawing)
        case View.MORE:
            return aside.more_card(drawing)
        case View.HELP:
            return aside.help_card(drawing)
        case View.PRIVACY:
            return aside.privacy_card(drawing)
        case View.LANGUAGE:
            return aside.language_card(drawing)
        case View.CHOOSE:
            return _opening(drawing.remarks, door.choose_card(drawing.person, place.language))
        case View.POST | View.CONSENT | View.WAITING | View.COORDINATOR | View.LEFT:
            return overview.review_card(drawing)  # these never stand in an assessment
        case _:
            assert_never(place.view)


def render_door(
    view: View,
    person: Person,
    visiting: Invitation | None,
    wave: Wave | None,
    lines: tuple[Line, ...],
    contact: str,
    now: datetime,  # the door's cards show no time yet; callers pass what every card gets
    left: Appointment | None = None,
) -> Screen:
    """Draw the card of somebody without an assessment, in the person's language, opening with ``lines``.

    ``visiting`` is the invitation being looked at; without one, POST and CONSENT show the choice of a post.
    ``left`` is a post that can still be taken back.
    """
    remarks = [word_line(line, None, person.language, contact) for line in lines]
    return _opening(remarks, _door(view, person, visiting, wave, contact, left))


def _door(
    view: View,
    person: Person,
    visiting: Invitation | None,
    wave: Wave | None,
    contact: str,
    left: Appointment | None,
) -> Screen:
    language = person.language
    match view:
        case View.POST if visiting:
            return door.post_card(visiting, language)
        case View.CONSENT if visiting:
            return door.consent_card(visiting, language)
        case View.LEFT if left:
            return hands.left_card(left, language, others=any(one.id != left.id for one in person.appointments))
        case View.WAITING:
            return door.waiting_card(person, language)
        case View.COORDINATOR:
            return door.coordinator_card(person, wave, language)
        case View.HELP:
            post = person.appointment
            if post is not None and post.role is Role.COORDINATOR:
                return coordination.coordinator_help_card(language, contact)
            return door.door_help_card(language, contact)
        case View.PRIVACY:
            return door.door_privacy_card(person, language, contact)
        case View.LANGUAGE:
            return door.door_language_card(language)
        case View.FORGET:
            return door.door_forget_card(language)
        case _:
            return door.choose_card(person, language, left)


def _opening(remarks: list[Html], screen: Screen) -> Screen:
    return replace(screen, text=paragraph((*remarks, Html(screen.text)))) if remarks else screen
