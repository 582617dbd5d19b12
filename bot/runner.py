"""Puts the running bot together, and takes it apart again without losing anything."""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.applier import Applier
from bot.brush import Brush
from bot.calendars import public_holidays
from bot.campaigns import Campaigns
from bot.clock import Clock
from bot.command_menu import CoordinatorMenus, register_commands
from bot.digests import Digests
from bot.enclosures import Enclosures
from bot.floods import LOOK_EVERY, REPORT_EVERY, Doorkeeper
from bot.intake import make_intake, patiently
from bot.letters import Letters
from bot.limits import Limits, known_rate
from bot.marks import Marks
from bot.notices import Notices
from bot.opening import Opening, pick_up
from bot.outages import Outages
from bot.outgoing import Outgoing
from bot.pace import Pace
from bot.polling import RawUpdate
from bot.router import make_dispatcher
from bot.settings import Settings
from bot.speaker import Speaker
from bot.speech import TelegramSpeech
from bot.stopping import LEAST, PART, Allowance, end
from bot.talker import Talker
from bot.ticker import Ticker
from bot.unkept import Unkept
from bot.upkeep import Upkeep
from conversations.events import Event, Redraw, ReminderDue
from storage.campaigns import complete_campaigns
from storage.database import Database, DatabaseUnavailable
from storage.overflow import InboxFull
from storage.people_reader import read_sender
from storage.reminders import due_reminders
from storage.talk import Work, mark_unreachable
from storage.writer import Writer

log = structlog.get_logger(__name__)

LOOK_AGAIN = 15.0  # seconds between looks for what other processes put into the tables


