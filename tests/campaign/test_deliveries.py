"""The rows of a campaign: exactly one call for each, whatever becomes of it, and nothing that the rows do not tell."""

from datetime import timedelta

import pytest
from kit.campaigns import Air, Post, focal_points, plan, states
from kit.chat import Chat, World
from kit.coordinator import focal_point
from kit.golden import SECRET_KEY

from bot.campaigns import STATES
from bot.speech import Ending, Outcome
from conversations.campaigns import CampaignKind, DeliveryState, LeftOut, Segment
from conversations.instrument import Language
from storage import deliveries
from storage.database import Database, DatabaseUnavailable
from storage.deliveries import Worded, claim, due_deliveries, recover, settle
from storage.secrets import Keyring
from storage.writer import Writer

SENT = (DeliveryState.SENT, "")
_ENDED = "UPDATE appointment SET reminded_for = NULL, until = since WHERE person_id = ?"
MEMBERS = ("Rosario", "Quito", "Montevideo")


@pytest.fixture
def chats(world: World) -> list[Chat]:
    """Three focal points, who came in yesterday."""
    made = [focal_point(world, member, 100 + n, name=f"P{n}") for n, member in enumerate(MEMBERS)]
    world.wait(days=1)
    return made


@pytest.fixture
def post(world: World, chats: list[Chat]) -> Post:
    return Post(world).meet(*chats)


def campaign(world: World, **told: object) -> int:
    """Plan a campaign for every focal point, due now."""
    with world.writer.database.writing() as tx:
        return plan(tx, focal_points(world.writer.database), world.now, **told)  # type: ignore[arg-type]


def what(world: World, one: int | None = None) -> list[tuple[DeliveryState, str]]:
    """List what has become of the deliveries."""
    return [*states(world.writer.database, one).values()]


def arrived(post: Post) -> list[int]:
    """List the chats in which something arrived."""
    return sorted(chat for chat, _ in post.air.sent)


async def test_everybody_gets_one_and_nobody_two(world: World, post: Post) -> None:
    """However often the rows are looked at, one message arrives in each chat."""
    campaign(world)
    for _ in range(3):
        await post.deliver()
    assert [100, 101, 102] == arrived(post)
    assert [SENT] * 3 == what(world)


async def test_a_refusal_by_the_person_is_final_until_they_write(world: World, post: Post, chats: list[Chat]) -> None:
    """Blocked: listed, nothing is tried again; when the person takes a turn they can be written to again."""
    campaign(world)
    post.air.next.append(Outcome(Ending.BLOCKED, reason="Forbidden"))
    assert [Ending.BLOCKED, Ending.SENT, Ending.SENT] == await post.deliver()
    assert (DeliveryState.BLOCKED, "Forbidden") in what(world)
    world.wait(days=1)
    second = campaign(world)
    await post.deliver()
    assert 1 == what(world, second).count((DeliveryState.LEFT_OUT, LeftOut.UNREACHABLE.value))
    blocked = next(chat for chat in chats if chat.telegram_id not in arrived(post))
    blocked.start()
    world.wait(days=1)
    third = campaign(world)
    await post.deliver()
    assert SENT in what(world, third)
    assert blocked.telegram_id in arrived(post)


async def test_an_outcome_that_nobody_knows_is_listed_and_never_sent_again(world: World, post: Post) -> None:
    """Timed out: unconfirmed, whether it arrived or not; no later look and no restart sends it once more."""
    campaign(world)
    post.air.lost = True
    post.air.next += [Outcome(Ending.UNCONFIRMED, reason="TimedOut")] * 3
    await post.deliver()
    post.air.next.clear()
    with world.writer.database.writing() as tx:
        assert 0 == recover(tx, world.now)
    await post.deliver()
    assert [(DeliveryState.UNCONFIRMED, "TimedOut")] * 3 == what(world)
    assert [100, 101, 102] == arrived(post)


async def test_what_was_in_hand_at_a_kill_is_unconfirmed(world: World, post: Post) -> None:
    """A row that is SENDING at a start is listed as unconfirmed, and is not sent again."""
    campaign(world)
    with world.writer.database.writing() as tx:
        (first, *_) = due_deliveries(tx, world.now)
        assert claim(tx, first, world.now, lambda _: Worded('{"text": "x", "rows": []}')) is not None
    with world.writer.database.writing() as tx:
        assert 1 == recover(tx, world.now)
    await post.deliver()
    assert 1 == what(world).count((DeliveryState.UNCONFIRMED, "interrupted"))
    assert 2 == len(arrived(post))


