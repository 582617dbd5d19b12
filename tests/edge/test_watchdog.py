"""The watchdog: a bot that gets nowhere ends with one line, whatever hangs; one that gets on is left alone."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from kit.cli import Operator, ended
from kit.edge import ANA, enter, eventually, free_port
from kit.phone import Phone
from kit.service import TOKEN, service
from kit.store import Store, new_store
from pydantic import SecretStr

from bot.endings import Stuck
from bot.liveness import CONFLICT_LASTS, REFUSAL_LASTS, STALE, Liveness
from bot.local import Fault, FaultKind, LocalServer, Person
from bot.watchdog import Watchdog
from storage.database import DatabaseUnavailable
from storage.inbox import mark_failed, oldest_pending
from storage.pausing import pause

PEOPLE = [Person(ANA, "Ana", "es")]
LIMIT = 900.0
NOW = datetime(2026, 3, 2, tzinfo=UTC)


# --- what counts as getting on ---


@pytest.fixture
def live() -> Liveness:
    """A bot that started at 0 and has just read its database."""
    made = Liveness(0.0)
    made.ready = True
    return made


def well(live: Liveness, at: float) -> None:
    """Let everything be well at that instant."""
    live.beat = at
    live.answered(at)
    live.looked(at, None, None)


def test_nothing_is_wrong_until_the_limit(live: Liveness) -> None:
    """A second before the limit nothing is stuck, at the limit each silence is named."""
    assert () == live.stuck(LIMIT - 1, LIMIT)
    found = live.stuck(LIMIT, LIMIT)
    assert ["nothing has moved inside", "no answer from Telegram", "the database could not be read"] == [
        one.partition(" for ")[0] for one in found
    ]
    well(live, LIMIT)
    assert () == live.stuck(LIMIT, LIMIT)


def test_updates_that_wait_are_no_fault_as_long_as_some_are_applied(live: Liveness) -> None:
    """Only the same oldest update for the whole limit is one; a queue that moves, an empty one and a pause are none."""
    for second in range(0, 3000, 10):
        live.beat = second
        live.answered(second)
        live.looked(second, second // 100, None)
    assert () == live.stuck(3000, LIMIT)
    for second in range(3000, 3000 + int(LIMIT) + 1, 10):
        live.beat = second
        live.answered(second)
        live.looked(second, 7, None)
    assert ["updates wait and none was applied for 15 minutes"] == list(live.stuck(3000 + LIMIT, LIMIT))
    live.looked(3000 + LIMIT, 7, NOW)
    assert () == live.stuck(3000 + LIMIT, LIMIT)
    live.looked(3000 + LIMIT, 7, None)
    assert () == live.stuck(3000 + LIMIT + 100, LIMIT), "after a pause the time begins anew"


def test_a_database_that_says_why_is_waited_for(live: Liveness) -> None:
    """While writes are refused what waits is no fault of the bot's: readiness has the reason, until it is over."""
    full = "the database is not available: SQLITE_FULL"
    for second in range(0, 3 * int(LIMIT), 10):
        live.beat = second
        live.answered(second)
        live.looked(second, 7, None)
        live.refused(second, "SQLITE_FULL")
        assert () == live.stuck(second, LIMIT)
        assert (full,) == live.not_ready(second)
    last = 3 * LIMIT - 10
    assert () == live.stuck(last + REFUSAL_LASTS - 1, LIMIT)
    assert ("updates wait and none was applied for 46 minutes",) == live.stuck(last + REFUSAL_LASTS, LIMIT)
    live.refused(last, None)
    assert ("updates wait and none was applied for 44 minutes",) == live.stuck(last, LIMIT)
    assert full not in live.not_ready(last)


def test_a_wait_that_telegram_asks_for_is_no_silence(live: Liveness) -> None:
    """After a 429 with an hour to wait, the time counts from its end."""
    well(live, 0)
    live.answered(0, wait=3600)
    for at in (LIMIT, 3600 + LIMIT - 1):
        live.beat = at
        live.looked(at, None, None)
        assert () == live.stuck(at, LIMIT)
    assert "no answer from Telegram for 15 minutes" in live.stuck(3600 + LIMIT, LIMIT)


