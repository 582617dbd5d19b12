"""Every rule is held by the database itself: a planted bad row is refused by the constraint that is meant for it."""

from datetime import datetime

import pytest
from kit.bad_rows import (
    APPOINTMENT,
    ASSESSMENT,
    BAD_ROWS,
    CAMPAIGN,
    CUT_OFF,
    DELIVERY,
    DESK,
    DIGEST,
    EVIDENCE,
    FLAGS,
    HISTORY,
    INVITATION,
    LATER,
    MEETING,
    MEMBER,
    OUTBOX,
    PAIRED,
    PERSON,
    PLACE,
    QUESTION,
    REMINDER,
    RESPONSE,
    SCREEN,
    WAVE,
    Row,
)
from kit.store import ANA, NOW, Store
from sqlalchemy import CheckConstraint, UniqueConstraint, insert, text
from sqlalchemy.exc import IntegrityError, StatementError

from conversations.facts import NoteChanged, PriorityChanged, ResponseChanged
from storage import tables as t
from storage.tables.base import InstantNaive


@pytest.fixture
def furnished(store: Store) -> Store:
    """A person in an assessment, with a card, and one of each answer; a meeting, a campaign."""
    store.enter(ANA)
    store.facts(ANA, ResponseChanged("c01q1", None, 3), PriorityChanged("c01", None, 2), NoteChanged("c02", None, "x"))
    with store.database.writing() as tx:
        tx.connection.execute(insert(t.meeting).values(**MEETING))
        tx.connection.execute(insert(t.campaign).values(**CAMPAIGN))
    return store


def _message(name: str) -> str:
    """Give what SQLite says: a CHECK by its name, a UNIQUE by its columns."""
    if name.startswith("ck_"):
        return f"CHECK constraint failed: {name}\n"
    table, constraint = next(
        (table, one)
        for table in t.catalogue.tables.values()
        for one in table.constraints
        if isinstance(one, UniqueConstraint) and one.name == name
    )
    return "UNIQUE constraint failed: " + ", ".join(f"{table.name}.{column.name}" for column in constraint.columns)


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_refused(furnished: Store, name: str) -> None:
    """Each constraint must refuse the row that breaks it and no other rule."""
    table, row = BAD_ROWS[name]
    sqlite_says = pytest.raises(IntegrityError, match=_message(name))
    with sqlite_says, furnished.database.writing() as tx:
        tx.connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        tx.connection.execute(insert(t.catalogue.tables[table]).values(**row))


@pytest.mark.parametrize("name", PAIRED)
def test_a_second_row_is_refused(furnished: Store, name: str) -> None:
    """What must be unique must go in once and be refused the second time."""
    table, row = PAIRED[name]
    with furnished.database.writing() as tx:
        tx.connection.execute(insert(t.catalogue.tables[table]).values(**row))
    with pytest.raises(IntegrityError, match=_message(name)), furnished.database.writing() as tx:
        tx.connection.execute(insert(t.catalogue.tables[table]).values(**row))


@pytest.mark.parametrize("name", sorted(FLAGS))
def test_a_flag_is_true_or_false(furnished: Store, name: str) -> None:
    """A flag must not hold a third value."""
    _, table, column = name.split("_")
    changed = text(f"UPDATE {table} SET {column} = 7")  # noqa: S608 - names of our own tables
    with pytest.raises(IntegrityError, match=name), furnished.database.writing() as tx:
        tx.connection.execute(changed)


def test_no_constraint_is_untried() -> None:
    """Every CHECK and UNIQUE of the schema must have its bad row above."""
    named = {
        str(constraint.name)
        for table in t.catalogue.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint)
    }
    assert named == BAD_ROWS.keys() | PAIRED.keys() | FLAGS


def _campaign(column: str) -> Row:
    """Give a campaign of the kind that has that column."""
    match column:
        case "meeting_id":
            return CAMPAIGN | {"kind": "plan", "days_before": 7}
        case "corrects_id":
            return CAMPAIGN | {"kind": "correction", "texts": "{}"}
        case _:
            return CAMPAIGN


REFERENCES = [
    (table.name, column.name) for table in t.catalogue.sorted_tables for column in table.columns if column.foreign_keys
]


@pytest.mark.parametrize(("table", "column"), REFERENCES)
def test_a_reference_to_nothing_is_refused(furnished: Store, table: str, column: str) -> None:
    """Each foreign key must refuse a row that points nowhere."""
    good: dict[str, Row] = {
        "member_alias": {"member_id": 1, "alias": "x"},
        "invitation": INVITATION | {"used_at": NOW, "used_by": 1},
        "visit": {"person_id": 1, "invitation_id": 1, "view": "post", "began_at": NOW},
        "appointment": APPOINTMENT,
        "wave": WAVE,
        "assessment": ASSESSMENT | {"submitted_at": LATER, "submitted_by": 1, "sharing": "named"},
        "place": PLACE,
        "response": RESPONSE,
        "priority": {"assessment_id": 1, "criterion": "c09", "value": 1, "author": 1, "at": NOW},
        "note": {"assessment_id": 1, "target": "c09", "text": "x", "author": 1, "at": NOW},
        "evidence": EVIDENCE,
        "question": QUESTION | {"answer": "x", "answered_by": 1, "answered_at": NOW},
        "reminder": REMINDER,
        "response_history": HISTORY,
        "screen": SCREEN | {"purpose": "receipt", "assessment_id": 1, "criterion": "c01"},
        "outbox": OUTBOX | {"kind": "notice"},
        "meeting": MEETING,
        "meeting_member": {"meeting_id": 1, "member_id": 1},
        "campaign": _campaign(column),
        "delivery": DELIVERY,
        "member": MEMBER,
        "desk": DESK,
        "attention": {"person_id": 1},
        "digest": DIGEST,
        "cut_off": CUT_OFF,
    }
    row = good[table] | {column: 4_000}
    if column == "reminded_for":
        row |= {"member_id": 4_000}
    if (table, column) in {("appointment", "chosen_by"), ("screen", "live_for")}:
        row |= {"person_id": 4_000, "purpose": "card", "criterion": None} if table == "screen" else {"person_id": 4_000}
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), furnished.database.writing() as tx:
        tx.connection.execute(insert(t.catalogue.tables[table]).values(**row))


@pytest.mark.parametrize("statement", ["UPDATE response_history SET after = '4'", "DELETE FROM response_history"])
def test_the_history_is_append_only(furnished: Store, statement: str) -> None:
    """History must refuse to be changed or deleted, by whatever statement."""
    with pytest.raises(IntegrityError, match="append-only"), furnished.database.writing() as tx:
        tx.connection.execute(text(statement))


@pytest.mark.parametrize("table", ["person", "member", "wave", "instrument", "assessment"])
def test_what_answers_hang_on_cannot_be_deleted(furnished: Store, table: str) -> None:
    """No deletion may take answers or history with it."""
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), furnished.database.writing() as tx:
        tx.connection.execute(t.catalogue.tables[table].delete())


def test_a_naive_instant_is_refused(store: Store) -> None:
    """An instant without a zone must not be stored, anywhere."""
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - the mistake that is planted
    with pytest.raises(StatementError) as caught, store.database.writing() as tx:
        tx.connection.execute(insert(t.person).values(**PERSON | {"last_turn_at": naive}))
    assert isinstance(caught.value.orig, InstantNaive)
