"""From what a bot sends to what a message holds: parse mode, trimming, limits, and back to safe HTML.

It decides which text Telegram keeps. It must not know chats; tags are read by `entities`.
"""

import re
from html import escape

from bot.local.characters import is_safe, units
from bot.local.entities import Entity, parse_html
from bot.local.refusals import (
    TEXT_BLANK,
    UNPARSABLE_ENTITIES,
    UNSUPPORTED_PARSE_MODE,
    Refused,
)

_SPLITTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
_SOLID = frozenset({"code", "pre"})
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
_DETECTED = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"]+[^\s<>\".,;:!?)\]])"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<bot_command>(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<![\w@])@[A-Za-z0-9_]{4,32}(?!\w))"
)
_TAG = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ("<tg-spoiler>", "</tg-spoiler>"),
    "code": ("<code>", "</code>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
}


def read_text(text: str, parse_mode: str, entities: object, *, may_be_empty: bool = False) -> tuple[str, list[Entity]]:
    """Return the text and entities that a message keeps.

    Only HTML is read of Telegram's parse modes; the others are refused as an unknown one is. `entities` is the
    caller's own list, used when there is no parse mode.
    """
    match parse_mode.lower():
        case "html":
            parsed, found = parse_html(text)
        case "" | "none":
            parsed, found = text, _given(entities)
        case _:
            raise Refused(UNSUPPORTED_PARSE_MODE)
    parsed, found = _trim(parsed.replace("\r", ""), found)
    if not parsed and not may_be_empty:
        raise Refused(TEXT_BLANK)
    return parsed, detect(parsed, _untangle(found) if found else found)


def detect(text: str, entities: list[Entity]) -> list[Entity]:
    """Return the entities with the commands, addresses and mentions that Telegram finds by itself."""
    if "/" not in text and "@" not in text:
        return entities
    taken = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in _SOLID | {"text_link"}]
    found = list(entities)
    for match in _DETECTED.finditer(text):
        begin = units(text[: match.start()])
        end = begin + units(match[0])
        if not any(begin < b and a < end for a, b in taken):
            found.append({"offset": begin, "length": end - begin, "type": match.lastgroup})
    found.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return found


def to_html(text: str, entities: list[Entity]) -> str:
    """Return HTML that is safe to put into a page and that Telegram would read as the same message."""
    if not entities:
        return escape(text, quote=False)
    raw = text.encode("utf-16-le", "surrogatepass")
    total = len(raw) // 2
    marks = [(e["offset"], min(e["offset"] + e["length"], total), e) for e in entities if e["type"] != "custom_emoji"]
    places = sorted({0, total, *(place for begin, end, _ in marks for place in (begin, end) if place <= total)})
    out: list[str] = []
    stack: list[tuple[int, Entity]] = []
    for index, place in enumerate(places):
        reopen: list[tuple[int, Entity]] = []
        while any(end <= place for end, _ in stack):
            end, entity = stack.pop()
            out.append(_tags(entity, "")[1])
            if end > place:
                reopen.insert(0, (end, entity))
        starting = sorted(((end, e) for begin, end, e in marks if begin == place < end), key=lambda mark: -mark[0])
        upcoming = places[index + 1] if index + 1 < len(places) else total
        segment = raw[place * 2 : upcoming * 2].decode("utf-16-le", "surrogatepass")
        for end, entity in [*reopen, *starting]:
            whole = raw[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2]
            out.append(_tags(entity, whole.decode("utf-16-le", "surrogatepass"))[0])
            stack.append((end, entity))
        out.append(escape(segment, quote=False))
    return "".join(out)


def _tags(entity: Entity, whole: str) -> tuple[str, str]:
    match entity["type"]:
        case "text_link" if is_safe(str(entity.get("url"))):
            return f'<a href="{escape(entity["url"])}">', "</a>"
        case "text_mention":
            return f'<a href="tg://user?id={int(entity["user"]["id"])}">', "</a>"
        case "url":
            return f'<a href="{escape(whole)}">', "</a>"
        case "email":
            return f'<a href="mailto:{escape(whole)}">', "</a>"
        case "bot_command" | "mention":
            return "", ""
        case "pre":
            language = entity.get("language")
            if language:
                return f'<pre><code class="language-{escape(language)}">', "</code></pre>"
            return "<pre>", "</pre>"
        case kind:
            return _TAG.get(kind, ("", ""))


def _given(entities: object) -> list[Entity]:
    if entities in (None, "", []):
        return []
    if not isinstance(entities, list) or not all(isinstance(entity, dict) for entity in entities):
        raise Refused(UNPARSABLE_ENTITIES)
    found: list[Entity] = []
    for entity in entities:
        kept = {key: value for key, value in entity.items() if value is not None}
        if isinstance(kept.get("offset"), int) and isinstance(kept.get("length"), int) and kept.get("type"):
            found.append(kept)
    return sorted(found, key=lambda entity: (entity["offset"], -entity["length"]))


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    kept = text.strip()
    if kept == text or not entities:
        return kept, entities
    lead = units(text[: len(text) - len(text.lstrip())])
    length = units(kept)
    trimmed: list[Entity] = []
    for entity in entities:
        begin = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] + entity["length"] - lead, length)
        if end > begin:
            trimmed.append({**entity, "offset": begin, "length": end - begin})
    return kept, trimmed


def _untangle(entities: list[Entity]) -> list[Entity]:
    """Code swallows what lies inside it and splits what lies around it; quotations do not nest."""
    solid = [e for e in entities if e["type"] in _SOLID]
    kept: list[Entity] = []
    quoted = -1
    for entity in entities:
        kind = entity["type"]
        if kind in _QUOTES:
            if entity["offset"] < quoted:
                continue
            quoted = entity["offset"] + entity["length"]
        if kind in _SPLITTABLE:
            kept += _around(entity, solid)
        elif kind in _SOLID:
            outer = next((s for s in solid if s is not entity and _inside(entity, s) and not _inside(s, entity)), None)
            if outer is None:
                kept.append(entity)
        elif kind in _QUOTES or not any(_inside(entity, s) for s in solid):
            kept.append(entity)
    return sorted((_plain(e) for e in kept), key=lambda entity: (entity["offset"], -entity["length"]))


def _plain(entity: Entity) -> Entity:
    if entity["type"] == "code" and "language" in entity:
        return {key: value for key, value in entity.items() if key != "language"}
    return entity


def _inside(inner: Entity, outer: Entity) -> bool:
    return bool(
        outer["offset"] <= inner["offset"] and inner["offset"] + inner["length"] <= outer["offset"] + outer["length"]
    )


def _around(entity: Entity, solid: list[Entity]) -> list[Entity]:
    pieces: list[tuple[int, int]] = [(entity["offset"], entity["offset"] + entity["length"])]
    for block in solid:
        begin, end = block["offset"], block["offset"] + block["length"]
        cut: list[tuple[int, int]] = []
        for a, b in pieces:
            cut += [(a, min(b, begin)), (max(a, end), b)] if a < end and begin < b else [(a, b)]
        pieces = [(a, b) for a, b in cut if a < b]
    return [{**entity, "offset": a, "length": b - a} for a, b in pieces]
