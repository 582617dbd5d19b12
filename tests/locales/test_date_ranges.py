"""Two typed dates are read by themselves, in three languages, and never where others could be meant."""

from datetime import date

import pytest

from conversations.instrument import Language
from conversations.intents import Day, Days, FreeText
from locales.vocabulary import understand
from storage.instrument_document import default_instrument

ES, PT, EN = Language.ES, Language.PT, Language.EN
SUNDAY = date(2026, 11, 22)
MARCH = Days(date(2027, 3, 12), date(2027, 3, 14))
TURN = Days(date(2026, 12, 30), date(2027, 1, 2))

RANGES: list[tuple[Language, str, Days]] = [
    *((ES, text, MARCH) for text in ("12 al 14 de marzo de 2027", "del 12 al 14 de marzo", "12-14/3", "12-14/3/2027")),
    *((ES, text, MARCH) for text in ("12 a 14 de marzo", "12–14 de marzo", "12/3 al 14/3", "12/03/2027 - 14/03/2027")),
    *((ES, text, MARCH) for text in ("del 12 de marzo al 14 de marzo de 2027", "2027-03-12 a 2027-03-14")),
    (ES, "12-14/03/27", MARCH),
    *((PT, text, MARCH) for text in ("12 a 14 de março de 2027", "de 12 a 14 de março", "12 até 14 de março")),
    (PT, "12-14/3", MARCH),
    *((PT, text, MARCH) for text in ("12/3 a 14/3", "12 de março a 14 de março", "12/03 até 14/03/2027")),
    *((EN, text, MARCH) for text in ("March 12-14, 2027", "March 12 to 14", "12-14 March 2027", "12th to 14th March")),
    *((EN, text, MARCH) for text in ("from March 12 to March 14", "12-14/3", "3/12-14", "12/3-14/3", "3/12 - 3/14")),
    *((EN, text, MARCH) for text in ("12 al 14 de marzo", "2027-03-12/2027-03-14", "3/12-14/2027")),
    (ES, "12 y 13 de marzo", Days(date(2027, 3, 12), date(2027, 3, 13))),
    (PT, "12 e 13 de março", Days(date(2027, 3, 12), date(2027, 3, 13))),
    (EN, "March 12 and 13", Days(date(2027, 3, 12), date(2027, 3, 13))),
    *((ES, text, TURN) for text in ("30 de diciembre al 2 de enero", "30/12 al 2/1")),
    (ES, "30 de diciembre al 2 de enero de 2027", TURN),
    (ES, "28 de febrero al 2 de marzo de 2028", Days(date(2028, 2, 28), date(2028, 3, 2))),
    (ES, "12-14/3/2020", Days(date(2020, 3, 12), date(2020, 3, 14))),
    (ES, "14 al 12 de marzo de 2027", Days(date(2027, 3, 14), date(2027, 3, 12))),
    (ES, "20/3/2027 al 12/3/2027", Days(date(2027, 3, 20), date(2027, 3, 12))),
    (ES, "20/3 al 12/3", Days(date(2027, 3, 20), date(2027, 3, 12))),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "days"), RANGES)
def test_days(language: Language, text: str, days: Days) -> None:
    """Each means the next such days, as they are written: also in the wrong order."""
    assert days == understand(text, language, None, SUNDAY)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *((EN, text) for text in ("3/4-5/4", "3/4 to 6/5/2027")),
        *((ES, text) for text in ("3/12-14", "12-14", "12 al 14", "30-31/2", "12 al 14 de marzio", "12 y 14 de marzo")),
        *((ES, text) for text in ("Encuentro del 12 al 14 de marzo", "12-14/13", "2027-02-30/2027-03-02")),
    ],
)
def test_what_are_no_days(language: Language, text: str) -> None:
    """Days that do not exist, others that could be meant, two single days, and dates in a sentence are none."""
    assert not isinstance(understand(text, language, None, SUNDAY), Days)


def test_one_day_is_a_day() -> None:
    """A single date stays what it was."""
    assert Day(date(2027, 3, 12)) == understand("12/03/2027", ES, None, SUNDAY)


def test_without_today_only_whole_dates_count() -> None:
    """Nothing is guessed without knowing what day it is."""
    assert FreeText() == understand("12-14/3", ES, None)
    assert MARCH == understand("12-14/3/2027", ES, None)


def test_in_an_assessment_days_are_a_text_like_others() -> None:
    """Whoever answers a question with dates is offered to keep them as a note, as with every other text."""
    assert FreeText() == understand("12 al 14 de marzo de 2027", ES, default_instrument(), SUNDAY)
