"""The three catalogues are complete, equal in what they hold, and used to the last entry."""

import ast
import gettext
import re
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import locales
from conversations.campaigns import CampaignKind, Cut, DeliveryState, LeftOut, Standing
from conversations.desk.deeds import DeskSay
from conversations.instrument import Language
from conversations.intents import Question
from conversations.people import Role
from conversations.replies import Say
from conversations.retention import DataClass, Ground, Place, Purpose, Seer, Since, Whose
from conversations.workbook import FileProblem, RowProblem
from locales.catalogue import Html, MissingEntryError, catalogue, escaped, plain, plain_n, say, say_n, sources
from locales.words.book import book
from storage.own_work import Kind

ROOT = Path(locales.__file__).parent
KEY = re.compile(r"[a-z]+\.[a-z_]+")
SPEAKERS = frozenset({"say", "say_n", "plain", "plain_n", "button"})
FAMILIES: dict[str, type[StrEnum] | frozenset[str]] = {
    "deskline.": DeskSay,
    "rowproblem.": RowProblem,
    "fileproblem.": FileProblem,
    "ownrow.": Kind,
    "line.": frozenset({*Say, "not_yours"}),
    "leftout.": LeftOut,
    "delivery.why.": frozenset({*Cut, DeliveryState.FAILED, DeliveryState.UNCONFIRMED}),
    "standing.": frozenset(one for one in Standing if one is not Standing.STALLED),
    "kind.": CampaignKind,
    "delivery.": frozenset({*DeliveryState, "answered"}),
    "tongue.": Language,
    "role.": Role,
    "picture.": Language,
    "command.": frozenset(book(Language.ES).commands),
    "question.": Question,
    "held.": DataClass,
    "whose.": Whose,
    "purpose.": Purpose,
    "ground.": Ground,
    "since.": Since,
    "heldat.": Place,
    "seer.": Seer,
}
"""Keys that are put together from a prefix and a member of these."""


def _files(language: Language) -> list[Catalog]:
    return [read_po(BytesIO(source.read_bytes()), abort_invalid=True) for source in sources(language)]


def _entries(language: Language) -> dict[str, Message]:
    every = [one for file in _files(language) for one in file if one.id]
    found = {(one.id if isinstance(one.id, str) else one.id[0]): one for one in every}
    assert len(every) == len(found), "a key stands in two files"
    return found


