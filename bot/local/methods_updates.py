"""How updates are fetched: long polling, and the settings of a webhook.

It decides who gets the queue and with which conflict. It must not know what an update says.
"""

import asyncio
import re
from urllib.parse import urlsplit

from bot.local.calls import Call
from bot.local.refusals import (
    BAD_WEBHOOK_URL,
    ENDED_BY_SETWEBHOOK,
    OTHER_GETUPDATES,
    SECRET_TOO_LONG,
    SECRET_UNALLOWED,
    UNPARSABLE_ALLOWED,
    WEBHOOK_IS_ACTIVE,
    Refusal,
    Refused,
)
from bot.local.state import Bot, Telegram, Webhook

LONGEST_POLL = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Polls:
    """The long polls that wait, at most one for each bot."""

    def __init__(self) -> None:
        self._waiting: dict[int, asyncio.Future[Refusal | None]] = {}
        self.waits = asyncio.Event()

    async def get_updates(self, bot: Bot, call: Call) -> str:
        """Return the JSON array of updates, at once or when there are some; Refused with a 409 on a conflict."""
        if bot.webhook is not None:
            raise Refused(WEBHOOK_IS_ACTIVE)
        remember_allowed(bot, call)
        offset = call.integer("offset")
        limit = call.integer("limit", 100, 1, 100)
        seconds = call.integer("timeout", 0, 0, LONGEST_POLL)
        found = bot.queue.take(offset, limit)
        if not found and seconds:
            await self._wait(bot, seconds)
            found = bot.queue.take(0, limit)
        return f"[{','.join(update.text for update in found)}]"

    async def _wait(self, bot: Bot, seconds: int) -> None:
        self.end(bot, OTHER_GETUPDATES)
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[Refusal | None] = loop.create_future()

        def wake() -> None:
            loop.call_soon(_finish, waiter, None)

        self._waiting[id(bot)] = waiter
        self.waits.set()
        bot.queue.on_made.append(wake)
        timer = loop.call_later(seconds, _finish, waiter, None)
        try:
            ended = await waiter
        finally:
            timer.cancel()
            bot.queue.on_made.remove(wake)
            if self._waiting.get(id(bot)) is waiter:
                del self._waiting[id(bot)]
            if not self._waiting:
                self.waits.clear()
        if ended is not None:
            raise Refused(ended)

    def end(self, bot: Bot, why: Refusal) -> None:
        """End the poll of a bot, if one waits, with a refusal."""
        waiter = self._waiting.pop(id(bot), None)
        if waiter is not None:
            _finish(waiter, why)

    def wake_all(self) -> None:
        """Let every waiting poll answer now."""
        for waiter in self._waiting.values():
            _finish(waiter, None)


def set_webhook(telegram: Telegram, bot: Bot, call: Call) -> object:
    """SetWebhook; plain http is taken for this machine only."""
    del telegram
    if call.flag("drop_pending_updates"):
        bot.queue.forget()
    url = call.string("url")
    if url:
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise Refused(BAD_WEBHOOK_URL)
        secret = call.string("secret_token")
        if len(secret) > 256:
            raise Refused(SECRET_TOO_LONG)
        if _SECRET.fullmatch(secret) is None:
            raise Refused(SECRET_UNALLOWED)
        remember_allowed(bot, call)
        bot.webhook = Webhook(url, secret, call.integer("max_connections", 40, 1, 100))
    else:
        bot.webhook = None
    if bot.on_webhook is not None:
        bot.on_webhook(bot)
    return True


def delete_webhook(telegram: Telegram, bot: Bot, call: Call) -> object:
    """DeleteWebhook."""
    call.params.pop("url", None)
    return set_webhook(telegram, bot, call)


def get_webhook_info(telegram: Telegram, bot: Bot, call: Call) -> object:
    """GetWebhookInfo."""
    del telegram, call
    bot.queue.drop_expired()
    info: dict[str, object] = {
        "url": bot.webhook.url if bot.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.queue.pending),
    }
    if bot.webhook is not None:
        info["max_connections"] = bot.webhook.max_connections
        if bot.webhook.error:
            info |= {"last_error_date": bot.webhook.error_date, "last_error_message": bot.webhook.error}
    if bot.queue.allowed is not None:
        info["allowed_updates"] = sorted(bot.queue.allowed)
    return info


def remember_allowed(bot: Bot, call: Call) -> None:
    """Keep the kinds of update that a call asks for; a call that does not say leaves them as they were."""
    told = call.json("allowed_updates", UNPARSABLE_ALLOWED)
    if told is None:
        return
    if not isinstance(told, list):
        raise Refused(UNPARSABLE_ALLOWED)
    bot.queue.allow([str(kind).lower() for kind in told])


def ended_by_webhook(polls: Polls, bot: Bot) -> None:
    """End a waiting poll because a webhook was set."""
    if bot.webhook is not None:
        polls.end(bot, ENDED_BY_SETWEBHOOK)


def _finish(waiter: asyncio.Future[Refusal | None], outcome: Refusal | None) -> None:
    if not waiter.done():
        waiter.set_result(outcome)
