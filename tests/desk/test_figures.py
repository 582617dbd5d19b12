"""What leaves the chat: exports within the coordinator's countries, and figures that stay as they were frozen."""

import io
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from kit.chat import Chat, World
from kit.coordinator import coordinator, counted, focal_point
from kit.golden import INSTRUMENT, label
from kit.phone import Phone
from kit.service import service
from kit.submitting import NAMED, answers, happen, submitted
from kit.whole_cards import whole
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text

from bot.exports import read_export
from bot.figure_errands import cut_off_book, cut_off_pictures, cut_off_with_instrument, export_files, named_file
from bot.local import Person
from conversations.assessment import Sharing
from conversations.desk.deeds import Deed
from conversations.desk.pictures import ENOUGH
from conversations.desk.place import DeskView
from conversations.events import Choice, Do, Open, Overwrite, Submit
from conversations.figures import CutOff
from conversations.instrument import Instrument, Language
from conversations.people import Appointment, Role
from conversations.roll import Progress
from locales.cut_off import word_paragraph, word_pictures, word_tables
from storage import tables as t
from storage.database import Transaction
from storage.invitations import create_invitation
from storage.waves import open_wave

ES = Language.ES
NETWORK = Appointment(0, Role.COORDINATOR, None)
SECRET = "=SUM(1+1) nota plantada"


def tap(chat: Chat, key: str, **params: object) -> None:
    """Tap a button by its entry."""
    chat.tap(label(chat.language or ES, key, **params))


def frozen(world: World, cut_off: int = 1, scope: Appointment = NETWORK) -> tuple[CutOff, Instrument]:
    """Read a cut-off and its instrument."""
    with world.writer.database.reading() as tx:
        found = cut_off_with_instrument(tx, cut_off, scope)
    assert found is not None
    return found