def _texts(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def _used(tree: ast.AST) -> Iterator[str]:
    """Give the keys that a module says: literal ones, both arms of a condition, and whole families."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.fullmatch(r"[a-z]+\.[a-z_]+", node.value)
        ):
            yield node.value
        if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
            prefix = str(node.values[0].value)
            if prefix in FAMILIES:
                yield from (f"{prefix}{one}" for one in FAMILIES[prefix])


def _spoken(tree: ast.AST) -> Iterator[ast.expr]:
    """Give the expressions that are looked up as keys."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in SPEAKERS:
                on_drawing = isinstance(node.func, ast.Attribute)
                yield node.args[0 if on_drawing else 1]


def _modules() -> Iterator[tuple[Path, ast.AST]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_the_three_catalogues_have_the_same_entries_in_the_same_order() -> None:
    """No language lacks an entry or has one of its own, in the same files."""
    names = [[source.name for source in sources(language)] for language in Language]
    assert names[0] == names[1] == names[2]
    assert list(_entries(Language.ES)) == list(_entries(Language.PT)) == list(_entries(Language.EN))


@pytest.mark.parametrize("language", Language)
def test_every_entry_is_worded(language: Language) -> None:
    """Nothing is empty, fuzzy or obsolete, and no text begins or ends with a space."""
    assert not any(file.obsolete for file in _files(language))
    for key, message in _entries(language).items():
        assert not message.fuzzy, key
        assert all(text and text == text.strip() for text in _texts(message)), key
        assert (2 if message.pluralizable else 1) == len(_texts(message)), key
    read = catalogue(language)
    assert set(_entries(language)) == {*read.messages, *read.plurals}


def test_nothing_is_defined_that_is_not_said_and_nothing_said_that_is_not_defined() -> None:
    """Every entry is used by some module, and every key that a module names exists."""
    used = {key for _, tree in _modules() for key in _used(tree)}
    defined = set(_entries(Language.ES))
    prefixes = {key.split(".")[0] for key in defined}
    assert set() == defined - used
    assert set() == {key for key in used - defined if key.split(".")[0] in prefixes}


def test_keys_are_written_out_where_they_are_said() -> None:
    """A key is a literal, a choice of literals, a known family, or a parameter: never built in another way."""
    for path, tree in _modules():
        for key in _spoken(tree):
            for part in (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,):
                literal = isinstance(part, ast.Constant) and isinstance(part.value, str)
                family = isinstance(part, ast.JoinedStr) and isinstance(part.values[0], ast.Constant)
                assert literal or family or isinstance(part, ast.Name | ast.Call), f"{path}:{part.lineno}"


def test_placeholders_and_markup_are_the_same_in_every_language() -> None:
    """What is filled in and what is bold does not depend on the language; markup is balanced."""
    spanish = _entries(Language.ES)
    for language in Language:
        for key, message in _entries(language).items():
            for text, model in zip(_texts(message), _texts(spanish[key]), strict=True):
                assert _fields(model) == _fields(text), (language, key)
                assert sorted(re.findall("</?[a-z]+>", model)) == sorted(re.findall("</?[a-z]+>", text)), (
                    language,
                    key,
                )
                assert text.count("<b>") == text.count("</b>"), (language, key)


def _tags(text: str) -> list[str]:
    return sorted(re.findall("</?[a-z]+>", text))


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", Language)
def test_the_tone_is_calm(language: Language) -> None:
    """No exclamation marks, no words of rank or shame, and the person is addressed formally in Spanish."""
    for key, message in _entries(language).items():
        for text in _texts(message):
            words = set(re.findall(r"\w+", text.lower()))
            assert not set("!¡") & set(text), key
            assert not words & {"ranking", "peor", "pior", "worst", "fracaso", "failed", "failure", "mal", "bad"}, key
            assert not (language is Language.ES and words & {"tú", "tu", "tus", "te", "vos", "puedes", "tienes"}), key


@pytest.mark.parametrize("language", Language)
def test_plural_forms_are_those_of_cldr(language: Language) -> None:
    """The header of a catalogue chooses the same form as the language's rules, from 0 to 1000."""
    rules = catalogue(language).locale.plural_form
    for file in _files(language):
        form = gettext.c2py(file.plural_expr)
        assert [int(rules(number) != "one") for number in range(1001)] == [form(number) for number in range(1001)]


def test_parameters_are_escaped_and_html_is_not() -> None:
    """A name with markup in it is shown literally; a text that is HTML already stays."""
    assert say(Language.ES, "line.contact", contact="<b> & cía") == "Consultas: &lt;b&gt; &amp; cía"
    assert say(Language.ES, "line.contact", contact=Html("<b>x</b>")) == "Consultas: <b>x</b>"
    assert plain(Language.ES, "line.contact", contact="<b>") == "Consultas: <b>"
    assert escaped(escaped("a & b")) == "a &amp; b"


def test_numbers_choose_the_form() -> None:
    """One and many are worded apart, in each language by its own rule."""
    assert say_n(Language.ES, "count.open", 1) == "Queda 1 pregunta abierta"
    assert say_n(Language.ES, "count.open", 0) == "Quedan 0 preguntas abiertas"
    assert say_n(Language.PT, "count.open", 0) == "Há 0 pergunta em aberto"
    assert plain_n(Language.EN, "count.open", 2) == "2 questions are open"


def test_a_missing_entry_is_named() -> None:
    """Asking for what is not there names the file and the key."""
    with pytest.raises(MissingEntryError, match=r"locales/catalogues/pt has no entry 'no.such'"):
        plain(Language.PT, "no.such")
    with pytest.raises(MissingEntryError):
        plain_n(Language.PT, "card.saved", 1)
