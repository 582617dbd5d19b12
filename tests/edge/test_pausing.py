"""A pause over HTTP: nothing is applied and nothing begun by us, nothing is lost, everybody is told once."""

import asyncio
import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from kit.cli import Operator
from kit.edge import ANA, BRUNO, STRANGER, answers, asks, enter, eventually, path_of, question, rows
from kit.phone import Button, Phone
from kit.service import Service, service

from bot.local import Fault, Person
from bot.pausing import Written, who_wrote
from conversations.instrument import Language
from locales.pause import render_pause
from storage.pausing import pause, resume
from storage.runner_state import paused_since
from storage.tables.talk import LetterKind
from storage.talk import write_letters

PEOPLE = [Person(ANA, "Ana", "es"), Person(BRUNO, "Bruno", "es"), Person(STRANGER, "Nadie", "en")]
KEPT = {language: render_pause(language) for language in Language}
WAITING = "SELECT count(*) FROM inbox WHERE state = 'pending'"


async def paused(bot: Service) -> None:
    """Pause as the command does, beside the running bot."""
    database = bot.open()
    with database.writing() as tx:
        pause(tx, bot.server.telegram.clock.now())
    database.close()


async def resumed(bot: Service) -> None:
    """Resume as the command does; the bot finds out with its next look."""
    database = bot.open()
    with database.writing() as tx:
        assert resume(tx) is not None
    database.close()
    await bot.look_again()


def bruno_speaks(bot: Service, language: Language) -> None:
    """Have the second person have chosen another language than that of their app."""
    database = bot.open()
    with database.writing() as tx:
        tx.connection.exec_driver_sql("UPDATE person SET language = ? WHERE id = 2", (language.value,))
    database.close()


def told(phone: Phone, language: Language = Language.ES) -> int:
    """Count how often somebody was told of the pause, in a message or as the answer to a press."""
    said = [one.text for one in phone.history] + [str(one["text"]) for one in phone.answers]
    return said.count(KEPT[language])


@pytest.mark.parametrize("language", Language)
def test_what_is_said_fits_the_answer_to_a_press(language: Language) -> None:
    """Telegram shows 200 characters."""
    assert 60 < len(KEPT[language]) <= 200


async def test_in_a_pause_what_is_answered_is_kept_and_applied_afterwards_in_order(tmp_path: Path) -> None:
    """Presses and texts wait in the inbox, each person is told once, and after it they count in their order."""
    async with (
        service(tmp_path, PEOPLE) as bot,
        Phone(bot.server.base_url, ANA) as ana,
        Phone(bot.server.base_url, BRUNO) as bruno,
    ):
        await enter(ana, bot.invite())
        await enter(bruno, bot.invite("Montevideo"))
        bruno_speaks(bot, Language.PT)
        await paused(bot)
        card, answered = ana.card(), len(ana.answers)
        for number, item in enumerate(("c01q1", "c01q2", "c01q3", "c01q4"), 1):
            await ana.press(card, Button("", f"1a:{item}:{number % 4}"), forged=True)
        await ana.until(
            lambda _: len(ana.answers) >= answered + 4 and told(ana), "every press answered, so that nothing spins"
        )
        await bruno.send("3")
        await bruno.until(lambda _: told(bruno, Language.PT), "Bruno told, in the language in which he talks with us")
        await bruno.send("2")
        await eventually(lambda: rows(bot, WAITING) == [(6,)], "six updates that wait")
        await bot.look_again()
        assert ({}, card.text) == (answers(bot), ana.card().text)
        await resumed(bot)
        await question(ana, 5)
        await bruno.until(lambda _: asks(bruno, 2) or asks(bruno, 3), "Bruno's next question")
        await eventually(lambda: rows(bot, WAITING) == [(0,)], "an empty inbox")
        got = rows(bot, "SELECT item, level FROM response WHERE author = 1 ORDER BY rowid")
        assert [("c01q1", 1), ("c01q2", 2), ("c01q3", 3), ("c01q4", 0)] == sorted(got)
        applied = rows(bot, "SELECT subject || target FROM response_history WHERE person_id = 1 ORDER BY id")
        assert [f"responsec01q{number}" for number in (1, 2, 3, 4)] == [one for (one,) in applied]
        assert (1, 1, 0) == (told(ana), told(bruno, Language.PT), told(bruno))
        assert rows(bot, "SELECT level FROM response WHERE author = 2 AND item = 'c01q1'") == [(3,)]


