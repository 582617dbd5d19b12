"""Instruments as files: one that came is checked, one that is there is sent as it came in."""

import asyncio

from bot.errands import Errand
from bot.file_errands import Reader
from conversations.desk.instruments import LARGEST_FILE, DocumentProblem, InstrumentRead
from conversations.replies import Enclosure
from storage.instrument_document import InstrumentInvalid, default_instrument, default_instrument_text, parse_instrument
from storage.instruments import export_instrument, list_instruments


def read_document(_: str, content: bytes | None) -> InstrumentRead:
    """Check a document; all that is wrong with it comes back, and then the text does not."""
    if content is None or len(content) > LARGEST_FILE:
        return _refused(DocumentProblem("document", f"longer than {LARGEST_FILE} characters", None))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused(DocumentProblem("document", "not YAML: a character that is not allowed", None))
    try:
        parse_instrument(text)
    except InstrumentInvalid as invalid:
        return _refused(*(DocumentProblem(one.place, one.message, one.line) for one in invalid.problems))
    return InstrumentRead(text)


def _refused(*problems: DocumentProblem) -> InstrumentRead:
    return InstrumentRead("", problems)


async def send_instrument(errand: Errand) -> int | None:
    """Send an instrument as the file that it came in; nothing if it, or the coordinator's post, is there no more."""
    named = await asyncio.to_thread(_document, errand)
    if named is None:
        return None
    reference, text = named
    return await errand.send_file(text.encode(), f"{reference}.yaml")


def _document(errand: Errand) -> tuple[str, str] | None:
    with errand.database.reading() as tx:
        if errand.scope(tx) is None:
            return None
        if errand.target == "0":
            return default_instrument().reference, default_instrument_text()
        found = next((one for one in list_instruments(tx) if str(one.id) == errand.target), None)
        return None if found is None else (found.reference, export_instrument(tx, found.reference))


READERS: dict[str, Reader] = {"yaml": read_document}
ERRANDS = {Enclosure.INSTRUMENT: send_instrument}
