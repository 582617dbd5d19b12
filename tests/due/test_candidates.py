"""Whom notices may be for, read from a database: who is a candidate, in which scope, with what decides about them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from kit.store import ANA, BRUNO, Store, new_store, row
from sqlalchemy import event, insert, update

from conversations.assessment import Sharing
from conversations.campaigns import Audience, Candidate, Candidates, DeliveryState
from conversations.facts import PriorityChanged, QuestionAsked, ReminderAsked, ResponseChanged, Submitted
from conversations.instrument import Language, Nonresponse
from conversations.people import Appointment, Role
from conversations.roll import Progress
from storage import tables as t
from storage.appointments import end_appointment
from storage.candidates import read_candidates
from storage.database import Transaction
from storage.finding import find
from storage.members import import_members, list_members
from storage.outbox import settle_letter, write_letters
from storage.tables.talk import LetterKind, LetterState
from storage.talk import mark_unreachable
from storage.waves import close_wave, open_wave
from storage.world_reader import Sender

STEPS = 54
CARLA = Sender(5550009999, "Carla Planted Díaz", Language.ES)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A database with three members and an open wave."""
    made = new_store(tmp_path)
    yield made
    made.database.close()


def read(store: Store, *countries: str, person: int | None = None) -> list[Candidate]:
    """Read the candidates of some countries."""
    with store.database.reading() as tx:
        return list(read_candidates(tx, countries, store.now, person))


def the_one(store: Store) -> Candidate:
    """Read the only candidate."""
    (only,) = read(store)
    return only


def write(store: Store, table: str, **values: object) -> None:
    """Insert a row."""
    with store.database.writing() as tx:
        tx.connection.execute(insert(t.catalogue.tables[table]).values(**values))


def plan_campaign(store: Store, person: int) -> int:
    """Make a campaign; gives its id."""
    made = {"kind": "reminder", "segment": "{}", "created_by": person, "created_at": store.now}
    with store.database.writing() as tx:
        return tx.insert(insert(t.campaign), {**made, "undo_until": store.now})


def deliver(store: Store, person: int, state: DeliveryState, at: datetime) -> None:
    """Note that a delivery came to a state at an instant."""
    settled = None if state in (DeliveryState.PLANNED, DeliveryState.SENDING) else at
    claimed = None if state in (DeliveryState.PLANNED, DeliveryState.LEFT_OUT) else at
    times = {"due_at": at, "claimed_at": claimed, "settled_at": settled}
    write(store, "delivery", campaign_id=plan_campaign(store, person), person_id=person, state=state.value, **times)


def send_letter(store: Store, person: int, kind: LetterKind, state: LetterState = LetterState.SENT) -> None:
    """Write a letter to somebody, and say what became of it."""
    with store.database.writing() as tx:
        (letter,) = write_letters(tx, person, kind, ("{}",), store.now)
        if state is not LetterState.PENDING:
            tx.connection.execute(update(t.outbox).where(t.outbox.c.id == letter.id).values(state="sending"))
            settle_letter(tx, letter.id, state, store.now)


def test_somebody_who_has_just_come(store: Store) -> None:
    """A new focal point must be a candidate with nothing settled, reachable, and the one who is reminded."""
    person = store.enter(ANA)
    expected = Candidate(
        person, store.members["Rosario"], "", Language.ES, Progress.OPENED, 0, STEPS, True, True, last_turn_at=store.now
    )
    assert expected == the_one(store)


def test_what_is_settled(store: Store) -> None:
    """Levels, don't know, not applicable and priorities must count, and what was put off must not; then submitted."""
    store.enter(ANA)
    begun = store.now
    store.pass_time(timedelta(hours=1))
    store.facts(
        ANA,
        ResponseChanged("c01q1", None, 3),
        ResponseChanged("c01q2", None, Nonresponse.DONT_KNOW),
        ResponseChanged("c01q3", None, Nonresponse.LATER),
        ResponseChanged("c01q4", None, Nonresponse.NOT_APPLICABLE),
        PriorityChanged("c01", None, 2),
    )
    one = the_one(store)
    assert (Progress.ANSWERING, 4, begun + timedelta(hours=1)) == (one.progress, one.settled, one.last_answer_at)
    store.facts(ANA, Submitted(Sharing.NAMED, late=False))
    assert the_one(store).progress is Progress.SUBMITTED