def test_readiness_says_why_not(live: Liveness) -> None:
    """Starting, a pause, silence and another program are each a reason; a conflict is forgotten when it is over."""
    live.ready = False
    assert ("starting",) == live.not_ready(1)
    live.ready = True
    live.looked(1, None, NOW)
    assert ("paused since 2026-03-02 00:00 UTC",) == live.not_ready(1)
    live.looked(1, None, None)
    live.met_another(1, "another program")
    assert ("another program",) == live.not_ready(2)
    well(live, 2 + CONFLICT_LASTS)
    assert () == live.not_ready(2 + CONFLICT_LASTS)
    live.met_another(200, "another program")
    silent = live.reached + STALE
    assert "no answer from Telegram for 2 minutes (another program)" in live.not_ready(silent)


# --- what it does about it ---


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a watchdog look all the time."""
    monkeypatch.setattr("bot.watchdog.LOOK_EVERY", 0.001)


@pytest.fixture
def store(tmp_path: Path, fast: None) -> Iterator[Store]:
    """A database, watched all the time."""
    made = new_store(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    """An operator with a key."""
    made = Operator(tmp_path)
    made("init").done()
    return made


class Clock:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


async def watch(store: Store, clock: Clock, live: Liveness) -> tuple[Watchdog, "asyncio.Future[None]", list[int]]:
    """Begin to watch with hardly a pause between looks; what would end the process is noted."""
    left: list[int] = []
    dog = Watchdog(store.database, live, LIMIT, clock, left.append, leave_after=30)
    return dog, dog.start(), left


async def test_a_silent_telegram_ends_the_bot_with_one_line(store: Store) -> None:
    """The loop is told first, and ends as it wants; the process is not torn down under it."""
    clock, live = Clock(), Liveness(0.0)
    dog, gave_up, left = await watch(store, clock, live)
    clock.at = LIMIT
    with pytest.raises(Stuck, match="no answer from Telegram for 15 minutes: the bot ends itself") as caught:
        await asyncio.wait_for(gave_up, 20)
    dog.stop()
    assert "\n" not in str(caught.value)
    assert [] == left


async def test_an_update_that_is_never_applied_ends_the_bot(store: Store) -> None:
    """Telegram answers, the loop turns, and the same update waits and waits."""
    key = store.key()
    clock, live = Clock(), Liveness(0.0)
    dog, gave_up, _ = await watch(store, clock, live)
    while not gave_up.done() and clock.at < 5000:
        live.answered(clock.at)
        clock.at += 10
        await asyncio.sleep(0.01)
    with pytest.raises(Stuck, match="updates wait and none was applied for"):
        gave_up.result()
    dog.stop()
    with store.database.writing() as tx:
        assert oldest_pending(tx) is not None
        mark_failed(tx, key, "x")
        assert oldest_pending(tx) is None


async def test_a_bot_that_gets_on_or_pauses_is_left_alone(store: Store) -> None:
    """For hours of its clock nothing happens, whether the inbox empties itself or an operator pauses."""
    store.key()
    with store.database.writing() as tx:
        pause(tx, NOW)
    clock, live = Clock(), Liveness(0.0)
    dog, gave_up, left = await watch(store, clock, live)
    while clock.at < 4 * LIMIT:
        live.answered(clock.at)
        clock.at += 50
        await asyncio.sleep(0.01)
    dog.stop()
    assert (False, []) == (gave_up.done(), left)


def test_a_loop_that_hangs_is_torn_down(store: Store, capfd: pytest.CaptureFixture[str]) -> None:
    """If even the loop does not turn, the process is left on the spot, with the same line."""
    clock, live, gone = Clock(), Liveness(0.0), threading.Event()
    left: list[int] = []

    def leave(code: int) -> None:
        left.append(code)
        gone.set()

    async def hang() -> None:
        dog = Watchdog(store.database, live, LIMIT, clock, leave, leave_after=0.05)
        future = dog.start()
        while clock.at < LIMIT:
            clock.at += LIMIT / 2
            live.answered(clock.at)
        assert gone.wait(20)  # the loop hangs in here
        future.cancel()
        dog.stop()

    asyncio.run(hang())
    assert [1] == left
    said = capfd.readouterr().err
    assert said.startswith("solidaria: nothing has moved inside for 15 minutes: the bot ends itself")
    assert 1 == said.count("\n")


async def test_a_database_that_cannot_be_read_is_said(store: Store) -> None:
    """A file that is gone from under the bot counts as getting nowhere, and does not end the watch itself."""
    clock, live = Clock(), Liveness(0.0)
    store.database.close()
    store.database.path.rename(store.database.path.with_name("gone"))
    dog, gave_up, _ = await watch(store, clock, live)
    while not gave_up.done() and clock.at < 5000:
        live.answered(clock.at)
        clock.at += 10
        await asyncio.sleep(0.01)
    with pytest.raises(Stuck, match="the database could not be read for 15 minutes"):
        gave_up.result()
    dog.stop()


# --- the bot as a whole ---


@pytest.mark.slow
@pytest.mark.parametrize("kind", [FaultKind.HANG, FaultKind.ANSWER])
async def test_a_bot_without_an_answer_exits_for_its_supervisor(operator: Operator, kind: FaultKind) -> None:
    """Telegram hangs, or answers nonsense, for the whole limit: status 1, one line that says why."""
    async with LocalServer(people=PEOPLE, tokens=[TOKEN]) as server:
        operator.settings |= {"bot_token": TOKEN, "api_url": server.base_url, "watchdog_minutes": "0.05"}
        server.telegram.faults.add(Fault("getUpdates", kind, code=502, seconds=120, count=None))
        answer = await asyncio.to_thread(ended, operator.process("run"))
    assert 1 == answer.code
    (line,) = (line for line in answer.err.splitlines() if line.startswith("solidaria: "))
    assert "no answer from Telegram for 3 seconds: the bot ends itself" in line
    assert "Traceback" not in answer.err


async def test_a_bot_that_cannot_apply_ends_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn that hangs for ever ends the bot; the next start applies what waited."""
    hang = threading.Event()
    monkeypatch.setattr("bot.polling.POLL_SECONDS", 1)
    async with service(tmp_path, PEOPLE, watchdog_minutes=0.1) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())

        def never(*_: object) -> None:
            hang.wait(30)
            raise DatabaseUnavailable("IN A TEST")

        with monkeypatch.context() as patch:
            patch.setattr("bot.applier.apply", never)
            await ana.tap("3 ·")
            task = bot._task
            assert task is not None
            release = threading.Timer(12, hang.set)
            release.start()
            with pytest.raises(Stuck, match="none was applied"):
                await asyncio.wait_for(asyncio.shield(task), 40)
            release.cancel()
            hang.set()
        bot._task = None
        bot.options["watchdog_minutes"] = 15
        await bot.start()
        await ana.until(lambda _: "· 2/44" in ana.card().text, "question 2")


