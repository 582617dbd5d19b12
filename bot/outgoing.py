"""The one queue of what we say first: a message at a time, evenly, never while Telegram has told us to wait.

Decides when the next message may go and whose turn it is: whoever asked hears before whoever is reminded. After an
outcome that nobody knows, Telegram is asked for a sign of life before anything else is sent, so that an outage costs
one message's certainty and not a campaign's. What is sent, and what becomes of a row, the sources decide.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from bot.clock import Clock
from bot.logs import where
from bot.speech import Ending, Outcome, Speech
from storage.database import DatabaseUnavailable
from storage.runner_state import Memo, recall, remember
from storage.writer import Writer

log = structlog.get_logger(__name__)

A_SECOND: Final = 5.0
"""Messages a second at most, well under Telegram's 30, so that answers never wait."""
PATIENCE: Final = (0.0, 1.0, 2.0, 5.0, 15.0, 30.0, 60.0)
"""Seconds to wait after so many unknown outcomes, or missing signs of life, in a row."""
MARGIN: Final = 0.1
"""Seconds more than Telegram told us to wait."""
LONGEST_REST: Final = timedelta(hours=1)
"""A rest from before a restart that would last longer is a clock that was moved."""


class Source(Protocol):
    """Something that messages come from, one at a time."""

    async def look(self) -> bool:
        """Look at the rows; tell whether a message waits."""
        ...

    async def send_next(self, speech: Speech) -> Outcome | None:
        """Send the next of the messages that were seen, and note what became of it; ``None``: there is none."""
        ...


class Outgoing:
    """Sends what its sources have, the first source's messages first. ``a_second``: how many at most."""

    def __init__(
        self, speech: Speech, sources: Sequence[Source], writer: Writer, clock: Clock, a_second: float = A_SECOND
    ) -> None:
        self._speech = speech
        self._sources = sources
        self._writer = writer
        self._clock = clock
        self._gap = 1 / a_second
        self._not_before = 0.0
        self._doubts = 0
        self._heard = False
        self._something = asyncio.Event()
        self._ending = asyncio.Event()
        self._ended = asyncio.Event()

    def wake(self) -> None:
        """Look at the rows: something may be due."""
        self._something.set()

    def rest(self, seconds: float) -> None:
        """Say nothing for so long: whoever answers was told to wait, and what we say first can."""
        self._rest(seconds + MARGIN)

    def stop(self) -> None:
        """Begin nothing any more; a message in the air is waited for."""
        self._ending.set()
        self._something.set()

    async def finish(self, seconds: float) -> None:
        """Wait until the message in the air has arrived and is noted, at most for ``seconds``."""
        self.stop()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ended.wait()

    async def run(self) -> None:
        """Send until told to stop."""
        try:
            await self._rest_as_before()
            while not self._ending.is_set():
                await self._something.wait()
                try:
                    await self._send_all()
                except DatabaseUnavailable as error:
                    log.error("what is due cannot be read", reason=error.code)
                except Exception as error:  # noqa: BLE001 - a message that cannot be sent must not end the service
                    log.error("a fault in what we say first", error=type(error).__name__, trace=where(error))
        finally:
            try:
                await self._speech.close()
            finally:
                self._ended.set()

    async def _rest_as_before(self) -> None:
        """Go on resting where Telegram had told the last run to."""
        try:
            until = await self._writer.run(recall, Memo.SPEECH_RESTS)
        except DatabaseUnavailable:
            return
        if until is not None:
            left = min(datetime.fromisoformat(until) - self._clock.now(), LONGEST_REST)
            self._rest(left.total_seconds())

    async def _send_all(self) -> None:
        waiting = True
        while waiting:
            if self._something.is_set():
                self._something.clear()
                waiting = any([await source.look() for source in self._sources])
            if waiting and await self._come_up():
                waiting = await self._send_one()
            else:
                waiting = False

    async def _send_one(self) -> bool:
        began = self._clock.monotonic()
        for source in self._sources:
            outcome = await source.send_next(self._speech)
            if outcome is not None:
                await self._heed(outcome, began)
                return True
        return False

    async def _come_up(self) -> bool:
        """Wait for the next message's turn; ``False``: there will be none, we stop."""
        while not self._ending.is_set():
            left = self._not_before - self._clock.monotonic()
            if left > 0:
                with suppress(TimeoutError):
                    async with asyncio.timeout(left):
                        await self._ending.wait()
            elif self._heard and not self._doubts:
                return True
            else:
                self._heard = await self._speech.answers()
                if self._heard:
                    return True
                self._doubt()
        return False

    async def _heed(self, outcome: Outcome, began: float) -> None:
        match outcome.ending:
            case Ending.UNSAID:
                return
            case Ending.UNCONFIRMED | Ending.UNREACHED:
                self._doubt()
            case Ending.NOT_NOW:
                log.info("Telegram told us to wait before we speak", seconds=outcome.wait)
                self._rest(outcome.wait + MARGIN)
                until = self._clock.now() + timedelta(seconds=outcome.wait + MARGIN)
                with suppress(DatabaseUnavailable):
                    await self._writer.run(remember, Memo.SPEECH_RESTS, until.isoformat())
            case Ending.SENT | Ending.BLOCKED | Ending.FAILED:
                self._doubts = 0
        self._not_before = max(self._not_before, began + self._gap)

    def _doubt(self) -> None:
        self._rest(PATIENCE[min(self._doubts, len(PATIENCE) - 1)])
        self._doubts += 1

    def _rest(self, seconds: float) -> None:
        self._not_before = max(self._not_before, self._clock.monotonic() + seconds)
