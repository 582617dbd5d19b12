"""Which member a typed name means: accents, kinds ("ciudad de") and a wrong letter or two aside.

It decides when a name is certain: when it fits one member and no other comes close. A city and a province of one
name, or two cities in two countries, are both meant until the text says which. It must not know what is asked.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from conversations.instrument import Language
from conversations.people import Member, MemberKind
from conversations.roll import NamedMember
from locales.country_names import country_meant
from locales.words.reading import same
from locales.words.requests import requests

MOST_NEAREST = 3
MOST_SEVERAL = 8
_SHORTEST_PART = 4
"""Letters from which a part of a name stands for it, and one wrong letter is forgiven."""
_LONG = 9
"""Letters from which two wrong ones are forgiven."""
_FAR = 0.6
"""How alike something must be to be offered as "did you mean", 1 being equal."""
_LONGEST_COUNTRY = 3
"""Words that a country after a name may have."""


class Closeness(IntEnum):
    """How surely a text means members."""

    NONE = 0
    FAR = 1  # nothing fits; these are the nearest
    NEAR = 2  # a part of the name
    SEVERAL = 3  # it fits them all
    CERTAIN = 4


@dataclass(frozen=True, slots=True)
class Meant:
    """The members that a text means, by id, the likeliest first."""

    closeness: Closeness
    members: tuple[int, ...] = ()


class _Entry(NamedTuple):
    """A member with everything that it may be called."""

    member: Member
    names: tuple["_Name", ...]


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it is compared: in full, without words for a kind and small ones, and the kind that it says."""

    full: str
    core: str
    kind: MemberKind | None


def members_meant(text: str, names: Collection[NamedMember], *, spelled: bool = False) -> Meant:
    """Tell which of ``names`` a text means; a country may follow the name. ``spelled``: only whoever is called so."""
    wanted = _name(same(text))
    if not wanted.full:
        return Meant(Closeness.NONE)
    index = [_Entry(one.member, _names_of(one)) for one in names]
    fitting = _fitting(wanted, index)
    if fitting:
        return _settled(fitting)
    if spelled:
        return Meant(Closeness.NONE)
    words = wanted.full.split()
    for length in range(min(_LONGEST_COUNTRY, len(words) - 1), 0, -1):
        country = country_meant(" ".join(words[-length:]), ())
        there = [one for one in index if one.member.country == country]
        if country and there:
            inside = _fitted(_name(" ".join(words[:-length])), there)
            if inside.closeness >= Closeness.NEAR:
                return inside
    return _mistyped(wanted, index) or _in_part(wanted, index) or _nearest(wanted, index)


def _fitted(wanted: _Name, index: Sequence[_Entry]) -> Meant:
    fitting = _fitting(wanted, index)
    if fitting:
        return _settled(fitting)
    return _mistyped(wanted, index) or _in_part(wanted, index) or Meant(Closeness.NONE)


def _settled(members: list[int]) -> Meant:
    if len(members) == 1:
        return Meant(Closeness.CERTAIN, tuple(members))
    return Meant(Closeness.SEVERAL, tuple(members[:MOST_SEVERAL]))


def _fitting(wanted: _Name, index: Sequence[_Entry]) -> list[int]:
    """Find who is called so; a name that says another kind than the member's is not that member's."""
    found = []
    for one in index:
        for name in one.names:
            other_kind = wanted.kind is not None and wanted.kind is not one.member.kind
            if name.full == wanted.full or (name.core == wanted.core and not other_kind):
                found.append(one.member.id)
                break
    return found


def _mistyped(wanted: _Name, index: Sequence[_Entry]) -> Meant | None:
    """Find whose name differs by a letter or two; another one that differs by hardly more is meant as well."""
    distances: dict[int, int] = {}
    for one in index:
        pairs = {(wanted.full, name.full) for name in one.names} | {
            (wanted.core, name.core) for name in one.names if wanted.kind is None or wanted.kind is one.member.kind
        }
        for typed, name in pairs:
            allowed = _forgiven(min(len(typed), len(name)))
            distance = OSA.distance(typed, name, score_cutoff=allowed) if allowed else allowed + 1
            if distance <= allowed:
                distances[one.member.id] = min(distance, distances.get(one.member.id, distance))
    if not distances:
        return None
    closest = min(distances.values())
    return _settled(sorted((one for one in distances if distances[one] <= closest + 1), key=distances.__getitem__))


def _forgiven(length: int) -> int:
    if length < _SHORTEST_PART:
        return 0
    return 1 if length < _LONG else 2


def _in_part(wanted: _Name, index: Sequence[_Entry]) -> Meant | None:
    """Find whose name begins so, or has all these words in it, or is of another kind."""
    words = set(wanted.core.split())
    if max(map(len, words), default=0) < _SHORTEST_PART:
        return None
    found = [
        one.member.id
        for one in index
        if any(
            name.full.startswith(wanted.full) or name.core.startswith(wanted.core) or words <= set(name.full.split())
            for name in one.names
        )
    ]
    return Meant(Closeness.NEAR, tuple(found[:MOST_SEVERAL])) if found else None


def _nearest(wanted: _Name, index: Sequence[_Entry]) -> Meant:
    owners: dict[str, list[int]] = {}
    for one in index:
        for name in one.names:
            owners.setdefault(name.core, []).append(one.member.id)
    ranked = process.extract(
        wanted.core, list(owners), scorer=JaroWinkler.normalized_similarity, score_cutoff=_FAR, limit=MOST_NEAREST * 3
    )
    nearest = list(dict.fromkeys(member for name, _, _ in ranked for member in owners[name]))
    if not nearest:
        return Meant(Closeness.NONE)
    return Meant(Closeness.FAR, tuple(nearest[:MOST_NEAREST]))


def _names_of(one: NamedMember) -> tuple[_Name, ...]:
    written = one.member.name
    brief = (written.split(" (")[0],) if "(" in written else ()
    return tuple(_written(name) for name in (written, *brief, *one.aliases))


@lru_cache(maxsize=16384)
def _written(name: str) -> _Name:
    return _name(same(name))


@lru_cache(maxsize=16384)
def _name(reduced: str) -> _Name:
    words = reduced.split()
    kinds = [_kinds()[word] for word in words if word in _kinds()]
    core = [word for word in words if word not in _kinds() and word not in _small()]
    return _Name(reduced, " ".join(core) or reduced, kinds[0] if kinds and core else None)


@cache
def _kinds() -> dict[str, MemberKind]:
    return {
        same(word): kind for language in Language for kind, words in requests(language).kinds.items() for word in words
    }


@cache
def _small() -> frozenset[str]:
    return frozenset(same(word) for language in Language for word in requests(language).small)
