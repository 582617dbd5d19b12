"""Which country a text names: as CLDR writes it in any of the languages, or by its two letters.

It decides what counts as a country's name; it must not know what is asked about it.
"""

from collections.abc import Collection
from functools import cache

from rapidfuzz.distance import OSA

from locales.catalogue import LOCALES, catalogue
from locales.words.reading import same
from locales.words.requests import requests

_CODE = 2
_LONG_ENOUGH = 5
"""Letters from which one wrong one is forgiven."""
_ALSO = {"eeuu": "US", "ee uu": "US", "eua": "US", "usa": "US", "the us": "US", "holanda": "NL", "brasil": "BR"}


def country_meant(text: str, known: Collection[str]) -> str:
    """Give the ISO 3166 code of the country that ``text`` names, "" for none.

    One wrong letter is forgiven only where the country is one of ``known`` codes.
    """
    reduced = same(text)
    for name in (reduced, _without_small(reduced)):
        if (code := _countries().get(name)) is not None:
            return code
    name = _without_small(reduced)
    if len(name) < _LONG_ENOUGH:
        return ""
    near = {code for one, code in _countries().items() if code in known and OSA.distance(name, one, score_cutoff=1) < 2}
    return near.pop() if len(near) == 1 else ""


def _without_small(reduced: str) -> str:
    small = {word for language in LOCALES for word in requests(language).small}
    return " ".join(word for word in reduced.split() if word not in small)


@cache
def _countries() -> dict[str, str]:
    """Find a country's code by its name or code, reduced."""
    small = {same(word) for language in LOCALES for word in requests(language).small}
    found: dict[str, str] = {}
    for language in LOCALES:
        for code, name in catalogue(language).locale.territories.items():
            if len(code) == _CODE and code.isalpha():
                reduced = same(name)
                found.setdefault(reduced, code)
                found.setdefault(" ".join(word for word in reduced.split() if word not in small), code)
                found.setdefault(code.casefold(), code)
    return found | _ALSO
