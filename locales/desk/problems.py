"""What is wrong with an instrument's file, in the reader's language.

Storage says it in English, as the command line shows it; here each kind of remark is known by its shape. It must not
know how a document is checked.
"""

import re
from functools import cache

from conversations.instrument import Language
from locales.catalogue import plain

_SHAPES: tuple[tuple[str, str], ...] = (
    (r"longer than (?P<most>\d+) characters", "problem.too_long"),
    (r"empty", "problem.empty"),
    (r"more than one document in the file", "problem.two_documents"),
    (r"not YAML: .*", "problem.not_yaml"),
    (r"more than (?P<most>\d+) entries", "problem.too_many"),
    (r"nested deeper than (?P<most>\d+) levels", "problem.too_deep"),
    (r"aliases are not used here, write the value out", "problem.alias"),
    (r"tags and anchors are not used here", "problem.tag"),
    (r"a key must be a text", "problem.key"),
    (r"this key is there twice|.* is there twice|.* is already the id of .*", "problem.twice"),
    (r"must be a mapping of keys and values", "problem.mapping"),
    (r"missing", "problem.missing"),
    (r"unknown key", "problem.unknown"),
    (r"must be a list", "problem.list"),
    (r"must have (?P<least>\d+) to (?P<most>\d+) entries, has (?P<found>\d+)", "problem.entries"),
    (r"must be a text \(put it in quotes\)", "problem.text"),
    (r"at most (?P<most>\d+) characters, has (?P<found>\d+)", "problem.longest"),
    (r"has a line break or a control character", "problem.control"),
    (r"must be true or false", "problem.boolean"),
    (r"must be a whole number", "problem.whole"),
    (r"must be from (?P<least>\S+) to (?P<most>\S+), is (?P<found>.*)", "problem.range"),
    (r"must be a number", "problem.number"),
    (r"must be 1 to (?P<most>\d+) of a-z.*", "problem.identifier"),
    (r"must be a version such as .*", "problem.version"),
    (r"must be one word of a-z and -", "problem.word"),
    (r"must be the two capital letters of a country", "problem.country"),
    (r"must be true: a note is never compulsory", "problem.note"),
    (r"must be es, pt or en", "problem.language"),
    (r"must be es, pt and en, in the order .*", "problem.languages"),
    (r"must be dk and na, each once", "problem.nonresponses"),
    (r"must be the value of a priority option", "problem.priority"),
    (r"must end above where it begins", "problem.band_end"),
    (r"(gap|overlap): the band before ends at .*|must end at 100", "problem.bands"),
    (r'only this rule can be computed: "(?P<found>.*)"', "problem.rule"),
    (r"must be (?P<found>[^ :,]+)([:,] .*)?", "problem.exactly"),
)


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(shape, re.DOTALL), key) for shape, key in _SHAPES)


def word_problem(message: str, language: Language) -> str:
    """Word a remark of storage; one of no known shape stays as it is."""
    for shape, key in _shapes():
        if found := shape.fullmatch(message):
            return plain(language, key, **found.groupdict())
    return message
