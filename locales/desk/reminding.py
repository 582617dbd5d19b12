"""The cards of what is being made for a segment: a reminder, a notice, a correction, and when it goes out."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from conversations.campaigns import CampaignKind, Standing
from conversations.desk.deeds import Deed, Shown
from conversations.desk.drafting import BACK
from conversations.desk.place import DeskView
from conversations.desk.reminding import RemindShown, WhenShown
from conversations.desk.writing import NoticeShown
from conversations.events import Do, Open
from locales.cards.drawing import paragraph
from locales.catalogue import Html
from locales.desk.audiences import kind, language_name, standing, standings, when, whom
from locales.desk.drawing import DeskDrawing
from locales.formats import brief_day, hour
from locales.screen import Button, Row, Screen

HOURS = (tuple(range(8, 14)), tuple(range(14, 20)))
"""The hours that are offered, in two rows."""
WEEK = 7


def remind_card(shown: RemindShown, drawing: DeskDrawing) -> Screen:
    """Draw what is chosen of a reminder."""
    draft = shown.draft
    text = paragraph(
        (
            Html(f"<b>{kind(drawing, draft.kind)}</b>"),
            drawing.say("remind.whom", whom=whom(drawing, draft.countries, shown.members)),
            drawing.say("remind.standing", standing=standings(drawing, draft)),
            drawing.say("remind.when", when=when(drawing, draft.runs_on, draft.minute)),
            drawing.say("remind.hint") if shown.wave else drawing.say("remind.no_wave"),
        )
    )
    if not shown.wave:
        return Screen(text, (drawing.home_row(drawing.button("remind.wave", Open(DeskView.WAVE))),))
    chosen = draft.standings

    def toggle(one: Standing) -> Button:
        mark, sign = ("✓ ", "-") if one in chosen else ("", "+")
        return Button(
            f"{mark}{_capital(standing(drawing, one, draft.stalled_days))}", Do(Deed.REMIND_STANDING, f"{one}{sign}")
        )

    rows = (
        _choices(drawing),
        (_marked(drawing.button("standing.any", Do(Deed.REMIND_STANDING, "open")), not chosen),),
        (toggle(Standing.NOT_STARTED), toggle(Standing.IN_PROGRESS)),
        (toggle(Standing.STALLED), toggle(Standing.READY)),
        (drawing.button("campaigns.check", Open(DeskView.DRY_RUN)),),
        drawing.home_row(),
    )
    return Screen(text, rows)


def _choices(drawing: DeskDrawing) -> Row:
    return drawing.button("plan.whom", Open(DeskView.WHOM)), drawing.button("remind.choose_when", Open(DeskView.WHEN))


def _marked(button: Button, chosen: bool) -> Button:
    return Button(f"{'✓ ' if chosen else ''}{_capital(button.label)}", button.press)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def when_card(shown: WhenShown, drawing: DeskDrawing) -> Screen:
    """Draw the days and hours to choose from."""
    language, today = drawing.language, shown.today
    text = paragraph((
        drawing.say("remind.when", when=when(drawing, shown.runs_on, shown.minute)),
        drawing.say("when.hint"),
    ))  # fmt: skip
    tomorrow = today + timedelta(days=1)
    monday = today + timedelta(days=WEEK - today.weekday())
    rows: list[Row] = [
        (
            _marked(drawing.button("when.now", Do(Deed.REMIND_DAY)), shown.runs_on is None),
            *(_day(drawing, one, shown.runs_on) for one in dict.fromkeys((tomorrow, monday))),
        )
    ]
    if shown.runs_on is not None:
        rows.append((_marked(drawing.button("when.own", Do(Deed.REMIND_MINUTE)), shown.minute is None),))
        rows += [
            tuple(
                _marked(
                    Button(hour(language, one * 60).partition(":")[0], Do(Deed.REMIND_MINUTE, str(one * 60))),
                    shown.minute == one * 60,
                )
                for one in row
            )
            for row in HOURS
        ]
    onwards = drawing.button("meetings.onwards", Open(BACK[shown.kind]))
    return Screen(text, (*rows, drawing.home_row(onwards)))


def _day(drawing: DeskDrawing, day: date, chosen: date | None) -> Button:
    return _marked(Button(brief_day(drawing.language, day), Do(Deed.REMIND_DAY, day.isoformat())), day == chosen)


def notice_card(shown: NoticeShown, drawing: DeskDrawing) -> Screen:
    """Draw what there is of a notice or a correction."""
    draft, correction = shown.draft, shown.draft.kind is CampaignKind.CORRECTION
    lines = [Html(f"<b>{kind(drawing, draft.kind)}</b>")]
    if correction:
        lines.append(drawing.say("writing.same_people"))
    else:
        lines.append(drawing.say("remind.whom", whom=whom(drawing, draft.countries, shown.members)))
        lines.append(drawing.say("remind.standing", standing=standings(drawing, draft)))
    lines.append(drawing.say("remind.when", when=when(drawing, draft.runs_on, draft.minute)))
    texts = [
        f"{'✓' if language in draft.texts else '○'} {language_name(drawing, language)} ({number})"
        for language, number in shown.readers.items()
    ]
    if texts:
        lines.append(drawing.say("writing.texts", texts=" · ".join(texts)))
    if not shown.readers:
        lines.append(drawing.say("writing.nobody"))
    elif shown.asking is not None:
        lines.append(drawing.say("writing.ask", language=language_name(drawing, shown.asking)))
    return Screen(paragraph(lines), _notice_rows(shown, drawing))


def _notice_rows(shown: NoticeShown, drawing: DeskDrawing) -> tuple[Row, ...]:
    draft = shown.draft
    choose_when = drawing.button("remind.choose_when", Open(DeskView.WHEN))
    rows: list[Row] = []
    if draft.kind is CampaignKind.CORRECTION:
        rows.append((choose_when,))
    else:
        rows.append(_choices(drawing))
        rows.append(
            (
                _marked(drawing.button("standing.all", Do(Deed.REMIND_STANDING, "all")), draft.everybody),
                _marked(drawing.button("standing.any", Do(Deed.REMIND_STANDING, "open")), not draft.everybody),
            )
        )
    written = tuple(
        drawing.button("writing.again", Open(DeskView.NOTICE, one.value), language=language_name(drawing, one))
        for one in shown.readers
        if one in draft.texts
    )
    if written:
        rows.append(written)
    rows.append((drawing.button("campaigns.check", Open(DeskView.DRY_RUN)),))
    return (*rows, drawing.home_row(drawing.button("campaigns.list", Open(DeskView.CAMPAIGNS))))


RENDERERS: dict[type[Shown], Callable[[Any, DeskDrawing], Screen]] = {
    RemindShown: remind_card,
    WhenShown: when_card,
    NoticeShown: notice_card,
}
