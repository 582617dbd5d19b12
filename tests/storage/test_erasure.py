"""Being forgotten: who a person is goes from tables, log and free pages; what their municipality answered stays."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from kit.kept import kept_letters
from kit.stolen import everything, found, spellings
from kit.store import ANA, BOT, BRUNO, Store, accept, begin_visit, count
from sqlalchemy import select, text

from conversations.assessment import Evidence
from conversations.facts import (
    EvidenceAdded,
    InvitationAccepted,
    NoteChanged,
    PersonForgotten,
    PostChanged,
    QuestionAsked,
    ReminderAsked,
    ResponseChanged,
    VisitBegan,
)
from conversations.instrument import Language
from conversations.place import Place, View
from conversations.world import World
from storage import tables as t
from storage.appointments import list_appointments
from storage.backup import back_up
from storage.inbox import UpdateKey, list_troubled, mark_failed, quarantine, retry, store_updates
from storage.my_data import read_my_data
from storage.notices import Notice
from storage.talk import LetterKind, LetterState, claim_letter, pending_work, settle_letter, write_letters
from storage.turn import Decision
from storage.world_reader import Inquiry
from storage.writer import Writer

POST = "Planted post of Ana"
PENDING = "Planted pending text"
CLEAR = (POST, PENDING, "Planted question")
TEXTS = (*CLEAR, "Planted card", "Planted letter")


def furnish(store: Store) -> int:
    """Have somebody leave traces in every table; return their id."""
    token = store.invite(post=POST).token
    store.draw(store.turn(ANA, begin_visit, Inquiry(token=token)).work)
    store.draw(store.turn(ANA, accept).work)
    person = store.world(ANA).person
    assert person is not None
    store.visit(ANA, "Quito")
    store.facts(
        ANA,
        PostChanged(POST),
        ReminderAsked(store.now + timedelta(days=1)),
        ResponseChanged("c01q1", None, 3, 71, "Salud"),
        NoteChanged("c01", None, "the municipality's note", 72),
        EvidenceAdded("c01", Evidence("photo", "f", "u", "", 10), 73),
        QuestionAsked("c01q2", "Planted question"),
        place=Place(person.id, Language.ES, View.TEXT, "c01q2", "c01q2", PENDING, 74),
    )
    store.draw(store.turn(ANA, lambda _: Decision(card="Planted card", receipts={"c01": "Planted receipt"})).work)
    store.turn(ANA, lambda _: Decision(letters=("Planted letter",)))
    return person.id


def forget(store: Store) -> None:
    """Have Ana be forgotten, and the files be expunged."""
    assert store.facts(ANA, PersonForgotten()).forgotten
    assert Writer(store.database).expunge_now()


def planted(store: Store) -> set[str]:
    """Tell what of Ana is in the database's files: spellings and texts."""
    data = everything(store.database.path)
    return found(data, ANA) | {one for one in TEXTS if one.encode() in data}


def test_nothing_of_the_person_is_left(store: Store) -> None:
    """After being forgotten no id, hash, name, post or pending text may be in the database, its log or free pages."""
    furnish(store)
    assert {"hash", *CLEAR} <= planted(store)
    store.facts(ANA, PersonForgotten())
    assert planted(store) >= {"hash", *CLEAR}, "the log still has it: that is what the expunging is for"
    assert Writer(store.database).expunge_now()
    assert planted(store) == set()


@pytest.mark.parametrize("spelling", sorted(spellings(ANA)))
def test_the_scan_sees_every_spelling(store: Store, spelling: str) -> None:
    """A leftover planted in any spelling must be found by the scan, or its zero would prove nothing."""
    furnish(store)
    forget(store)
    with store.database.writing() as tx:
        leftover = text("INSERT INTO runner_state VALUES ('leftover', :value)")
        tx.connection.execute(leftover, {"value": spellings(ANA)[spelling]})
    assert spelling in planted(store)


def test_what_was_answered_stays(store: Store) -> None:
    """Answers, notes, files and history must be as they were but for the ids of messages; the author is a number."""
    person = furnish(store)
    before = store.world(ANA).assessment
    assert before is not None
    history = count(store, "response_history")
    forget(store)
    store.enter(BRUNO)
    after = store.world(BRUNO).assessment
    assert after is not None
    assert (after.answer("c01q1"), after.notes["c01"].text, len(after.evidence["c01"])) == (
        3,
        "the municipality's note",
        1,
    )
    assert (after.responses["c01q1"].author, after.responses["c01q1"].consulted) == (person, "Salud")
    assert [after.responses["c01q1"].message, after.notes["c01"].message] == [None, None]
    assert count(store, "response_history") == history
    assert [count(store, table) for table in ("question", "reminder", "visit")] == [0, 0, 0]


def test_the_buttons_go(store: Store) -> None:
    """What was sent to the person must lose its buttons, receipts too, and nothing else be owed to them."""
    person = furnish(store)
    sent = select(t.screen.c.message_id).where(t.screen.c.person_id == person, t.screen.c.message_id.is_not(None))
    with store.database.reading() as tx:
        messages = set(tx.connection.execute(sent).scalars())
    work = store.facts(ANA, PersonForgotten()).work
    assert work is not None
    assert work.chat_id == ANA.telegram_id
    assert {(one.message_id, one.strip) for one in work.drawings} == {(message, True) for message in messages}
    assert len(messages) > 1
    assert work.letters == ()
    store.draw(work)
    with store.database.reading() as tx:
        assert pending_work(tx) == ()


