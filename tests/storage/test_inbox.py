"""The inbox keeps every update once, encrypted, in order, until it is applied or a person looks at it."""

from datetime import timedelta

import pytest
from kit.nights import pass_night
from kit.store import ANA, BOT, Store
from sqlalchemy import select

from conversations.retention import DataClass
from storage import tables as t
from storage.inbox import (
    TroubledUpdate,
    UpdateKey,
    UpdateUnknown,
    count_attempt,
    count_pending,
    dismiss,
    empty_naming,
    list_troubled,
    mark_applied,
    mark_failed,
    next_updates,
    oldest_pending,
    pending_updates,
    quarantine,
    retry,
    store_updates,
)
from storage.pausing import pause
from storage.tables.talk import UpdateState
from storage.turn import Decision


def keep(store: Store, *update_ids: int, bot: int = BOT) -> int:
    """Store updates whose body says which they are."""
    with store.database.writing() as tx:
        return store_updates(tx, bot, [(number, f"body {number}".encode()) for number in update_ids], store.now)


def waiting(store: Store, limit: int = 100, after: int = 0) -> list[tuple[int, bytes]]:
    """Read what waits, through another connection."""
    with store.database.reading() as tx:
        return [(one.key.update_id, one.body) for one in next_updates(tx, limit, after)]


def test_updates_wait_in_their_order_of_arrival(store: Store) -> None:
    """Updates must be worked on as they came, not by their numbers, which may jump."""
    keep(store, 900, 5)
    keep(store, 7)
    assert waiting(store) == [(900, b"body 900"), (5, b"body 5"), (7, b"body 7")]


def test_an_update_is_kept_once(store: Store) -> None:
    """The same update again, in one call or two, must be recognised; another bot's is another."""
    assert [keep(store, 1, 1, 2), keep(store, 2, 3), keep(store, 1, bot=BOT + 1), keep(store)] == [2, 1, 1, 0]


def test_an_applied_update_is_recognised(store: Store) -> None:
    """An update that comes again after it was applied must not wait again, and its body must be gone."""
    store.turn(ANA, lambda _: Decision())
    assert keep(store, store.updates) == 0
    with store.database.reading() as tx:
        assert tx.connection.execute(select(t.inbox.c.body)).scalar_one() is None


def test_one_can_go_on_behind_an_update(store: Store) -> None:
    """Whoever reads in portions must be able to go on where the last portion ended."""
    keep(store, 1, 2, 3)
    with store.database.reading() as tx:
        first = next_updates(tx, 2)
    assert waiting(store, after=first[-1].id) == [(3, b"body 3")]


def test_a_failing_update_steps_aside_and_can_be_retried(store: Store) -> None:
    """After its tries an update must stop waiting, be listed with its code, and wait again when asked to."""
    keep(store, 1, 2)
    key = UpdateKey(BOT, 1)
    for expected in (1, 2):
        with store.database.writing() as tx:
            assert count_attempt(tx, key, "KeyError") == expected
    with store.database.writing() as tx:
        mark_failed(tx, key, "KeyError")
    assert waiting(store) == [(2, b"body 2")]
    with store.database.writing() as tx:
        assert list_troubled(tx) == (TroubledUpdate(key, UpdateState.FAILED, 2, "KeyError", store.now),)
        assert retry(tx, key)
        assert not retry(tx, key)
    assert waiting(store) == [(1, b"body 1"), (2, b"body 2")]


def test_an_undecodable_update_is_set_aside(store: Store) -> None:
    """A quarantined update must stop waiting and keep its body for whoever looks into it."""
    keep(store, 1)
    with store.database.writing() as tx:
        quarantine(tx, UpdateKey(BOT, 1), "no message")
        assert (count_pending(tx), [one.state for one in list_troubled(tx)]) == (0, [UpdateState.QUARANTINED])


def test_only_what_is_put_aside_is_dismissed(store: Store) -> None:
    """A failed or undecodable update is given up with its body, at that moment; one that waits, or another, is not."""
    keep(store, 1, 2, 3, 4)
    with store.database.writing() as tx:
        mark_failed(tx, UpdateKey(BOT, 1), "KeyError")
        quarantine(tx, UpdateKey(BOT, 2), "no message")
        mark_failed(tx, UpdateKey(BOT, 3), "KeyError")
        asked = [UpdateKey(BOT, number) for number in (1, 2, 4, 9)]
        assert [True, True, False, False] == [dismiss(tx, key, store.now) for key in asked]
        assert not dismiss(tx, UpdateKey(BOT, 1), store.now), "once is enough"
        kept = select(t.inbox.c.state, t.inbox.c.applied_at, t.inbox.c.body.is_(None), t.inbox.c.error)
        rows = [tuple(row) for row in tx.connection.execute(kept.order_by(t.inbox.c.id))]
    gone = (UpdateState.APPLIED.value, store.now, True, None)
    failed, waits = (UpdateState.FAILED.value, None, False, "KeyError"), (UpdateState.PENDING.value, None, False, None)
    assert [gone, gone, failed, waits] == rows


def test_an_unknown_update_cannot_be_settled(store: Store) -> None:
    """Settling what is not there must be an error, not silence."""
    with pytest.raises(UpdateUnknown), store.database.writing() as tx:
        mark_failed(tx, UpdateKey(BOT, 1), "x")


def test_only_old_applied_updates_are_forgotten(store: Store) -> None:
    """A night must take what was applied more than seven days ago, and nothing that still waits."""
    keep(store, 1)
    store.turn(ANA, lambda _: Decision())
    store.pass_time(timedelta(days=7))
    assert pass_night(store) == {}
    store.pass_time(timedelta(seconds=1))
    assert pass_night(store) == {DataClass.NUMBERS: 1}
    assert waiting(store) == [(1, b"body 1")]


