"""The overview of all criteria, from which every place is a tap away, and the card of one criterion.

It decides what is shown of them; it must not know how a score is computed.
"""

from typing import Final

from conversations.assessment import Assessment, steps_of
from conversations.authorisation import Act
from conversations.diagnosis import Standing
from conversations.events import Consult, Erase, Show
from conversations.instrument import Criterion, Item, Nonresponse
from conversations.place import View
from locales.cards.drawing import LONGEST_LABEL, MOST_ROWS, Drawing, counts, folded, in_rows, minutes, paragraph
from locales.cards.waiting import ONE_LINE
from locales.catalogue import Html, escaped, plain_n
from locales.figures import criterion_figures
from locales.formats import percent
from locales.isolating import isolated
from locales.naming import answer_label, fitting
from locales.screen import Button, Screen

LONGEST_NOTE: Final = 200
"""Characters of a note that the card of a criterion's notes shows."""


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
    short = criterion.short.in_(drawing.language)
    label = f"✓ {short}" if assessment.complete(criterion) else f"{short} {done}/{len(criterion.items)}"
    return Button(label, Show(View.CRITERION, criterion.id))


def criterion_card(drawing: Drawing) -> Screen:
    """Draw one criterion: its result so far, a button to each item with its answer, priority and note."""
    criterion = drawing.instrument.criterion(drawing.place.target)
    overview = drawing.button("button.overview", Show(View.REVIEW))
    said = criterion_lines(drawing, criterion)
    if not drawing.may(Act.ANSWER):
        title = drawing.title(drawing.of(criterion.short))
        answers = [escaped(_item_label(drawing, item)) for item in criterion.items]
        notes = drawing.button("criterion.notes", Show(View.ERASE, criterion.id))
        may_redact = drawing.may(Act.REDACT) and noted(drawing.assessment, criterion)
        return Screen(
            paragraph((*drawing.remarks, title, *said, *answers)), ((notes, overview) if may_redact else (overview,),)
        )
    items = [Button(_item_label(drawing, item), Show(View.STEP, item.id)) for item in criterion.items]
    last = (
        drawing.button("criterion.priority_open", Show(View.STEP, criterion.id)),
        drawing.button("criterion.notes", Show(View.ERASE, criterion.id))
        if noted(drawing.assessment, criterion)
        else drawing.button("criterion.note", Show(View.NOTE, criterion.id)),
        drawing.button("criterion.consult", Consult(criterion.id)),
        overview,
    )
    text = paragraph((*drawing.remarks, drawing.title(drawing.of(criterion.name)), *said))
    return Screen(text, (*in_rows(items, MOST_ROWS - 1), last))


def noted(assessment: Assessment, criterion: Criterion) -> tuple[str, ...]:
    """List the steps of a criterion that have a note or a file."""
    return tuple(step for step in steps_of(criterion) if step in assessment.notes or assessment.evidence.get(step))


def erase_card(drawing: Drawing) -> Screen:
    """Draw the notes and files of a criterion, with a button to take out each one's."""
    assessment, criterion = drawing.assessment, drawing.instrument.criterion(drawing.place.target)
    names = {step: _noted_name(drawing, step) for step in noted(assessment, criterion)}
    kept = [drawing.say("erase.kept", item=name, kept=_kept(drawing, step)) for step, name in names.items()]
    text = paragraph(
        (
            *drawing.remarks,
            drawing.title(drawing.say("erase.heading")),
            drawing.say("erase.ask" if kept else "erase.none"),
            folded(kept) if kept else None,
        )
    )
    room = LONGEST_LABEL // (1 if len(names) < MOST_ROWS else 2) - 2
    buttons = [drawing.button("erase.one", Erase(step), item=fitting(name, room)) for step, name in names.items()]
    back = drawing.button("nav.back", Show(View.CRITERION, criterion.id))
    if not drawing.may(Act.ANSWER):
        return Screen(text, (*in_rows(buttons, MOST_ROWS - 1), (back,)))
    return Screen(
        text, (*in_rows(buttons, MOST_ROWS - 1), (drawing.button("button.note", Show(View.NOTE, criterion.id)), back))
    )


def _noted_name(drawing: Drawing, step: str) -> str:
    instrument = drawing.instrument
    found = instrument.criterion(step) if instrument.has_criterion(step) else instrument.item(step)
    return found.short.in_(drawing.language)


def _kept(drawing: Drawing, step: str) -> str:
    note, files = drawing.assessment.notes.get(step), len(drawing.assessment.evidence.get(step, ()))
    parts = [isolated(fitting(" ".join(note.text.split()), LONGEST_NOTE))] if note else []
    return " · ".join([*parts, plain_n(drawing.language, "count.evidence", files)] if files else parts)


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
