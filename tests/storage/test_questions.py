"""Questions to coordinators: who is told, which reply is traced to which question, and that it is answered once."""

from datetime import timedelta

import pytest
from kit.nights import pass_night
from kit.store import ANA, BRUNO, NOW, Store, accept, begin_visit, count
from sqlalchemy import select

from conversations.facts import InvitationRequested, QuestionAnswered, QuestionAsked
from conversations.instrument import Language
from conversations.people import Role
from conversations.retention import DataClass
from conversations.world import Origin, Question, Traced, World
from storage import tables as t
from storage.invitations import create_invitation
from storage.notices import Notice
from storage.talk import LetterState, claim_letter, mark_unreachable, pending_work, settle_letter
from storage.turn import Applied, Decision
from storage.world_reader import Inquiry, Sender

CARLA = Sender(5550009012, "Carla Planted", Language.EN)
DIEGO = Sender(5550003456, "Diego Planted", Language.ES)
WORDED = {language: f"question in {language.value}" for language in Language}


def coordinate(store: Store, sender: Sender, *countries: str) -> int:
    """Have somebody accept to coordinate some countries, or all; return the person's id."""
    with store.database.writing() as tx:
        token = create_invitation(tx, Role.COORDINATOR, None, store.now, countries=countries).token
    store.draw(store.turn(sender, begin_visit, Inquiry(token=token)).work)
    store.draw(store.turn(sender, accept).work)
    person = store.world(sender).person
    assert person is not None
    return person.id


def ask(store: Store, sender: Sender, text: str = "¿Qué es la 12?") -> Applied:
    """Have somebody ask about an item of theirs."""

    def decide(world: World) -> Decision:
        assert world.assessment is not None
        notice = Notice(WORDED, member=world.assessment.member.id, about_question=True)
        return Decision((QuestionAsked("c03q2", text),), notices=(notice,))

    return store.turn(sender, decide)


def send_all(store: Store) -> dict[int, list[tuple[str, int]]]:
    """Send every letter that waits; return text and message id for each person."""
    sent: dict[int, list[tuple[str, int]]] = {}
    with store.database.writing() as tx:
        for work in pending_work(tx):
            for letter in work.letters:
                store.messages += 1
                claim_letter(tx, letter.id, store.now)
                settle_letter(tx, letter.id, LetterState.SENT, store.now, store.messages)
                sent.setdefault(work.person, []).append((letter.payload, store.messages))
    return sent


def test_the_coordinators_in_scope_are_told(store: Store) -> None:
    """Each coordinator whose countries hold the member must get the question once, in their own language."""
    everywhere, argentina = coordinate(store, CARLA), coordinate(store, BRUNO, "AR", "CL")
    coordinate(store, DIEGO, "EC")
    store.enter(ANA)
    assert ask(store, ANA).notified == 2
    told = {person: [text for text, _ in letters] for person, letters in send_all(store).items()}
    assert told == {everywhere: ["question in en"], argentina: ["question in pt"]}


def test_whoever_asks_is_not_told(store: Store) -> None:
    """A focal point who also coordinates must not get their own question, nor count as their own coordinator."""
    coordinate(store, ANA)
    store.enter(ANA)
    assert not store.world(ANA).coordinated
    assert ask(store, ANA).notified == 0
    coordinate(store, CARLA)
    assert store.world(ANA).coordinated
    assert ask(store, ANA).notified == 1


def test_a_reply_is_traced_to_its_question(store: Store) -> None:
    """A coordinator's reply to the letter must lead to the question; any other message must lead nowhere."""
    carla, asker = coordinate(store, CARLA, "AR"), store.enter(ANA)
    for text in ("la primera", "la segunda"):
        ask(store, ANA, text)
    (first, second) = (message for _, message in send_all(store)[carla])
    expected = Question(2, store.members["Rosario"], "c03q2", "la segunda", asker, answered=False)
    world = store.world(CARLA, Inquiry(message=second))
    assert (world.question, world.traced) == (expected, Traced(Origin.QUESTION, "2"))
    traced = store.world(CARLA, Inquiry(message=first)).question
    assert traced is not None
    assert traced.text == "la primera"
    for sender, message in ((CARLA, second + 1), (CARLA, None), (ANA, second)):
        other = store.world(sender, Inquiry(message=message))
        assert (other.question, other.traced) == (None, None)


