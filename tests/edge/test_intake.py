"""How a way for updates to come in begins, goes on and ends, against answers that lie ready."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from aiogram.methods import DeleteWebhook, GetWebhookInfo, SetWebhook
from kit.edge import free_port
from kit.hook import PATH, SECRET, UPDATE, Hook
from kit.store import NOW
from kit.telephone import Answer, HungUp, Telephone, call, fine, refused
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot import intake
from bot.intake import KINDS, LISTENING_NOTED, PollingIntake, WebhookIntake, patiently
from bot.polling import GetRawUpdates, Poller, RawUpdate
from bot.settings import Settings
from bot.webhook import WebhookSecretMissing
from storage.database import DatabaseUnavailable

OURS = f"https://bot.example.org{PATH}"
AWAY = ("no answer from Telegram, trying again", "TelegramNetworkError")
TAKEN_DOWN = "another program has taken our webhook down: it uses the same token"


@dataclass
class Listener:
    """Everything around an intake: what it hears, in order, and what it waits for without waiting."""

    port: int = field(default_factory=free_port)
    stored: list[RawUpdate] = field(default_factory=list)
    heard: list[object] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    log: list[tuple[str, str]] = field(default_factory=list)

    async def store(self, updates: list[RawUpdate]) -> None:
        self.stored += updates

    async def reached(self, at: datetime) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.heard.append(at)

    async def succeeded(self, at: datetime, caught_up: bool) -> None:
        self.heard.append((at, caught_up))

    def answered(self, wait: float = 0.0) -> None:
        self.heard.append(wait)

    def met_another(self, why: str) -> None:
        self.heard.append(why)

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def webhook(self, answers: Sequence[Answer], url: str = OURS) -> tuple[WebhookIntake, Telephone]:
        """Make an intake by webhook on a free port."""
        bot, line = call(answers)
        settings = Settings(webhook_url=url, webhook_secret=SecretStr(SECRET), listen=f"127.0.0.1:{self.port}")
        return WebhookIntake(bot, settings, self, self.store, self.reached, self), line

    async def listen(self, *looks: Answer) -> Telephone:
        """Listen at our webhook until the looks at what Telegram has of it are used up."""
        made, line = self.webhook([fine(True), fine(info(OURS)), *looks])
        with pytest.MonkeyPatch.context() as patched, capture_logs() as lines:
            patched.setattr("bot.intake.asyncio.sleep", self.sleep)
            with pytest.raises(HungUp):
                await made.serve()
        await made.close()
        self.log = [(str(one["event"]), str(one.get("error", one.get("reason", "")))) for one in lines]
        return line


def info(url: str) -> dict[str, object]:
    """Tell what Telegram knows of a webhook."""
    return {"url": url, "has_custom_certificate": False, "pending_update_count": 0}


@asynccontextmanager
async def served(listener: Listener, url: str = OURS) -> AsyncIterator[WebhookIntake]:
    """Serve a webhook that Telegram has just been told of, until it would look again."""
    made, _ = listener.webhook([fine(True), fine(info(url)), fine(info(url))], url)
    serving = asyncio.create_task(made.serve())
    async with asyncio.timeout(10):
        while not listener.heard:  # noqa: ASYNC110 - the intake announces nothing but this
            await asyncio.sleep(0.005)
    yield made
    serving.cancel()
    await made.close()


async def test_polling_takes_down_a_webhook_and_drops_nothing() -> None:
    """A webhook stands in the way of polls: it goes first, however long that takes, and what waits stays."""
    listener = Listener()
    bot, line = call([None, refused(429, retry_after=3), fine(True), fine([json.loads(UPDATE)])])
    polling = PollingIntake(bot, Poller(bot, listener, listener.store, listener.succeeded, sorted(KINDS), listener))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("bot.intake.asyncio.sleep", listener.sleep)
        with pytest.raises(HungUp):
            await polling.serve()
    await polling.close()
    taken_down = [method.drop_pending_updates for method, _ in line.calls if isinstance(method, DeleteWebhook)]
    assert [False] * 3 == taken_down
    assert isinstance(line.calls[3][0], GetRawUpdates)
    assert ([1.0, 3], [5]) == (listener.slept, [number for number, _ in listener.stored])


async def test_what_has_to_succeed_is_tried_until_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses grow to the longest while Telegram is away, a 429 waits as long as it says, the result is handed on."""
    listener = Listener()
    bot, _ = call([*[None] * 4, refused(429, retry_after=7), *[None] * 2, fine(info("x"))])
    monkeypatch.setattr("bot.intake.asyncio.sleep", listener.sleep)
    with capture_logs() as lines:
        assert "x" == (await patiently(bot.get_webhook_info)).url
    assert [1.0, 2.0, 5.0, 10.0, 7, 30.0, 30.0] == listener.slept
    assert [AWAY] * 6 == [(one["event"], one["error"]) for one in lines]


