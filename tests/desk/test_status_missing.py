"""Who is missing: two taps to a country's table, which a narrow phone shows whole."""

import re

import pytest
from kit.chat import Chat, World, visible
from kit.coordinator import coordinator, counted, focal_point
from kit.golden import finish
from sqlalchemy import update

from conversations.desk.place import DeskView
from conversations.events import Open
from conversations.instrument import Language
from conversations.people import MemberKind
from locales.catalogue import plain
from locales.desk.missing import WIDTH
from locales.lengths import lines
from storage import tables as t
from storage.members import import_members
from storage.members_document import MemberRow

ZONE = "America/Lima"


def table(chat: Chat) -> list[str]:
    """Give the lines of the table on the card."""
    found = re.search("<pre>(.*)</pre>", chat.card.text, re.DOTALL)
    assert found is not None, chat.card.text
    return visible(found[1]).splitlines()


def crowd(world: World, count: int, countries: int) -> None:
    """Add made-up members."""
    codes = ("BO", "CR", "CU", "DO", "HT", "JM", "NI", "PA", "PE", "PY", "SV", "TT", "VE")[:countries]
    rows = [
        MemberRow(f"Municipio de Nombre Largo {n:03}", MemberKind.CITY, codes[n % countries], ZONE, (), "")
        for n in range(count)
    ]
    with world.writer.database.writing() as tx:
        import_members(tx, rows, world.now)


@pytest.mark.parametrize("language", Language)
def test_two_taps_from_home_to_a_country(world: World, language: Language) -> None:
    """Home, who is missing, the country: its members by bucket, those who came least far first."""
    focal_point(world, "Salta", 1)
    focal_point(world, "Rosario", 2).send("3")
    celia = coordinator(world, language)
    world.wait(days=3)
    with counted(celia, taps=2):
        celia.tap(plain(language, "missing.heading"))
        assert lines(celia.card.text) <= 9
        assert len(celia.card.rows) <= 6
        celia.tap("Argentina")
    rows = table(celia)
    assert [" Salta", " Rosario          1/44  3 d"] == [rows[-3], rows[-1]]
    assert rows[0].endswith("(7)")
    assert max(len(row) for row in rows) <= WIDTH


def test_the_question_is_answered_at_once(world: World) -> None:
    """In three languages, for a country by name or code; a country without members is said to be that."""
    celia = coordinator(world)
    for text in ("quién falta en Chile", "quem falta no Chile", "who is missing in Chile", "/status CL", "Chile"):
        celia.send(text)
        assert [" Arica", " La Calera", " San Felipe"] == table(celia)[1:], text
    celia.send("quién falta en Perú")
    assert "«Perú»: aquí no hay miembros de ese país." in celia.card.text
    celia.send("quién falta en Rosario")
    assert celia.card.text.startswith("<b>Rosario</b>")
    celia.send("quién falta en Córdoba")
    assert celia.has("Prov. Córdoba")


def test_those_quiet_for_longest_come_first(world: World) -> None:
    """Among those who answer."""
    for number, name in enumerate(("Salta", "Rosario", "Maipú"), 1):
        focal_point(world, name, number).send("3")
        world.wait(days=1)
    celia = coordinator(world)
    celia.send("/missing AR")
    assert ["Salta", "Rosario", "Maipú"] == [row.split()[0] for row in table(celia)[-3:]]


def test_many_countries_and_members_are_paged(world: World) -> None:
    """The page with the next countries, and the next members, is one tap away; nothing is lost or shown twice."""
    crowd(world, 60, 13)
    celia = coordinator(world)
    celia.send("/missing")
    first = celia.card.labels
    assert len(celia.card.rows) <= 6
    celia.tap("2/2 ›")
    assert set(first) & set(celia.card.labels) <= {"⌂ Inicio"}
    celia.send("quién falta en Guatemala")
    seen = [row.strip() for row in table(celia) if row.startswith(" ")]
    celia.tap("2/2 ›")
    more = [row.strip() for row in table(celia) if row.startswith(" ")]
    assert (14, 1) == (len(seen), len(more))
    assert not set(seen) & set(more)
    celia.tap("‹ 1/2")
    assert seen == [row.strip() for row in table(celia) if row.startswith(" ")]


def test_long_names_do_not_break_the_table(world: World) -> None:
    """They are cut, so that every line fits 27 characters; in a bucket's table the country has room too."""
    crowd(world, 20, 1)
    celia = coordinator(world)
    celia.send("/missing BO")
    assert max(len(row) for row in table(celia)) <= WIDTH
    celia.press(Open(DeskView.MISSING, "never_opened"))
    assert max(len(row) for row in table(celia)) <= WIDTH
    assert all(row.endswith(" AR") for row in table(celia)[:3])


def test_one_country_in_scope_is_shown_at_once(world: World) -> None:
    """There is nothing to choose; another country is refused."""
    celia = coordinator(world, Language.ES, "CL")
    celia.tap("Quién falta")
    assert " Arica" in table(celia)
    assert not celia.has("Países")
    celia.press(Open(DeskView.MISSING, "AR"))
    assert "Eso ya no está" in celia.card.text


def test_buckets_are_a_tap_away(world: World) -> None:
    """Who never opened, opened without answering, and answers, in all countries."""
    focal_point(world, "Salta", 1)
    focal_point(world, "Quito", 2).send("3")
    celia = coordinator(world)
    celia.tap("Quién falta")
    celia.tap("Sin resp.: 1")
    assert [" Salta                   AR"] == table(celia)
    celia.tap("Países")
    celia.tap("En curso: 1")
    assert [" Quito        EC  1/44  hoy"] == table(celia)


def test_who_never_opened_is_offered_texts_to_forward(world: World) -> None:
    """And who has people in the bot, reminders; nobody is reminded while no wave is open."""
    focal_point(world, "Salta", 1)
    celia = coordinator(world)
    celia.send("/missing AR")
    assert ["Recordar", "Textos para reenviar", "Países", "⌂ Inicio"] == celia.card.labels
    with world.writer.database.writing() as tx:
        tx.connection.execute(update(t.wave).values(closed_at=world.now, open_mark=None))
    celia.send("/missing AR")
    assert ["Textos para reenviar", "Países", "⌂ Inicio"] == celia.card.labels


def test_nobody_missing_is_good_news(world: World) -> None:
    """The country says so, and its table lists who submitted."""
    with world.writer.database.writing() as tx:
        others = (t.member.c.country == "CL", t.member.c.name != "Arica")
        tx.connection.execute(update(t.member).where(*others).values(retired_at=world.now))
    finish(focal_point(world, "Arica", 1))
    celia = coordinator(world)
    celia.send("quién falta en Chile")
    assert "<b>Chile</b> · Nadie falta: 1 de 1" in celia.card.text
    assert ["Enviaron (1)", " Arica                  hoy"] == table(celia)
    celia.tap("Países")
    assert celia.has("Chile ✓")


def test_a_countrys_reminder_begins_with_that_country(world: World) -> None:
    """From the table, one tap: the country is chosen already."""
    focal_point(world, "Salta", 1)
    celia = coordinator(world)
    celia.send("/missing AR")
    celia.tap("Recordar")
    assert "Argentina" in celia.card.text
