"""Long polling: raw updates go to the inbox first; only then is Telegram told that they came."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, ClassVar, Protocol

import structlog
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramConflictError, TelegramRetryAfter
from aiogram.methods import TelegramMethod

from bot.clock import Clock
from bot.refusals import UNREACHABLE
from storage.database import DatabaseUnavailable
from storage.overflow import InboxFull

log = structlog.get_logger(__name__)

RawUpdate = tuple[int, bytes]
"""An update's id, and all of it as JSON."""

POLL_SECONDS = 30
BATCH = 100
DEEPEST = 64
"""Levels of nesting that are kept; Telegram's own updates have about ten."""
UPDATE_ID = re.compile(r'\s*\{\s*"ok"\s*:\s*true\s*,\s*"result"\s*:\s*\[\s*\{\s*"update_id"\s*:\s*(\d{1,18})\b')
"""How an answer begins that holds an update."""
CONFLICT_NOTED = 600.0
"""Seconds between lines about another program with the same token."""
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds between tries while polls fail."""


def pause_after(failures: int) -> float:
    """Give the seconds to wait before the next try, after so many failures before this one."""
    return PAUSES[min(failures, len(PAUSES) - 1)]


class GetRawUpdates(TelegramMethod[list[Any]]):
    """``getUpdates``, undecoded: an update that aiogram cannot read must not stop the others."""

    __returning__: ClassVar[type] = list[Any]
    __api_method__: ClassVar[str] = "getUpdates"

    offset: int | None = None
    limit: int = BATCH
    timeout: int = POLL_SECONDS
    allowed_updates: list[str] | None = None


class Witness(Protocol):
    """Hears what a poll tells of our standing with Telegram, besides updates."""

    def answered(self, wait: float = 0.0) -> None:
        """Telegram has answered; it will not be asked again for so many seconds."""
        ...

    def met_another(self, why: str) -> None:
        """Something stands between Telegram and us, such as another program that uses our token."""
        ...


class NothingUsable(Exception):
    """Updates came, and none has an id to be stored by."""


class Poller:
    """Fetches updates and hands them to ``store``, which returns when they are safe.

    ``succeeded`` hears of every poll that came about, and whether nothing more waits at Telegram.
    """

    def __init__(
        self,
        bot: Bot,
        clock: Clock,
        store: Callable[[list[RawUpdate]], Awaitable[None]],
        succeeded: Callable[[datetime, bool], Awaitable[None]],
        allowed: list[str],
        witness: Witness,
    ) -> None:
        self._bot = bot
        self._clock = clock
        self._store = store
        self._succeeded = succeeded
        self._allowed = allowed
        self._witness = witness
        self._conflict_noted: float | None = None

    async def run(self) -> None:
        """Poll for ever; every fault is waited out."""
        offset: int | None = None
        failures = 0
        seconds = 0  # the first poll after a gap does not wait: whoever was cut off is to be picked up at once
        while True:
            pause = pause_after(failures)
            try:
                updates = await self._fetch(offset, seconds)
                if updates:
                    await self._store(updates)
                    offset = updates[-1][0] + 1
                await self._succeeded(self._clock.now(), len(updates) < BATCH)
                failures, seconds = 0, POLL_SECONDS
                continue
            except TelegramRetryAfter as error:
                self._witness.answered(error.retry_after)
                await asyncio.sleep(error.retry_after)
                continue
            except TelegramConflictError as error:
                self._meet_another(error.message)
            except UNREACHABLE as error:
                log.warning("no answer from Telegram, trying again", error=type(error).__name__)
            except NothingUsable:
                log.error("updates without an id have come: they are skipped when a usable one comes")
            except InboxFull:
                self._witness.answered(pause)
                log.warning("as many updates wait as may, so that others stay with Telegram")
            except DatabaseUnavailable as error:
                self._witness.answered(pause)
                log.error("updates cannot be stored, so they stay with Telegram", reason=error.code)
            await asyncio.sleep(pause)
            failures, seconds = failures + 1, 0

    def _meet_another(self, said: str) -> None:
        """Say once in a while that we are not alone, and go on: nothing is lost, and taking turns would help nobody."""
        why = "another program is polling with the same token"
        if "webhook" in said.lower():
            why = "another program has set a webhook for the same token"
        self._witness.answered()
        self._witness.met_another(why)
        now = self._clock.monotonic()
        if self._conflict_noted is None or now - self._conflict_noted >= CONFLICT_NOTED:
            self._conflict_noted = now
            log.error(f"{why}: stop it, or give this one its own bot")

    async def _fetch(self, offset: int | None, seconds: int) -> list[RawUpdate]:
        call = GetRawUpdates(offset=offset, timeout=seconds, allowed_updates=self._allowed)
        try:
            raw = await self._bot(call, request_timeout=POLL_SECONDS + 10)
        except ClientDecodeError:
            raw = await self._first(call.model_copy(update={"limit": 1, "timeout": 0}))
        usable = [(update["update_id"], body_of(update)) for update in raw if is_stored_by(update)]
        if raw and not usable:
            raise NothingUsable
        return usable

    async def _first(self, call: GetRawUpdates) -> list[Any]:
        """Fetch one update by itself, because an answer cannot be decoded; if it is this one, give what stands for it.

        Raises ClientDecodeError if that is no update at all.
        """
        try:
            return await self._bot(call, request_timeout=POLL_SECONDS + 10)
        except ClientDecodeError as error:
            named = UPDATE_ID.match(error.data) if isinstance(error.data, str) else None
            if named is None:
                raise
            return [unreadable(int(named[1]))]


def body_of(update: dict[str, Any]) -> bytes:
    """Write an update to be stored. One that is nested beyond what can safely be read again is only named."""
    return json.dumps(update if _nested_within(update, DEEPEST) else unreadable(update["update_id"])).encode()


def unreadable(number: int) -> dict[str, Any]:
    """Make what stands for an update that cannot be kept as it is: it will be put aside under its id."""
    return {"update_id": number, "message": "it could not be decoded"}


def _nested_within(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return True
    parts = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_nested_within(part, levels - 1) for part in parts)


def is_stored_by(update: object) -> bool:
    """Tell whether an update has an id to be stored by; without one it cannot even be put aside."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return type(number) is int and 0 <= number < 2**63
