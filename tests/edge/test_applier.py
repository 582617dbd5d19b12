"""Updates are applied once, in their order; what cannot be read or applied stops nobody and is not lost."""

import asyncio
import fcntl
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from kit import service as kit_service
from kit.edge import ANA, answers, enter, eventually, message, path_of, question, rows
from kit.phone import Phone
from kit.service import Service, service
from typer.testing import CliRunner

from bot import runner as runner_module
from bot import turns
from bot.applier import Applier
from bot.cli.app import app
from bot.incoming import Incoming, Said
from bot.local import Person
from bot.local.updates import Update
from bot.speaker import Applied
from conversations.events import Event, Give, Typed
from conversations.turn import take_turn
from conversations.world import Outcome, World
from storage.database import Database
from storage.inbox import UpdateKey

PEOPLE = [Person(ANA, "Ana", "es")]
NOT_SAVED = "no se guardó"


class Fault(Exception):
    """A planted bug; its message must not show anywhere."""


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], None]]:
    """Plant code before the engine's turn of an answer: the one door between the edge and what decides."""
    by_text: dict[str, Callable[[], None]] = {}

    def turn(world: World, event: Event, now: datetime) -> Outcome:
        said = event.text if isinstance(event, Typed) else str(event.answer) if isinstance(event, Give) else ""
        if said in by_text:
            by_text[said]()
        return take_turn(world, event, now)

    monkeypatch.setattr(turns, "take_turn", turn)
    return by_text


MESSAGES = count(900)


def say(bot: Service, *texts: str) -> list[int]:
    """Have texts of Ana come in, in one poll, typed well after whatever card she looks at."""
    queue, date = bot.server.telegram.home.queue, int(bot.server.telegram.clock.timestamp()) + 3600
    return [queue.inject({"message": message(text, message_id=next(MESSAGES), date=date)}) for text in texts]


def states(bot: Service) -> dict[int, str]:
    return dict(rows(bot, "SELECT update_id, state FROM inbox"))


async def applied(bot: Service, *numbers: int) -> None:
    await eventually(lambda: all(states(bot).get(one) == "applied" for one in numbers), f"applied: {numbers}")


async def test_the_same_update_twice_is_applied_once(tmp_path: Path) -> None:
    """An update that is delivered again under its id changes nothing and draws nothing."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        (number,) = say(bot, "3")
        await question(ana, 2)
        bot.server.telegram.home.queue.inject({"update_id": number, "message": message("1", message_id=900)})
        (later,) = say(bot, "2")
        await question(ana, 3)
        await applied(bot, number, later)
        assert {"c01q1": 3, "c01q2": 2} == answers(bot)


async def test_a_press_under_two_ids_counts_once(tmp_path: Path) -> None:
    """A press that Telegram delivers under two update ids answers its own question, and no other."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        bot.server.telegram.home.queue.double_next = 1
        await ana.tap("3 ·")
        await question(ana, 2)
        await eventually(lambda: rows(bot, "SELECT 1 FROM inbox WHERE state = 'pending'") == [], "an empty inbox")
        assert {"c01q1": 3} == answers(bot)
        assert 1 == len(rows(bot, "SELECT 1 FROM response_history"))


