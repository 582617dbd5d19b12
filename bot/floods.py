"""The door before the inbox: what somebody sends beyond their limit is not kept, and they are told of it once.

Decides what becomes of it: Telegram is told that it came, a press is answered so that the phone does not spin, and when
the flood is over, or has lasted a while, whoever we know gets one line in their language, with their card below it.
Strangers get nothing more than they got. How much is too much, `bot.limits` decides; nobody is named in a log.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import structlog
from aiogram.exceptions import AiogramError

from bot.brush import Brush
from bot.clock import Clock
from bot.limits import Limits
from bot.polling import RawUpdate
from bot.senders import NOBODY, Sent, read_sent, sender_of, sent_between
from locales.overflow import render_overflow
from storage.database import DatabaseUnavailable
from storage.inbox import pending_updates
from storage.overflow import MOST_WAITING, count_refused, show_below, whom_we_know
from storage.talk import Work
from storage.writer import Writer

log = structlog.get_logger(__name__)

LOOK_EVERY: Final = 2.0
"""Seconds between looks whether somebody's flood is over."""
REPORT_EVERY: Final = 60.0
FRESH: Final = 30.0
"""Seconds after which an update has waited for us elsewhere, not for its turn."""
MOST_ANSWERS: Final = 100
"""Presses that are being answered at one time; more go unanswered."""


class Doorkeeper:
    """Lets updates in, or not."""

    def __init__(
        self, limits: Limits, brush: Brush, writer: Writer, clock: Clock, wish: Callable[[Work], None]
    ) -> None:
        self._limits = limits
        self._brush = brush
        self._writer = writer
        self._clock = clock
        self._wish = wish
        self._refused = 0
        self._answers: set[asyncio.Task[None]] = set()
        self._looking = asyncio.Lock()

    async def count_waiting(self) -> None:
        """Count what waits from before this start."""
        for update in await self._writer.run(pending_updates, MOST_WAITING):
            self._limits.waits(sender_of(json.loads(update.body)))

    async def admit(self, updates: Sequence[RawUpdate]) -> list[RawUpdate]:
        """Give those that are let in, in their order. Raises DatabaseUnavailable, with nothing counted."""
        now = self._clock.now().timestamp()
        sent = [read_sent(json.loads(body)) for _, body in updates]
        let_in = [self._judge(one, now) for one in sent]
        try:
            await self._know_better(sent, let_in, now)
        except DatabaseUnavailable:
            self._give_back(one for one, inside in zip(sent, let_in, strict=True) if inside)
            raise
        refused = [one for one, inside in zip(sent, let_in, strict=True) if not inside]
        self._refused += len(refused)
        for one in refused:
            if one.press is not None and len(self._answers) < MOST_ANSWERS and self._limits.may_answer(one.sender, now):
                self._answer(one.press)
        return [update for update, inside in zip(updates, let_in, strict=True) if inside]

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Let updates in and put them into the inbox meanwhile: that it is empty says nothing then."""
        self._limits.coming += 1
        try:
            yield
        finally:
            self._limits.coming -= 1

    def give_back(self, updates: Iterable[RawUpdate]) -> None:
        """These were let in and could not be kept: they will come once more."""
        self._give_back(read_sent(json.loads(body)) for _, body in updates)

    @property
    def shuts_anybody_out(self) -> bool:
        """Tell whether there is, or was, a flood of which somebody is to be told."""
        return self._limits.shuts_anybody_out

    async def look(self) -> None:
        """Tell whoever has to be told by now, and show them their card below it."""
        now = self._clock.now()
        for sender, say_it in self._limits.to_be_told(now.timestamp()):
            try:
                shown = await self._writer.run(show_below, sender, now)
            except DatabaseUnavailable as error:
                log.warning("somebody cannot be told yet that not all was kept", reason=error.code)
                self._limits.not_told(sender, now.timestamp(), untold=say_it)
                continue
            if shown is None:
                continue
            language, work = shown
            if say_it:
                await _aside(self._brush.say(sender, render_overflow(language)))
            if work is not None:
                self._wish(work)

    async def report(self) -> None:
        """Say how much was not kept since the last time, if anything, and count it."""
        refused, self._refused = self._refused, 0
        if refused:
            log.warning("updates over somebody's limit were not kept", count=refused)
            try:
                await self._writer.run(count_refused, refused, self._clock.now())
            except DatabaseUnavailable:
                self._refused += refused
                raise

    async def rest(self, seconds: float) -> None:
        """Wait until presses are answered, at most for ``seconds``."""
        if self._answers:
            await asyncio.wait(self._answers, timeout=seconds)
        for task in tuple(self._answers):
            task.cancel()

    async def _know_better(self, sent: Sequence[Sent], let_in: list[bool], now: float) -> None:
        """Look which of those whom strangers' limits kept out are none, and judge theirs again.

        One look at a time: somebody may send more while they are looked for, and that is judged again as well.
        """
        strangers = {one.sender for one, inside in zip(sent, let_in, strict=True) if not inside}
        strangers = {one for one in strangers if not self._limits.knows(one)}
        if not strangers:
            return
        async with self._looking:
            doubtful = {one for one in strangers if self._limits.may_be_known(one, now)}
            try:
                known = await self._writer.run(whom_we_know, doubtful) if doubtful else ()
            except DatabaseUnavailable:
                self._limits.not_looked_for(doubtful)
                raise
            for sender in known:
                self._limits.is_known(sender, now)
        for place, one in enumerate(sent):
            if one.sender in strangers and self._limits.knows(one.sender) and not let_in[place]:
                let_in[place] = self._judge(one, now)

    def _judge(self, sent: Sent, now: float) -> bool:
        if sent.sender == NOBODY:
            return True
        at = sent_between(sent.at, now)
        return self._limits.admit(sent.sender, at, now, fresh=now - at <= FRESH, invited=sent.invited)

    def _give_back(self, sent: Iterable[Sent]) -> None:
        for one in sent:
            if one.sender != NOBODY:
                self._limits.give_back(one.sender)

    def _answer(self, press: str) -> None:
        task = asyncio.create_task(_aside(self._brush.toast(press, None, alert=False)))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)


async def _aside(saying: Awaitable[None]) -> None:
    try:
        await saying
    except AiogramError as error:
        log.info("somebody who sends too much could not be answered", error=type(error).__name__)
