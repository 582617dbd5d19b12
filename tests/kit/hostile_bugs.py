"""Bugs that let a hostile text do what it is there for: each as a change of the product for the time of a trial.

Decides what is broken. Who has to see it is said beside the goal.
"""

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import typst
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # it has no types

from bot import incoming, spreadsheets
from bot.reports import renderer
from bot.spreadsheets import Cell
from locales import catalogue as catalogues


@contextmanager
def _markup_kept() -> Iterator[None]:
    """What somebody wrote is put into a message as it is."""
    with patch.object(catalogues, "escape_html", lambda text, **_: text):
        yield


@contextmanager
def _composed() -> Iterator[None]:
    """The door puts letters and their accents together."""
    real = incoming.storable
    with patch.object(incoming, "storable", lambda text: unicodedata.normalize("NFC", real(text))):
        yield


@contextmanager
def _beginnings_only() -> Iterator[None]:
    """Only the beginning of a cell is looked at, as if every country had commas between cells."""

    def quoted(cell: Cell) -> Cell:
        return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell

    with patch.object(spreadsheets, "harmless", quoted):
        yield


@contextmanager
def _cells_run() -> Iterator[None]:
    """A workbook takes for a formula what looks like one."""
    with patch.object(spreadsheets, "PLAIN", {}), patch.object(Worksheet, "write_string", Worksheet.write):
        yield


@contextmanager
def _compiled() -> Iterator[None]:
    """Notes are set as Typst's markup."""
    real = renderer._render

    def render(template: str, name: str, words: Any, kind: Any) -> bytes:  # noqa: ANN401 - any words
        for group in getattr(words, "answers", ()):
            for line in group.answers:
                typst.compile(line.note.encode(), format="pdf")
        return real(template, name, words, kind)

    with patch.object(renderer, "_render", render):
        yield


@contextmanager
def _not_isolated() -> Iterator[None]:
    """Letters from the right are left to turn around what stands beside them."""
    with patch.object(catalogues, "isolated", lambda text: text):
        yield


PLANTED: dict[str, Callable[[], Any]] = {
    "markup-kept": _markup_kept,
    "composed-at-the-door": _composed,
    "beginnings-only": _beginnings_only,
    "cells-run": _cells_run,
    "notes-compiled": _compiled,
    "not-isolated": _not_isolated,
}
