"""A coordinator's own list: sent, looked at, imported and invited in one tap; hers again, with links."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from kit.chat import Chat, World
from kit.coordinator import appoint, counted, focal_point
from kit.edge import eventually, path_of, rows
from kit.golden import label
from kit.own_list import HEADINGS, LIST, coordinator_id, invite_all, names, send
from kit.phone import Phone
from kit.service import Service, service
from kit.stolen import everything
from kit.whole_cards import celia
from kit.workbooks import formulas, rows_of, workbook
from sqlalchemy import select

from bot.buttons import decode
from bot.local import Person
from bot.people_errands import read_workbook
from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.events import Do, FileRead, Open
from conversations.instrument import Language
from conversations.workbook import FileProblem, WorkbookRead
from storage import tables as t
from storage.inviting import invite_rows
from storage.writer import Writer


def test_a_list_is_shown_before_anything_is_so(world: World) -> None:
    """How many are known and new, which zones, which problems by line: and nothing is in the database yet."""
    chat, before = celia(world), names(world)
    send(chat, *LIST)
    text = chat.card.text
    assert "Ya están en la red: <b>1</b>. Nuevos: <b>3</b>." in text
    assert "Santiago 2, Manaus 1" in text
    assert "Se harán 4 enlaces" in text
    chat.tap("Observaciones (2)")
    assert "Fila 5: país desconocido Chilandia" in chat.card.text
    assert "Fila 6: el cargo parece un dato de contacto" in chat.card.text
    assert before == names(world)


def test_a_zone_that_is_none_is_not_taken_for_a_row(world: World) -> None:
    """A made-up zone for a row of the list is refused and counted, and the list keeps what was proposed."""
    chat = celia(world)
    send(chat, *LIST)
    chat.press(Open(DeskView.WORKBOOK, "z2.0"))
    chat.press(Do(Deed.SET_ZONE, "Atlantis/Capital"))
    assert label(Language.ES, "deskline.out_of_reach") in chat.card.text


def test_a_list_is_imported_and_invited_in_one_tap(world: World) -> None:
    """The file, one tap: the members are there with their zones and the file is ordered back by its id."""
    chat = celia(world)
    with counted(chat, taps=1, typed=2):  # neither is typed: the file, and its having been read
        send(chat, *LIST)
        chat.tap("Importar e invitar")
    assert "📎 own_list xlsx:file-red.xlsx:red.xlsx" == chat.bubbles[-2].text
    found = names(world)
    assert ("America/Santiago", "America/Manaus") == (found["Temuco"], found["Manaus"])
    assert "Osorno" not in found
    assert "Valdivia" in found


def test_an_unsure_zone_is_marked_and_can_be_chosen(world: World) -> None:
    """Of a country with several zones one is a guess: it is counted, marked, and changed in three taps."""
    chat = celia(world)
    send(chat, ["Ciudad", "País"], ["Xique-Xique", "Brasil"], ["Lebu", "CL"], ["Recife", "BR"])
    assert "2 zonas por confirmar" in chat.card.text
    with counted(chat, taps=4):
        chat.tap("Zonas horarias")
        chat.tap("? Xique-Xique")
        chat.tap("Bahia")
        assert chat.has("Xique-Xique · Bahia")
        assert not chat.has("? Xique-Xique")
        chat.tap("Su lista")
    chat.tap("Importar e invitar")
    found = names(world)
    assert ("America/Bahia", "America/Santiago") == (found["Xique-Xique"], found["Lebu"])
    assert "America/Recife" == found["Recife"]


def test_nothing_of_persons_waits_in_the_draft_or_anywhere(world: World, tmp_path: Path) -> None:
    """Telephones, addresses and names of a list are in no byte of the database, before and after the import."""
    chat = celia(world)
    send(chat, *LIST)
    chat.tap("Importar e invitar")
    invited = invite_all(world, *LIST)
    found = everything(tmp_path / "golden.db")
    tokens = [one.invited.link.partition("start=")[2] for one in invited if one.invited]
    assert 4 == len(tokens)
    private = ["56912345678", "555-1234", "5493415551234", "Planted", "planted.example", *tokens]
    assert [] == [text for text in private if text.encode() in found]
    assert b"Directora" in found


def test_the_scope_of_the_moment_counts(world: World) -> None:
    """A coordinator who is none any more gets no link, however old the order is; it is counted and entered."""
    celia(world)
    person = coordinator_id(world)
    rows_read = read_workbook("xlsx")("f", workbook(LIST)).rows
    assert () == world.writer.run_now(invite_rows, None, person, rows_read, world.now)
    with world.writer.database.reading() as tx:
        assert 1 == tx.connection.execute(select(t.counter.c.count).where(t.counter.c.name == "denials")).scalar_one()
        entered = select(t.audit.c.person_id).where(t.audit.c.action == "denied")
        assert [person] == tx.connection.execute(entered).scalars().all()


def test_a_member_with_a_focal_point_gets_no_link_and_an_unused_link_is_replaced(world: World) -> None:
    """A corrected file can be sent again: one link a member, the latest; who is in needs none."""
    chat = celia(world)
    send(chat, *LIST)
    chat.tap("Importar e invitar")
    first = invite_all(world, *LIST)
    focal_point(world, "Rosario", 1)
    send(chat, *LIST)
    assert "Ya están en la red: <b>4</b>" in chat.card.text
    assert "1 ya tiene punto focal" in chat.card.text
    assert "3 tenían un enlace: el anterior deja de valer" in chat.card.text
    again = {one.fate.row.name: one.invited for one in invite_all(world, *LIST)}
    assert again["Rosario"] is None
    for one in first:
        later = again[one.fate.row.name]
        if later is not None and one.invited is not None:
            assert later.replaced
            guest = Chat(world, 950, "Inés", Language.ES)
            guest.start(one.invited.link.partition("start=")[2])
            assert guest.spoken.courtesy is not None


@pytest.mark.parametrize("why", FileProblem)
@pytest.mark.parametrize("language", Language)
def test_a_file_that_cannot_be_used_says_why_and_what_to_do(world: World, why: FileProblem, language: Language) -> None:
    """One card, no way to import, in every language whole on a small phone."""
    chat = celia(world, language=language)
    chat.attach("red.xlsx")
    chat.press(FileRead(WorkbookRead("f", unusable=why)))
    assert not chat.has("1x:import")
    assert 1 == len(chat.card.rows)


def test_an_old_button_imports_nothing(world: World) -> None:
    """When the list is no longer in view, it has to be sent again."""
    chat = celia(world)
    send(chat, *LIST)
    old = chat.card.rows[0][0]
    assert "Importar e invitar" == old[0]
    before = names(world)
    chat.press(Open(DeskView.MEMBERS))
    chat.press(decode(old[1]))
    assert "ya no está a la vista" in chat.card.text
    chat.press(Open(DeskView.WORKBOOK))
    assert "ya no está a la vista" in chat.card.text
    assert before == names(world)


@pytest.mark.parametrize("language", Language)
def test_a_list_of_eighty_four_is_whole_on_a_small_phone(world: World, language: Language) -> None:
    """Every card on the way, with long names, in each language; the draft stays small."""
    chat = celia(world, language=language)
    table: list[Sequence[object]] = [["Ciudad", "País", "Cargo"]]
    table += [[f"Municipio de San {at} del Norte", "BR", "Jefa"] for at in range(82)]
    send(chat, *table, ["", "BR", ""], ["Rosario", "AR", "x@y.zz"])
    for target in ("p.0", "z.0", "z.19", "z2.0", "z2.1", ""):
        chat.press(Open(DeskView.WORKBOOK, target))
    with world.writer.database.reading() as tx:
        draft = tx.connection.execute(select(t.desk.c.draft)).scalar_one()
    assert len(json.dumps(draft)) < 20_000


PERSON = 77


async def test_a_list_goes_through_telegram_and_comes_back_with_links(tmp_path: Path) -> None:
    """Over HTTP: the file is fetched, shown, imported in one tap, and comes back: hers, with five columns more."""
    async with service(tmp_path, [Person(PERSON, "Celia", "es"), Person(78, "Inés", "es")]) as made:
        token = appoint_in(made)
        async with Phone(made.server.base_url, PERSON) as celia_phone:
            await celia_phone.start(token)
            await celia_phone.tap("Sí")
            await celia_phone.tap("Acepto")
            await celia_phone.expect("Coordinación")
            taps = celia_phone.taps
            await celia_phone.upload("red.xlsx", workbook(LIST), "application/vnd.ms-excel")
            await celia_phone.expect("Nuevos: 3")
            await celia_phone.tap("Importar e invitar")
            await celia_phone.until(lambda phone: any(one.document for one in phone.messages if not one.mine))
            assert celia_phone.taps - taps <= 5
            sent = next(one for one in celia_phone.messages if one.document and not one.mine)
            assert sent.document is not None
            content = await celia_phone.download(sent.document)
            back = rows_of(content)
            assert 0 == formulas(content)
            check_columns(back)
            link = str(back[1][5])
            async with Phone(made.server.base_url, 78) as guest:
                await guest.start(link.partition("start=")[2])
                await guest.expect("Temuco")
        await eventually(lambda: rows(made, "SELECT 1 FROM outbox WHERE state = 'sent'"), "a letter that is sent")
        found = everything(path_of(made))
        tokens = [str(row[5]).partition("start=")[2] for row in back[1:] if row[5]]
        assert [] == [one for one in (*tokens, "56912345678", "Planted") if one.encode() in found]


def check_columns(back: list[list[object]]) -> None:
    """Assert that a list came back as it went, with link, text, WhatsApp, state and remarks."""
    assert HEADINGS == back[0][:5]
    assert [56912345678.0, "Directora", "Chile", "Temuco", "Rosa Planted"] == back[1][:5]
    temuco, rosario, manaus, osorno, valdivia = back[1:6]
    assert str(temuco[5]).startswith("https://t.me/")
    assert str(temuco[5]) in str(temuco[6])
    assert "A la atención de: Directora" in str(temuco[6])
    assert str(temuco[7]).startswith("https://wa.me/56912345678?text=")
    assert str(rosario[7]).startswith("https://wa.me/5493415551234?text=")
    assert str(manaus[7]).startswith("https://wa.me/?text=")
    assert "participa das Cidades Solidárias" in str(manaus[6])
    assert ("", "Sin importar", "país desconocido") == (osorno[5], osorno[8], osorno[9])
    assert "Enlace listo para enviar" == valdivia[8]
    assert "contacto" in str(valdivia[9])


def appoint_in(made: Service) -> str:
    """Make an invitation to coordinate the network in the database of a running service."""
    writer = Writer(made.open())
    token = appoint(World(writer, made.server.telegram.clock.now()))
    writer.close_now()
    return token
