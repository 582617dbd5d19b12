"""One thing that ``solidaria check`` looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one subject, and whether it is as it should be."""

    subject: str
    ok: bool
    words: str
