"""What waits to be kept because it may show personal data: written into the place, and read back from it."""

import json
from dataclasses import asdict, dataclass

from conversations.assessment import Evidence

PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A note, or a file with its caption in ``text``; ``kinds`` say what it may show."""

    kinds: tuple[str, ...]
    text: str
    evidence: Evidence | None = None


def write_doubt(doubt: Doubt) -> str:
    """Write a doubt as JSON: ``{"kind": [...], "text": ..., "evidence": {...} or null}``."""
    evidence = asdict(doubt.evidence) if doubt.evidence else None
    return json.dumps({"kind": doubt.kinds, "text": doubt.text, "evidence": evidence}, ensure_ascii=False)


def read_doubt(pending: str) -> Doubt:
    """Read it back."""
    raw = json.loads(pending)
    return Doubt(tuple(raw["kind"]), raw["text"], Evidence(**raw["evidence"]) if raw["evidence"] else None)
