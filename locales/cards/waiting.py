"""Cards that wait for a word from the person: a different answer, a text that is no answer, a note or a file.

They decide what is shown and offered; they must not know what becomes of it.
"""

from typing import Final

from conversations.answering import answer_of
from conversations.assessment import Answer
from conversations.events import Choice, Overwrite, Show
from conversations.place import View
from locales.cards.drawing import Drawing, folded, paragraph
from locales.cards.question import heading, subject
from locales.catalogue import Html, escaped
from locales.formats import day
from locales.naming import answer_label, fitting
from locales.screen import Button, Screen

LONGEST_QUOTE: Final = 1500
"""Characters of a person's own text that are shown back to them."""
ONE_LINE: Final = 25
"""Characters of an earlier note that remind of it."""


def change_card(drawing: Drawing) -> Screen:
    """Show the recorded answer beside the new one: one tap keeps, one overwrites."""
    step, instrument, language = drawing.place.target, drawing.instrument, drawing.language
    pending, recorded = answer_of(drawing.place.pending), drawing.assessment.answer(step)
    new = answer_label(instrument, step, pending, language)
    rows = [(drawing.button("change.overwrite", Overwrite(step, pending), answer=_brief(drawing, step, pending)),)]
    there = None
    if recorded is not None:
        rows.append((drawing.button("change.keep", Choice.DROP_TEXT, answer=_brief(drawing, step, recorded)),))
        there = _recorded(drawing, step, answer_label(instrument, step, recorded, language))
    text = paragraph((*drawing.opening, *about(drawing, step), there, drawing.say("change.new", answer=new)))
    return Screen(text, tuple(rows))


def _brief(drawing: Drawing, step: str, answer: Answer) -> str:
    return answer_label(drawing.instrument, step, answer, drawing.language, brief=True)


def _recorded(drawing: Drawing, step: str, answer: str) -> Html:
    assessment = drawing.assessment
    given = assessment.responses.get(step) or assessment.priorities.get(step)
    if given and given.author != drawing.person.id:
        return drawing.say(
            "change.colleague", answer=answer, day=day(drawing.language, given.at, assessment.member.timezone)
        )
    return drawing.say("change.mine", answer=answer)


def about(drawing: Drawing, step: str) -> tuple[Html, ...]:
    """Say which step it is about: where it stands and its short label, or just a criterion's short name."""
    if drawing.instrument.has_criterion(step):
        return (drawing.title(drawing.of(drawing.instrument.criterion(step).short)),)
    return heading(drawing, step), subject(drawing, step)


def text_card(drawing: Drawing) -> Screen:
    """Show a text that is no answer and ask what to do with it."""
    step = drawing.place.target
    text = paragraph(
        (
            *drawing.opening,
            *about(drawing, step),
            drawing.say("text.ask"),
            drawing.say("text.replaces") if step in drawing.assessment.notes else None,
            folded((escaped(fitting(drawing.place.pending, LONGEST_QUOTE)),)),
        )
    )
    rows = [(drawing.button("text.keep", Choice.KEEP_TEXT),)]
    if drawing.extras.coordinated:
        rows.append((drawing.button("text.coordinator", Choice.ASK_COORDINATOR),))
    return Screen(text, (*rows, (drawing.button("text.drop", Choice.DROP_TEXT),)))


def note_card(drawing: Drawing) -> Screen:
    """Ask for a note or a file, and for no personal data."""
    step = drawing.place.target
    note = drawing.assessment.notes.get(step)
    text = paragraph(
        (
            *drawing.remarks,
            about(drawing, step)[-1],
            drawing.say("note.ask"),
            drawing.of(drawing.instrument.privacy_note),
            drawing.say("note.current", note=fitting(" ".join(note.text.split()), ONE_LINE)) if note else None,
        )
    )
    return Screen(text, ((_cancel(drawing),),))


def _cancel(drawing: Drawing) -> Button:
    cursor = drawing.place.cursor
    return drawing.button("button.cancel", Show(View.STEP, cursor) if cursor else Show(View.REVIEW))