async def test_told_to_wait_nothing_is_lost(world: World, post: Post) -> None:
    """A 429 puts the row back where it waits; after the wait it goes out, once."""
    campaign(world)
    post.air.next.append(Outcome(Ending.NOT_NOW, wait=30))
    assert [Ending.NOT_NOW] == await post.deliver()
    assert [(DeliveryState.PLANNED, "")] * 3 == what(world)
    world.wait(seconds=31)
    await post.deliver()
    assert [100, 101, 102] == arrived(post)


async def test_a_chat_that_has_to_rest_is_left_alone(world: World, post: Post) -> None:
    """Where the interactive bot was told to wait, the reminder waits as well."""
    campaign(world)
    post.resting[101] = 40.0
    await post.deliver()
    assert [100, 102] == arrived(post)
    post.resting.clear()
    world.wait(seconds=41)
    await post.deliver()
    assert [100, 101, 102] == arrived(post)


async def test_two_senders_cannot_send_the_same(world: World, post: Post, chats: list[Chat]) -> None:
    """Two processes that saw the same rows due send each of them once between them."""
    campaign(world)
    database = Database(world.writer.database.url, Keyring(SECRET_KEY))
    other = Post(World(Writer(database), world.now), Air(post.air.chats, sent=post.air.sent))
    await _both_send(post, other)
    other.world.writer.close_now()
    assert [SENT] * 3 == what(world)
    assert [100, 101, 102] == arrived(post)


async def _both_send(one: Post, other: Post) -> None:
    """Have two senders that saw the same rows due send them, the second while the first has a message in the air."""
    await one.campaigns.look()
    await other.campaigns.look()
    one.air.meanwhile = lambda: other.campaigns.send_next(other.air)
    while await one.campaigns.send_next(one.air) is not None:
        pass
    while await other.campaigns.send_next(other.air) is not None:
        pass


async def test_until_the_minute_to_undo_is_over_nothing_goes_out(world: World, post: Post) -> None:
    """Before `undo_until` nothing is due; cancelled within it, nothing ever is."""
    first = campaign(world, undo=timedelta(minutes=1))
    world.wait(seconds=59)
    assert [] == await post.deliver()
    with world.writer.database.writing() as tx:
        assert all(claim(tx, one, world.now, lambda _: Worded("{}")) is None for one in (1, 2, 3))
    with world.writer.database.writing() as tx:
        tx.connection.exec_driver_sql("UPDATE campaign SET cancelled_at = created_at WHERE id = ?", (first,))
    world.wait(seconds=2)
    assert [] == await post.deliver()
    assert [(DeliveryState.CANCELLED, "")] * 3 == what(world)
    campaign(world, undo=timedelta(minutes=1))
    world.wait(minutes=1)
    assert [Ending.SENT] * 3 == await post.deliver()


async def test_cancelled_between_the_look_and_the_claim(world: World, post: Post) -> None:
    """A campaign that is stopped while it is sent stops with the next message."""
    first = campaign(world)
    await post.deliver(most=1)
    with world.writer.database.writing() as tx:
        tx.connection.exec_driver_sql("UPDATE campaign SET cancelled_at = created_at WHERE id = ?", (first,))
    while await post.campaigns.send_next(post.air) is not None:
        pass
    assert [SENT, (DeliveryState.CANCELLED, ""), (DeliveryState.CANCELLED, "")] == what(world)
    assert 1 == len(arrived(post))


async def test_the_reason_is_looked_at_again_at_the_moment(world: World, post: Post, chats: list[Chat]) -> None:
    """Who answered, muted, or was retired after the plan was made gets nothing, and the row says why."""
    campaign(world)
    chats[0].tap("3 ·")
    with world.writer.database.writing() as tx:
        people = sorted(focal_points(world.writer.database))
        wave = tx.connection.exec_driver_sql("SELECT id FROM wave").scalar_one()
        muted = "INSERT INTO attention (person_id, muted_wave_id) VALUES (?, ?)"
        tx.connection.exec_driver_sql(muted, (people[1], wave))
        tx.connection.exec_driver_sql(_ENDED, (people[2],))
    await post.deliver()
    reasons = {LeftOut.ANSWERED_TODAY, LeftOut.MUTED, LeftOut.RETIRED}
    assert {(DeliveryState.LEFT_OUT, one.value) for one in reasons} == set(what(world))
    assert [] == arrived(post)