def test_several_focal_points(store: Store) -> None:
    """All of a member's focal points must be there, exactly one of them reminded; those who left must not."""
    first, second = store.enter(ANA), store.enter(BRUNO)
    assert [(first, True), (second, False)] == [(one.person, one.reminded) for one in read(store)]
    with store.database.writing() as tx:
        end_appointment(tx, 1, store.now)
    assert [(second, True)] == [(one.person, one.reminded) for one in read(store)]


def test_other_roles_are_no_candidates(store: Store) -> None:
    """Contributors and coordinators must not get a member's reminders."""
    store.enter(ANA)
    with store.database.writing() as tx:
        tx.connection.execute(update(t.appointment).values(role="contributor", reminded_for=None))
    assert [] == read(store)


def test_scope(store: Store) -> None:
    """A coordinator must find the members and people of their countries only, and narrow that, never widen it."""
    ana, bruno = store.enter(ANA, "Rosario"), store.enter(BRUNO, "Boa Vista")
    found = {
        ((), ()): (["Rosario", "Boa Vista", "Quito"], [ana, bruno]),
        (("AR", "EC"), ()): (["Rosario", "Quito"], [ana]),
        (("AR", "EC"), ("EC",)): (["Quito"], []),
        (("AR",), ("BR",)): ([], []),
        ((), ("BR",)): (["Boa Vista"], [bruno]),
    }
    for (scope, asked), (members, people) in found.items():
        with store.database.reading() as tx:
            audience = find(tx, Candidates(asked), Appointment(9, Role.COORDINATOR, None, scope), store.now)
        assert isinstance(audience, Audience)
        assert (members, people) == (
            [one.name for one in audience.members],
            [one.person for one in audience.candidates],
        )


@pytest.mark.parametrize("gone", [{"retired_at": datetime(2026, 3, 1, tzinfo=UTC)}, {"rehearsal_for": 1}])
def test_retired_and_rehearsed_members(store: Store, gone: dict[str, object]) -> None:
    """A member that is retired, or only rehearsed with, must not be there, and neither must its people."""
    store.enter(ANA)
    with store.database.writing() as tx:
        tx.connection.execute(update(t.member).where(t.member.c.name == "Rosario").values(**gone))
    with store.database.reading() as tx:
        audience = find(tx, Candidates(), Appointment(9, Role.COORDINATOR, None), store.now)
    assert isinstance(audience, Audience)
    assert (["Boa Vista", "Quito"], ()) == ([one.name for one in audience.members], audience.candidates)


def test_attention(store: Store) -> None:
    """The minute, the later of the two wishes when to hear from us, and a mute of this wave must be known."""
    person, soon, later = store.enter(ANA), store.now + timedelta(days=1), store.now + timedelta(days=2)
    write(store, "attention", person_id=person, minute=615, snoozed_until=later, muted_wave_id=1)
    store.facts(ANA, ReminderAsked(soon))
    one = the_one(store)
    assert (615, later, True) == (one.minute, one.snoozed_until, one.muted)
    store.facts(ANA, ReminderAsked(later + timedelta(days=1)))
    assert later + timedelta(days=1) == the_one(store).snoozed_until
    with store.database.writing() as tx:
        close_wave(tx, store.now)
        open_wave(tx, "2027", store.now, lambda _: "opened")
    assert not the_one(store).muted


def test_region_and_reach(store: Store) -> None:
    """The member's region must be known, and that somebody cannot be reached until they write again."""
    person = store.enter(ANA)
    with store.database.writing() as tx:
        tx.connection.execute(update(t.member).values(region="S"))
        mark_unreachable(tx, person, store.now)
    assert ("S", False) == (the_one(store).region, the_one(store).reachable)
    store.facts(ANA)
    assert the_one(store).reachable


