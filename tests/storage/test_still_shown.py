"""Whose card may still show what was taken out, when a bot that was killed starts again."""

from datetime import timedelta

import pytest
from kit.store import ANA, BRUNO, Store
from sqlalchemy import insert, update

from conversations.desk.place import DeskView
from conversations.facts import NoteChanged, PersonForgotten, Redacted
from storage import tables as t
from storage.still_shown import LOOKED_BACK, still_shown
from storage.turn import Decision
from storage.world_reader import Sender

A_MINUTE = timedelta(minutes=1)
_s = t.screen.c


def stale(store: Store) -> list[int]:
    """List the Telegram ids of those who may still be shown something."""
    with store.database.reading() as tx:
        return [one.telegram_id for one in still_shown(tx, store.now)]


def show(store: Store, who: Sender, card: str) -> None:
    """Have somebody's card say something else, and be drawn."""
    store.draw(store.turn(who, lambda _: Decision(card=card)).work)


def redacted(store: Store) -> None:
    """Have Ana and Bruno work on one assessment, and Ana take a note out of it."""
    store.enter(ANA)
    store.enter(BRUNO)
    store.facts(ANA, NoteChanged("c01q1", None, "a note", 41))
    store.pass_time(A_MINUTE)
    store.facts(ANA, Redacted("c01q1"))
    store.pass_time(A_MINUTE)


def test_a_colleague_whose_card_is_older_than_a_redaction_is_shown_it_anew(store: Store) -> None:
    """Until their card has been drawn, and for a week at most; whoever works on another assessment is left alone."""
    other = Sender(5550009999, "Carla Planted", ANA.language)
    store.enter(other, "Quito")
    assert [] == stale(store)
    redacted(store)
    show(store, ANA, "without it")
    assert [BRUNO.telegram_id] == stale(store)
    kept = store.now
    store.pass_time(LOOKED_BACK)
    assert [] == stale(store), "long passed by"
    store.now = kept
    show(store, BRUNO, "without it")
    assert [] == stale(store)


@pytest.mark.parametrize("values", [{"drawn": 0}, {"message_id": None, "sent_at": None}], ids=["changed", "new"])
def test_a_card_that_waits_to_be_drawn_may_show_it_too(store: Store, values: dict[str, object]) -> None:
    """What is drawn after the start is what was worded before."""
    redacted(store)
    for one in (ANA, BRUNO):
        show(store, one, "without it")
    with store.database.writing() as tx:
        person = store.world(BRUNO).person
        assert person is not None
        tx.connection.execute(update(t.screen).where(_s.live_for == person.id).values(edited_at=None, **values))
    assert [BRUNO.telegram_id] == stale(store)


@pytest.mark.parametrize(("view", "looks"), [(DeskView.PEOPLE, True), (DeskView.HOME, False)])
def test_who_looked_at_people_before_somebody_was_forgotten_is_shown_them_anew(
    store: Store, view: DeskView, looks: bool
) -> None:
    """Whoever looks at something else is not."""
    person = store.enter(BRUNO, "Quito")
    with store.database.writing() as tx:
        tx.connection.execute(insert(t.desk).values(person_id=person, view=view, target="", draft="{}"))
    store.enter(ANA)
    store.pass_time(A_MINUTE)
    store.facts(ANA, PersonForgotten())
    store.pass_time(A_MINUTE)
    assert ([BRUNO.telegram_id] if looks else []) == stale(store)
    show(store, BRUNO, "others")
    assert [] == stale(store)
