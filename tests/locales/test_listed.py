"""Several answers in one text are read as written, or asked about; an ordinary note is never taken for them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.showcase import answered, blank

from conversations.assessment import Answer
from conversations.instrument import Language, Nonresponse
from conversations.intents import Batch, Day, FreeText, Intent, NamedCriterion, Number, Pasted, Word
from locales.consultation import render_consultation
from locales.vocabulary import understand
from storage.instrument_document import default_instrument

ES, PT, EN = Language.ES, Language.PT, Language.EN
DK, NA = Nonresponse.DONT_KNOW, Nonresponse.NOT_APPLICABLE

BATCHES: list[tuple[Language, str, tuple[Answer | None, ...]]] = [
    (ES, "3 2 ns 1 4", (3, 2, DK, 1, 4)),
    (ES, "3,2,ns,1,4", (3, 2, DK, 1, 4)),
    (ES, "3, 2, no sé, 1, 4", (3, 2, DK, 1, 4)),
    (ES, "3; 2; n/s; na; 4.", (3, 2, DK, NA, 4)),
    (ES, "3 2 no sé 1 no aplica", (3, 2, DK, 1, NA)),
    (ES, "tres 2 NS uno 4", (3, 2, DK, 1, 4)),
    (PT, "3 2 não sei 1 4", (3, 2, DK, 1, 4)),
    (PT, "3, 2, nao sei, não se aplica", (3, 2, DK, NA)),
    (EN, "3 2 dk 1 n/a", (3, 2, DK, 1, NA)),
    (EN, "3, don't know, 1, 4", (3, DK, 1, 4)),
    (ES, "3 2 - 1 4", (3, 2, None, 1, 4)),
    (ES, "3 2 ? 1 4", (3, 2, None, 1, 4)),
    (ES, "3 2 7 1 4", (3, 2, None, 1, 4)),
    (ES, "3️⃣ 2 1 0", (3, 2, 1, 0)),
]


@pytest.mark.parametrize(("language", "text", "answers"), BATCHES)
def test_a_line_of_answers(language: Language, text: str, answers: tuple[Answer | None, ...]) -> None:
    """Answers in order, by spaces, commas or semicolons; what is no answer keeps its place, to be asked about."""
    assert Batch(answers) == understand(text, language, default_instrument())


PASTED: list[tuple[Language, str, Pasted]] = [
    (ES, "1: 3\n2: no sé", Pasted(((1, 3), (2, DK)))),
    (ES, "1: 3 2: no sé", Pasted(((1, 3), (2, DK)))),
    (ES, "1) 3\n2) ns\n3) 0", Pasted(((1, 3), (2, DK), (3, 0)))),
    (ES, "1- 3\n2- ns\n3- 0\n#c06", Pasted(((1, 3), (2, DK), (3, 0)), "c06")),
    (ES, "1. = 3\n2. = ns", Pasted(((1, 3), (2, DK)))),
    (ES, "#c06\n1-3\n2.2", Pasted(((1, 3), (2, 2)), "c06")),
    (ES, "1: 3. 2: 4.", Pasted(((1, 3), (2, 4)))),
    (PT, "1: 3\n2: não sei\nÁrea: Secretaria de Saúde\n#C06", Pasted(((1, 3), (2, DK)), "c06", "Secretaria de Saúde")),
    (EN, "2: 4\nArea: Health\n#c06\nRegards, A.", Pasted(((2, 4),), "c06", "Health")),
    (ES, "#c06 Área: Salud 1: 3 2: ns", Pasted(((1, 3), (2, DK)), "c06", "Salud")),
    (ES, "Hola, va:\n1: creo que 3\n2: 4\n#c06", Pasted(((1, None), (2, 4)), "c06")),
    (ES, "1: 7\n2: 3\n3: 3\n4: 1", Pasted(((1, None), (2, 3), (3, 3), (4, 1)))),
    (ES, "1: 3\n1: 4\n2: 2\n#c06", Pasted(((1, None), (2, 2)), "c06")),
    (ES, "1: 3?\n2: -1\n3: 2\n#c06", Pasted(((1, None), (2, None), (3, 2)), "c06")),
    (ES, "1: 3 · Funciona con regularidad\n2: parcial", Pasted(((1, 3), (2, 2)))),
    (ES, "[22/11/26, 10:30] Ana P.: 1: 3\n2: 1\nÁrea: Salud\n#c06", Pasted(((1, 3), (2, 1)), "c06", "Salud")),
    (ES, "> 1: 3\n> 2: 1\n> #c06", Pasted(((1, 3), (2, 1)), "c06")),
]


@pytest.mark.parametrize(("language", "text", "pasted"), PASTED)
def test_a_colleagues_reply(language: Language, text: str, pasted: Pasted) -> None:
    """Answers by number with the area and the criterion, however they are marked; what is unclear is asked about."""
    assert pasted == understand(text, language, default_instrument())


NOTES = [
    "Tenemos 3 oficinas y 2 refugios",
    "3 de 4",
    "Ordenanza 271 de 2008",
    "1. Plan local\n2. Ordenanza 4\n3. Mesa",
    "1) 3 funcionarios\n2) 2 oficinas",
    "Reunión: 10:30",
    "10:30",
    "1: 30",
    "12: 3",
    "2 de 3 barrios, 4 escuelas",
    "3,5",
    "3, creo",
    "20 30 40",
    "341 555 0000",
    "4 3 4 1 5 5 5 0 1 2 3",
    "1 %",
    "Ley 1: 3 artículos",
    "2019 2020 2021",
    "1: 3\ny nada más que decir",
    "1.5\n2.3",
    "#c06",
    "#c06 #c07\n1: 3\n2: 4",
    "Área: Salud",
    "1:\n2:\nÁrea:\n#c06",
    "32114",
    "1-3",
    "sí no",
]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("text", NOTES)
def test_ordinary_notes_stay_text(text: str, language: Language) -> None:
    """Digits in a note, times, decimals, telephones and lists are no answers."""
    assert FreeText() == understand(text, language, default_instrument())


def _written(answer: Answer, language: Language) -> st.SearchStrategy[str]:
    """Write an answer as people do: not with the code under test."""
    words: dict[Language, dict[Answer, tuple[str, ...]]] = {
        ES: {DK: ("ns", "NS", "no sé"), NA: ("na", "no aplica")},
        PT: {DK: ("ns", "não sei"), NA: ("na", "não se aplica")},
        EN: {DK: ("dk", "don't know"), NA: ("na", "n/a")},
    }
    return st.just(str(answer)) if isinstance(answer, int) else st.sampled_from(words[language][answer])


ANSWERS = st.one_of(st.integers(0, 4), st.sampled_from([DK, NA]))
ONE_LANGUAGE = st.sampled_from(Language)


@given(st.data(), ONE_LANGUAGE, st.lists(ANSWERS, min_size=3, max_size=6), st.sampled_from([" ", ", ", ",", "; "]))
def test_a_written_line_is_read_back(
    data: st.DataObject, language: Language, answers: list[Answer], between: str
) -> None:
    """Whatever answers somebody writes in a line, in any of the ways, those are understood and no others."""
    text = between.join(data.draw(_written(answer, language)) for answer in answers)
    assert Batch(tuple(answers)) == understand(text, language, default_instrument())


@given(
    data=st.data(),
    language=ONE_LANGUAGE,
    answers=st.dictionaries(st.integers(1, 5), ANSWERS, min_size=1),
    mark=st.sampled_from([": ", ":", ") ", " = ", "= ", ". ", "- ", " - "]),
    between=st.sampled_from(["\n", "  ", ", ", "\n\n"]),
    around=st.sampled_from(["", "quoted", "signed"]),
    area=st.sampled_from(["", "Salud", "Dirección de Niñez, Género y 2 más"]),
)
def test_a_written_reply_is_read_back(
    data: st.DataObject,
    language: Language,
    answers: dict[int, Answer],
    mark: str,
    between: str,
    around: str,
    area: str,
) -> None:
    """Whatever a colleague fills in, with the forwarded text around it or not, is understood and nothing else."""
    written = between.join(f"{n}{mark}{data.draw(_written(one, language))}" for n, one in sorted(answers.items()))
    forwarded = render_consultation(blank(), "c01", language)
    quoted = "\n".join(f"> {line}" for line in forwarded.splitlines())
    text = f"{written}\n{f'Área: {area}' if area else ''}\n#c01"
    text += {"": "", "quoted": f"\n\n{quoted}", "signed": "\n\nSaludos cordiales"}[around]
    assert Pasted(tuple(sorted(answers.items())), "c01", area) == understand(text, language, default_instrument())


@pytest.mark.parametrize("language", Language)
def test_the_forwarded_text_itself_answers_nothing(language: Language) -> None:
    """Pasted back without an answer, or as a quotation, a consultation is ordinary text."""
    for assessment in (blank(), answered()):
        for criterion in assessment.instrument.criteria:
            text = render_consultation(assessment, criterion.id, language)
            assert FreeText() == understand(text, language, assessment.instrument)
            broken = re.sub(r"(.{40,60}) ", r"\1\n", text)
            assert FreeText() == understand(broken, language, assessment.instrument)


@pytest.mark.parametrize("language", Language)
def test_a_filled_consultation_is_read(language: Language) -> None:
    """The lines of the ready text, filled in, are the answers: of that criterion, from that area."""
    text = render_consultation(blank(), "c02", language)
    filled = text.replace("\n1: ", "\n1: 3").replace("\n2: ", "\n2: ns").replace("rea: ", "rea: Salud")
    assert Pasted(((1, 3), (2, DK)), "c02", "Salud") == understand(filled, language, blank().instrument)


GARBAGE = st.text(st.sampled_from("0123456789 ,;:.)-=\n#c?nsaáre%/x"), max_size=40)


@given(GARBAGE, ONE_LANGUAGE)
def test_no_answer_is_invented(text: str, language: Language) -> None:
    """Each answer that is read out of any text stands in it, digit by digit or word by word."""
    intent: Intent = understand(text, language, default_instrument())
    match intent:
        case Batch(answers):
            given = answers
        case Pasted(numbered):
            given = tuple(answer for _, answer in numbered)
            assert all(str(number) in text for number, _ in numbered)
        case _:
            return
    assert any(answer is not None for answer in given)
    for answer in given:
        match answer:
            case int():
                assert re.search(rf"(?<!\d){answer}(?!\d)", text)
            case Nonresponse.DONT_KNOW:
                assert re.search("n.?s", text)
            case Nonresponse.NOT_APPLICABLE:
                assert re.search("n.?a", text)


@given(st.text(max_size=300), ONE_LANGUAGE)
def test_any_text_is_understood_somehow(text: str, language: Language) -> None:
    """No text raises, with or without a reference of a criterion in it."""
    for one in (text, f"1: {text}\n#c01", f"Área: {text}"):
        understand(one, language, default_instrument())


def test_other_words_keep_their_meaning() -> None:
    """One number, one word, a criterion's number and a date are what they were."""
    instrument = default_instrument()
    assert Number(3) == understand("3", ES, instrument)
    assert Word.DONT_KNOW == understand("no sé", ES, instrument)
    assert NamedCriterion("c03") == understand("criterio 3", ES, instrument)
    assert isinstance(understand("15/12/2026", ES, instrument), Day)
