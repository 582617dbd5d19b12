"""The papers of privacy say all that is declared, and the privacy card what they say."""

from datetime import UTC, datetime

import pytest

from conversations.instrument import Language
from conversations.retention import HOLDINGS, DataClass, Since, Term, holding
from locales.cards.aside import privacy_text
from locales.catalogue import plain
from locales.formats import length
from locales.papers import BLANK, Circumstances, render_breach, render_record, term_words

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
FULL = Circumstances(AT, "datos@example.org", "server: /var/lib/solidaria.db", 14)


@pytest.mark.parametrize("language", Language)
def test_the_record_has_every_class_with_everything_declared_of_it(language: Language) -> None:
    """What, of whom, what for, on what ground, how long, where, and who sees it: nothing of a class is left out."""
    text = render_record(FULL, language)
    sections = text.split("\n### ")[1:]
    assert len(sections) == len(HOLDINGS)
    for one, section in zip(HOLDINGS, sections, strict=True):
        words = [plain(language, f"held.{one.data}"), plain(language, f"whose.{one.whose}")]
        words += [plain(language, f"purpose.{one.purpose}"), plain(language, f"ground.{one.ground}")]
        words += [term_words(language, one.term), plain(language, f"heldat.{one.place}")]
        words += [plain(language, f"seer.{seer}") for seer in one.seen_by]
        assert [] == [word for word in words if word not in section]
    for once in ("record.third_sees", "record.third_gets", "record.nightly", "record.disk"):
        assert text.count(plain(language, once)) == 1
    assert "datos@example.org" in text
    assert "server: /var/lib/solidaria.db" in text


@pytest.mark.parametrize("language", Language)
def test_the_notice_lists_what_is_personal_twice(language: Language) -> None:
    """To the persons and to the authority: every personal class and the answers, none that is about nobody."""
    text = render_breach(FULL, language)
    listed = {one.data for one in HOLDINGS if text.count(f"- [ ] {plain(language, f'held.{one.data}')}\n") == 2}
    assert listed == {one.data for one in HOLDINGS if one.personal} | {DataClass.ANSWERS}
    assert text.count(BLANK) > 10
    assert text.count("datos@example.org") == 2


@pytest.mark.parametrize("language", Language)
def test_what_is_not_known_is_a_blank(language: Language) -> None:
    """Without a contact there is a line to fill in, not an empty one."""
    for text in (render_record(Circumstances(AT), language), render_breach(Circumstances(AT), language)):
        assert f"{plain(language, 'record.contact')}: {BLANK}" in text
        assert ": \n" not in text
        assert "{" not in text


@pytest.mark.parametrize("language", Language)
def test_the_privacy_card_says_the_declared_term(language: Language) -> None:
    """How long an identity is kept stands on the card as it is declared, and that Telegram sees the messages."""
    text = privacy_text(language, "")
    days = holding(DataClass.PEOPLE).term.days
    assert days is not None
    assert length(language, days) in text
    assert plain(language, "privacy.telegram") in text


@pytest.mark.parametrize(
    ("language", "days", "words"),
    [
        (Language.ES, 1, "1 día"),
        (Language.ES, 90, "90 días"),
        (Language.PT, 365, "12 meses"),
        (Language.PT, 730, "2 anos"),
        (Language.EN, 14, "14 days"),
        (Language.EN, 1826, "5 years"),
    ],
)
def test_terms_read_as_people_say_them(language: Language, days: int, words: str) -> None:
    """Days below a year, then months and years."""
    assert words == length(language, days)


def test_a_term_without_an_end_says_so_and_counts_nothing() -> None:
    """What is kept as long as it is used has no instant before which it is too old."""
    with pytest.raises(ValueError, match="institution"):
        Term(None, Since.INSTITUTION).before(AT)
