"""Everything about a person is in what they can read: no table that refers to persons is left out."""

from collections import Counter
from datetime import timedelta

import pytest
from kit.own_rows import coordinate, scanned
from kit.store import ANA, BRUNO, NOW, Store, count

from conversations.assessment import Evidence, Sharing
from conversations.facts import (
    EvidenceAdded,
    NoteChanged,
    PersonForgotten,
    PostChanged,
    PriorityChanged,
    QuestionAnswered,
    QuestionAsked,
    ReminderAsked,
    ResponseChanged,
    Submitted,
)
from conversations.instrument import Language, Nonresponse
from conversations.people import Role
from conversations.place import Place, View
from storage import tables as t
from storage.appointments import end_appointment
from storage.given import Given
from storage.my_data import Exchanged, HeldAppointment, MetInvitation, MyData, Reminder, Stood, read_my_data
from storage.own_work import Kind
from storage.secrets import Identity
from storage.talk import LetterKind, write_letters
from storage.turn import Decision


def furnish(store: Store) -> int:
    """Have Ana leave a row of every kind, among rows of Bruno's; return her id."""
    ana = store.enter(ANA)
    bruno = store.enter(BRUNO)
    for who, own in ((ANA, ana), (BRUNO, bruno)):
        first = who is ANA
        store.facts(
            who,
            PostChanged(f"post of {own}"),
            ResponseChanged("c01q1" if first else "c02q1", None, 3, 71, "Salud"),
            ResponseChanged("c01q2" if first else "c02q2", None, Nonresponse.DONT_KNOW),
            PriorityChanged("c01" if first else "c02", None, 2),
            NoteChanged("c01" if first else "c02", None, f"note of {own}"),
            EvidenceAdded("c01", Evidence("photo", "f", f"u{own}", f"{own}.jpg", 10), 73),
            QuestionAsked("c01q2", f"question of {own}"),
            ReminderAsked(store.now + timedelta(days=own)),
            place=Place(own, Language.ES, View.TEXT, "c01q2", "c01q2", f"pending of {own}"),
        )
        store.turn(who, lambda _: Decision(receipts={"c01": "r"}, letters=("x",)))
        with store.database.writing() as tx:
            write_letters(tx, own, LetterKind.NOTICE, ("n",), store.now)
    store.facts(ANA, QuestionAnswered(2, "re"), Submitted(Sharing.NAMED, late=False))
    store.enter(ANA, "Quito")
    with store.database.writing() as tx:
        end_appointment(tx, 1, store.now)
    store.visit(ANA, "Boa Vista")
    with store.database.writing() as tx:
        coordinate(tx, ana, store.now)
        coordinate(tx, bruno, store.now)
    return ana


def read(store: Store, person: int) -> MyData:
    """Read everything about a person."""
    with store.database.reading() as tx:
        return read_my_data(tx, person)


def shown(data: MyData) -> dict[str, int]:
    """Count the rows that what the person reads stands for, table by table."""
    given = Counter(one.subject for one in data.given)
    kept = Counter({kind.value: 0 for kind in Kind})
    kept.update(one.kind.value for one in data.kept)
    return {
        "appointment": len(data.appointments),
        "invitation": sum(one.used_at is not None for one in data.invitations) + kept["invitation"],
        **{name: kept[name] for name in {*kept} - {"invitation"}},
        "visit": sum(one.began_at is not None for one in data.invitations),
        "reminder": int(data.reminder is not None),
        "response": given["response"],
        "priority": given["priority"],
        "note": given["note"],
        "evidence": given["evidence"],
        "assessment": given["submission"],
        "question": len(data.exchanged),
        "place": len(data.places),
        "response_history": data.changes,
        "audit": data.entries,
        "screen": data.screens,
        "outbox": data.replies + data.notices,
    }


def test_every_table_with_a_person_is_represented(store: Store) -> None:
    """A scan of the whole database must find no row about the person that they are not shown."""
    person = furnish(store)
    found = scanned(store, person)
    assert all(found.values()), f"no row was planted in {[name for name, rows in found.items() if not rows]}"
    assert found == shown(read(store, person))


def test_every_column_of_the_person_is_shown(store: Store) -> None:
    """Each column of the person's own row must be in what they read; a hash is none of their words."""
    shown_as = {"id": None, "telegram_hash": None, "address": None}  # a number, a hash of the id, the id itself
    named = {column.name for column in t.person.columns} - shown_as.keys()
    assert named <= set(MyData.__dataclass_fields__)


def test_what_a_person_reads(store: Store) -> None:
    """All of it must be said as it is, and nothing be anybody else's."""
    person = furnish(store)
    data = read(store, person)
    assert data.identity == Identity(ANA.telegram_id, ANA.name)
    assert (data.language, data.post, data.consent_version, data.consented_at) == (
        Language.ES,
        f"post of {person}",
        "1",
        NOW,
    )
    assert data.appointments == (
        HeldAppointment(Role.FOCAL_POINT, "Rosario", (), NOW, NOW, chosen=False, reminded=False),
        HeldAppointment(Role.FOCAL_POINT, "Quito", (), NOW, None, chosen=True, reminded=True),
    )
    assert data.invitations == (
        MetInvitation(Role.FOCAL_POINT, "Rosario", "", None, NOW),
        MetInvitation(Role.FOCAL_POINT, "Quito", "", None, NOW),
        MetInvitation(Role.FOCAL_POINT, "Boa Vista", "", NOW, None),
    )
    assert data.reminder == Reminder(NOW + timedelta(days=person), NOW)
    assert data.given == (
        Given("response", "2026", "Rosario", "c01q1", "3", "Salud", 71, NOW),
        Given("response", "2026", "Rosario", "c01q2", "dk", "", None, NOW),
        Given("priority", "2026", "Rosario", "c01", "2", "", None, NOW),
        Given("note", "2026", "Rosario", "c01", f"note of {person}", "", None, NOW),
        Given("evidence", "2026", "Rosario", "c01", f"photo {person}.jpg", "", 73, NOW),
        Given("submission", "2026", "Rosario", "", "named", "", None, NOW),
    )
    assert data.exchanged == (
        Exchanged(own=True, member="Rosario", target="c01q2", text=f"question of {person}", asked_at=NOW, answer="",
                  answered_at=None),
        Exchanged(own=False, member="Rosario", target="c01q2", text="question of 2", asked_at=NOW, answer="re",
                  answered_at=NOW),
    )  # fmt: skip
    assert data.places[0] == Stood("2026", "Rosario", "c01q2", Language.ES, f"pending of {person}")
    assert (data.changes, data.replies, data.notices) == (6, 1, 1)


def test_what_is_left_of_somebody_forgotten(store: Store) -> None:
    """Of a forgotten person only the municipality's answers may be found by their number, and no identity."""
    person = furnish(store)
    store.facts(ANA, PersonForgotten())
    data = read(store, person)
    assert (data.identity, data.post, data.reminder, data.places, data.screens, data.notices) == (
        None,
        "",
        None,
        (),
        0,
        0,
    )
    assert [one.own for one in data.exchanged] == [False]
    assert len(data.given) == 6
    assert count(store, "visit") == 0


def test_nobody_is_nobody(store: Store) -> None:
    """Asked for a person that is not there, it must say so."""
    with pytest.raises(LookupError):
        read(store, 99)