def troubled(store: Store) -> list[tuple[int, UpdateState, int]]:
    """List what is in trouble: number, state, tries."""
    with store.database.reading() as tx:
        return [(one.key.update_id, one.state, one.attempts) for one in list_troubled(tx)]


def test_a_waiting_update_says_all_that_is_known_of_it(store: Store) -> None:
    """Its place, its bot and number, its body, how often it was tried, and when it came."""
    keep(store, 1, 2)
    with store.database.writing() as tx:
        count_attempt(tx, UpdateKey(BOT, 1), "KeyError")
    with store.database.reading() as tx:
        first, second = pending_updates(tx, 10)
    assert (UpdateKey(BOT, 1), b"body 1", 1, store.now) == (first.key, first.body, first.attempts, first.received_at)
    assert (UpdateKey(BOT, 2), 0) == (second.key, second.attempts)
    assert first.id < second.id


def test_the_very_first_update_is_among_those_that_wait(store: Store) -> None:
    """Read from the beginning, nothing is left out; in a pause nothing is to be applied, but it still waits."""
    keep(store, 1)
    with store.database.writing() as tx:
        assert [1] == [one.id for one in pending_updates(tx, 10)] == [one.id for one in next_updates(tx, 10)]
        pause(tx, store.now)
        assert ([1], ()) == ([one.id for one in pending_updates(tx, 10)], next_updates(tx, 10))


def test_a_try_is_noted_with_its_code_while_the_update_waits(store: Store) -> None:
    """An update that failed once and will be tried again is listed with the code of that failure."""
    keep(store, 1)
    with store.database.writing() as tx:
        count_attempt(tx, UpdateKey(BOT, 1), "KeyError")
        assert ["KeyError"] == [one.error for one in list_troubled(tx)]
    assert [(1, UpdateState.PENDING, 1)] == troubled(store)


def test_a_retry_brings_back_one_update_and_its_tries(store: Store) -> None:
    """The others in trouble stay so, another bot's of the same number too; the one that is back has all its tries."""
    keep(store, 2, 1)
    keep(store, 1, bot=BOT + 1)
    for key in (UpdateKey(BOT, 2), UpdateKey(BOT, 1), UpdateKey(BOT + 1, 1)):
        with store.database.writing() as tx:
            count_attempt(tx, key, "KeyError")
            mark_failed(tx, key, "KeyError")
    assert [(number, UpdateState.FAILED, 1) for number in (2, 1, 1)] == troubled(store)
    with store.database.writing() as tx:
        assert retry(tx, UpdateKey(BOT, 1))
        assert 1 == count_pending(tx)
    assert [(2, UpdateState.FAILED, 1), (1, UpdateState.PENDING, 0), (1, UpdateState.FAILED, 1)] == troubled(store)


def test_what_is_settled_is_not_settled_again(store: Store) -> None:
    """A failed update is not given up, counted or applied once more; the error names the update."""
    keep(store, 1)
    key = UpdateKey(BOT, 1)
    with store.database.writing() as tx:
        mark_failed(tx, key, "KeyError")
    for settle in (mark_failed, quarantine, count_attempt):
        with pytest.raises(UpdateUnknown, match="update_id=1"), store.database.writing() as tx:
            settle(tx, key, "again")
    with store.database.writing() as tx:
        assert not mark_applied(tx, key, store.now)
    with pytest.raises(UpdateUnknown, match="update_id=2"), store.database.writing() as tx:
        mark_applied(tx, UpdateKey(BOT, 2), store.now)


def test_what_is_applied_is_in_no_trouble_and_does_not_wait(store: Store) -> None:
    """After a failed try an update that is applied is listed no more, counted no more, and not brought back."""
    keep(store, 1, 2, 3)
    with store.database.writing() as tx:
        assert 1 == oldest_pending(tx)
        count_attempt(tx, UpdateKey(BOT, 1), "KeyError")
        assert mark_applied(tx, UpdateKey(BOT, 1), store.now)
        assert ((), 2, 2) == (list_troubled(tx), count_pending(tx), oldest_pending(tx))
        assert not retry(tx, UpdateKey(BOT, 1))
        for number in (2, 3):
            mark_applied(tx, UpdateKey(BOT, number), store.now)
        assert oldest_pending(tx) is None


def test_only_updates_in_trouble_that_name_somebody_are_emptied(store: Store) -> None:
    """The number as a whole, in what failed or was set aside: longer numbers, others, and what still waits stay."""
    bodies = {1: b'{"id": 4711}', 2: b'{"id": 47110}', 3: b'{"id": 14711}', 4: b"4711", 5: b'{"id": 4711}', 6: b"0"}
    with store.database.writing() as tx:
        store_updates(tx, BOT, bodies.items(), store.now)
        for number in (1, 2, 3, 6):
            mark_failed(tx, UpdateKey(BOT, number), "KeyError")
        quarantine(tx, UpdateKey(BOT, 4), "no message")
        assert 2 == empty_naming(tx, 4711, store.now)
        assert 0 == empty_naming(tx, 4711, store.now)
        rows = select(t.inbox.c.update_id, t.inbox.c.state, t.inbox.c.error, t.inbox.c.applied_at)
        emptied = rows.where(t.inbox.c.body.is_(None)).order_by(t.inbox.c.id)
        assert [(number, "applied", None, store.now) for number in (1, 4)] == [
            tuple(one) for one in tx.connection.execute(emptied)
        ]
    assert [(5, bodies[5])] == waiting(store)
    assert [2, 3, 6] == [number for number, _, _ in troubled(store)]
