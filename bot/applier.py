"""Applies what the inbox holds, in the order of arrival: one transaction a turn, then the talker.

A fault of the database is waited out with nothing marked. Any other fault is tried again, then the update is put
aside as failed, its sender is told, and the next one goes on.
"""

import asyncio
import json
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import structlog
from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import Update
from pydantic import ValidationError

from bot.clock import Clock
from bot.incoming import Incoming
from bot.intake import KINDS
from bot.logs import where
from bot.speaker import Applied, Speaker
from bot.talker import Talker
from bot.turns import Spoken, Turn
from conversations.events import OutageEnded
from conversations.instrument import Language
from conversations.replies import Courtesy, Line, Say
from locales.courtesies import render_courtesy
from storage import inbox
from storage.database import DatabaseUnavailable
from storage.inbox import StoredUpdate, UpdateKey
from storage.turn import apply
from storage.world_reader import Inquiry, Sender
from storage.writer import Writer

T = TypeVar("T")

log = structlog.get_logger(__name__)

TRIES = 3
BATCH = 100
GROUPS_REMEMBERED = 10_000
PAUSE = 2.0
"""Seconds between tries while the database is not available."""


@dataclass(frozen=True, slots=True)
class TurnTaker:
    """What a handler may call: takes the turn of one update and commits it."""

    applier: "Applier"
    key: UpdateKey

    async def turn(self, incoming: Incoming | None) -> Applied | None:
        """Apply what a person did, exactly once; ``None`` if it had been applied before."""
        if incoming is None:
            return self.nothing()
        return await self.applier.take(self.key, incoming)

    def nothing(self) -> Applied:
        """Leave the update without a turn."""
        return Applied(Spoken())

    def group(self, chat: int) -> Applied:
        """Answer a group or channel, once in a while."""
        if not self.applier.first_time(chat):
            return Applied(Spoken())
        return Applied(Spoken(courtesy=self.applier.group_line()), chat=chat)


class Applier:
    """Takes updates one after another; people run in parallel in sending, not in committing."""

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        writer: Writer,
        talker: Talker,
        speaker: Speaker,
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._writer = writer
        self._talker = talker
        self._speaker = speaker
        self._clock = clock
        self._something = asyncio.Event()
        self._idle = asyncio.Event()
        self._waiting: deque[Sender] = deque()
        self._groups: OrderedDict[int, None] = OrderedDict()

    def wake(self) -> None:
        """Look into the inbox: something has come, or a failed update has been brought back."""
        self._something.set()

    def show_again(self, senders: Iterable[Sender]) -> None:
        """Give people who were answering while we were away their card anew."""
        self._waiting.extend(senders)
        self._something.set()

    async def run(self) -> None:
        """Apply for ever."""
        while True:
            self._something.clear()
            batch: tuple[StoredUpdate, ...] = ()
            try:
                batch = await self._writer.run(inbox.next_updates, BATCH)
            except DatabaseUnavailable as error:
                log.error("the inbox cannot be read, trying again", reason=error.code)
                await asyncio.sleep(PAUSE)
                continue
            for update in batch:
                await self._update(update)
            while self._waiting:
                await self._outage(self._waiting.popleft())
            if not batch:
                self._idle.set()
                await self._something.wait()
                self._idle.clear()

    async def settle(self, seconds: float) -> None:
        """Wait until the inbox is empty and what was said at once is said, at most for ``seconds``."""
        self.wake()
        self._idle.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
                await self._speaker.rest()
        except TimeoutError:
            log.info("stopping with updates in the inbox: they are applied after the next start")

    async def take(self, key: UpdateKey, incoming: Incoming) -> Applied | None:
        """Commit a turn; ``None`` if it had been."""
        now = self._clock.now()
        turn = Turn(incoming.event, now, self._speaker.contact)
        applied = await self._writer.run(apply, key, incoming.sender, incoming.inquiry, turn.decide, now)
        if applied.duplicate:
            return None
        chat = incoming.sender.telegram_id
        return Applied(turn.spoken, applied.work, chat, incoming.callback, incoming.pressed_message)

    def group_line(self) -> str:
        """Give the line for groups and channels."""
        return render_courtesy(Courtesy(Line(Say.PRIVATE_ONLY), Language.ES), self._speaker.contact)

    def first_time(self, chat: int) -> bool:
        """Tell whether a group has not been answered lately."""
        known = chat in self._groups
        self._groups[chat] = None
        if len(self._groups) > GROUPS_REMEMBERED:
            self._groups.popitem(last=False)
        return not known

    async def _update(self, pending: StoredUpdate) -> None:
        raw = json.loads(pending.body)
        if not KINDS & raw.keys():
            await self._patiently(lambda: self._writer.run(inbox.mark_applied, pending.key, self._clock.now()))
            return
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
        except ValidationError:
            log.error("an update cannot be read and is put aside", update=pending.key.update_id)
            await self._patiently(lambda: self._writer.run(inbox.quarantine, pending.key, "unreadable"))
            return
        attempts, failure = 0, ""
        while attempts < TRIES:
            try:
                await self._patiently(lambda: self._feed(update, pending.key), raw)
            except Exception as error:  # noqa: BLE001 - whatever a turn raises must not stop the next one
                failure = type(error).__name__
                log.error("a turn failed", update=pending.key.update_id, error=failure, trace=where(error))
                note = partial(self._writer.run, inbox.count_attempt, pending.key, failure)
                attempts = await self._patiently(note)
            else:
                return
        await self._patiently(lambda: self._writer.run(inbox.mark_failed, pending.key, failure))
        self._speaker.tell_failed(raw)

    async def _feed(self, update: Update, key: UpdateKey) -> None:
        applied = await self._dispatcher.feed_update(self._bot, update, take=TurnTaker(self, key))
        if applied is UNHANDLED or applied is None or applied.work is None:
            await self._writer.run(inbox.mark_applied, key, self._clock.now())
        if isinstance(applied, Applied):
            if applied.work:
                self._talker.wish(applied.work)
            self._speaker.say(applied)

    async def _outage(self, sender: Sender) -> None:
        now = self._clock.now()
        turn = Turn(OutageEnded(), now, self._speaker.contact)
        try:
            applied = await self._writer.run(apply, None, sender, Inquiry(), turn.decide, now)
        except Exception as error:  # noqa: BLE001 - as above
            log.error("a card could not be shown again", error=type(error).__name__)
            return
        if applied.work:
            self._talker.wish(applied.work)

    async def _patiently(self, write: Callable[[], Awaitable[T]], raw: dict[str, Any] | None = None) -> T:
        told = False
        while True:
            try:
                return await write()
            except DatabaseUnavailable as error:
                log.error("the database is not available, trying again", reason=error.code)
                if raw and not told:
                    told = True
                    self._speaker.tell_failed(raw)
                await asyncio.sleep(PAUSE)
