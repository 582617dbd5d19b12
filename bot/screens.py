"""Screens on their way to a chat: written as JSON into the turn's transaction, read back by the talker."""

import json
from dataclasses import dataclass

from bot.buttons import encode
from locales.screen import Screen

Rows = tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A screen as it is sent: Telegram HTML, and rows of (label, data)."""

    text: str
    rows: Rows = ()


def write_screen(screen: Screen) -> str:
    """Write a screen as the payload that storage keeps."""
    rows = [[(button.label, encode(button.press)) for button in row] for row in screen.rows]
    return json.dumps({"text": screen.text, "rows": rows}, ensure_ascii=False, separators=(",", ":"))


def read_sheet(payload: str) -> Sheet:
    """Read a payload back; one of a notice may have no rows."""
    raw = json.loads(payload)
    return Sheet(raw["text"], tuple(tuple((label, data) for label, data in row) for row in raw.get("rows", ())))


def keyboard(rows: Rows) -> str | None:
    """Write the JSON of an inline keyboard of rows; ``None`` when there are none."""
    if not rows:
        return None
    buttons = [[{"text": label, "callback_data": data} for label, data in row] for row in rows]
    return json.dumps({"inline_keyboard": buttons}, ensure_ascii=False, separators=(",", ":"))
