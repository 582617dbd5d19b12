"""The instrument: the questionnaire as frozen values, and how its parts are found by id.

It decides what an instrument is made of and where each item stands in it. It must not know where the document
comes from (`storage.instrument_document` reads and checks it), who answers it, or how a score is computed
(`conversations.diagnosis`). Every text is there in each of the three languages.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import ceil
from types import MappingProxyType
from typing import NamedTuple, assert_never


class Language(StrEnum):
    """A language that every text of an instrument has."""

    ES = "es"
    PT = "pt"
    EN = "en"


class Nonresponse(StrEnum):
    """What stands in the place of a level. `LATER` is ours: the item was put off, it still counts as open."""

    DONT_KNOW = "dk"
    NOT_APPLICABLE = "na"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in the three languages."""

    es: str
    pt: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the wording in `language`."""
        match language:
            case Language.ES:
                return self.es
            case Language.PT:
                return self.pt
            case Language.EN:
                return self.en
            case _:
                assert_never(language)


@dataclass(frozen=True, slots=True)
class Level:
    """A scored option: `value` from 0 up, the label, the shorter wording of a button, and what it means."""

    value: int
    label: Text
    button: Text
    description: Text


@dataclass(frozen=True, slots=True)
class NonresponseOption:
    """An option that is never scored. `code` is `DONT_KNOW` or `NOT_APPLICABLE`, never `LATER`."""

    code: Nonresponse
    label: Text
    button: Text
    description: Text


@dataclass(frozen=True, slots=True)
class PriorityOption:
    """An answer to the priority question of a criterion; a higher `value` is a higher priority."""

    value: int
    label: Text


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of percentages from `minimum` (included) to `maximum` (included in the last band only)."""

    id: str
    minimum: Fraction
    maximum: Fraction
    label: Text


@dataclass(frozen=True, slots=True)
class Practice:
    """What another place does. `country` has two capital letters, `source` is an address or a publication."""

    place: str
    country: str
    source: str
    text: Text


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `help` and `evidence` (what could prove the answer) may be missing."""

    id: str
    short: Text
    text: Text
    help: Text | None
    evidence: Text | None
    allows_not_applicable: bool


@dataclass(frozen=True, slots=True)
class Criterion:
    """An area that groups items. `recommendations` has, for each band id, at least one next step."""

    id: str
    order: int
    name: Text
    short: Text
    description: Text
    items: tuple[Item, ...]
    recommendations: Mapping[str, tuple[Text, ...]] = field(hash=False)
    practices: tuple[Practice, ...]
    evidence_basis: tuple[str, ...]

    def __post_init__(self) -> None:
        """Make a read-only copy of the recommendations."""
        object.__setattr__(self, "recommendations", MappingProxyType(dict(self.recommendations)))


@dataclass(frozen=True, slots=True)
class Scoring:
    """The numbers of the scoring rules: a share from 0 to 1, a count of criteria, a priority, months."""

    minimum_answered_share: Fraction
    minimum_scored_criteria: int
    default_priority: int
    repeat_cycle_months: int


class Position(NamedTuple):
    """Where an item stands, counted from 0: its criterion, its place in the criterion, its place overall."""

    criterion: int
    item: int
    overall: int


@dataclass(frozen=True, slots=True)
class Instrument:
    """A whole questionnaire in one version. `nature` says what it is in a word, `nature_note` to its owners."""

    id: str
    version: str
    status: str
    nature: str
    nature_note: str
    languages: tuple[Language, ...]
    default_language: Language
    minutes_per_item: Fraction
    title: Text
    intro: Text
    population_note: Text
    disclaimer: Text
    privacy_note: Text
    level_prompt: Text
    levels: tuple[Level, ...]
    nonresponses: tuple[NonresponseOption, ...]
    tie_rule: Text
    evidence_prompt: Text
    evidence_max_chars: int
    priority_text: Text
    priority_options: tuple[PriorityOption, ...]
    scoring: Scoring
    bands: tuple[Band, ...]
    criteria: tuple[Criterion, ...]
    items: tuple[Item, ...] = field(init=False, repr=False, compare=False)
    _items: Mapping[str, tuple[Item, Criterion, Position]] = field(init=False, repr=False, compare=False)
    _criteria: Mapping[str, tuple[int, Criterion]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Build the indexes once."""
        index: dict[str, tuple[Item, Criterion, Position]] = {}
        for outer, criterion in enumerate(self.criteria):
            for inner, item in enumerate(criterion.items):
                index[item.id] = (item, criterion, Position(outer, inner, len(index)))
        object.__setattr__(self, "_items", index)
        object.__setattr__(self, "_criteria", {one.id: (place, one) for place, one in enumerate(self.criteria)})
        object.__setattr__(self, "items", tuple(item for item, _, _ in index.values()))

    @property
    def reference(self) -> str:
        """Return `id@version`, the name by which an assessment is pinned to it."""
        return f"{self.id}@{self.version}"

    @property
    def highest_level(self) -> int:
        """Return the value of the highest level."""
        return self.levels[-1].value

    def has_item(self, item_id: str) -> bool:
        """Say whether `item_id` is an item of this instrument."""
        return item_id in self._items

    def has_criterion(self, criterion_id: str) -> bool:
        """Say whether `criterion_id` is a criterion of this instrument."""
        return criterion_id in self._criteria

    def item(self, item_id: str) -> Item:
        """Return an item; KeyError when there is none of that id."""
        return self._items[item_id][0]

    def criterion(self, criterion_id: str) -> Criterion:
        """Return a criterion; KeyError when there is none of that id."""
        return self._criteria[criterion_id][1]

    def criterion_of(self, item_id: str) -> Criterion:
        """Return the criterion that an item belongs to; KeyError when there is no such item."""
        return self._items[item_id][1]

    def criterion_index(self, criterion_id: str) -> int:
        """Return a criterion's place, counted from 0; KeyError when there is none of that id."""
        return self._criteria[criterion_id][0]

    def position(self, item_id: str) -> Position:
        """Return where an item stands, counted from 0; KeyError when there is no such item."""
        return self._items[item_id][2]

    def nonresponse(self, code: Nonresponse) -> NonresponseOption:
        """Return the wording of a nonresponse; KeyError for `LATER`, which no instrument words."""
        for option in self.nonresponses:
            if option.code is code:
                return option
        raise KeyError(code)

    def band(self, percent: Fraction) -> Band:
        """Return the band of an unrounded percentage from 0 to 100; ValueError outside."""
        if not 0 <= percent <= self.bands[-1].maximum:
            message = f"{percent} is no percentage"
            raise ValueError(message)
        return next(band for band in reversed(self.bands) if band.minimum <= percent)

    def minutes(self, items: int) -> int:
        """Return how many whole minutes that many items take, rounded up."""
        return ceil(self.minutes_per_item * items)
