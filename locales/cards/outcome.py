"""The cards about what comes out: the summary, the priorities in detail, submitting.

They decide which buttons somebody is offered; they must not know how anything is computed or sent.
"""

from conversations.assessment import Assessment, Sharing
from conversations.authorisation import Act
from conversations.diagnosis import Diagnosis
from conversations.events import Choice, SendPicture, Show, Submit
from conversations.instrument import Language
from conversations.place import View
from locales.cards.drawing import Drawing, counts, folded, paragraph
from locales.catalogue import Html, escaped, say, say_n
from locales.figures import diagnosis_of
from locales.formats import day, percent
from locales.naming import priority_label, result_label
from locales.screen import Button, Row, Screen


def summary_card(drawing: Drawing) -> Screen:
    """Draw the summary: the result, who sees what, and what can be sent or done with it."""
    assessment, language = drawing.assessment, drawing.language
    text = paragraph(
        (
            *drawing.remarks,
            drawing.title(drawing.say("summary.heading")),
            overall_line(diagnosis_of(assessment), language),
            counts(drawing),
            seen_line(assessment, language),
        )
    )
    rows: list[Row] = [
        (drawing.button("button.picture", SendPicture(language)), drawing.button("button.pdf", Choice.SEND_PDF)),
        tuple(drawing.button(f"picture.{other}", SendPicture(other)) for other in Language if other is not language),
        (drawing.button("button.priorities", Show(View.PRIORITIES)),),
    ]
    if drawing.may(Act.SUBMIT):
        rows.append((drawing.button("button.submit", Show(View.SUBMIT)),))
    if drawing.may(Act.RECALL):
        rows.append((drawing.button("button.recall", Choice.RECALL),))
    if drawing.may(Act.ANSWER) and assessment.open_items():
        rows.append((drawing.button("nav.go_on", drawing.onwards.press), _overview(drawing)))
    else:
        rows.append((_overview(drawing),))
    return Screen(text, tuple(rows))


def _overview(drawing: Drawing) -> Button:
    return drawing.button("button.overview", Show(View.REVIEW))


def overall_line(diagnosis: Diagnosis, language: Language) -> Html:
    """Say the overall result, or how many criteria are missing for one."""
    if diagnosis.band is None:
        missing = diagnosis.instrument.scoring.minimum_scored_criteria - diagnosis.scored
        return say_n(language, "count.needed", missing)
    shown = percent(language, diagnosis.percent or 0)
    return say(language, "summary.overall", percent=shown, band=diagnosis.band.label.in_(language))


def state_line(assessment: Assessment, language: Language) -> Html:
    """Say whether it is a draft, or when it was submitted."""
    submission = assessment.submission
    if submission is None:
        return say(language, "summary.draft")
    when = say(language, "summary.submitted", day=day(language, submission.at, assessment.member.timezone))
    return Html(f"{when} {say(language, 'summary.late')}") if submission.late else when


def seen_line(assessment: Assessment, language: Language) -> Html:
    """Say what coordinators see of it."""
    submission = assessment.submission
    if submission is None:
        return say(language, "summary.draft_seen")
    when = escaped(f"{state_line(assessment, language)}. ")
    match submission.sharing:
        case Sharing.NAMED:
            return Html(when + say(language, "summary.named_seen"))
        case Sharing.AGGREGATE:
            return Html(when + say(language, "summary.aggregate_seen"))


def priorities_card(drawing: Drawing) -> Screen:
    """Draw the criteria to work on first, with the next steps of their band."""
    diagnosis, language = diagnosis_of(drawing.assessment), drawing.language
    ranked = [
        drawing.say(
            "priorities.one",
            place=place,
            criterion=one.criterion.short.in_(language),
            percent=result_label(one, language),
            priority=priority_label(one, drawing.instrument, language),
        )
        for place, one in enumerate(diagnosis.priorities, start=1)
    ]
    steps = [
        line
        for one in diagnosis.priorities
        for line in (Html(f"<b>{drawing.of(one.criterion.short)}</b>"), *map(_bullet, map(drawing.of, one.next_steps)))
    ]
    text = paragraph(
        (
            *drawing.remarks,
            drawing.title(drawing.say("priorities.heading")),
            *(ranked or [drawing.say("priorities.none")]),
            folded((drawing.say("priorities.steps"), *steps)) if steps else None,
        )
    )
    rows: list[Row] = [(drawing.button("button.practices", Choice.SEND_PRACTICES),)] if ranked else []
    return Screen(text, (*rows, (drawing.button("priorities.back", Show(View.SUMMARY)),)))


def _bullet(text: Html) -> Html:
    return Html(f"• {text}")


def submit_card(drawing: Drawing) -> Screen:
    """Ask what the member shares on submitting, and say what is still open."""
    assessment = drawing.assessment
    still = len(assessment.open_items())
    rows: list[Row] = []
    if not assessment.responses:
        asked = drawing.say("submit.empty")
    else:
        asked = drawing.say("submit.ask")
        rows = [
            (drawing.button("submit.named", Submit(Sharing.NAMED)),),
            (drawing.button("submit.aggregate", Submit(Sharing.AGGREGATE)),),
        ]
    text = paragraph(
        (
            *drawing.remarks,
            Html(f"<b>{drawing.say('submit.heading')}</b>"),
            escaped(assessment.member.name),
            say_n(drawing.language, "count.open", still) if still else drawing.say("overview.all_settled"),
            asked,
        )
    )
    return Screen(text, (*rows, (drawing.button("submit.not_yet", Show(View.SUMMARY)),)))
