"""From the invitation to the appointment: what is kept of whom, and that one link makes one appointment."""

import threading

import pytest
from kit.store import ANA, Store, count
from sqlalchemy import select

from conversations.facts import (
    InvitationAccepted,
    LanguageChosen,
    StrangerMet,
    VisitBegan,
    VisitEnded,
    VisitMoved,
    WaveAwaited,
)
from conversations.instrument import Language
from conversations.people import InvitationState, Role, invitation_state
from conversations.place import View
from conversations.world import World
from storage import tables as t
from storage.appointments import end_appointment, list_appointments
from storage.invitations import create_invitation, list_invitations
from storage.person_writer import InvitationGone
from storage.turn import Applied, Decision, apply
from storage.world_reader import Inquiry, Sender


def test_a_stranger_leaves_only_a_number(store: Store) -> None:
    """Whoever has no invitation must leave no row but the day's counter."""
    for _ in range(3):
        assert Applied(duplicate=False) == store.facts(ANA, StrangerMet())
    assert count(store, "person") == 0
    with store.database.reading() as tx:
        assert [("strangers", store.now.date(), 3)] == [tuple(r) for r in tx.connection.execute(select(t.counter))]


def test_nothing_is_kept_for_somebody_unknown(store: Store) -> None:
    """A card for somebody without a row is a mistake of the caller and must be refused aloud."""
    with pytest.raises(ValueError, match="unknown"):
        store.turn(ANA, lambda _: Decision((StrangerMet(),), card="x"))


def test_before_consent_no_identity_is_kept(store: Store) -> None:
    """A visitor must be a hash, a language and an invitation; the chat's address goes when nothing is owed."""
    work = store.visit(ANA).work
    assert work is not None
    assert ANA.telegram_id == work.chat_id
    address = select(t.person.c.identity, t.person.c.address.is_not(None))
    with store.database.reading() as tx:
        assert tuple(tx.connection.execute(address).one()) == (None, True)
    store.draw(work)
    with store.database.reading() as tx:
        assert tuple(tx.connection.execute(address).one()) == (None, False)


def test_a_visitor_who_says_no_is_gone(store: Store) -> None:
    """Declining must delete the person and their screens, leave the invitation unused, and take the buttons off."""
    store.draw(store.visit(ANA).work)
    applied = store.facts(ANA, VisitEnded())
    assert applied.work is not None
    assert [(drawing.strip, drawing.message_id) for drawing in applied.work.drawings] == [(True, 501)]
    assert [count(store, table) for table in ("person", "visit", "screen")] == [0, 0, 0]
    store.draw(applied.work)
    with store.database.reading() as tx:
        assert [one.invitation.used_by for one in list_invitations(tx)] == [None]


def test_declining_a_second_invitation_keeps_the_person(store: Store) -> None:
    """Somebody with consent who declines another invitation must stay, with their appointment."""
    store.enter(ANA)
    store.visit(ANA, "Quito")
    assert store.world(ANA).visiting is not None
    store.facts(ANA, VisitEnded())
    world = store.world(ANA)
    assert world.person is not None
    assert (world.visiting, len(world.person.appointments)) == (None, 1)


def test_acceptance_makes_the_appointment(store: Store) -> None:
    """Consent must keep the identity, use the invitation, take its post over and choose the new appointment."""
    token = store.invite(post="Director of Housing").token
    store.turn(ANA, _visit, Inquiry(token=token))
    store.facts(ANA, VisitMoved(View.CONSENT))
    assert View.CONSENT is store.world(ANA).visit
    store.turn(ANA, _accept)
    world = store.world(ANA, Inquiry(token=token))
    assert world.person is not None
    assert world.person.appointment is not None
    assert world.person.consented
    assert store.members["Rosario"] == world.person.appointment.member
    assert world.person.active == world.person.appointment.id
    assert world.invitation is not None
    assert InvitationState.OWN is invitation_state(world.invitation, world.person.id, store.now)
    with store.database.reading() as tx:
        assert tx.connection.execute(select(t.person.c.post)).scalar_one() == "Director of Housing"
        assert [ANA.name] == [one.name for one in list_appointments(tx)]


def test_the_name_follows_telegram(store: Store) -> None:
    """A person who changes their name on Telegram must be known by the new one after their next turn."""
    store.enter(ANA)
    store.facts(Sender(ANA.telegram_id, "Ana Nueva", Language.ES))
    with store.database.reading() as tx:
        assert [one.name for one in list_appointments(tx)] == ["Ana Nueva"]


def test_a_raced_invitation_has_one_winner(store: Store) -> None:
    """Of many people who accept one link at the same moment exactly one must get the appointment."""
    token = store.invite().token
    people = [Sender(9000 + number, f"P{number}", Language.ES) for number in range(12)]
    for sender in people:
        store.turn(sender, _visit, Inquiry(token=token))
    keys = {sender.telegram_id: store.key() for sender in people}
    together = threading.Barrier(len(people))
    lost = []

    def accept(sender: Sender) -> None:
        together.wait()
        try:
            with store.database.writing() as tx:
                apply(tx, keys[sender.telegram_id], sender, Inquiry(), _accept, store.now)
        except InvitationGone:
            lost.append(sender)

    threads = [threading.Thread(target=accept, args=(sender,)) for sender in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(people) - 1, 1) == (len(lost), count(store, "appointment"))


def test_an_ended_appointment_ends_at_once(store: Store) -> None:
    """The turn after the end of an appointment must find the person without it."""
    store.enter(ANA)
    with store.database.writing() as tx:
        assert end_appointment(tx, list_appointments(tx)[0].id, store.now)
        assert not end_appointment(tx, 999, store.now)
    world = store.world(ANA)
    assert world.person is not None
    assert (world.person.appointments, world.person.active, world.assessment) == ((), None, None)


def test_language_and_waiting_are_kept(store: Store) -> None:
    """A chosen language and the wish to be told of a wave must be there at the next turn."""
    store.enter(ANA)
    store.facts(ANA, LanguageChosen(Language.EN), WaveAwaited())
    assert Language.EN is store.world(ANA).language
    with store.database.reading() as tx:
        assert store.now == tx.connection.execute(select(t.person.c.awaiting_wave_since)).scalar_one()


def test_a_language_is_guessed_from_the_country(store: Store) -> None:
    """Somebody whose Telegram speaks none of our languages must be met in that of the invited city's country."""
    silent = Sender(1, "x", None)
    token = store.invite("Boa Vista").token
    assert [
        store.world(silent, Inquiry(token=token)).language,
        store.world(silent).language,
    ] == [Language.PT, Language.ES]


def test_a_coordinator_has_countries_and_no_member(store: Store) -> None:
    """An invitation to coordinate must give an appointment over its countries."""
    with store.database.writing() as tx:
        token = create_invitation(tx, Role.COORDINATOR, None, store.now, countries=("EC", "CL")).token
    store.turn(ANA, _visit, Inquiry(token=token))
    store.turn(ANA, _accept)
    person = store.world(ANA).person
    assert person is not None
    assert person.appointment is not None
    assert (person.appointment.member, person.appointment.countries) == (None, ("CL", "EC"))


def _visit(world: World) -> Decision:
    assert world.invitation is not None
    return Decision((VisitBegan(world.invitation.id, world.language),), card="door")


def _accept(world: World) -> Decision:
    assert world.visiting is not None
    return Decision((InvitationAccepted(world.visiting.id, "1"),))
