"""Typed words mean what a person means by them, in three languages at once, and are never guessed."""

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.instrument import Language
from conversations.intents import (
    Batch,
    FreeText,
    Intent,
    NamedCriterion,
    NamedLevel,
    NamedPriority,
    Number,
    Pasted,
    Word,
)
from locales.vocabulary import command, commands, understand
from storage.instrument_document import default_instrument

ES, PT, EN = Language.ES, Language.PT, Language.EN

PHRASES: list[tuple[Language, str, Intent]] = [
    # numbers
    *((language, text, Number(3)) for language in Language for text in ("3", " 3 ", "3.", "3)", "(3)", "³", "３", "3️⃣")),
    *(
        (ES, text, Number(3))
        for text in ("tres", "Tres.", "nivel 3", "Nivel tres", "el 3", "EL TRES", "3, por favor")[:6]
    ),
    *((PT, text, Number(3)) for text in ("três", "tres", "TRÊS", "nível 3", "nivel três", "o 3")),
    *((EN, text, Number(3)) for text in ("three", "level 3", "Level three", "three please", "it's a 3")),
    (ES, "cero", Number(0)),
    (PT, "dois", Number(2)),
    (PT, "duas", Number(2)),
    (EN, "zero", Number(0)),
    (ES, "three", Number(3)),
    (EN, "quatro", Number(4)),
    (ES, "5", Number(5)),
    (ES, "cinco", Number(5)),
    (EN, "44", Number(44)),
    *(
        (language, text, FreeText())
        for language in Language
        for text in ("-3", "−3", "3.5", "3,0", "1/2", "½", "32114", "¿3?", "3 %", "+54 341 5550000", "12345")
    ),
    # labels, as they are on the buttons
    (ES, "Funciona con regularidad", NamedLevel(3)),
    (ES, "3 · Funciona con regularidad", NamedLevel(3)),
    (ES, "● 3 · Funciona con regularidad", NamedLevel(3)),
    (PT, "nada ainda", NamedLevel(0)),
    (EN, "case by case", NamedLevel(1)),
    (PT, "parcial", NamedLevel(2)),
    (ES, "alta", NamedPriority(3)),
    (PT, "média", NamedPriority(2)),
    (EN, "Low", NamedPriority(1)),
    (EN, "3 · High", NamedPriority(3)),
    # nonresponses
    *((ES, text, Word.DONT_KNOW) for text in ("no sé", "No se", "nosé", "NS", "ns/nc", "no lo sé.", "ni idea")),
    *((PT, text, Word.DONT_KNOW) for text in ("não sei", "nao sei", "Não sei!", "sei não")),
    *((EN, text, Word.DONT_KNOW) for text in ("don't know", "Don’t know", "I dont know", "dk", "unknown", "no sé")),
    *((ES, text, Word.NOT_APPLICABLE) for text in ("no aplica", "N/A", "na", "n.a.")),
    (PT, "não se aplica", Word.NOT_APPLICABLE),
    (EN, "not applicable", Word.NOT_APPLICABLE),
    *((ES, text, Word.LATER) for text in ("después", "luego", "más tarde", "saltar")),
    *((PT, text, Word.LATER) for text in ("depois", "pular", "mais tarde")),
    *((EN, text, Word.LATER) for text in ("later", "skip")),
    # moving about
    *((ES, text, Word.BACK) for text in ("atrás", "ATRAS", "‹ Atrás", "volver", "anterior")),
    *((PT, text, Word.BACK) for text in ("voltar", "‹ Voltar")),
    (EN, "go back", Word.BACK),
    *((ES, text, Word.CONTINUE) for text in ("seguir", "continuar", "Seguir.", "siguiente")),
    (PT, "vamos lá", Word.CONTINUE),
    (EN, "let's go", Word.CONTINUE),
    *((ES, text, Word.PAUSE) for text in ("pausa", "hasta mañana", "sigo mañana")),
    (PT, "até amanhã", Word.PAUSE),
    (EN, "stop", Word.PAUSE),
    *((ES, text, Word.HELP) for text in ("ayuda", "?", "¿Cómo funciona?", "/ayuda", "/help@solidaria_bot")),
    (PT, "ajuda", Word.HELP),
    (EN, "help", Word.HELP),
    *((ES, text, Word.REVIEW) for text in ("revisar", "índice", "/revisar")),
    *((PT, text, Word.SUMMARY) for text in ("resumo", "diagnóstico", "/resumo", "/summary")),
    (EN, "submit", Word.SUBMIT),
    (ES, "enviar", Word.SUBMIT),
    (ES, "/privacidad", Word.PRIVACY),
    *((ES, text, Word.MY_DATA) for text in ("mis datos", "/misdatos", "/mydata", "/meusdados")),
    (PT, "meus dados", Word.MY_DATA),
    (EN, "my data", Word.MY_DATA),
    *((ES, text, Word.FORGET_ME) for text in ("borrar mis datos", "olvídenme", "/olvidame", "/olvidenme", "/forgetme")),
    *((PT, text, Word.FORGET_ME) for text in ("apagar meus dados", "/esquecame")),
    (EN, "forget me", Word.FORGET_ME),
    (EN, "/privacy", Word.PRIVACY),
    (ES, "sí", Word.YES),
    (PT, "sim", Word.YES),
    (EN, "yes", Word.YES),
    (ES, "no", Word.NO),
    (PT, "não", Word.NO),
    *((ES, text, Word.GREETING) for text in ("hola", "Hola, buenos días", "¡Buenas tardes!", "gracias", "oi")),
    (PT, "olá, tudo bem?", Word.GREETING),
    (EN, "Hi, good morning", Word.GREETING),
    # languages
    (ES, "português", PT),
    (ES, "portugues", PT),
    (PT, "inglês", EN),
    (EN, "español", ES),
    (ES, "en inglés", EN),
    (PT, "idioma", Word.LANGUAGE),
    (EN, "language", Word.LANGUAGE),
    # criteria
    (ES, "vivienda", NamedCriterion("c09")),
    (ES, "la vivienda", NamedCriterion("c09")),
    (ES, "cohabitación", FreeText()),
    (PT, "moradia", NamedCriterion("c09")),
    (EN, "Housing", NamedCriterion("c09")),
    (ES, "educacion", NamedCriterion("c07")),
    (ES, "acojida", NamedCriterion("c03")),
    (ES, "Participación, convivencia y no discriminación", NamedCriterion("c10")),
    (ES, "criterio 3", NamedCriterion("c03")),
    (EN, "criterion 10", NamedCriterion("c10")),
    (ES, "criterio 11", FreeText()),
    # sentences are free text, whatever words are in them
    (ES, "No sé si la ordenanza de 2019 sigue vigente", FreeText()),
    (ES, "Tenemos un nivel 3 en salud pero no en vivienda", FreeText()),
    (PT, "Depois da reunião com a saúde eu respondo", FreeText()),
    (EN, "I will help the back office later today", FreeText()),
    (ES, "no\nsé", FreeText()),
    (ES, "", FreeText()),
    (ES, "…", FreeText()),
    (ES, "👍", FreeText()),
    (ES, "Salta", FreeText()),
    (ES, "Flores", FreeText()),
]


