"""Applies what the inbox holds, in the order of arrival: each turn whole or not at all, then the talker.

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
from conversations.events import Event, Redraw
from conversations.instrument import Language
from conversations.replies import Courtesy, Line, Say
from locales.courtesies import render_courtesy
from storage import inbox
from storage.database import DatabaseUnavailable
from storage.inbox import StoredUpdate, UpdateKey
from storage.talk import is_ours
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
    """Takes updates in their order; one thread commits them, and people run in parallel in sending."""

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        writer: Writer,
        talker: Talker,
        speaker: Speaker,
        clock: Clock,
        notify: Callable[[], None],
    ) -> None:
        self._notify = notify
        self._bot = bot
        self._dispatcher = dispatcher
        self._writer = writer
        self._talker = talker
        self._speaker = speaker
        self._clock = clock
        self._something = asyncio.Event()
        self._idle = asyncio.Event()
        self._waiting: deque[tuple[Sender, Event]] = deque()
        self._groups: OrderedDict[int, None] = OrderedDict()

    def wake(self) -> None:
        """Look into the inbox: something has come, or a failed update has been brought back."""
        self._something.set()

    def happen(self, senders: Iterable[Sender], event: Event) -> None:
        """Let something happen to people that nobody of them did."""
        self._waiting.extend((sender, event) for sender in senders)
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
            await self._all(batch)
            while self._waiting:
                await self._happening(*self._waiting.popleft())
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
        if applied.notified:
            self._notify()
        if applied.forgotten:
            await self._writer.expunge()
        self.happen(applied.show_again, Redraw())
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

    async def _all(self, batch: Iterable[StoredUpdate]) -> None:
        """Apply a batch: each person's updates in their order, those of different people so that they share commits."""
        by_person: dict[int, list[tuple[StoredUpdate, dict[str, Any]]]] = {}
        for pending in batch:
            raw = json.loads(pending.body)  # it was one when it was stored
            by_person.setdefault(_sender(raw), []).append((pending, raw))
        await asyncio.gather(*(self._in_order(updates) for updates in by_person.values()))

    async def _in_order(self, updates: Iterable[tuple[StoredUpdate, dict[str, Any]]]) -> None:
        for pending, raw in updates:
            await self._update(pending, raw)

    async def _update(self, pending: StoredUpdate, raw: dict[str, Any]) -> None:
        if not KINDS & raw.keys():
            await self._patiently(lambda: self._writer.run(inbox.mark_applied, pending.key, self._clock.now()))
            return
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
        except (ValidationError, RecursionError):
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
            await self._strip_twin(applied)

    async def _strip_twin(self, applied: Applied) -> None:
        """Take the buttons off a card that came twice, as it may when an answer of Telegram was lost."""
        work, pressed = applied.work, applied.pressed_message
        if work is None or pressed is None or any(pressed == drawing.message_id for drawing in work.drawings):
            return
        if not self._talker.shows(pressed) and not await self._writer.run(is_ours, work.person, pressed):
            self._speaker.strip(work.chat_id, pressed)

    async def _happening(self, sender: Sender, event: Event) -> None:
        now = self._clock.now()
        turn = Turn(event, now, self._speaker.contact)
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


def _sender(raw: dict[str, Any]) -> int:
    """Find who sent an update, whatever its kind; 0 for nobody."""
    sent = (part["from"] for part in raw.values() if isinstance(part, dict) and isinstance(part.get("from"), dict))
    return next((sender["id"] for sender in sent if isinstance(sender.get("id"), int)), 0)
