"""Every queue between intake and Telegram has a bound, and does something known when it is reached."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from kit.edge import ANA, message
from kit.store import Store, new_store

from bot.brush import Brush
from bot.clock import SystemClock
from bot.errands import Errand
from bot.file_errands import fetch_file
from bot.happenings import Happenings
from bot.pausing import Pausing
from bot.speaker import Applied, Speaker
from bot.turns import Spoken
from conversations.events import FileRead, OutageEnded, Redraw
from storage.inbox import count_pending
from storage.overflow import InboxFull
from storage.pausing import take_in
from storage.world_reader import Sender
from storage.writer import Writer

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A database with members and an open wave."""
    made = new_store(tmp_path)
    yield made
    made.database.close()


class Hanging:
    """A brush whose calls do not end until they are let go."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.toasts = self.lines = 0

    async def toast(self, _press: str, _text: str | None, *, alert: bool) -> None:
        del alert
        self.toasts += 1
        await self.go.wait()

    async def say(self, _chat: int, _text: str, _rows: object = ()) -> None:
        self.lines += 1
        await self.go.wait()


async def test_what_happens_to_somebody_waits_once() -> None:
    """An outage and a change found a thousand times while nothing is applied wait once for each person."""
    waiting, people = Happenings(), [Sender(number, "Ana", None) for number in (ANA, ANA + 1)]
    for _ in range(1_000):
        waiting.add(people, OutageEnded())
        waiting.add(people[:1], Redraw())
    assert 3 == len(waiting)
    assert [(people[0], OutageEnded()), (people[1], OutageEnded())] == [waiting.take(), waiting.take()]
    waiting.add(people, OutageEnded())
    assert 3 == len(waiting)


async def test_what_somebody_did_comes_before_what_happens_to_them() -> None:
    """Whoever has updates that wait keeps their place in the queue; the others' turn has come."""
    waiting, people = Happenings(), [Sender(number, "Ana", None) for number in (ANA, ANA + 1)]
    waiting.add(people, OutageEnded())
    assert [(people[1], OutageEnded())] == waiting.ready(lambda sender: sender == ANA)
    waiting.add(people[:1], OutageEnded())
    assert [(people[0], OutageEnded())] == waiting.ready(lambda _: False)
    assert 0 == len(waiting)


async def test_who_waits_for_what_comes_is_not_content_with_what_is_under_way() -> None:
    """A wish of the same kind that is being applied is another one; and what is put off is waited for all the same."""
    waiting, ana = Happenings(), Sender(ANA, "Ana", None)
    waiting.add([ana], OutageEnded())
    (first,) = waiting.ready(lambda _: False)
    over = waiting.until_over(ana, OutageEnded())
    waiting.add([ana], OutageEnded())
    waiting.is_over(*first)
    assert not over.is_set()
    assert [] == waiting.ready(lambda _: True)
    (second,) = waiting.ready(lambda _: False)
    assert not over.is_set()
    waiting.is_over(*second)
    assert over.is_set()


async def test_files_that_were_read_all_happen() -> None:
    """What carries something of its own is never taken for the same."""
    waiting = Happenings()
    for reading in (1, 2):
        waiting.add([Sender(ANA, "Ana", None)], FileRead(cast("Any", reading)))
    assert [FileRead(cast("Any", 1)), FileRead(cast("Any", 2))] == [waiting.take()[1] for _ in range(2)]


