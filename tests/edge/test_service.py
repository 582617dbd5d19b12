"""The whole service at a bad Telegram: whatever happens, a person ends with their question and nothing is lost."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from kit.edge import ANA, BRUNO, GLANCE, answers, asks, enter, eventually, live, question, rows, typed
from kit.phone import Button, Phone, Shown
from kit.service import Service, service

from bot.local import Fault, FaultKind, Person
from bot.local.transcript import Recorded
from conversations.assessment import steps
from storage.instrument_document import default_instrument

CARLA = 5_550_007_777
PEOPLE = [Person(ANA, "Ana", "es"), Person(BRUNO, "Bruno", "es")]


def asking(phone: Phone, number: int) -> list[Shown]:
    """List the messages with buttons that ask the question of that position."""
    return [one for one in phone.messages if one.keyboard and f"· {number}/44" in one.text.split("\n", 1)[0]]


def refusals(bot: Service, chat: int) -> list[Recorded]:
    """List the edits in a chat that were refused."""
    return [call for call in bot.server.telegram.transcript.find("editMessageText", chat) if call.status == 429]


@pytest.mark.parametrize("code", [429, 500])
@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_a_fault_of_telegram_costs_no_answer(tmp_path: Path, method: str, code: int) -> None:
    """The call is made again; there is one live keyboard, and it is the next question's."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        bot.server.telegram.faults.add(Fault(method, code=code, retry_after=1, chat_id=ANA))
        await (typed(bot, ana, "3") if method == "sendMessage" else ana.tap("3 ·"))
        await question(ana, 2)
        await ana.until(lambda _: live(ana) == 1, "one live keyboard")
        assert {"c01q1": 3} == answers(bot)


async def test_when_two_chats_are_told_to_wait_nobody_is_written_to_until_that_is_over(tmp_path: Path) -> None:
    """One 429 is that chat's own matter; a second one at the same time is the bot's, toasts and reminders included."""
    people = [*PEOPLE, Person(CARLA, "Carla", "es")]
    async with (
        service(tmp_path, people) as bot,
        Phone(bot.server.base_url, ANA) as ana,
        Phone(bot.server.base_url, BRUNO) as bruno,
        Phone(bot.server.base_url, CARLA) as carla,
    ):
        for phone, member in ((ana, "Rosario"), (bruno, "Montevideo"), (carla, "Salta")):
            await enter(phone, bot.invite(member))
        faults, transcript = bot.server.telegram.faults, bot.server.telegram.transcript
        faults.add(Fault("editMessageText", code=429, retry_after=20, chat_id=ANA))
        await ana.tap("3 ·")
        await eventually(lambda: refusals(bot, ANA), "a chat that is told to wait")
        await carla.tap("3 ·")
        await question(carla, 2)
        faults.add(Fault("editMessageText", code=429, retry_after=4, chat_id=BRUNO))
        await bruno.tap("3 ·")
        await eventually(lambda: refusals(bot, BRUNO), "a second chat that is told to wait")
        before = len(transcript.find(""))
        await carla.press(carla.card(), carla.card().buttons[1], forged=True)
        await eventually(lambda: 3 == len(rows(bot, "SELECT 1 FROM response")), "a second answer of Carla's")
        assert bot._runner is not None
        for late in (bot._runner._outgoing._not_before, bot._runner._talker._pace._all_halted):
            assert late - time.monotonic() > 10
        assert [] == [call.method for call in transcript.find("")[before:] if "getUpdates" not in call.method]


