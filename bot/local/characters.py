"""Characters and addresses inside a text: UTF-16 units, references such as &amp;, links.

It decides what a reference or an address means. It must not know tags or messages.
"""

import re
from typing import Any

SPACES = " \t\r\n\0\v"
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]*)|#(?P<dec>[0-9]*)|(?P<name>[A-Za-z]*));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_LONGEST_REFERENCE = 10
_SCHEME = re.compile(r"(?:(?:https?|ftp|tg|ton)://|mailto:|tel:)", re.IGNORECASE)
_USER_LINK = re.compile(r"tg://user/?\?id=([0-9]+)")
_BARE_HOST = re.compile(r"[a-z][a-z0-9+.\-]*://[^/?#]+", re.IGNORECASE)


def units(text: str) -> int:
    """Return the length in UTF-16 units, as Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def reference(text: str, at: int) -> tuple[str, int]:
    """Return the character of the reference that begins at `at`, and the place after it; a bare & is itself."""
    found = _REFERENCE.match(text, at)
    if found is None:
        return "&", at + 1
    if found["name"] is not None:
        named = _NAMED.get(found["name"])
        return (named, found.end()) if named else ("&", at + 1)
    code = int(found["hex"] or "0", 16) if found["hex"] is not None else int(found["dec"] or "0")
    too_long = len(found[0].removesuffix(";")) >= _LONGEST_REFERENCE
    return ("&", at + 1) if code == 0 or code >= 0x10FFFF or too_long else (chr(code), found.end())


def link(entity: dict[str, Any], url: str) -> bool:
    """Put the address or the person into a link's entity; False when Telegram would drop the link."""
    if person := _USER_LINK.match(url):
        entity["type"] = "text_mention"
        entity["user"] = {"id": int(person[1]), "is_bot": False, "first_name": ""}
        return True
    url = url.strip()
    if not _SCHEME.match(url):
        if "." not in url.split("/", 1)[0] or any(space in url for space in SPACES):
            return False
        url = f"http://{url}"
    entity["url"] = f"{url}/" if _BARE_HOST.fullmatch(url) else url
    return True


def is_safe(url: str) -> bool:
    """Tell whether an address may be put into a page: no scheme that could carry a script."""
    return _SCHEME.match(url) is not None
