"""Nobody's name, handle or Telegram id lies in a database's files, whatever coordinators look at, nor in a backup."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kit.chat import Chat, World
from kit.coordinator import coordinator, focal_point
from kit.golden import network
from kit.stolen import everything, found
from sqlalchemy import select

from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.events import Choice, Do, Open, Redraw, Show
from conversations.instrument import Language
from conversations.place import View
from storage import tables as t
from storage.backup import back_up
from storage.members import find_members
from storage.world_reader import Sender

ANA = Sender(5550001234, "Zebulonina Quaxley", Language.ES)
BETO = Sender(5550005678, "Wixnovar Ghopekim", Language.PT)
CELIA = Sender(5550009012, "Tamruline Yodfirsen", Language.EN)
CARLOS = Sender(5550003456, "Pekquazeb Rulwixen", Language.ES)
EVERYBODY = (ANA, BETO, CELIA, CARLOS)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A network in which two answer for Rosario, one of them has asked, and one coordinates beside Celia."""
    with network(tmp_path) as made:
        yield made


def lived_through(world: World) -> tuple[Chat, Chat]:
    """Have people come in, ask, leave and be looked at on every card; give the first focal point and Celia."""
    celia = coordinator(world, CELIA.language or Language.EN, telegram_id=CELIA.telegram_id, name=CELIA.name)
    ana = focal_point(world, "Rosario", ANA.telegram_id, name=ANA.name)
    beto = focal_point(world, "Rosario", BETO.telegram_id, Language.PT, name=BETO.name)
    coordinator(world, Language.ES, "AR", telegram_id=CARLOS.telegram_id, name=CARLOS.name)
    ana.send("¿Qué cuenta aquí?")
    ana.tap("coordina")
    beto.press(Show(View.LEAVE))
    with world.writer.database.reading() as tx:
        rosario = find_members(tx, "Rosario")[0].id
        posts = tx.connection.execute(select(t.appointment.c.id).where(t.appointment.c.until.is_(None))).scalars().all()
    for view in DeskView:
        for target in ("", str(rosario), f"m{rosario}", *map(str, posts), *(f"r{post}" for post in posts)):
            celia.press(Open(view, target))
    for name in (ANA.name, BETO.name.split()[0]):
        celia.send(name)
    celia.press(Do(Deed.DIGEST, "week"))
    celia.press(Open(DeskView.PEOPLE, f"m{rosario}"))
    assert ANA.name in str(celia.card.labels)
    return ana, celia


def test_what_a_coordinator_looked_at_is_not_in_the_files(world: World, tmp_path: Path) -> None:
    """After a life with every card open on everybody: none of them in any spelling, in the database or a backup."""
    lived_through(world)
    backup = tmp_path / "kept" / "backup.db"
    backup.parent.mkdir()
    back_up(world.writer.database, backup)
    for path in (world.writer.database.path, backup):
        data = everything(path)
        hashes = {"hash"}
        assert [hashes] * len(EVERYBODY) == [found(data, one) & {"hash"} for one in EVERYBODY], "the scan reads"
        assert [set()] * len(EVERYBODY) == [found(data, one) - hashes for one in EVERYBODY]


def test_who_wished_to_be_forgotten_is_on_no_card_that_is_kept(world: World) -> None:
    """Even with the key, nothing that is kept of a coordinator's messages names who is forgotten."""
    ana, celia = lived_through(world)
    ana.press(Show(View.FORGET))
    ana.press(Choice.FORGET_ME)
    celia.press(Redraw())
    assert ANA.name not in str(celia.card.labels)
    assert BETO.name in str(celia.card.labels), "the others are there as before"