async def test_of_what_has_piled_up_one_goes_out(world: World, post: Post) -> None:
    """After a long stop one reminder goes to each person and the others say so; a correction goes in any case."""
    texts = {Language.ES: "Hay un cambio"}
    notice = campaign(world, kind=CampaignKind.NOTICE, texts=texts, segment=Segment(everybody=True))
    await post.deliver()
    world.wait(days=1)
    early = campaign(world, lasts=timedelta(days=3))
    late = campaign(world, lasts=timedelta(days=3), due_at=world.now + timedelta(hours=1))
    correction = campaign(world, kind=CampaignKind.CORRECTION, texts=texts, segment=Segment(everybody=True))
    world.wait(hours=2)
    await post.deliver()
    assert [SENT] * 3 == what(world, notice)
    assert [(DeliveryState.LEFT_OUT, LeftOut.REMINDED_TODAY.value)] * 3 == what(world, early)
    assert [SENT] * 3 == what(world, correction)
    assert [(DeliveryState.LEFT_OUT, LeftOut.REMINDED_TODAY.value)] * 3 == what(world, late)


async def test_one_that_cannot_be_made_does_not_stop_the_others(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault in wording one reminder is listed as failed with its kind, and the next ones go out."""
    campaign(world)
    honest, faults = post.campaigns._word, [KeyError("x")]

    def word(*told: object) -> object:
        if faults:
            raise faults.pop()
        return honest(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(post.campaigns, "_word", word)
    await post.deliver()
    assert [(DeliveryState.FAILED, "KeyError"), SENT, SENT] == what(world)


async def test_what_was_sent_is_noted_as_soon_as_the_database_is_back(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk between the sending and the noting costs nothing: it is noted later, and not sent again."""
    campaign(world)
    honest, faults = deliveries.settle, [DatabaseUnavailable("SQLITE_FULL")] * 20

    def settle_now(*told: object, **named: object) -> object:
        if faults:
            raise faults.pop()
        return honest(*told, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("bot.campaigns.settle", settle_now)
    monkeypatch.setattr(world.writer, "_pauses", (0.0,))
    with pytest.raises(DatabaseUnavailable):
        await post.deliver()
    assert 1 == what(world).count((DeliveryState.SENDING, ""))
    faults.clear()
    await post.deliver()
    assert [SENT] * 3 == what(world)
    assert [100, 101, 102] == arrived(post)


async def test_a_settled_row_stays_as_it_is(world: World, post: Post) -> None:
    """Settling twice, or after a recovery, changes nothing: the first word about a delivery is the last."""
    campaign(world)
    with world.writer.database.writing() as tx:
        (first, *_) = due_deliveries(tx, world.now)
        claimed = claim(tx, first, world.now, lambda _: Worded('{"text": "x", "rows": []}'))
        assert claimed is not None
        recover(tx, world.now)
        settle(tx, claimed, DeliveryState.SENT, world.now, 77)
    assert (DeliveryState.UNCONFIRMED, "interrupted") in what(world)


@pytest.mark.parametrize("mutant", ["sends again after a timeout", "claims after sending"])
async def test_these_tests_see_a_double_send(
    world: World, chats: list[Chat], monkeypatch: pytest.MonkeyPatch, mutant: str
) -> None:
    """Planted: a timeout that puts the row back, or a sender that claims too late, writes to somebody twice."""
    campaign(world)
    post, other = (Post(world, Air(lost=True)).meet(*chats) for _ in range(2))
    other.air.sent = post.air.sent
    if mutant == "sends again after a timeout":
        monkeypatch.delitem(STATES, Ending.UNCONFIRMED)
        post.air.next.append(Outcome(Ending.UNCONFIRMED, reason="TimedOut"))
    else:
        monkeypatch.setattr(deliveries, "_SENDING", DeliveryState.PLANNED.value)
    await _both_send(post, other)
    assert len(arrived(post)) > len(set(arrived(post)))
