"""Makes the database's wish true: letters are sent, screens drawn, only in their latest state, each chat at its pace.

Knows nothing of the conversation. Whatever is cut off by a stop is wished for again after the restart: a screen may
be drawn twice, and a letter that answers somebody's own request sent twice.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)

from bot.brush import Brush, Gone
from bot.clock import Clock
from bot.logs import where
from bot.pace import Pace
from storage.database import DatabaseUnavailable
from storage.screens import Drawing
from storage.tables.talk import LetterKind, Purpose
from storage.talk import Drawn, Letter, Work

log = structlog.get_logger(__name__)

REMEMBERED = 20_000
"""Screens whose message id is remembered here, ahead of its commit."""

PATIENCE = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between tries while Telegram cannot be reached."""


@dataclass
class Chat:
    """What is still to be done in one chat."""

    person: int
    letters: OrderedDict[int, Letter] = field(default_factory=OrderedDict)
    drawings: dict[int, Drawing] = field(default_factory=dict)
    failures: int = 0

    def next_drawing(self, known: Callable[[Drawing], int | None]) -> Drawing:
        """New messages come first, in their order; then edits, the newest message first."""
        unsent = [drawing for drawing in self.drawings.values() if known(drawing) is None]
        if unsent:
            return min(unsent, key=lambda drawing: drawing.screen)
        return max(self.drawings.values(), key=lambda drawing: drawing.screen)


class Talker:
    """Serves every chat by a task of its own, while there is something to do in it.

    ``halted`` hears for how many seconds Telegram told it to wait.
    """

    def __init__(
        self,
        brush: Brush,
        pace: Pace,
        clock: Clock,
        drawn: Callable[[Drawn], None],
        unreachable: Callable[[int], Awaitable[None]],
        deliver: Callable[[int, int, Letter], Awaitable[None]],
        halted: Callable[[float], object] = lambda _seconds: None,
    ) -> None:
        self._brush = brush
        self._pace = pace
        self._clock = clock
        self._mark = drawn
        self._unreachable = unreachable
        self._deliver = deliver
        self._halted = halted
        self._chats: dict[int, Chat] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._done: OrderedDict[int, tuple[int, int]] = OrderedDict()

    def wish(self, work: Work) -> None:
        """Take what is to be done for one person; later wishes for the same screen replace earlier ones."""
        if not (work.letters or work.drawings):
            return
        chat = self._chats.setdefault(work.chat_id, Chat(work.person))
        for letter in work.letters:
            if letter.kind is LetterKind.REPLY:
                chat.letters.setdefault(letter.id, letter)
        for drawing in work.drawings:
            before = chat.drawings.get(drawing.screen)
            _, revision = self._done.get(drawing.screen, (0, 0))
            if drawing.wanted > max(revision, before.wanted if before else 0):
                chat.drawings[drawing.screen] = drawing
        if work.chat_id not in self._tasks:
            task = asyncio.create_task(self._serve(work.chat_id, chat))
            self._tasks[work.chat_id] = task

    def shows(self, message: int) -> bool:
        """Tell whether a message was drawn lately; that it was may not be committed yet."""
        return any(message == drawn for drawn, _ in self._done.values())

    async def rest(self, seconds: float) -> None:
        """Go on until nothing is left to do, at most for ``seconds``; what is left stays in the database."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=seconds)
        for task in tuple(self._tasks.values()):
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _serve(self, chat_id: int, chat: Chat) -> None:
        try:
            await self._do_all(chat_id, chat)
        finally:
            # In the same step as the last look at the chat: a wish that comes later must find no task.
            del self._tasks[chat_id], self._chats[chat_id]

    async def _do_all(self, chat_id: int, chat: Chat) -> None:
        while chat.letters or chat.drawings:
            if delay := self._pace.wait(chat_id, self._clock.monotonic()):
                await asyncio.sleep(delay)
                continue
            self._pace.spend(chat_id, self._clock.monotonic())
            try:
                await self._do_one(chat_id, chat)
                chat.failures = 0
            except TelegramRetryAfter as error:
                self._pace.halt(chat_id, error.retry_after, self._clock.monotonic())
                self._halted(error.retry_after)
            except (AiogramError, DatabaseUnavailable) as error:
                await self._wait_out(chat, error)
            except Exception as error:  # noqa: BLE001 - a fault in one chat must not leave somebody without their card
                log.error("a fault in a chat", error=type(error).__name__, trace=where(error))
                await self._wait_out(chat, error)

    async def _do_one(self, chat_id: int, chat: Chat) -> None:
        try:
            if chat.letters:
                await self._send_letter(chat_id, chat)
            else:
                await self._draw(chat_id, chat, chat.next_drawing(self._message))
        except TelegramForbiddenError:
            await self._give_up(chat)

    async def _wait_out(self, chat: Chat, error: Exception) -> None:
        seconds = PATIENCE[min(chat.failures, len(PATIENCE) - 1)]
        chat.failures += 1
        log.info("a chat cannot be served, trying again", seconds=seconds, error=type(error).__name__)
        await asyncio.sleep(seconds)

    async def _give_up(self, chat: Chat) -> None:
        await self._unreachable(chat.person)
        chat.letters.clear()
        chat.drawings.clear()

    async def _send_letter(self, chat_id: int, chat: Chat) -> None:
        letter = next(iter(chat.letters.values()))
        await self._deliver(chat_id, chat.person, letter)
        chat.letters.pop(letter.id, None)

    def _message(self, drawing: Drawing) -> int | None:
        message, _ = self._done.get(drawing.screen, (None, 0))
        return message or drawing.message_id

    async def _draw(self, chat_id: int, chat: Chat, drawing: Drawing) -> None:
        before = self._message(drawing)
        try:
            message, gone = await self._put(chat_id, drawing, before)
        except TelegramBadRequest as error:
            if "chat not found" in error.message:
                await self._give_up(chat)
                return
            log.error("Telegram refuses a screen", purpose=drawing.purpose, reason=error.message)
            message, gone = before, drawing.strip
        self._note(drawing, message)
        if gone and not drawing.strip:
            self._done.pop(drawing.screen)  # it is wished for once more, to be sent anew
        if chat.drawings.get(drawing.screen) is drawing:
            del chat.drawings[drawing.screen]
        sent_at = self._clock.now() if message != before else None
        self._mark(Drawn(drawing.screen, drawing.wanted, message, sent_at, gone))

    async def _put(self, chat_id: int, drawing: Drawing, message: int | None) -> tuple[int | None, bool]:
        """Make one call; gives the message that shows the screen now, and whether it is gone for good."""
        if drawing.strip:
            if message is not None:
                await self._brush.strip(chat_id, message)
            return message, True
        if message is None:
            return await self._brush.send(chat_id, drawing.payload), False
        try:
            await self._brush.edit(chat_id, message, drawing.payload)
        except Gone:
            if drawing.purpose is not Purpose.CARD:
                return message, True
            return await self._brush.send(chat_id, drawing.payload), False
        return message, False

    def _note(self, drawing: Drawing, message: int | None) -> None:
        self._done[drawing.screen] = (message or 0, drawing.wanted)
        self._done.move_to_end(drawing.screen)
        if len(self._done) > REMEMBERED:
            self._done.popitem(last=False)
