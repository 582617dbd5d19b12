"""Who left without a trace, and whoever comes next, is answered: no number of a message is given a second time."""

from pathlib import Path

from kit.edge import ANA, enter, eventually, question, rows
from kit.phone import Phone
from kit.service import service

from bot.local import Person

BRUNO = 77
PEOPLE = [Person(ANA, "Ana", "es"), Person(BRUNO, "Bruno", "es")]


async def test_who_declined_may_come_back_and_others_are_served(tmp_path: Path) -> None:
    """After "No acepto" nothing is kept, and the same link opens the door again, for a stranger beside it too."""
    async with service(tmp_path, PEOPLE) as bot:
        token, other = bot.invite("Rosario"), bot.invite("Quito")
        async with Phone(bot.server.base_url, ANA) as ana, Phone(bot.server.base_url, BRUNO) as bruno:
            for _ in range(2):
                await ana.start(token)
                await ana.tap("Sí")
                await ana.tap("No acepto")
            await enter(bruno, other)
            await enter(ana, token)


async def test_after_somebody_was_forgotten_others_get_their_cards(tmp_path: Path) -> None:
    """The cards of who comes after a /forgetme are drawn, and whoever was answering goes on."""
    async with (
        service(tmp_path, PEOPLE) as bot,
        Phone(bot.server.base_url, ANA) as ana,
        Phone(bot.server.base_url, BRUNO) as bruno,
    ):
        await enter(bruno, bot.invite("Quito"))
        await enter(ana, bot.invite("Rosario"))
        await ana.send("/olvidame")
        await ana.tap("borrar mis datos")
        await eventually(lambda: rows(bot, "SELECT 1 FROM person WHERE identity IS NULL"), "being forgotten")
        await bruno.send("/start")
        await bruno.tap("3 ·")
        await question(bruno, 2)
