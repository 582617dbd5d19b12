"""What the columns of a list of members hold, and what its cells for kinds and countries mean, in three languages.

Decides which heading is which column. Must not know a file format, nor any member.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

from conversations.instrument import Language
from conversations.people import MemberKind
from locales.catalogue import catalogue, plain
from locales.words.reading import same


class Column(StrEnum):
    """What a column holds. The last two are recognised so that nothing of them is kept."""

    NAME = "name"
    KIND = "kind"
    COUNTRY = "country"
    TIMEZONE = "timezone"
    ALIASES = "aliases"
    POST = "post"
    PHONE = "phone"
    EMAIL = "email"


REACHED_BY: Final = re.compile(r"\b(tel|telefon\w*|celular\w*|movil\w*|mobile|phone\w*|whatsapp|wsp)\b")
MAILED_BY: Final = re.compile(r"\b(correo\w*|e ?mail\w*|mail)\b")

NO_COUNTRIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes that CLDR names and that are no countries."""


def columns_of(headings: Sequence[str]) -> dict[Column, int]:
    """Tell which column of a row of headings is which, from 0; without `Column.NAME` it is no row of headings.

    A heading in two languages ("País / Country") and one with a remark in brackets are understood.
    """
    found: dict[Column, int] = {}
    weak = []
    for at, heading in enumerate(headings):
        ways = [same(heading), *(same(part) for part in re.split(r"[/|(),;:\n]", heading))]
        if ways[0] in {same(own) for own in own_headings()}:
            continue
        column = next((_words()[way] for way in ways if way in _words()), None) or _reached(ways[0])
        if column is not None:
            found.setdefault(column, at)
        elif any(way in _weak() for way in ways):
            weak.append(at)
    if Column.NAME not in found and weak:
        found[Column.NAME] = weak[0]
    return found


def _reached(heading: str) -> Column | None:
    if REACHED_BY.search(heading):
        return Column.PHONE
    return Column.EMAIL if MAILED_BY.search(heading) else None


def headings_in(language: Language) -> tuple[str, ...]:
    """Give the headings of the columns that we add: link, ready text, WhatsApp, state, what to look at."""
    return (
        plain(language, "list.link"),
        plain(language, "list.text"),
        plain(language, "list.whatsapp"),
        plain(language, "list.state"),
        plain(language, "list.look_at"),
    )


@cache
def own_headings() -> frozenset[str]:
    """Give the headings that we add, in all languages: they are known again when the file comes back."""
    return frozenset(heading for language in Language for heading in headings_in(language))


def kind_in(cell: str) -> MemberKind | None:
    """Read what a member is; ``None`` for what is no kind."""
    return _kinds().get(same(cell))


def country_in(cell: str) -> str:
    """Read a country, by its ISO code or its name in any of the three languages; "" for what is none."""
    code = cell.strip().upper()
    if len(code) == 2 and code.isascii() and code.isalpha():
        return code if code in catalogue(Language.EN).locale.territories and code not in NO_COUNTRIES else ""
    return _countries().get(same(cell), "")


@cache
def _book() -> Mapping[str, Any]:
    return tomllib.loads(files("locales").joinpath("words", "columns.toml").read_text(encoding="utf-8"))


@cache
def _words() -> Mapping[str, Column]:
    return {same(word): Column(name) for name, words in _book()["columns"].items() for word in words}


@cache
def _weak() -> frozenset[str]:
    return frozenset(same(word) for word in _book()["weak"]["name"])


@cache
def _kinds() -> Mapping[str, MemberKind]:
    return {same(word): MemberKind(kind) for kind, words in _book()["kinds"].items() for word in words}


@cache
def _countries() -> Mapping[str, str]:
    named = {
        same(str(name)): code
        for language in Language
        for code, name in catalogue(language).locale.territories.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    }
    return named | {same(name): code for code, names in _book()["countries"].items() for name in names}
