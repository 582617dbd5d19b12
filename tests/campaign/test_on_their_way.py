"""A delivery between its row and the chat: what is said, noted and left for later when it does not simply arrive."""

import asyncio
from datetime import datetime, timedelta

import pytest
from kit.campaigns import Post, focal_points, plan, states
from kit.chat import World
from kit.coordinator import focal_point
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.speech import Ending, Outcome
from conversations.campaigns import CampaignKind, Cut, DeliveryState
from storage import tables as t

FIRST, SECOND = 101, 100  # the chats, as the rows are in order
PLANNED = (DeliveryState.PLANNED, "")
SENT = (DeliveryState.SENT, "")


@pytest.fixture
def post(world: World) -> Post:
    """Two focal points, who came in yesterday, and a campaign that is due for both."""
    chats = [focal_point(world, "Rosario", SECOND), focal_point(world, "Quito", FIRST)]
    world.wait(days=1)
    with world.writer.database.writing() as tx:
        plan(tx, focal_points(world.writer.database), world.now, kind=CampaignKind.REMINDER)
    return Post(world).meet(*chats)


def what(world: World) -> list[tuple[DeliveryState, str]]:
    """List what has become of the deliveries, the one that goes first first."""
    return list(states(world.writer.database).values())


def due(world: World) -> list[datetime]:
    """List when the deliveries are to be looked at."""
    with world.writer.database.reading() as tx:
        return list(tx.connection.execute(select(t.delivery.c.due_at).order_by(t.delivery.c.id)).scalars())


async def test_a_look_tells_whether_anything_is_due(post: Post) -> None:
    """Something before, nothing after it was sent: whoever asks can rest."""
    assert await post.campaigns.look() is True
    assert [Ending.SENT, Ending.SENT] == await post.deliver()
    assert await post.campaigns.look() is False
    assert await post.campaigns.send_next(post.air) is None


async def test_the_log_says_which_reminder_cannot_be_made_and_where(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its number, the kind of fault and the place in the code, and not a word of what the fault says."""

    def word(*_: object) -> None:
        raise KeyError("Rosario")

    monkeypatch.setattr(post.campaigns, "_word", word)
    with capture_logs() as lines:
        assert [Ending.UNSAID, Ending.UNSAID] == await post.deliver()
    assert [(1, "KeyError"), (2, "KeyError")] == [(one["delivery"], one["error"]) for one in lines]
    assert {("a reminder cannot be made", "error")} == {(one["event"], one["log_level"]) for one in lines}
    assert all("test_on_their_way.py" in str(one["trace"]) and "Rosario" not in str(one) for one in lines)


async def test_a_stop_while_a_message_is_in_the_air_leaves_it_unconfirmed(world: World, post: Post) -> None:
    """Nobody can know whether it arrived: the row says that it was cut off, the others wait, and the stop goes on."""

    async def stop() -> None:
        raise asyncio.CancelledError

    post.air.meanwhile = stop
    with pytest.raises(asyncio.CancelledError):
        await post.deliver()
    assert [(DeliveryState.UNCONFIRMED, Cut.INTERRUPTED), PLANNED] == what(world)


async def test_told_to_wait_the_chat_is_halted_and_the_row_comes_again(world: World, post: Post) -> None:
    """A 429 halts that chat for everybody, and the same row is the next to be looked at, when the wait is over."""
    post.air.next.append(Outcome(Ending.NOT_NOW, wait=30))
    _, second = due(world)
    assert [Ending.NOT_NOW] == await post.deliver()
    assert [(FIRST, 30)] == post.halted
    assert [world.now + timedelta(seconds=30), second] == due(world)
    assert [Outcome(Ending.UNSAID)] == [await post.campaigns.send_next(post.air)], "the first, which is not due yet"
    assert [PLANNED, PLANNED] == what(world)
    assert Ending.SENT is (await post.campaigns.send_next(post.air) or Outcome(Ending.UNSAID)).ending
    world.wait(seconds=30)
    assert [Ending.SENT] == await post.deliver()
    assert [SENT, SENT] == what(world)


async def test_a_chat_that_rests_is_looked_at_when_its_rest_is_over(world: World, post: Post) -> None:
    """Nothing is sent there, the row waits for just as long, and the next chat is served."""
    post.resting[FIRST] = 40.0
    _, second = due(world)
    assert [Ending.UNSAID, Ending.SENT] == await post.deliver()
    assert [world.now + timedelta(seconds=40), second] == due(world)
    assert [PLANNED, SENT] == what(world)


async def test_how_long_an_answer_takes_is_measured_anew_now_and_then(
    post: Post, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look that finds something measures; then the figure serves for an hour, and not a second less."""
    measured: list[object] = []

    def measure(*_: object) -> float:
        measured.append(world.now)
        return 20.0

    monkeypatch.setattr("bot.campaigns.seconds_per_answer", measure)
    for seconds in (0, 3600, 1):
        world.wait(seconds=seconds)
        assert await post.campaigns.look()
    assert [world.now - timedelta(seconds=3601), world.now] == measured


async def test_without_anything_due_nothing_is_measured(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot that has nothing to send must not read all answers for it."""
    await post.deliver()

    def measure(*_: object) -> float:
        raise AssertionError

    monkeypatch.setattr("bot.campaigns.seconds_per_answer", measure)
    post.campaigns._measured_at = None
    assert not await post.campaigns.look()
