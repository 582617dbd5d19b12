"""The cards about the person: the day of a reminder, the post, being forgotten.

They decide what is asked and what is said to follow from it; they must not know how any of it is done.
"""

from conversations.events import Choice, Press, Remind, Show, When
from conversations.instrument import Language
from conversations.place import View
from conversations.replies import Say
from locales.cards.drawing import Drawing, paragraph
from locales.catalogue import Html, plain, say
from locales.formats import moment
from locales.naming import fitting
from locales.screen import Button, Row, Screen

LONGEST_POST = 60
"""Characters of a post that a card shows."""
JUST_SAID = frozenset({Say.REMINDER_SET, Say.SNOOZED})
"""Lines that name the day of the reminder."""


def when_card(drawing: Drawing) -> Screen:
    """Ask for the day of a reminder."""
    text = paragraph((*drawing.remarks, drawing.title(drawing.say("when.heading")), drawing.say("when.ask")))
    return Screen(text, ((drawing.button("button.cancel", Show(View.PAUSED)),),))


def reminder_line(drawing: Drawing) -> Html:
    """Say which reminder is set, or ask for one; nothing of it is said twice."""
    reminder = drawing.extras.reminder
    if reminder is None or any(line.say in JUST_SAID for line in drawing.lines):
        return drawing.say("paused.ask") if reminder is None else Html()
    return drawing.say("paused.reminder", day=moment(drawing.language, reminder, drawing.assessment.member.timezone))


def reminder_rows(drawing: Drawing) -> tuple[Row, ...]:
    """Offer tomorrow, Monday, another day, none."""
    return (
        (
            drawing.button("remind.tomorrow", Remind(When.TOMORROW)),
            drawing.button("remind.monday", Remind(When.MONDAY)),
        ),
        (drawing.button("remind.date", Show(View.WHEN)), drawing.button("remind.never", Remind(When.NEVER))),
    )


def own_post_card(drawing: Drawing) -> Screen:
    """Ask how the person calls their post."""
    post = drawing.extras.post
    text = paragraph(
        (
            *drawing.remarks,
            drawing.title(drawing.say("own.heading")),
            drawing.say("own.now", post=fitting(post, LONGEST_POST)) if post else None,
            drawing.say("own.ask"),
        )
    )
    return Screen(text, ((drawing.button("button.cancel", Show(View.MORE)),),))


def forget_card(drawing: Drawing) -> Screen:
    """Ask whether the person's data shall go."""
    return Screen(
        paragraph((*drawing.remarks, forget_text(drawing.language))),
        forget_rows(drawing.language, Show(View.PRIVACY)),
    )


def forget_text(language: Language) -> Html:
    """Say what goes and what stays."""
    heading = Html(f"<b>{say(language, 'forget.heading')}</b>")
    return paragraph((heading, say(language, "forget.goes"), say(language, "forget.stays")))


def forget_rows(language: Language, back: Press) -> tuple[Row, ...]:
    """Offer to be forgotten, and the way back."""
    confirm = Button(plain(language, "forget.confirm"), Choice.FORGET_ME)
    return (confirm,), (Button(plain(language, "button.cancel"), back),)


def rights_row(language: Language) -> Row:
    """Offer to see everything about oneself, and to be forgotten."""
    return (
        Button(plain(language, "button.my_data"), Choice.SEND_MY_DATA),
        Button(plain(language, "button.forget"), Show(View.FORGET)),
    )
