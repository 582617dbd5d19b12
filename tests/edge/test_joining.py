"""Who comes in by an invitation, over HTTP: the coordinators hear of it, see who it is, and can end it at once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from kit.edge import ANA, eventually, rows
from kit.phone import Phone
from kit.service import Service, service

from bot.local import Person
from conversations.events import Choice

CELIA, CARLOS = 900, 901
PEOPLE = [Person(CELIA, "Celia", "es"), Person(CARLOS, "Carlos Xul", "pt"), Person(ANA, "Zebulonina Quaxley", "es")]
JOINED = "Alguien aceptó una invitación."
STATES = "SELECT person_id, state FROM outbox WHERE kind = 'notice'"


async def come_in(phone: Phone, token: str, *words: str) -> None:
    """Accept an invitation."""
    await phone.start(token)
    for label in words or ("Sí", "Acepto"):
        await phone.tap(label)
    await phone.until(lambda one: Choice.ACCEPT not in str(one.card().buttons), "somebody inside")


async def test_who_came_in_is_a_tap_away_and_so_is_their_end(tmp_path: Path) -> None:
    """The notice names the member and no person; its button opens their card, and two taps end the access."""
    async with service(tmp_path, PEOPLE) as bot:
        base = bot.server.base_url
        async with Phone(base, CELIA) as celia, Phone(base, ANA) as ana:
            await come_in(celia, bot.invite_coordinator())
            await come_in(ana, bot.invite("Rosario"))
            notice = await celia.expect(JOINED)
            assert ("Rosario" in notice.text, "Zebulonina" in notice.text) == (True, False)
            assert JOINED == notice.text.splitlines()[0]
            await celia.tap("Ver quién es")
            await celia.expect("Zebulonina Quaxley")
            await celia.tap("Retirar el acceso")
            await celia.tap("Sí, retirar")
            await eventually(
                lambda: rows(bot, "SELECT 1 FROM appointment WHERE member_id NOTNULL AND until NOTNULL"), "an end"
            )


async def test_a_new_coordinator_is_told_of_too(tmp_path: Path) -> None:
    """The coordinators of the whole network hear of another one; who came in hears nothing of it."""
    async with service(tmp_path, PEOPLE) as bot:
        base = bot.server.base_url
        async with Phone(base, CELIA) as celia, Phone(base, CARLOS) as carlos:
            await come_in(celia, bot.invite_coordinator())
            await come_in(carlos, bot.invite_coordinator(), "Sim", "Aceito")
            notice = await celia.expect(JOINED)
            assert "Toda la red" in notice.text
            await celia.tap("Ver quién es")
            await celia.expect("Carlos Xul")
            await eventually(lambda: [(1, "sent")] == rows(bot, STATES), "one notice")


@pytest.mark.parametrize(("hour", "silent"), [(13, True), (15, False), (22, False), (23, True), (4, True)])
async def test_at_night_it_comes_without_a_sound(tmp_path: Path, hour: int, silent: bool) -> None:
    """A coordinator has no clock of their own: what is night in the east or the west of the network is night."""
    async with service(tmp_path, PEOPLE) as bot:
        base = bot.server.base_url
        async with Phone(base, CELIA) as celia, Phone(base, ANA) as ana:
            await come_in(celia, bot.invite_coordinator())
            _forward(bot, hour)
            await come_in(ana, bot.invite("Rosario"))
            await celia.expect(JOINED)
            chats = bot.server.telegram.home.chats.values()
            assert [silent] == [one.silent for chat in chats for one in chat.messages.values() if JOINED in one.text]


def _forward(bot: Service, hour: int) -> None:
    clock = bot.server.telegram.clock
    tomorrow: datetime = clock.now().astimezone(UTC) + timedelta(days=1)
    clock.forward(tomorrow.replace(hour=hour, minute=30) - clock.now())
