"""Notices of the outbox: answers to questions, news to coordinators, a wave that has opened.

Decides what becomes of a letter by what became of its message. A notice is claimed before the call. When nobody can
know whether it arrived it is listed as unconfirmed and never sent again. Outside of the hours in which we write first,
where the person is, it comes without a sound.
"""

import asyncio
from collections import deque
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.screens import read_sheet
from bot.speech import Ending, Outcome, Speech
from conversations.campaigns import Cut
from conversations.due import may_sound
from storage.outbox import Addressed, claim_letter, settle_letter, waiting_notices
from storage.tables.talk import LetterState
from storage.talk import mark_unreachable
from storage.writer import Writer

EVERYWHERE = ("America/Sao_Paulo", "America/Mexico_City")
"""The east and west of who coordinates and is at no member: what is night at one of them is night for them."""
STATES = {
    Ending.SENT: LetterState.SENT,
    Ending.BLOCKED: LetterState.FAILED,
    Ending.FAILED: LetterState.FAILED,
    Ending.UNCONFIRMED: LetterState.UNCONFIRMED,
    Ending.NOT_NOW: LetterState.PENDING,
    Ending.UNREACHED: LetterState.PENDING,
}


class Notices:
    """A source of `bot.outgoing`: the notices that wait in the outbox, oldest first."""

    def __init__(self, writer: Writer, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock
        self._waiting: deque[Addressed] = deque()

    async def look(self) -> bool:
        """Look into the outbox."""
        self._waiting = deque(await self._writer.run(waiting_notices))
        return bool(self._waiting)

    async def send_next(self, speech: Speech) -> Outcome | None:
        """Send the oldest notice."""
        if not self._waiting:
            return None
        one = self._waiting[0]
        if not await self._writer.run(claim_letter, one.letter.id, self._clock.now()):
            self._waiting.popleft()
            return Outcome(Ending.UNSAID)
        try:
            sheet = read_sheet(one.letter.payload)
            outcome = await speech.send(one.chat_id, sheet.text, sheet.rows, silently=self._rests(one))
        except asyncio.CancelledError:
            await self._settle(one, Outcome(Ending.UNCONFIRMED, reason=Cut.INTERRUPTED))
            raise
        await self._settle(one, outcome)
        if STATES[outcome.ending] is not LetterState.PENDING:
            self._waiting.popleft()
        return outcome

    def _rests(self, one: Addressed) -> bool:
        zones = (one.timezone,) if one.timezone is not None else EVERYWHERE
        return not all(may_sound(self._clock.now(), ZoneInfo(zone)) for zone in zones)

    async def _settle(self, one: Addressed, outcome: Outcome) -> None:
        if outcome.ending is Ending.BLOCKED:
            await self._writer.run(mark_unreachable, one.person, self._clock.now())
        state, now = STATES[outcome.ending], self._clock.now()
        await self._writer.run(settle_letter, one.letter.id, state, now, outcome.message, outcome.reason)
