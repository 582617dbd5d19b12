"""What is past its term goes in the night: exactly that, from the files too, and never an answer."""

from datetime import UTC, datetime, timedelta

import pytest
from kit.nights import night, pass_night
from kit.stolen import everything, found
from kit.store import ANA, BOT, BRUNO, NOW, Store, count
from sqlalchemy import func, insert, select, update

from conversations.facts import NoteChanged, QuestionAsked, ReminderAsked, ResponseChanged
from conversations.people import Role
from conversations.retention import HOLDINGS, DataClass, holding
from storage import tables as t
from storage.appointments import end_appointment
from storage.audit_terms import AUDIT_KEPT
from storage.inbox import UpdateKey, list_troubled, mark_failed, quarantine, retry, store_updates
from storage.invitations import revoke_invitation
from storage.reminders import REMINDER_KEPT
from storage.retention import AHEAD, BATCH, SWEEPS, past_term, sweep
from storage.retention_map import ALL, COLUMNS, class_of
from storage.retention_runs import Run, is_due, last_run, personal_past_term, states
from storage.turn import Decision

DAY = timedelta(days=1)
YEAR = timedelta(days=365)
LAST_NIGHT_BEFORE = DAY + timedelta(minutes=1)


def test_every_column_belongs_to_exactly_one_class() -> None:
    """A new table or column without a class, or with two, has no term and is in no paper."""
    columns = [(table.name, column.name) for table in t.catalogue.sorted_tables for column in table.columns]
    assert {} == {one: found for one in columns if len(found := class_of(*one)) != 1}


def test_the_map_names_nothing_that_is_not_there() -> None:
    """A column that a migration took away must not stay in the map."""
    for tables in COLUMNS.values():
        for name, columns in tables.items():
            there = {column.name for column in t.catalogue.tables[name].columns}
            assert columns == ALL or set(columns.split()) <= there


def test_every_class_is_declared_once_and_has_a_place() -> None:
    """The declaration, the map and the job must speak of the same classes; somebody keeps every term with days."""
    assert sorted(DataClass) == sorted(one.data for one in HOLDINGS)
    assert set(DataClass) == set(COLUMNS)
    ends = {one.data for one in HOLDINGS if one.term.days is not None}
    with_a_person = {DataClass.CHATS, DataClass.POSTS, DataClass.QUESTIONS}
    assert ends == {*SWEEPS, *with_a_person, DataClass.BACKUPS}
    assert {holding(one).term for one in with_a_person} == {holding(DataClass.PEOPLE).term}


def test_terms_that_others_rely_on() -> None:
    """A wish is kept until it lapses, the audit as long as it says itself."""
    assert REMINDER_KEPT + AHEAD < timedelta(days=holding(DataClass.REMINDERS).term.days or 0)
    assert AUDIT_KEPT.days == holding(DataClass.AUDIT).term.days


# --- who goes, and when ---


def leave(store: Store) -> int:
    """Have Ana answer, write, ask, and leave her post; give her number."""
    person = store.enter(ANA)
    store.facts(
        ANA,
        ResponseChanged("c01q1", None, 3, 71, "Salud"),
        NoteChanged("c01", None, "the municipality's note"),
        QuestionAsked("c01q2", "a question"),
        ReminderAsked(store.now + DAY),
    )
    with store.database.writing() as tx:
        end_appointment(tx, 1, store.now)
    return person


def test_a_visitor_goes_within_seven_days(store: Store) -> None:
    """Somebody who looked at an invitation and never came in must be gone before the week is over; a person stays."""
    store.enter(ANA)
    store.visit(BRUNO)
    store.pass_time(7 * DAY - timedelta(hours=26))
    assert DataClass.VISITORS not in pass_night(store)
    store.pass_time(timedelta(hours=2))
    assert pass_night(store)[DataClass.VISITORS] == 1
    with store.database.reading() as tx:
        assert tx.connection.execute(select(t.person.c.id)).scalars().all() == [1]
    assert found(everything(store.database.path), BRUNO) == set()


def test_a_visit_of_somebody_with_a_post_goes_and_they_stay(store: Store) -> None:
    """A second invitation that a focal point looked at and left must not stay open, and cost them nothing."""
    person = store.enter(ANA)
    store.visit(ANA, "Quito")
    store.pass_time(7 * DAY)
    assert pass_night(store)[DataClass.VISITORS] == 1
    world = store.world(ANA)
    assert (world.visiting, world.person and world.person.id, len(world.person.appointments if world.person else ())) \
        == (None, person, 1)  # fmt: skip


