"""One call of a Bot API method: its parameters read as leniently as Telegram reads them.

It decides how a parameter becomes a value. It must not know the methods.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from bot.local.refusals import Refusal, Refused


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a multipart body."""

    name: str
    mime: str
    content: bytes


@dataclass(slots=True)
class Call:
    """A method with parameters (text, or already JSON values) and uploaded files."""

    method: str
    params: dict[str, Any]
    files: dict[str, Upload] = field(default_factory=dict)
    size: int = 0

    def string(self, name: str) -> str:
        """Return a parameter as text, empty when it is missing."""
        match self.params.get(name):
            case None:
                return ""
            case str() as text:
                return text
            case bool() as flag:
                return "true" if flag else "false"
            case value:
                return json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0, low: int | None = None, high: int | None = None) -> int:
        """Return a parameter as a whole number within bounds, the default when it is missing or no number."""
        try:
            value = int(self.params[name])
        except (KeyError, TypeError, ValueError):
            return default
        value = value if low is None else max(value, low)
        return value if high is None else min(value, high)

    def flag(self, name: str) -> bool:
        """Return whether a parameter says yes."""
        return str(self.params.get(name, "")).lower() in ("true", "yes", "1")

    def json(self, name: str, otherwise: Refusal) -> object:
        """Return a parameter that is JSON, None when it is missing; Refused(otherwise) when it cannot be read."""
        value = self.params.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise Refused(otherwise) from None

    def upload(self, name: str) -> Upload | str:
        """Return the file of a parameter, uploaded under its name or as attach://NAME; else its text."""
        if name in self.files:
            return self.files[name]
        text = self.string(name)
        return self.files.get(text.removeprefix("attach://"), text) if text.startswith("attach://") else text

    @property
    def chat_id(self) -> int:
        """The chat as a number, 0 when there is none."""
        return self.integer("chat_id")
