"""Applies what the inbox holds, in the order of arrival: each turn whole or not at all, then the talker.

A fault of the database is waited out with nothing marked. Any other fault is tried again, then the update is put
aside as failed, its sender is told, and the next one goes on.
"""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import Update

from bot import perseverance
from bot.clock import Clock
from bot.groups import Groups
from bot.happenings import Happenings
from bot.incoming import Incoming, read_update
from bot.intake import KINDS
from bot.limits import Limits
from bot.logs import where
from bot.perseverance import persevere
from bot.senders import sender_of
from bot.speaker import Applied, Speaker
from bot.talker import Talker
from bot.turns import Spoken, Turn
from conversations.events import Event, Redraw
from conversations.instrument import Language
from conversations.replies import Courtesy, Line, Say
from locales.courtesies import render_courtesy
from storage import inbox
from storage.database import DatabaseUnavailable
from storage.inbox import StoredUpdate, UpdateKey, UpdateUnknown
from storage.talk import is_ours
from storage.turn import apply
from storage.world_reader import Inquiry, Sender
from storage.writer import Writer

log = structlog.get_logger(__name__)

TRIES = 3
BATCH = 200
OF_ONE_IN_A_BATCH = 3  # updates of a person that are applied before what others sent meanwhile is looked at


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
        if not self.applier.groups.first_time(chat):
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
        limits: Limits,
    ) -> None:
        self._notify = notify
        self._limits = limits
        self._bot = bot
        self._dispatcher = dispatcher
        self._writer = writer
        self._talker = talker
        self._speaker = speaker
        self._clock = clock
        self._something = asyncio.Event()
        self._idle = asyncio.Event()
        self._waiting = Happenings()
        self.groups = Groups()

    def wake(self) -> None:
        """Look into the inbox: something has come, or a failed update has been brought back."""
        self._something.set()

    def happen(self, senders: Iterable[Sender], event: Event) -> None:
        """Let something happen to people that nobody of them did."""
        self._waiting.add(senders, event)
        self._something.set()

    async def let_happen(self, sender: Sender, event: Event) -> None:
        """Let something happen to a person that they did not do, and wait until it has."""
        over = self._waiting.until_over(sender, event)
        self.happen((sender,), event)
        await over.wait()

    async def run(self) -> None:
        """Apply for ever."""
        while True:
            self._something.clear()
            try:
                batch = await self._writer.run(inbox.next_updates, BATCH)
                if not batch and self._limits.waiting and await self._writer.run(inbox.oldest_pending) is None:
                    self._limits.nothing_waits()  # in a pause something does
            except DatabaseUnavailable as error:
                log.error("the inbox cannot be read, trying again", reason=error.code)
                await asyncio.sleep(perseverance.PAUSE)
                continue
            await self._all(batch)
            for sender, event in self._waiting.ready(self._limits.waits_of):
                await self._happening(sender, event)
                self._waiting.is_over(sender, event)
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

    async def _all(self, batch: Iterable[StoredUpdate]) -> None:
        """Apply some of each person's in their order, those of different people so that they share commits."""
        by_person: dict[int, list[tuple[StoredUpdate, dict[str, Any]]]] = {}
        for pending in batch:
            raw = json.loads(pending.body)  # it was one when it was stored
            by_person.setdefault(sender_of(raw), []).append((pending, raw))
        await asyncio.gather(*(self._in_order(updates[:OF_ONE_IN_A_BATCH]) for updates in by_person.values()))

    async def _in_order(self, updates: Iterable[tuple[StoredUpdate, dict[str, Any]]]) -> None:
        for pending, raw in updates:
            await self._update(pending, raw)
            self._limits.done(sender_of(raw))

    async def _update(self, pending: StoredUpdate, raw: dict[str, Any]) -> None:
        if not KINDS & raw.keys():
            await persevere(lambda: self._writer.run(inbox.mark_applied, pending.key, self._clock.now()))
            return
        update = read_update(raw, self._bot)
        if update is None:
            log.error("an update cannot be read and is put aside", update=pending.key.update_id)
            await persevere(lambda: self._writer.run(inbox.quarantine, pending.key, "unreadable"))
            return
        attempts, failure = 0, ""
        while attempts < TRIES:
            try:
                await persevere(lambda: self._feed(update, pending.key), lambda: self._speaker.tell_failed(raw))
            except Exception as error:  # noqa: BLE001 - whatever a turn raises must not stop the next one
                failure = type(error).__name__
                log.error("a turn failed", update=pending.key.update_id, error=failure, trace=where(error))
                note = partial(self._writer.run, inbox.count_attempt, pending.key, failure)
                try:
                    attempts = await persevere(note)
                except UpdateUnknown:  # it is applied: what failed came after it was committed
                    return
            else:
                return
        await persevere(lambda: self._writer.run(inbox.mark_failed, pending.key, failure))
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
            applied = await persevere(lambda: self._writer.run(apply, None, sender, Inquiry(), turn.decide, now))
        except Exception as error:  # noqa: BLE001 - as above
            log.error("a card could not be shown again", error=type(error).__name__)
            return
        if applied.work:
            self._talker.wish(applied.work)
