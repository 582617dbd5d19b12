"""The instrument's document: what is accepted, and how every problem is named."""

from collections.abc import Callable, MutableMapping
from copy import deepcopy
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
import yaml

from conversations.instrument import Language, Nonresponse, Text
from storage.instrument_document import (
    InstrumentInvalid,
    default_instrument,
    default_instrument_text,
    parse_instrument,
)

INSTRUMENT = default_instrument()
DOCUMENT = yaml.safe_load(default_instrument_text())


def problems_of(text: str) -> list[str]:
    """Return the problems of a document as they are printed."""
    with pytest.raises(InstrumentInvalid) as caught:
        parse_instrument(text)
    return [str(problem) for problem in caught.value.problems]


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    """Return the default document after `change`."""
    document = deepcopy(DOCUMENT)
    change(document)
    return yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)


def put(path: str, value: object) -> str:
    """Return the default document with `value` at a path such as `criteria.0.id`; `...` removes the key."""

    def change(document: Any) -> None:  # noqa: ANN401 - a YAML document is any nesting of lists and mappings
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in steps:
            document = document[step]
        if value is ...:
            del document[last]
        else:
            document[last] = value

    return changed(change)


def test_the_default_is_whole() -> None:
    """Ten criteria, 44 items, five levels, three bands, three priorities, and nothing of the document is lost."""
    assert (
        len(INSTRUMENT.criteria),
        len(INSTRUMENT.items),
        len(INSTRUMENT.levels),
        len(INSTRUMENT.bands),
        len(INSTRUMENT.priority_options),
    ) == (10, 44, 5, 3, 3)
    said: set[str] = set()
    kept = repr(INSTRUMENT)

    def walk(value: object) -> None:
        match value:
            case dict():
                if set(value) == {"es", "pt", "en"}:
                    said.update(value.values())
                for inner in value.values():
                    walk(inner)
            case list():
                for inner in value:
                    walk(inner)

    walk(DOCUMENT)
    assert 323 * 3 >= len(said) > 900
    assert [words for words in said if repr(words)[1:-1] not in kept] == []


def test_an_exported_document_reads_back_equal() -> None:
    """What ships is what is parsed: the same text gives an equal instrument, also through other YAML."""
    assert parse_instrument(default_instrument_text()) == INSTRUMENT
    assert parse_instrument(changed(lambda _: None)) == INSTRUMENT
    assert parse_instrument("\ufeff" + default_instrument_text().replace("\n", "\r\n")) == INSTRUMENT


def test_items_are_found_by_id() -> None:
    """An id leads to its item, criterion and position; an unknown one is a KeyError."""
    assert (
        INSTRUMENT.item("c03q2").id,
        INSTRUMENT.criterion_of("c03q2").id,
        INSTRUMENT.position("c03q2"),
    ) == ("c03q2", "c03", (2, 1, 10))
    assert [tuple(INSTRUMENT.position(item.id))[2] for item in INSTRUMENT.items] == list(range(44))
    assert INSTRUMENT.has_item("c10q5")
    assert not INSTRUMENT.has_item("c10")
    assert INSTRUMENT.criterion_index("c10") == 9
    with pytest.raises(KeyError):
        INSTRUMENT.item("c11q1")


