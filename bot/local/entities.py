"""Telegram's HTML: which markup it reads and which it refuses, as TDLib does.

It decides the text and entities of a message, counted in UTF-16 units. It must not know messages or chats.
"""

import re
from dataclasses import dataclass
from typing import Any

from bot.local.characters import SPACES, link, reference, units
from bot.local.refusals import Refused, cannot_parse_entities

Entity = dict[str, Any]

TYPE_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_STOP = re.compile("[<&]")


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    at: int
    piece: int


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """Return the text and its entities; Refused with Telegram's words when the markup is wrong."""
    if "<" not in html and "&" not in html:
        return html, []
    return _Reader(html).read()


class _Reader:
    """One pass over a text; byte offsets are worked out only for an error."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.pieces: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        html, at = self.html, 0
        while at < len(html):
            found = _STOP.search(html, at)
            end = found.start() if found else len(html)
            self.say(html[at:end])
            at = end
            if at == len(html):
                break
            if html[at] == "&":
                character, at = reference(html, at)
                self.say(character)
            elif html.startswith("/", at + 1):
                at = self.end_tag(at)
            else:
                at = self.start_tag(at)
        if self.open:
            raise refused(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        text = "".join(self.pieces)
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise refused(
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate"
                " code units"
            )
        return text, self.entities

    def say(self, piece: str) -> None:
        if piece:
            self.pieces.append(piece)
            self.length += units(piece)

    def peek(self, at: int) -> str:
        return self.html[at] if at < len(self.html) else "\0"

    def skip(self, at: int, stop: str, *, spaces: bool = True) -> int:
        """Return the place of the next character of `stop` (or space, if they stop), or the end."""
        stops = stop + SPACES if spaces else stop
        while at < len(self.html) and self.html[at] not in stops:
            at += 1
        return at

    def spaces(self, at: int) -> int:
        while at < len(self.html) and self.html[at] in SPACES:
            at += 1
        return at

    def bytes_before(self, at: int) -> int:
        return len(self.html[:at].encode("utf-8", "surrogatepass"))

    def start_tag(self, begin: int) -> int:
        at = self.skip(begin + 1, ">")
        where = f"at byte offset {self.bytes_before(begin)}" if at >= len(self.html) else ""
        if at >= len(self.html):
            raise refused(f"Unclosed start tag {where}")
        tag = self.html[begin + 1 : at].lower()
        if tag not in TYPE_OF_TAG:
            raise refused(f'Unsupported start tag "{tag}" at byte offset {self.bytes_before(begin)}')
        argument = ""
        while self.peek(at) != ">":
            at = self.spaces(at)
            if self.peek(at) == ">":
                break
            name, value, at = self.attribute(tag, begin, at)
            argument = _argument(tag, name, value) or argument
        if tag == "span" and argument != "spoiler":
            raise refused(f'Tag "span" must have class "tg-spoiler" at byte offset {self.bytes_before(begin)}')
        self.open.append(_Open(tag, argument, self.length, len(self.pieces)))
        return at + 1

    def attribute(self, tag: str, begin: int, at: int) -> tuple[str, str | None, int]:
        name_end = self.skip(at, "=>/\"'")
        name = self.html[at:name_end]
        if not name:
            raise refused(f'Empty attribute name in the tag "{tag}" at byte offset {self.bytes_before(begin)}')
        at = self.spaces(name_end)
        if self.peek(at) != "=":
            if at >= len(self.html):
                raise refused(f'Unclosed start tag "{tag}" at byte offset {self.bytes_before(begin)}')
            return name, None, at
        at = self.spaces(at + 1)
        if at >= len(self.html):
            raise refused(f'Unclosed start tag "{tag}" at byte offset {self.bytes_before(begin)}')
        value, at = self.attribute_value(at)
        if at >= len(self.html):
            raise refused(f"Unclosed start tag at byte offset {self.bytes_before(begin)}")
        return name, value, at

    def attribute_value(self, at: int) -> tuple[str, int]:
        quote = self.peek(at)
        if quote not in "\"'":
            end = at
            while self.peek(end).isascii() and (self.peek(end).isalnum() or self.peek(end) in ".-"):
                end += 1
            if self.peek(end) not in SPACES and self.peek(end) != ">":
                raise refused(f"Unexpected end of name token at byte offset {self.bytes_before(at)}")
            return self.html[at:end].lower(), end
        end = self.skip(at + 1, quote, spaces=False)
        raw, pieces, place = self.html[at + 1 : end], [], 0
        while (amp := raw.find("&", place)) >= 0:
            character, after = reference(raw, amp)
            pieces += [raw[place:amp], character]
            place = after
        return "".join([*pieces, raw[place:]]), end + 1

    def end_tag(self, begin: int) -> int:
        if not self.open:
            raise refused(f"Unexpected end tag at byte offset {self.bytes_before(begin)}")
        at = self.skip(begin + 2, ">")
        name = self.html[begin + 2 : at].lower()
        at = self.spaces(at)
        if self.peek(at) != ">":
            raise refused(f"Unclosed end tag at byte offset {self.bytes_before(begin)}")
        opened = self.open.pop()
        if name and name != opened.tag:
            raise refused(
                f"Unmatched end tag at byte offset {self.bytes_before(begin)}, expected"
                f' "</{opened.tag}>", found "</{name}>"'
            )
        if self.length > opened.at:
            self.close(opened)
        return at + 1

    def close(self, opened: _Open) -> None:
        kind = TYPE_OF_TAG[opened.tag]
        entity: Entity = {"offset": opened.at, "length": self.length - opened.at, "type": kind}
        last = self.entities[-1] if self.entities else None
        same = last is not None and last["offset"] == entity["offset"] and last["length"] == entity["length"]
        match opened.tag:
            case "blockquote" if opened.argument:
                entity["type"] = "expandable_blockquote"
            case "tg-emoji":
                if not opened.argument.isdecimal() or int(opened.argument) == 0:
                    raise refused("Invalid custom emoji identifier specified")
                entity["custom_emoji_id"] = opened.argument
            case "a":
                if not link(entity, opened.argument or "".join(self.pieces[opened.piece :])):
                    return
            case "code" if opened.argument:
                entity["language"] = opened.argument
            case "pre" if same and last is not None and last["type"] == "code" and "language" in last:
                last["type"] = "pre"
                return
            case _:
                pass
        if kind == "code" and same and last is not None and last["type"] == "pre":
            last.update({"language": opened.argument} if opened.argument else {})
            return
        self.entities.append(entity)


def refused(reason: str) -> Refused:
    """Return the refusal of a text whose markup cannot be read."""
    return Refused(cannot_parse_entities(reason))


def _argument(tag: str, name: str, value: str | None) -> str:
    match tag, name:
        case "a", "href":
            return value or ""
        case "code", "class" if value and value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value and value.startswith("tg-"):
            return value.removeprefix("tg-")
        case "tg-emoji", "emoji-id":
            return value or ""
        case "blockquote", "expandable":
            return "1"
        case _:
            return ""