@pytest.mark.parametrize("state", DeliveryState)
def test_what_went_out_counts(store: Store, state: DeliveryState) -> None:
    """What was sent, may have been, or is being sent must count against a person, and nothing else must."""
    person, at = store.enter(ANA), store.now + timedelta(hours=3)
    deliver(store, person, state, at)
    went_out = state in (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNCONFIRMED)
    one = the_one(store)
    assert ((1, at) if went_out else (0, None)) == (one.notices, one.last_notice_at)


def test_a_wave_begins_anew(store: Store) -> None:
    """What was sent in an earlier wave must not count in this one."""
    person = store.enter(ANA)
    deliver(store, person, DeliveryState.SENT, store.now)
    with store.database.writing() as tx:
        close_wave(tx, store.now)
        store.pass_time(timedelta(days=300))
        open_wave(tx, "2027", store.now, lambda _: "opened")
    assert 0 == the_one(store).notices
    deliver(store, person, DeliveryState.SENT, store.now)
    assert 1 == the_one(store).notices


def test_letters_count_but_answers_do_not(store: Store) -> None:
    """Letters that we started must count, those in a turn must not, nor the answer to one's own question."""
    person = store.enter(ANA)
    send_letter(store, person, LetterKind.REPLY)
    send_letter(store, person, LetterKind.NOTICE, LetterState.FAILED)
    store.facts(ANA, QuestionAsked("c01q1", "¿Vale?"))
    store.pass_time(timedelta(hours=1))
    with store.database.writing() as tx:
        answered = {"answer": "Sí", "answered_by": person, "answered_at": store.now}
        tx.connection.execute(update(t.question).values(**answered))
    send_letter(store, person, LetterKind.NOTICE)
    assert (0, None) == (the_one(store).notices, the_one(store).last_notice_at)
    store.pass_time(timedelta(hours=1))
    send_letter(store, person, LetterKind.NOTICE, LetterState.PENDING)
    deliver(store, person, DeliveryState.SENT, store.now - timedelta(minutes=30))
    assert (2, store.now) == (the_one(store).notices, the_one(store).last_notice_at)


def test_without_an_open_wave(tmp_path: Path, store: Store) -> None:
    """Without an open wave there must be nothing to do, but what was sent since the latest opened still counts."""
    person = store.enter(ANA)
    deliver(store, person, DeliveryState.SENT, store.now)
    with store.database.writing() as tx:
        close_wave(tx, store.now)
    one = the_one(store)
    assert (0, 0, False, 1) == (one.steps, one.settled, one.ready, one.notices)
    (tmp_path / "none").mkdir()
    never = new_store(tmp_path / "none", wave=None)
    never.enter(ANA)
    assert (0, 0, None) == (the_one(never).steps, the_one(never).notices, the_one(never).last_notice_at)
    never.database.close()


def test_one_person_of_several_members(store: Store) -> None:
    """Somebody with two members must be there once for each; asked for alone, nobody else must be."""
    ana = store.enter(ANA, "Rosario")
    store.enter(ANA, "Quito")
    store.enter(CARLA, "Quito")
    names = [(one.person, one.member.name) for one in read(store, person=ana)]
    assert [(ana, "Rosario"), (ana, "Quito")] == names
    everybody = [one for one in read(store) if one.person == ana]
    assert everybody == read(store, person=ana)


@contextmanager
def statements(tx: Transaction) -> Iterator[list[str]]:
    """Keep what is asked of the database."""
    asked: list[str] = []

    def keep(*call: object) -> None:
        asked.append(str(call[2]))

    event.listen(tx.connection, "before_cursor_execute", keep)
    yield asked
    event.remove(tx.connection, "before_cursor_execute", keep)


def test_the_number_of_queries(store: Store) -> None:
    """Ten times the members must not ask the database more often."""
    store.enter(ANA)
    asked = []
    for _ in range(2):
        with store.database.reading() as tx, statements(tx) as kept:
            read_candidates(tx, (), store.now)
        asked.append(len(kept))
        with store.database.writing() as tx:
            import_members(tx, [row(f"Ciudad {n}", "CO", "America/Bogota") for n in range(20)], store.now)
            store.members = {one.member.name: one.member for one in list_members(tx)}
        for n in range(20):
            store.enter(Sender(6000 + n, "Ana", Language.ES), f"Ciudad {n}")
    assert asked[0] == asked[1] <= 10