def test_who_has_had_no_post_for_a_year_is_forgotten(store: Store) -> None:
    """Identity, chat and question must go, from the files too; answer, note and history stay as they are."""
    person = leave(store)
    history = count(store, "response_history")
    store.now = NOW + YEAR - timedelta(hours=26)
    assert DataClass.PEOPLE not in pass_night(store)
    assert "hash" in found(everything(store.database.path), ANA)
    store.pass_time(timedelta(hours=2))
    assert pass_night(store)[DataClass.PEOPLE] == 1
    assert found(everything(store.database.path), ANA) == set()
    store.enter(BRUNO)
    after = store.world(BRUNO).assessment
    assert after is not None
    assert (after.answer("c01q1"), after.responses["c01q1"].author) == (3, person)
    assert after.notes["c01"].text == "the municipality's note"
    assert (count(store, "response_history"), count(store, "question")) == (history, 0)


@pytest.mark.parametrize("reason", ["another post", "came back", "ended lately", "looks at an invitation"])
def test_whoever_has_something_to_do_here_stays(store: Store, reason: str) -> None:
    """Nobody with a post, with one that ended within the year, or with an invitation before them may be forgotten."""
    leave(store)
    if reason == "another post":
        store.enter(ANA, "Quito")
    store.pass_time(YEAR)
    if reason == "came back":
        store.enter(ANA)
    elif reason == "looks at an invitation":
        store.visit(ANA)
    elif reason == "ended lately":
        with store.database.writing() as tx:
            tx.connection.execute(update(t.appointment).values(until=store.now - YEAR + 2 * DAY))
    assert DataClass.PEOPLE not in pass_night(store)
    person = store.world(ANA).person
    assert person is not None
    assert person.consented


def test_a_post_of_a_retired_member_is_none_and_neither_is_a_rehearsal(store: Store) -> None:
    """A year after their member was retired its people must go, one day before not; a rehearsal keeps nobody."""
    person = store.enter(ANA)
    with store.database.writing() as tx:
        tx.connection.execute(update(t.member).where(t.member.c.name == "Rosario").values(retired_at=NOW))
        rehearsed = {"name": "x", "kind": "city", "country": "ZZ", "timezone": "UTC", "rehearsal_for": person}
        member = tx.insert(insert(t.member), rehearsed)
        post = {"person_id": person, "member_id": member, "role": Role.FOCAL_POINT.value, "since": NOW}
        tx.connection.execute(insert(t.appointment), {**post, "countries": ""})
    assert DataClass.PEOPLE not in night(store.database, NOW + YEAR - 2 * DAY)
    assert night(store.database, NOW + YEAR)[DataClass.PEOPLE] == 1


def test_a_link_that_nobody_used_goes_a_year_after_its_end(store: Store) -> None:
    """Expired and revoked links must go; used ones and open ones stay."""
    used = store.enter(ANA)
    expired, revoked = store.invite(post="Somebody's post"), store.invite()
    with store.database.writing() as tx:
        revoke_invitation(tx, revoked.id, store.now)
    store.now = NOW + YEAR
    assert pass_night(store)[DataClass.INVITATIONS] == 1
    open_one = store.invite()
    store.now = expired.expires_at + YEAR
    assert b"Somebody's post" in everything(store.database.path)
    assert pass_night(store)[DataClass.INVITATIONS] == 1
    assert b"Somebody's post" not in everything(store.database.path)
    with store.database.reading() as tx:
        left = tx.connection.execute(select(t.invitation.c.id, t.invitation.c.used_by)).all()
    assert [(1, used), (open_one.id, None)] == [tuple(row) for row in left]


