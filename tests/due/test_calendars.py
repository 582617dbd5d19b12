"""Public holidays: those of the country and the region, on which offices are closed; for all members that we ship."""

from datetime import UTC, date, datetime

from bot.calendars import public_holidays
from conversations.due import holidays_of
from storage.members_document import default_members

NOW = datetime(2026, 5, 20, tzinfo=UTC)


def test_days_on_which_offices_are_closed() -> None:
    """National, regional, optional and bank holidays must be there where municipal offices are closed on them."""
    known = public_holidays(NOW)
    closed = {
        ("AR", ""): date(2026, 5, 25),
        ("BR", "PR"): date(2026, 2, 17),  # Carnival
        ("CL", "AP"): date(2027, 6, 7),  # the Morro of Arica
        ("UY", ""): date(2026, 4, 1),  # the week before Easter
        ("PA", ""): date(2026, 2, 16),  # Carnival
        ("MX", ""): date(2028, 11, 20),
        ("HN", ""): date(2025, 9, 15),
    }
    assert [] == [place for place, day in closed.items() if day not in holidays_of(known, *place)]
    assert date(2027, 6, 7) not in holidays_of(known, "CL", "VS")


def test_places_that_are_not_known() -> None:
    """An unknown region must have its country's holidays, an unknown country none, and neither be an error."""
    known = public_holidays(NOW)
    assert known["AR"] == holidays_of(known, "AR", "?") == holidays_of(known, "AR", "")
    assert frozenset() == holidays_of(known, "XX", "S")
    assert "AR-?" not in known
    assert {"AR", "AR-S", "CL-AP"} <= set(known)
    assert len(known) == len(list(known))


def test_years_around_the_present() -> None:
    """The last year, this one and two more must be known: for a zone still in the last, and for plans."""
    assert {2025, 2026, 2027, 2028} == {day.year for day in public_holidays(NOW)["EC"]}
    assert public_holidays(NOW) == public_holidays(NOW.replace(month=12)) != public_holidays(NOW.replace(year=2027))


def test_the_members_that_we_ship() -> None:
    """Each must be in a country with known holidays, and in the region wherever the library tells regions apart."""
    known = public_holidays(NOW)
    told_apart = {place.partition("-")[0] for place in known if "-" in place}
    for one in default_members():
        assert one.country in known
        assert one.country not in told_apart or f"{one.country}-{one.region}" in known, one.name
