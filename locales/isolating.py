"""Where somebody's text ends: whatever direction its letters run in, the words beside it keep their place.

Decides what may turn a line around, and shuts it in by Unicode's isolates (UAX #9). Nothing else of a text is changed.
It must not know what the text says.
"""

import re
from typing import Final

FIRST_STRONG, POP = "\u2068", "\u2069"
_BEGINS: Final = frozenset("\u2066\u2067\u2068")
_LETTERS: Final = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_TURNING: Final = re.compile(f"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069{_LETTERS}]")
_LINES: Final = re.compile("([\n\r\x1c-\x1e\x85\u2029])")
"""What ends a paragraph also for directions: nothing reaches over it."""


def isolated(text: str) -> str:
    """Shut in each line that could turn what stands beside it; a text in which all is shut in stays as it is."""
    if text.isascii() or not _TURNING.search(text):
        return text
    return "".join(_line(part) if _TURNING.search(part) else part for part in _LINES.split(text))


def _line(line: str) -> str:
    kept, depth, bare = "", 0, False
    for letter in line:
        if letter in _BEGINS:
            depth += 1
        elif letter == POP:
            if not depth:
                continue  # it would end the isolate around it
            depth -= 1
        elif not depth and _TURNING.match(letter):
            bare = True
        kept += letter
    kept += POP * depth
    return f"{FIRST_STRONG}{kept}{POP}" if bare else kept