async def test_a_card_that_came_twice_loses_its_twin_when_that_is_pressed(tmp_path: Path) -> None:
    """Accepted and dropped: both cards answer the right question, and one live keyboard is left after a press."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        bot.server.telegram.faults.add(Fault("sendMessage", FaultKind.ACCEPT_AND_DROP, chat_id=ANA))
        await typed(bot, ana, "3")
        await ana.until(lambda _: live(ana) == 2 and len(asking(ana, 2)) == 2, "the card and its twin")
        twin = asking(ana, 2)[0]
        await ana.tap("2 ·", on=twin)
        await question(ana, 3)
        await ana.until(lambda _: live(ana) == 1, "one live keyboard")
        assert twin.id < ana.card().id
        assert {"c01q1": 3, "c01q2": 2} == answers(bot)


async def test_a_receipt_keeps_its_buttons_when_they_are_pressed(tmp_path: Path) -> None:
    """What is pressed on a message of ours that is not the live card stays there: only twins lose their buttons."""
    async with service(tmp_path, PEOPLE, chat_refill_seconds=0.01) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        for number in range(2, 6):
            await ana.tap("3 ·")
            await question(ana, number)
        await ana.tap("3 ·")
        await ana.until(lambda _: "prioridad" in ana.card().text, "the priority question")
        await ana.tap(ana.card().buttons[0].text)
        await question(ana, 6)
        await ana.until(lambda _: "nota" in str(ana.messages[1].buttons), "a receipt that offers a note")
        receipt = ana.messages[1]
        await ana.press(receipt, receipt.buttons[0])
        await ana.until(lambda _: ana.card().id > receipt.id and not asks(ana, 6), "what was asked for")
        kept = next(one for one in ana.messages if one.id == receipt.id)
        assert kept.keyboard


async def test_a_card_comes_to_the_bottom_and_the_old_one_loses_its_buttons(tmp_path: Path) -> None:
    """After a typed answer the card is the last message of the chat, and the only one of the two with buttons."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        old = ana.card().id
        mine = await typed(bot, ana, "3")
        await question(ana, 2)
        await ana.until(lambda _: live(ana) == 1, "one live keyboard")
        assert old < mine.id < ana.card().id
        methods = [call.method for call in bot.server.telegram.transcript.find("", ANA)]
        assert ["sendMessage", "editMessageReplyMarkup"] == methods[-2:]


async def test_a_deleted_card_comes_anew_with_the_next_press(tmp_path: Path) -> None:
    """Whoever cleared the chat and writes gets the question again, once."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        card = ana.card()
        chat = bot.server.telegram.home.chats[ANA]
        kept = chat.messages.pop(card.id)
        press = ana.press(card, card.buttons[3], forged=True)
        await press
        await ana.until(lambda _: asks(ana, 2), "question 2")
        assert ana.card().id > kept.id
        assert {"c01q1": 3} == answers(bot)


async def test_whoever_blocked_the_bot_is_noted_and_comes_back_by_writing(tmp_path: Path) -> None:
    """A 403 stops all tries; the person's next message brings their question back."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        bot.server.telegram.faults.add(Fault("sendMessage", code=403, chat_id=ANA))
        await typed(bot, ana, "3")
        unreachable = "SELECT 1 FROM person WHERE unreachable_at NOTNULL"
        await eventually(lambda: rows(bot, unreachable), "somebody noted as unreachable")
        calls = len(bot.server.telegram.transcript.find("", ANA))
        await bot.stop()
        await bot.start()
        assert calls == len(bot.server.telegram.transcript.find("", ANA))
        await ana.send("seguir")
        await question(ana, 2)
        assert [] == rows(bot, unreachable)
        await ana.until(lambda _: live(ana) == 1, "one live keyboard")


async def test_a_restart_in_the_middle_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """Stopped while a card could not be drawn: after the start it is drawn, without anybody doing anything."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        fault = bot.server.telegram.faults.add(Fault("editMessageText", code=429, retry_after=60, count=None))
        await ana.tap("3 ·")
        await eventually(lambda: fault.hits, "an edit that is refused")
        await bot.stop()
        bot.server.telegram.faults.clear()
        assert {"c01q1": 3} == answers(bot)
        await bot.start()
        await question(ana, 2)
        assert 1 == live(ana)


async def test_nothing_typed_before_a_question_was_drawn_answers_it(tmp_path: Path) -> None:
    """Away with a card undrawn: whoever sees no reply and types meant the question before, so is asked about it."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        fault = bot.server.telegram.faults.add(Fault("editMessageText", code=429, retry_after=60, count=None))
        await ana.tap("3 ·")
        await eventually(lambda: fault.hits, "an edit that is refused")
        await bot.stop()
        bot.server.telegram.faults.clear()
        bot.server.telegram.clock.forward(GLANCE)
        mine = await ana.send("2")
        bot.server.telegram.clock.forward(GLANCE)
        await bot.start()
        await ana.until(lambda _: ana.card().id > mine.id, "a reply to what was typed")
        assert "¿También" in ana.card().text
        assert {"c01q1": 3} == answers(bot)


