"""What is owed to people survives a restart: cards and replies may be repeated, notices never, nothing is lost."""

from datetime import timedelta
from functools import partial

from kit.store import ANA, Store
from sqlalchemy import select

from conversations.world import World
from storage import tables as t
from storage.screen_rows import shown_at
from storage.tables.talk import LetterState, Purpose
from storage.talk import (
    Drawn,
    Work,
    claim_letter,
    mark_drawn,
    pending_work,
    read_screens,
    settle_letter,
)
from storage.turn import Decision


def _say(decision: Decision, _: World) -> Decision:
    return decision


def owed(store: Store) -> tuple[Work, ...]:
    """Read what is owed to everybody through a connection of its own."""
    with store.database.reading() as tx:
        return pending_work(tx)


def test_work_that_was_not_done_is_still_owed(store: Store) -> None:
    """What a turn returned must be the same that a restart finds, until it is drawn."""
    work = store.visit(ANA).work
    assert (work,) == owed(store)
    store.draw(work)
    assert owed(store) == ()


def test_a_drawing_overtaken_by_a_turn_is_owed_again(store: Store) -> None:
    """If the wish changes while a card is on its way, the talker must be told that there is more to do."""
    person = store.enter(ANA)
    first = store.turn(ANA, lambda _: Decision(card="one")).work
    second = store.turn(ANA, lambda _: Decision(card="two")).work
    assert first is not None
    assert second is not None
    with store.database.writing() as tx:
        drawn = [Drawn(one.screen, one.wanted, one.message_id) for one in first.drawings]
        assert (person,) == mark_drawn(tx, drawn, store.now)
    store.draw(second)
    assert owed(store) == ()


def test_a_card_sent_while_it_was_replaced_loses_its_buttons(store: Store) -> None:
    """A card on its way when a newer one took its place must be stripped once it is known where it is."""
    store.visit(ANA)
    flying = owed(store)[0].drawings[0]
    later = store.turn(ANA, lambda _: Decision(card="two", anew=True)).work
    assert later is not None
    assert [drawing.payload for drawing in later.drawings] == ["two"]
    with store.database.writing() as tx:
        mark_drawn(tx, [Drawn(flying.screen, flying.wanted, 900, store.now)], store.now)
    assert [(one.message_id, one.strip) for one in owed(store)[0].drawings] == [(None, False), (900, True)]
    store.draw(owed(store)[0])
    assert owed(store) == ()
    with store.database.reading() as tx:
        assert [one.purpose for one in read_screens(tx, later.person)] == [Purpose.CARD]


def test_cards_that_never_flew_are_dropped(store: Store) -> None:
    """Cards replaced before they were sent must leave no rows behind once a newer one is drawn."""
    person = store.enter(ANA)
    for number in range(4):
        decision = Decision(card=f"{number}", anew=True)
        store.turn(ANA, partial(_say, decision))
    store.draw(owed(store)[0])
    with store.database.reading() as tx:
        assert len(read_screens(tx, person)) == 1


def test_a_card_that_cannot_be_edited_is_sent_anew(store: Store) -> None:
    """When Telegram says that the message is gone, the card must be sent as a new message."""
    person = store.enter(ANA)
    work = store.turn(ANA, lambda _: Decision(card="next")).work
    assert work is not None
    card = work.drawings[0]
    with store.database.writing() as tx:
        assert (person,) == mark_drawn(tx, [Drawn(card.screen, card.wanted, None, gone=True)], store.now)
    again = owed(store)[0].drawings
    assert [(one.payload, one.message_id) for one in again] == [("next", None)]


def test_a_receipt_that_cannot_be_edited_is_sent_anew_above_the_card(store: Store) -> None:
    """A lost receipt must come as a new message and the card again below it."""
    store.enter(ANA)
    store.draw(store.turn(ANA, lambda _: Decision(card="b", receipts={"c01": "done"})).work)
    work = store.turn(ANA, lambda _: Decision(receipts={"c01": "corrected"})).work
    assert work is not None
    receipt = work.drawings[0]
    assert Purpose.RECEIPT is receipt.purpose
    with store.database.writing() as tx:
        mark_drawn(tx, [Drawn(receipt.screen, receipt.wanted, None, gone=True)], store.now)
    again = owed(store)[0].drawings
    expected = [("corrected", None, False), ("b", None, False), ("", 503, True)]
    assert expected == [(one.payload, one.message_id, one.strip) for one in again]


def test_a_question_comes_up_when_it_is_drawn(store: Store) -> None:
    """An edit that is late must not count as seen since the turn: what was typed meanwhile was meant for another."""
    person = store.enter(ANA)
    turned, work = store.now, store.turn(ANA, lambda _: Decision(card="next")).work
    store.pass_time(timedelta(minutes=1))
    with store.database.reading() as tx:
        assert store.now == shown_at(tx, person, turned, store.now)
    store.draw(work)
    drawn = store.now
    store.pass_time(timedelta(minutes=1))
    with store.database.reading() as tx:
        assert drawn == shown_at(tx, person, turned, store.now)


def test_a_screen_that_went_away_is_ignored(store: Store) -> None:
    """The talker may report on screens of somebody who has said no in the meantime."""
    with store.database.writing() as tx:
        assert mark_drawn(tx, [Drawn(99, 1, 1, store.now)], store.now) == ()


def test_an_old_card_is_sent_anew(store: Store) -> None:
    """A card of 48 hours must not be edited any more."""
    store.enter(ANA)
    store.pass_time(timedelta(hours=48))
    work = store.turn(ANA, lambda _: Decision(card="next")).work
    assert work is not None
    assert [(one.payload, one.message_id, one.strip) for one in work.drawings] == [
        ("next", None, False),
        ("", 501, True),
    ]


def test_the_address_of_a_visitor_goes_with_the_last_thing_owed(store: Store) -> None:
    """Before consent the chat must be known only while a letter or a card is still to be sent there."""
    store.draw(store.visit(ANA).work)
    work = store.turn(ANA, lambda _: Decision(letters=("r",))).work
    assert work is not None
    (letter,) = work.letters
    with store.database.writing() as tx:
        claim_letter(tx, letter.id, store.now)
        settle_letter(tx, letter.id, LetterState.SENT, store.now, message_id=9)
    assert address_known(store)
    store.draw(work)
    assert not address_known(store)


def address_known(store: Store) -> bool:
    """Tell whether the chat of the only person is kept."""
    with store.database.reading() as tx:
        return bool(tx.connection.execute(select(t.person.c.address.is_not(None))).scalar_one())
