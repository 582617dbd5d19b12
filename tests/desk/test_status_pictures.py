"""When there is a picture: with names as soon as one member shares so, without names from five members on."""

import asyncio

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from kit.chat import Chat, World
from kit.coordinator import coordinator, focal_point
from kit.golden import INSTRUMENT
from kit.local import TOKEN, local_server
from kit.phone import Phone
from sqlalchemy import insert, select, update

from bot.errands import Errand
from bot.local import Person
from bot.picture_errands import send_heat_map, send_network_picture, worded_distribution, worded_heat_map
from conversations.assessment import Sharing
from conversations.desk.deeds import Deed
from conversations.events import Do
from conversations.instrument import Language
from conversations.people import Appointment, Role
from storage import tables as t
from storage.members import find_members

NAMED, AGGREGATE = Sharing.NAMED, Sharing.AGGREGATE
EVERYWHERE = Appointment(0, Role.COORDINATOR, None)
CELIA = 900


def submit(world: World, sharing: Sharing, *names: str) -> None:
    """Have members submit everything, at the same level."""
    with world.writer.database.writing() as tx:
        person = tx.connection.execute(select(t.person.c.id).limit(1)).scalar_one()
        for name in names:
            assessment = tx.insert(
                insert(t.assessment),
                {
                    "member_id": find_members(tx, name)[0].id,
                    "wave_id": 1,
                    "instrument_id": 1,
                    "begun_at": world.now,
                    "submitted_at": world.now,
                    "submitted_by": person,
                    "sharing": sharing.value,
                    "late": False,
                },
            )
            given = {"assessment_id": assessment, "level": 3, "author": person, "at": world.now}
            tx.connection.execute(insert(t.response), [{**given, "item": item.id} for item in INSTRUMENT.items])


def sent(chat: Chat) -> list[str]:
    """List what was sent beside the cards."""
    return [bubble.text for bubble in chat.bubbles if bubble.text.startswith("📎")]


def test_nothing_shared_is_no_map(world: World) -> None:
    """It is said; and for a country in which nobody shares."""
    celia = coordinator(world)
    celia.press(Do(Deed.HEAT_MAP))
    assert "no hay mapa que mostrar" in celia.card.text
    submit(world, AGGREGATE, "Rosario")
    submit(world, NAMED, "Quito")
    celia.press(Do(Deed.HEAT_MAP, "AR"))
    assert "no hay mapa que mostrar" in celia.card.text
    assert [] == sent(celia)
    celia.press(Do(Deed.HEAT_MAP, "EC"))
    celia.press(Do(Deed.HEAT_MAP))
    assert ["📎 heat_map EC", "📎 heat_map"] == sent(celia)


@pytest.mark.parametrize(
    ("named", "hidden", "enough"),
    [(4, 0, False), (5, 0, True), (4, 2, False), (2, 3, True), (0, 4, False), (0, 5, True)],
)
def test_a_picture_without_names_needs_five(world: World, named: int, hidden: int, enough: bool) -> None:
    """Members that share only in aggregates count once three of them hide each other."""
    names = ("Rosario", "Quito", "Arica", "Medellín", "Tapachula", "Tijuana", "Montevideo")
    celia = coordinator(world)
    submit(world, NAMED, *names[:named])
    submit(world, AGGREGATE, *names[named : named + hidden])
    celia.press(Do(Deed.NETWORK_PICTURE))
    assert (["📎 network_picture"] if enough else []) == sent(celia)
    assert enough is ("al menos 5 miembros" not in celia.card.text)
    with world.writer.database.reading() as tx:
        worded = worded_distribution(tx, EVERYWHERE, Language.ES, world.now)
        assert enough is (worded is not None)
        assert named == sum(len(one.rows) for one in worded_heat_map(tx, EVERYWHERE, (), Language.ES, world.now))


def test_another_country_cannot_be_drawn(world: World) -> None:
    """Neither by a forged button nor by what is read at the moment of sending."""
    celia = coordinator(world, Language.ES, "AR")
    submit(world, NAMED, "Quito")
    celia.press(Do(Deed.HEAT_MAP, "EC"))
    assert [] == sent(celia)
    argentina = Appointment(0, Role.COORDINATOR, None, ("AR",))
    with world.writer.database.reading() as tx:
        assert () == worded_heat_map(tx, argentina, ("EC",), Language.ES, world.now)
        assert () == worded_heat_map(tx, argentina, (), Language.ES, world.now)


async def test_pictures_are_sent_as_they_are_then(world: World) -> None:
    """Made at the moment of sending: too few by then is said, and who coordinates no more gets nothing."""
    coordinator(world, telegram_id=CELIA)
    focal_point(world, "Salta", 1)
    submit(world, NAMED, "Rosario", "Quito", "Arica", "Medellín", "Tapachula")
    with world.writer.database.reading() as tx:
        wanted = select(t.appointment.c.person_id).where(t.appointment.c.member_id.is_(None))
        person = tx.connection.execute(wanted).scalar_one()
    async with local_server(people=[Person(CELIA, "Celia", "es")]) as server, Phone(server.base_url, CELIA) as phone:
        await phone.start()
        bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(server.base_url)))

        def errand(target: str = "") -> Errand:
            async def happen(*_: object) -> None:
                await asyncio.sleep(0)

            database = world.writer.database
            return Errand(bot, database, world.writer, world.now, CELIA, person, Language.ES, target, 0, happen)

        assert await send_heat_map(errand())
        assert await send_network_picture(errand())
        await phone.expect("Uso interno")
        await phone.expect("Sin nombres")
        assert 2 == sum(one.photo is not None for one in phone.messages)
        with world.writer.database.writing() as tx:
            tx.connection.execute(update(t.assessment).values(submitted_at=None, submitted_by=None, sharing=None))
        assert await send_heat_map(errand())
        assert await send_network_picture(errand())
        await phone.expect("al menos 5 miembros")
        with world.writer.database.writing() as tx:
            tx.connection.execute(update(t.appointment).values(until=world.now, reminded_for=None))
        assert await send_heat_map(errand()) is None
        assert await send_network_picture(errand()) is None
        await bot.session.close()
