"""Reads an instrument from its YAML document and checks it, all problems at once.

It decides which documents are instruments: what must be there, how long a text may be on a phone, which ids fit the
data of a button, and that the scoring is the one that `conversations.diagnosis` computes. It must not know who loads
the document or where it is kept; documents are kept as the text they came in, so an export is that text.
"""

from functools import cache
from importlib.resources import files

from conversations.instrument import Instrument
from storage.document_reader import Reader
from storage.instrument_parts import read_instrument
from storage.problems import DocumentInvalid, Problem
from storage.yaml_document import read_yaml


class InstrumentInvalid(DocumentInvalid):
    """The document is no instrument that can be used; `problems` says why, place by place."""


def parse_instrument(text: str) -> Instrument:
    """Return the instrument that a YAML document describes; raise InstrumentInvalid with every problem in it."""
    try:
        document = read_yaml(text)
    except DocumentInvalid as invalid:
        raise InstrumentInvalid(invalid.problems) from invalid
    reader = Reader(lines=document.lines, problems=document.problems)
    instrument = read_instrument(reader, document.value)
    if reader.problems or instrument is None:
        raise InstrumentInvalid(tuple(sorted(reader.problems, key=_line)))
    return instrument


def default_instrument_text() -> str:
    """Return the document that ships with the program."""
    return files("storage").joinpath("defaults", "instrument.yaml").read_text(encoding="utf-8")


@cache
def default_instrument() -> Instrument:
    """Return the instrument that ships with the program; it is read once."""
    return parse_instrument(default_instrument_text())


def _line(problem: Problem) -> int:
    return problem.line or 0