async def test_telegram_is_told_where_we_listen() -> None:
    """The address, the secret and the kinds that have a handler go to Telegram after the port is open."""
    listener = Listener()
    line = await listener.listen(fine(info(OURS)))
    (told,) = [method for method, _ in line.calls if isinstance(method, SetWebhook)]
    assert (OURS, SECRET, sorted(KINDS)) == (told.url, told.secret_token, told.allowed_updates)
    assert [SetWebhook, GetWebhookInfo, GetWebhookInfo] == [type(method) for method, _ in line.calls]
    assert [("listening", "")] == listener.log
    assert [NOW] == listener.heard
    assert [LISTENING_NOTED] == listener.slept


async def test_only_the_address_of_the_setting_listens_and_the_log_says_which() -> None:
    """The operator must see host and port; at the machine's other addresses nobody is let in."""
    listener = Listener()
    with capture_logs() as lines:
        async with served(listener):
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection("127.0.0.2", listener.port)
    assert [{"event": "listening", "host": "127.0.0.1", "port": listener.port, "log_level": "info"}] == lines


@pytest.mark.parametrize(("url", "path"), [(OURS, PATH), ("https://bot.example.org", "/")])
async def test_updates_come_in_at_the_path_of_the_address(
    url: str, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    """What Telegram sends there with our secret is stored, nothing is without, and no access log is written."""
    listener = Listener()
    with caplog.at_level("DEBUG", "aiohttp.access"):
        async with served(listener, url):
            hook = Hook(listener.port)
            assert [200, 401] == [await hook.post(UPDATE, path=path), await hook.post(UPDATE, b"x" * 32, path=path)]
    assert [5] == [number for number, _ in listener.stored]
    assert [] == [one for one in caplog.records if "aiohttp.access" == one.name]


async def test_without_a_secret_nothing_is_served() -> None:
    """A webhook without a secret is refused before it listens."""
    bot, _ = call([])
    settings = Settings(webhook_url=OURS)
    listener = Listener()
    with pytest.raises(WebhookSecretMissing):
        WebhookIntake(bot, settings, listener, listener.store, listener.reached, listener)


async def test_closing_does_not_wait_for_a_request_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """An update that is not kept yet must not hold up a stop beyond what the setting says."""
    monkeypatch.setattr(intake, "CLOSING_SECONDS", 0.05)
    listener = Listener()
    begun = asyncio.Event()

    async def store(_: list[RawUpdate]) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(listener, "store", store)
    async with asyncio.timeout(20), served(listener):
        posting = asyncio.create_task(Hook(listener.port).post(UPDATE))
        await begun.wait()
    await asyncio.gather(posting, return_exceptions=True)


async def test_whoever_takes_our_webhook_down_is_named_once() -> None:
    """Telegram answers but would go elsewhere: one line until it comes to us again, and the watchdog hears of each."""
    listener = Listener()
    other = fine(info("https://else.example.org"))
    await listener.listen(other, other, fine(info(OURS)), other)
    line = (f"{TAKEN_DOWN}: stop it, then start this one again, or give it its own bot", "")
    assert [("listening", ""), line, line] == listener.log
    assert [TAKEN_DOWN, TAKEN_DOWN, NOW, TAKEN_DOWN] == listener.heard
    assert [LISTENING_NOTED] * 4 == listener.slept


async def test_looks_that_fail_are_said_and_repeated() -> None:
    """A Telegram that is away, or says to wait, and a database that is away end nothing."""
    listener = Listener(faults=[DatabaseUnavailable("SQLITE_FULL")])
    ours = fine(info(OURS))
    await listener.listen(None, refused(429, retry_after=11), ours, ours)
    assert [("listening", ""), AWAY, ("the time cannot be noted", "SQLITE_FULL")] == listener.log
    assert [11, NOW] == listener.heard
