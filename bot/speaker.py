"""What is said at once, beside the turn: toasts, lines to people without a card. It is not kept."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog
from aiogram.exceptions import AiogramError

from bot.brush import Brush
from bot.pausing import who_wrote
from bot.screens import Rows
from bot.turns import Spoken
from conversations.replies import Courtesy, Line, Say
from locales.courtesies import render_courtesy, render_toast
from storage.talk import Work

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 1_000
"""Answers to presses, and the like, on their way at one time; what would be more is not said."""
MOST_LINES = 100
"""Lines on their way to people without a card; so many strangers cannot keep an answer from somebody else."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What a committed turn leaves to be said, and to whom."""

    spoken: Spoken
    work: Work | None = None
    chat: int | None = None
    callback: str | None = None
    pressed_message: int | None = None


class Speaker:
    """Says lines in tasks of its own; a failure changes nothing. ``rests``: seconds that nobody may be written to."""

    def __init__(self, brush: Brush, contact: str, rests: Callable[[], float] = lambda: 0.0) -> None:
        self.contact = contact
        self._rests = rests
        self._brush = brush
        self._tasks: set[asyncio.Task[None]] = set()
        self._lines: set[asyncio.Task[None]] = set()

    def say(self, applied: Applied) -> None:
        """Say what a turn left: the answer to a press, a line to somebody without a card."""
        spoken = applied.spoken
        if applied.callback:
            self._aside(self._brush.toast(applied.callback, spoken.toast, alert=spoken.alert))
        if spoken.courtesy and applied.chat is not None:
            rows: Rows = ((spoken.again,),) if spoken.again else ()
            line = self._courtesy(applied.chat, spoken.courtesy, applied.pressed_message, rows)
            self._start(line, self._lines, MOST_LINES)

    def tell_failed(self, raw: dict[str, Any]) -> None:
        """Tell the sender of a raw update that it was not saved; whatever may be missing in it."""
        line, written = Line(Say.NOT_SAVED), who_wrote(raw)
        if written is None:
            return
        if written.callback is not None:
            self._aside(self._brush.toast(written.callback, render_toast(line, None, written.hint), alert=True))
        elif not raw.get("callback_query"):  # a press without its id cannot be answered
            text = render_courtesy(Courtesy(line, written.hint), self.contact)
            self._start(self._courtesy(written.person, text, None), self._lines, MOST_LINES)

    def strip(self, chat: int, message: int) -> None:
        """Take the buttons off a message that nobody keeps true."""
        self._aside(self._brush.strip(chat, message))

    async def rest(self) -> None:
        """Wait until all is said."""
        await asyncio.gather(*self._tasks, *self._lines, return_exceptions=True)

    async def _courtesy(self, chat: int, text: str, instead_of: int | None, rows: Rows = ()) -> None:
        if instead_of is None:
            await self._brush.say(chat, text, rows)
        else:
            await self._brush.replace(chat, instead_of, text)

    def _aside(self, saying: Coroutine[Any, Any, None]) -> None:
        self._start(saying, self._tasks, MOST_AT_ONCE)

    def _start(self, saying: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]], most: int) -> None:
        async def say() -> None:
            try:
                if seconds := self._rests():
                    await asyncio.sleep(seconds)
                await saying
            except AiogramError as error:
                log.info("a line could not be said", error=type(error).__name__)
            finally:
                saying.close()

        if len(tasks) >= most:
            log.debug("too many lines wait for Telegram: one is not said")
            saying.close()
            return
        task = asyncio.create_task(say())
        tasks.add(task)
        task.add_done_callback(tasks.discard)