def test_an_update_that_was_put_aside_is_emptied_after_ninety_days(store: Store) -> None:
    """Until then it can be applied after a repair; waiting ones wait as long as it takes."""
    with store.database.writing() as tx:
        store_updates(tx, BOT, [(number, b"private words") for number in (1, 2, 3)], store.now)
        mark_failed(tx, UpdateKey(BOT, 1), "Boom")
        quarantine(tx, UpdateKey(BOT, 2), "unreadable")
    store.pass_time(90 * DAY - timedelta(hours=26))
    assert pass_night(store) == {}
    store.pass_time(timedelta(hours=2))
    assert pass_night(store) == {DataClass.UPDATES: 2}
    with store.database.writing() as tx:
        assert (list_troubled(tx), retry(tx, UpdateKey(BOT, 1))) == ((), False)
        bodies = tx.connection.execute(select(t.inbox.c.update_id).where(t.inbox.c.body.is_not(None)))
        assert bodies.scalars().all() == [3]


def test_counts_of_a_day_go_after_two_years(store: Store) -> None:
    """A number of a day long ago tells nothing any more."""
    with store.database.writing() as tx:
        for days in (729, 731):
            row = {"name": "denials", "day": (NOW - days * DAY).date(), "count": 1}
            tx.connection.execute(insert(t.counter), row)
    assert pass_night(store) == {DataClass.COUNTERS: 1}


def test_a_night_in_which_nothing_is_due_changes_nothing(store: Store) -> None:
    """Everything young must be as it was."""
    leave(store)
    store.turn(ANA, lambda _: Decision(letters=("a letter",)))
    before = {name: count(store, name) for name in t.catalogue.tables if name != "runner_state"}
    assert pass_night(store) == {}
    assert before == {name: count(store, name) for name in before}


# --- how ---


def test_a_few_at_a_time(store: Store) -> None:
    """One transaction must take no more than it is told, the run all."""
    with store.database.writing() as tx:
        rows = [{"name": "x", "day": (NOW - (1000 + number) * DAY).date(), "count": 1} for number in range(BATCH * 2)]
        tx.connection.execute(insert(t.counter), rows)
        assert sweep(tx, DataClass.COUNTERS, NOW, most=7) == 7
    assert pass_night(store) == {DataClass.COUNTERS: BATCH * 2 - 7}
    assert count(store, "counter") == 0


def test_a_run_is_noted_with_what_went(store: Store) -> None:
    """An operator can see when it last ran and what it did."""
    store.visit(BRUNO)
    store.pass_time(8 * DAY)
    with store.database.reading() as tx:
        assert last_run(tx) is None
        assert personal_past_term(tx, store.now) == 1
        assert {(one.data, one.past, one.goes) for one in states(tx, store.now) if one.goes} == {
            (DataClass.VISITORS, 1, 1),
            (DataClass.NUMBERS, 1, 1),
        }
    pass_night(store)
    with store.database.reading() as tx:
        assert last_run(tx) == Run(store.now, {DataClass.VISITORS: 1, DataClass.NUMBERS: 1})
        assert personal_past_term(tx, store.now) == 0


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, "2026-03-02T12:00", True),
        ("2026-03-02T07:00", "2026-03-02T07:01", False),
        ("2026-03-02T06:59", "2026-03-02T07:00", True),
        ("2026-03-01T07:01", "2026-03-02T06:59", False),
        ("2026-02-20T12:00", "2026-03-02T03:00", True),
        ("2026-03-02T12:00", "2026-03-02T12:30", False),
        ("2027-03-02T12:00", "2026-03-02T12:30", True),
    ],
)
def test_it_is_due_once_a_night(last: str | None, now: str, due: bool) -> None:
    """Once after each night, whenever the bot is there; a clock that was moved back must not stop it."""
    run = None if last is None else Run(datetime.fromisoformat(last).replace(tzinfo=UTC), {})
    assert due is is_due(run, datetime.fromisoformat(now).replace(tzinfo=UTC))


def test_nothing_personal_grows_older_than_its_term(store: Store) -> None:
    """From night to night, at no hour of the day anything personal may be past its term."""
    store.visit(BRUNO)
    leave(store)
    for day in (*range(12), *range(28, 34), *range(360, 368)):
        store.now = NOW + day * DAY
        pass_night(store)
        store.now += LAST_NIGHT_BEFORE
        with store.database.reading() as tx:
            assert personal_past_term(tx, store.now) == 0
            assert not any(past_term(tx, data, store.now) for data in SWEEPS if holding(data).personal)
    with store.database.reading() as tx:
        known = select(func.count()).select_from(t.person).where(t.person.c.identity.is_not(None))
        assert tx.connection.execute(known).scalar_one() == 0
