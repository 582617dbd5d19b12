"""The receipt of a criterion: what the member answered, what it comes to, an offer to add a note.

Ten receipts are the record in the chat. It must not know when one is sent.
"""

from conversations.assessment import Assessment
from conversations.diagnosis import Standing
from conversations.events import Consult, Show
from conversations.instrument import Criterion, Language, Nonresponse
from conversations.place import View
from locales.cards.drawing import LINE, paragraph
from locales.catalogue import Html, escaped, plain, say, say_n
from locales.figures import criterion_figures
from locales.naming import answer_label, fitting, result_label, short_name
from locales.screen import Button, Row, Screen

_LONGEST_NOTE = 300


def render_receipt(assessment: Assessment, criterion_id: str, language: Language) -> Screen:
    """Draw the receipt of a criterion; KeyError when the instrument has none of that id."""
    criterion = assessment.instrument.criterion(criterion_id)
    name = criterion.short.in_(language)
    member = fitting(short_name(assessment.member), LINE - len(name) - 5)
    note = assessment.notes.get(criterion_id)
    files = sum(len(assessment.evidence.get(step, ())) for step in (*(one.id for one in criterion.items), criterion_id))
    text = paragraph(
        (
            Html(f"<b>✓ {escaped(name)}</b> · {escaped(member)}"),
            *_answers(assessment, criterion, language),
            _result(assessment, criterion, language),
            say(language, "note.current", note=fitting(note.text, _LONGEST_NOTE)) if note else None,
            say_n(language, "count.evidence", files) if files else None,
        )
    )
    offer = Button(plain(language, "button.note"), Show(View.NOTE, criterion_id))
    rows: list[Row] = [(offer, Button(plain(language, "button.review"), Show(View.CRITERION, criterion_id)))]
    if any(assessment.answer(item.id) is Nonresponse.DONT_KNOW for item in criterion.items):
        rows.append((Button(plain(language, "button.consult"), Consult(criterion_id)),))
    return Screen(text, tuple(rows))


def _answers(assessment: Assessment, criterion: Criterion, language: Language) -> list[Html]:
    lines = []
    for place, item in enumerate(criterion.items, start=1):
        answer = assessment.answer(item.id)
        if answer is None:
            shown = plain(language, "criterion.unopened")
        else:
            shown = answer_label(assessment.instrument, item.id, answer, language, brief=True)
        noted = f" ({plain(language, 'criterion.noted')})" if item.id in assessment.notes else ""
        short = item.short.in_(language)
        lines.append(say(language, "receipt.item", place=place, item=short, answer=f"{shown}{noted}"))
    return lines


def _result(assessment: Assessment, criterion: Criterion, language: Language) -> Html:
    figures = criterion_figures(assessment, criterion.id)
    if figures.standing is Standing.SCORED and figures.band is not None:
        band = figures.band.label.in_(language)
        result = say(language, "criterion.result", percent=result_label(figures, language), band=band)
    else:
        result = escaped(result_label(figures, language))
    priority = assessment.priorities.get(criterion.id)
    if priority is None:
        return result
    labels = {one.value: one.label.in_(language) for one in assessment.instrument.priority_options}
    return Html(f"{result} · {say(language, 'criterion.priority', priority=labels[priority.value])}")
