"""An instrument's document as a whole: its name, its languages, its own texts, and the parts put together.

It decides the keys at the top and the lengths of the texts there. It must not know YAML; `storage.instrument_scale`
reads the levels, priorities, bands and scoring, `storage.instrument_criteria` the criteria.
"""

from typing import Final

from conversations.instrument import Instrument, Language, Text
from storage.document_reader import ABSENT, Reader, Shape
from storage.instrument_criteria import read_criteria
from storage.instrument_scale import read_bands, read_levels, read_nonresponses, read_priorities, read_scoring

DOCUMENT_ID: Final = Shape(r"[a-z0-9][a-z0-9-]{0,39}", "1 to 40 of a-z, 0-9 and -")
VERSION: Final = Shape(r"[0-9]{1,4}(\.[0-9]{1,4}){1,2}", "a version such as 1.0.0, in quotes")
WORD: Final = Shape(r"[a-z][a-z-]{0,23}", "one word of a-z and -")

_KEYS: Final = (
    "id version status nature nature_note languages default_language estimated_minutes_per_item title intro "
    "population_note disclaimer privacy_note scale evidence_note priority_question scoring bands criteria"
)


def read_instrument(reader: Reader, value: object) -> Instrument | None:
    """Return the instrument in `value`, or None when so much is wrong that nothing can be built."""
    top = reader.mapping(value, "", _KEYS)
    if not top:
        return None

    def text(key: str, longest: int) -> Text:
        return reader.text(top.get(key, ABSENT), key, longest)

    def string(key: str, longest: int, shape: Shape | None = None) -> str:
        return reader.string(top.get(key, ABSENT), key, longest, shape)

    scale = reader.mapping(top.get("scale", ABSENT), "scale", "id min max prompt options special tie_rule")
    reader.string(scale.get("id", ABSENT), "scale.id", 40)
    levels = read_levels(reader, scale)
    note = reader.mapping(top.get("evidence_note", ABSENT), "evidence_note", "optional max_chars prompt")
    if reader.boolean(note.get("optional", True), "evidence_note.optional") is False:
        reader.problem("evidence_note.optional", "must be true: a note is never compulsory")
    priority_text, priorities = read_priorities(reader, top.get("priority_question", ABSENT))
    bands = read_bands(reader, top.get("bands", ABSENT))
    criteria = read_criteria(reader, top.get("criteria", ABSENT), tuple(band.id for band in bands))
    scoring = read_scoring(reader, top.get("scoring", ABSENT), levels, priorities, len(criteria))
    languages = _languages(reader, top.get("languages", ABSENT))
    default_language = string("default_language", 2)
    if default_language and default_language not in tuple(Language):
        reader.problem("default_language", "must be es, pt or en")
    minutes = reader.number(top.get("estimated_minutes_per_item", ABSENT), "estimated_minutes_per_item", 0, 60)
    identity = (string("id", 40, DOCUMENT_ID), string("version", 14, VERSION), string("status", 24, WORD))
    nature = (string("nature", 24, WORD), string("nature_note", 600))
    texts = {
        "title": text("title", 100),
        "intro": text("intro", 500),
        "population_note": text("population_note", 450),
        "disclaimer": text("disclaimer", 220),
        "privacy_note": text("privacy_note", 220),
    }
    level_prompt = reader.text(scale.get("prompt", ABSENT), "scale.prompt", 80)
    nonresponses = read_nonresponses(reader, scale)
    tie_rule = reader.text(scale.get("tie_rule", ABSENT), "scale.tie_rule", 120)
    evidence_prompt = reader.text(note.get("prompt", ABSENT), "evidence_note.prompt", 180)
    evidence_max = reader.integer(note.get("max_chars", ABSENT), "evidence_note.max_chars", 50, 2000)
    if reader.problems:
        return None
    return Instrument(
        id=identity[0],
        version=identity[1],
        status=identity[2],
        nature=nature[0],
        nature_note=nature[1],
        languages=languages,
        default_language=Language(default_language),
        minutes_per_item=minutes,
        title=texts["title"],
        intro=texts["intro"],
        population_note=texts["population_note"],
        disclaimer=texts["disclaimer"],
        privacy_note=texts["privacy_note"],
        level_prompt=level_prompt,
        levels=levels,
        nonresponses=nonresponses,
        tie_rule=tie_rule,
        evidence_prompt=evidence_prompt,
        evidence_max_chars=evidence_max,
        priority_text=priority_text,
        priority_options=priorities,
        scoring=scoring,
        bands=bands,
        criteria=criteria,
    )


def _languages(reader: Reader, value: object) -> tuple[Language, ...]:
    entries = reader.sequence(value, "languages", len(Language), len(Language))
    if len(entries) == len(Language) and set(map(str, entries)) != set(Language):
        reader.problem("languages", "must be es, pt and en, in the order in which they are offered")
        return ()
    return tuple(Language(str(entry)) for entry in entries if entry in tuple(Language))