@pytest.mark.parametrize(("language", "text", "intent"), PHRASES, ids=lambda value: str(value)[:40])
def test_phrases(language: Language, text: str, intent: Intent) -> None:
    """Each phrase means this to somebody who reads that language."""
    assert understand(text, language, default_instrument()) == intent


def _members() -> list[str]:
    text = files("storage").joinpath("defaults", "members.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) > 30
    return [name for row in rows for name in (row["name"], *filter(None, (row["aliases"] or "").split(";")))]


@pytest.mark.parametrize("language", Language)
def test_no_word_is_a_members_name(language: Language) -> None:
    """Naming a member is never taken for an answer, a command, a greeting or a criterion: Salta is a city."""
    understood = {name: understand(name, language, default_instrument()) for name in _members()}
    assert {name: intent for name, intent in understood.items() if intent != FreeText()} == {}


@pytest.mark.parametrize("language", Language)
def test_every_label_means_itself(language: Language) -> None:
    """Typing what a button or a heading of one's own language reads does what it says."""
    instrument = default_instrument()
    for level in instrument.levels:
        for label in (level.label, level.button):
            assert NamedLevel(level.value) == understand(label.in_(language), language, instrument)
    for priority in instrument.priority_options:
        assert NamedPriority(priority.value) == understand(priority.label.in_(language), language, instrument)
    for criterion in instrument.criteria:
        for name in (criterion.name, criterion.short):
            assert NamedCriterion(criterion.id) == understand(name.in_(language), language, instrument)


@pytest.mark.parametrize("language", Language)
def test_no_items_label_is_a_word(language: Language) -> None:
    """The short label of an item is no word of the conversation."""
    instrument = default_instrument()
    for item in instrument.items:
        assert not isinstance(understand(item.short.in_(language), language, instrument), Word | Number | Language)


@given(text=st.text(max_size=200), language=st.sampled_from(Language))
def test_understanding_never_raises(text: str, language: Language) -> None:
    """Whatever is typed means something, if only free text; numbers are never negative."""
    intent = understand(text, language, default_instrument())
    assert not isinstance(intent, Number) or intent.value >= 0
    assert understand(text, language, None) == intent or isinstance(
        intent, NamedLevel | NamedPriority | NamedCriterion | Word | Batch | Pasted
    )


@given(text=st.text(st.sampled_from("-−0123456789.,/ ns"), max_size=12))
def test_only_a_whole_number_is_a_number(text: str) -> None:
    """What is read as a number is written in the text, alone, without a sign or a part."""
    intent = understand(text, Language.ES, default_instrument())
    if isinstance(intent, Number):
        assert text.strip(" .").isdigit()
        assert int(text.strip(" .")) == intent.value


def test_commands_are_valid_for_telegram() -> None:
    """Names fit Telegram's rule, descriptions are there, each language lists its own, all are understood."""
    for language in Language:
        for name, description in commands(language):
            assert name.isascii()
            assert name.replace("_", "").isalnum()
            assert name == name.lower()
            assert 1 <= len(name) <= 32
            assert 3 <= len(description) <= 256
            assert isinstance(command(f"/{name}"), Word)
    assert "ayuda" in dict(commands(Language.ES))
    assert "privacidade" in dict(commands(Language.PT))
    assert "privacy" in dict(commands(Language.EN))


@pytest.mark.parametrize("text", ["", "/", "/ ", "/unknown", "help", "/start"])
def test_what_is_no_command(text: str) -> None:
    """Unknown commands mean nothing here."""
    assert command(text) is None
