"""A pause at the edge: nothing is begun by us, and whoever writes is told once that it is kept.

Decides whom it was told: everybody is told once in a pause, also when the bot is restarted in it. That updates wait
is decided in storage.
"""

import asyncio
import json
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from aiogram.exceptions import AiogramError

from bot.brush import Brush
from bot.clock import Clock
from bot.outgoing import Source
from bot.speech import Outcome, Speech
from conversations.instrument import Language
from locales.pause import render_pause
from storage.database import DatabaseUnavailable
from storage.pausing import kept_between, language_of
from storage.runner_state import paused_since
from storage.writer import Writer

log = structlog.get_logger(__name__)

MOST_BATCHES = 100
"""Batches of updates whose senders are being told at one time; whoever is in another is told with the next."""
MOST_REMEMBERED = 100_000
"""People who are remembered as told; beyond that somebody may be told twice."""


@dataclass(frozen=True, slots=True)
class Written:
    """Who did something in a private chat, in which language their app is, and the press if it was one."""

    person: int
    hint: Language
    callback: str | None


class Gate:
    """A source of `bot.outgoing` that has nothing while there is a pause."""

    def __init__(self, source: Source, writer: Writer) -> None:
        self._source = source
        self._writer = writer

    async def look(self) -> bool:
        """Look at the rows, unless there is a pause."""
        return not await self._closed() and await self._source.look()

    async def send_next(self, speech: Speech) -> Outcome | None:
        """Send the next message, unless there is a pause."""
        return None if await self._closed() else await self._source.send_next(speech)

    async def _closed(self) -> bool:
        return await self._writer.run(paused_since) is not None


class Pausing:
    """Tells people of a pause, each once."""

    def __init__(self, brush: Brush, writer: Writer, clock: Clock) -> None:
        self._brush = brush
        self._writer = writer
        self._started = clock.now()
        self._since: datetime | None = None
        self._told: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def tell(self, bodies: Iterable[bytes], since: datetime) -> None:
        """Tell who sent these updates, which are kept, of the pause."""
        if len(self._tasks) >= MOST_BATCHES:
            return
        task = asyncio.create_task(self._tell_all(bodies, since))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def rest(self, seconds: float) -> None:
        """Wait until all is said, at most for ``seconds``."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in tuple(self._tasks):
            task.cancel()

    async def _tell_all(self, bodies: Iterable[bytes], since: datetime) -> None:
        try:
            await self._begin(since)
            for body in bodies:
                written = who_wrote(json.loads(body))
                if written is not None:
                    await self._tell(written)
        except DatabaseUnavailable as error:
            log.warning("people cannot be told of the pause", reason=error.code)

    async def _begin(self, since: datetime) -> None:
        if self._since == since:
            return
        self._since, self._told = since, set()
        for body in await self._writer.run(kept_between, since, self._started):
            written = who_wrote(json.loads(body))
            if written is not None:
                self._told.add(written.person)

    async def _tell(self, written: Written) -> None:
        first = written.person not in self._told
        if first:
            if len(self._told) >= MOST_REMEMBERED:
                self._told.clear()
            self._told.add(written.person)
        text = None
        if first:
            known: Language | None = await self._writer.run(language_of, written.person)
            text = render_pause(known or written.hint)
        if written.callback is not None:
            await _aside(self._brush.toast(written.callback, text, alert=first))
        elif text is not None:
            await _aside(self._brush.say(written.person, text))


def who_wrote(update: dict[str, Any]) -> Written | None:
    """Read who did something in their private chat; ``None`` for anything else."""
    press = update.get("callback_query")
    said = press or update.get("message") or update.get("edited_message")
    if not isinstance(said, dict):
        return None
    message = said.get("message") if press else said
    sender, chat = said.get("from"), message.get("chat") if isinstance(message, dict) else None
    if not isinstance(sender, dict) or not isinstance(chat, dict) or chat.get("type") != "private":
        return None
    person = sender.get("id")
    if type(person) is not int or chat.get("id") != person:
        return None
    callback = said.get("id") if press else None
    return Written(person, _hint(sender), callback if isinstance(callback, str) else None)


def _hint(sender: dict[str, Any]) -> Language:
    code = str(sender.get("language_code", "")).split("-")[0]
    return Language(code) if code in set(Language) else Language.ES


async def _aside(saying: Awaitable[None]) -> None:
    try:
        await saying
    except AiogramError as error:
        log.info("somebody could not be told of the pause", error=type(error).__name__)
