"""Reads YAML into plain values, with the line of every place.

It decides what of YAML is accepted: mappings with text keys that occur once, lists, texts, whole and decimal
numbers, true, false and null. Tags, anchors and aliases are refused, and nesting is limited: libyaml's composer
crashes the process on deep nesting, so values are built from the parser's events. Words such as `NO` and dates stay
texts. It must not know what the document is about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from storage.problems import DocumentInvalid, Problem

MAX_CHARACTERS = 500_000
MAX_DEPTH = 12
MAX_EVENTS = 60_000
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,8})")
_DECIMAL = re.compile(r"-?[0-9]{1,9}\.[0-9]{1,9}")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class YamlDocument:
    """Plain values (dict, list, str, int, float, bool, None) and the line of each place such as `criteria[0].id`."""

    value: object = None
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_yaml(text: str) -> YamlDocument:
    """Return the document's values; `problems` has refused tags, aliases and repeated keys.

    Raises DocumentInvalid for what cannot be read at all: too long, too deep, no YAML, more than one document.
    """
    if len(text) > MAX_CHARACTERS:
        raise DocumentInvalid((Problem("document", f"longer than {MAX_CHARACTERS} characters"),))
    document = YamlDocument()
    try:
        events = _counted(yaml.parse(text.removeprefix("\ufeff"), Loader=_Loader))
        started = [event for event in (next(events), next(events)) if isinstance(event, yaml.DocumentStartEvent)]
        if not started:
            raise DocumentInvalid((Problem("document", "empty"),))
        document.value = _value(next(events), events, "", document, 0)
        next(events)
        if not isinstance(next(events), yaml.StreamEndEvent):
            raise DocumentInvalid((Problem("document", "more than one document in the file"),))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DocumentInvalid((Problem(f"line {line}", f"not YAML: {error.problem}", line),)) from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise DocumentInvalid((Problem("document", "not YAML: a character that is not allowed"),)) from error
    return document


def _counted(events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    for count, event in enumerate(events):
        if count > MAX_EVENTS:
            raise DocumentInvalid((Problem("document", f"more than {MAX_EVENTS} entries"),))
        yield event


def _value(event: yaml.Event, events: Iterator[yaml.Event], place: str, document: YamlDocument, depth: int) -> object:
    line = _line(event)
    document.lines.setdefault(place, line)
    if depth > MAX_DEPTH:
        raise DocumentInvalid((Problem(place, f"nested deeper than {MAX_DEPTH} levels", line),))
    if isinstance(event, yaml.AliasEvent):
        document.problems.append(Problem(place or "document", "aliases are not used here, write the value out", line))
        return None
    if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) not in (None, "!"):
        document.problems.append(Problem(place or "document", "tags and anchors are not used here", line))
    match event:
        case yaml.MappingStartEvent():
            return _mapping(events, place, document, depth)
        case yaml.SequenceStartEvent():
            values: list[object] = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                values.append(_value(event, events, f"{place}[{len(values)}]", document, depth + 1))
            return values
        case yaml.ScalarEvent(value=word, implicit=(plain, _)):
            return _scalar(word) if plain else word
        case _:
            raise DocumentInvalid((Problem(place or "document", "empty", line),))


def _mapping(events: Iterator[yaml.Event], place: str, document: YamlDocument, depth: int) -> dict[str, object]:
    values: dict[str, object] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        line = _line(event)
        key = event.value if isinstance(event, yaml.ScalarEvent) else None
        inner = f"{place}.{key}" if place else f"{key}"
        if key is None:
            raise DocumentInvalid((Problem(place or "document", "a key must be a text", line),))
        if key in values:
            document.problems.append(Problem(inner, "this key is there twice", line))
        values[key] = _value(next(events), events, inner, document, depth + 1)
        document.lines[inner] = line
    return values


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


def _scalar(word: str) -> object:
    if word in _WORDS:
        return _WORDS[word]
    if _INTEGER.fullmatch(word):
        return int(word)
    return float(word) if _DECIMAL.fullmatch(word) else word