class Runner:
    """The bot at work on one database, whose runner lock is held by the caller."""

    def __init__(self, settings: Settings, database: Database, clock: Clock) -> None:
        assert settings.bot_token is not None
        token, api_url = settings.bot_token.get_secret_value(), settings.api_url.rstrip("/")
        self._clock = clock
        self._writer = Writer(database)
        self._bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api_url)))
        brush = Brush(self._bot)
        self._upkeep = Upkeep(settings, database, self._writer, brush, clock)
        self._marks = Marks(self._writer, clock, self._wish)
        letters = Letters(Enclosures(self._bot, self._writer, clock.now, self._happen), self._writer, clock, self._wish)
        pace = Pace(settings.chat_burst, settings.chat_refill_seconds)
        self._talker = Talker(brush, pace, clock, self._marks.add, self._unreachable, letters.deliver, self._rest)
        speaker = Speaker(brush, settings.contact, lambda: pace.wait_of_all(clock.monotonic()))
        self._unkept = Unkept(speaker)
        campaigns = Campaigns(
            self._writer,
            clock,
            settings.contact,
            self._wish,
            lambda chat: pace.wait(chat, clock.monotonic()),
            lambda chat, seconds: pace.halt(chat, seconds, clock.monotonic()),
        )
        self._outgoing = Outgoing(
            TelegramSpeech(token, api_url, settings.notices_per_second),
            self._upkeep.gated(Notices(self._writer, clock), campaigns),
            self._writer,
            clock,
            settings.notices_per_second,
        )
        self._digests = Digests(self._writer, clock, self._wish, self._outgoing.wake)
        limits = Limits(known_rate(settings.person_burst, settings.person_per_second))
        self._door = Doorkeeper(limits, brush, self._writer, clock, self._wish)
        self._applier = Applier(
            self._bot, make_dispatcher(), self._writer, self._talker, speaker, clock, self._outgoing.wake, limits
        )
        self._outages = Outages(self._writer, self._applier.happen)
        self._menus = CoordinatorMenus(self._bot, database)
        self._ticker = Ticker()
        self._intake = make_intake(settings, self._bot, clock, self._store, self._reached, self._upkeep)
        self._opening = Opening(database, self._intake.serve, self._upkeep.refused)

    async def run(self, stop: asyncio.Event, started: asyncio.Event | None = None) -> None:
        """Serve until ``stop``, then stop cleanly. Raises what ends the service for good, such as a refused token."""
        stuck = await self._prepared(stop)
        if stuck is None:
            return
        work: tuple[Coroutine[None, None, None], ...] = (self._applier.run(), self._marks.run(), self._outgoing.run())
        intake = self._opening.listening or asyncio.ensure_future(self._intake.serve())
        tasks = [*(asyncio.ensure_future(part) for part in work), intake]
        self._start_ticking()
        log.info("running")
        if started:
            started.set()
        stopping = asyncio.ensure_future(stop.wait())
        ends: set[asyncio.Future[Any]] = {*tasks, stopping, stuck}
        try:
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopping}:
                task.result()
        finally:
            stopping.cancel()
            await self._stop(tasks)

    async def _prepared(self, stop: asyncio.Event) -> "asyncio.Future[None] | None":
        """Prepare, unless told to stop while Telegram or the database is away; whatever goes wrong, all is closed.

        Gives what raises when the bot gets nowhere any more.
        """
        preparing, stopping = asyncio.ensure_future(self._prepare()), asyncio.ensure_future(stop.wait())
        ready = False
        try:
            stuck = await self._upkeep.open()
            ends: set[asyncio.Future[Any]] = {preparing, stopping, stuck}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if stuck.done():
                stuck.result()
            if preparing.done():
                preparing.result()
                ready = True
        finally:
            await end(stopping)
            if not ready:
                await end(preparing)
                await self._opening.leave()
                await self._intake.close()
                await self._close()
        return stuck if ready else None

    async def _prepare(self) -> None:
        me = await patiently(self._bot.get_me)
        await register_commands(self._bot)
        await self._opening.through(lambda: self._recover(me.username or ""))
        self._outgoing.wake()

    async def _recover(self, username: str) -> None:
        stale, owed = await pick_up(self._writer, username, self._clock.now())
        for work in owed:
            self._talker.wish(work)
        self._applier.happen(stale, Redraw())
        await self._door.count_waiting()

    def _start_ticking(self) -> None:
        self._upkeep.serving(self._ticker, self._applier.happen)
        self._ticker.every(LOOK_AGAIN, self.look_again)
        self._ticker.every(LOOK_AGAIN, self._menus.refresh)
        self._ticker.every(LOOK_EVERY, self.look_for_floods)
        self._ticker.every(REPORT_EVERY, self.report_floods)
        self._ticker.start()

    async def _stop(self, tasks: Sequence[asyncio.Future[None]]) -> None:
        applying, marking, outgoing, intake = tasks
        allowed = Allowance()
        self._upkeep.not_serving()
        self._ticker.stop()
        self._outgoing.stop()
        await end(intake)
        await self._intake.close()
        await self._door.rest(0)
        await self._applier.settle(allowed.part())
        await self._outgoing.finish(allowed.part())
        await self._talker.rest(allowed.part())
        await end(applying, marking, outgoing)
        await self._marks.settle(allowed.part(LEAST))
        await self._close(allowed.part(LEAST))
        log.info("stopped")

    async def _close(self, patience: float = PART) -> None:
        await self._talker.rest(0)
        await self._upkeep.close()
        await self._bot.session.close()
        if not await self._writer.close(patience):
            log.warning("the database is not available, so the stop does not wait: what arrived is not lost")
        self._upkeep.end()

    async def _store(self, updates: list[RawUpdate]) -> None:
        if trouble := self._opening.trouble:
            self._unkept.tell(updates)
            raise DatabaseUnavailable(trouble)
        with self._door.coming():
            let_in = await self._door.admit(updates)
            if not let_in:
                return
            try:
                await self._upkeep.store(self._bot.id, let_in)
            except (DatabaseUnavailable, InboxFull):
                self._door.give_back(let_in)
                self._unkept.tell(let_in)
                raise
        self._unkept.over()
        self._applier.wake()

    async def _reached(self, now: datetime, all_in: bool = True) -> None:
        self._upkeep.answered()
        if all_in and not self._opening.trouble:  # what still waits was given to the card as it was
            await self._outages.reached(now)

    async def look_again(self) -> None:
        """Look for what other processes put into the tables, and for what is due by now."""
        if await self._upkeep.pauses():
            return
        now = self._clock.now()
        self._applier.wake()
        await self._writer.run(complete_campaigns, now, public_holidays(now))
        self._outgoing.wake()
        await self._digests.look()
        due = await self._writer.run(due_reminders, now)
        self._applier.happen(due, ReminderDue())

    async def look_for_floods(self) -> None:
        """Tell whoever sent too much, once it is over; nobody in a pause."""
        with suppress(DatabaseUnavailable):
            if self._door.shuts_anybody_out and not await self._upkeep.pauses():
                await self._door.look()

    async def report_floods(self) -> None:
        """Say how much was too much since the last time."""
        with suppress(DatabaseUnavailable):
            await self._door.report()

    async def _happen(self, person: int, event: Event) -> None:
        sender = await self._writer.run(read_sender, person)
        if sender is not None:
            await self._applier.let_happen(sender, event)

    def _wish(self, work: Work) -> None:
        self._talker.wish(work)

    def _rest(self, seconds: float) -> None:
        self._outgoing.rest(seconds)

    async def _unreachable(self, person: int) -> None:
        await self._writer.run(mark_unreachable, person, self._clock.now())
