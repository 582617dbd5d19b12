"""The cards beside the questions: the beginning, the pause, the menu, help, privacy, the language.

They decide what is explained and where one can go from there; they must not know what was asked before.
"""

from conversations.authorisation import Act
from conversations.events import Choice, ChooseLanguage, Press, Show
from conversations.instrument import Language
from conversations.place import View
from conversations.retention import DataClass, holding
from locales.cards.drawing import Drawing, counts, folded, minutes, paragraph
from locales.cards.own import reminder_line, reminder_rows, rights_row
from locales.catalogue import Html, plain, say, say_n
from locales.formats import length
from locales.screen import Button, Row, Screen

OWN_NAMES = {Language.ES: "Español", Language.PT: "Português", Language.EN: "English"}
"""Each language by the name that its readers look for: the same in every catalogue, so in none."""


def begin_card(drawing: Drawing) -> Screen:
    """Draw what stands before the first question: what the instrument is and is not, and how long it takes.

    Who joins colleagues sees how far they have come.
    """
    instrument = drawing.instrument
    items = len(instrument.items)
    begun = bool(drawing.assessment.responses)
    text = paragraph(
        (
            *drawing.remarks,
            Html(f"<b>{drawing.say('begin.heading', member=drawing.member)}</b>"),
            drawing.of(instrument.disclaimer),
            None if begun else say_n(drawing.language, "begin.length", items, minutes=instrument.minutes(items)),
            counts(drawing) if begun else None,
        )
    )
    paper = drawing.button("button.paper", Choice.SEND_BLANK)
    return Screen(text, ((drawing.button("button.begin", Choice.BEGIN),), (paper,)))


def paused_card(drawing: Drawing) -> Screen:
    """Draw the pause: nothing is lost, this much is left; whoever answers is offered a reminder, unless they muted."""
    answers = drawing.may(Act.ANSWER)
    muted = drawing.extras.attention.muted_wave == drawing.assessment.wave.id
    offered = answers and (not muted or drawing.extras.reminder is not None)
    text = paragraph(
        (
            *drawing.remarks,
            drawing.title(drawing.say("paused.heading")),
            drawing.say("paused.text"),
            counts(drawing),
            minutes(drawing),
            reminder_line(drawing) if offered else None,
        )
    )
    wishes: Row = (drawing.button("snooze.heading", Show(View.SNOOZE)),)
    offers = (*(reminder_rows(drawing) if offered else ()), wishes) if answers else ()
    return Screen(text, (*offers, _ways_back(drawing)))


def more_card(drawing: Drawing) -> Screen:
    """Draw the menu."""
    rows: list[Row] = [
        (drawing.button("button.language", Show(View.LANGUAGE)), drawing.button("button.help", Show(View.HELP))),
        (
            drawing.button("button.privacy", Show(View.PRIVACY)),
            drawing.button("button.pause", Show(View.PAUSED)),
            drawing.button("snooze.open", Show(View.SNOOZE)),
        ),
    ]
    rows += [
        (
            drawing.button("button.blank", Choice.SEND_BLANK),
            drawing.button("button.answers", Choice.SEND_ANSWERS),
        ),
        (
            drawing.button("button.my_data", Choice.SEND_MY_DATA),
            drawing.button("button.own_post", Show(View.OWN_POST)),
            drawing.button("leave.open", Show(View.LEAVE)),
        ),
    ]
    extras, sometimes = drawing.extras, list[Button]()
    if extras.colleagues and not extras.reminded:
        sometimes.append(drawing.button("button.reminders", Choice.TAKE_REMINDERS))
    if len(drawing.person.appointments) > 1 or extras.left:
        sometimes.append(drawing.button("button.post", Show(View.CHOOSE)))
    rows += [tuple(sometimes)] if sometimes else []
    text = paragraph((*drawing.remarks, drawing.title(drawing.say("more.heading"))))
    return Screen(text, (*rows, _ways_back(drawing)))


def _ways_back(drawing: Drawing) -> Row:
    overview = drawing.button("button.overview", Show(View.REVIEW))
    return (drawing.onwards, overview) if drawing.may(Act.ANSWER) else (overview,)


def help_text(language: Language, contact: str, criterion: str) -> Html:
    """Say what works without buttons; ``criterion`` is the name of one, as an example."""
    return paragraph(
        (
            Html(f"<b>{say(language, 'help.heading')}</b>"),
            say(language, "help.answers"),
            say(language, "help.contact", contact=contact) if contact else None,
            folded(
                (
                    say(language, "help.words"),
                    say(language, "help.batch"),
                    say(language, "help.criterion", criterion=criterion) if criterion else None,
                    say(language, "help.correct"),
                    say(language, "help.evidence"),
                    say(language, "help.rest"),
                )
            ),
        )
    )


def privacy_text(language: Language, contact: str) -> Html:
    """Say what is kept of a person, why and for how long, who sees it, and whom to ask."""
    term = length(language, holding(DataClass.PEOPLE).term.days or 0)
    return paragraph(
        (
            Html(f"<b>{say(language, 'privacy.heading')}</b>"),
            say(language, "privacy.contact", contact=contact) if contact else say(language, "privacy.coordination"),
            folded(
                (
                    say(language, "privacy.kept"),
                    say(language, "privacy.why"),
                    say(language, "privacy.seen"),
                    say(language, "privacy.term", term=term),
                    say(language, "privacy.telegram"),
                )
            ),
        )
    )


def language_rows(language: Language, back: Press) -> tuple[Row, ...]:
    """Offer the three languages, each by its own name, and the way back."""
    names = tuple((Button(OWN_NAMES[one], ChooseLanguage(one)),) for one in Language)
    return (*names, (Button(plain(language, "button.cancel"), back),))


def help_card(drawing: Drawing) -> Screen:
    """Draw the help."""
    example = drawing.instrument.criteria[-1].short.in_(drawing.language)
    text = paragraph((*drawing.remarks, help_text(drawing.language, drawing.contact, example)))
    return Screen(text, (_ways_back(drawing),))


def privacy_card(drawing: Drawing) -> Screen:
    """Draw what is kept and why."""
    text = paragraph((*drawing.remarks, privacy_text(drawing.language, drawing.contact)))
    return Screen(text, (rights_row(drawing.language), _ways_back(drawing)))


def language_card(drawing: Drawing) -> Screen:
    """Draw the choice of a language."""
    text = paragraph((*drawing.remarks, drawing.say("language.ask")))
    return Screen(text, language_rows(drawing.language, drawing.onwards.press))
