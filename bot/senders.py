"""Who sent a raw update, read without decoding it: before it is stored, nobody knows whether it can be."""

from dataclasses import dataclass
from typing import Any, Final

from bot.incoming import start_token
from bot.pausing import who_wrote

NOBODY: Final = 0
OLDEST: Final = 25 * 3600.0
"""Seconds for which Telegram keeps an update at most, and some more: no message is older."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Who sent an update (`NOBODY`: somebody unnamed), when (seconds of the epoch; ``None``: nobody says), by what.

    ``press`` is that of a button in their own chat, to be answered; ``invited``: it may hold an invitation.
    """

    sender: int
    at: float | None
    press: str | None
    invited: bool


def read_sent(update: dict[str, Any]) -> Sent:
    """Read who sent an update of any kind."""
    written = who_wrote(update)
    press = None if written is None else written.callback
    return Sent(sender_of(update), _sent_at(update), press, _is_invited(update.get("message")))


def sender_of(update: dict[str, Any]) -> int:
    """Find who sent an update, whatever its kind; `NOBODY` for a channel, or for what nobody could read."""
    sent = (part["from"] for part in update.values() if isinstance(part, dict) and isinstance(part.get("from"), dict))
    return next((sender["id"] for sender in sent if isinstance(sender.get("id"), int)), NOBODY)


def sent_between(at: float | None, now: float) -> float:
    """Tell when something was sent that came ``now``, by an instant that may be missing or impossible."""
    return at if at is not None and now - OLDEST <= at <= now else now


def _is_invited(message: object) -> bool:
    text = message.get("text") if isinstance(message, dict) else None
    return isinstance(text, str) and bool(start_token(text))


def _sent_at(update: dict[str, Any]) -> float | None:
    for kind, field in (("message", "date"), ("edited_message", "edit_date")):
        said = update.get(kind)
        if isinstance(said, dict):
            at = said.get(field)
            return float(at) if type(at) is int and 0 <= at < 2**40 else None
    return None
