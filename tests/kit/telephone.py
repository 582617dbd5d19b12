"""A session of aiogram with answers that lie ready: what Telegram says to each call, decoded by aiogram as ever.

It decides what a call gets and notes what was asked. It must not know what is done with the answers.
"""

import json
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType

TOKEN = "7000000001:AAF-planted-token-of-a-bot-that-is-none"

Answer = tuple[int, str] | None
"""A status and a body; ``None``: the line is dead."""


class HungUp(Exception):
    """Nobody has prepared an answer for one more call."""


def fine(result: object) -> Answer:
    """Answer with a result."""
    return 200, json.dumps({"ok": True, "result": result})


def refused(code: int, description: str = "no", retry_after: int | None = None) -> Answer:
    """Answer with an error."""
    more = {} if retry_after is None else {"parameters": {"retry_after": retry_after}}
    return code, json.dumps({"ok": False, "error_code": code, "description": description, **more})


class Telephone(BaseSession):
    """Gives ``answers`` one after another, then hangs up. ``calls`` are the methods asked for, with their time-outs."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        """Lay the answers ready."""
        super().__init__()
        self.answers = deque(answers)
        self.calls: list[tuple[TelegramMethod[Any], int | None]] = []

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        """Note the call; give the next answer, or raise what aiogram makes of it."""
        if not self.answers:
            raise HungUp
        self.calls.append((method, timeout))
        answer = self.answers.popleft()
        if answer is None:
            raise TelegramNetworkError(method, "the line is dead")
        return self.check_response(bot, method, *answer).result  # type: ignore[return-value]  # a result, since no error

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 - aiogram's signature
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """There are no files."""
        raise HungUp
        yield b""

    async def close(self) -> None:
        """There is nothing to close."""


def call(answers: Sequence[Answer]) -> tuple[Bot, Telephone]:
    """Make a bot at the end of such a line."""
    line = Telephone(answers)
    return Bot(TOKEN, session=line), line
