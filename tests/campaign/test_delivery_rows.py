"""The rows of a campaign by themselves: each step changes the row that it is about, as far as it should, no other."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from kit.campaigns import DAY, focal_points, plan
from kit.chat import World
from kit.coordinator import focal_point
from kit.golden import network
from sqlalchemy import select, update

from conversations.campaigns import CampaignKind, Cut, DeliveryState, LeftOut
from conversations.desk.sought import Sought
from conversations.earlier import Earlier
from conversations.events import Choice, Show
from conversations.instrument import Language
from conversations.place import Place, View
from conversations.reminders import NotNow, Opportunity
from storage import tables as t
from storage.database import Transaction
from storage.deliveries import Claimed, Worded, claim, due_deliveries, give_up, recover, release, settle

PLANNED, SENDING, SENT = DeliveryState.PLANNED, DeliveryState.SENDING, DeliveryState.SENT
AN_HOUR = timedelta(hours=1)
TEXTS = {Language.ES: "Se corrige la fecha."}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Three focal points, who came in yesterday."""
    with network(tmp_path) as made:
        for n, member in enumerate(("Rosario", "Quito", "Montevideo")):
            focal_point(made, member, 100 + n, name=f"P{n}")
        made.wait(days=1)
        yield made


@pytest.fixture
def tx(world: World) -> Iterator[Transaction]:
    """One transaction for the whole test."""
    with world.writer.database.writing() as tx:
        yield tx


@pytest.fixture
def people(world: World) -> Mapping[int, int]:
    """Each focal point with their member."""
    return focal_points(world.writer.database)


def rows(tx: Transaction) -> list[Any]:
    """Read all deliveries, in the order in which they were planned."""
    return list(tx.connection.execute(select(t.delivery).order_by(t.delivery.c.id)))


def states(tx: Transaction) -> list[DeliveryState]:
    """Read the states of all deliveries."""
    return [DeliveryState(row.state) for row in rows(tx)]


def in_hand(tx: Transaction, delivery: int, now: datetime) -> Claimed:
    """Take a delivery in hand."""
    claimed = claim(tx, delivery, now, lambda _: Worded('{"text": "x", "rows": []}'))
    assert claimed is not None
    return claimed


@pytest.mark.parametrize("kind", [CampaignKind.REMINDER, CampaignKind.CORRECTION])
def test_what_is_due_longest_goes_first(
    world: World, tx: Transaction, people: Mapping[int, int], kind: CampaignKind
) -> None:
    """Whatever was planned first: by the moment, then in the order of planning; what is not due yet is not given."""
    first, second, third = people
    if kind is CampaignKind.CORRECTION:
        plan(tx, people, world.now, due_at=world.now + 9 * AN_HOUR, kind=CampaignKind.NOTICE, texts=TEXTS)
    before = len(rows(tx))
    for person, ago in ((first, 1), (second, 2), (third, 2), (first, -1)):
        texts = TEXTS if kind is CampaignKind.CORRECTION else None
        plan(tx, {person: people[person]}, world.now, kind=kind, due_at=world.now - ago * AN_HOUR, texts=texts)
    numbers = [row.id for row in rows(tx)[before:]]
    assert (numbers[1], numbers[2], numbers[0]) == due_deliveries(tx, world.now)


def test_a_campaign_that_is_called_off_keeps_what_was_sent(
    world: World, tx: Transaction, people: Mapping[int, int]
) -> None:
    """What still waited is cancelled; what was sent, and what is on its way, stays as it is. Other campaigns go on."""
    campaign = plan(tx, people, world.now)
    plan(tx, people, world.now, due_at=world.now + AN_HOUR)
    sent, sending, _ = due_deliveries(tx, world.now)
    settle(tx, in_hand(tx, sent, world.now), SENT, world.now, 1)
    in_hand(tx, sending, world.now)
    tx.connection.execute(update(t.campaign).where(t.campaign.c.id == campaign).values(cancelled_at=world.now))
    assert () == due_deliveries(tx, world.now)
    assert [SENT, SENDING, DeliveryState.CANCELLED, PLANNED, PLANNED, PLANNED] == states(tx)
    assert world.now == rows(tx)[2].settled_at


