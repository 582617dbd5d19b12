"""How long a clean stop may take: altogether, and each part of it.

What is not done by then is done after the next start: the inbox has it, or the rows, or Telegram.
"""

import asyncio
import time
from typing import Any, Final

WHOLE: Final = 5.0
"""Seconds for what is under way; the ends of connections, of a pause's lines and of the database come after it."""
PART: Final = 3.0
"""Seconds that each part may take of it."""
LEAST: Final = 0.5
"""Seconds that what must not be left out has in any case."""


class Allowance:
    """The seconds of one stop, which begins now."""

    def __init__(self) -> None:
        self._ends = time.monotonic() + WHOLE

    def part(self, least: float = 0.0) -> float:
        """Tell how many seconds the next part may take."""
        return max(least, min(PART, self._ends - time.monotonic()))


async def end(*tasks: asyncio.Future[Any]) -> None:
    """Cancel tasks, and wait until they have ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
