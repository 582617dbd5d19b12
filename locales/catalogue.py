"""The catalogues: every sentence of the product in es, pt and en, found by a short dotted key.

It decides which form of a plural is said and what is escaped. It must not know which sentence is said when.
English is a catalogue like the others; the ``.po`` files are read as they are, once. Each language has one for each
part of the conversation, of the same names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape as escape_html
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from types import MappingProxyType

from babel import Locale
from babel.messages.pofile import read_po

from conversations.instrument import Language
from locales.isolating import isolated

LOCALES = {Language.ES: "es_419", Language.PT: "pt_BR", Language.EN: "en"}


class Html(str):
    """Text that is Telegram HTML already: it is not escaped again."""

    __slots__ = ()


class MissingEntryError(LookupError):
    """A catalogue has no (usable) entry of that key."""

    def __init__(self, language: Language, key: str) -> None:
        """Keep what was looked for."""
        super().__init__(language, key)
        self.language = language
        self.key = key

    def __str__(self) -> str:
        """Name the file and the key."""
        return f"locales/catalogues/{self.language} has no entry {self.key!r}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The entries of one language: single messages and plural ones (the form for one, the form for others)."""

    language: Language
    locale: Locale
    messages: Mapping[str, str]
    plurals: Mapping[str, tuple[str, str]]

    def message(self, key: str) -> str:
        """Give a message's text; MissingEntryError when there is none."""
        try:
            return self.messages[key]
        except KeyError:
            raise MissingEntryError(self.language, key) from None

    def plural(self, key: str, number: int) -> str:
        """Give the form of a message that goes with ``number``; MissingEntryError when there is none."""
        try:
            one, other = self.plurals[key]
        except KeyError:
            raise MissingEntryError(self.language, key) from None
        return one if self.locale.plural_form(number) == "one" else other


def sources(language: Language) -> tuple[Traversable, ...]:
    """List the files of a language by name: one for each part of the conversation."""
    folder = files("locales").joinpath("catalogues", language.value)
    return tuple(sorted((one for one in folder.iterdir() if one.name.endswith(".po")), key=lambda one: one.name))


@cache
def catalogue(language: Language) -> Catalogue:
    """Read the catalogue of a language; entries that are empty or fuzzy are left out."""
    messages: dict[str, str] = {}
    plurals: dict[str, tuple[str, str]] = {}
    for source in sources(language):
        for entry in read_po(BytesIO(source.read_bytes()), locale=LOCALES[language], abort_invalid=True):
            if not entry.id or entry.fuzzy:
                continue
            match entry.id, entry.string:
                case str(key), str(text) if text:
                    messages[key] = text
                case (str(key), _), (str(one), str(other)) if one and other:
                    plurals[key] = (one, other)
                case _:
                    continue
    locale = Locale.parse(LOCALES[language])
    return Catalogue(language, locale, MappingProxyType(messages), MappingProxyType(plurals))


def escaped(text: str) -> Html:
    """Make Telegram HTML of a text that turns nothing around beside it; what is HTML already stays."""
    return text if isinstance(text, Html) else Html(escape_html(isolated(text), quote=False))


def say(language: Language, key: str, /, **params: object) -> Html:
    """Word ``key`` as Telegram HTML; parameters are escaped unless they are `Html`."""
    return Html(catalogue(language).message(key).format_map(_safe(params)))


def say_n(language: Language, key: str, number: int, /, **params: object) -> Html:
    """Word ``key`` in the form that goes with ``number``, which the text may name as ``{number}``."""
    return Html(catalogue(language).plural(key, number).format_map({**_safe(params), "number": number}))


def plain(language: Language, key: str, /, **params: object) -> str:
    """Word ``key`` without markup, for a button or a toast."""
    return catalogue(language).message(key).format_map(_shut_in(params))


def plain_n(language: Language, key: str, number: int, /, **params: object) -> str:
    """Word ``key`` without markup, in the form that goes with ``number``."""
    return catalogue(language).plural(key, number).format_map({**_shut_in(params), "number": number})


def _safe(params: Mapping[str, object]) -> dict[str, object]:
    return {name: escaped(value) if isinstance(value, str) else value for name, value in params.items()}


def _shut_in(params: Mapping[str, object]) -> dict[str, object]:
    return {name: isolated(value) if type(value) is str else value for name, value in params.items()}
