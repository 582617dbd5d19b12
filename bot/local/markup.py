"""Keyboards: which reply markup Telegram takes and which it refuses.

It decides the shape that a message keeps. It must not know the message.
"""

from typing import Any

from bot.local.refusals import (
    BUTTON_DATA_INVALID,
    INLINE_KEYBOARD_EXPECTED,
    KEYBOARD_NOT_ROWS,
    MARKUP_NOT_OBJECT,
    MARKUP_TOO_LONG,
    REPLY_KEYBOARD_NOT_ROWS,
    Refused,
    bad_request,
    cannot_parse_button,
)

Markup = dict[str, Any]

LONGEST_DATA = 64
MOST_BUTTONS = 100
_ACTIONS = (
    "url",
    "callback_data",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "web_app",
    "login_url",
    "copy_text",
    "callback_game",
    "pay",
)
_STRINGS = frozenset({"url", "callback_data", "switch_inline_query", "switch_inline_query_current_chat"})


def read_markup(markup: object, *, inline_only: bool = False) -> Markup | None:
    """Return the keyboard to keep, None for no keyboard; Refused for a shape that Telegram does not take."""
    if markup is None or markup == "":
        return None
    if not isinstance(markup, dict):
        raise Refused(MARKUP_NOT_OBJECT)
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if inline_only and markup:
        raise Refused(INLINE_KEYBOARD_EXPECTED)
    if "keyboard" in markup:
        return _reply_keyboard(markup)
    if markup.get("remove_keyboard"):
        return {"remove_keyboard": True}
    if markup.get("force_reply"):
        return {"force_reply": True}
    return None


def _inline(rows: object) -> Markup | None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refused(KEYBOARD_NOT_ROWS)
    kept = [[_button(button) for button in row] for row in rows]
    kept = [row for row in kept if row]
    if sum(len(row) for row in kept) > MOST_BUTTONS:
        raise Refused(MARKUP_TOO_LONG)
    return {"inline_keyboard": kept} if kept else None


def _button(button: object) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise Refused(cannot_parse_button("InlineKeyboardButton must be an Object"))
    if button.get("text") is None:
        raise Refused(cannot_parse_button('Can\'t find field "text"'))
    if not isinstance(button["text"], str):
        raise Refused(cannot_parse_button('Field "text" must be of type String'))
    action = next((name for name in _ACTIONS if button.get(name) is not None), None)
    if action is None:
        raise Refused(cannot_parse_button("Text buttons are unallowed in the inline keyboard"))
    value = button[action]
    if action in _STRINGS and not isinstance(value, str):
        raise Refused(cannot_parse_button(f'Field "{action}" must be of type String'))
    if not button["text"].strip():
        raise Refused(bad_request("inline keyboard button text is empty"))
    if action == "callback_data" and not 1 <= len(value.encode("utf-8", "surrogatepass")) <= LONGEST_DATA:
        raise Refused(BUTTON_DATA_INVALID)
    if action == "url" and "." not in value and "://" not in value:
        raise Refused(bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL"))
    return {"text": button["text"], action: value}


def _reply_keyboard(markup: Markup) -> Markup:
    rows = markup["keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refused(REPLY_KEYBOARD_NOT_ROWS)
    kept = [[{"text": button} if isinstance(button, str) else button for button in row] for row in rows]
    if not all(isinstance(button, dict) and isinstance(button.get("text"), str) for row in kept for button in row):
        raise Refused(bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object"))
    return {**markup, "keyboard": kept}
