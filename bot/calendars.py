"""Public holidays by country and region, from the library `holidays`: the only module that knows it.

Days on which municipal offices are closed count: public holidays, those of government offices, and optional ones
(Carnival in Brazil); in Panama and Uruguay those of banks too, which have Carnival and the week before Easter there.
Of a country that the library does not know, only the weekends are kept free.

Nothing has to be loaded before a turn: four years of a country take less than a millisecond, when somebody first asks,
and are kept. So a member that was added a moment ago is served like all others.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import holidays

from conversations.campaigns import Holidays

BANKS_TOO = frozenset({"PA", "UY"})
BEFORE, AHEAD = 1, 2
"""Years that are known besides the present one: the last, which a zone may still be in, and those of plans."""


def public_holidays(now: datetime) -> Holidays:
    """Give the public holidays of the year before ``now``'s to the second one after."""
    return _Calendars(now.year)


@dataclass(frozen=True)
class _Calendars(Mapping[str, frozenset[date]]):
    """The holidays around a year, by ``"AR"`` or ``"AR-S"``; a place that the library does not know is not there."""

    year: int

    def __getitem__(self, place: str) -> frozenset[date]:
        days = _closed_days(place, self.year)
        if days is None:
            raise KeyError(place)
        return days

    def __iter__(self) -> Iterator[str]:
        for country, regions in holidays.list_supported_countries(include_aliases=False).items():
            yield country
            yield from (f"{country}-{region}" for region in regions)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@cache
def _closed_days(place: str, year: int) -> frozenset[date] | None:
    country, _, region = place.partition("-")
    try:
        known = holidays.country_holidays(country, subdiv=region or None).supported_categories
    except NotImplementedError:  # what the library raises for both
        return None
    wanted = {holidays.PUBLIC, holidays.GOVERNMENT, holidays.OPTIONAL}
    if country in BANKS_TOO:
        wanted.add(holidays.BANK)
    years = range(year - BEFORE, year + AHEAD + 1)
    kept = tuple(sorted(wanted & set(known)))
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=years, categories=kept))
