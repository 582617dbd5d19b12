"""The door before the inbox when something else is wrong too: nobody's notice is lost, nobody's press hangs on it."""

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import AsyncMock, Mock

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import AnswerCallbackQuery
from kit.edge import message
from kit.store import ANA, BRUNO
from kit.traces import fresh_store

from bot.brush import Brush
from bot.floods import Doorkeeper
from bot.limits import Limits
from conversations.facts import PersonForgotten
from conversations.instrument import Language
from locales.overflow import render_overflow
from storage.database import DatabaseUnavailable
from storage.overflow import refused_on
from storage.writer import Writer

MUCH = 200
NOTICE = str(render_overflow(Language.ES))


class Door:
    """A doorkeeper over a database with Ana in it, and a Telegram that writes down what is said."""

    def __init__(self, folder: Path) -> None:
        self.store = fresh_store(folder / "store")
        self.store.enter(ANA)
        self.writer = Writer(self.store.database)
        self.brush = AsyncMock(spec=Brush)
        self.wish = Mock()
        self.keeper = Doorkeeper(Limits(), self.brush, self.writer, self, self.wish)

    def now(self) -> datetime:
        return self.store.now

    def monotonic(self) -> float:
        return self.store.now.timestamp()

    async def flood(self, part: str = "message", sender: int = ANA.telegram_id) -> None:
        """Have much come in at once."""
        at = int(self.store.now.timestamp())
        body = message("hola", date=at) | {"from": {"id": sender}, "chat": {"id": sender, "type": "private"}}
        press = {"id": "7", "from": {"id": sender}, "message": body, "data": "x"}
        update = {part: body if part == "message" else press}
        await self.keeper.admit([(number, json.dumps(update).encode()) for number in range(MUCH)])

    def said(self) -> list[str]:
        return [str(call.args[1]) for call in self.brush.say.await_args_list]


@pytest.fixture
def door(tmp_path: Path) -> Door:
    """A doorkeeper who knows Ana."""
    return Door(tmp_path)


def away() -> AsyncMock:
    """Make a writer whose database is not available."""
    return AsyncMock(side_effect=DatabaseUnavailable("SQLITE_BUSY"))


async def test_a_notice_waits_for_a_database_that_is_away(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is to hear that not all was kept hears it once, as soon as it can be said."""
    await door.flood()
    door.store.now += timedelta(minutes=5)
    with monkeypatch.context() as patched:
        patched.setattr(door.writer, "run", away())
        await door.keeper.look()
        assert [] == door.said()
        assert door.keeper.shuts_anybody_out
    for _ in range(2):
        door.store.now += timedelta(seconds=2)
        await door.keeper.look()
    assert [NOTICE] == door.said()
    assert 1 == door.wish.call_count


async def test_what_was_not_kept_is_counted_when_the_database_is_back(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A count that could not be written is written with the next one."""
    await door.flood()
    with monkeypatch.context() as patched:
        patched.setattr(door.writer, "run", away())
        with pytest.raises(DatabaseUnavailable):
            await door.keeper.report()
    await door.keeper.report()
    with door.store.database.reading() as tx:
        assert 0 < refused_on(tx, door.store.now) < MUCH


async def test_somebody_who_is_gone_is_told_nothing(door: Door) -> None:
    """Between the flood and its end somebody was forgotten: nothing is said and nothing kept on trying."""
    await door.flood()
    door.store.facts(ANA, PersonForgotten())
    door.store.now += timedelta(minutes=5)
    await door.keeper.look()
    assert ([], 0) == (door.said(), door.wish.call_count)
    assert not door.keeper.shuts_anybody_out


async def test_who_has_been_told_gets_only_the_card_below(door: Door) -> None:
    """A flood that goes on is told of once; at its end the card comes below it without another word."""
    await door.flood()
    for _ in range(40):
        door.store.now += timedelta(seconds=2)
        await door.flood()
        await door.keeper.look()
    assert [NOTICE] == door.said()
    door.store.now += timedelta(minutes=5)
    await door.keeper.look()
    assert [NOTICE] == door.said()
    assert 2 == door.wish.call_count


async def test_a_stop_waits_for_answers_to_presses_but_not_for_ever(door: Door) -> None:
    """What is being answered may finish; what hangs is cut off, and the refusal of one that is too old hurts nobody."""
    hanging = asyncio.Event()

    async def hang(*_: object, **__: object) -> None:
        await hanging.wait()

    door.brush.toast.side_effect = hang
    await door.flood("callback_query")
    await asyncio.sleep(0)
    (task,) = door.keeper._answers
    await door.keeper.rest(0.01)
    with pytest.raises(asyncio.CancelledError):
        await task
    refusal = TelegramBadRequest(AnswerCallbackQuery(callback_query_id="7"), "query is too old")
    door.brush.toast.side_effect = refusal
    door.store.now += timedelta(seconds=5)
    await door.flood("callback_query")
    (task,) = door.keeper._answers
    await door.keeper.rest(5)
    assert None is task.exception()


async def test_whom_telegram_does_not_let_us_answer_is_left(door: Door) -> None:
    """A notice that Telegram refuses stops nothing: the next one is told."""
    door.store.enter(BRUNO, "Quito")
    await door.flood()
    await door.flood(sender=BRUNO.telegram_id)
    refusal = TelegramBadRequest(AnswerCallbackQuery(callback_query_id="7"), "planted")
    door.brush.say.side_effect = [refusal, None]
    door.store.now += timedelta(minutes=5)
    await door.keeper.look()
    assert 2 == len(door.said())