def test_an_outcome_is_noted_of_its_own_delivery(world: World, tx: Transaction, people: Mapping[int, int]) -> None:
    """Of two that are on their way one is settled, with its message and no reason; the other stays on its way."""
    plan(tx, people, world.now)
    one, other, _ = (in_hand(tx, number, world.now) for number in due_deliveries(tx, world.now))
    later = world.now + AN_HOUR
    settle(tx, other, SENT, later, 77)
    assert [SENDING, SENT, SENDING] == states(tx)
    row = rows(tx)[1]
    assert (world.now, later, 77, "") == (row.claimed_at, row.settled_at, row.message_id, row.reason)
    assert settle(tx, other, DeliveryState.FAILED, later, None, "again") is None
    assert SENT is states(tx)[1]
    assert 2 == recover(tx, later)
    assert [DeliveryState.UNCONFIRMED, SENT, DeliveryState.UNCONFIRMED] == states(tx)
    assert (Cut.INTERRUPTED.value, later) == (rows(tx)[0].reason, rows(tx)[0].settled_at)
    settle(tx, one, SENT, later, 78)
    assert DeliveryState.UNCONFIRMED is states(tx)[0]


@pytest.mark.parametrize(
    ("state", "message"), [(DeliveryState.FAILED, 5), (DeliveryState.UNCONFIRMED, None), (SENT, None)]
)
def test_only_a_message_that_arrived_becomes_somebodys_card(
    world: World, tx: Transaction, people: Mapping[int, int], state: DeliveryState, message: int | None
) -> None:
    """Without an arrival, or without the number of the message, nothing is drawn and nobody stands elsewhere."""
    plan(tx, people, world.now)
    claimed = in_hand(tx, due_deliveries(tx, world.now)[0], world.now)
    somewhere = Place(claimed.person, Language.ES, View.BEGIN)
    claimed = replace(claimed, worded=Worded(claimed.worded.payload, somewhere, None))
    assert settle(tx, claimed, state, world.now, message) is None
    assert state is states(tx)[0]


@pytest.mark.parametrize(
    ("lasts", "hours", "expected"), [(None, 3, 3), (2 * AN_HOUR, 1, 1), (2 * AN_HOUR, 3, 2)], ids=["open", "in", "out"]
)
@pytest.mark.parametrize("how", ["released", "put off"])
def test_what_is_put_off_stays_inside_its_time(
    world: World,
    tx: Transaction,
    people: Mapping[int, int],
    how: str,
    lasts: timedelta | None,
    hours: int,
    expected: int,
) -> None:
    """It waits again, for that moment or its last one, and is in nobody's hand; the others stay as they are."""
    plan(tx, people, world.now, lasts=lasts)
    _, number, _ = due_deliveries(tx, world.now)
    before = [row for row in rows(tx) if row.id != number]
    until = world.now + hours * AN_HOUR
    if how == "released":
        release(tx, in_hand(tx, number, world.now), until)
    else:
        assert claim(tx, number, world.now, lambda _: NotNow(until)) is None
    (row,) = (row for row in rows(tx) if row.id == number)
    assert (PLANNED, None, world.now + expected * AN_HOUR) == (DeliveryState(row.state), row.claimed_at, row.due_at)
    assert before == [row for row in rows(tx) if row.id != number]


def test_what_is_not_in_hand_is_not_released_or_given_up(
    world: World, tx: Transaction, people: Mapping[int, int]
) -> None:
    """A delivery that was settled meanwhile does not wait again; one on its way is not given up by the way."""
    plan(tx, people, world.now)
    one, other, third = due_deliveries(tx, world.now)
    claimed = in_hand(tx, one, world.now)
    settle(tx, claimed, SENT, world.now, 1)
    release(tx, claimed, world.now + AN_HOUR)
    in_hand(tx, other, world.now)
    for number in (one, other, third):
        give_up(tx, number, world.now, "KeyError")
    assert [SENT, SENDING, DeliveryState.FAILED] == states(tx)
    assert ("KeyError", world.now) == (rows(tx)[2].reason, rows(tx)[2].settled_at)


def test_what_is_not_due_yet_is_not_taken_in_hand(world: World, tx: Transaction, people: Mapping[int, int]) -> None:
    """Nor what was sent: whoever claims it gets nothing, and the row stays as it is."""
    plan(tx, people, world.now)
    one, other, _ = due_deliveries(tx, world.now)
    settle(tx, in_hand(tx, one, world.now), SENT, world.now, 1)
    tx.connection.execute(
        update(t.delivery).where(t.delivery.c.id == other).values(due_at=world.now + timedelta(seconds=1))
    )
    before = rows(tx)
    for number in (one, other):
        assert claim(tx, number, world.now, lambda _: Worded("x")) is None
    assert before == rows(tx)
    in_hand(tx, other, world.now + timedelta(seconds=1))


