"""How typed text is compared: accents, capitals, punctuation and emoji digits aside.

It decides when two texts are the same and what a number looks like; it must not know what a phrase means.
"""

import re
import unicodedata
from functools import lru_cache

_KEYCAP = str.maketrans("", "", "\ufe0e\ufe0f\u20e3")
_APOSTROPHES = str.maketrans("", "", "'’‘`´")
_NUMBER = re.compile(r"(?P<before>[^\W\d_][^\d]*?\s+)?[(\[]?(?P<digits>[0-9]{1,4})\s*[.)\]:!]*")


@lru_cache(maxsize=4096)
def same(text: str) -> str:
    """Reduce a text to what is compared: small letters without accents and digits, single spaces between words."""
    composed = unicodedata.normalize("NFKC", text.translate(_KEYCAP).translate(_APOSTROPHES)).casefold()
    bare = (one for one in unicodedata.normalize("NFKD", composed) if not unicodedata.combining(one))
    return " ".join("".join(one if one.isalnum() else " " for one in bare).split())


def number(text: str) -> tuple[str, int] | None:
    """Read a whole number alone or after words: what stands before it (reduced) and the number.

    None for anything else: negative numbers, decimals, fractions, questions and numbers of five digits or more.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_KEYCAP)).strip()
    found = _NUMBER.fullmatch(plain)
    return (same(found["before"] or ""), int(found["digits"])) if found else None


def without(text: str, phrases: tuple[str, ...]) -> str:
    """Take phrases (reduced) off both ends of a reduced text, as long as something is left."""
    for phrase in phrases:
        if text != phrase:
            text = text.removesuffix(f" {phrase}").removeprefix(f"{phrase} ")
    return text


def made_of(text: str, phrases: frozenset[str]) -> bool:
    """Tell whether a reduced text is nothing but such phrases, one after the other."""
    words = text.split()
    reached = {0}
    for begin in range(len(words)):
        if begin in reached:
            reached |= {
                end for end in range(begin + 1, min(begin + 5, len(words) + 1)) if " ".join(words[begin:end]) in phrases
            }
    return bool(words) and len(words) in reached
