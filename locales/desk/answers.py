"""What a member submitted and shares under its name, as a coordinator reads it, criterion by criterion.

It decides what fits a card; notes and files are folded. It must not know who may read it.
"""

from collections.abc import Callable
from typing import Any, Final

from conversations.assessment import Answer, Assessment
from conversations.desk.answers import ERASING, AnswersShown, CriterionShown, ErasingShown
from conversations.desk.deeds import Deed, Shown
from conversations.desk.place import DeskView
from conversations.diagnosis import CriterionDiagnosis
from conversations.events import Do, Open
from conversations.instrument import Criterion, Nonresponse
from locales.cards.drawing import LONGEST_LABEL, MOST_ROWS, folded, in_rows, paragraph
from locales.catalogue import Html, escaped
from locales.desk.drawing import DeskDrawing
from locales.figures import diagnosis_of
from locales.formats import day, percent
from locales.isolating import isolated
from locales.naming import fitting, priority_label, result_label, short_name
from locales.screen import Button, Screen

LONGEST_NOTE: Final = 400
"""Characters of a note; what is longer is in the workbook."""
LONGEST_FILE: Final = 40


def answers_card(shown: AnswersShown, drawing: DeskDrawing) -> Screen:
    """Draw the results of all criteria, with a button to each."""
    of, diagnosis = shown.assessment, diagnosis_of(shown.assessment)
    assert of.submission is not None
    on = day(drawing.language, of.submission.at, of.member.timezone)
    lines = [
        Html(f"<b>{escaped(short_name(of.member))}</b> · {drawing.say('shared.submitted', wave=of.wave.name, day=on)}")
    ]
    if diagnosis.percent is not None and diagnosis.band is not None:
        band = diagnosis.band.label.in_(drawing.language)
        lines.append(drawing.say("shared.overall", percent=percent(drawing.language, diagnosis.percent), band=band))
    lines.append(drawing.say("shared.internal"))
    buttons = [
        Button(
            fitting(
                f"{one.criterion.short.in_(drawing.language)}: {_result(one.percent, drawing)}", LONGEST_LABEL // 2
            ),
            Open(DeskView.ANSWERS, f"{of.member.id}.{one.criterion.id}"),
        )
        for one in diagnosis.criteria
    ]
    last = drawing.home_row(drawing.button("shared.status", Open(DeskView.STATUS, str(of.member.id))))
    return Screen(paragraph(lines), (*in_rows(buttons, MOST_ROWS - 1, narrowest=2), last))


def _result(whole: int | None, drawing: DeskDrawing) -> str:
    return "–" if whole is None else percent(drawing.language, whole)


def criterion_card(shown: CriterionShown, drawing: DeskDrawing) -> Screen:
    """Draw the answers of a criterion, its notes and files folded."""
    of, criterion = shown.assessment, shown.criterion
    found = diagnosis_of(of).criteria[of.instrument.criterion_index(criterion.id)]
    result = result_label(found, drawing.language)
    lines = [Html(f"<b>{escaped(f'{criterion.short.in_(drawing.language)}: {result}')}</b> · {_member(of)}")]
    for number, item in enumerate(criterion.items, 1):
        answer = of.answer(item.id)
        said = drawing.say("shared.open") if answer is None else _short(of, answer, drawing)
        lines.append(Html(f"{number}. {escaped(item.short.in_(drawing.language))}: <b>{escaped(said)}</b>"))
    noted = [*_standing(found, of, drawing), *_noted(of, criterion, drawing)]
    at = f"{of.member.id}.{criterion.id}"
    row = [drawing.button("shared.criteria", Open(DeskView.ANSWERS, str(of.member.id)))]
    if shown.noted:
        row.insert(0, drawing.button("shared.erase", Open(DeskView.ANSWERS, f"{at}.{ERASING}")))
    around = _around(of, criterion, drawing)
    rows = (around, tuple(row), drawing.home_row()) if around else (tuple(row), drawing.home_row())
    return Screen(paragraph((*lines, folded(noted) if noted else None)), rows)


