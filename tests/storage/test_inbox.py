"""The inbox keeps every update once, encrypted, in order, until it is applied or a person looks at it."""

from datetime import timedelta

import pytest
from kit.store import ANA, BOT, Store
from sqlalchemy import select

from storage import tables as t
from storage.inbox import (
    REMEMBERED,
    TroubledUpdate,
    UpdateKey,
    UpdateUnknown,
    count_attempt,
    count_pending,
    list_troubled,
    mark_failed,
    next_updates,
    prune_inbox,
    quarantine,
    retry,
    store_updates,
)
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


def test_an_unknown_update_cannot_be_settled(store: Store) -> None:
    """Settling what is not there must be an error, not silence."""
    with pytest.raises(UpdateUnknown), store.database.writing() as tx:
        mark_failed(tx, UpdateKey(BOT, 1), "x")


def test_only_old_applied_updates_are_forgotten(store: Store) -> None:
    """Pruning must take what was applied more than seven days ago, and nothing that still waits."""
    keep(store, 1)
    store.turn(ANA, lambda _: Decision())
    store.pass_time(REMEMBERED)
    with store.database.writing() as tx:
        assert [prune_inbox(tx, store.now), prune_inbox(tx, store.now + timedelta(seconds=1))] == [0, 1]
    assert waiting(store) == [(1, b"body 1")]
