"""Telegram's HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local.characters import units
from bot.local.entities import parse_html
from bot.local.formatting import read_text, to_html
from bot.local.refusals import Refused


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("a <b>b</b>", "a b", [{"offset": 2, "length": 1, "type": "bold"}]),
        ("<strong>x</strong>", "x", [{"offset": 0, "length": 1, "type": "bold"}]),
        ("<i>x</i><em>y</em>", "xy", [{"offset": n, "length": 1, "type": "italic"} for n in (0, 1)]),
        ("<u>x</u>", "x", [{"offset": 0, "length": 1, "type": "underline"}]),
        ("<del>x</del>", "x", [{"offset": 0, "length": 1, "type": "strikethrough"}]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [{"offset": 0, "length": 1, "type": "spoiler"}]),
        ('<span class="tg-spoiler">x</span>', "x", [{"offset": 0, "length": 1, "type": "spoiler"}]),
        ("<blockquote>x</blockquote>", "x", [{"offset": 0, "length": 1, "type": "blockquote"}]),
        ("<blockquote expandable>x</blockquote>", "x", [{"offset": 0, "length": 1, "type": "expandable_blockquote"}]),
        ("<code>x</code>", "x", [{"offset": 0, "length": 1, "type": "code"}]),
        (
            '<pre><code class="language-python">x</code></pre>',
            "x",
            [{"offset": 0, "length": 1, "type": "pre", "language": "python"}],
        ),
        (
            '<a href="http://a.org/?b=1&amp;c=2">x</a>',
            "x",
            [{"offset": 0, "length": 1, "type": "text_link", "url": "http://a.org/?b=1&c=2"}],
        ),
        (
            '<a href="https://a.org">x</a>',
            "x",
            [{"offset": 0, "length": 1, "type": "text_link", "url": "https://a.org/"}],
        ),
        ('<a href="javascript:alert(1)">x</a>', "x", []),
        ("&lt;&gt;&amp;&quot;&#65;&#x42;&nbsp;", '<>&"AB&nbsp;', []),
        ("5 > 4 & 3", "5 > 4 & 3", []),
        ("🇺🇾 <b>MVD</b>", "🇺🇾 MVD", [{"offset": 5, "length": 3, "type": "bold"}]),
        ("<b></b>x", "x", []),
    ],
)
def test_markup_becomes_entities(html: str, text: str, entities: list[dict[str, object]]) -> None:
    """Every tag that Telegram knows becomes its entity, counted in UTF-16 units."""
    assert (text, entities) == parse_html(html)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("ñ <br>", 'Unsupported start tag "br" at byte offset 3'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("x < y", 'Unsupported start tag "" at byte offset 2'),
        ("a<b>x</b", "Unclosed end tag at byte offset 5"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ('<a ="x">z</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ('<a href="x>z</a>', "Unclosed start tag at byte offset 0"),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        (
            "&#xd800;",
            (
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate"
                " code units"
            ),
        ),
    ],
)
def test_wrong_markup_is_refused_in_telegrams_words(html: str, reason: str) -> None:
    """Markup that Telegram cannot read is refused with its exact text and the byte offset."""
    with pytest.raises(Refused) as refused:
        parse_html(html)
    assert (400, f"Bad Request: can't parse entities: {reason}") == (
        refused.value.refusal.code,
        refused.value.refusal.description,
    )


def test_space_around_a_text_is_dropped_and_entities_move_with_it() -> None:
    """A message never begins or ends with space, and its entities still cover the same words."""
    text, entities = read_text(" \n <b> a</b> b \n", "HTML", None)
    assert (text, entities) == ("a b", [{"offset": 0, "length": 1, "type": "bold"}])


def test_commands_and_addresses_are_found_as_telegram_does() -> None:
    """A command, an address and a mention become entities without markup, but not inside code."""
    text, entities = read_text("/start x https://a.org/b. @solidaria a@b.org <code>/no</code>", "HTML", None)
    found = [(entity["type"], text[entity["offset"] : entity["offset"] + entity["length"]]) for entity in entities]
    assert found == [
        ("bot_command", "/start"),
        ("url", "https://a.org/b"),
        ("mention", "@solidaria"),
        ("email", "a@b.org"),
        ("code", "/no"),
    ]


def test_code_swallows_what_is_inside_and_splits_what_is_around() -> None:
    """Code carries no other formatting, as at Telegram, and bold around it is split."""
    text, entities = read_text("<b>a<code>b<i>c</i></code>d</b>", "HTML", None)
    assert text == "abcd"
    assert [(entity["offset"], entity["length"], entity["type"]) for entity in entities] == [
        (0, 1, "bold"),
        (1, 2, "code"),
        (3, 1, "bold"),
    ]


def test_html_for_a_page_is_safe() -> None:
    """Nothing that a bot says can become markup of the page, and no link can carry a script."""
    evil = "<script>alert(1)</script>"
    link = {"offset": 0, "length": 3, "type": "text_link", "url": 'javascript:alert("1")'}
    assert to_html(evil, [link]) == "&lt;script&gt;alert(1)&lt;/script&gt;"
    quoted = {"offset": 0, "length": 1, "type": "text_link", "url": 'https://a.org/"><b>'}
    assert to_html("x", [quoted]) == '<a href="https://a.org/&quot;&gt;&lt;b&gt;">x</a>'


WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters="/@.:"), min_size=1, max_size=6
)


def wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return texts with a tag around a part, and something before and after."""
    opening = {"b": "b", "i": "i", "u": "u", "s": "s", "tg-spoiler": "tg-spoiler", 'a href="https://a.org/x"': "a"}
    tagged = st.builds(lambda tag, part: f"<{tag}>{part}</{opening[tag]}>", st.sampled_from(sorted(opening)), inner)
    return st.builds(lambda *parts: "".join(parts), inner, tagged, inner)


ESCAPED = WORDS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


@given(st.recursive(ESCAPED, wrapped, max_leaves=8))
def test_valid_html_round_trips(html: str) -> None:
    """What a page is shown reads as the same message, and entities never leave the text."""
    text, entities = read_text(html, "HTML", None, may_be_empty=True)
    assert (text, entities) == read_text(to_html(text, entities), "HTML", None, may_be_empty=True)
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= units(text) for e in entities)


@given(
    ESCAPED, st.sampled_from(["b", "i", "u", "s", "code", "blockquote"]), st.sampled_from(["a", "pre", "tg-spoiler"])
)
def test_crossed_tags_are_refused(part: str, outer: str, inner: str) -> None:
    """Tags that close in the wrong order are refused, whatever stands between them."""
    with pytest.raises(Refused, match="Unmatched end tag at byte offset"):
        parse_html(f"<{outer}>{part}<{inner}>{part}</{outer}></{inner}>")
