"""The cards of a meeting that is being made: its plan, whom it is for, its time zone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conversations.campaigns import CampaignKind
from conversations.desk.deeds import Deed, Shown
from conversations.desk.drafting import BACK
from conversations.desk.meeting_zone import ZoneShown
from conversations.desk.place import DeskView
from conversations.desk.planning import DAYS, NAME, PlanShown
from conversations.desk.whom import NETWORK, WhomShown
from conversations.events import Do, Open
from locales.cards.drawing import in_rows, paragraph
from locales.catalogue import Html, escaped
from locales.desk.audiences import fitted, turning, whom
from locales.desk.drawing import DeskDrawing
from locales.formats import calendar_day, country, day_and_month, days_between, listing
from locales.isolating import isolated
from locales.naming import fitting, short_name, zone_name
from locales.screen import Button, Row, Screen

NOON = 12
MOST_MEMBERS = 6
LABEL = 18


def plan_card(shown: PlanShown, drawing: DeskDrawing) -> Screen:
    """Draw what is proposed for a meeting, with what can be changed about it."""
    meeting, language = shown.meeting, drawing.language
    days = days_between(language, meeting.starts_on, meeting.ends_on)
    steps = " · ".join(day_and_month(language, one) for _, one in shown.steps.kept)
    said = (
        Html(f"<b>{escaped(meeting.name)}</b>"),
        escaped(f"{days} · {isolated(meeting.place)}" if meeting.place else days),
        drawing.say("meetings.whom", whom=whom(drawing, meeting.countries, shown.members)),
        drawing.say("meetings.respond_by", day=calendar_day(language, meeting.respond_by)),
        drawing.say("plan.steps", days=steps) if shown.steps.kept else drawing.say("plan.no_steps"),
        _dropped(shown, drawing),
    )
    text = fitted(drawing, (*said, drawing.say("plan.hint")), said)
    return Screen(text, _rows(shown, drawing))


def _dropped(shown: PlanShown, drawing: DeskDrawing) -> Html | None:
    if not shown.steps.dropped:
        return None
    days = listing(drawing.language, (str(one) for one in shown.steps.dropped))
    return drawing.say("plan.dropped", days=days)


def _rows(shown: PlanShown, drawing: DeskDrawing) -> tuple[Row, ...]:
    steps = tuple(
        drawing.button("plan.step", Do(Deed.PLAN_STEP, f"{before}-"), days=before) for before, _ in shown.steps.kept
    )
    by, one_day = shown.meeting.respond_by, timedelta(days=1)
    moves = []
    if by > shown.today:
        moves.append(drawing.button("plan.earlier", Do(Deed.PLAN_BY, (by - one_day).isoformat())))
    if by < shown.meeting.starts_on:
        moves.append(drawing.button("plan.later", Do(Deed.PLAN_BY, (by + one_day).isoformat())))
    zone = zone_name(shown.meeting.timezone)
    rows = (
        steps,
        tuple(moves),
        (
            drawing.button("plan.whom", Open(DeskView.WHOM)),
            drawing.button("plan.zone", Open(DeskView.ZONE), zone=fitting(zone, LABEL)),
        ),
        (
            drawing.button("plan.name", Open(DeskView.MEETING, NAME)),
            drawing.button("plan.days", Open(DeskView.MEETING, DAYS)),
        ),
        (drawing.button("campaigns.check", Open(DeskView.DRY_RUN)),),
        drawing.home_row(drawing.button("meetings.list", Open(DeskView.MEETINGS))),
    )
    return tuple(row for row in rows if row)


def _offset(zone: str, day: date) -> str:
    minutes = datetime(day.year, day.month, day.day, NOON, tzinfo=ZoneInfo(zone)).utcoffset() or timedelta()
    hours, rest = divmod(abs(int(minutes.total_seconds())) // 60, 60)
    sign = "−" if minutes < timedelta() else "+"
    return f"{UTC}{sign}{hours}" + (f":{rest:02d}" if rest else "")


def zone_card(shown: ZoneShown, drawing: DeskDrawing) -> Screen:
    """Draw the zones to choose from."""
    text = paragraph((drawing.say("zone.ask"), drawing.say("zone.hint")))
    buttons = tuple(
        Button(_chosen(f"{zone_name(one)} ({_offset(one, shown.day)})", one == shown.chosen), Do(Deed.MEET_ZONE, one))
        for one in shown.zones.entries
    )
    back = drawing.button("meetings.back", Open(DeskView.PLAN))
    rows = (*in_rows(buttons, 4, narrowest=2), turning(shown.zones, DeskView.ZONE), drawing.home_row(back))
    return Screen(text, tuple(row for row in rows if row))


def _chosen(label: str, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label


def whom_card(shown: WhomShown, drawing: DeskDrawing) -> Screen:
    """Draw the choice of countries, or the members chosen by name."""
    ask = drawing.say("whom.ask_meeting") if shown.kind is CampaignKind.PLAN else drawing.say("whom.ask")
    text = paragraph(
        (
            ask,
            drawing.say("whom.chosen", whom=whom(drawing, shown.chosen, shown.members)),
            drawing.say("whom.close") if shown.close else None,
            drawing.say("whom.hint"),
        )
    )
    onwards = drawing.button("meetings.onwards", Open(BACK[shown.kind]))
    return Screen(text, (*_choices(shown, drawing), drawing.home_row(onwards)))


def _choices(shown: WhomShown, drawing: DeskDrawing) -> tuple[Row, ...]:
    if shown.close:
        return tuple(
            (
                Button(
                    f"{short_name(one)}, {country(drawing.language, one.country)}", Do(Deed.MEET_MEMBER, f"{one.id}+")
                ),
            )
            for one in shown.close
        )
    everybody = drawing.button("whom.all", Do(Deed.MEET_COUNTRY, NETWORK))
    if shown.members:
        members = tuple(
            Button(f"✕ {fitting(short_name(one), LABEL)}", Do(Deed.MEET_MEMBER, f"{one.id}-"))
            for one in shown.members[-MOST_MEMBERS:]
        )
        return (*in_rows(members, 3, narrowest=2), (everybody,))
    if not shown.chosen:
        everybody = Button(f"✓ {everybody.label}", everybody.press)
    countries = tuple(
        Button(
            _chosen(fitting(country(drawing.language, one), LABEL), one in shown.chosen),
            Do(Deed.MEET_COUNTRY, f"{one}{'-' if one in shown.chosen else '+'}"),
        )
        for one in shown.countries.entries
    )
    return (*in_rows(countries, 3, narrowest=2), (everybody, *turning(shown.countries, DeskView.WHOM)))


RENDERERS: dict[type[Shown], Callable[[Any, DeskDrawing], Screen]] = {
    PlanShown: plan_card,
    ZoneShown: zone_card,
    WhomShown: whom_card,
}
