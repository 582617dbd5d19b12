"""Posts a bot's updates to its webhook, in the order of each chat, again and again until they are taken.

It decides when an update counts as delivered. It must not know what the bot does with it.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.local.calls import Call
from bot.local.state import Bot, Telegram, Webhook
from bot.local.updates import Update

_TIMEOUT = ClientTimeout(total=60)


class Delivery:
    """The worker of one bot's webhook; `first_pause` seconds are doubled after every failure, up to a minute."""

    def __init__(
        self,
        telegram: Telegram,
        bot: Bot,
        webhook: Webhook,
        session: ClientSession,
        reply: Callable[[Bot, Call], Awaitable[None]],
        first_pause: float,
    ) -> None:
        self.telegram = telegram
        self.bot = bot
        self.webhook = webhook
        self.session = session
        self.reply = reply
        self.first_pause = first_pause
        self.news = asyncio.Event()
        self.busy: set[int] = set()
        self.posts: set[asyncio.Task[None]] = set()
        self.task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        self.bot.queue.on_made.append(self.news.set)
        try:
            while True:
                self.news.clear()
                self._start_posts()
                await self.news.wait()
        finally:
            self.bot.queue.on_made.remove(self.news.set)
            for post in self.posts:
                post.cancel()

    def _start_posts(self) -> None:
        self.bot.queue.drop_expired()
        held = set(self.busy)
        for update in tuple(self.bot.queue.pending):
            if len(self.busy) >= self.webhook.max_connections:
                return
            if update.key not in held:
                self.busy.add(update.key)
                post = asyncio.create_task(self._post(update))
                self.posts.add(post)
                post.add_done_callback(self.posts.discard)
            held.add(update.key)

    async def _post(self, update: Update) -> None:
        pause = self.first_pause
        try:
            while update in self.bot.queue.pending:
                if await self._taken(update):
                    self.bot.queue.remove(update)
                    return
                await asyncio.sleep(pause)
                pause = min(pause * 2, 60.0)
        finally:
            self.busy.discard(update.key)
            self.news.set()

    async def _taken(self, update: Update) -> bool:
        headers = {"Content-Type": "application/json"}
        if self.webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.webhook.secret
        body = update.text.encode()
        started = self.telegram.clock.timestamp()
        if self.telegram.faults.outage:
            return False
        if self.telegram.faults.latency_ms:
            await asyncio.sleep(self.telegram.faults.latency_ms / 2000)
        try:
            async with self.session.post(
                self.webhook.url, data=body, headers=headers, timeout=_TIMEOUT, allow_redirects=False
            ) as answer:
                said = await answer.read()
        except (ClientError, TimeoutError, OSError) as error:
            return self._failed(type(error).__name__)
        status = answer.status
        took = (self.telegram.clock.timestamp() - started) * 1000
        self.telegram.transcript.record(
            started, self.bot.id, "(webhook)", update.key, {}, status, "", len(said), len(body), took
        )
        if not 200 <= status < 300:
            return self._failed(f"Wrong response from the webhook: {status} {answer.reason}")
        await self._answered_in_body(said)
        return True

    def _failed(self, why: str) -> bool:
        self.webhook.error = why
        self.webhook.error_date = int(self.telegram.clock.timestamp())
        return False

    async def _answered_in_body(self, said: bytes) -> None:
        """A webhook may answer with a method call; its result is told to nobody, as at Telegram."""
        with suppress(ValueError):
            told = json.loads(said) if said.startswith(b"{") else None
            if isinstance(told, dict) and isinstance(told.get("method"), str):
                method = told.pop("method")
                await self.reply(self.bot, Call(method, told, {}, len(said)))

    async def stop(self) -> None:
        """End the worker; what was not taken stays in the queue."""
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task
        await asyncio.gather(*self.posts, return_exceptions=True)
