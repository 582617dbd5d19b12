"""The cards of waves: how the wave stands, a new one, its last day, closing it."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from conversations.desk.deeds import Deed, Shown
from conversations.desk.place import DeskView
from conversations.desk.wave import CLOSE, INSTRUMENT, NEW, TERM
from conversations.desk.waves import (
    CloseWaveShown,
    NewWaveShown,
    WaveInstrumentShown,
    WaveShown,
    WaveStanding,
    WaveTermShown,
)
from conversations.events import Do, Open
from locales.cards.drawing import LONGEST_LABEL, paragraph
from locales.catalogue import Html, escaped
from locales.desk.drawing import NETWORK_ZONE, DeskDrawing
from locales.formats import brief_day, calendar_day, day
from locales.naming import fitting
from locales.screen import Button, Row, Screen

MOST_INSTRUMENTS = 4


def wave_card(shown: WaveShown, drawing: DeskDrawing) -> Screen:
    """Draw how the open or latest wave stands, with what can be done about it."""
    standing = shown.standing
    lines = [drawing.say("waves.none")] if standing is None else _standing(standing, drawing)
    if not shown.runs:
        lines.append(drawing.say("waves.read_only"))
    return Screen(paragraph(lines), _rows(shown, drawing))


def _standing(standing: WaveStanding, drawing: DeskDrawing) -> list[Html]:
    wave, language = standing.wave, drawing.language
    heading = Html(f"<b>{drawing.say('waves.heading', name=wave.name)}</b>")
    since = drawing.say("waves.open_since", day=day(language, wave.opened_at, NETWORK_ZONE))
    if wave.closed_at is not None:
        since = drawing.say("waves.closed_since", day=day(language, wave.closed_at, NETWORK_ZONE))
    term = [] if wave.closed_at is not None else [_term(wave.closes_on, drawing)]
    counts = drawing.say("waves.counts", begun=standing.begun, submitted=standing.submitted)
    return [heading, since, *term, drawing.say("waves.instrument", reference=standing.instrument), counts]


def _term(closes_on: date | None, drawing: DeskDrawing) -> Html:
    if closes_on is None:
        return drawing.say("waves.no_term")
    return drawing.say("waves.term", day=calendar_day(drawing.language, closes_on))


def _rows(shown: WaveShown, drawing: DeskDrawing) -> tuple[Row, ...]:
    wave = shown.standing.wave if shown.standing else None
    rows: list[Row] = []
    if shown.runs and wave is not None and wave.closed_at is None:
        rows.append((drawing.button("waves.move", Open(DeskView.WAVE, TERM)),))
        rows.append((drawing.button("waves.close", Open(DeskView.WAVE, CLOSE)),))
    elif shown.runs:
        rows.append((drawing.button("waves.open", Open(DeskView.WAVE, NEW)),))
        if wave is not None:
            name = fitting(wave.name, LONGEST_LABEL // 2)
            rows.append((drawing.button("waves.reopen", Do(Deed.REOPEN_WAVE, str(wave.id)), name=name),))
    rows.append((drawing.button("waves.rehearse", Do(Deed.REHEARSE)),))
    instruments = drawing.button("waves.instruments", Open(DeskView.INSTRUMENT))
    return (*rows, drawing.home_row(instruments))


def new_card(shown: NewWaveShown, drawing: DeskDrawing) -> Screen:
    """Draw what a new wave would be."""
    language = drawing.language
    term = drawing.say("waves.no_term")
    if shown.closes_on is not None:
        term = drawing.say("waves.new_term", day=calendar_day(language, shown.closes_on))
    text = paragraph(
        (
            Html(f"<b>{drawing.say('waves.new')}</b>"),
            drawing.say("waves.new_name", name=shown.name),
            term,
            drawing.say("waves.instrument", reference=shown.instrument.reference),
            drawing.say("waves.new_hint"),
        )
    )
    name = fitting(shown.name, LONGEST_LABEL // 2)
    rows: list[Row] = [(drawing.button("waves.open_now", Do(Deed.OPEN_WAVE), name=name),), _days(shown.days, drawing)]
    without = drawing.button("waves.without_term", Do(Deed.WAVE_TERM))
    other = [drawing.button("waves.other_instrument", Open(DeskView.WAVE, INSTRUMENT))] if shown.several else []
    return Screen(text, (*rows, (without, *other), _back(drawing)))


def _days(days: Iterable[date], drawing: DeskDrawing) -> Row:
    return tuple(Button(brief_day(drawing.language, one), Do(Deed.WAVE_TERM, one.isoformat())) for one in days)


def _back(drawing: DeskDrawing) -> Row:
    return drawing.home_row(drawing.button("waves.back", Open(DeskView.WAVE)))


def instrument_card(shown: WaveInstrumentShown, drawing: DeskDrawing) -> Screen:
    """Ask with which instrument a wave is opened."""
    rows = tuple(
        (Button(fitting(one.reference, LONGEST_LABEL), Do(Deed.WAVE_INSTRUMENT, str(one.id))),)
        for one in shown.instruments[:MOST_INSTRUMENTS]
    )
    return Screen(drawing.say("waves.which_instrument"), (*rows, _back(drawing)))


def term_card(shown: WaveTermShown, drawing: DeskDrawing) -> Screen:
    """Ask for the last day of the open wave."""
    text = paragraph((drawing.say("waves.which_day", name=shown.wave.name), _term(shown.wave.closes_on, drawing)))
    without = drawing.button("waves.without_term", Do(Deed.WAVE_TERM))
    return Screen(text, (_days(shown.days, drawing), (without,), _back(drawing)))


def close_card(shown: CloseWaveShown, drawing: DeskDrawing) -> Screen:
    """Ask whether to close the open wave."""
    standing, wave = shown.standing, shown.standing.wave
    text = paragraph(
        (
            Html(f"<b>{escaped(drawing.say('waves.close_ask', name=wave.name))}</b>"),
            drawing.say("waves.close_means"),
            drawing.say_n("waves.close_unfinished", standing.begun - standing.submitted),
            drawing.say_n("waves.close_told", shown.told),
        )
    )
    yes = drawing.button("waves.close_yes", Do(Deed.CLOSE_WAVE, str(wave.id)))
    return Screen(text, ((yes, drawing.button("waves.close_no", Open(DeskView.WAVE))), drawing.home_row()))


RENDERERS: dict[type[Shown], Callable[[Any, DeskDrawing], Screen]] = {
    WaveShown: wave_card,
    NewWaveShown: new_card,
    WaveInstrumentShown: instrument_card,
    WaveTermShown: term_card,
    CloseWaveShown: close_card,
}