@pytest.mark.parametrize(
    "poison",
    [
        {"message": {}},
        {"message": 5},
        {"message": message("x") | {"chat": {"id": ANA, "type": "nonsense", "x": []}, "date": "y"}},
        {"callback_query": {"id": 1}},
        {"edited_message": None, "message": []},
        {"my_chat_member": {"chat": 1}},
    ],
)
async def test_what_cannot_be_read_is_put_aside_and_the_next_goes_on(tmp_path: Path, poison: dict[str, Any]) -> None:
    """An undecodable update is quarantined with its id; the one after it, in the same poll, is applied."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        number = bot.server.telegram.home.queue.inject(poison)
        (later,) = say(bot, "3")
        await question(ana, 2)
        await applied(bot, later)
        assert "quarantined" == states(bot)[number]


@pytest.mark.parametrize("depth", [70, 5_000])
async def test_what_is_nested_too_deeply_is_put_aside_and_the_next_goes_on(tmp_path: Path, depth: int) -> None:
    """An update that no decoder takes, or only one with more room, is quarantined under its id, alone."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        queue = bot.server.telegram.home.queue
        number = queue.next_id + 1
        deep = f'{{"update_id":{number},"message":{"[" * depth}{"]" * depth}}}'
        queue.pending.append(Update(number, "deep", deep, bot.server.telegram.clock.timestamp() + 1000, 0))
        queue.next_id += 2
        (later,) = say(bot, "3")
        await question(ana, 2)
        await applied(bot, later)
        assert "quarantined" == states(bot)[number]


async def test_what_is_no_object_is_skipped(tmp_path: Path) -> None:
    """An answer of Telegram with something in it that is no update stops nothing."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        queue = bot.server.telegram.home.queue
        queue.pending.append(Update(0, "odd", "null", bot.server.telegram.clock.timestamp() + 1000, 0))
        (later,) = say(bot, "3")
        await question(ana, 2)
        await applied(bot, later)
        assert {"c01q1": 3} == answers(bot)


async def test_an_update_without_a_usable_id_is_skipped(tmp_path: Path) -> None:
    """What has no id that a database can hold cannot even be put aside, and stops nothing."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        queue = bot.server.telegram.home.queue
        before = queue.next_id
        queue.inject({"update_id": 2**70, "message": message("1")})
        queue.next_id = before
        (later,) = say(bot, "3")
        await question(ana, 2)
        await applied(bot, later)
        assert {"c01q1": 3} == answers(bot)


