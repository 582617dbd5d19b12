"""One poll after another, against answers that lie ready: what is asked, kept, skipped, waited for and said."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from kit.store import NOW
from kit.telephone import Answer, HungUp, Telephone, call, fine, refused
from structlog.testing import capture_logs

from bot.polling import BATCH, DEEPEST, PAUSES, GetRawUpdates, Poller, RawUpdate
from storage.database import DatabaseUnavailable
from storage.overflow import InboxFull

KINDS = ["message", "callback_query"]
CONFLICT = refused(409, "Conflict: terminated by other getUpdates request")
HOOKED = refused(409, "Conflict: can't use getUpdates method while Webhook is active")
STANDS_FOR_IT = "it could not be decoded"


@dataclass
class Listener:
    """Everything around a poller: it keeps what comes, hears what is told, and never really sleeps."""

    kept: list[list[RawUpdate]] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    succeeded: list[tuple[datetime, bool]] = field(default_factory=list)
    heard: list[str | float] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    log: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 5.0

    async def store(self, updates: list[RawUpdate]) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.kept.append(updates)

    async def succeed(self, at: datetime, caught_up: bool) -> None:
        self.succeeded.append((at, caught_up))

    def answered(self, wait: float = 0.0) -> None:
        self.heard.append(wait)

    def met_another(self, why: str) -> None:
        self.heard.append(why)

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    async def poll(self, answers: Sequence[Answer]) -> Telephone:
        """Poll until the answers are used up."""
        bot, line = call(answers)
        poller = Poller(bot, self, self.store, self.succeed, KINDS, self)
        with pytest.MonkeyPatch.context() as patched, capture_logs() as lines:
            patched.setattr("bot.polling.asyncio.sleep", self.sleep)
            with pytest.raises(HungUp):
                await poller.run()
        self.log = [(str(one["event"]), str(one.get("error", one.get("reason", "")))) for one in lines]
        return line


def asked(line: Telephone) -> list[tuple[int | None, int, int, int | None]]:
    """List of each poll: offset, most, seconds Telegram may wait, seconds we wait for it."""
    assert all(isinstance(method, GetRawUpdates) and KINDS == method.allowed_updates for method, _ in line.calls)
    return [(one.offset, one.limit, one.timeout, waits) for one, waits in line.calls if isinstance(one, GetRawUpdates)]


def update(number: int, **more: object) -> dict[str, Any]:
    """Make an update."""
    return {"update_id": number, "message": {"text": "hola"}, **more}


def nested(levels: int, value: object = 1) -> object:
    """Nest a value in so many lists."""
    for _ in range(levels):
        value = [value]
    return value


async def test_polls_ask_for_what_comes_after_the_last_that_is_kept() -> None:
    """The first poll takes what is there at once, the next wait; the offset follows what was kept, as it came."""
    listener = Listener()
    line = await listener.poll([fine([update(7), update(9)]), fine([]), fine([update(12)])])
    assert [(None, 100, 0, 40), (10, 100, 30, 40), (10, 100, 30, 40)] == asked(line)
    assert [[7, 9], [12]] == [[number for number, _ in some] for some in listener.kept]
    assert update(9) == json.loads(listener.kept[0][1][1])
    assert [(NOW, True)] * 3 == listener.succeeded
    assert ([], [], []) == (listener.slept, listener.heard, listener.log)


async def test_a_full_poll_says_that_more_may_wait() -> None:
    """Only a poll that brings fewer than the most tells that everything was fetched."""
    listener = Listener()
    await listener.poll([fine([update(n) for n in range(BATCH)]), fine([update(n) for n in range(BATCH - 1)])])
    assert [False, True] == [caught_up for _, caught_up in listener.succeeded]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, ("no answer from Telegram, trying again", "TelegramNetworkError")),
        (refused(502), ("no answer from Telegram, trying again", "TelegramServerError")),
        (fine([{"message": {}}]), ("updates without an id have come: they are skipped when a usable one comes", "")),
    ],
)
async def test_failing_polls_are_spaced_out_and_then_ask_at_once(answer: Answer, said: tuple[str, str]) -> None:
    """Pauses grow to the longest and stay; the poll after a gap does not wait, and success starts over."""
    listener = Listener()
    line = await listener.poll([*[answer] * 6, fine([update(1)]), answer, fine([])])
    assert [1.0, 2.0, 5.0, 10.0, 30.0, 30.0, 1.0] == listener.slept
    assert [said] * 7 == listener.log
    assert [*[0] * 7, 30, 0] == [seconds for _, _, seconds, _ in asked(line)]
    assert [] == listener.heard


async def test_telegram_says_how_long_to_wait() -> None:
    """A 429 is waited out to the second, told to the watchdog as an answer, and is no failure."""
    listener = Listener()
    line = await listener.poll([None, refused(429, retry_after=17), None, fine([])])
    assert [1.0, 17, 2.0] == listener.slept
    assert [17] == listener.heard
    assert [0, 0, 0, 0] == [seconds for _, _, seconds, _ in asked(line)]


async def test_what_cannot_be_stored_stays_with_telegram() -> None:
    """A database that is away or a full inbox leaves the offset where it was, and says which of the two it is.

    The watchdog hears that Telegram has answered, and how long we rest: it is not Telegram that is silent.
    """
    listener = Listener(faults=[DatabaseUnavailable("SQLITE_FULL"), InboxFull()])
    line = await listener.poll([fine([update(4)])] * 3)
    assert [None, None, None] == [offset for offset, *_ in asked(line)]
    assert [[4]] == [[number for number, _ in some] for some in listener.kept]
    assert [1.0, 2.0] == listener.slept
    assert [
        ("updates cannot be stored, so they stay with Telegram", "SQLITE_FULL"),
        ("as many updates wait as may, so that others stay with Telegram", ""),
    ] == listener.log
    assert [1.0, 2.0] == listener.heard
    assert [(NOW, True)] == listener.succeeded


async def test_another_program_is_named_once_in_ten_minutes() -> None:
    """The watchdog hears of each 409 as of an answer, with its reason; the log has one line in ten minutes."""
    listener = Listener()
    await listener.poll([CONFLICT] * 3)
    why = "another program is polling with the same token"
    assert [0.0, why] * 3 == listener.heard
    assert [(f"{why}: stop it, or give this one its own bot", "")] == listener.log
    assert list(PAUSES[:3]) == listener.slept


async def test_ten_minutes_later_it_is_named_again() -> None:
    """At ten minutes to the second, and not one before."""
    listener = Listener()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("bot.polling.PAUSES", (599.0, 1.0))
        await listener.poll([CONFLICT] * 2)
        assert 1 == len(listener.log)
        listener.seconds = 5.0
        await listener.poll([CONFLICT] * 3)
    assert 2 == len(listener.log)


async def test_a_webhook_of_somebody_else_is_named_as_one() -> None:
    """Whatever its letters' case, "webhook" in the refusal is told as that."""
    listener = Listener()
    await listener.poll([HOOKED])
    why = "another program has set a webhook for the same token"
    assert [0.0, why] == listener.heard
    assert [(f"{why}: stop it, or give this one its own bot", "")] == listener.log