def test_texts_and_options_speak_every_language() -> None:
    """A text answers in the language that is asked for, and so does a nonresponse; "later" is not the instrument's."""
    assert [Text("uno", "um", "one").in_(language) for language in Language] == ["uno", "um", "one"]
    assert INSTRUMENT.nonresponse(Nonresponse.DONT_KNOW).button.in_(Language.EN) == "Don't know"
    with pytest.raises(KeyError):
        INSTRUMENT.nonresponse(Nonresponse.LATER)
    assert INSTRUMENT.reference == "cos-americas-adapted@1.1.0"
    assert INSTRUMENT.minutes(44) == 33


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("criteria.3.questions.2.text.pt", "", "criteria[3].questions[2].text.pt: empty"),
        ("criteria.3.questions.2.text.pt", "   ", "criteria[3].questions[2].text.pt: empty"),
        ("criteria.3.questions.2.text.pt", None, "criteria[3].questions[2].text.pt: empty"),
        ("criteria.3.questions.2.text.pt", ..., "criteria[3].questions[2].text.pt: missing"),
        ("criteria.3.questions.2.text.fr", "x", "criteria[3].questions[2].text.fr: unknown key"),
        ("criteria.0.questions.0.text.es", "x" * 161, "criteria[0].questions[0].text.es: at most 160 char"),
        ("criteria.0.questions.0.short.es", "x" * 33, "criteria[0].questions[0].short.es: at most 32 char"),
        ("criteria.0.questions.0.text.es", "a\nb", "criteria[0].questions[0].text.es: has a line break"),
        ("criteria.0.questions.0.text.es", "a\u202eb", "criteria[0].questions[0].text.es: has a line break"),
        ("criteria.0.questions.0.text.es", 7, "criteria[0].questions[0].text.es: must be a text"),
        ("criteria.0.questions.0.id", "c01-q1", "criteria[0].questions[0].id: must be 1 to 12 of a-z and 0-9"),
        ("criteria.0.questions.0.id", "c01q2", "criteria[0].questions[1].id: c01q2 is already the id of criteria[0].q"),
        ("criteria.1.id", "c01", "criteria[1].id: c01 is already the id of criteria[0]"),
        ("criteria.0.questions.0.allow_na", "yes", "criteria[0].questions[0].allow_na: must be true or false"),
        ("criteria.0.questions", [], "criteria[0].questions: must have 1 to 8 entries, has 0"),
        ("criteria.0.order", 2, "criteria[0].order: must be 1: criteria stand in their order"),
        ("criteria.0.recommendations.strong", ..., "criteria[0].recommendations.strong: missing"),
        ("criteria.0.recommendations.strong", [], "criteria[0].recommendations.strong: must have 1 to 5"),
        ("criteria.0.recommendations.best", [], "criteria[0].recommendations.best: unknown key"),
        ("criteria.0.practices.0.source", ..., "criteria[0].practices[0].source: missing"),
        ("criteria.0.practices.0.country", "ECU", "criteria[0].practices[0].country: at most 2 characters, has 3"),
        ("criteria", [], "criteria: must have 3 to 12 entries, has 0"),
        ("scale.options.2.value", 3, "scale.options[2].value: must be 2: levels go up by one from 0"),
        ("scale.options.2.button.es", "x" * 21, "scale.options[2].button.es: at most 20 characters, has 21"),
        ("scale.max", 5, "scale.max: must be 4, the value of that level"),
        ("scale.special.0.code", "later", "scale.special[0].code: must be dk and na, each once"),
        ("scale.special.0.scored", True, "scale.special[0].scored: must be false"),
        ("bands.1.min", 41, "bands[1].min: gap: the band before ends at 40"),
        ("bands.1.min", 39.5, "bands[1].min: overlap: the band before ends at 40"),
        ("bands.0.min", 1, "bands[0].min: must be 0"),
        ("bands.2.max_inclusive", 99, "bands[2]: must end at 100"),
        ("scoring.criterion_min_answered_share", 1.5, "scoring.criterion_min_answered_share: must be from 0 to 1"),
        ("scoring.criterion_min_answered_share", ".nan", "scoring.criterion_min_answered_share: must be a number"),
        ("scoring.overall_min_scored_criteria", 11, "scoring.overall_min_scored_criteria: must be from 1 to 10, is 11"),
        ("scoring.default_priority_value", 4, "scoring.default_priority_value: must be the value of a priority option"),
        ("scoring.overall_score", "weighted mean", "scoring.overall_score: only this rule can be computed"),
        ("priority_question.options.0.value", 2, "priority_question.options[1].value: 2 is there twice"),
        ("evidence_note.optional", False, "evidence_note.optional: must be true"),
        ("languages", ["es", "pt", "fr"], "languages: must be es, pt and en"),
        ("default_language", "fr", "default_language: must be es, pt or en"),
        ("version", 1.1, "version: must be a text (put it in quotes)"),
        ("id", "My Instrument", "id: must be 1 to 40 of a-z, 0-9 and -"),
        ("disclaimer", ..., "disclaimer: missing"),
    ],
)
def test_a_problem_is_named_with_its_place(path: str, value: object, expected: str) -> None:
    """One wrong value gives a problem at exactly its place."""
    found = problems_of(put(path, value))
    assert [problem for problem in found if problem.startswith(expected)] != [], found