def cells(content: bytes) -> dict[str, Sequence[Sequence[object]]]:
    """Read a workbook: the rows of each sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def kept(world: World) -> list[str]:
    """Read what is kept of all cut-offs."""
    with world.writer.database.reading() as tx:
        return list(tx.connection.execute(select(t.cut_off.c.figures).order_by(t.cut_off.c.id)).scalars())


@pytest.fixture
def five(world: World) -> list[Chat]:
    """Five members that have submitted by name, each with another level."""
    return [submitted(world, member, 100 + level, level) for level, member in enumerate(NAMED)]


@pytest.mark.parametrize("language", Language)
def test_figures_are_frozen_with_one_tap(world: World, five: list[Chat], language: Language) -> None:
    """From the card of reports, one tap puts the figures down; each of what is made of them is one more."""
    celia = coordinator(world, language)
    celia.after = whole
    tap(celia, "figures.button")
    with counted(celia, taps=1):
        tap(celia, "figures.freeze")
    for key, part in (("book", "cut_off_book"), ("pictures", "cut_off_pictures"), ("text", "cut_off_text")):
        tap(celia, f"figures.{key}")
        assert f"📎 {part} 1" in [bubble.text for bubble in celia.bubbles]
    tap(celia, "figures.back")
    celia.tap("· 2026")
    assert "5" in celia.card.text


def test_frozen_figures_are_right(world: World, five: list[Chat]) -> None:
    """Participation by country, counts of levels and bands and the mean are what the answers say, counted by hand."""
    focal_point(world, "Tapachula", 150)
    coordinator(world).press(Do(Deed.FREEZE, "0"))
    figures = frozen(world)[0].figures
    by_country = {one.country: one for one in figures.participation}
    assert by_country["AR"].states == {
        Progress.NEVER_OPENED: by_country["AR"].members - 2,
        Progress.OPENED: 0,
        Progress.ANSWERING: 0,
        Progress.SUBMITTED: 2,
    }
    assert by_country["MX"].states[Progress.OPENED] == 1
    assert (figures.total(Progress.SUBMITTED), figures.counted, figures.late) == (5, 5, 0)
    assert {one.levels for one in figures.items} == {(1, 1, 1, 1, 1)}
    assert {one.mean for one in figures.criteria} == {50}
    assert {one.bands for one in figures.criteria} == {(2, 1, 2)}
    assert len(figures.items) == len(INSTRUMENT.items)


def test_frozen_figures_do_not_change_when_answers_do(world: World, five: list[Chat]) -> None:
    """Recalled, answered anew, submitted late, a new wave: what was frozen, and what is made of it, stays the same."""
    celia = coordinator(world)
    celia.press(Do(Deed.FREEZE, "0"))
    before, made = kept(world), frozen(world)
    tables = [word_tables(*made, language) for language in Language]
    pictures = cut_off_pictures(*made, ES)
    rosario = five[0]
    rosario.press(Choice.RECALL)
    rosario.press(Overwrite("c01q1", 4))
    submitted(world, "Tapachula", 150, 4)
    celia.press(Do(Deed.CLOSE_WAVE, "1"))
    rosario.press(Submit(Sharing.AGGREGATE))
    with world.writer.database.writing() as tx:
        open_wave(tx, "2027", world.now, lambda _: "{}")
    celia.press(Do(Deed.FREEZE, "1"))
    assert kept(world)[:1] == before
    assert frozen(world) == made
    assert [word_tables(*frozen(world), language) for language in Language] == tables
    assert cut_off_pictures(*frozen(world), ES) == pictures
    assert frozen(world, 2)[0].figures != made[0].figures


def test_no_name_is_in_frozen_figures(world: World, five: list[Chat]) -> None:
    """Neither a member nor a person is named in what is kept, nor in the paragraph, pictures or workbook."""
    coordinator(world).press(Do(Deed.FREEZE, "0"))
    made = frozen(world)
    everything = [kept(world)[0]]
    for language in Language:
        everything.append(word_paragraph(*made, language))
        everything.append(repr(word_pictures(*made, language)))
        everything.append(repr(cells(cut_off_book(*made, language))))
    for name in (*NAMED, "Ana", "Celia"):
        assert not any(name in one for one in everything), name


@pytest.mark.parametrize("number", [ENOUGH - 1, ENOUGH])
def test_results_need_five_members(world: World, number: int) -> None:
    """With four members there is no picture, no mean and no level; with five there is."""
    for at, member in enumerate(NAMED[:number]):
        submitted(world, member, 100 + at)
    celia = coordinator(world)
    celia.press(Do(Deed.FREEZE, "0"))
    figures, enough = frozen(world)[0].figures, number >= ENOUGH
    assert (bool(figures.criteria), bool(figures.items), celia.has("sin nombres")) == (enough, enough, enough)
    celia.press(Do(Deed.CUT_OFF, "pictures.1"))
    assert ("al menos 5 miembros" in celia.card.text) is not enough
    assert any("📎" in bubble.text for bubble in celia.bubbles) is enough
    results = [words for caption, words in word_pictures(*frozen(world), ES) if "Resultados" in caption]
    assert bool(results) is enough


def test_few_that_share_only_in_aggregates_are_not_counted(world: World) -> None:
    """Five have submitted, but two of them only for aggregates: they are not counted in, so nothing is spread."""
    for at, member in enumerate(NAMED):
        submitted(world, member, 100 + at, sharing=Sharing.AGGREGATE if at < 2 else Sharing.NAMED)
    coordinator(world).press(Do(Deed.FREEZE, "0"))
    figures = frozen(world)[0].figures
    assert (figures.total(Progress.SUBMITTED), figures.counted, figures.criteria) == (5, 3, ())


def test_countries_with_few_members_are_together_in_a_picture(world: World, five: list[Chat]) -> None:
    """A picture of participation has a row for countries of five members or more, and one for all the others."""
    coordinator(world).press(Do(Deed.FREEZE, "0"))
    made = frozen(world)
    caption, words = word_pictures(*made, ES)[0]
    large = {one.country for one in made[0].figures.participation if one.members >= ENOUGH}
    assert "Participación" in caption
    assert len(words.rows) == len(large) + 1
    assert all(sum(row.counts) >= ENOUGH for row in words.rows)
    assert sum(sum(row.counts) for row in words.rows) == made[0].figures.members


def test_one_button_freezes_once(world: World, five: list[Chat]) -> None:
    """The same press under another id makes no second set; a press of the new card does."""
    celia = coordinator(world)
    for _ in range(2):
        celia.press(Do(Deed.FREEZE, "0"))
    assert len(kept(world)) == 1
    tap(celia, "figures.back")
    tap(celia, "figures.freeze")
    assert len(kept(world)) == 2


def test_who_coordinates_countries_sees_their_figures_only(world: World, five: list[Chat]) -> None:
    """Figures of some countries are theirs; those of the network, or of other countries, are not there for them."""
    celia, diego = coordinator(world), coordinator(world, ES, "AR", telegram_id=901, name="Diego")
    celia.press(Do(Deed.FREEZE, "0"))
    diego.press(Open(DeskView.FIGURES, "1"))
    assert "no corresponde a sus países" in diego.card.text
    for part in ("book", "pictures", "text"):
        diego.press(Do(Deed.CUT_OFF, f"{part}.1"))
        assert not any("📎" in bubble.text for bubble in diego.bubbles)
    diego.press(Do(Deed.FREEZE, "0"))
    figures = frozen(world, 2)[0].figures
    assert {one.country for one in figures.participation} == {"AR"}
    assert figures.counted == 2
    celia.press(Open(DeskView.FIGURES, "2"))
    assert "Argentina" in celia.card.text
    ernesto = coordinator(world, ES, "UY", telegram_id=902, name="Ernesto")
    ernesto.press(Open(DeskView.FIGURES, "2"))
    assert "no corresponde a sus países" in ernesto.card.text


@pytest.mark.parametrize("target", ["book.7", "book.x", "poem.1", "book.²", ""])
def test_a_forged_button_sends_nothing(world: World, five: list[Chat], target: str) -> None:
    """Parts and cut-offs that are not there are refused."""
    celia = coordinator(world)
    celia.press(Do(Deed.FREEZE, "0"))
    celia.press(Do(Deed.CUT_OFF, target))
    assert not any("📎" in bubble.text for bubble in celia.bubbles)
    assert label(ES, "figures.button") in celia.card.labels


def test_without_a_wave_there_is_nothing_to_freeze_or_export(tmp_path: Path, world: World) -> None:
    """Before the first wave both cards say so, and their buttons do nothing."""

    def no_wave(tx: Transaction) -> None:
        tx.connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        tx.connection.execute(t.wave.delete())

    world.writer.run_now(no_wave)
    celia = coordinator(world)
    celia.after = whole
    celia.press(Do(Deed.FREEZE, "0"))
    celia.press(Do(Deed.EXPORT, "xlsx.es"))
    assert (kept(world), any("📎" in bubble.text for bubble in celia.bubbles)) == ([], False)


@pytest.mark.parametrize("language", Language)
def test_an_export_is_asked_for_in_a_format_and_a_language(world: World, language: Language) -> None:
    """Each format is one tap; the language of the file can be another than the chat's."""
    celia = coordinator(world, language)
    celia.after = whole
    tap(celia, "figures.button")
    tap(celia, "exporting.heading")
    for chosen in ("xlsx", "csv", "json"):
        tap(celia, f"exporting.{chosen}")
        assert celia.bubbles[-2].text == f"📎 export {chosen}"
    for old in ("pdf.es", "xlsx.fr", "xlsx", ""):
        before = len(celia.bubbles)
        celia.press(Do(Deed.EXPORT, old))
        assert not any("📎" in bubble.text for bubble in celia.bubbles[before:])


