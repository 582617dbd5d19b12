"""Where a text that is too long for one message is cut: where a reader would pause.

A paragraph before a line before a sentence before a word; never inside a tag, a reference or what is seen as one
character. Markup that is open at a cut is closed and opened again. It must not know what the text says.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from locales.lengths import units

LIMIT = 4096
"""UTF-16 units that Telegram takes in one message."""

_ATOM = re.compile(r"</?[a-z][a-z-]*(?:\s[^<>]*)?>|&(?:[a-z]+|#[0-9]+|#x[0-9a-f]+);|\r\n|.", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z-]*)(?:\s[^<>]*)?>", re.IGNORECASE)
_KNOWN = frozenset({"a", "b", "blockquote", "code", "em", "i", "pre", "s", "strong", "tg-spoiler", "u"})
_JOINER = "\u200d"
_ENDS = (".", "!", "?", "…", ";", ":")


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is never cut: its text, its units, and the tags that are open after it."""

    text: str
    size: int
    open: tuple[str, ...]


def split_text(text: str, limit: int = LIMIT) -> tuple[str, ...]:
    """Split plain text or Telegram HTML into pieces of at most ``limit`` UTF-16 units, markup counted.

    The pieces joined are the text, but for markup closed and opened again at a cut. ``limit`` must have room for a
    tag or two; only a single character that is longer than that (letters under a flood of accents) is cut inside.
    """
    if units(text) <= limit:
        return (text,) if text else ()
    pieces = list(_pieces(text, limit))
    out: list[str] = []
    begin, opened = 0, ()  # type: int, tuple[str, ...]
    while begin < len(pieces):
        end = _cut(pieces, begin, limit - units("".join(opened)))
        body = "".join(piece.text for piece in pieces[begin:end])
        still = pieces[end - 1].open
        out.append("".join(opened) + body + _closing(still))
        begin, opened = end, still
    return tuple(out)


def _cut(pieces: list[_Piece], begin: int, room: int) -> int:
    """Find where the message that begins at ``begin`` ends: at the best pause in its last two thirds."""
    size, end = 0, begin
    while end < len(pieces):
        size += pieces[end].size
        if end > begin and size + units(_closing(pieces[end].open)) > room:
            break
        end += 1
    if end == len(pieces):
        return end
    earliest = begin + max(1, (end - begin) // 3)
    best, rank = end, 0
    for place in range(end, earliest - 1, -1):
        found = _pause(pieces, place)
        if found > rank:
            best, rank = place, found
    return best


def _pause(pieces: list[_Piece], place: int) -> int:
    """Tell how good a pause there is before ``place``: 4 paragraph, 3 line, 2 sentence, 1 word, 0 none."""
    before = pieces[place - 1].text
    if place < len(pieces) and pieces[place].text.isspace():
        return 0  # white space stays with what it follows
    if before in ("\n", "\r\n"):
        return 4 if place > 1 and pieces[place - 2].text in ("\n", "\r\n") else 3
    if before.isspace():
        return 2 if place > 1 and pieces[place - 2].text.endswith(_ENDS) else 1
    return 0


def _pieces(text: str, limit: int) -> Iterator[_Piece]:
    opened: tuple[str, ...] = ()
    for atom in _graphemes(text, limit):
        tag = _TAG.fullmatch(atom)
        if tag and tag["name"].lower() in _KNOWN:
            name = tag["name"].lower()
            if not tag["end"]:
                opened = (*opened, atom)
            elif opened and _name(opened[-1]) == name:
                opened = opened[:-1]
        yield _Piece(atom, units(atom), opened)


def _graphemes(text: str, limit: int) -> Iterator[str]:
    """Give tags, references and what is seen as one character (nearly: without the rules of single scripts)."""
    whole, flags = "", 0
    for atom in (found[0] for found in _ATOM.finditer(text)):
        joined = bool(whole) and _continues(whole, atom, flags) and units(whole) + units(atom) <= limit // 4
        if whole and not joined:
            yield whole
            whole, flags = "", 0
        whole += atom
        flags += _flag(atom)
    if whole:
        yield whole


def _continues(whole: str, atom: str, flags: int) -> bool:
    if len(atom) > 1 or whole[-1] in "\n\r>;":
        return False
    if atom == _JOINER or whole[-1] == _JOINER or "\U000e0020" <= atom <= "\U000e007f":
        return True
    if "\U0001f3fb" <= atom <= "\U0001f3ff" or unicodedata.category(atom) in ("Mn", "Me", "Mc"):
        return True
    return _flag(atom) and _flag(whole[-1]) and flags % 2 == 1


def _flag(character: str) -> bool:
    return len(character) == 1 and "\U0001f1e6" <= character <= "\U0001f1ff"


def _name(tag: str) -> str:
    found = _TAG.fullmatch(tag)
    return found["name"].lower() if found else ""


def _closing(opened: tuple[str, ...]) -> str:
    return "".join(f"</{_name(tag)}>" for tag in reversed(opened))