async def test_what_is_said_at_once_is_bounded_and_strangers_do_not_silence_anybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While Telegram hangs no more lines wait than may; those to strangers leave room for answers to presses."""
    monkeypatch.setattr("bot.speaker.MOST_LINES", 5)
    monkeypatch.setattr("bot.speaker.MOST_AT_ONCE", 7)
    brush = Hanging()
    speaker = Speaker(cast("Brush", brush), "red@example.org")
    for _ in range(50):
        speaker.say(Applied(Spoken(courtesy="…"), chat=ANA))
    await asyncio.sleep(0)
    assert (5, 0) == (brush.lines, brush.toasts)
    for _ in range(3):
        speaker.say(Applied(Spoken(toast="✓"), callback="q"))
    await asyncio.sleep(0)
    assert (5, 3) == (brush.lines, brush.toasts)
    for _ in range(50):
        speaker.say(Applied(Spoken(toast="✓"), callback="q"))
    await asyncio.sleep(0)
    assert (5, 7) == (brush.lines, brush.toasts)
    brush.go.set()
    await speaker.rest()
    speaker.say(Applied(Spoken(courtesy="…"), chat=ANA))
    await speaker.rest()
    assert 6 == brush.lines


async def test_nothing_is_said_while_nobody_may_be_written_to() -> None:
    """A toast in a rest that Telegram asked for would be refused, and make it longer: it comes after it."""
    brush, rests = Hanging(), [0.05]
    speaker = Speaker(cast("Brush", brush), "red@example.org", lambda: rests[0])
    brush.go.set()
    speaker.say(Applied(Spoken(toast="✓", courtesy="…"), chat=ANA, callback="q"))
    await asyncio.sleep(0)
    assert (0, 0) == (brush.lines, brush.toasts)
    await speaker.rest()
    rests[0] = 0.0
    speaker.say(Applied(Spoken(toast="✓"), callback="q"))
    await asyncio.sleep(0)
    assert (1, 2) == (brush.lines, brush.toasts)
    await speaker.rest()


async def test_who_is_told_of_a_pause_is_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """While Telegram hangs, batches whose senders are to be told do not pile up; the next batch tells."""
    monkeypatch.setattr("bot.pausing.MOST_BATCHES", 3)
    brush, writer = Hanging(), Writer(store.database)
    pausing = Pausing(cast("Brush", brush), writer, SystemClock())
    for number in range(20):
        said = message("hola", **{"from": {"id": ANA + number}, "chat": {"id": ANA + number, "type": "private"}})
        pausing.tell([json.dumps({"update_id": number, "message": said}).encode()], NOON)
    async with asyncio.timeout(20):
        while brush.lines < 3:  # noqa: ASYNC110 - as in kit.edge
            await asyncio.sleep(0.01)
    await asyncio.sleep(0)
    assert 3 == brush.lines
    brush.go.set()
    await pausing.rest(10)


def test_the_inbox_takes_no_more_than_may_wait(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the bound a batch is refused whole, and taken once something was applied; an empty inbox takes any batch."""
    monkeypatch.setattr("storage.overflow.MOST_WAITING", 5)
    with store.database.writing() as tx:
        take_in(tx, 1, [(number, b"{}") for number in range(7)], NOON)
    with store.database.writing() as tx, pytest.raises(InboxFull):
        take_in(tx, 1, [(9, b"{}")], NOON)
    with store.database.writing() as tx:
        tx.connection.exec_driver_sql(
            "UPDATE inbox SET state='applied', body=NULL, applied_at=received_at WHERE id > 4"
        )
        take_in(tx, 1, [(9, b"{}")], NOON)
        assert 5 == count_pending(tx)


class Lying:
    """A Telegram that does not say how large a file is."""

    async def get_file(self, _file: str) -> SimpleNamespace:
        return SimpleNamespace(file_path="a.xlsx", file_size=None)

    async def download_file(self, _path: str, into: BytesIO) -> None:
        for _ in range(10):
            into.write(b"x" * 100)


@pytest.mark.parametrize(("most", "size"), [(999, None), (1_000, 1_000)])
async def test_a_file_larger_than_may_be_is_not_fetched_to_its_end(
    monkeypatch: pytest.MonkeyPatch, most: int, size: int | None
) -> None:
    """Also one whose size nobody said is let go when more has come than may."""
    monkeypatch.setattr("bot.file_errands.MOST_BYTES", most)
    content = await fetch_file(cast("Errand", SimpleNamespace(bot=Lying())), "f")
    assert size == (None if content is None else len(content))
