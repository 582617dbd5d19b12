"""Who comes after a plan was made is added to it in time; who has only just come on the day itself is left in peace."""

from datetime import datetime, timedelta

import pytest
from kit.chat import Chat, World
from kit.coordinator import coordinator, focal_point
from kit.golden import label
from sqlalchemy import func, select, update

from bot.calendars import public_holidays
from conversations.campaigns import CampaignKind, DeliveryState
from conversations.desk.campaign_report import TRIED_AGAIN
from conversations.desk.campaigning import (
    CampaignSought,
    Deliveries,
    MeetingSought,
    Recipients,
    Retry,
)
from conversations.instrument import Language
from conversations.people import Appointment, Role
from storage import tables as t
from storage.campaigns import complete_campaigns, retry_deliveries
from storage.finding import find

ES = Language.ES
_c, _d = t.campaign.c, t.delivery.c
EVERYBODY = Appointment(0, Role.COORDINATOR, None)
CHILE = Appointment(0, Role.COORDINATOR, None, ("CL",))


def make(chat: Chat, dates: str = "12 al 14 de mayo de 2026") -> None:
    """Make a meeting of everybody: steps on 2, 18, 25 and 30 April."""
    for key in ("meetings.list", "meetings.make"):
        chat.tap(label(ES, key))
    chat.send("Encuentro Regional, Quito")
    chat.send(dates)
    for key in ("meetings.onwards", "campaigns.check", "check.go", "check.yes"):
        chat.tap(label(ES, key))


def complete(world: World) -> int:
    """Look for late-comers, as the ticker does."""
    return int(world.writer.run_now(complete_campaigns, world.now, public_holidays(world.now)))


def planned(world: World) -> list[str]:
    """List the local days of what is planned, by campaign."""
    rows = select(_d.due_at).where(_d.state == "planned").order_by(_d.due_at)
    with world.writer.database.reading() as tx:
        return [f"{at:%m-%d}" for at in tx.connection.execute(rows).scalars()]


def to(world: World, month: int, day: int, hour: int = 12) -> None:
    """Move the clock to a moment of 2026."""
    world.now = world.now.replace(month=month, day=day, hour=hour, minute=0, second=0)


def test_who_comes_later_is_added_before_each_step(world: World) -> None:
    """A step is completed from ten days before on; nobody is added twice."""
    chat = coordinator(world)
    make(chat)
    assert [] == planned(world)
    focal_point(world, "Quito", 1)
    assert 0 == complete(world)  # the first step is a month away
    to(world, 3, 27)
    assert 1 == complete(world)
    assert ["04-02"] == planned(world)
    to(world, 3, 28)
    assert 0 == complete(world)
    to(world, 4, 12)
    assert 1 == complete(world)
    to(world, 4, 27)
    assert ["04-02", "04-17"] == planned(world)
    focal_point(world, "Rosario", 2)
    assert 2 == complete(world)  # both of them, at the last step
    assert ["04-02", "04-17", "04-30", "04-30"] == planned(world)


def test_a_clock_that_was_ahead_keeps_nobody_out(world: World) -> None:
    """What was completed under a clock that has been set back since is completed again."""
    make(coordinator(world))
    to(world, 4, 12)
    assert 0 == complete(world)
    to(world, 3, 27)
    focal_point(world, "Quito", 1)
    assert 1 == complete(world)


def test_on_the_day_itself_nobody_is_added(world: World) -> None:
    """Whoever has only just come knows: the step of that day is not made up for."""
    chat = coordinator(world)
    make(chat)
    to(world, 4, 30, 16)
    focal_point(world, "Quito", 1)
    assert 0 == complete(world)


def test_it_is_looked_at_now_and_then_only(world: World) -> None:
    """Within a quarter of an hour nothing is read again."""
    chat = coordinator(world)
    make(chat)
    to(world, 4, 25)
    assert 0 == complete(world)
    focal_point(world, "Quito", 1)
    world.wait(minutes=10)
    assert 0 == complete(world)
    world.wait(minutes=5)
    assert 1 == complete(world)


@pytest.mark.parametrize("key", ["meetings.cancel", "campaigns.undo"])
def test_what_is_cancelled_is_not_completed(world: World, key: str) -> None:
    """A meeting that does not take place, or was undone, gets nobody new."""
    chat = coordinator(world)
    make(chat)
    chat.tap(label(ES, key))
    if key == "meetings.cancel":
        chat.tap(label(ES, "meetings.cancel_yes"))
    focal_point(world, "Quito", 1)
    to(world, 4, 27)
    assert 0 == complete(world)