def test_an_export_has_the_coordinators_countries_only(world: World, five: list[Chat]) -> None:
    """Whatever the format, nothing of another country is in a file."""
    with world.writer.database.reading() as tx:
        data = read_export(tx, "", ("AR",))
    assert data is not None
    for ending in ("xlsx", "csv", "json"):
        for _, content in export_files(data, ending, ES, "2026-03-02"):
            written = repr(cells(content)) if ending == "xlsx" else content.decode("utf-8-sig")
            assert "Rosario" in written
            for other in ("Montevideo", "Quito", "Foz do Iguaçu"):
                assert other not in written


def test_nothing_in_a_workbook_runs(world: World) -> None:
    """A wave or country that begins like a formula is a text in the workbook of figures, and harmless in a name."""
    with world.writer.database.writing() as tx:
        tx.connection.execute(t.wave.update().values(name=SECRET))
    celia = coordinator(world)
    celia.press(Do(Deed.FREEZE, "0"))
    made = frozen(world)
    assert any(SECRET in row for row in cells(cut_off_book(*made, ES))["Resumen"])
    assert named_file("=cmd|../../x", "2026-03-02", ending="xlsx") == "solidaria-cmd-..-..-x-2026-03-02.xlsx"


def test_the_paragraph_says_how_many(world: World, five: list[Chat]) -> None:
    """In each language: the date, how many of how many, what is high and what is low, what the instrument is."""
    coordinator(world).press(Do(Deed.FREEZE, "0"))
    made = frozen(world)
    for language in Language:
        paragraph = word_paragraph(*made, language)
        assert f"<b>5</b> {'of' if language is Language.EN else 'de'} {made[0].figures.members}" in paragraph
        assert made[1].disclaimer.in_(language) in paragraph
        assert json.loads(kept(world)[0])["wave"] in paragraph


