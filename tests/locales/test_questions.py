"""What a coordinator asks is understood in three languages, and nothing else is taken for a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.members import NAMES, NETWORK

from conversations.instrument import Language
from conversations.intents import Asked, Question
from locales.questions import asked, coordinator_commands, is_request
from locales.words.requests import requests

STATUS, MISSING = Question.STATUS, Question.MISSING

CERTAIN = [
    ("/status Rosario", "Rosario"),
    ("/status@a_bot MVD", "Montevideo"),
    ("/estado rosario", "Rosario"),
    ("/situacao Foz", "Foz do Iguaçu"),
    ("¿cómo va Rosario?", "Rosario"),
    ("Como va rosario", "Rosario"),
    ("¿Cómo va la ciudad de Salta?", "Salta"),
    ("Hola, ¿cómo va Tijuana, por favor?", "Tijuana"),
    ("¿cómo está Quito?", "Quito"),
    ("estado de Medellín", "Medellín"),
    ("como está Foz?", "Foz do Iguaçu"),
    ("Como vai Maringá?", "Maringá"),
    ("qual a situação de Maringa", "Maringá"),
    ("how is Tapachula doing", "Tapachula"),
    ("How's Tapachula doing?", "Tapachula"),
    ("status MVD", "Montevideo"),
    ("has Arica submitted?", "Arica"),
    ("what is the status of Montevido", "Montevideo"),
]


@pytest.mark.parametrize(("text", "member"), CERTAIN)
def test_how_a_member_is_doing(text: str, member: str) -> None:
    """A question about one member, whichever language the person has."""
    found = asked(text, NETWORK)
    assert found is not None
    assert (STATUS, member, True, False) == (found.question, NAMES[found.members[0]], found.certain, found.bare)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("/missing", ""),
        ("/faltan", ""),
        ("/faltam", ""),
        ("/missing Chile", "CL"),
        ("quién falta", ""),
        ("¿Quién falta?", ""),
        ("quién falta en Chile", "CL"),
        ("quiénes faltan en la Argentina", "AR"),
        ("quem falta no Brasil", "BR"),
        ("quem falta em Honduras?", "HN"),
        ("who is missing in Peru", "PE"),
        ("who's missing from Guatemala?", "GT"),
        ("quién falta en Guatmala", "GT"),
        ("how are we doing?", ""),
    ],
)
def test_who_is_missing(text: str, country: str) -> None:
    """Everywhere, or in a country."""
    found = asked(text, NETWORK)
    assert found is not None
    assert (MISSING, country, (), False) == (found.question, found.country, found.members, found.certain)


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        (Question.MEETING, ("/meeting", "/reunion", "/reuniao", "reunión", "nova reunião", "meetings")),
        (Question.REMIND, ("/remind", "/recordar", "/lembrar", "recordar", "lembrete", "remind")),
        (Question.EXPORT, ("/export", "/exportar", "exportar", "exportação", "spreadsheet")),
    ],
)
def test_what_a_coordinator_wants(question: Question, texts: tuple[str, ...]) -> None:
    """By command or by word; a command may be about a country or member."""
    for text in texts:
        found = asked(text, NETWORK)
        assert found is not None
        assert question is found.question, text
    about = asked(f"{texts[0]} Chile", NETWORK)
    assert about is not None
    assert (question, "CL") == (about.question, about.country)


@pytest.mark.parametrize("text", ["/status AR", "/status argentina", "¿cómo va Argentina?", "Argentina", "AR"])
def test_a_country_is_asked_about_as_well(text: str) -> None:
    """By name or code."""
    found = asked(text, NETWORK)
    assert found is not None
    assert (STATUS, (), "AR") == (found.question, found.members, found.country)


@pytest.mark.parametrize("text", ["Montevideo", "montevido", "MVD", "Foz", "¿Y Rosario?", "Rosario, por favor"])
def test_a_name_alone_is_bare(text: str) -> None:
    """It asks how the member is doing, and only where nothing waits for a text."""
    found = asked(text, NETWORK)
    assert found is not None
    assert (STATUS, True, True) == (found.question, found.certain, found.bare)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "/unknown",
        "gracias",
        "La ordenanza de 2019 sigue vigente en la ciudad",
        "Vamos a reunirnos con la gente de Rosario el martes que viene por la tarde en la plaza",
        "san",
        "co",
        "Perú",
        "Rosario\nSalta",
    ],
)
def test_what_is_no_question(text: str) -> None:
    """Free text, words without a meaning here, countries without members: nothing is guessed."""
    assert asked(text, NETWORK) is None


def test_a_question_about_nobody_we_know_comes_after_what_waits() -> None:
    """It reads like a question, but may be a notice that is being written: it is bare, and says that it is unknown."""
    found = asked("estado de la ronda y otras cosas", NETWORK)
    assert found is not None
    assert (True, True, False) == (found.bare, found.unknown, found.certain)
    explicit = asked("/status Bogotá", NETWORK)
    assert explicit is not None
    assert (False, True, "Bogotá") == (explicit.bare, explicit.unknown, explicit.about)


def test_a_city_and_a_province_are_both_meant() -> None:
    """Nobody is certain then."""
    found = asked("¿cómo va Córdoba?", NETWORK)
    assert found is not None
    assert (False, ["Córdoba", "Provincia de Córdoba"]) == (found.certain, [NAMES[one] for one in found.members])


@given(st.text(max_size=100))
def test_nothing_typed_fails(text: str) -> None:
    """Whatever is typed is a question or none."""
    found = asked(text, NETWORK)
    assert found is None or isinstance(found, Asked)


@pytest.mark.parametrize("language", Language)
def test_phrases_have_one_meaning(language: Language) -> None:
    """Each phrase of a language asks what it is listed under, with a name in its gap or without."""
    book = requests(language)
    for question, phrases in book.about.items():
        for phrase in phrases:
            name = "Chile" if question is MISSING else "Montevideo"
            found = asked(phrase.replace("…", name), NETWORK)
            assert found is not None, phrase
            assert question is found.question, phrase
            assert found.certain or found.country == "CL", phrase
    for question, phrases in book.alone.items():
        for phrase in phrases:
            found = asked(phrase, NETWORK)
            assert found is not None, phrase
            assert (question, "") == (found.question, found.about), phrase


@pytest.mark.parametrize("language", Language)
def test_commands_fit_telegram_and_are_understood(language: Language) -> None:
    """Each language lists its own, and every one of them means something to a coordinator."""
    listed = coordinator_commands(language)
    assert len({name for name, _ in listed}) == len(listed)
    for name, description in listed:
        assert name.isascii()
        assert name.replace("_", "").isalnum()
        assert 3 <= len(description) <= 256
    asking = [name for name, _ in listed if is_request(f"/{name}")]
    assert len(Question) == len(asking)