def _around(of: Assessment, criterion: Criterion, drawing: DeskDrawing) -> tuple[Button, ...]:
    criteria = of.instrument.criteria
    here = of.instrument.criterion_index(criterion.id)
    row = []
    if here:
        before = criteria[here - 1]
        label = f"‹ {before.short.in_(drawing.language)}"
        row.append(Button(label, Open(DeskView.ANSWERS, f"{of.member.id}.{before.id}")))
    if here + 1 < len(criteria):
        after = criteria[here + 1]
        label = f"{after.short.in_(drawing.language)} ›"
        row.append(Button(label, Open(DeskView.ANSWERS, f"{of.member.id}.{after.id}")))
    return tuple(row)


def _title(of: Assessment, criterion: Criterion, drawing: DeskDrawing) -> Html:
    return Html(f"<b>{escaped(criterion.short.in_(drawing.language))}</b> · {_member(of)}")


def _member(of: Assessment) -> Html:
    return escaped(short_name(of.member))


def _standing(found: CriterionDiagnosis, of: Assessment, drawing: DeskDrawing) -> list[Html]:
    """Say the band and, if the member chose one, the priority."""
    said = [found.band.label.in_(drawing.language)] if found.band is not None else []
    if found.priority_chosen:
        said.append(priority_label(found, of.instrument, drawing.language))
    return [escaped(" · ".join(said))] if said else []


def _short(of: Assessment, answer: Answer, drawing: DeskDrawing) -> str:
    """Give a level by its number, which reads on one line with its item; a nonresponse in its brief words."""
    if isinstance(answer, Nonresponse) and answer is not Nonresponse.LATER:
        return of.instrument.nonresponse(answer).button.in_(drawing.language)
    return drawing.say("shared.open") if isinstance(answer, Nonresponse) else str(answer)


def _noted(of: Assessment, criterion: Criterion, drawing: DeskDrawing) -> list[Html]:
    """Word the notes and the names of files, and which area was asked."""
    lines = []
    for step in (*(item.id for item in criterion.items), criterion.id):
        said = []
        if (note := of.notes.get(step)) is not None:
            said.append(fitting(" ".join(note.text.split()), LONGEST_NOTE))
        said += [f"📎 {isolated(fitting(one.name or one.kind, LONGEST_FILE))}" for one in of.evidence.get(step, ())]
        if step in of.responses and of.responses[step].consulted:
            said.append(drawing.say("shared.consulted", area=of.responses[step].consulted))
        if said:
            lines.append(Html(f"<b>{escaped(_name(of, step, drawing))}</b>: {' · '.join(map(escaped, said))}"))
    return lines


def _name(of: Assessment, step: str, drawing: DeskDrawing) -> str:
    found = of.instrument.criterion(step) if of.instrument.has_criterion(step) else of.instrument.item(step)
    return found.short.in_(drawing.language)


def erasing_card(shown: ErasingShown, drawing: DeskDrawing) -> Screen:
    """Ask which note and files shall go."""
    of, criterion = shown.assessment, shown.criterion
    lines = (
        _title(of, criterion, drawing),
        drawing.say("shared.erase_ask"),
        folded(_noted(of, criterion, drawing)),
    )
    room = LONGEST_LABEL // (1 if len(shown.steps) < MOST_ROWS else 2) - 2
    buttons = [
        drawing.button(
            "shared.erase_one",
            Do(Deed.REDACT, f"{of.member.id}.{step}"),
            item=fitting(_name(of, step, drawing), room),
        )
        for step in shown.steps
    ]
    back = drawing.button("shared.back", Open(DeskView.ANSWERS, f"{of.member.id}.{criterion.id}"))
    return Screen(paragraph(lines), (*in_rows(buttons, MOST_ROWS - 1), drawing.home_row(back)))


RENDERERS: dict[type[Shown], Callable[[Any, DeskDrawing], Screen]] = {
    AnswersShown: answers_card,
    CriterionShown: criterion_card,
    ErasingShown: erasing_card,
}
