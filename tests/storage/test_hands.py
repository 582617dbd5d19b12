"""A post that changes hands, in the database: ends at once, is had again for a time, and is followed once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from kit.store import ANA, BRUNO, Store, begin_visit, count
from sqlalchemy import event as events
from sqlalchemy import select

from conversations.assessment import Sharing
from conversations.earlier import Earlier
from conversations.facts import (
    AppointmentChosen,
    AssessmentBegun,
    InvitationAccepted,
    PostChanged,
    ReminderAsked,
    ResponseChanged,
    Submitted,
)
from conversations.instrument import Language
from conversations.own_facts import HourChosen, Muted, PostConfirmed, PostLeft, PostTakenBack, Snoozed
from conversations.people import Appointment, Role
from conversations.place import Place, View
from conversations.world import World
from storage import tables as t
from storage.finding import find
from storage.hands import make_link
from storage.invitations import create_invitation
from storage.turn import Decision
from storage.waves import close_wave, open_wave
from storage.world_reader import Inquiry, Sender

CARLA = Sender(5550009999, "Carla Planted Díaz")


def link(store: Store, appointment: int, person: int) -> str:
    """Make a link for who follows; gives its token."""
    with store.database.writing() as tx:
        made = make_link(tx, appointment, person, store.now)
    assert made is not None
    return made.made.token


def come(store: Store, sender: Sender, token: str) -> None:
    """Accept an invitation."""
    store.draw(store.turn(sender, begin_visit, Inquiry(token=token)).work)
    store.draw(store.turn(sender, _accept).work)


def _accept(world: World) -> Decision:
    assert world.visiting is not None
    return Decision((InvitationAccepted(world.visiting.id, "1"),), then=lambda _: Decision(card="inside"))


def post(store: Store, sender: Sender) -> Appointment:
    """Return the one post of somebody."""
    person = store.world(sender).person
    assert person is not None
    (held,) = person.appointments
    return held


def revoked(store: Store) -> list[bool]:
    """Tell of each invitation whether it was taken back."""
    with store.database.reading() as tx:
        rows = tx.connection.execute(select(t.invitation.c.revoked_at).order_by(t.invitation.c.id))
        return [row.revoked_at is not None for row in rows]


class TestLeaving:
    """Who leaves is out at once, and can come back for seven days."""

    def test_the_post_is_over_and_can_be_had_again(self, store: Store) -> None:
        """The place, the answers and the reminders are those that were left."""
        store.enter(ANA)
        store.facts(ANA, ResponseChanged("c01q1", None, 3))
        before = store.world(ANA)
        store.facts(ANA, PostLeft(1))
        world = store.world(ANA)
        assert ((), None, 1) == (world.person.appointments if world.person else None, world.assessment, _left(store))
        store.pass_time(timedelta(days=6))
        store.facts(ANA, PostTakenBack(1), AppointmentChosen(1))
        after = store.world(ANA)
        assert (before.assessment, before.place) == (after.assessment, after.place)
        assert (True, None) == (after.reminded, _left(store))

    def test_for_seven_days_and_no_longer(self, store: Store) -> None:
        """A week later there is nothing to be had again."""
        store.enter(ANA)
        store.facts(ANA, PostLeft(1))
        store.pass_time(timedelta(days=7))
        assert _left(store) is None
        with pytest.raises(ValueError, match="taken back"):
            store.facts(ANA, PostTakenBack(1))

    def test_a_successor_by_link_ends_the_way_back(self, store: Store) -> None:
        """Two people do not hold one post by an undo."""
        person = store.enter(ANA)
        store.facts(ANA, PostLeft(1))
        come(store, BRUNO, link(store, 1, person))
        assert _left(store) is None
        with pytest.raises(ValueError, match="taken back"):
            store.facts(ANA, PostTakenBack(1))
        assert Role.FOCAL_POINT is post(store, BRUNO).role

    def test_the_link_is_taken_back_with_the_post(self, store: Store) -> None:
        """A link that lies about opens nothing any more."""
        person = store.enter(ANA)
        store.facts(ANA, PostLeft(1))
        token = link(store, 1, person)
        store.facts(ANA, PostTakenBack(1))
        invitation = store.world(BRUNO, Inquiry(token=token)).invitation
        assert invitation is not None
        assert invitation.revoked

    def test_of_several_links_the_last_one_counts_and_one_is_used(self, store: Store) -> None:
        """Asked for twice, sent twice: whoever follows is one person."""
        person = store.enter(ANA)
        store.facts(ANA, PostLeft(1))
        link(store, 1, person)
        come(store, BRUNO, link(store, 1, person))
        assert [False, True, False] == revoked(store)

    def test_nobody_else_makes_a_link_or_leaves(self, store: Store) -> None:
        """The ids in a button or a letter are not trusted."""
        store.enter(ANA)
        bruno = store.enter(BRUNO, "Quito")
        with store.database.writing() as tx:
            assert make_link(tx, 1, bruno, store.now) is None
        for fact in (PostLeft(1), PostConfirmed(1, 1), PostTakenBack(1)):
            with pytest.raises(ValueError, match="no appointment of this person"):
                store.facts(BRUNO, fact)

    def test_no_token_is_kept(self, store: Store) -> None:
        """Only a hash of it is in the database."""
        person = store.enter(ANA)
        store.facts(ANA, PostLeft(1))
        token = link(store, 1, person)
        assert not any(token.encode() in file.read_bytes() for file in store.database.path.parent.iterdir())


def _left(store: Store) -> int | None:
    left = store.world(ANA).left
    return None if left is None else left.id


class TestTakingOver:
    """An invitation that succeeds a post in force ends it when it is accepted."""

    def test_ones_own_other_account_goes_on_as_the_same_person(self, store: Store) -> None:
        """Language, post, wishes, reminder, place and the word that it is still theirs go along; nothing waits."""
        person = store.enter(ANA)
        at = store.now + timedelta(days=2)
        store.facts(ANA, PostChanged("Dirección"), HourChosen(660), Snoozed(at), Muted(1), ReminderAsked(at))
        store.facts(ANA, PostConfirmed(1, 1))
        place = Place(person, Language.ES, View.TEXT, "c01q2", "c01q2", "a text", 77, oriented=True)
        store.facts(ANA, place=place)
        before = store.world(ANA)
        come(store, CARLA, link(store, 1, person))
        after = store.world(CARLA)
        assert (before.language, before.post, before.attention) == (after.language, after.post, after.attention)
        assert (at, 1, True) == (after.reminder, post(store, CARLA).confirmed_wave, after.reminded)
        assert after.place is not None
        assert ("c01q2", True, "", None) == (
            after.place.cursor,
            after.place.oriented,
            after.place.pending,
            after.place.pending_message,
        )
        assert ((), None) == (_appointments(store), _left(store))

    def test_a_coordinators_successor_brings_nothing_of_who_was_there(self, store: Store) -> None:
        """Another person has another language, post and hour; the old post ends at once all the same."""
        person = store.enter(ANA)
        store.facts(ANA, PostChanged("Dirección"), HourChosen(660))
        token = _succeeding(store, 1)
        assert person == holder(store, token)
        come(store, BRUNO, token)
        world = store.world(BRUNO)
        assert ("", None, True) == (world.post, world.attention.minute, world.reminded)
        assert () == _appointments(store)

    def test_ones_own_link_opened_by_oneself_ends_nothing(self, store: Store) -> None:
        """Whoever opens the link at the account that they have keeps the post."""
        person = store.enter(ANA)
        come(store, ANA, link(store, 1, person))
        assert (1, True) == (post(store, ANA).id, store.world(ANA).reminded)


def _appointments(store: Store) -> tuple[Appointment, ...]:
    person = store.world(ANA).person
    assert person is not None
    return person.appointments


def _succeeding(store: Store, appointment: int) -> str:
    with store.database.writing() as tx:
        made = create_invitation(tx, Role.FOCAL_POINT, store.members["Rosario"], store.now)
        changed = t.invitation.update().where(t.invitation.c.id == made.id).values(succeeds=appointment)
        tx.connection.execute(changed)
    return made.token


def holder(store: Store, token: str) -> int | None:
    """Tell who holds the post that an invitation takes over."""
    invitation = store.world(BRUNO, Inquiry(token=token)).invitation
    return invitation.holder if invitation else None


class TestEarlierWaves:
    """What the member answered before is named in every turn, and read only when it is asked for."""

    def test_the_last_submitted_one_counts_else_the_last(self, store: Store) -> None:
        """A wave that was begun and left lying is passed over for one that was submitted."""
        store.enter(ANA)
        assert 0 == store.world(ANA).earlier
        store.facts(ANA, ResponseChanged("c01q1", None, 3))
        self._next(store, "2027")
        assert 1 == store.world(ANA).earlier
        self._next(store, "2028")
        assert 2 == store.world(ANA).earlier
        store.facts(ANA, Submitted(Sharing.NAMED, late=False))
        self._next(store, "2029")
        self._next(store, "2030")
        assert 3 == store.world(ANA).earlier

    def test_it_is_found_for_its_member_alone(self, store: Store) -> None:
        """An id of another member's assessment finds nothing."""
        store.enter(ANA)
        store.facts(ANA, ResponseChanged("c01q1", None, 3))
        store.enter(BRUNO, "Quito")
        with store.database.reading() as tx:
            own = find(tx, Earlier(1), post(store, ANA), store.now)
            others = find(tx, Earlier(1), post(store, BRUNO), store.now)
        assert (store.world(ANA).assessment, None) == (own, others)

    def test_an_answer_costs_no_statement_more(self, store: Store) -> None:
        """Reading the world takes as many statements with an earlier wave as without one."""
        store.enter(ANA)
        store.facts(ANA, ResponseChanged("c01q1", None, 3), place=_at_step(store))
        first = statements(store, lambda: store.world(ANA))
        self._next(store, "2027")
        store.facts(ANA, ResponseChanged("c01q1", None, 3), place=_at_step(store))
        assert first == statements(store, lambda: store.world(ANA))

    def _next(self, store: Store, name: str) -> None:
        store.pass_time(timedelta(days=365))
        with store.database.writing() as tx:
            close_wave(tx, store.now)
            open_wave(tx, name, store.now, lambda _: "{}")
        store.facts(ANA, AssessmentBegun())


