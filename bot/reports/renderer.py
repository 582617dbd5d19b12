"""Draws with Typst: a diagnosis as a picture for the chat and a PDF for the printer, a questionnaire as a PDF.

It decides sizes, the compiler's settings and how words reach a template: always as data, never as markup. It must not
know what the words mean or who gets the file. The same words always give the same bytes. Calls from several threads
wait for each other; a picture takes a quarter of a second, a report's PDF a tenth of that and a questionnaire half a
second, so call them off the event loop.
"""

import json
import re
import threading
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Final, Literal

import typst

from bot.reports.png import shrink
from locales.heat_map import Distribution, HeatMap
from locales.questionnaire import Questionnaire
from locales.report_parts import Report

PIXELS_PER_INCH: Final = 144  # the sheet is 512 x 640 pt: 1024 x 1280 pixels, which Telegram does not shrink
LONGEST_WORD: Final = 22
LONGEST_STRING: Final = 1_000
_HERE: Final = Path(__file__).parent
_TEMPLATES: Final = _HERE / "templates"
_NOT_PRINTED: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONG_WORD: Final = re.compile(rf"\S{{{LONGEST_WORD},}}")
_lock: Final = threading.Lock()
Words = Report | Questionnaire | HeatMap | Distribution


def render_picture(report: Report) -> bytes:
    """Return a PNG of 1024 x 1280 pixels, at most 150 KB."""
    return shrink(_render("picture.typ", "report", report, "png"))


def render_pdf(report: Report) -> bytes:
    """Return a PDF on A4: the picture on page one, then the table, the plan, practices and answers."""
    return _render("booklet.typ", "report", report, "pdf")


def render_questionnaire(questionnaire: Questionnaire) -> bytes:
    """Return a PDF on A4, at most 300 KB: page one says how, then a page a criterion. Letter paper cuts nothing off."""
    return _render("questionnaire.typ", "questionnaire", questionnaire, "pdf")


def render_heat_map(words: HeatMap) -> bytes:
    """Return a PNG, 1024 pixels wide and at most 1280 high: members by criteria, with their names."""
    return shrink(_render("heat_map.typ", "map", words, "png"))


def render_distribution(words: Distribution) -> bytes:
    """Return a PNG of 1024 x 1280 pixels without a name: how many members are in each band, criterion by criterion."""
    return shrink(_render("distribution.typ", "spread", words, "png"))


def _render(template: str, name: str, words: Words, kind: Literal["png", "pdf"]) -> bytes:
    data = json.dumps(_printable(asdict(words)), ensure_ascii=False)
    with _lock:
        rendered = _compiler(template).compile(format=kind, ppi=PIXELS_PER_INCH, sys_inputs={name: data}, timestamp=0)
    if not isinstance(rendered, bytes):
        message = f"{template} made {type(rendered).__name__} instead of one file"
        raise TypeError(message)
    return rendered


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_HERE / "fonts")])


@cache
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(input=str(_TEMPLATES / template), root=str(_TEMPLATES), font_paths=_fonts())


def _printable(value: object) -> object:
    """Return `value` without control characters; long words may break, endless texts end."""
    match value:
        case str():
            kept = _NOT_PRINTED.sub("", value)
            kept = kept if len(kept) <= LONGEST_STRING else kept[: LONGEST_STRING - 1] + "…"
            return _LONG_WORD.sub(_breakable, kept)
        case dict():
            return {key: _printable(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_printable(inner) for inner in value]
        case _:
            return value


def _breakable(word: re.Match[str]) -> str:
    if "://" in word[0]:
        return word[0]  # Typst breaks addresses by itself
    pieces = [word[0][at : at + LONGEST_WORD // 2] for at in range(0, len(word[0]), LONGEST_WORD // 2)]
    return "\u200b".join(pieces)
