"""What becomes of the rows of a coordinator's own list: whom they are about, where it is, and what an import writes."""

from kit.chat import World
from kit.own_list import LIST, invite_all, names, send
from kit.whole_cards import celia

from storage import tables as t
from storage.database import Transaction
from storage.members import ListedMember, list_members


def listed(world: World, name: str) -> ListedMember:
    """Give a member as it is."""

    def find(tx: Transaction) -> ListedMember:
        (found,) = (one for one in list_members(tx) if one.member.name == name)
        return found

    return world.writer.run_now(find)


def test_rows_outside_the_scope_are_refused_by_line(world: World) -> None:
    """A coordinator of Chile imports nobody elsewhere, whatever the list says and however often."""
    chat = celia(world, "CL")
    send(chat, *LIST)
    assert "Nuevos: <b>2</b>" in chat.card.text
    chat.tap("Observaciones")
    assert "Fila 3: no es de sus países Rosario" in chat.card.text
    assert "Fila 4: no es de sus países Manaus" in chat.card.text
    chat.tap("Su lista")
    chat.tap("Importar e invitar")
    assert "Manaus" not in names(world)
    invited = {one.fate.row.name: one.invited is not None for one in invite_all(world, *LIST)}
    assert {"Temuco": True, "Rosario": False, "Manaus": False, "Valdivia": True} == invited


def test_names_are_matched_by_alias_and_told_apart_by_kind(world: World) -> None:
    """CABA is Buenos Aires; Córdoba without a kind is the city that is called so; a doubt is said, not guessed."""
    chat = celia(world)
    send(chat, ["Ciudad", "Tipo", "País"], ["CABA", "", "AR"], ["cordoba", "", "AR"], ["Córdoba", "provincia", "AR"])
    assert "Ya están en la red: <b>3</b>" in chat.card.text or "Nuevos: <b>1</b>" in chat.card.text
    send(chat, ["Ciudad"], ["Rosario"], ["Rosario"], ["Nowhere"])
    chat.tap("Observaciones")
    assert "Fila 3: está dos veces" in chat.card.text
    assert "Fila 4: falta el país" in chat.card.text


def test_a_retired_member_is_not_brought_back_by_a_list(world: World) -> None:
    """It is said by line: whoever wants it back takes it in again by hand."""
    with world.writer.database.writing() as tx:
        tx.connection.execute(t.member.update().where(t.member.c.name == "Rosario").values(retired_at=world.now))
    chat = celia(world)
    send(chat, ["Ciudad", "País"], ["Rosario", "AR"])
    assert not chat.has("Importar")
    chat.tap("Observaciones")
    assert "Fila 2: está retirado de la red Rosario" in chat.card.text


def test_a_name_that_fits_several_is_said_and_not_guessed(world: World) -> None:
    """A name that two members have, in two countries, is about one of them only with its country."""
    for country in ("CL", "BR"):
        values = {"name": "Capital Planted", "kind": "city", "country": country, "timezone": "America/Manaus"}
        world.writer.run_now(lambda tx, values=values: tx.insert(t.member.insert(), values))  # type: ignore[misc]
    chat = celia(world)
    send(chat, ["Ciudad", "País"], ["Capital Planted", ""], ["Capital Planted", "BR"])
    assert "Ya están en la red: <b>1</b>" in chat.card.text
    chat.tap("Observaciones (1)")
    assert "Fila 2: puede ser más de un miembro" in chat.card.text


def test_a_zone_that_does_not_exist_keeps_the_row_out(world: World) -> None:
    """A made-up zone in the file is said by line, and nothing is imported for it."""
    chat = celia(world)
    send(chat, ["Ciudad", "País", "Zona horaria"], ["Temuco", "CL", "Chile/Atlantis"], ["Osorno", "CL", ""])
    chat.tap("Observaciones (1)")
    assert "Fila 2: zona horaria desconocida" in chat.card.text
    chat.tap("Su lista")
    chat.tap("Importar e invitar")
    assert ("Osorno" in names(world), "Temuco" in names(world)) == (True, False)


def test_the_only_country_of_a_coordinator_need_not_be_written(world: World) -> None:
    """A list without countries is about the coordinator's own, when there is one only."""
    chat = celia(world, "CL")
    send(chat, ["Ciudad"], ["Temuco"])
    chat.tap("Importar e invitar")
    assert "CL" == listed(world, "Temuco").member.country


def test_a_list_brings_zones_and_other_names_to_members_that_are_there(world: World) -> None:
    """What the list knows better is taken over, what was known stays, and no member comes twice."""
    chat, before = celia(world), names(world)
    known = listed(world, "Rosario").aliases
    send(chat, ["Ciudad", "País", "Zona horaria", "Otros nombres"], ["Rosario", "AR", "America/Cordoba", "Chicago"])
    chat.tap("Importar e invitar")
    assert before | {"Rosario": "America/Cordoba"} == names(world)
    assert {*known, "Chicago"} == {*listed(world, "Rosario").aliases}