def _at_step(store: Store) -> Place:
    world = store.world(ANA)
    assert world.person is not None
    return Place(world.person.id, world.language, View.STEP, "c01q2", "c01q2")


def statements(store: Store, act: Callable[[], object]) -> int:
    """Count the SELECTs that something takes."""
    seen: list[str] = []

    def see(*args: object) -> None:
        seen.append(str(args[2]))

    with store.database.reading() as tx:
        engine = tx.connection.engine
    events.listen(engine, "before_cursor_execute", see)
    try:
        act()
    finally:
        events.remove(engine, "before_cursor_execute", see)
    return sum(one.lstrip().startswith("SELECT") for one in seen)


def test_wishes_are_one_row_a_person(store: Store) -> None:
    """Each is changed by itself, and can be taken back."""
    store.enter(ANA)
    at = store.now + timedelta(days=1)
    store.facts(ANA, HourChosen(480))
    store.facts(ANA, Snoozed(at), Muted(1))
    kept = store.world(ANA).attention
    assert (480, at, 1) == (kept.minute, kept.snoozed_until, kept.muted_wave)
    store.facts(ANA, Snoozed(None), Muted(None))
    kept = store.world(ANA).attention
    assert (480, None, None) == (kept.minute, kept.snoozed_until, kept.muted_wave)
    assert 1 == count(store, "attention")
