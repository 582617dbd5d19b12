"""The overview of all criteria, from which every place is a tap away, and the card of one criterion.

It decides what is shown of them; it must not know how a score is computed.
"""

from conversations.authorisation import Act
from conversations.diagnosis import Standing
from conversations.events import Show
from conversations.instrument import Criterion, Item, Nonresponse
from conversations.place import View
from locales.cards.drawing import MOST_ROWS, Drawing, counts, in_rows, minutes, paragraph
from locales.cards.waiting import ONE_LINE
from locales.catalogue import Html, escaped
from locales.figures import criterion_figures
from locales.formats import percent
from locales.naming import answer_label, fitting
from locales.screen import Button, Screen


def review_card(drawing: Drawing) -> Screen:
    """Draw the overview: what is answered, a button to each criterion, and the ways out."""
    assessment = drawing.assessment
    left = minutes(drawing)
    text = paragraph(
        (
            *drawing.remarks,
            drawing.title(drawing.say("overview.heading")),
            counts(drawing),
            left or drawing.say("overview.all_settled"),
        )
    )
    last = [drawing.button("button.summary", Show(View.SUMMARY)), drawing.button("button.more", Show(View.MORE))]
    if drawing.may(Act.ANSWER) and any(not assessment.complete(one) for one in drawing.instrument.criteria):
        last.insert(0, drawing.button("nav.go_on", drawing.onwards.press))
    elif drawing.may(Act.SUBMIT):
        last.insert(0, drawing.button("overview.submit", Show(View.SUBMIT)))
    buttons = [_criterion_button(drawing, one) for one in drawing.instrument.criteria]
    return Screen(text, (*in_rows(buttons, MOST_ROWS - 1, narrowest=2), tuple(last)))


def _criterion_button(drawing: Drawing, criterion: Criterion) -> Button:
    assessment = drawing.assessment
    done = sum(assessment.settled(item.id) for item in criterion.items)
    mark = "✓ " if assessment.complete(criterion) else ""
    label = f"{mark}{criterion.short.in_(drawing.language)} {done}/{len(criterion.items)}"
    return Button(label, Show(View.CRITERION, criterion.id))


def criterion_card(drawing: Drawing) -> Screen:
    """Draw one criterion: its result so far, a button to each item with its answer, priority and note."""
    criterion = drawing.instrument.criterion(drawing.place.target)
    overview = drawing.button("button.overview", Show(View.REVIEW))
    said = criterion_lines(drawing, criterion)
    if not drawing.may(Act.ANSWER):
        title = drawing.title(drawing.of(criterion.short))
        answers = [escaped(_item_label(drawing, item)) for item in criterion.items]
        return Screen(paragraph((*drawing.remarks, title, *said, *answers)), ((overview,),))
    items = [Button(_item_label(drawing, item), Show(View.STEP, item.id)) for item in criterion.items]
    last = (
        drawing.button("criterion.priority_open", Show(View.STEP, criterion.id)),
        drawing.button("criterion.note", Show(View.NOTE, criterion.id)),
        overview,
    )
    text = paragraph((*drawing.remarks, drawing.title(drawing.of(criterion.name)), *said))
    return Screen(text, (*in_rows(items, MOST_ROWS - 1), last))


def criterion_lines(drawing: Drawing, criterion: Criterion) -> list[Html]:
    """Say what the criterion's answers come to, and what is noted."""
    figures = criterion_figures(drawing.assessment, criterion.id)
    lines = []
    match figures.standing:
        case Standing.SCORED:
            assert figures.band is not None
            shown = percent(drawing.language, figures.percent or 0)
            lines.append(drawing.say("criterion.result", percent=shown, band=drawing.of(figures.band.label)))
        case Standing.INSUFFICIENT:
            lines.append(drawing.say("criterion.insufficient"))
        case Standing.NOT_APPLICABLE:
            lines.append(drawing.say("criterion.not_applicable"))
    priority, note = _priority_line(drawing, criterion), drawing.assessment.notes.get(criterion.id)
    lines += [priority] if priority else []
    return [*lines, drawing.say("note.current", note=fitting(" ".join(note.text.split()), ONE_LINE))] if note else lines


def _item_label(drawing: Drawing, item: Item) -> str:
    answer = drawing.assessment.answer(item.id)
    short = item.short.in_(drawing.language)
    if answer is None:
        return short
    shown = str(answer) if not isinstance(answer, Nonresponse) else _nonresponse(drawing, item, answer)
    mark = "✓ " if drawing.assessment.settled(item.id) else ""
    return f"{mark}{short}: {shown}"


def _nonresponse(drawing: Drawing, item: Item, answer: Nonresponse) -> str:
    return answer_label(drawing.instrument, item.id, answer, drawing.language, brief=True).lower()


def _priority_line(drawing: Drawing, criterion: Criterion) -> Html | None:
    chosen = drawing.assessment.priorities.get(criterion.id)
    if chosen is None:
        return None
    labels = {one.value: one.label for one in drawing.instrument.priority_options}
    return drawing.say("criterion.priority", priority=drawing.of(labels[chosen.value]))
