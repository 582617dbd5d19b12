"""Invitations over HTTP: made as they are sent, good for one, and left nowhere when they could not be sent."""

from pathlib import Path

from kit.chat import World
from kit.coordinator import appoint
from kit.edge import eventually, path_of, rows
from kit.phone import Phone
from kit.service import Service, service
from kit.stolen import everything
from kit.workbooks import rows_of

from bot.local import Person
from bot.local.faults import Fault
from storage.writer import Writer

CELIA, INES = 77, 78
OPEN = "SELECT id FROM invitation WHERE member_id IS NOT NULL AND revoked_at IS NULL AND used_at IS NULL"
PEOPLE = [Person(CELIA, "Celia Planted", "es"), Person(INES, "Inés", "pt")]


def appointed(made: Service) -> str:
    """Make an invitation to coordinate the network; gives its token."""
    writer = Writer(made.open())
    token = appoint(World(writer, made.server.telegram.clock.now()))
    writer.close_now()
    return token


async def come_in(phone: Phone, made: Service) -> None:
    """Go from the invitation to the coordinator's home."""
    await phone.start(appointed(made))
    await phone.tap("Sí")
    await phone.tap("Acepto")
    await phone.expect("Coordinación")


async def test_a_link_comes_ready_to_forward_and_brings_a_focal_point_in(tmp_path: Path) -> None:
    """In the member's language, naming no coordinator; three taps from the link to the first question."""
    async with (
        service(tmp_path, PEOPLE) as made,
        Phone(made.server.base_url, CELIA) as celia,
        Phone(made.server.base_url, INES) as ines,
    ):
        await come_in(celia, made)
        await celia.tap("Invitar")
        await celia.send("Maringá")
        await celia.tap("Mensaje para reenviar")
        message = await celia.expect("participa das Cidades Solidárias")
        assert "Celia" not in message.text
        assert "Planted" not in message.text
        await celia.expect("Para enviar este mensaje por WhatsApp")
        link = next(word for word in message.text.split() if word.startswith("https://t.me/"))
        token = link.partition("start=")[2]
        await ines.start(token)
        await ines.expect("Maringá")
        for label in ("Sim", "Aceito", "Começar"):
            await ines.tap(label)
        await ines.expect("1/44")
        assert ines.taps <= 4
        assert token.encode() not in everything(path_of(made))


async def test_a_code_comes_as_a_picture_with_the_same_message(tmp_path: Path) -> None:
    """The picture is small, its caption is the whole message, and its link is the only one that is open."""
    async with service(tmp_path, PEOPLE) as made, Phone(made.server.base_url, CELIA) as celia:
        await come_in(celia, made)
        await celia.tap("Invitar")
        await celia.send("Rosario")
        await celia.tap("Mensaje para reenviar")
        await celia.expect("Rosario participa en Ciudades Solidarias")
        await celia.tap("Mensaje con código QR")
        await celia.until(lambda phone: any(one.photo for one in phone.messages), "a picture")
        picture = next(one for one in celia.messages if one.photo)
        assert "Rosario participa en Ciudades Solidarias" in picture.text
        assert picture.photo is not None
        assert len(await celia.download(picture.photo)) < 20_000
        assert 1 == len(rows(made, OPEN))


async def test_a_link_that_could_not_be_sent_is_taken_back(tmp_path: Path) -> None:
    """A message that Telegram refuses once goes out the next time, and one link is open: the one that was seen."""
    async with service(tmp_path, PEOPLE) as made, Phone(made.server.base_url, CELIA) as celia:
        await come_in(celia, made)
        await celia.tap("Invitar")
        await celia.send("Rosario")
        await celia.until(lambda phone: "Rosario" in phone.card().text, "the member")
        made.server.telegram.faults.add(Fault("sendMessage", code=500, chat_id=CELIA))
        await celia.tap("Mensaje para reenviar")
        message = await celia.expect("Rosario participa en Ciudades Solidarias")
        await eventually(lambda: len(rows(made, OPEN)) == 1, "one open link")
        token = message.text.partition("start=")[2].split()[0]
        assert 2 == len(rows(made, "SELECT id FROM invitation WHERE member_id IS NOT NULL"))
        async with Phone(made.server.base_url, INES) as ines:
            await ines.start(token)
            await ines.expect("Rosario")


async def test_texts_for_all_who_never_opened_come_in_one_sheet(tmp_path: Path) -> None:
    """Three taps from inviting: one row a member in scope, each with a link, a text and a way to WhatsApp."""
    async with service(tmp_path, PEOPLE) as made, Phone(made.server.base_url, CELIA) as celia:
        await come_in(celia, made)
        await celia.tap("Invitar")
        taps = celia.taps
        for label in ("Nunca abrieron", "Textos para todos", "Enviar la hoja"):
            await celia.tap(label)
        await celia.until(lambda phone: any(one.document for one in phone.messages), "a sheet")
        assert celia.taps - taps == 3
        sheet = next(one for one in celia.messages if one.document)
        assert sheet.document is not None
        head, *listed = rows_of(await celia.download(sheet.document))
        assert ["Miembro", "País", "Enlace de invitación"] == head[:3]
        assert len(rows(made, "SELECT id FROM member")) == len(listed) == len(rows(made, OPEN))
        assert all(str(row[2]).startswith("https://t.me/") and str(row[2]) in str(row[3]) for row in listed)
        assert all(str(row[4]).startswith("https://wa.me/?text=") for row in listed)
