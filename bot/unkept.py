"""What is said while updates cannot even be kept, as when the disk is full: they stay with Telegram and come again.

Decides who is told that it is not saved: whoever did something in their own chat, once in each trouble.
"""

import json
from collections.abc import Iterable
from typing import Final

from bot.pausing import who_wrote
from bot.polling import RawUpdate
from bot.speaker import Speaker

MOST_TOLD: Final = 1_000
"""People who are told in one trouble."""


class Unkept:
    """Tells people of a trouble, until it is over."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._told: set[int] = set()

    def tell(self, updates: Iterable[RawUpdate]) -> None:
        """Tell who sent updates that were not kept; the same updates may come again."""
        for _, body in updates:
            update = json.loads(body)
            written = who_wrote(update)
            if written is None or written.person in self._told or len(self._told) >= MOST_TOLD:
                continue
            self._told.add(written.person)
            self._speaker.tell_failed(update)

    def over(self) -> None:
        """Note that updates are kept."""
        self._told.clear()
