"""A turn is applied whole, once, or not at all; and what it wrote is what the next one reads."""

import random

import pytest
from kit.store import ANA, BRUNO, Store, count
from sqlalchemy import select

from conversations.assessment import Evidence, Sharing
from conversations.evolve import evolve
from conversations.facts import (
    AssessmentBegun,
    EvidenceAdded,
    Fact,
    NoteChanged,
    PriorityChanged,
    Recalled,
    ResponseChanged,
    Submitted,
)
from conversations.instrument import Language, Nonresponse
from conversations.place import Place, View
from conversations.world import Origin, Traced, World
from storage import tables as t
from storage.inbox import UpdateKey, UpdateUnknown
from storage.turn import Decision, apply
from storage.waves import close_wave, open_wave
from storage.world_reader import Inquiry


def test_an_update_is_applied_once(store: Store) -> None:
    """The same update a second time must change nothing and owe nothing."""
    store.enter(ANA)
    key = store.key()
    for expected in (False, True, True):
        with store.database.writing() as tx:
            applied = apply(
                tx, key, ANA, Inquiry(), lambda _: Decision((ResponseChanged("c01q1", None, 3),)), store.now
            )
        assert expected == applied.duplicate
    assert count(store, "response") == 1
    assert count(store, "response_history") == 1


def test_an_update_outside_the_inbox_is_refused(store: Store) -> None:
    """What was never stored must not be applied: it could come again unrecognised."""
    with pytest.raises(UpdateUnknown), store.database.writing() as tx:
        apply(tx, UpdateKey(1, 1), ANA, Inquiry(), lambda _: Decision(), store.now)


def test_a_turn_that_fails_leaves_nothing(store: Store) -> None:
    """An exception after facts were written must take all of them back, and the update stays pending."""
    person = store.enter(ANA)
    key = store.key()

    def fail(_: World) -> Decision:
        raise LookupError

    def decide(_: World) -> Decision:
        return Decision((ResponseChanged("c01q1", None, 3),), then=fail)

    with pytest.raises(LookupError), store.database.writing() as tx:
        apply(tx, key, ANA, Inquiry(), decide, store.now)
    assert count(store, "response") == 0
    with store.database.writing() as tx:
        again = apply(tx, key, ANA, Inquiry(), lambda _: Decision(card="x"), store.now)
    assert (False, person) == (again.duplicate, again.work.person if again.work else None)


def test_facts_read_back_as_the_engine_applied_them(store: Store) -> None:
    """After any row of facts, the assessment read from the database must equal the one the engine evolved."""
    person = store.enter(ANA)
    chance = random.Random(7)  # noqa: S311 - a walk that is the same each time
    before = store.world(ANA).assessment
    assert before is not None
    for _ in range(60):
        fact = _some_fact(chance, store)
        store.facts(ANA, fact)
        after = store.world(ANA).assessment
        assert evolve(before, (fact,), person, store.now) == after
        assert after is not None
        before = after


def _some_fact(chance: random.Random, store: Store) -> Fact:
    """Make a fact that can follow on what is there."""
    assessment = store.world(ANA).assessment
    assert assessment is not None
    item = chance.choice(assessment.instrument.items[:6]).id
    criterion = chance.choice(assessment.instrument.criteria[:3]).id
    kind = chance.randrange(5)
    if kind == 0:
        after = chance.choice([0, 1, 4, *Nonresponse])
        return ResponseChanged(item, assessment.answer(item), after, chance.choice([None, 2**40]))
    if kind == 1:
        held = assessment.priorities.get(criterion)
        return PriorityChanged(criterion, held.value if held else None, chance.randint(1, 4))
    if kind == 2:
        note = assessment.notes.get(item)
        return NoteChanged(item, note.text if note else None, f"nota {chance.random()} ñ 🎈", 7)
    if kind == 3:
        return EvidenceAdded(criterion, Evidence("photo", "f", f"{chance.random()}", "", 10), 9)
    return Recalled() if assessment.submission else Submitted(chance.choice(list(Sharing)), late=True)


def test_the_same_file_is_kept_once(store: Store) -> None:
    """One file sent twice to one target must be one piece of evidence."""
    store.enter(ANA)
    for file in ("first", "second"):
        store.facts(ANA, EvidenceAdded("c01", Evidence("photo", file, "same", "", 10), 9))
    assert count(store, "evidence") == 1


def test_the_history_tells_before_and_after(store: Store) -> None:
    """Each change must leave who, when, from what to what, and with which update."""
    person = store.enter(ANA)
    store.facts(ANA, ResponseChanged("c01q1", None, 3))
    store.facts(ANA, ResponseChanged("c01q1", 3, Nonresponse.DONT_KNOW))
    h = t.response_history.c
    with store.database.reading() as tx:
        rows = tx.connection.execute(select(h.before, h.after, h.person_id, h.at, h.update_id).order_by(h.id)).all()
    expected = [(None, "3", person, store.now, store.updates - 1), ("3", "dk", person, store.now, store.updates)]
    assert expected == [tuple(row) for row in rows]


def test_a_place_is_kept_whole(store: Store) -> None:
    """Every field of a place must come back as it went in, also after it moved."""
    person = store.enter(ANA)
    for place in (
        Place(person, Language.PT, View.TEXT, "c01q1", "c01q2", "un texto «así»", 2**41, oriented=True),
        Place(person, Language.EN, View.STEP, "c01q3", "c01q3"),
    ):
        store.facts(ANA, place=place)
        assert place == store.world(ANA).place


def test_two_people_share_one_assessment(store: Store) -> None:
    """Two focal points who begin must stand in the same assessment, each at a place of their own."""
    store.enter(ANA)
    second = store.enter(BRUNO)
    store.facts(ANA, AssessmentBegun(), ResponseChanged("c01q1", None, 2))
    world = store.world(BRUNO)
    assert world.assessment is not None
    assert world.place is not None
    assert (2, second) == (world.assessment.answer("c01q1"), world.place.person)
    assert count(store, "assessment") == 1


def test_the_assessment_of_the_open_wave_is_shown(store: Store) -> None:
    """Between waves the latest one must be shown; a new wave shows one that has not begun (id 0)."""
    store.enter(ANA)
    with store.database.writing() as tx:
        close_wave(tx, store.now)
    between = store.world(ANA)
    assert between.assessment is not None
    assert (between.wave, between.assessment.wave.name) == (None, "2026")
    with store.database.writing() as tx:
        open_wave(tx, "2027", store.now, lambda _: "opened")
    fresh = store.world(ANA)
    assert fresh.assessment is not None
    assert (fresh.assessment.id, fresh.assessment.wave.name, fresh.place) == (0, "2027", None)


@pytest.mark.parametrize(
    ("fact", "origin"),
    [
        (ResponseChanged("c01q1", None, 3, 4242), Traced(Origin.RESPONSE, "c01q1")),
        (NoteChanged("c01q2", None, "nota", 4242), Traced(Origin.NOTE, "c01q2")),
    ],
)
def test_an_earlier_message_is_traced(store: Store, fact: Fact, origin: Traced) -> None:
    """An edited message must lead to what came in it, and only for the person who wrote it."""
    store.enter(ANA)
    store.enter(BRUNO)
    store.facts(ANA, fact)
    assert origin == store.world(ANA, Inquiry(message=4242)).traced
    assert None is store.world(BRUNO, Inquiry(message=4242)).traced