@pytest.mark.parametrize(
    "spaced", ['{"ok":true,"result":[{"update_id":41,', ' { "ok" : true , "result" : [ { "update_id" : 41 ,']
)
async def test_an_update_that_no_decoder_takes_is_fetched_alone_and_named(spaced: str) -> None:
    """One update is asked for by itself; its id is kept with what stands for it, and the next are read."""
    broken = f'{spaced}"x":{"[" * 9}'
    listener = Listener()
    line = await listener.poll([fine([]), (200, broken), (200, broken), fine([update(42)])])
    assert [(None, 100, 0, 40), (None, 100, 30, 40), (None, 1, 0, 40), (42, 100, 30, 40)] == asked(line)
    assert [(41, {"update_id": 41, "message": STANDS_FOR_IT}), (42, update(42))] == [
        (number, json.loads(body)) for some in listener.kept for number, body in some
    ]


async def test_an_update_in_front_of_one_that_no_decoder_takes_is_kept() -> None:
    """If the first alone can be read it is kept as it came, and the poll after it begins behind it."""
    listener = Listener()
    line = await listener.poll([(200, "[["), fine([update(40)])])
    assert [(None, 100, 0, 40), (None, 1, 0, 40)] == asked(line)
    assert [(40, update(40))] == [(number, json.loads(body)) for number, body in listener.kept[0]]


@pytest.mark.parametrize(
    "page", ["<html>", '{"ok":true,"result":"none"}', '{"ok":true,"result":[{"update_id":"4","x":[}']
)
async def test_a_page_that_names_no_update_keeps_nothing(page: str) -> None:
    """What is no answer of Telegram's is waited out as if there were none."""
    listener = Listener()
    await listener.poll([(200, page), (200, page)])
    assert ([], [1.0]) == (listener.kept, listener.slept)
    assert [("no answer from Telegram, trying again", "ClientDecodeError")] == listener.log


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        (nested(DEEPEST - 1), True),
        (nested(DEEPEST), False),
        ([1, nested(DEEPEST - 2), 2], True),
        ([1, nested(DEEPEST - 1)], False),
        ({"a": 1, "b": nested(DEEPEST - 2)}, True),
        ({"a": 1, "b": nested(DEEPEST - 1)}, False),
    ],
)
async def test_what_is_nested_too_deeply_is_only_named(value: object, whole: bool) -> None:
    """An update of 64 levels is kept whole, one of 65 as what stands for it, whichever branch goes so deep."""
    listener = Listener()
    await listener.poll([fine([update(5, x=value)])])
    ((number, body),) = listener.kept[0]
    expected = update(5, x=value) if whole else {"update_id": 5, "message": STANDS_FOR_IT}
    assert (5, expected) == (number, json.loads(body))


@pytest.mark.parametrize(
    "strange", [None, 3, "x", [], {}, *({"update_id": no} for no in (-1, 2**63, True, "7", 1.0, None))]
)
async def test_what_has_no_usable_id_is_skipped(strange: object) -> None:
    """What cannot be told from others is left out, what comes beside it is kept, from the least id to the greatest."""
    listener = Listener()
    await listener.poll([fine([strange, update(0), update(2**63 - 1)])])
    assert [[0, 2**63 - 1]] == [[number for number, _ in some] for some in listener.kept]