def test_a_question_out_of_scope_is_not_met(store: Store) -> None:
    """A coordinator whose countries no longer hold the member must not see the question by replying to its letter."""
    carla = coordinate(store, CARLA, "AR")
    store.enter(ANA)
    ask(store, ANA)
    ((_, message),) = send_all(store)[carla]
    with store.database.writing() as tx:
        tx.connection.execute(t.appointment.update().where(t.appointment.c.person_id == carla).values(countries="EC"))
    world = store.world(CARLA, Inquiry(message=message))
    assert (world.question, world.traced) == (None, None)


def test_a_question_is_answered_once(store: Store) -> None:
    """The first answer must stay, with who gave it; the asker gets a letter of it; a second answer is refused."""
    carla, asker = coordinate(store, CARLA), store.enter(ANA)
    ask(store, ANA)
    ((_, message),) = send_all(store)[carla]

    def answer(world: World) -> Decision:
        assert world.question is not None
        notice = Notice({language: f"re {language.value}" for language in Language}, person=world.question.asker)
        return Decision((QuestionAnswered(world.question.id, "Es el punto de atención."),), notices=(notice,))

    assert store.turn(CARLA, answer, Inquiry(message=message)).notified == 1
    assert [text for text, _ in send_all(store)[asker]] == ["re es"]
    with pytest.raises(ValueError, match="waits for an answer"):
        store.turn(CARLA, answer, Inquiry(message=message))
    question = store.world(CARLA, Inquiry(message=message)).question
    assert question is not None
    assert question.answered
    q = t.question.c
    with store.database.reading() as tx:
        row = tx.connection.execute(select(q.answer, q.answered_by, q.answered_at)).one()
    assert tuple(row) == ("Es el punto de atención.", carla, NOW)


def test_an_unreachable_coordinator_is_told_when_they_come_back(store: Store) -> None:
    """A question to somebody who blocked us must wait for them instead of getting lost."""
    carla = coordinate(store, CARLA)
    store.enter(ANA)
    with store.database.writing() as tx:
        mark_unreachable(tx, carla, store.now)
    assert ask(store, ANA).notified == 1
    assert send_all(store) == {}
    store.turn(CARLA, lambda _: Decision())
    assert [text for text, _ in send_all(store)[carla]] == ["question in en"]


def test_the_letter_of_an_open_question_is_kept(store: Store) -> None:
    """After months a coordinator's reply must still be traced, until the question is answered."""
    carla = coordinate(store, CARLA)
    store.enter(ANA)
    ask(store, ANA)
    ((_, message),) = send_all(store)[carla]
    store.pass_time(timedelta(days=31))
    assert DataClass.LETTERS not in pass_night(store)
    assert store.world(CARLA, Inquiry(message=message)).question is not None
    store.facts(CARLA, QuestionAnswered(1, "x"))
    assert pass_night(store)[DataClass.LETTERS] == 1


def test_a_new_invitation_is_asked_for_once(store: Store) -> None:
    """A stranger with an expired link must reach the coordinators once, and leave no row of their own."""
    coordinate(store, CARLA)
    invitation = store.invite().id
    people = count(store, "person")

    def decide(_: World) -> Decision:
        notice = Notice(WORDED, member=store.members["Rosario"].id)
        return Decision((InvitationRequested(invitation),), notices=(notice,))

    assert [store.turn(ANA, decide).notified for _ in range(3)] == [1, 0, 0]
    assert count(store, "person") == people


def test_a_failed_turn_tells_nobody(store: Store) -> None:
    """Notices must be written with the facts or not at all."""
    coordinate(store, CARLA)
    store.enter(ANA)
    notice = Notice({Language.ES: "only es"}, member=store.members["Rosario"].id)
    with pytest.raises(KeyError):
        store.turn(ANA, lambda _: Decision((QuestionAsked("c01q1", "x"),), notices=(notice,)))
    assert (count(store, "question"), count(store, "outbox")) == (0, 0)