def test_whoever_comes_back_is_somebody_new(store: Store) -> None:
    """A forgotten person who writes is a stranger; with a new invitation they are a new person without a past."""
    person = furnish(store)
    forget(store)
    assert store.world(ANA).person is None
    again = store.enter(ANA)
    assert again != person
    with store.database.reading() as tx:
        data = read_my_data(tx, again)
    assert (data.given, data.changes, len(data.appointments)) == ((), 0, 1)


def test_the_appointment_ends_and_the_reminders_pass_on(store: Store) -> None:
    """The forgotten person must hold no appointment, and the other focal point get the member's reminders."""
    furnish(store)
    store.enter(BRUNO)
    forget(store)
    with store.database.reading() as tx:
        assert [(one.name, one.reminded) for one in list_appointments(tx)] == [(BRUNO.name, True)]


def test_letters_about_their_question_are_taken_back(store: Store) -> None:
    """A question that no coordinator has got yet must not arrive after its asker was forgotten; one sent stays sent."""
    furnish(store)
    bruno = store.enter(BRUNO)
    with store.database.writing() as tx:
        (sent,) = write_letters(tx, bruno, LetterKind.NOTICE, ("a",), store.now, question=1)
        claim_letter(tx, sent.id, store.now)
        settle_letter(tx, sent.id, LetterState.SENT, store.now, 900)
        write_letters(tx, bruno, LetterKind.NOTICE, ("b",), store.now, question=1)
        write_letters(tx, bruno, LetterKind.NOTICE, ("another matter",), store.now)
    forget(store)
    with store.database.reading() as tx:
        told_of = tx.connection.execute(select(t.outbox.c.question_id)).scalars().all()
        letters = [(one.state, one.text) for one in kept_letters(tx)]
    assert (letters, told_of) == ([("sent", None), ("pending", "another matter")], [None, None])


def test_failed_updates_that_name_the_person_are_emptied(store: Store) -> None:
    """Updates put aside must lose their bodies for good if the person's id stands in them, and only then."""
    furnish(store)
    bodies = {
        1: {"message": {"from": {"id": ANA.telegram_id}}},
        2: {"callback_query": {"from": {"id": ANA.telegram_id}}},
        3: {"message": {"from": {"id": BRUNO.telegram_id}}},
        4: {"message": {"from": {"id": int(f"{ANA.telegram_id}9")}}},
    }
    with store.database.writing() as tx:
        store_updates(tx, BOT, [(number, json.dumps(body).encode()) for number, body in bodies.items()], store.now)
        for number in (1, 3, 4):
            mark_failed(tx, UpdateKey(BOT, number), "Boom")
        quarantine(tx, UpdateKey(BOT, 2), "unreadable")
    forget(store)
    with store.database.writing() as tx:
        assert [one.key.update_id for one in list_troubled(tx)] == [3, 4]
        assert not retry(tx, UpdateKey(BOT, 1))


def test_a_notice_to_somebody_forgotten_is_not_written(store: Store) -> None:
    """An answer to a person who is gone must go nowhere."""
    person = furnish(store)
    forget(store)
    store.enter(BRUNO)
    notice = Notice(dict.fromkeys(Language, "x"), person=person)
    assert store.turn(BRUNO, lambda _: Decision(notices=(notice,))).notified == 0


def test_others_are_told_in_the_same_turn(store: Store) -> None:
    """A turn in which somebody is forgotten can still tell others, and gives its owner no card."""
    furnish(store)
    bruno = store.enter(BRUNO)
    notice = Notice(dict.fromkeys(Language, "gone"), person=bruno)
    assert store.turn(ANA, lambda _: Decision((PersonForgotten(),), notices=(notice,))).notified == 1
    store.enter(ANA)
    with pytest.raises(ValueError, match="unknown"):
        store.turn(ANA, lambda _: Decision((PersonForgotten(),), card="x"))


def test_a_backup_from_before_still_has_it(store: Store, tmp_path: Path) -> None:
    """A backup made before still has the person, one made after does not: that is why backups must rotate."""
    furnish(store)
    kept, fresh = tmp_path / "backups" / "kept.db", tmp_path / "backups" / "fresh.db"
    kept.parent.mkdir()
    back_up(store.database, kept)
    forget(store)
    back_up(store.database, fresh)
    assert [POST.encode() in file.read_bytes() for file in (kept, fresh)] == [True, False]
    assert found(fresh.read_bytes(), ANA) == set()
    assert "hash" in found(kept.read_bytes(), ANA)


def test_a_visitor_can_be_forgotten(store: Store) -> None:
    """Somebody before consent who asks to be forgotten must leave nothing that leads to them either."""
    store.draw(store.visit(ANA).work)
    forget(store)
    assert planted(store) == set()
    assert store.world(ANA).person is None


def _begin_and_accept(world: World) -> Decision:
    assert world.invitation is not None
    number = world.invitation.id
    return Decision((VisitBegan(number, Language.ES), InvitationAccepted(number, "1"), PersonForgotten()))


def test_a_life_in_one_turn(store: Store) -> None:
    """Facts that begin and end somebody in one turn must leave nothing of them."""
    token = store.invite().token
    assert store.turn(ANA, _begin_and_accept, Inquiry(token=token)).forgotten
    assert Writer(store.database).expunge_now()
    assert planted(store) == set()
