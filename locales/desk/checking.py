"""The cards of a dry run: its sum, who gets it and when, who does not and why, and exactly what goes out."""

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assessment import first_open
from conversations.campaigns import CampaignKind, Planned
from conversations.desk.checking import OUT, SURE, WHO, DryRunShown, LeftOutShown, PreviewShown, WhoShown
from conversations.desk.deeds import Deed, Shown
from conversations.desk.pages import Page
from conversations.desk.place import DeskView
from conversations.due import local_day
from conversations.events import Do, Open
from conversations.people import Person
from conversations.place import Place, View
from conversations.plans import Step
from conversations.reminders import OwnWords
from locales.cards.drawing import Drawing, folded, paragraph
from locales.catalogue import Html, escaped
from locales.desk.audiences import fitted, kind, language_name, left_out, turning, whom
from locales.desk.drawing import DeskDrawing
from locales.formats import brief_moment, day_and_month, listing
from locales.isolating import isolated
from locales.naming import fitting, short_name
from locales.reminders import Reason, render_own_words, render_reminder
from locales.screen import Row, Screen

MOST_REASONS = 3
NAME = 22


def sum_card(shown: DryRunShown, drawing: DeskDrawing) -> Screen:
    """Draw the sum of a dry run, and what follows from it."""
    found, language = shown.worked_out, drawing.language
    meeting = found.meeting
    people = len(found.run.planned)
    heading = _kind(shown, drawing) if meeting is None else escaped(meeting.name)
    reach = drawing.say("check.nobody")
    if people:
        members = drawing.say_n("check.members", found.members)
        reach = drawing.say_n("check.people", people, members=members)
    spoken = [f"{language_name(drawing, one)} {number}" for one, number in found.languages.items()]
    said = (
        Html(f"<b>{heading}</b>"),
        reach,
        drawing.say("check.languages", languages=escaped(listing(language, spoken))) if spoken else None,
        _moments(shown, drawing),
    )
    why, last = _left_out(shown, drawing, MOST_REASONS), _last(shown, drawing)
    briefly = _left_out(shown, drawing, 1)
    asked = (last,) if shown.missing or shown.sure else ()
    text = fitted(drawing, (*said, why, last), (*said, briefly, last), (*said, briefly, *asked))
    return Screen(text, _rows(shown, drawing))


def _kind(shown: DryRunShown, drawing: DeskDrawing) -> Html:
    """Name what it is and, where that was chosen, whom it is for."""
    named, run, campaign = kind(drawing, shown.kind), shown.worked_out.run, shown.worked_out.campaign
    if campaign is None or not (campaign.segment.countries or campaign.segment.members):
        return named
    every = (*(one.candidate.member for one in run.planned), *(one.member for one in run.excluded))
    chosen = {one.id: one for one in every if one.id in campaign.segment.members}
    return Html(f"{named} · {whom(drawing, campaign.segment.countries, tuple(chosen.values()))}")


def _moments(shown: DryRunShown, drawing: DeskDrawing) -> Html | None:
    found, language = shown.worked_out, drawing.language
    if found.meeting is not None:
        steps = [f"{day_and_month(language, _first_day(one))} ({len(one.run.planned)})" for one in found.steps]
        if not steps:
            return drawing.say("plan.no_steps")
        return drawing.say("check.steps", steps=" · ".join(steps))
    planned = found.run.planned
    if not planned:
        return None
    assert found.campaign is not None
    at_once = sum(one.due_at == found.campaign.undo_until for one in planned)
    if at_once == len(planned):
        return drawing.say("check.now")
    if at_once:
        return drawing.say_n("check.now_some", at_once)
    ordered = sorted(planned, key=lambda one: one.due_at.astimezone(_zone(one)).replace(tzinfo=None))
    first, last = (
        brief_moment(language, one.due_at, one.candidate.member.timezone) for one in (ordered[0], ordered[-1])
    )
    if first == last:
        return drawing.say("check.moment", at=first)
    return drawing.say("check.moments", first=first, last=last)


def _zone(one: Planned) -> ZoneInfo:
    return ZoneInfo(one.candidate.member.timezone)


def _left_out(shown: DryRunShown, drawing: DeskDrawing, most: int) -> Html:
    number = sum(shown.why.values())
    if not number:
        return drawing.say("check.nobody_out")
    reasons = [f"{left_out(drawing, why)} {count}" for why, count in shown.why.items()]
    if len(reasons) > most:
        reasons[most:] = ["…"]
    return drawing.say_n("check.out", number, reasons=Html(", ".join(reasons)))


def _first_day(step: Step) -> date:
    """Tell on which local day the first goes out: a holiday somewhere may bring it before the step's own."""
    return min((local_day(one.due_at, _zone(one)) for one in step.run.planned), default=step.day)


