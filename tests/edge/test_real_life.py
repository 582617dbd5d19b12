"""What real life brings, over HTTP with several phones: questions, expired links, rights, reminders."""

from datetime import timedelta
from pathlib import Path

from kit.edge import ANA, BRUNO, enter, eventually, live, path_of, question, rows
from kit.phone import Phone
from kit.service import Service, service

from bot.local import Person

PEOPLE = [Person(ANA, "Ana María Pérez", "es"), Person(BRUNO, "Bruno Coordinador", "es")]


def files_of(made: Service) -> list[Path]:
    """Give the database's file and those beside it."""
    path = path_of(made)
    return sorted(path.parent.glob(f"{path.name}*"))


async def come_in_as_coordinator(made: Service, phone: Phone) -> None:
    """Accept an invitation as a coordinator."""
    await phone.start(made.invite_coordinator())
    await phone.tap("Sí")
    await phone.tap("Acepto")
    await eventually(lambda: rows(made, "SELECT 1 FROM appointment WHERE role = 'coordinator'"), "a coordinator")


async def test_a_question_reaches_the_coordinator_and_the_answer_comes_back(tmp_path: Path) -> None:
    """What is not understood is asked with its question; the coordinator answers by replying, once."""
    async with service(tmp_path, PEOPLE) as made:
        base = made.server.base_url
        async with Phone(base, ANA) as ana, Phone(base, BRUNO) as bruno:
            await come_in_as_coordinator(made, bruno)
            await enter(ana, made.invite())
            await ana.send("No entiendo qué cuenta como plan en esta pregunta")
            await ana.tap("coordinación")
            asked = await bruno.expect("No entiendo qué cuenta como plan")
            assert "Rosario" in asked.text
            assert "Ana" not in asked.text
            await bruno.reply(asked, "Vale también un plan sectorial")
            await ana.expect("Vale también un plan sectorial")
            assert [("Vale también un plan sectorial",)] == rows(made, "SELECT answer FROM question")
            assert {} == dict(rows(made, "SELECT target, text FROM note"))


async def test_an_expired_link_asks_for_another_with_one_tap(tmp_path: Path) -> None:
    """The coordinator is told once, however often it is tapped, and nothing is kept of who holds the link."""
    async with service(tmp_path, PEOPLE) as made:
        base = made.server.base_url
        async with Phone(base, ANA) as ana, Phone(base, BRUNO) as bruno:
            await come_in_as_coordinator(made, bruno)
            token = made.invite()
            made.server.telegram.clock.forward(timedelta(days=61))
            await ana.start(token)
            await ana.tap("Pedir otro enlace")
            told = await bruno.expect("Rosario")
            assert "Ana" not in told.text
            await ana.start(token)
            await ana.tap("Pedir otro enlace")
            await eventually(lambda: not live(ana), "an answer to the second request")
            assert 1 == len([one for one in bruno.messages if "otro enlace" in one.text or one.id == told.id])
            assert [(1,)] == rows(made, "SELECT count(*) FROM person")


async def test_who_asks_to_be_forgotten_is_gone_from_the_files(tmp_path: Path) -> None:
    """After the second tap no name and no id is in any file of the database; the answers stay."""
    async with service(tmp_path, PEOPLE) as made:
        async with Phone(made.server.base_url, ANA) as ana:
            await enter(ana, made.invite())
            await ana.tap("2 · En marcha")
            await question(ana, 2)
            await ana.send("/olvidame")
            await ana.tap("borrar mis datos")
            await eventually(lambda: rows(made, "SELECT 1 FROM person WHERE identity IS NULL"), "being forgotten")
            await ana.send("hola")
            await ana.expect("invitación")
        await made.stop()
        assert [(2,)] == rows(made, "SELECT level FROM response")
        spelt = [str(ANA).encode(), ANA.to_bytes(8, "big"), "Ana María".encode(), "Pérez".encode()]
        assert [] == [(file.name, text) for file in files_of(made) for text in spelt if text in file.read_bytes()]


async def test_own_data_come_as_a_file(tmp_path: Path) -> None:
    """The file says who one is to the bot, what one answered, and when one agreed."""
    async with service(tmp_path, PEOPLE) as made, Phone(made.server.base_url, ANA) as ana:
        await enter(ana, made.invite())
        await ana.tap("3 · Funciona")
        await question(ana, 2)
        await ana.send("/misdatos")
        await ana.until(lambda phone: any(one.document for one in phone.messages), "a file")
        document = next(one for one in ana.messages if one.document)
        text = (await ana.download(document.document or "")).decode("utf-8-sig")
        assert ["Ana María Pérez", str(ANA), "Política o plan", "3 · Funciona"] == [
            part for part in ("Ana María Pérez", str(ANA), "Política o plan", "3 · Funciona") if part in text
        ]


async def test_a_reminder_brings_the_question_on_the_day(tmp_path: Path) -> None:
    """Whoever asked to be reminded gets the open question at mid-morning, once."""
    async with service(tmp_path, PEOPLE) as made, Phone(made.server.base_url, ANA) as ana:
        await enter(ana, made.invite())
        await ana.tap("2 · En marcha")
        await question(ana, 2)
        await ana.send("pausa")
        await ana.tap("Mañana")
        await eventually(lambda: rows(made, "SELECT 1 FROM reminder"), "a reminder")
        made.server.telegram.clock.forward(timedelta(days=1, hours=12))
        await made.look_again()
        await ana.expect("Este es el recordatorio que pidió")
        await eventually(lambda: not rows(made, "SELECT 1 FROM reminder"), "a reminder that is done")
        await eventually(lambda: live(ana) == 1, "one keyboard")
