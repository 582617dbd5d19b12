"""The picture and the PDF of a diagnosis: sizes, words as data, letters, colours."""

import colorsys
import re
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from kit.paper import pages, squeezed
from kit.png_pixels import pixel_rows
from kit.report_sample import report_of
from kit.sheets import Responses, full_sheet
from kit.showcase import AUTHOR, NOW, submitted

import bot.reports
from bot.reports.renderer import render_pdf, render_picture
from conversations.assessment import Note
from conversations.instrument import Language, Nonresponse
from locales.figures import diagnosis_of
from locales.report import word_report
from locales.report_parts import BandKey, Report
from storage.instrument_document import default_instrument, default_instrument_text
from storage.members_document import default_members_text

INSTRUMENT = default_instrument()
FOLDER = Path(bot.reports.__file__).parent
HEADER_PIXELS = 200


def mixed() -> Responses:
    """Return a sheet with every band, pending and inapplicable items, and a criterion with too little data."""
    responses: Responses = {item.id: (at // 4) % 5 for at, item in enumerate(INSTRUMENT.items)}
    for item in INSTRUMENT.criteria[3].items[1:]:
        responses[item.id] = Nonresponse.DONT_KNOW
    for item in INSTRUMENT.criteria[5].items[:2]:
        responses[item.id] = Nonresponse.NOT_APPLICABLE
    return responses


SHEETS: dict[str, Responses] = {
    "mixed": mixed(),
    "strong": full_sheet(INSTRUMENT, 4),
    "start": full_sheet(INSTRUMENT, 0),
    "empty": {},
}


def sample(language: Language = Language.ES, sheet: str = "mixed", *, draft: bool = False) -> Report:
    """Return a report of one of the sheets."""
    return report_of(INSTRUMENT, SHEETS[sheet], {"c01": 3, "c02": 1}, language, draft=draft)


@cache
def plain_picture() -> bytes:
    """Return the picture of a member called "aa"."""
    return render_picture(replace(sample(), member="aa"))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("sheet", SHEETS)
def test_the_picture_and_the_pdf_fit_a_poor_connection(language: Language, sheet: str) -> None:
    """A picture has 1024 x 1280 pixels in at most 150 KB, a PDF at most 300 KB, in every language."""
    report = sample(language, sheet, draft=sheet == "empty")
    picture, pdf = render_picture(report), render_pdf(report)
    assert struct.unpack(">II", picture[16:24]) == (1024, 1280)
    assert len(picture) <= 150_000
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) <= 300_000


def test_the_same_report_gives_the_same_bytes_from_any_thread() -> None:
    """Neither the clock nor other reports drawn at the same time change a file."""
    reports = [replace(sample(), member=name) for name in ("Rosario", "Quito", "Arica")]
    alone = [(render_picture(report), render_pdf(report)) for report in reports]
    assert len({picture for picture, _ in alone}) == 3
    with ThreadPoolExecutor(4) as pool:
        pictures = list(pool.map(render_picture, reports * 2))
        pdfs = list(pool.map(render_pdf, reports * 2))
    assert pictures == [picture for picture, _ in alone] * 2
    assert pdfs == [pdf for _, pdf in alone] * 2


@pytest.mark.parametrize(
    "name", ["#panic(1)", "#let x = 1", "$x", "@ref", "<a>", "\\", '"', "`", "[", "= a", "//", "~"]
)
def test_words_are_never_markup(name: str) -> None:
    """What would be code or an error in Typst is drawn as it is written, everywhere."""
    report = replace(
        sample(),
        member=name,
        wave=name,
        date=name,
        facts=(name,),
        criteria=tuple(replace(row, short=name, name=name, percent=name) for row in sample().criteria),
        priorities=tuple(replace(plan, name=name, steps=(name,)) for plan in sample().priorities),
        practices=tuple(replace(note, source=name, text=name) for note in sample().practices),
    )
    assert len(render_pdf(report)) > 10_000
    assert render_picture(replace(sample(), member=f"a{name}a")) != plain_picture()


@pytest.mark.parametrize(("language", "label"), [(Language.ES, "Nota"), (Language.PT, "Nota"), (Language.EN, "Note")])
def test_the_note_of_a_whole_criterion_is_printed(language: Language, label: str) -> None:
    """The PDF has what was noted about a criterion once, right under the criterion's name, as it was written."""
    criterion = INSTRUMENT.criteria[1]
    note = Note("#panic(1) {sic}\nrenglón dos", AUTHOR, NOW)
    assessment = replace(submitted(), notes={criterion.id: note})
    pdf = render_pdf(word_report(assessment, diagnosis_of(assessment), language, NOW))
    text = "".join(pages(pdf))
    below = squeezed(f"{criterion.name.in_(language)}{label}: {note.text}{criterion.items[0].short.in_(language)}")
    assert (1, 1) == (text.count(below), text.count(squeezed(f"{label}:")))


def test_asterisks_are_drawn() -> None:
    """`*a*` is three characters, not a bold letter."""
    assert render_picture(replace(sample(), member="*a*")) != render_picture(replace(sample(), member="a"))


def test_characters_that_turn_the_text_around_are_left_out() -> None:
    """A name with direction marks, control characters or lone surrogates looks like the name without them."""
    hostile = "Ro\u202esa\x07ri\ud800o\u2066"
    assert render_picture(replace(sample(), member=hostile)) == render_picture(replace(sample(), member="Rosario"))


@pytest.mark.parametrize("name", ["M" * 80, "Municipalidad " * 6, "Ñ" * 2_000, "a\u0301" * 40, "城市" * 20, "🌎" * 9])
def test_a_long_or_strange_name_stays_inside(name: str) -> None:
    """Nothing is drawn in the outer margin of the header, however long the name."""
    for _, row in zip(range(HEADER_PIXELS), pixel_rows(render_picture(replace(sample(), member=name))), strict=False):
        assert len(set(row[:20]) | set(row[-20:])) == 1
    assert len(render_pdf(replace(sample(), member=name))) <= 300_000


def test_draft_and_too_little_data_can_be_seen() -> None:
    """The state, and a criterion without a score, change what is drawn."""
    assert render_picture(sample(draft=True)) != render_picture(sample())
    low = sample(sheet="start")
    nothing = replace(low, criteria=tuple(replace(row, value=None, band=None) for row in low.criteria))
    assert render_picture(low) != render_picture(nothing)


@pytest.mark.parametrize(("criteria", "bands"), [(3, 2), (8, 4), (12, 5)])
def test_another_instrument_can_be_drawn(criteria: int, bands: int) -> None:
    """From 3 to 12 criteria, with labels as long as allowed, and from 2 to 5 bands."""
    keys = tuple(BandKey(f"Nivel número {at}", "10–20 %", 100 * at / bands) for at in range(bands))
    rows = tuple(
        replace(sample().criteria[0], short=f"Institucional {at:02}", value=100 * at / criteria, band=at % bands)
        for at in range(criteria)
    )
    report = replace(sample(), bands=keys, criteria=rows, band=bands - 1, priorities=())
    assert len(render_picture(report)) <= 150_000
    assert len(render_pdf(report)) <= 300_000


def test_bands_differ_in_grey_and_none_is_red_or_grey() -> None:
    """Each band of a palette is clearly darker than the one before, has a colour, and no colour is red."""
    theme = (FOLDER / "templates" / "theme.typ").read_text(encoding="utf-8")
    palettes = re.search(r"#let palettes = \((.*?)\n\)", theme, re.DOTALL)
    assert palettes is not None
    lines = [re.findall(r"#([0-9a-f]{6})", line) for line in palettes[1].strip().splitlines()]
    assert [len(colours) for colours in lines] == [2, 3, 4, 5]
    for colours in lines:
        channels = [[int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)] for colour in colours]
        grey = [0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in channels]
        assert all(lighter - darker > 0.06 for lighter, darker in pairwise(grey))
        for red, green, blue in channels:
            hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
            assert saturation > 0.2
            assert 0.08 < hue < 0.7


