"""The measuring half of an instrument's document: levels, nonresponses, priorities, bands and scoring.

It decides that levels run from 0 without a gap, that bands cover 0 to 100 once, and that the scoring rules written
in the document are those that `conversations.diagnosis` computes: a document with other rules is refused rather than
scored by rules that it does not state. It must not know YAML or the criteria.
"""

from fractions import Fraction
from itertools import pairwise
from typing import Final

from conversations.instrument import Band, Level, Nonresponse, NonresponseOption, PriorityOption, Scoring, Text
from storage.document_reader import ABSENT, BUTTON_ID, Reader

MOST_LEVELS: Final = 5  # the card has six rows of buttons: the levels one to a row, then one row for the rest
_RULES: Final = {
    "criterion_score": "mean of question_percent over questions answered 0-{top} in the criterion (dk and na excluded)",
    "question_percent": "value / {top} * 100",
    "overall_score": "unweighted mean of scored criteria",
    "rounding": "half up, whole percent; bands decided on the unrounded value",
    "priority_index": "(100 - criterion_score) * priority_value; highest first; ties: higher priority_value, "
    "then lower score, then criterion order",
}
_SCORING_KEYS: Final = (
    "criterion_min_answered_share overall_min_scored_criteria default_priority_value repeat_cycle_months"
)
_SCORING_NOTES: Final = "criterion_min_answered_share_note reported_alongside peer_reference"


def read_levels(reader: Reader, scale: dict[str, object]) -> tuple[Level, ...]:
    """Return the scored options of `scale`: 2 to 5 levels with the values 0, 1, 2 ... in order."""
    levels: list[Level] = []
    options = reader.sequence(scale.get("options", ABSENT), "scale.options", 2, MOST_LEVELS)
    for index, value in enumerate(options):
        place = f"scale.options[{index}]"
        option = reader.mapping(value, place, "value label button description")
        number = reader.integer(option.get("value", ABSENT), f"{place}.value", 0, MOST_LEVELS - 1)
        if "value" in option and number != index:
            reader.problem(f"{place}.value", f"must be {index}: levels go up by one from 0")
        label, button, description = _option_texts(reader, option, place)
        levels.append(Level(number, label, button, description))
    if options:
        for key, wanted in (("min", 0), ("max", len(options) - 1)):
            if key in scale and scale[key] != wanted:
                reader.problem(f"scale.{key}", f"must be {wanted}, the value of that level")
    return tuple(levels)


def read_nonresponses(reader: Reader, scale: dict[str, object]) -> tuple[NonresponseOption, ...]:
    """Return the options that are not scored: exactly `dk` and `na`."""
    found: list[NonresponseOption] = []
    codes = (Nonresponse.DONT_KNOW.value, Nonresponse.NOT_APPLICABLE.value)
    for index, value in enumerate(reader.sequence(scale.get("special", ABSENT), "scale.special", 2, 2)):
        place = f"scale.special[{index}]"
        option = reader.mapping(value, place, "code scored label button description")
        if option.get("scored", False) is not False:
            reader.problem(f"{place}.scored", "must be false")
        code = reader.string(option.get("code", ABSENT), f"{place}.code", 12)
        texts = _option_texts(reader, option, place)
        if code and (code not in codes or code in [one.code for one in found]):
            reader.problem(f"{place}.code", "must be dk and na, each once")
        elif code:
            found.append(NonresponseOption(Nonresponse(code), *texts))
    return tuple(found)


def _option_texts(reader: Reader, option: dict[str, object], place: str) -> tuple[Text, Text, Text]:
    label = reader.text(option.get("label", ABSENT), f"{place}.label", 32)
    button = reader.text(option.get("button", ABSENT), f"{place}.button", 20)
    return label, button, reader.text(option.get("description", ABSENT), f"{place}.description", 180)