async def test_a_webhook_that_nobody_can_reach_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy is down and Telegram answers: the bot is not ready and gives up in time; when it is up all is well."""
    monkeypatch.setattr("bot.intake.LISTENING_NOTED", 0.05)
    proxy, port = free_port(), free_port()
    address: dict[str, Any] = {"webhook_url": f"http://127.0.0.1:{proxy}/hook", "listen": f"127.0.0.1:{port}"}
    bot_with = service(tmp_path, PEOPLE, webhook_secret=SecretStr("s" * 40), **address)
    async with bot_with as bot, Phone(bot.server.base_url, ANA) as ana:
        assert bot._runner is not None
        live, clock = bot._runner._upkeep.liveness, bot._runner._clock
        starting = asyncio.create_task(ana.start(bot.invite()))
        cut_off = "Telegram cannot bring updates to SOLIDARIA_WEBHOOK_URL: for another reason"
        await eventually(lambda: live.not_ready(clock.monotonic()), "a bot that is not ready")
        assert (cut_off,) == live.not_ready(clock.monotonic())
        assert f"no answer from Telegram for 15 minutes ({cut_off})" in live.stuck(live.reached + LIMIT, LIMIT)

        async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            inner, outer = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(pour(reader, outer), pour(inner, writer))

        reached = live.reached
        async with await asyncio.start_server(forward, "127.0.0.1", proxy):
            await starting
            await ana.expect("Rosario")
            await eventually(lambda: live.reached > reached, "a look that counts")


async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hand on everything."""
    while some := await reader.read(65_536):
        writer.write(some)
        await writer.drain()
    writer.close()


