"""How a way for updates to come in begins, goes on and ends, against answers that lie ready."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from aiogram.methods import DeleteWebhook, GetWebhookInfo, SetWebhook
from kit.edge import free_port
from kit.hook import PATH, SECRET, UPDATE, Hook
from kit.store import NOW
from kit.telephone import Answer, HungUp, Telephone, call, fine, refused
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot import intake
from bot.intake import KINDS, LISTENING_NOTED, PollingIntake, WebhookIntake, make_intake, patiently
from bot.polling import GetRawUpdates, RawUpdate
from bot.settings import Settings
from bot.webhook import WebhookSecretMissing
from storage.database import DatabaseUnavailable
from storage.overflow import InboxFull

OURS = f"https://bot.example.org{PATH}"
AWAY = ("no answer from Telegram, trying again", "TelegramNetworkError")
A_LOOK = timedelta(seconds=LISTENING_NOTED)
CUT_OFF = "Telegram cannot bring updates to SOLIDARIA_WEBHOOK_URL"
MEND = "is the proxy up, its certificate valid, the address the right one?"
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

    at: datetime = NOW
    full: list[Exception] = field(default_factory=list)

    async def store(self, updates: list[RawUpdate]) -> None:
        if self.full:
            raise self.full.pop(0)
        self.stored += updates

    async def reached(self, at: datetime) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.heard.append(at)

    async def succeeded(self, now: datetime, all_in: bool = True) -> None:
        self.heard.append((now, all_in))

    def answered(self, wait: float = 0.0) -> None:
        self.heard.append(wait)

    def met_another(self, why: str) -> None:
        self.heard.append(why)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)

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


def info(url: str, waiting: int = 0, **failed: object) -> dict[str, object]:
    """Tell what Telegram knows of a webhook, and of its last failure there."""
    return {"url": url, "has_custom_certificate": False, "pending_update_count": waiting, **failed}


def failing(seconds: int, said: str = "Connection refused", waiting: int = 1) -> Answer:
    """Tell that so many updates wait, and what failed so many seconds after the start."""
    date = int(NOW.timestamp()) + seconds
    return fine(info(OURS, waiting, last_error_date=date, last_error_message=said))


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
    polling = make_intake(Settings(), bot, listener, listener.store, listener.succeeded, listener)
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


def test_the_way_in_is_the_one_of_the_settings() -> None:
    """An address makes it a webhook, none makes it polling; either hears and tells whom it is given."""
    listener, (bot, _) = Listener(), call([])
    hooked = Settings(webhook_url=OURS, webhook_secret=SecretStr(SECRET))
    webhook = make_intake(hooked, bot, listener, listener.store, listener.succeeded, listener)
    polling = make_intake(Settings(), bot, listener, listener.store, listener.succeeded, listener)
    assert isinstance(webhook, WebhookIntake)
    assert isinstance(polling, PollingIntake)
    assert (bot, OURS, listener) == (webhook._bot, webhook._url, webhook._witness)
    poller = polling._poller
    assert (bot, listener, sorted(KINDS), listener) == (poller._bot, poller._clock, poller._allowed, poller._witness)
    for reached, store in ((webhook._reached, webhook._store), (poller._succeeded, poller._store)):
        assert (listener.succeeded, listener.store) == (reached, store)


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
    assert [TAKEN_DOWN, TAKEN_DOWN, NOW + 2 * A_LOOK, TAKEN_DOWN] == listener.heard
    assert [LISTENING_NOTED] * 4 == listener.slept


async def test_looks_that_fail_are_said_and_repeated() -> None:
    """A Telegram that is away, or says to wait, and a database that is away end nothing."""
    listener = Listener(faults=[DatabaseUnavailable("SQLITE_FULL")])
    ours = fine(info(OURS))
    await listener.listen(None, refused(429, retry_after=11), ours, ours)
    assert [("listening", ""), AWAY, ("the time cannot be noted", "SQLITE_FULL")] == listener.log
    assert [11, NOW + 3 * A_LOOK] == listener.heard


async def test_updates_that_cannot_be_brought_to_us_are_no_success() -> None:
    """Telegram answers and nothing comes: that does not count as reached, is said once, and again after it was over.

    It is over when nothing waits any more; what failed before that look is of no weight later, what failed since is.
    """
    listener = Listener()
    refused, other = failing(1), failing(200, "Read timeout expired")
    await listener.listen(refused, refused, other, failing(200, waiting=0), failing(180), failing(181))
    why, slow = f"{CUT_OFF}: refused", f"{CUT_OFF}: timeout"
    assert [why, why, slow, NOW + 3 * A_LOOK, NOW + 4 * A_LOOK, why] == listener.heard
    assert [("listening", ""), *((f"{one}: {MEND}", "") for one in (why, slow, why))] == listener.log
    assert [LISTENING_NOTED] * 6 == listener.slept


@pytest.mark.parametrize(
    ("look", "counts"),
    [
        (failing(-1), True),
        (failing(0), True),
        (failing(1), False),
        (failing(1, waiting=0), True),
        (fine(info(OURS, waiting=3)), True),
    ],
    ids=["failed before the start", "at the start", "after it", "nothing waits", "nothing failed"],
)
async def test_only_what_waits_and_failed_lately_is_held_against_a_look(look: Answer, *, counts: bool) -> None:
    """Updates that wait are on their way, and a failure that is over is no news."""
    listener = Listener()
    await listener.listen(look)
    assert [NOW if counts else f"{CUT_OFF}: refused"] == listener.heard


async def test_an_update_that_has_come_shows_that_they_come() -> None:
    """After an update was stored, a failure from before it is no news, and one from after it is."""
    listener = Listener()
    made, _ = listener.webhook([failing(90), failing(91)])
    for _ in range(2):
        listener.at = NOW + timedelta(seconds=90)
        await made._take([(1, b"{}")])
        await made._look(OURS)
    assert [NOW + timedelta(seconds=90), f"{CUT_OFF}: refused"] == listener.heard
    assert [1, 1] == [number for number, _ in listener.stored]


@pytest.mark.parametrize("fault", [DatabaseUnavailable("SQLITE_FULL"), InboxFull()])
@pytest.mark.parametrize(("later", "ours"), [(0, True), (30, True), (31, False)])
async def test_what_we_did_not_take_ourselves_is_not_the_proxys_fault(
    fault: Exception, later: int, *, ours: bool
) -> None:
    """While nothing can be kept Telegram does answer, and nothing is held against the way here; nor is it a success."""
    listener = Listener(full=[fault])
    made, _ = listener.webhook([failing(later, "Wrong response from the webhook: 503 Service Unavailable")])
    made._well -= A_LOOK
    with pytest.raises(type(fault)):
        await made._take([(1, b"{}")])
    with capture_logs() as lines:
        await made._look(OURS)
    why = f"{CUT_OFF}: wrong response from the webhook: 503"
    assert [0.0 if ours else why] == listener.heard
    assert ([] if ours else [f"{why}: {MEND}"]) == [one["event"] for one in lines]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Connection refused", "refused"),
        ("Connection timed out", "timed out"),
        ("Read timeout expired", "timeout"),
        ("SSL error {error:0A000086:SSL routines::certificate verify failed}", "ssl"),
        ("Wrong response from the webhook: 502 Bad Gateway", "wrong response from the webhook: 502"),
        ("Wrong response from the webhook: https://x/bot1:AA", "for another reason"),
        ("Failed to resolve host: Name or service not known", "resolve"),
        ("Connection reset by peer", "reset"),
        ("Network is unreachable", "unreachable"),
        ("IP address 10.0.0.1 is reserved", "reserved"),
        (f"https://bot.example.org/{SECRET}", "for another reason"),
        ("", "for another reason"),
        (None, "for another reason"),
    ],
)
async def test_why_nothing_comes_is_said_in_known_words(said: str | None, kind: str) -> None:
    """Of what Telegram says only the kind is logged: the rest may be an address, or what somebody's proxy answers."""
    listener = Listener()
    failed = {"last_error_date": int(NOW.timestamp()) + 1, **({} if said is None else {"last_error_message": said})}
    await listener.listen(fine(info(OURS, 1, **failed)))
    assert [f"{CUT_OFF}: {kind}"] == listener.heard
