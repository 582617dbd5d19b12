"""Proposes the time zone of a member from its country and name; tells which zones a country has.

Decides what counts as evidence: a country with one zone, a member of that name that we know, a zone named after the
city, a province that tzdata's own table names. Otherwise the zone where most of the country lives, not sure.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from conversations.membership import ZoneOf, ZoneProposal
from conversations.people import MemberKind
from conversations.spelling import same_name
from storage.database import Transaction
from storage.members import list_members
from storage.members_document import default_members, known_zones

MOST_PEOPLE: Final = {"BR": "America/Sao_Paulo", "CA": "America/Toronto"}
"""Where the first zone of tzdata's table is not the one that most of the country uses."""
_PREFIXES: Final = (
    *("ciudad de", "municipalidad de", "municipio de", "intendencia de", "alcaldia de", "cidade de", "prefeitura de"),
    *("city of", "provincia de", "departamento de", "estado de", "estado do", "gobierno de", "province of"),
)


def zones_of(country: str) -> tuple[str, ...]:
    """Return the IANA zones of a country by ISO 3166 code, in tzdata's order; all zones for ""."""
    if not country:
        return tuple(sorted(known_zones()))
    return tuple(zone for zone, _ in _table().get(country, ()))


def propose_zone(tx: Transaction, wanted: ZoneOf) -> ZoneProposal:
    """Propose a zone; "" for a country that tzdata does not know."""
    listed = _table().get(wanted.country, ())
    if len(listed) <= 1:
        return ZoneProposal(listed[0][0] if listed else "", sure=bool(listed))
    bare = bare_name(wanted.name)
    if (told := _told_by_members(tx, wanted.country).get(bare)) is not None:
        return ZoneProposal(told, sure=True)
    for zone, comment in listed:
        named = same_name(zone.rpartition("/")[2].replace("_", " ")) == bare
        described = wanted.kind is MemberKind.PROVINCE and f" {bare} " in f" {comment} "
        if named or described:
            return ZoneProposal(zone, sure=True)
    return ZoneProposal(MOST_PEOPLE.get(wanted.country, listed[0][0]), sure=False)


def bare_name(name: str) -> str:
    """Reduce a member's name to what its place is called: ``Ciudad de Córdoba`` is ``cordoba``."""
    plain = same_name(name.split(" (")[0])
    for prefix in _PREFIXES:
        plain = plain.removeprefix(f"{prefix} ")
    return plain


def _told_by_members(tx: Transaction, country: str) -> Mapping[str, str]:
    """Map names to the zones of members that we know, the shipped list first, what coordinators say last."""
    told: dict[str, str] = {}
    for row in default_members():
        if row.country == country:
            told |= dict.fromkeys(map(bare_name, (*row.aliases, row.name)), row.timezone)
    for one in list_members(tx, (country,), retired=True):
        told |= dict.fromkeys(map(bare_name, (*one.aliases, one.member.name)), one.member.timezone)
    return told


@cache
def _table() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Read tzdata's table: the zones of each country, each with what it says of the area."""
    text = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            country, _, zone, *comment = line.split("\t")
            found[country] = (*found.get(country, ()), (zone, same_name(" ".join(comment))))
    return found