def test_who_was_left_out_of_the_plan_and_has_something_to_do_again_is_added(world: World) -> None:
    """Somebody who had asked for silence and takes that back is in the next step."""
    focal_point(world, "Quito", 1)
    with world.writer.database.writing() as tx:
        person = tx.connection.execute(select(t.appointment.c.person_id)).scalar_one()
        wave = tx.connection.execute(select(t.wave.c.id)).scalar_one()
        tx.connection.execute(t.attention.insert().values(person_id=person, muted_wave_id=wave))
    chat = coordinator(world)
    make(chat)
    assert [] == planned(world)
    with world.writer.database.writing() as tx:
        tx.connection.execute(update(t.attention).values(muted_wave_id=None))
    to(world, 4, 27)
    assert 1 == complete(world)


def test_a_reminder_at_once_is_not_completed(world: World) -> None:
    """It goes to exactly those of its dry run."""
    focal_point(world, "Quito", 1)
    chat = coordinator(world)
    for key in ("campaigns.remind", "campaigns.check", "check.go", "check.yes"):
        chat.tap(label(ES, key))
    focal_point(world, "Rosario", 2)
    world.wait(hours=1)
    assert 0 == complete(world)


def test_only_what_did_not_arrive_is_planned_again(world: World) -> None:
    """A sent, planned or cancelled delivery stays what it is, and one of another campaign too."""
    focal_point(world, "Quito", 1)
    chat = coordinator(world)
    make(chat)
    later = Retry(0, world.now + timedelta(hours=1), world.now + timedelta(hours=2))
    with world.writer.database.reading() as tx:
        delivery, campaign = tx.connection.execute(select(_d.id, _d.campaign_id).order_by(_d.id)).first() or (0, 0)
    tried = Retry(delivery, later.due_at, later.expires_at)
    for state in DeliveryState:
        unsettled = state in (DeliveryState.PLANNED, DeliveryState.SENDING)
        done = {"state": state.value, "settled_at": None if unsettled else world.now}
        with world.writer.database.writing() as tx:
            tx.connection.execute(update(t.delivery).where(_d.id == delivery).values(**done, due_at=world.now))
            retry_deliveries(tx, campaign + 1, (tried,))
            retry_deliveries(tx, campaign, (tried,))
            row = tx.connection.execute(select(_d.state, _d.due_at).where(_d.id == delivery)).one()
        again = state in TRIED_AGAIN
        expected: tuple[str, datetime] = ("planned", later.due_at) if again else (state.value, world.now)
        assert expected == (row.state, row.due_at), state


def test_finders_stay_inside_the_scope(world: World) -> None:
    """A whole network's meeting, campaign, deliveries and recipients are nothing to who coordinates Chile."""
    focal_point(world, "Quito", 1)
    chat = coordinator(world)
    make(chat)
    with world.writer.database.writing() as tx:
        campaign = tx.connection.execute(select(func.min(_d.campaign_id))).scalar_one()
        sent = {"state": "sent", "settled_at": world.now}
        tx.connection.execute(update(t.delivery).where(_d.campaign_id == campaign).values(**sent))
    with world.writer.database.reading() as tx:
        for scope, there in ((EVERYBODY, True), (CHILE, False)):
            assert there == (find(tx, MeetingSought(1), scope, world.now) is not None)
            assert there == (find(tx, CampaignSought(campaign), scope, world.now) is not None)
            assert there == bool(find(tx, Deliveries(campaign), scope, world.now))
            assert there == bool(find(tx, Recipients(campaign), scope, world.now))


def test_a_submission_counts_as_an_answer_since(world: World) -> None:
    """Somebody reminded to submit, who does, has answered."""
    focal_point(world, "Quito", 1)
    chat = coordinator(world)
    make(chat)
    with world.writer.database.writing() as tx:
        sent = {"state": "sent", "settled_at": world.now}
        tx.connection.execute(update(t.delivery).values(**sent))
        member = tx.connection.execute(select(t.appointment.c.member_id).where(t.appointment.c.role == "focal_point"))
        submitted = {"submitted_at": world.now + timedelta(hours=1), "submitted_by": 1, "sharing": "named"}
        mine = t.assessment.c.member_id == member.scalar_one()
        tx.connection.execute(update(t.assessment).where(mine).values(**submitted))
    with world.writer.database.reading() as tx:
        found = find(tx, CampaignSought(1), EVERYBODY, world.now)
    assert found is not None
    assert (CampaignKind.PLAN, 1) == (getattr(found, "kind", None), getattr(found, "answered_since", None))
