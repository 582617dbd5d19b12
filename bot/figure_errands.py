"""Files and texts that leave the chat: exports, and what is made of frozen figures.

Decides nothing about what may be in them: the scope is read again here, in the transaction that reads the rest.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errands import Errand
from bot.exports import WaveData, read_export, write_export
from bot.reports.renderer import render_distribution
from bot.spreadsheets import Sheet, write_book
from conversations.figures import CutOff
from conversations.instrument import Instrument, Language
from conversations.people import Appointment
from conversations.replies import Enclosure
from locales.cut_off import word_file, word_paragraph, word_pictures, word_tables
from locales.export_words import word_warning
from locales.splitting import split_text
from storage.assessment_reader import read_instrument
from storage.database import Transaction
from storage.figures import read_cut_off
from storage.instruments import find_instrument


def named_file(*parts: str, ending: str) -> str:
    """Put a file's name together: letters, digits and hyphens, whatever the parts hold."""
    joined = "-".join(re.sub(r"[^\w.]+", "-", part).strip("-.") for part in parts)
    return f"solidaria-{joined}.{ending}"


def export_files(data: WaveData, ending: str, language: Language, day: str) -> list[tuple[str, bytes]]:
    """Make the files of an export, each with its name; CSV is two."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / named_file(data.wave.name, day, ending=ending)
        write_export(data, file, language)
        return [(one.name, one.read_bytes()) for one in sorted(Path(folder).iterdir(), key=lambda one: len(one.name))]


async def send_export(errand: Errand) -> int | None:
    """Send the present wave in the target's format, within the coordinator's countries as they are now."""
    data = await asyncio.to_thread(_wave_data, errand)
    if data is None:
        return None
    files = await asyncio.to_thread(export_files, data, errand.target, errand.language, f"{errand.now:%Y-%m-%d}")
    message = 0
    for number, (name, content) in enumerate(files):
        caption = word_warning(errand.language) if number == 0 else None
        message = await errand.send_file(content, name, caption)
    return message


def _wave_data(errand: Errand) -> WaveData | None:
    with errand.database.reading() as tx:
        scope = errand.scope(tx)
        return None if scope is None else read_export(tx, "", scope.countries)


def cut_off_with_instrument(tx: Transaction, cut_off: int, scope: Appointment) -> tuple[CutOff, Instrument] | None:
    """Read frozen figures and the instrument that they are of; ``None`` when they are not in scope."""
    found = read_cut_off(tx, cut_off, scope)
    if found is None:
        return None
    return found, read_instrument(tx, find_instrument(tx, found.figures.instrument).id)


def _frozen(errand: Errand) -> tuple[CutOff, Instrument] | None:
    with errand.database.reading() as tx:
        scope = errand.scope(tx)
        return None if scope is None else cut_off_with_instrument(tx, int(errand.target), scope)


def cut_off_book(of: CutOff, instrument: Instrument, language: Language) -> bytes:
    """Make the workbook of frozen figures."""
    sheets = [Sheet(one.name, one.headings, one.rows) for one in word_tables(of, instrument, language)]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "figures.xlsx"
        write_book(sheets, file)
        return file.read_bytes()


def cut_off_pictures(of: CutOff, instrument: Instrument, language: Language) -> list[tuple[str, bytes]]:
    """Make the pictures of frozen figures, each with its caption."""
    worded = word_pictures(of, instrument, language)
    return [(caption, render_distribution(words)) for caption, words in worded]


async def send_book(errand: Errand) -> int | None:
    """Send the workbook of the target."""
    frozen = await asyncio.to_thread(_frozen, errand)
    if frozen is None:
        return None
    content = await asyncio.to_thread(cut_off_book, *frozen, errand.language)
    return await errand.send_file(content, _file_name(frozen[0], errand.language, "xlsx"))


async def send_pictures(errand: Errand) -> int | None:
    """Send the pictures of the target; none of them has a name in it."""
    frozen = await asyncio.to_thread(_frozen, errand)
    if frozen is None:
        return None
    message = None
    for caption, picture in await asyncio.to_thread(cut_off_pictures, *frozen, errand.language):
        message = await errand.send_picture(picture, _file_name(frozen[0], errand.language, "png"), caption)
    return message


async def send_paragraphs(errand: Errand) -> int | None:
    """Send the paragraph of the target in each language, in a message of its own to be copied."""
    frozen = await asyncio.to_thread(_frozen, errand)
    message = None
    for language in Language if frozen else ():
        for part in split_text(word_paragraph(*frozen, language)) if frozen else ():
            message = await errand.send_text(part)
    return message


def _file_name(of: CutOff, language: Language, ending: str) -> str:
    return named_file(word_file(language), of.figures.wave, f"{of.made_at:%Y-%m-%d}", ending=ending)


ERRANDS: dict[Enclosure, Callable[[Errand], Awaitable[int | None]]] = {
    Enclosure.EXPORT: send_export,
    Enclosure.CUT_OFF_BOOK: send_book,
    Enclosure.CUT_OFF_PICTURES: send_pictures,
    Enclosure.CUT_OFF_TEXT: send_paragraphs,
}
