"""The criteria of an instrument's document: items, recommendations and practices.

It decides their keys, their lengths on a phone, and that ids and orders hold together. It must not know YAML, the
scale or the scoring.
"""

from typing import Final

from conversations.instrument import Criterion, Item, Practice, Text
from storage.document_reader import ABSENT, BUTTON_ID, Reader, Shape, inside

COUNTRY: Final = Shape(r"[A-Z]{2}", "the two capital letters of a country")
LEAST_CRITERIA: Final = 3  # a radar needs three corners
MOST_CRITERIA: Final = 12
MOST_ITEMS: Final = 8


def read_criteria(reader: Reader, value: object, band_ids: tuple[str, ...]) -> tuple[Criterion, ...]:
    """Return the 3 to 12 criteria in order; `band_ids` are the keys that their recommendations must have."""
    entries = reader.sequence(value, "criteria", LEAST_CRITERIA, MOST_CRITERIA)
    criteria: list[Criterion] = []
    seen: dict[str, str] = {}
    for index, entry in enumerate(entries):
        criteria.append(_criterion(reader, entry, index, band_ids, seen))
    return tuple(criteria)


def _criterion(reader: Reader, value: object, index: int, band_ids: tuple[str, ...], seen: dict[str, str]) -> Criterion:
    place = f"criteria[{index}]"
    entry = reader.mapping(
        value, place, "id order name short description questions recommendations", "evidence_basis practices"
    )
    order = reader.integer(entry.get("order", ABSENT), f"{place}.order", 1, MOST_CRITERIA)
    if "order" in entry and order != index + 1:
        reader.problem(f"{place}.order", f"must be {index + 1}: criteria stand in their order")
    questions = reader.sequence(entry.get("questions", ABSENT), f"{place}.questions", 1, MOST_ITEMS)
    practices = reader.sequence(entry.get("practices", []), f"{place}.practices", 0, 6)
    basis = reader.sequence(entry.get("evidence_basis", []), f"{place}.evidence_basis", 0, 12)
    return Criterion(
        id=_unique_id(reader, entry, place, seen),
        order=order,
        name=reader.text(entry.get("name", ABSENT), f"{place}.name", 64),
        short=reader.text(entry.get("short", ABSENT), f"{place}.short", 16),
        description=reader.text(entry.get("description", ABSENT), f"{place}.description", 240),
        items=tuple(_item(reader, one, f"{place}.questions[{at}]", seen) for at, one in enumerate(questions)),
        recommendations=_recommendations(reader, entry.get("recommendations", ABSENT), place, band_ids),
        practices=tuple(_practice(reader, one, f"{place}.practices[{at}]") for at, one in enumerate(practices)),
        evidence_basis=tuple(reader.string(one, f"{place}.evidence_basis[{at}]", 300) for at, one in enumerate(basis)),
    )


def _unique_id(reader: Reader, entry: dict[str, object], place: str, seen: dict[str, str]) -> str:
    found = reader.string(entry.get("id", ABSENT), f"{place}.id", 12, BUTTON_ID)
    if found and found in seen:
        reader.problem(f"{place}.id", f"{found} is already the id of {seen[found]}")
    seen.setdefault(found, place)
    return found


def _item(reader: Reader, value: object, place: str, seen: dict[str, str]) -> Item:
    entry = reader.mapping(value, place, "id allow_na short text", "help evidence")

    def optional(key: str, longest: int) -> Text | None:
        return reader.text(entry[key], inside(place, key), longest) if key in entry else None

    return Item(
        id=_unique_id(reader, entry, place, seen),
        short=reader.text(entry.get("short", ABSENT), f"{place}.short", 32),
        text=reader.text(entry.get("text", ABSENT), f"{place}.text", 160),
        help=optional("help", 240),
        evidence=optional("evidence", 80),
        allows_not_applicable=reader.boolean(entry.get("allow_na", ABSENT), f"{place}.allow_na"),
    )


def _recommendations(
    reader: Reader, value: object, place: str, band_ids: tuple[str, ...]
) -> dict[str, tuple[Text, ...]]:
    inner = f"{place}.recommendations"
    entry = reader.mapping(value, inner, " ".join(band_ids))
    found: dict[str, tuple[Text, ...]] = {}
    for band_id in band_ids:
        steps = reader.sequence(entry.get(band_id, ABSENT), f"{inner}.{band_id}", 1, 5)
        found[band_id] = tuple(reader.text(one, f"{inner}.{band_id}[{at}]", 180) for at, one in enumerate(steps))
    return found


def _practice(reader: Reader, value: object, place: str) -> Practice:
    entry = reader.mapping(value, place, "place country source text")
    return Practice(
        place=reader.string(entry.get("place", ABSENT), f"{place}.place", 48),
        country=reader.string(entry.get("country", ABSENT), f"{place}.country", 2, COUNTRY),
        source=reader.string(entry.get("source", ABSENT), f"{place}.source", 300),
        text=reader.text(entry.get("text", ABSENT), f"{place}.text", 240),
    )
