"""A coordinator's own list, sent as a workbook and read as the errand would, and what it made of the members."""

from collections.abc import Sequence

from kit.chat import Chat, World
from kit.workbooks import workbook
from sqlalchemy import select

from bot.people_errands import read_workbook
from conversations.events import FileRead
from storage import tables as t
from storage.inviting import InvitedRow, invite_rows
from storage.members import list_members
from storage.people_reader import read_scope

HEADINGS = ["Teléfono", "Cargo", "País", "Ciudad", "Persona"]
LIST: list[Sequence[object]] = [
    HEADINGS,
    [56912345678, "Directora", "Chile", "Temuco", "Rosa Planted"],
    ["+54 9 341 555-1234", "", "Argentina", "Rosario", "Ana Planted"],
    ["", "", "Brasil", "Manaus", ""],
    ["", "", "Chilandia", "Osorno", ""],
    ["", "jefe@planted.example", "CL", "Valdivia", ""],
]


def send(chat: Chat, *table: Sequence[object], name: str = "red.xlsx") -> None:
    """Send a list, and have it read as the errand would."""
    chat.attach(name)
    assert f"📎 read_file xlsx:file-{name}" == chat.bubbles[-2].text
    chat.press(FileRead(read_workbook("xlsx")(f"file-{name}", workbook(table))))


def names(world: World) -> dict[str, str]:
    """Map the members to their zones."""
    with world.writer.database.reading() as tx:
        return {one.member.name: one.member.timezone for one in list_members(tx)}


def coordinator_id(world: World) -> int:
    """Give the id of the latest coordinator."""
    with world.writer.database.reading() as tx:
        a = t.appointment.c
        latest = select(a.person_id).where(a.role == "coordinator").order_by(a.id.desc())
        return int(tx.connection.execute(latest).scalars().first() or 0)


def invite_all(world: World, *table: Sequence[object]) -> tuple[InvitedRow, ...]:
    """Make the invitations of a list, as the errand does."""
    person, rows_read = coordinator_id(world), read_workbook("xlsx")("f", workbook(table)).rows

    return world.writer.run_now(
        lambda tx: invite_rows(tx, read_scope(tx, person, world.now), person, rows_read, world.now)
    )
