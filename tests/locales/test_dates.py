"""A typed date is read by itself, in three languages, and never where two days could be meant."""

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from conversations.instrument import Language
from conversations.intents import Day, FreeText, Number, Word
from locales.catalogue import LOCALES
from locales.vocabulary import understand
from storage.instrument_document import default_instrument

ES, PT, EN = Language.ES, Language.PT, Language.EN
SUNDAY = date(2026, 11, 22)

DATES: list[tuple[Language, str, date]] = [
    *((ES, text, date(2026, 12, 15)) for text in ("15/12", "15-12", "15/12/2026", "15/12/26", "15.12.2026")),
    *((ES, text, date(2026, 12, 15)) for text in ("15 de diciembre", "el 15 de diciembre", "15 dic", "2026-12-15")),
    *((PT, text, date(2026, 12, 15)) for text in ("15 de dezembro", "15 de dezembro de 2026", "15 dez", "15/12")),
    *(
        (EN, text, date(2026, 12, 15))
        for text in ("December 15", "15 December", "Dec 15, 2026", "December 15th", "12/15")
    ),
    *((EN, text, date(2026, 12, 15)) for text in ("15/12", "on December 15", "15 de diciembre")),
    (ES, "15/11", date(2027, 11, 15)),
    (ES, "22/11", SUNDAY),
    (ES, "29/2", date(2028, 2, 29)),
    *((ES, text, date(2026, 11, 23)) for text in ("lunes", "el lunes", "el próximo lunes", "Monday", "mañana")),
    *((PT, text, date(2026, 11, 23)) for text in ("segunda", "na segunda", "segunda-feira", "amanhã")),
    *((EN, text, date(2026, 11, 23)) for text in ("Monday", "on Monday", "tomorrow", "lunes")),
    (ES, "domingo", SUNDAY + timedelta(days=7)),
    (ES, "pasado mañana", date(2026, 11, 24)),
]


@pytest.mark.parametrize(("language", "text", "day"), DATES)
def test_dates(language: Language, text: str, day: date) -> None:
    """Each means the next such day."""
    assert Day(day) == understand(text, language, default_instrument(), SUNDAY)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *((EN, text) for text in ("3/4", "4/5/2027")),
        *((ES, text) for text in ("31/2", "0/5", "15/13", "3.5", "1/2/3/4", "15 de", "mayo", "el 15", "15/12 o 16/12")),
        *((ES, text) for text in ("segunda", "no lunes", "reunión el 15 de diciembre", "2026", "30/2/2027", "12-2026")),
    ],
)
def test_what_is_no_date(language: Language, text: str) -> None:
    """Days that do not exist, two that could be meant, and dates in a sentence are none."""
    assert not isinstance(understand(text, language, default_instrument(), SUNDAY), Day)


def test_numbers_and_words_are_no_dates() -> None:
    """A level stays a level, "until tomorrow" a farewell; without today only a whole date is one."""
    assert Number(3) == understand("3", ES, default_instrument(), SUNDAY)
    assert Word.PAUSE == understand("hasta mañana", ES, default_instrument(), SUNDAY)
    assert FreeText() == understand("15/12", ES, default_instrument())
    assert FreeText() == understand("lunes", ES, default_instrument())


@given(
    day=st.dates(date(2026, 11, 22), date(2027, 11, 21)),
    language=st.sampled_from(Language),
    width=st.sampled_from(["long", "medium"]),
)
def test_every_day_that_is_written_out_is_read_back(day: date, language: Language, width: str) -> None:
    """A date as CLDR writes it in the person's language is that day."""
    written = format_date(day, width, locale=LOCALES[language])
    assert Day(day) == understand(written, language, default_instrument(), SUNDAY)