def letters_of(font: Path) -> set[str]:
    """Return the characters of a font, from the format 4 table of its cmap."""
    data = font.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    entries = {
        data[12 + 16 * at : 16 + 16 * at]: struct.unpack_from(">I", data, 20 + 16 * at)[0] for at in range(tables)
    }
    cmap = entries[b"cmap"]
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    found: set[str] = set()
    for at in range(count):
        start = cmap + struct.unpack_from(">I", data, cmap + 8 + 8 * at)[0]
        kind, _, _, doubled = struct.unpack_from(">HHHH", data, start)
        if kind == 4:
            ends = struct.unpack_from(f">{doubled // 2}H", data, start + 14)
            starts = struct.unpack_from(f">{doubled // 2}H", data, start + 16 + doubled)
            found |= {chr(code) for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1)}
    return found


@pytest.mark.parametrize("font", sorted((FOLDER / "fonts").glob("*.ttf")), ids=lambda font: font.name)
def test_the_fonts_have_every_letter(font: Path) -> None:
    """Every character of the instrument, the members and the three alphabets is in each font that ships."""
    alphabets = "áàâãäéèêëíìîïóòôõöúùûüçñ¿¡ªº«»“”‘’–—…·•€%°"
    needed = set(default_instrument_text() + default_members_text() + alphabets + alphabets.upper()) - {"\n"}
    assert sorted(needed - letters_of(font)) == []


def test_the_fonts_are_free_and_small() -> None:
    """The licence stands beside the fonts, and all of them take less than 2 MB."""
    licence = (FOLDER / "fonts" / "LICENSE.txt").read_text(encoding="utf-8")
    assert "Apache License" in licence
    assert sum(font.stat().st_size for font in (FOLDER / "fonts").iterdir()) < 2_000_000