@pytest.mark.parametrize(("seconds", "state"), [(-1, SENDING), (0, DeliveryState.EXPIRED), (1, DeliveryState.EXPIRED)])
def test_time_can_be_over_between_the_look_and_the_claim(
    world: World, tx: Transaction, people: Mapping[int, int], seconds: int, state: DeliveryState
) -> None:
    """At the last moment, or after it, nothing is sent, and the row says why; the second before it is."""
    plan(tx, people, world.now, lasts=AN_HOUR)
    (number, *_) = due_deliveries(tx, world.now)
    now = world.now + AN_HOUR + timedelta(seconds=seconds)
    claimed = claim(tx, number, now, lambda _: Worded("x"))
    assert (state is SENDING) == (claimed is not None)
    assert state is states(tx)[0]
    assert (LeftOut.TOO_LATE.value if claimed is None else "") == rows(tx)[0].reason


def test_who_was_forgotten_gets_nothing(world: World, people: Mapping[int, int]) -> None:
    """Somebody who had everything about them erased after the planning: left out, and the row says why."""
    ana = focal_point(world, "Buenos Aires", 200, name="Ana")
    with world.writer.database.writing() as tx:
        fresh = dict(focal_points(world.writer.database).items() - people.items())
        plan(tx, fresh, world.now)
        (number,) = due_deliveries(tx, world.now)
    ana.press(Show(View.FORGET))
    ana.press(Choice.FORGET_ME)
    with world.writer.database.writing() as tx:
        tx.connection.execute(update(t.delivery).values(state=PLANNED.value, reason="", settled_at=None))
        assert claim(tx, number, world.now, lambda _: Worded("x")) is None
        assert (DeliveryState.LEFT_OUT.value, Cut.FORGOTTEN.value) == (rows(tx)[0].state, rows(tx)[0].reason)


def test_what_the_wording_asks_for_is_found_first(world: World, tx: Transaction, people: Mapping[int, int]) -> None:
    """It is asked again with all that was found, in the person's own scope; one that never has enough is an error."""
    plan(tx, people, world.now)
    (number, other, _) = due_deliveries(tx, world.now)
    seen: list[Mapping[Sought[Any], object]] = []

    def word(opportunity: Opportunity) -> Worded | Sought[object]:
        seen.append(opportunity.world.found)
        asked = (Earlier(1), Earlier(2))
        return asked[len(seen) - 1] if len(seen) <= len(asked) else Worded('{"text": "x", "rows": []}')

    claimed = claim(tx, number, world.now, word)
    assert claimed is not None
    assert claimed.worded == Worded('{"text": "x", "rows": []}')
    assert [{}, {Earlier(1): None}, {Earlier(1): None, Earlier(2): None}] == seen
    with pytest.raises(RuntimeError, match=r"^a reminder that never has enough$"):
        claim(tx, other, world.now, lambda _: Earlier(1))


def test_the_wording_finds_only_what_the_person_may_see(world: World, people: Mapping[int, int]) -> None:
    """An assessment is found for its own member's focal point, and for nobody else's."""
    with world.writer.database.writing() as tx:
        begun, *_ = tx.connection.execute(select(t.assessment.c.id, t.assessment.c.member_id))
        plan(tx, people, world.now)
        found: dict[int, object] = {}

        def word(opportunity: Opportunity) -> Worded | Sought[object]:
            asked = Earlier(begun.id)
            if asked not in opportunity.world.found:
                return asked
            assert opportunity.candidate is not None
            found[opportunity.candidate.member.id] = opportunity.world.found[asked]
            return Worded('{"text": "x", "rows": []}')

        for number in due_deliveries(tx, world.now):
            assert claim(tx, number, world.now, word) is not None
    assert len(people) == len(found)
    assert [begun.member_id] == [member for member, seen in found.items() if seen is not None]


def test_a_correction_whose_time_is_over_expires(world: World, tx: Transaction, people: Mapping[int, int]) -> None:
    """At its last moment it is not sent any more, and the row says why; the second before it is, and without an end."""
    plan(tx, people, world.now, due_at=world.now + 9 * DAY, kind=CampaignKind.NOTICE, texts=TEXTS)
    before = len(rows(tx))
    for person, seconds in zip(people, (0, 1, None), strict=True):
        lasts = None if seconds is None else AN_HOUR + timedelta(seconds=seconds)
        due = world.now - AN_HOUR
        kind, one = CampaignKind.CORRECTION, {person: people[person]}
        plan(tx, one, world.now, kind=kind, due_at=due, lasts=lasts, texts=TEXTS)
    over, soon, ever = rows(tx)[before:]
    assert (soon.id, ever.id) == due_deliveries(tx, world.now)
    assert [DeliveryState.EXPIRED, PLANNED, PLANNED] == states(tx)[before:]
    assert LeftOut.TOO_LATE.value == next(row.reason for row in rows(tx) if row.id == over.id)
