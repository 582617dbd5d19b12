"""The cards of meetings: which are coming, how one stands, and what a new one is asked for."""

from collections.abc import Callable
from typing import Any

from conversations.campaigns import Campaign, DeliveryState, Meeting
from conversations.desk.deeds import Deed, Shown
from conversations.desk.meetings import CANCEL, MeetingShown, MeetingsShown, MeetingTextShown
from conversations.desk.place import DeskView
from conversations.desk.planning import NEW
from conversations.events import Do, Open
from conversations.plans import goes_out_on
from locales.cards.drawing import LONGEST_LABEL, in_rows, paragraph
from locales.catalogue import Html, escaped
from locales.desk.audiences import fitted, turning, whom
from locales.desk.drawing import DeskDrawing, heading
from locales.formats import calendar_day, day_and_month, days_between
from locales.isolating import isolated
from locales.naming import fitting
from locales.screen import Row, Screen


def list_card(shown: MeetingsShown, drawing: DeskDrawing) -> Screen:
    """List the meetings to come."""
    meetings = shown.meetings.entries
    lines = [heading(drawing, "meetings.heading")]
    lines += [Html(f"{_named(one)}\n{_when_and_where(one, drawing)}") for one in meetings]
    if not meetings:
        lines.append(drawing.say("meetings.none"))
    rows: list[Row] = [
        (drawing.button("meetings.open", Open(DeskView.MEETING, str(one.id)), name=fitting(one.name, LONGEST_LABEL)),)
        for one in meetings
    ]
    rows.append(
        (
            drawing.button("meetings.make", Open(DeskView.MEETING, NEW)),
            *turning(shown.meetings, DeskView.MEETINGS),
        )
    )
    return Screen(paragraph(lines), (*rows, drawing.home_row()))


def _named(meeting: Meeting) -> Html:
    return Html(f"<b>{escaped(meeting.name)}</b>")


def _when_and_where(meeting: Meeting, drawing: DeskDrawing) -> Html:
    days = days_between(drawing.language, meeting.starts_on, meeting.ends_on)
    return escaped(f"{days} · {isolated(meeting.place)}" if meeting.place else days)


def text_card(shown: MeetingTextShown, drawing: DeskDrawing) -> Screen:
    """Ask for a name and place, or for dates."""
    if shown.days:
        lines = [
            Html(f"<b>{escaped(shown.name)}</b>"),
            drawing.say("meetings.ask_days"),
            drawing.say("meetings.days_like"),
        ]
    else:
        lines = [drawing.say("meetings.ask_name"), drawing.say("meetings.name_like")]
    back = Open(DeskView.PLAN) if shown.changing else Open(DeskView.MEETINGS)
    return Screen(paragraph(lines), (drawing.home_row(drawing.button("meetings.back", back)),))


def card(shown: MeetingShown, drawing: DeskDrawing) -> Screen:
    """Draw a meeting with its plan."""
    meeting, number = shown.plan.meeting, str(shown.plan.meeting.id)
    said = (
        _named(meeting),
        _when_and_where(meeting, drawing),
        drawing.say("meetings.whom", whom=whom(drawing, meeting.countries, shown.members)),
        drawing.say("meetings.respond_by", day=calendar_day(drawing.language, meeting.respond_by)),
    )
    sure = drawing.say("meetings.sure") if shown.cancelling else None
    steps = _steps(shown, drawing)
    pairs = [Html(" · ".join(steps[at : at + 2])) for at in range(0, len(steps), 2)]
    text = fitted(drawing, (*said, *steps, sure), (*said, *pairs, sure))
    if shown.cancelling:
        yes = drawing.button("meetings.cancel_yes", Do(Deed.CANCEL_MEETING, number))
        no = drawing.button("meetings.cancel_no", Open(DeskView.MEETING, number))
        return Screen(text, ((yes,), drawing.home_row(no)))
    rows: list[Row] = []
    if shown.undo:
        rows.append((drawing.button("campaigns.undo", Do(Deed.UNDO, f"m{number}")),))
    if not meeting.cancelled:
        change = drawing.button("meetings.change", Open(DeskView.PLAN, number))
        cancel = drawing.button("meetings.cancel", Open(DeskView.MEETING, f"{number}.{CANCEL}"))
        rows.append((change, cancel))
    reports = tuple(
        drawing.button("meetings.report", Open(DeskView.CAMPAIGN, str(one.id)), days=one.days_before)
        for one in shown.plan.steps
    )
    if reports:
        rows += in_rows(reports, 2, narrowest=4 if len(reports) == 4 else 3)
    return Screen(text, (*rows, drawing.home_row(drawing.button("meetings.list", Open(DeskView.MEETINGS)))))


def _steps(shown: MeetingShown, drawing: DeskDrawing) -> list[Html]:
    if shown.plan.meeting.cancelled:
        return [drawing.say("meetings.cancelled")]
    if shown.cancelling:
        return []
    steps = shown.plan.steps
    if not steps:
        return [drawing.say("plan.no_steps")]
    return [_step(one, shown.plan.meeting, drawing) for one in steps]


def _step(step: Campaign, meeting: Meeting, drawing: DeskDrawing) -> Html:
    assert step.runs_on is not None
    sent = sum(step.counts.get(state, 0) for state in (DeliveryState.SENT, DeliveryState.UNCONFIRMED))
    planned = step.counts.get(DeliveryState.PLANNED, 0)
    parts = [drawing.say_n("meetings.step_sent", sent)] if sent else []
    parts += [drawing.say_n("meetings.step_planned", planned)] if planned or not sent else []
    what = Html(" · ".join(parts))
    day = goes_out_on(meeting, step.runs_on, step.undo_until)
    return drawing.say("meetings.step", days=step.days_before, day=day_and_month(drawing.language, day), what=what)


RENDERERS: dict[type[Shown], Callable[[Any, DeskDrawing], Screen]] = {
    MeetingsShown: list_card,
    MeetingTextShown: text_card,
    MeetingShown: card,
}