async def test_kinds_that_we_do_not_know_never_meet_aiogram(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Polls, reactions, business messages and kinds not yet invented are emptied out without a word."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        queue = bot.server.telegram.home.queue
        kinds = ("poll", "business_message", "message_reaction", "kind_of_2031", "edited_channel_post")
        unknown = [queue.inject({kind: {"secret": "planted"}}) for kind in kinds]
        (later,) = say(bot, "3")
        await question(ana, 2)
        await applied(bot, *unknown, later)
        assert [] == rows(bot, "SELECT 1 FROM inbox WHERE state = 'applied' AND body IS NOT NULL")
        assert "planted" not in caplog.text


async def test_a_turn_that_fails_is_tried_three_times_then_set_aside_and_applied_after_the_fix(
    tmp_path: Path,
    planted: dict[str, Callable[[], None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The person is told "not saved" once, the next update goes on, and `inbox retry` applies it after the fix."""
    tries: list[str] = []

    def fail() -> None:
        tries.append("tried")
        raise Fault("planted words")

    planted["3"] = fail
    monkeypatch.setattr(runner_module, "LOOK_AGAIN", 0.1)
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        failing = bot.server.telegram.home.queue.next_id
        await ana.tap("3 ·")
        await ana.expect_toast(NOT_SAVED)
        assert ana.alerted
        assert [("failed", 3, "Fault")] == rows(bot, "SELECT state, attempts, error FROM inbox WHERE error NOTNULL")
        await ana.send("ayuda")
        await ana.expect("Ayuda")
        await ana.send("seguir")
        await question(ana, 1)
        assert {} == answers(bot)
        del planted["3"]
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("SOLIDARIA_DATABASE_URL", bot.url)
        monkeypatch.setenv("SOLIDARIA_SECRET_KEY", bot.key)
        listed = CliRunner().invoke(app, ["inbox", "list"])
        assert str(failing) in listed.output
        assert "planted words" not in listed.output
        assert "1 brought back\n" == CliRunner().invoke(app, ["inbox", "retry", str(failing)]).output
        await question(ana, 2)
        assert {"c01q1": 3} == answers(bot)
        # A write that shares a commit with others is taken again by itself, so it may run twice in one of the tries.
        assert 3 <= len(tries) <= 6
        assert 1 == sum(NOT_SAVED in str(one["text"]) for one in ana.answers)


async def test_a_turn_that_fails_once_is_not_noticed(tmp_path: Path, planted: dict[str, Callable[[], None]]) -> None:
    """A fault that passes costs nobody anything: rolled back, tried again, applied."""

    def fail_once() -> None:
        del planted["3"]
        raise Fault

    planted["3"] = fail_once
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        (number,) = say(bot, "3")
        await question(ana, 2)
        await applied(bot, number)
        assert NOT_SAVED not in ana.screen()


async def test_a_locked_database_is_waited_for_and_the_person_is_told_once(
    tmp_path: Path, planted: dict[str, Callable[[], None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another process holds the write lock nothing is confirmed; one line says so; then all is applied."""
    monkeypatch.setattr(kit_service, "Database", partial(Database, patience=0.02))
    monkeypatch.setattr("bot.perseverance.PAUSE", 0.1)
    monkeypatch.setattr("bot.marks.PAUSE", 0.1)
    release, held = threading.Event(), threading.Event()
    take = Applier.take

    def hold(lock: Path) -> None:
        with lock.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            held.set()
            release.wait(60)

    async def after_the_lock(applier: Applier, key: UpdateKey, incoming: Incoming) -> Applied | None:
        if isinstance(incoming.event, Said) and incoming.event.text == "2":
            await asyncio.to_thread(held.wait, 10)
        return await take(applier, key, incoming)

    monkeypatch.setattr(Applier, "take", after_the_lock)
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        path = path_of(bot)
        other_process = threading.Thread(target=hold, args=(path.with_name(f"{path.name}.write.lock"),))
        planted["3"] = other_process.start
        try:
            say(bot, "3", "2")
            await ana.until(lambda _: NOT_SAVED in ana.screen(), "a line that it was not saved")
            assert held.is_set()
            assert {"c01q1": 3} == answers(bot)
        finally:
            release.set()
            other_process.join(10)
        await question(ana, 3)
        assert {"c01q1": 3, "c01q2": 2} == answers(bot)
        assert 1 == ana.screen().count(NOT_SAVED)


@pytest.mark.parametrize("part", ["message", "callback_query"])
async def test_what_does_not_fit_a_database_is_put_aside(tmp_path: Path, part: str) -> None:
    """A message id beyond 63 bits, which only a forger sends, is unreadable and stops nobody."""
    huge = message("hola, esto es largo", message_id=2**70)
    press = {"id": "1", "from": huge["from"], "chat_instance": "1", "message": huge, "data": "1s:review"}
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        odd = bot.server.telegram.home.queue.inject({part: huge if part == "message" else press})
        (later,) = say(bot, "ayuda")
        await applied(bot, later)
        assert "quarantined" == states(bot)[odd]


async def test_what_fails_after_a_turn_is_committed_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The turn counts, once; the next one is taken."""

    async def fails(*_: object) -> None:
        raise Fault

    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        monkeypatch.setattr(Applier, "_strip_twin", fails)
        numbers = say(bot, "3", "2")
        await question(ana, 3)
        await applied(bot, *numbers)
        assert {"c01q1": 3, "c01q2": 2} == answers(bot)


async def test_a_burst_is_applied_in_its_order(tmp_path: Path) -> None:
    """Forty answers that come in one poll are all recorded, in order, and the card shows where that leads."""
    async with service(tmp_path, PEOPLE, chat_refill_seconds=0.05) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        numbers = say(bot, *(str(at % 3 + 1) for at in range(40)))
        await applied(bot, *numbers)
        recorded = [level for (level,) in rows(bot, "SELECT level FROM response ORDER BY rowid")]
        priorities = [value for (value,) in rows(bot, "SELECT value FROM priority ORDER BY rowid")]
        assert 40 == len(recorded) + len(priorities)
        await question(ana, len(recorded) + 1)
