"""Reminders that people ask for, and the one focal point of each member who gets those that we send."""

from datetime import timedelta

import pytest
from kit.nights import pass_night
from kit.store import ANA, BRUNO, Store, accept, begin_visit, count
from sqlalchemy import select

from conversations.assessment import Sharing
from conversations.facts import (
    LanguageChosen,
    PostChanged,
    ReminderAsked,
    ReminderShown,
    RemindersTaken,
    ResponseChanged,
    Submitted,
)
from conversations.instrument import Language
from conversations.people import Role
from conversations.retention import DataClass
from storage import tables as t
from storage.appointments import end_appointment, list_appointments
from storage.reminders import REMINDER_KEPT, due_reminders
from storage.talk import mark_unreachable
from storage.turn import Decision, apply
from storage.world_reader import Inquiry, Sender

TOMORROW = timedelta(days=1)
THIRD = Sender(5550007777, "Third Planted", Language.ES)


def due(store: Store) -> tuple[Sender, ...]:
    """Read who is to be reminded now."""
    with store.database.reading() as tx:
        return due_reminders(tx, store.now)


def wish(store: Store, sender: Sender = ANA) -> None:
    """Have somebody wish to be reminded tomorrow."""
    store.facts(sender, ReminderAsked(store.now + TOMORROW))


def reminded(store: Store) -> list[str]:
    """Read the names of whoever gets the reminders of a member."""
    with store.database.reading() as tx:
        return [one.name for one in list_appointments(tx) if one.reminded]


def test_a_reminder_is_due_at_its_time(store: Store) -> None:
    """A wish must be due from its instant on, be the latest one, and stand in the world until then."""
    store.enter(ANA)
    wish(store)
    store.pass_time(timedelta(hours=1))
    wish(store)
    assert store.world(ANA).reminder == store.now + TOMORROW
    store.pass_time(TOMORROW - timedelta(seconds=1))
    assert due(store) == ()
    store.pass_time(timedelta(seconds=1))
    assert due(store) == (ANA,)


def test_a_wish_can_be_taken_back(store: Store) -> None:
    """Whoever wants no reminder must get none."""
    store.enter(ANA)
    wish(store)
    store.facts(ANA, ReminderAsked(None))
    store.pass_time(TOMORROW)
    assert (due(store), store.world(ANA).reminder) == ((), None)


def test_a_reminder_comes_once(store: Store) -> None:
    """The turn that shows it must end the wish, without an update, and count neither as a turn nor as an outage."""
    person = store.enter(ANA)
    before = store.now
    wish(store)
    store.pass_time(TOMORROW)
    (sender,) = due(store)
    decision = Decision((ReminderShown(),), card="remember", anew=True)
    with store.database.writing() as tx:
        work = apply(tx, None, sender, Inquiry(), lambda _: decision, store.now).work
        row = tx.connection.execute(select(t.person).where(t.person.c.id == person)).one()
    assert work is not None
    assert [one.payload for one in work.drawings if not one.strip] == ["remember"]
    assert (due(store), row.last_turn_at, row.outage_told_at) == ((), before, None)


@pytest.mark.parametrize("lapse", ["submitted", "unreachable", "no appointment", "a week late"])
def test_a_wish_lapses(store: Store, lapse: str) -> None:
    """Whoever has nothing to do, cannot be reached, has no post or was to be reminded long ago must be left alone."""
    person = store.enter(ANA)
    store.facts(ANA, ResponseChanged("c01q1", None, 3))
    wish(store)
    store.pass_time(TOMORROW)
    assert due(store) == (ANA,)
    if lapse == "submitted":
        store.facts(ANA, Submitted(Sharing.NAMED, late=False))
    elif lapse == "a week late":
        store.pass_time(REMINDER_KEPT)
    else:
        with store.database.writing() as tx:
            if lapse == "unreachable":
                mark_unreachable(tx, person, store.now)
            else:
                end_appointment(tx, 1, store.now)
    assert due(store) == ()


def test_a_stale_wish_is_forgotten(store: Store) -> None:
    """A wish that nobody could fulfil must go, but not before it has lapsed."""
    store.enter(ANA)
    wish(store)
    store.pass_time(TOMORROW + REMINDER_KEPT)
    pass_night(store)
    assert count(store, "reminder") == 1
    store.pass_time(timedelta(days=2))
    assert pass_night(store) == {DataClass.REMINDERS: 1}
    assert count(store, "reminder") == 0


def test_the_first_focal_point_is_reminded(store: Store) -> None:
    """Of two focal points the first must get the member's reminders, and each must know how many others there are."""
    store.enter(ANA)
    assert (store.world(ANA).colleagues, store.world(ANA).reminded) == (0, True)
    store.enter(BRUNO)
    store.enter(THIRD, "Quito")
    assert reminded(store) == [ANA.name, THIRD.name]
    assert [(store.world(one).colleagues, store.world(one).reminded) for one in (ANA, BRUNO, THIRD)] == [
        (1, True),
        (1, False),
        (0, True),
    ]


def test_another_can_take_the_reminders(store: Store) -> None:
    """Whoever takes the reminders must be the one, and only for the member that they work for now."""
    for sender, member in ((ANA, "Rosario"), (BRUNO, "Quito"), (BRUNO, "Rosario")):
        store.enter(sender, member)
    store.facts(BRUNO, RemindersTaken())
    with store.database.reading() as tx:
        marked = {(one.name, one.member_id) for one in list_appointments(tx) if one.reminded}
    assert marked == {(BRUNO.name, store.members["Quito"].id), (BRUNO.name, store.members["Rosario"].id)}
    assert [store.world(one).reminded for one in (ANA, BRUNO)] == [False, True]


def test_the_reminders_are_passed_on(store: Store) -> None:
    """When the one who is reminded leaves, the longest-standing other focal point must be; at the end nobody."""
    for sender in (ANA, BRUNO, THIRD):
        store.enter(sender)
        store.pass_time(TOMORROW)
    store.facts(THIRD, RemindersTaken())
    left = []
    for appointment in (3, 1, 2):
        with store.database.writing() as tx:
            assert end_appointment(tx, appointment, store.now)
        left.append(reminded(store))
    assert left == [[ANA.name], [BRUNO.name], []]


def test_only_a_focal_point_is_reminded(store: Store) -> None:
    """A reviewer must neither be the first to be reminded nor take the reminders over."""
    token = store.invite(role=Role.REVIEWER).token
    store.turn(ANA, begin_visit, Inquiry(token=token))
    store.turn(ANA, accept)
    store.enter(BRUNO)
    assert (reminded(store), store.world(ANA).reminded, store.world(ANA).colleagues) == ([BRUNO.name], False, 1)
    with pytest.raises(ValueError, match="focal point"):
        store.facts(ANA, RemindersTaken())


def test_the_post_can_be_edited(store: Store) -> None:
    """A changed post must be there at the next turn, and an empty one be none."""
    store.enter(ANA)
    posts = []
    for post in ("Directora de Vivienda", ""):
        store.facts(ANA, PostChanged(post), LanguageChosen(Language.ES))
        posts.append(store.world(ANA).post)
    assert posts == ["Directora de Vivienda", ""]


def test_a_keyless_turn_is_an_outage_unless_it_reminds(store: Store) -> None:
    """A turn for the end of an outage must still be noted as such."""
    store.enter(ANA)
    with store.database.writing() as tx:
        apply(tx, None, ANA, Inquiry(), lambda _: Decision(card="back"), store.now)
        assert tx.connection.execute(select(t.person.c.outage_told_at)).scalar_one() == store.now