async def test_a_stop_with_work_in_flight_takes_less_than_ten_seconds_and_loses_nothing(tmp_path: Path) -> None:
    """Fifty answers of two people at a slow Telegram: the bot stops in time, and goes on after the start."""
    instrument = default_instrument()
    answered = steps(instrument)[:25]
    following = 1 + sum(instrument.has_item(step) for step in answered)
    assert instrument.has_item(steps(instrument)[25])
    async with (
        service(tmp_path, PEOPLE, chat_refill_seconds=0.05) as bot,
        Phone(bot.server.base_url, ANA) as ana,
        Phone(bot.server.base_url, BRUNO) as bruno,
    ):
        await enter(ana, bot.invite())
        await enter(bruno, bot.invite("Montevideo"))
        bot.server.telegram.faults.latency_ms = 300
        bot.server.telegram.faults.add(Fault("sendMessage", FaultKind.HANG, seconds=30, chat_id=BRUNO, count=None))
        for at, step in enumerate(answered):
            for phone in (ana, bruno):
                await phone.press(phone.card(), Button("", f"1a:{step}:{at % 3 + 1}"), forged=True)
        await eventually(lambda: rows(bot, "SELECT 1 FROM response"), "a first answer")
        async with asyncio.timeout(10):
            await bot.stop()
        bot.server.telegram.faults.clear()
        await bot.start()
        count = "SELECT (SELECT count(*) FROM response) + (SELECT count(*) FROM priority)"
        await eventually(lambda: rows(bot, count) == [(50,)], "all fifty answers")
        for phone in (ana, bruno):
            await phone.until(lambda one: asks(one, following), "the question after the 25th answer")
            await phone.until(lambda one: live(one) >= 1, "a live keyboard")
        assert [] == rows(bot, "SELECT 1 FROM inbox WHERE state <> 'applied'")


@pytest.mark.parametrize("busy", [False, True], ids=["quiet", "with an answer under way"])
async def test_a_stop_does_not_wait_for_a_database_that_somebody_holds(tmp_path: Path, *, busy: bool) -> None:
    """Some seconds are allowed (`bot.stopping`), then what is not written is left: it is taken in after the start.

    Whoever waited for the lock as the writer does would take a minute; the time here is for a slow machine.
    """
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        undrawn = "SELECT 1 FROM screen WHERE wanted > drawn"
        await eventually(lambda: not rows(bot, undrawn), "a chat in which all is drawn")
        with bot.open().write_lock():
            if busy:
                await ana.press(ana.card(), ana.card().buttons[3], forged=True)
            async with asyncio.timeout(30):
                await bot.stop()
        assert {} == answers(bot)
        await bot.start()
        if not busy:
            await ana.tap("3 ·")
        await question(ana, 2)
        assert {"c01q1": 3} == answers(bot)


async def test_a_fast_respondent_loses_nothing_and_costs_few_calls(tmp_path: Path) -> None:
    """With a small bucket, ten quick presses on what was shown are all recorded and drawn in a few edits."""
    options: dict[str, Any] = {"chat_burst": 4, "chat_refill_seconds": 0.5}
    async with service(tmp_path, PEOPLE, **options) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        before = len(bot.server.telegram.transcript.find("editMessageText", ANA))
        card = ana.card()
        for item in ("c01q1", "c01q2", "c01q3", "c01q4"):
            button = card.buttons[2]
            assert button.data == "1a:c01q1:2"
            forged = type(button)(button.text, f"1a:{item}:2")
            await ana.press(card, forged, forged=True)
        await question(ana, 5)
        assert {"c01q1": 2, "c01q2": 2, "c01q3": 2, "c01q4": 2} == answers(bot)
        assert len(bot.server.telegram.transcript.find("editMessageText", ANA)) - before <= 4