async def test_a_restart_in_a_pause_changes_nothing(tmp_path: Path) -> None:
    """Stopped and started in a pause: what waits still waits, what came meanwhile too, nobody is told twice."""
    async with (
        service(tmp_path, PEOPLE) as bot,
        Phone(bot.server.base_url, ANA) as ana,
        Phone(bot.server.base_url, BRUNO) as bruno,
    ):
        await enter(ana, bot.invite())
        await enter(bruno, bot.invite("Montevideo"))
        await paused(bot)
        await ana.tap("3 ·")
        await ana.until(lambda _: told(ana), "Ana told")
        await bot.stop()
        assert rows(bot, WAITING) == [(1,)]
        await bruno.tap("1 ·")
        await bot.start()
        await bruno.until(lambda _: told(bruno), "Bruno told, who pressed while nobody was there")
        answered = len(ana.answers)
        await ana.press(ana.card(), ana.card().buttons[3])
        await ana.until(lambda _: len(ana.answers) > answered, "an answer to the second press")
        assert 1 == told(ana)
        await resumed(bot)
        await ana.until(lambda _: "· 2/44" in ana.card().text, "question 2, perhaps below a line")
        await question(bruno, 2)
        assert rows(bot, "SELECT author, level FROM response ORDER BY author") == [(1, 3), (2, 1)]


def _told_so_often(number: int, phone: Phone) -> bool:
    return told(phone) == number


async def test_a_second_pause_is_told_again(tmp_path: Path) -> None:
    """Once in each pause, not once for ever."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        for number in (1, 2):
            bot.server.telegram.clock.forward(timedelta(seconds=5))
            await paused(bot)
            await ana.tap("3 ·")
            await ana.until(partial(_told_so_often, number), "Ana told")
            await resumed(bot)
            await question(ana, number + 1)


async def test_nothing_is_begun_by_us_in_a_pause(tmp_path: Path) -> None:
    """A notice and a reminder that fall due in a pause go out after it, each once."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        await paused(bot)
        clock = bot.server.telegram.clock
        database = bot.open()
        payload = json.dumps({"text": "una noticia", "rows": []})
        with database.writing() as tx:
            write_letters(tx, 1, LetterKind.NOTICE, (payload,), clock.now())
            tx.connection.exec_driver_sql(
                "INSERT INTO reminder VALUES (1, ?, ?)", (clock.now().isoformat(" "), clock.now().isoformat(" "))
            )
        database.close()
        clock.forward(timedelta(minutes=1))
        sent = len(bot.server.telegram.transcript.find("sendMessage", ANA))
        for _ in range(3):
            await bot.look_again()
            bot._runner._outgoing.wake()  # type: ignore[union-attr]  # what a turn or a tick would do
        await asyncio.sleep(0.3)
        assert sent == len(bot.server.telegram.transcript.find("sendMessage", ANA))
        await resumed(bot)
        await ana.expect("una noticia")
        await ana.until(lambda _: "recordatorio" in ana.screen().lower() or "recordar" in ana.screen().lower(), "it")
        assert 1 == sum(one.text == "una noticia" for one in ana.history)


def _polled_again(bot: Service, polls: int) -> bool:
    return len(bot.server.telegram.transcript.find("getUpdates")) >= polls + 2


