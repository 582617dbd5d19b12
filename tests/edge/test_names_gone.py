"""Somebody forgotten is on no coordinator's card any more, whether they wished it or their term was over."""

from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from kit.edge import ANA, enter
from kit.hand_clock import HandClock
from kit.phone import Phone
from kit.service import Service, service
from kit.store import Store, begin_visit, new_store
from sqlalchemy import insert

from bot.applier import Applier
from bot.local import Person
from bot.retention import Retention
from conversations.desk.place import DeskView
from conversations.events import Event, Redraw
from conversations.facts import InvitationAccepted
from conversations.instrument import Language
from conversations.people import Role
from conversations.world import World
from storage import tables as t
from storage.appointments import end_appointment, list_appointments
from storage.invitations import create_invitation
from storage.turn import Decision
from storage.world_reader import Inquiry, Sender
from storage.writer import Writer

CELIA = 900
ANA_SENT = Sender(5550001234, "Zebulonina Quaxley", Language.ES)
CELIA_SENT = Sender(900, "Celia", Language.ES)
PEOPLE = [Person(CELIA, "Celia", "es"), Person(ANA, "Zebulonina Quaxley", "es")]


@pytest.mark.parametrize("on_their_card", [False, True], ids=["the list of people", "the person's card"])
async def test_a_card_that_shows_who_is_forgotten_is_drawn_anew(tmp_path: Path, on_their_card: bool) -> None:
    """At once, without a tap of the coordinator's, and without a word that they had reached for something."""
    async with service(tmp_path, PEOPLE) as bot:
        base = bot.server.base_url
        async with Phone(base, CELIA) as celia, Phone(base, ANA) as ana:
            await _look_at(bot, celia, ana, *(("Zebulonina",) if on_their_card else ()))
            await ana.send("/forgetme")
            await ana.tap("Sí, borrar")
            await celia.until(lambda phone: "Zebulonina" not in str(phone.card()), "a card without the name")
            assert "Zebulonina" not in celia.screen()
            assert "Eso ya no está" not in celia.screen()


async def test_a_bot_that_was_killed_before_it_drew_the_card_anew_does_so_at_its_start(tmp_path: Path) -> None:
    """What is to be shown anew is in memory only; the next start finds out whose card is older than the forgetting."""
    async with service(tmp_path, PEOPLE) as bot:
        base = bot.server.base_url
        async with Phone(base, CELIA) as celia, Phone(base, ANA) as ana:
            await _look_at(bot, celia, ana)
            with patch.object(Applier, "happen"):
                await ana.send("/forgetme")
                await ana.tap("Sí, borrar")
                await bot.stop()
            assert "Zebulonina" in str(celia.card())
            await bot.start()
            await celia.until(lambda phone: "Zebulonina" not in str(phone.card()), "a card without the name")


async def _look_at(bot: Service, celia: Phone, ana: Phone, *labels: str) -> None:
    """Have a coordinator look at who has just come in."""
    await enter(ana, bot.invite("Rosario"))
    await celia.start(bot.invite_coordinator())
    for label in ("Sí", "Acepto"):
        await celia.tap(label)
    await celia.send("Rosario")
    for label in ("Ficha", "Personas", *labels):
        await celia.tap(label)
    await celia.until(lambda phone: "Zebulonina" in str(phone.card()), "a card with the name")


def _come_in(store: Store, who: Sender, role: Role, view: DeskView | None) -> int:
    """Have somebody come in with a role, and stand at a view of the desk."""
    with store.database.writing() as tx:
        member = None if role is Role.COORDINATOR else store.members["Rosario"]
        token = create_invitation(tx, role, member, store.now).token
    store.turn(who, begin_visit, Inquiry(token=token))
    store.turn(who, lambda world: Decision((InvitationAccepted(_visiting(world), "1"),)))
    person = store.world(who).person
    assert person is not None
    if view is not None:
        with store.database.writing() as tx:
            tx.connection.execute(insert(t.desk).values(person_id=person.id, view=view, target="", draft="{}"))
    return person.id


def _visiting(world: World) -> int:
    assert world.visiting is not None
    return world.visiting.id


@pytest.mark.parametrize(("view", "looks"), [(DeskView.PEOPLE, True), (DeskView.HOME, False), (None, False)])
async def test_who_looks_at_people_when_a_term_is_over_is_shown_them_anew(
    tmp_path: Path, view: DeskView | None, looks: bool
) -> None:
    """The night that forgets somebody has the cards drawn anew on which they may be, and no others."""
    store = new_store(tmp_path)
    _come_in(store, CELIA_SENT, Role.COORDINATOR, view)
    ana = _come_in(store, ANA_SENT, Role.FOCAL_POINT, None)
    with store.database.writing() as tx:
        (appointment,) = (one.id for one in list_appointments(tx) if one.person == ana)
        end_appointment(tx, appointment, store.now)
    happened: list[tuple[tuple[Sender, ...], Event]] = []
    clock = HandClock(store.now)
    job = Retention(Writer(store.database), clock, lambda who, what: happened.append((tuple(who), what)))
    await job.look()
    assert [] == happened, "nobody was forgotten"
    clock.at += timedelta(days=366)
    await job.look()
    assert ([((CELIA_SENT,), Redraw())] if looks else [((), Redraw())]) == happened