async def test_over_http(tmp_path: Path) -> None:
    """The real bot sends a workbook, three paragraphs, an export of the scope; revoked, it sends none."""
    people = [Person(900, "Celia", "es")]
    async with service(tmp_path, people, chat_refill_seconds=0.01) as bot, Phone(bot.server.base_url, 900) as celia:
        database = bot.open()
        with database.writing() as tx:
            now = bot.server.telegram.clock.now()
            token = create_invitation(tx, Role.COORDINATOR, None, now, countries=("AR",)).token
        await celia.start(token)
        for words in ("Sí", "Acepto", "Informes", "Fijar las cifras", label(ES, "figures.book")):
            await celia.tap(words)
        await celia.until(lambda phone: _files(phone), "a workbook")
        book = cells(await celia.download(_files(celia)[-1]))
        assert list(book) == ["Resumen", "Participación"]
        await celia.tap("Párrafo")
        for words in ("habían enviado", "haviam enviado", "had submitted"):
            await celia.expect(words)
        for words in ("‹ Informes", "Exportar", "CSV"):
            await celia.tap(words)
        await celia.until(lambda phone: len(_files(phone)) == 3, "two files of CSV")
        overview = (await celia.download(_files(celia)[-1])).decode("utf-8-sig")
        assert "Rosario" in overview
        assert "Quito" not in overview
        with database.writing() as tx:
            tx.connection.execute(t.appointment.update().values(until=bot.server.telegram.clock.now()))
        bot.server.telegram.clock.forward(timedelta(seconds=1))
        await celia.tap("JSON")
        await celia.until(lambda phone: not phone.messages[-1].keyboard, "no card any more")
        assert len(_files(celia)) == 3
        database.close()


def _files(phone: Phone) -> list[str]:
    return [one.document for one in phone.messages if one.document and not one.mine]


def test_answering_does_not_make_a_difference_to_a_file_already_made(world: World) -> None:
    """What is exported is what stands in the transaction that reads it."""
    chat = focal_point(world, "Rosario", 100)
    with world.writer.database.reading() as tx:
        before = read_export(tx)
        happen(chat, *answers(3))
        assert read_export(tx) == before
