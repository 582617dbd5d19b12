"""Coordinators have a menu of their own, in their language, for as long as they coordinate."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from kit.chat import Chat, World
from kit.coordinator import coordinator, focal_point
from kit.golden import network
from kit.local import TOKEN, local_server
from sqlalchemy import update

from bot.command_menu import CoordinatorMenus
from bot.local import Fault, FaultKind, LocalServer, Person
from conversations.instrument import Language
from locales.questions import coordinator_commands
from locales.vocabulary import commands
from storage import tables as t

CELIA = 900


@pytest.fixture
async def server() -> AsyncIterator[LocalServer]:
    """A Telegram that knows the coordinator."""
    async with local_server(people=[Person(CELIA, "Celia", "es")]) as made:
        yield made


@pytest.fixture
async def bot(server: LocalServer) -> AsyncIterator[Bot]:
    """A bot that speaks to it."""
    made = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(server.base_url)))
    yield made
    await made.session.close()


def menu(server: LocalServer) -> list[str] | None:
    """Give the commands of the coordinator's chat; ``None`` without a menu of its own."""
    known = server.telegram.bots[TOKEN]
    listed = known.commands.get((f"chat:{CELIA}", ""))
    return None if listed is None else [one["command"] for one in listed]


async def test_the_menu_follows_the_coordinator(server: LocalServer, bot: Bot, tmp_path: Path) -> None:
    """It comes with the appointment, changes with the language, grows with a post at a member, and goes."""
    with network(tmp_path) as world:
        menus = CoordinatorMenus(bot, world.writer.database)
        await menus.refresh()
        celia = coordinator(world, telegram_id=CELIA)
        focal_point(world, "Rosario", 1)
        await menus.refresh()
        assert [name for name, _ in coordinator_commands(Language.ES)] == menu(server)
        celia.send("português")
        await menus.refresh()
        assert [name for name, _ in coordinator_commands(Language.PT)] == menu(server)
        take_a_post(celia, world)
        await menus.refresh()
        every = {name for name, _ in (*coordinator_commands(Language.PT), *commands(Language.PT))}
        assert every == set(menu(server) or ())
        with world.writer.database.writing() as tx:
            tx.connection.execute(update(t.appointment).values(until=world.now, reminded_for=None))
        await menus.refresh()
        assert menu(server) is None


def take_a_post(celia: Chat, world: World) -> None:
    """Have a coordinator become a focal point as well."""
    with world.writer.database.writing() as tx:
        own = t.appointment.c.member_id.is_(None)
        row = tx.connection.execute(t.appointment.select().where(own)).one()._asdict()
        row |= {"id": None, "member_id": 1, "role": "focal_point", "countries": "", "chosen_by": None}
        tx.connection.execute(t.appointment.insert(), row)


async def test_a_refusal_is_not_repeated_and_an_outage_is_made_up_for(
    server: LocalServer, bot: Bot, tmp_path: Path
) -> None:
    """Telegram's no is taken; what a bad connection lost is set at the next look."""
    with network(tmp_path) as world:
        coordinator(world, telegram_id=CELIA)
        menus = CoordinatorMenus(bot, world.writer.database)
        server.telegram.faults.add(Fault("setMyCommands", FaultKind.REFUSE_AND_DROP))
        await menus.refresh()
        assert menu(server) is None
        server.telegram.faults.add(Fault("setMyCommands", code=403))
        await menus.refresh()
        await menus.refresh()
        assert menu(server) is None