def read_priorities(reader: Reader, value: object) -> tuple[Text, tuple[PriorityOption, ...]]:
    """Return the priority question and its 2 to 5 options, each with its own value from 1 to 9."""
    section = reader.mapping(value, "priority_question", "per text options")
    if section.get("per", "criterion") != "criterion":
        reader.problem("priority_question.per", "must be criterion")
    options: list[PriorityOption] = []
    place = "priority_question.options"
    for index, entry in enumerate(reader.sequence(section.get("options", ABSENT), place, 2, 5)):
        option = reader.mapping(entry, f"{place}[{index}]", "value label")
        number = reader.integer(option.get("value", ABSENT), f"{place}[{index}].value", 1, 9)
        if "value" in option and number in [one.value for one in options]:
            reader.problem(f"{place}[{index}].value", f"{number} is there twice")
        label = reader.text(option.get("label", ABSENT), f"{place}[{index}].label", 16)
        options.append(PriorityOption(number, label))
    return reader.text(section.get("text", ABSENT), "priority_question.text", 120), tuple(options)


def read_bands(reader: Reader, value: object) -> tuple[Band, ...]:
    """Return the 2 to 5 bands, which cover 0 to 100 without gap or overlap; the last one includes 100."""
    bands: list[Band] = []
    entries = reader.sequence(value, "bands", 2, 5)
    for index, entry in enumerate(entries):
        place = f"bands[{index}]"
        end = "max_inclusive" if index == len(entries) - 1 else "max_exclusive"
        band = reader.mapping(entry, place, f"id min {end} label")
        band_id = reader.string(band.get("id", ABSENT), f"{place}.id", 12, BUTTON_ID)
        if band_id and band_id in [one.id for one in bands]:
            reader.problem(f"{place}.id", f"{band_id} is there twice")
        least = reader.number(band.get("min", ABSENT), f"{place}.min", 0, 100)
        most = reader.number(band.get(end, ABSENT), f"{place}.{end}", 0, 100)
        if "min" in band and end in band and least >= most:
            reader.problem(place, "must end above where it begins")
        bands.append(Band(band_id, least, most, reader.text(band.get("label", ABSENT), f"{place}.label", 20)))
    if bands and bands[0].minimum != 0:
        reader.problem("bands[0].min", "must be 0")
    if bands and bands[-1].maximum != Fraction(100):
        reader.problem(f"bands[{len(bands) - 1}]", "must end at 100")
    for index, (lower, upper) in enumerate(pairwise(bands), start=1):
        if lower.maximum != upper.minimum:
            what = "gap" if lower.maximum < upper.minimum else "overlap"
            reader.problem(f"bands[{index}].min", f"{what}: the band before ends at {float(lower.maximum):g}")
    return tuple(bands)


def read_scoring(
    reader: Reader, value: object, levels: tuple[Level, ...], priorities: tuple[PriorityOption, ...], criteria: int
) -> Scoring:
    """Return the numbers of the scoring section; a rule in words must be the one that is computed."""
    section = reader.mapping(value, "scoring", _SCORING_KEYS, " ".join((*_RULES, _SCORING_NOTES)))
    for key, rule in _RULES.items():
        if key in section:
            written, computed = section[key], rule.format(top=len(levels) - 1)
            if not isinstance(written, str) or written.split() != computed.split():
                reader.problem(f"scoring.{key}", f'only this rule can be computed: "{computed}"')
    place = "scoring.criterion_min_answered_share"
    share = reader.number(section.get("criterion_min_answered_share", ABSENT), place, 0, 1)
    place = "scoring.overall_min_scored_criteria"
    least = reader.integer(section.get("overall_min_scored_criteria", ABSENT), place, 1, max(criteria, 1))
    place = "scoring.default_priority_value"
    default = reader.integer(section.get("default_priority_value", ABSENT), place, 1, 9)
    if "default_priority_value" in section and default not in [option.value for option in priorities]:
        reader.problem(place, "must be the value of a priority option")
    months = reader.integer(section.get("repeat_cycle_months", ABSENT), "scoring.repeat_cycle_months", 1, 120)
    return Scoring(share, least, default, months)
