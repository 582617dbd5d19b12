"""The cards of instruments: those that are there, what a file holds, what is wrong with it."""

from collections.abc import Callable
from typing import Any

from conversations.desk.deeds import Deed, Shown
from conversations.desk.instruments import (
    DocumentProblem,
    DocumentShown,
    InstrumentsShown,
    LoadedInstrument,
    Novelty,
    ProblemsShown,
)
from conversations.desk.place import DeskView
from conversations.events import Do, Open
from locales.cards.drawing import paragraph
from locales.catalogue import Html, escaped
from locales.desk.drawing import DeskDrawing
from locales.desk.problems import word_problem
from locales.naming import fitting
from locales.screen import Row, Screen

MOST_INSTRUMENTS = 3
MOST_PROBLEMS = 12
"""A list of problems may be longer than a card; the first twelve are told, the others counted."""
LONGEST_TITLE = 60
LONGEST_PLACE = 60


def instruments_card(shown: InstrumentsShown, drawing: DeskDrawing) -> Screen:
    """Draw the latest instruments, each to be rehearsed or sent as a file."""
    latest = shown.instruments[:MOST_INSTRUMENTS]
    lines = [Html(f"<b>{drawing.say('instruments.heading')}</b>"), *(escaped(one.reference) for one in latest)]
    if shown.runs:
        lines.append(drawing.say("instruments.how"))
    rows: list[Row] = [
        (
            drawing.button("instruments.rehearse", Do(Deed.REHEARSE, str(one.id)), version=_version(one)),
            drawing.button("instruments.file", Do(Deed.SEND_INSTRUMENT, str(one.id))),
        )
        for one in latest
    ]
    return Screen(paragraph(lines), (*rows, _back(drawing)))


def _named(one: LoadedInstrument, drawing: DeskDrawing) -> Html:
    title = fitting(one.title.in_(drawing.language), LONGEST_TITLE)
    return drawing.say("instruments.one", reference=one.reference, title=title)


def _version(one: LoadedInstrument) -> str:
    return one.reference.rpartition("@")[2]


def _size(one: LoadedInstrument, drawing: DeskDrawing) -> Html:
    return drawing.say("instruments.size", criteria=one.criteria, items=one.items)


def _back(drawing: DeskDrawing) -> Row:
    return drawing.home_row(drawing.button("waves.back", Open(DeskView.WAVE)))


def problems_card(shown: ProblemsShown, drawing: DeskDrawing) -> Screen:
    """Draw what is wrong with a file, line by line."""
    told = shown.problems[:MOST_PROBLEMS]
    more = len(shown.problems) - len(told)
    lines = [
        Html(f"<b>{drawing.say_n('instruments.problems', len(shown.problems))}</b>"),
        *(_problem(one, drawing) for one in told),
        *([drawing.say_n("instruments.more_problems", more)] if more else []),
        drawing.say("instruments.again"),
    ]
    instruments = drawing.button("waves.instruments", Open(DeskView.INSTRUMENT))
    return Screen(paragraph(lines), (drawing.home_row(instruments),))


def _problem(one: DocumentProblem, drawing: DeskDrawing) -> Html:
    what = escaped(word_problem(one.message, drawing.language))
    place = fitting(one.place, LONGEST_PLACE)
    if one.line is None:
        return drawing.say("instruments.problem_somewhere", place=place, what=what)
    return drawing.say("instruments.problem", line=one.line, place=place, what=what)


def document_card(shown: DocumentShown, drawing: DeskDrawing) -> Screen:
    """Draw what a valid file holds, and ask once or twice whether it is to be loaded."""
    one, taken = shown.summary.instrument, shown.summary.novelty is Novelty.TAKEN
    drop = drawing.button("instruments.drop", Open(DeskView.INSTRUMENT))
    if shown.sure:
        text = paragraph((drawing.say("instruments.sure", reference=one.reference), _size(one, drawing)))
        yes = drawing.button("instruments.load_yes", Do(Deed.LOAD_INSTRUMENT, "yes"))
        return Screen(text, ((yes, drop), drawing.home_row()))
    text = paragraph(
        (
            Html(f"<b>{drawing.say('instruments.read')}</b>"),
            _named(one, drawing),
            _size(one, drawing),
            drawing.say("instruments.taken") if taken else drawing.say("instruments.not_live"),
        )
    )
    load = () if taken else (drawing.button("instruments.load", Do(Deed.LOAD_INSTRUMENT)),)
    return Screen(text, ((*load, drop), drawing.home_row()))


RENDERERS: dict[type[Shown], Callable[[Any, DeskDrawing], Screen]] = {
    InstrumentsShown: instruments_card,
    ProblemsShown: problems_card,
    DocumentShown: document_card,
}