def _last(shown: DryRunShown, drawing: DeskDrawing) -> Html:
    found = shown.worked_out
    if shown.missing:
        languages = listing(drawing.language, (language_name(drawing, one) for one in shown.missing))
        return drawing.say("check.missing", languages=languages)
    if shown.sure:
        return drawing.say("check.sure")
    if found.meeting is None:
        return drawing.say("check.again")
    return drawing.say("check.again_plan") if found.run.planned else drawing.say("check.later")


def _rows(shown: DryRunShown, drawing: DeskDrawing) -> tuple[Row, ...]:
    found = shown.worked_out
    people, out = len(found.run.planned), sum(shown.why.values())
    lists = []
    if people:
        lists.append(drawing.button("check.who_list", Open(DeskView.DRY_RUN, WHO), number=people))
    if out:
        lists.append(drawing.button("check.out_list", Open(DeskView.DRY_RUN, OUT), number=out))
    previews = tuple(
        drawing.button("check.preview", Open(DeskView.DRY_RUN, one.value), language=language_name(drawing, one))
        for one in found.languages
        if one not in shown.missing
    )
    back = drawing.button("check.change", Open(shown.back))
    if shown.sure:
        yes = drawing.button("check.yes", Do(Deed.CONFIRM, shown.stamp))
        no = drawing.button("check.no", Open(DeskView.DRY_RUN))
        return ((yes,), (no,), drawing.home_row(back))
    may_go = not shown.missing and (people or shown.kind is CampaignKind.PLAN)
    go = drawing.button("check.go", Open(DeskView.DRY_RUN, SURE))
    rows = (tuple(lists), previews, (go,) if may_go else (), drawing.home_row(back))
    return tuple(row for row in rows if row)


def who_card(shown: WhoShown, drawing: DeskDrawing) -> Screen:
    """List who gets it, each with the local moment and the language."""
    lines = [drawing.say_n("check.who", shown.number)]
    for one in shown.planned.entries:
        member = one.candidate.member
        at = brief_moment(drawing.language, one.due_at, member.timezone)
        tongue = one.candidate.language.value
        lines.append(escaped(f"{isolated(fitting(short_name(member), NAME))} · {at} · {tongue}"))
    return Screen(paragraph(lines), _list_rows(shown.planned, f"{WHO}.{{page}}", drawing))


def out_card(shown: LeftOutShown, drawing: DeskDrawing) -> Screen:
    """List which members get nothing, and why."""
    lines = [drawing.say_n("check.out_heading", shown.number)]
    lines += [
        Html(f"{escaped(fitting(short_name(one.member), NAME))} · {left_out(drawing, one.why)}")
        for one in shown.excluded.entries
    ]
    return Screen(paragraph(lines), _list_rows(shown.excluded, f"{OUT}.{{page}}", drawing))


def _list_rows(page: Page[Any], target: str, drawing: DeskDrawing) -> tuple[Row, ...]:
    back = drawing.button("meetings.back", Open(DeskView.DRY_RUN))
    turns = turning(page, DeskView.DRY_RUN, target)
    return tuple(row for row in (turns, drawing.home_row(back)) if row)


def preview_card(shown: PreviewShown, drawing: DeskDrawing) -> Screen:
    """Draw exactly what goes out in a language; its buttons are told, as they would do something."""
    heading = drawing.say("check.preview_of", language=language_name(drawing, shown.language))
    screen = _previewed(shown, drawing)
    buttons = [escaped("  ".join(f"[{one.label}]" for one in row)) for row in screen.rows]
    text = paragraph((heading, Html(screen.text), folded(buttons) if buttons else None))
    return Screen(text, (drawing.home_row(drawing.button("meetings.back", Open(DeskView.DRY_RUN))),))


def _previewed(shown: PreviewShown, drawing: DeskDrawing) -> Screen:
    if shown.kind in (CampaignKind.NOTICE, CampaignKind.CORRECTION):
        words = OwnWords(shown.text, correction=shown.kind is CampaignKind.CORRECTION)
        return render_own_words(words, shown.language)
    if shown.blank is None:
        return Screen(drawing.say("check.no_preview"))
    assessment = shown.blank.assessment
    step = first_open(assessment) or ""
    place = Place(0, shown.language, View.STEP, step, step)
    person = Person(0, shown.language, consented=True)
    drawn = Drawing(place, assessment, person, (), drawing.now, drawing.contact)
    return render_reminder(drawn, Reason(shown.meeting, shown.blank.seconds))


RENDERERS: dict[type[Shown], Callable[[Any, DeskDrawing], Screen]] = {
    DryRunShown: sum_card,
    WhoShown: who_card,
    LeftOutShown: out_card,
    PreviewShown: preview_card,
}
