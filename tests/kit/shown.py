"""What a phone shows: messages and buttons as a person sees them.

It decides the words of a transcript. It must not know how messages arrive.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Button:
    """A button as the person sees it; `data` is None for a link."""

    text: str
    data: str | None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it is on the screen now, or as it was when it was shown."""

    id: int
    mine: bool
    text: str
    html: str
    keyboard: tuple[tuple[Button, ...], ...]
    edited: bool
    photo: str | None
    document: str | None
    reply_to: int | None

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons, row by row."""
        return tuple(button for row in self.keyboard for button in row)

    def drawn(self) -> str:
        """Return the message as lines of a transcript."""
        who = "-->" if self.mine else "<--"
        media = "[photo] " if self.photo else "[document] " if self.document else ""
        lines = [f"{who} {media}{self.text}"]
        lines += ["    " + " ".join(f"[{button.text}]" for button in row) for row in self.keyboard]
        return "\n".join(lines)


def shown(view: dict[str, Any]) -> Shown:
    """Return the message of a view that the phone API gives."""
    rows = tuple(
        tuple(Button(button["text"], button.get("callback_data"), button.get("url")) for button in row)
        for row in view["keyboard"]
    )
    return Shown(
        id=view["id"],
        mine=view["mine"],
        text=view["text"],
        html=view["html"],
        keyboard=rows,
        edited=view["edited"],
        photo=view["photo"]["url"] if "photo" in view else None,
        document=view["document"]["url"] if "document" in view else None,
        reply_to=view["reply_to"]["id"] if view["reply_to"] else None,
    )
