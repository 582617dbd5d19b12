"""Deliveries of campaigns on their way: which is next, worded at the moment of sending, and what became of it.

Decides what becomes of a delivery by what became of its message. Who still gets one, and what it shows, is decided in
the transaction that takes the delivery in hand (`conversations.reminders`); the truth is in the rows.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, assert_never

import structlog

from bot.clock import Clock
from bot.logs import where
from bot.screens import read_sheet, write_screen
from bot.speech import Ending, Outcome, Speech
from bot.turns import extras_of
from conversations.campaigns import Cut, DeliveryState, LeftOut
from conversations.desk.sought import Sought
from conversations.reminders import CardThere, NotNow, Opportunity, OwnWords, WayThere, remind
from conversations.world import Outcome as Turned
from locales.cards.drawing import Drawing
from locales.reminders import Reason, render_own_words, render_reminder, render_way
from storage.database import DatabaseUnavailable
from storage.deliveries import Claimed, Worded, claim, due_deliveries, give_up, release, settle
from storage.measured import seconds_per_answer
from storage.talk import Work
from storage.writer import Writer

log = structlog.get_logger(__name__)

MEASURED_ANEW: Final = 3600.0  # seconds
STATES: Final = {
    Ending.SENT: DeliveryState.SENT,
    Ending.BLOCKED: DeliveryState.BLOCKED,
    Ending.FAILED: DeliveryState.FAILED,
    Ending.UNCONFIRMED: DeliveryState.UNCONFIRMED,
}
"""What is final; anything else puts a delivery back."""


class Campaigns:
    """A source of `bot.outgoing`: the deliveries that are due.

    ``rests`` tells how many seconds a chat has to be left alone, ``halt`` has it left alone by whoever else writes
    there; ``wish`` takes what a reminder leaves to be drawn.
    """

    def __init__(
        self,
        writer: Writer,
        clock: Clock,
        contact: str,
        wish: Callable[[Work], None],
        rests: Callable[[int], float],
        halt: Callable[[int, float], None],
    ) -> None:
        self._writer = writer
        self._clock = clock
        self._contact = contact
        self._wish = wish
        self._rests = rests
        self._halt = halt
        self._due: deque[int] = deque()
        self._unsettled: deque[tuple[Claimed, Outcome]] = deque()
        self._seconds: float | None = None
        self._measured_at: float | None = None

    async def look(self) -> bool:
        """Look at what is due, once all that was sent is noted."""
        while self._unsettled:
            await self._note(*self._unsettled[0])
            self._unsettled.popleft()
        self._due = deque(await self._writer.run(due_deliveries, self._clock.now()))
        if self._due:
            await self._measure()
        return bool(self._due)

    async def send_next(self, speech: Speech) -> Outcome | None:
        """Send the delivery that is longest due."""
        if not self._due:
            return None
        delivery, now = self._due.popleft(), self._clock.now()
        try:
            claimed = await self._writer.run(claim, delivery, now, lambda found: self._word(found, now))
        except DatabaseUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one reminder that cannot be made must not stop the others
            log.error("a reminder cannot be made", delivery=delivery, error=type(error).__name__, trace=where(error))
            await self._writer.run(give_up, delivery, now, type(error).__name__)
            return Outcome(Ending.UNSAID)
        if claimed is None:
            return Outcome(Ending.UNSAID)
        if rest := self._rests(claimed.chat_id):
            await self._writer.run(release, claimed, now + timedelta(seconds=rest))
            return Outcome(Ending.UNSAID)
        return await self._send(claimed, speech)

    async def _send(self, claimed: Claimed, speech: Speech) -> Outcome:
        sheet = read_sheet(claimed.worded.payload)
        try:
            outcome = await speech.send(claimed.chat_id, sheet.text, sheet.rows)
        except asyncio.CancelledError:
            await self._settle(claimed, Outcome(Ending.UNCONFIRMED, reason=Cut.INTERRUPTED))
            raise
        await self._settle(claimed, outcome)
        return outcome

    async def _settle(self, claimed: Claimed, outcome: Outcome) -> None:
        try:
            await self._note(claimed, outcome)
        except DatabaseUnavailable:
            self._unsettled.append((claimed, outcome))
            raise

    async def _note(self, claimed: Claimed, outcome: Outcome) -> None:
        now = self._clock.now()
        state = STATES.get(outcome.ending)
        if state is None:
            self._halt(claimed.chat_id, outcome.wait)
            await self._writer.run(release, claimed, now + timedelta(seconds=outcome.wait))
            self._due.appendleft(claimed.delivery)
            return
        work = await self._writer.run(settle, claimed, state, now, outcome.message, outcome.reason)
        if work is not None:
            self._wish(work)

    async def _measure(self) -> None:
        """Measure anew, now and then, how long an answer takes people."""
        at = self._clock.monotonic()
        if self._measured_at is None or at - self._measured_at > MEASURED_ANEW:
            self._measured_at, self._seconds = at, await self._writer.run(seconds_per_answer)

    def _word(self, opportunity: Opportunity, now: datetime) -> Worded | NotNow | LeftOut | Sought[object]:
        """Make what is sent: runs inside the transaction that takes the delivery in hand."""
        reason, world = Reason(opportunity.meeting, self._seconds), opportunity.world
        reminder = remind(opportunity, now)
        match reminder:
            case NotNow() | LeftOut() | Sought():
                return reminder
            case OwnWords():
                return Worded(write_screen(render_own_words(reminder, world.language)))
            case WayThere():
                return Worded(write_screen(render_way(reminder, reason, world.language)))
            case CardThere(place, assessment, unfinished):
                extras = extras_of(world, Turned())
                assert world.person is not None
                drawing = Drawing(place, assessment, world.person, (), now, self._contact, extras)
                payload = write_screen(render_reminder(drawing, reason, unfinished=unfinished))
                return Worded(payload, place, assessment)
            case _:
                assert_never(reminder)