async def test_whoever_was_cut_off_before_a_pause_is_picked_up_after_it(tmp_path: Path) -> None:
    """An outage that ends in a pause is made up for when the pause is over, also after another restart."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        await eventually(lambda: rows(bot, "SELECT 1 FROM runner_state WHERE key = 'last_poll'"), "a poll noted")
        await bot.stop()
        bot.server.telegram.clock.forward(timedelta(minutes=10))
        await paused(bot)
        for _ in range(2):
            polls = len(bot.server.telegram.transcript.find("getUpdates"))
            await bot.start()
            await eventually(partial(_polled_again, bot, polls), "a second poll of this run")
            await bot.stop()
        assert "Tuvimos un corte" not in ana.screen()
        database = bot.open()
        with database.writing() as tx:
            resume(tx)
        database.close()
        await bot.start()
        await ana.until(lambda _: "Tuvimos un corte" in ana.card().text, "the card anew")


async def test_strangers_and_groups_learn_nothing_else(tmp_path: Path) -> None:
    """A stranger is told the same in the language of their app, and answered as ever after the pause."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, STRANGER) as stranger:
        await paused(bot)
        await stranger.send("hello")
        await stranger.until(lambda _: told(stranger, Language.EN) == 1, "the stranger told")
        assert 2 == len(stranger.messages)
        await resumed(bot)
        await stranger.until(lambda _: len(stranger.messages) == 3, "what strangers are told")
        assert rows(bot, "SELECT count(*) FROM person") == [(0,)]


async def test_somebody_who_blocked_us_does_not_end_the_pause_for_others(tmp_path: Path) -> None:
    """If one person cannot be told, the next one is."""
    async with (
        service(tmp_path, PEOPLE) as bot,
        Phone(bot.server.base_url, ANA) as ana,
        Phone(bot.server.base_url, BRUNO) as bruno,
    ):
        await enter(ana, bot.invite())
        await enter(bruno, bot.invite("Montevideo"))
        await paused(bot)
        bot.server.telegram.faults.add(Fault("sendMessage", code=403, chat_id=ANA))
        await ana.send("3")
        await bruno.send("3")
        await bruno.until(lambda _: told(bruno), "Bruno told")
        assert 0 == told(ana)


MESSAGE: dict[str, Any] = {"from": {"id": 5, "language_code": "pt-br"}, "chat": {"id": 5, "type": "private"}}
PRESS: dict[str, Any] = {"id": "77", "from": {"id": 5}, "message": {"chat": {"id": 5, "type": "private"}}}


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ({"message": MESSAGE}, Written(5, Language.PT, None)),
        ({"edited_message": MESSAGE}, Written(5, Language.PT, None)),
        ({"callback_query": PRESS}, Written(5, Language.ES, "77")),
        ({"callback_query": PRESS | {"id": 7}}, Written(5, Language.ES, None)),
        ({"message": MESSAGE | {"chat": {"id": 5, "type": "group"}}}, None),
        ({"message": MESSAGE | {"chat": {"id": 6, "type": "private"}}}, None),
        ({"message": MESSAGE | {"from": {"id": "5"}}}, None),
        ({"message": MESSAGE | {"from": None}}, None),
        ({"callback_query": PRESS | {"message": None}}, None),
        ({"callback_query": "x"}, None),
        ({"message": []}, None),
        ({"my_chat_member": MESSAGE}, None),
        ({}, None),
    ],
)
def test_only_who_wrote_in_private_is_told(update: dict[str, Any], expected: Written | None) -> None:
    """Groups, channels, odd and unreadable updates tell nobody anything and break nothing."""
    assert expected == who_wrote(update)


async def test_an_operator_pauses_and_resumes_beside_the_running_bot(tmp_path: Path) -> None:
    """The commands say what they did; a second `pause` keeps the first; `check` shows it; then there is none."""
    async with service(tmp_path, PEOPLE) as bot:
        operator = Operator(tmp_path, {"database_url": bot.url, "secret_key": bot.key})
        do = partial(asyncio.to_thread, operator)
        first = (await do("pause")).done()
        assert "paused since" in first
        assert first == (await do("pause")).done()
        database = bot.open()
        with database.reading() as tx:
            assert paused_since(tx) is not None
        database.close()
        found = {one["subject"]: one["words"] for one in json.loads((await do("check", "--json")).out)}
        assert "solidaria resume" in found["pause"]
        assert "0 updates" in (await do("resume")).done()
        assert "there is no pause" in (await do("resume")).mistake()
        assert path_of(bot).exists()