# --- the endpoints ---


async def ask(port: int, path: str) -> tuple[int, dict[str, object]]:
    """Ask an endpoint."""
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
        said = await answer.json() if answer.content_type == "application/json" else {}
        return answer.status, said


@pytest.mark.usefixtures("fast")
async def test_the_endpoints_say_how_it_is(tmp_path: Path) -> None:
    """A bot at work is healthy and ready; paused, it is healthy and says why it is not ready; stopped, it is gone."""
    port = free_port()
    async with service(tmp_path, PEOPLE, health_listen=f"127.0.0.1:{port}", watchdog_minutes=0) as bot:
        assert (200, {"ok": True, "why": []}) == await ask(port, "/healthz")
        assert (200, {"ok": True, "why": []}) == await ask(port, "/readyz")
        assert 404 == (await ask(port, "/"))[0]
        database = bot.open()
        with database.writing() as tx:
            pause(tx, NOW)
        database.close()
        async with asyncio.timeout(20):
            while (found := await ask(port, "/readyz"))[0] == 200:  # noqa: ASYNC110 - a look announces nothing
                await asyncio.sleep(0.05)
        assert (503, {"ok": False, "why": ["paused since 2026-03-02 00:00 UTC"]}) == found
        assert 200 == (await ask(port, "/healthz"))[0]
        await bot.stop()
        with pytest.raises(OSError, match="Connect"):
            await ask(port, "/healthz")


async def test_a_bot_that_waits_for_telegram_is_healthy_and_not_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While Telegram is away at the start, the endpoints are there and say so."""
    monkeypatch.setattr("bot.polling.PAUSES", (0.05,))
    port = free_port()
    async with service(tmp_path, PEOPLE) as bot:
        await bot.stop()
        fault = bot.server.telegram.faults.add(Fault("getMe", code=502, count=None))
        bot.options["health_listen"] = f"127.0.0.1:{port}"
        starting = asyncio.create_task(bot.start())
        async with asyncio.timeout(20):
            while not fault.hits:  # noqa: ASYNC110 - a fault announces nothing
                await asyncio.sleep(0.01)
        assert (503, {"ok": False, "why": ["starting"]}) == await ask(port, "/readyz")
        assert 200 == (await ask(port, "/healthz"))[0]
        bot.server.telegram.faults.clear()
        await starting
        assert 200 == (await ask(port, "/readyz"))[0]


@pytest.mark.slow
async def test_an_address_that_is_taken_is_one_line(operator: Operator) -> None:
    """`run` with SOLIDARIA_HEALTH_LISTEN on a port in use ends with one line and status 1."""
    async with LocalServer(people=PEOPLE, tokens=[TOKEN]) as server:
        operator.settings |= {"bot_token": TOKEN, "api_url": server.base_url}
        taken = f"127.0.0.1:{server.port}"
        answer = await asyncio.to_thread(ended, operator.process("run", health_listen=taken))
    (line,) = (line for line in answer.err.splitlines() if line.startswith("solidaria: "))
    assert (1, True) == (answer.code, f"SOLIDARIA_HEALTH_LISTEN={taken} cannot be used" in line)
    assert "Traceback" not in answer.err


def test_there_are_no_endpoints_unless_set(operator: Operator) -> None:
    """A wrong address is named; nothing listens by itself."""
    assert "SOLIDARIA_HEALTH_LISTEN: HOST:PORT" in operator("members", "list", health_listen="nowhere").mistake()
    assert "SOLIDARIA_WATCHDOG_MINUTES" in operator("members", "list", watchdog_minutes="-1").mistake()
