"""How long a text is: for Telegram in UTF-16 units, for an eye in lines on a small phone.

It decides nothing about texts; it must not know what they say.
"""

import re
from html import unescape

TAG = re.compile(r"</?[a-z][a-z-]*(?:\s[^<>]*)?>")
_QUOTE = re.compile(r"(<blockquote expandable>.*?</blockquote>)", re.DOTALL)
COLLAPSED = 3
"""Lines that an expandable quotation shows before it is opened."""


def units(text: str) -> int:
    """Count UTF-16 units, as Telegram does."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def visible(html: str) -> str:
    """Give what is read of Telegram HTML, without its markup."""
    return unescape(TAG.sub("", html))


def words(html: str) -> int:
    """Count the words of a text: what has a letter or a digit in it."""
    return sum(any(character.isalnum() for character in word) for word in visible(html).split())


def lines(html: str, width: int = 40) -> int:
    """Estimate the lines that a text takes at ``width`` characters a line, quotations collapsed."""
    total = 0
    for part in _QUOTE.split(html):
        if part.strip("\n"):
            quoted = part.startswith("<blockquote expandable>")
            written = visible(part).strip("\n").split("\n")
            count = sum(_wrapped(line, width) for line in (written[:COLLAPSED] if quoted else written))
            total += min(count, COLLAPSED) if quoted else count
    return total


def _wrapped(line: str, width: int) -> int:
    used, count = 0, 1
    for word in line.split():
        if used and used + 1 + len(word) > width:
            count, used = count + 1, len(word)
        else:
            used += len(word) + (1 if used else 0)
        count, used = count + (used - 1) // width if used > width else count, min(used, width)
    return count
