"""Dates, numbers and lists are written as each language writes them."""

from datetime import UTC, datetime, timedelta

import pytest

from conversations.instrument import Language
from locales.formats import ago, country, day, listing, percent

LATE = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.ES, "21 de noviembre de 2026"),
        (Language.PT, "21 de novembro de 2026"),
        (Language.EN, "November 21, 2026"),
    ],
)
def test_a_date_is_that_of_the_members_zone(language: Language, expected: str) -> None:
    """Half past one in UTC is still the evening before in Bogotá."""
    assert expected == day(language, LATE, "America/Bogota")


def test_percentages_lists_and_countries() -> None:
    """They follow the language, and an unknown country is its code."""
    assert [percent(language, 73).replace("\xa0", "") for language in Language] == ["73%"] * 3
    assert [listing(language, ["a", "b", "c"]) for language in Language] == ["a, b y c", "a, b e c", "a, b, and c"]
    assert [country(language, "BR") for language in Language] == ["Brasil", "Brasil", "Brazil"]
    assert country(Language.ES, "ZX") == "ZX"


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(0), ("hace 1 minuto", "há 1 minuto", "1 minute ago")),
        (timedelta(hours=5), ("hace 5 horas", "há 5 horas", "5 hours ago")),
        (timedelta(hours=23), ("hace 1 día", "há 1 dia", "1 day ago")),
        (timedelta(days=3, hours=5), ("hace 3 días", "há 3 dias", "3 days ago")),
        (timedelta(days=-2), ("dentro de 2 días", "em 2 dias", "in 2 days")),
    ],
)
def test_how_long_ago(passed: timedelta, said: tuple[str, str, str]) -> None:
    """In words, in minutes at the least, and never in the future for what is just now."""
    assert said == tuple(ago(language, LATE - passed, LATE) for language in Language)
