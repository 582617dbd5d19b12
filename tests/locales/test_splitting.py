"""Long texts are cut where a reader would pause, and nothing of them is lost."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from locales.lengths import units, visible
from locales.splitting import split_text

_SEEN_AS_ONE = ["👩\u200d👩\u200d👧", "🇦🇷", "e\u0301", "👍🏽", "3\ufe0f\u20e3"]
_PLAIN = st.characters(exclude_categories=["Cs"], exclude_characters="<&")
_TEXT = st.lists(st.one_of(st.sampled_from([*"abc .!?\n", *_SEEN_AS_ONE, "\u200d"]), _PLAIN), max_size=300).map("".join)


@st.composite
def _html(draw: st.DrawFn) -> str:
    parts: list[str] = []
    for _ in range(draw(st.integers(1, 12))):
        words = draw(st.text(st.sampled_from("ab .\n"), min_size=1, max_size=60)) + draw(st.sampled_from(["", "&amp;"]))
        tag = draw(st.sampled_from(["", "b", "i", "blockquote expandable"]))
        parts.append(f"<{tag}>{words}</{tag.split()[0]}>" if tag else words)
    return "".join(parts)


def _balanced(html: str) -> bool:
    stack: list[str] = []
    for end, name in re.findall(r"<(/?)([a-z]+)[^<>]*>", html):
        if not end:
            stack.append(name)
        elif not stack or stack.pop() != name:
            return False
    return not stack


@given(text=_TEXT, limit=st.integers(40, 90))
def test_joined_pieces_are_the_text(text: str, limit: int) -> None:
    """Plain text survives splitting to the letter, and every piece is within the limit."""
    pieces = split_text(text, limit)
    assert text == "".join(pieces)
    assert all(units(piece) <= limit for piece in pieces)


@given(html=_html(), limit=st.integers(60, 120))
def test_markup_is_whole_in_every_piece(html: str, limit: int) -> None:
    """Every piece of an HTML text is balanced and within the limit, and what is read is the same."""
    pieces = split_text(html, limit)
    assert visible(html) == visible("".join(pieces))
    assert all(_balanced(piece) for piece in pieces)
    assert all(units(piece) <= limit for piece in pieces)


@given(text=st.lists(st.sampled_from([*_SEEN_AS_ONE, "a "]), min_size=30, max_size=120).map("".join))
def test_what_is_seen_as_one_character_stays_whole(text: str) -> None:
    """No piece begins with a mark, a joiner or a skin tone, or in the middle of a flag."""
    for piece in split_text(text, 48):
        assert not unicodedata.combining(piece[0])
        assert piece[0] not in "\u200d\U0001f3fd"
        assert piece[0] != "🇷"
        assert piece[-1] != "\u200d"


def test_a_reader_pauses_at_paragraphs_then_lines_then_sentences_then_words() -> None:
    """The best pause in reach is taken."""
    assert split_text("uno dos\n\ntres cuatro", 14) == ("uno dos\n\n", "tres cuatro")
    assert split_text("uno dos\ntres cuatro", 14) == ("uno dos\n", "tres cuatro")
    assert split_text("Uno. Dos tres cuatro", 15) == ("Uno. ", "Dos tres cuatro")
    assert split_text("uno dos tres", 10) == ("uno dos ", "tres")
    assert split_text("abcdefghijkl", 10) == ("abcdefghij", "kl")


def test_short_and_empty_texts_stay_as_they_are() -> None:
    """Nothing is cut that need not be, and nothing is sent for nothing."""
    assert split_text("") == ()
    assert split_text("hola") == ("hola",)
    assert len(split_text("a" * 4097)) == 2
