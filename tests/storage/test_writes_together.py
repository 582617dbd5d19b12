"""Writes that wait at the same time share a commit, and nobody notices."""

import asyncio
import threading
from functools import partial

import pytest
from kit.store import Store
from sqlalchemy import event, insert, select

from storage import tables as t
from storage.database import Transaction
from storage.writer import Writer


def add(tx: Transaction, name: str) -> str:
    """Add a row that is easy to find."""
    tx.connection.execute(insert(t.runner_state).values(key=name, value="x"))
    return name


def fail(tx: Transaction, name: str) -> str:
    """Add a row, then fail."""
    add(tx, name)
    raise LookupError(name)


def names(store: Store) -> set[str]:
    """Read, through another connection, which of those rows are there."""
    with store.database.reading() as tx:
        return set(tx.connection.execute(select(t.runner_state.c.key)).scalars()) - {"key_fingerprint"}


async def all_at_once(writer: Writer, *writes: "partial[str]") -> list[str | BaseException]:
    """Have writes wait behind a slow one, and give their results."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(_: Transaction) -> None:
        begun.set()
        go_on.wait(10)

    first = asyncio.create_task(writer.run(slow))
    await asyncio.to_thread(begun.wait, 10)
    waiting = [asyncio.create_task(writer.run(one)) for one in writes]
    await asyncio.sleep(0)  # each of them asks
    go_on.set()
    await first
    return await asyncio.gather(*waiting, return_exceptions=True)


async def test_writes_that_wait_share_a_commit(store: Store) -> None:
    """Behind a slow write three others must be committed together, in their order, each with its own result."""
    writer = Writer(store.database)
    await writer.run(add, "engine")
    commits: list[None] = []
    assert store.database._writer is not None
    event.listen(store.database._writer, "commit", lambda _: commits.append(None))
    assert ["a", "b", "c"] == await all_at_once(writer, *(partial(add, name=name) for name in "abc"))
    await writer.close()
    assert ({"engine", "a", "b", "c"}, 2) == (names(store), len(commits))


async def test_one_that_fails_leaves_the_others_alone(store: Store) -> None:
    """A write that raises must be undone alone, and its exception be its own."""
    writer = Writer(store.database)
    results = await all_at_once(writer, partial(add, name="a"), partial(fail, name="bad"), partial(add, name="c"))
    await writer.close()
    assert ["a", "c"] == [results[0], results[2]]
    with pytest.raises(LookupError, match="bad"):
        raise results[1] if isinstance(results[1], BaseException) else AssertionError
    assert {"a", "c"} == names(store)
