"""The cards of what leaves the chat: reports, one set of frozen figures, exports, the wish for a digest."""

from collections.abc import Callable
from typing import Any

from conversations.desk.deeds import Deed, Shown
from conversations.desk.digest import NEVER, DigestShown
from conversations.desk.exporting import ExportShown
from conversations.desk.figures import CutOffHead, CutOffShown, FiguresShown
from conversations.desk.pictures import ENOUGH
from conversations.desk.place import DeskView
from conversations.digests import Every
from conversations.events import Do, Open
from conversations.instrument import Language
from conversations.roll import Progress
from locales.cards.aside import OWN_NAMES
from locales.cards.drawing import LONGEST_LABEL, paragraph
from locales.catalogue import Html, plain
from locales.desk.drawing import NETWORK_ZONE, DeskDrawing
from locales.formats import country, day, listing
from locales.naming import fitting
from locales.screen import Button, Row, Screen

MOST_CUT_OFFS = 2
LONGEST_SCOPE = 60


def figures_card(shown: FiguresShown, drawing: DeskDrawing) -> Screen:
    """Draw what reports there are."""
    standing = shown.standing
    lines = [Html(f"<b>{drawing.say('figures.heading')}</b>"), drawing.say("figures.explained")]
    if standing is None:
        lines.append(drawing.say("waves.none"))
    else:
        told = {"wave": standing.wave.name, "submitted": standing.submitted}
        lines.append(drawing.say("figures.standing", **told))
    rows: list[Row] = [(drawing.button("exporting.heading", Open(DeskView.EXPORT)),)]
    if standing is not None:
        known = str(shown.cut_offs[0].id) if shown.cut_offs else "0"
        rows.append((drawing.button("figures.freeze", Do(Deed.FREEZE, known)),))
    rows += [(_cut_off(one, drawing),) for one in shown.cut_offs[:MOST_CUT_OFFS]]
    rows.append((drawing.button("digest.heading", Open(DeskView.DIGEST)),))
    return Screen(paragraph(lines), (*rows, drawing.home_row()))


def _cut_off(one: CutOffHead, drawing: DeskDrawing) -> Button:
    made = day(drawing.language, one.made_at, NETWORK_ZONE)
    label = plain(drawing.language, "figures.one", day=made, wave=one.wave)
    return Button(fitting(label, LONGEST_LABEL), Open(DeskView.FIGURES, str(one.id)))


def cut_off_card(shown: CutOffShown, drawing: DeskDrawing) -> Screen:
    """Draw one set of frozen figures, with what can be made of it."""
    language, figures = drawing.language, shown.cut_off.figures
    named = listing(language, [country(language, code) for code in figures.countries])
    scope = fitting(named, LONGEST_SCOPE) if figures.countries else plain(language, "heat.network")
    made = day(language, shown.cut_off.made_at, NETWORK_ZONE)
    counts = {
        "members": figures.members,
        "submitted": figures.total(Progress.SUBMITTED),
        "answering": figures.total(Progress.ANSWERING),
    }
    enough = figures.counted >= ENOUGH
    text = paragraph(
        (
            Html(f"<b>{drawing.say('figures.cut_heading', day=made)}</b>"),
            drawing.say("figures.cut_wave", wave=figures.wave, scope=scope),
            drawing.say("figures.cut_counts", **counts),
            None if enough else drawing.say("figures.cut_few", number=ENOUGH),
        )
    )
    cut_off = shown.cut_off.id
    rows: list[Row] = [(drawing.button("figures.book", Do(Deed.CUT_OFF, f"book.{cut_off}")),)]
    if enough:
        rows.append((drawing.button("figures.pictures", Do(Deed.CUT_OFF, f"pictures.{cut_off}")),))
    rows.append((drawing.button("figures.text", Do(Deed.CUT_OFF, f"text.{cut_off}")),))
    return Screen(text, (*rows, drawing.home_row(_back(drawing))))


def _back(drawing: DeskDrawing) -> Button:
    return drawing.button("figures.back", Open(DeskView.FIGURES))


def export_card(shown: ExportShown, drawing: DeskDrawing) -> Screen:
    """Draw what can be exported, and in which language."""
    heading = Html(f"<b>{drawing.say('exporting.heading')}</b>")
    if shown.wave is None:
        return Screen(paragraph((heading, drawing.say("exporting.none"))), (drawing.home_row(_back(drawing)),))
    text = paragraph(
        (
            heading,
            drawing.say("exporting.what", wave=shown.wave.name),
            drawing.say("exporting.language", language=OWN_NAMES[shown.language]),
        )
    )
    chosen = shown.language.value
    others = tuple(
        Button(OWN_NAMES[one], Open(DeskView.EXPORT, one.value)) for one in Language if one is not shown.language
    )
    formats = (
        drawing.button("exporting.csv", Do(Deed.EXPORT, f"csv.{chosen}")),
        drawing.button("exporting.json", Do(Deed.EXPORT, f"json.{chosen}")),
    )
    book = drawing.button("exporting.xlsx", Do(Deed.EXPORT, f"xlsx.{chosen}"))
    return Screen(text, ((book,), formats, others, drawing.home_row(_back(drawing))))


def digest_card(shown: DigestShown, drawing: DeskDrawing) -> Screen:
    """Draw how often a digest comes, and what else could be."""
    heading = Html(f"<b>{drawing.say('digest.heading')}</b>")
    rows = (
        (drawing.button("digest.week", Do(Deed.DIGEST, Every.WEEK.value)),),
        (drawing.button("digest.meeting", Do(Deed.DIGEST, Every.MEETING.value)),),
        (drawing.button("digest.never", Do(Deed.DIGEST, NEVER)),),
    )
    return Screen(
        paragraph((heading, drawing.say("digest.explained"), _now(shown.every, drawing))),
        (*rows, drawing.home_row(_back(drawing))),
    )


def _now(every: Every | None, drawing: DeskDrawing) -> Html:
    match every:
        case Every.WEEK:
            return drawing.say("digest.now_week")
        case Every.MEETING:
            return drawing.say("digest.now_meeting")
        case None:
            return drawing.say("digest.now_never")


RENDERERS: dict[type[Shown], Callable[[Any, DeskDrawing], Screen]] = {
    FiguresShown: figures_card,
    CutOffShown: cut_off_card,
    ExportShown: export_card,
    DigestShown: digest_card,
}