def test_all_problems_are_named_at_once_in_their_order() -> None:
    """Three faults in three corners give three problems, with the lines where they stand."""
    text = default_instrument_text()
    text = text.replace("pt: Apatridia", "pt: ''").replace("max_inclusive: 100", "max_inclusive: 90")
    text = text.replace("    id: c07q1", "").replace("  - id: c07q1\n    allow_na: true", "  - allow_na: 2")
    with pytest.raises(InstrumentInvalid) as caught:
        parse_instrument(text)
    found = {str(problem): problem.line for problem in caught.value.problems}
    assert [place.split(":")[0] for place in found] == [
        "bands[2]",
        "criteria[3].questions[2].short.pt",
        "criteria[6].questions[0].id",
        "criteria[6].questions[0].allow_na",
    ]
    lines = text.splitlines()
    for place, line in found.items():
        if "short.pt" in place:
            assert line is not None
            assert "pt: ''" in lines[line - 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "document: empty"),
        ("# nothing\n", "document: empty"),
        ("just words", "document: must be a mapping of keys and values"),
        ("a: [1", "line 2: not YAML"),
        ("a:\n\tb: 1", "line 2: not YAML"),
        ("a: 1\n---\nb: 2\n", "document: more than one document in the file"),
        ("a: \x00", "document: not YAML"),
        ("a: \ud800", "document: not YAML"),
        ("id: 1\nid: 2", "id: this key is there twice"),
        ("id: &anchor x", "id: tags and anchors are not used here"),
        ("id: !!python/object/apply:os.getcwd []", "id: tags and anchors are not used here"),
        ("? [a, b]\n: 1", "document: a key must be a text"),
        ("x" * 500_001, "document: longer than 500000 characters"),
    ],
)
def test_what_is_no_document_is_refused_kindly(text: str, expected: str) -> None:
    """Broken, empty and dangerous YAML is a problem in words, never a traceback."""
    assert [problem for problem in problems_of(text) if problem.startswith(expected)] != []


@pytest.mark.parametrize("text", ["[" * 400_000, "{a: " * 90_000, "- " * 200_000, "a: [" + "1," * 200_000 + "]"])
def test_a_bomb_is_refused(text: str) -> None:
    """Deep nesting and endless lists stop at a limit; libyaml's own composer would crash the process."""
    assert len(problems_of(text)) == 1


def test_words_that_yaml_would_change_stay_words() -> None:
    """Norway's NO is a country, not false, and a date is no date."""
    found = parse_instrument(default_instrument_text().replace("country: EC", "country: NO"))
    assert found.criteria[0].practices[0].country == "NO"


def test_an_instrument_cannot_be_changed() -> None:
    """Nothing of a parsed instrument can be assigned, not even inside the recommendations."""
    for thing in (INSTRUMENT, INSTRUMENT.criteria[0], INSTRUMENT.items[0], INSTRUMENT.title):
        for name in thing.__slots__:
            with pytest.raises(FrozenInstanceError):
                setattr(thing, name, None)
    assert not isinstance(INSTRUMENT.criteria[0].recommendations, MutableMapping)
