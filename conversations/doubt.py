"""What waits to be kept because it may show personal data: written into the place, and read back from it."""

import json
from dataclasses import asdict, dataclass, replace

from conversations.assessment import Evidence
from conversations.place import View
from conversations.scene import Scene
from conversations.world import Outcome

PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A note, or a file with its caption in ``text``; ``kinds`` say what it may show."""

    kinds: tuple[str, ...]
    text: str
    evidence: Evidence | None = None
    asks: bool = False
    """The text is a question to the coordinators."""


def write_doubt(doubt: Doubt) -> str:
    """Write a doubt as JSON: ``{"kind": [...], "text": ..., "evidence": {...} or null, "asks": ...}``."""
    evidence = asdict(doubt.evidence) if doubt.evidence else None
    said = {"kind": doubt.kinds, "text": doubt.text, "evidence": evidence, "asks": doubt.asks}
    return json.dumps(said, ensure_ascii=False)


def read_doubt(pending: str) -> Doubt:
    """Read it back."""
    raw = json.loads(pending)
    evidence = Evidence(**raw["evidence"]) if raw["evidence"] else None
    return Doubt(tuple(raw["kind"]), raw["text"], evidence, raw.get("asks", False))


def ask_about(scene: Scene, target: str, doubt: Doubt, message: int | None) -> Outcome:
    """Ask whether to keep what may show personal data."""
    asking = replace(scene.at(View.PERSONAL, target), pending=write_doubt(doubt), pending_message=message)
    return scene.go(asking)
