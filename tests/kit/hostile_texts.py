"""Texts that nobody would type kindly: markup, directions, formulas, what is invisible, what is too long.

Decides, by dice, what is tried where somebody's text gets in. It must not know the bot.
"""

import random
from collections.abc import Callable
from typing import Final

LIMIT: Final = 4_096
"""UTF-16 units that Telegram takes in one message."""
MARKUP: Final = (
    "<b>", "</b><script>alert(1)</script>", "<b><i>x</b></i>", "<a href='tg://user?id=1'>x</a>", "[x](tg://user?id=1)",
    "tg://resolve?domain=x", "@all", "@everyone_here", "/start", "/stop@SolidariaBot", "&lt;b&gt;", "&#60;b&#62;", "&",
    "&amp", "&#0;", "&#x110000;", "<", "<!--", "<tg-spoiler>", "</blockquote>", "<pre><code class=\"language-x\">",
    "*x*", "__x__", "`x`", "```\nx", "{member}", "{0}", "{", "}", "%s%n", "<expandable>", "https://x.example/?a=1&b=2",
)  # fmt: skip
TYPST: Final = (
    "#import \"x.typ\"", "#panic()", "#read(\"/etc/passwd\")", "$x$", "$", "\\", "[", "]", "#[", "= x", "@label",
    "<label>", "*", "_x", "`", "```typ #1```", "//", "/* ", "~", "--", "#{while true {}}", "\\u{202e}",
)  # fmt: skip
DIRECTIONS: Final = (
    "\u202e", "\u202d", "\u202b", "\u2066", "\u2067", "\u2068", "\u2069", "\u2069\u2069\u202e", "\u200f", "\u061c",
    "\u202c", "\u2067\u202e", "\u2068" * 130, "שלום", "مرحبا 12", "\u202eoirasoR",
)  # fmt: skip
UNSEEN: Final = ("\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad", "\u2060", "\u3164", "\u00a0", "\U000e0061", "\u180e")
BROKEN: Final = ("\0", "\ud800", "\udfff", "\ud83d", "\x01", "\x0b", "\x1b[31m", "\x7f", "\x85", "\ufffe", "\uffff",
                 "_x0041_", "_x0000_", "\u2028", "\u2029", "\r\n", "\x08\x0c", "]]>", "\ufffd")  # fmt: skip
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\n=", "\r\n+")
RUNS: Final = (
    "=1+1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x.example\";\"x\")", "+1+1", "-2+3", "@SUM(1+1)", "-x", "=",
)  # fmt: skip
"""What a spreadsheet runs when it is all that a cell has."""
RUNS_INSIDE: Final = ("x;=1+1", 'x;"=1+1"', "x; +1", "x\n=1+1", "x\n-1", "x\r\n@SUM(1)", "x\t=1+1", ";;=1", "a;@b;-c")
"""What it runs where semicolons, tabs or line breaks are taken for the end of a cell."""
NEARLY: Final = ("\t=1+1", "\r=1+1", "x,=1+1", '"=1+1', "'=1+1", " =1+1", "\uff1d1+1")
ENDS_A_TEMPLATE: Final = ("#panic()", '#read("/etc/passwd")', '#import "x.typ"', "$", "#[", "#{", "*x", "`")
"""What Typst cannot compile when it is taken for markup."""
LARGE: Final = ("🙂", "👩‍👩‍👧‍👦", "🇧🇷", "🏳️‍🌈", "👍🏽", "𝔘", "𠜎", "1️⃣", "🇦", "\u200d🙂\u200d")
ALIKE: Final = ("Rоsario", "Ｒosario", "Mοntevideo", "Quitо", "Sаlta", "ROSARIO", "Rosarıo", "Rosario\u200b", "ℛosario")
WORDS: Final = ("Rosario", "la oficina", "Observaciones", "guia 2026", "não", "año", "x")
PLACES: Final = (MARKUP, TYPST, DIRECTIONS, UNSEEN, BROKEN, FORMULA, RUNS, RUNS_INSIDE, NEARLY, LARGE, ALIKE, WORDS)


def hostile(dice: random.Random, most: int = LIMIT) -> str:
    """Give one text of at most ``most`` UTF-16 units."""
    text = dice.choice(KINDS)(dice) if dice.random() < 0.9 else dice.choice(dice.choice(PLACES))
    return cut(text, most)


def hostiles(dice: random.Random, count: int, most: int = LIMIT) -> list[str]:
    """Give so many different ones."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[hostile(dice, most)] = None
    return list(found)


def units(text: str) -> int:
    """Count UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """Cut a text to so many UTF-16 units, if need be through the middle of a pair."""
    return text.encode("utf-16-le", "surrogatepass")[: most * 2].decode("utf-16-le", "surrogatepass")


def _mixed(dice: random.Random) -> str:
    parts = [dice.choice(dice.choice(PLACES)) for _ in range(dice.randrange(1, 9))]
    return dice.choice(("", " ", "\n", ";", " · ")).join(parts)


def _framed(dice: random.Random) -> str:
    """Give words with one nasty thing before, between or after them."""
    nasty, word, other = dice.choice(dice.choice(PLACES[:9])), dice.choice(WORDS), dice.choice(WORDS)
    return dice.choice((f"{nasty}{word}", f"{word}{nasty}", f"{word} {nasty} {other}", f"{word}{nasty}{other}"))


def _flood(dice: random.Random) -> str:
    marks = "".join(chr(dice.randrange(0x300, 0x36F)) for _ in range(dice.choice((5, 80, 400))))
    return f"{dice.choice(WORDS)}{marks}{dice.choice(WORDS)}"


def _around_the_limit(dice: random.Random) -> str:
    body = dice.choice(("x", "é", "🙂", "&", "<", "a ", "\u202e", "á\u0301", "=\n", "👩‍👧"))
    return (
        cut(body * LIMIT, LIMIT + dice.choice((-2, -1, 0))) if dice.random() < 0.5 else body * dice.randrange(480, 1100)
    )


def _repeated(dice: random.Random) -> str:
    return dice.choice(dice.choice(PLACES)) * dice.randrange(2, 60)


def _noise(dice: random.Random) -> str:
    return "".join(
        chr(dice.choice((dice.randrange(128), dice.randrange(0x3000), dice.randrange(0x110000))))
        for _ in range(dice.randrange(1, 60))
    )


KINDS: Final[tuple[Callable[[random.Random], str], ...]] = (
    _mixed, _mixed, _framed, _framed, _framed, _flood, _around_the_limit, _repeated, _noise
)  # fmt: skip
