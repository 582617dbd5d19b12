"""A planned moment follows what it was reckoned from; what we were away for is made up for once, by day."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from kit.campaigns import Post
from kit.chat import Chat, World
from kit.coordinator import coordinator, focal_point
from kit.golden import label
from sqlalchemy import select, update

from bot.calendars import public_holidays
from bot.speech import Ending
from conversations.campaigns import DeliveryState, LeftOut
from conversations.desk.place import DeskView
from conversations.events import Open
from conversations.instrument import Language
from conversations.wishes import ChooseHour
from storage import tables as t
from storage.campaigns import complete_campaigns

ES = Language.ES
HERE, FAR_WEST = ZoneInfo("America/Argentina/Cordoba"), ZoneInfo("America/Tijuana")
_d = t.delivery.c


@pytest.fixture
def ana(world: World) -> Chat:
    """A focal point in Rosario, who came in yesterday."""
    chat = focal_point(world, "Rosario", 1)
    world.wait(days=1)
    return chat


@pytest.fixture
def desk(world: World, ana: Chat) -> Chat:
    """A coordinator with a meeting on 12 May, to be answered until 2 May: steps on 2, 17, 24 and 30 April at 9:30."""
    chat = coordinator(world)
    for key in ("meetings.list", "meetings.make"):
        chat.tap(label(ES, key))
    chat.send("Encuentro Regional, Quito")
    chat.send("12 al 14 de mayo de 2026")
    for key in ("meetings.onwards", "campaigns.check", "check.go", "check.yes"):
        chat.tap(label(ES, key))
    world.wait(minutes=2)
    return chat


def at(month: int, day: int, hour: int, minute: int = 0, zone: ZoneInfo = HERE) -> datetime:
    """Give an instant of 2026 by what the clock shows."""
    return datetime(2026, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


def look(world: World, now: datetime) -> None:
    """Look for what has changed, as the ticker does."""
    world.now = now
    world.writer.run_now(complete_campaigns, world.now, public_holidays(world.now))


def due(world: World) -> list[datetime]:
    """List when what is planned is due."""
    with world.writer.database.reading() as tx:
        rows = select(_d.due_at).where(_d.state == DeliveryState.PLANNED.value).order_by(_d.due_at)
        return list(tx.connection.execute(rows).scalars())


def ends(world: World) -> list[tuple[str, str]]:
    """List what has become of the deliveries, in the order of the steps."""
    with world.writer.database.reading() as tx:
        return [(row.state, row.reason) for row in tx.connection.execute(select(_d.state, _d.reason).order_by(_d.id))]


def test_a_corrected_zone_moves_what_is_planned(world: World, desk: Chat) -> None:
    """After the zone of a member was corrected, mid-morning is mid-morning there."""
    with world.writer.database.reading() as tx:
        rosario = tx.connection.execute(select(t.member.c.id).where(t.member.c.name == "Rosario")).scalar_one()
    desk.press(Open(DeskView.MEMBER, str(rosario)))
    desk.tap(label(ES, "profile.time_zone"))
    desk.send("America/Tijuana")
    look(world, at(4, 15, 12))
    assert at(4, 17, 9, 30, FAR_WEST) == due(world)[1]


def test_ones_own_hour_moves_what_is_planned(world: World, ana: Chat, desk: Chat) -> None:
    """Whoever chooses an hour after the plan was made is reminded at that hour."""
    ana.press(ChooseHour(16 * 60))
    look(world, at(4, 15, 12))
    assert at(4, 17, 16) == due(world)[1]


def test_what_is_due_is_left_as_it_is(world: World, desk: Chat) -> None:
    """On its way, or put off until somebody has finished a sentence, a delivery must not be moved."""
    soon = at(4, 17, 9, 40)
    with world.writer.database.writing() as tx:
        second = select(_d.id).where(_d.due_at == at(4, 17, 9, 30)).scalar_subquery()
        tx.connection.execute(update(t.delivery).where(_d.id == second).values(due_at=soon))
    look(world, at(4, 17, 9, 35))
    assert soon == due(world)[1]


async def test_at_night_a_due_reminder_waits_for_eight(world: World, ana: Chat, desk: Chat) -> None:
    """If a zone turns out to be another at the moment of sending, nobody is woken: it goes out at eight there."""
    post = Post(world).meet(ana)
    with world.writer.database.writing() as tx:
        tx.connection.execute(update(t.member).where(t.member.c.name == "Rosario").values(timezone=FAR_WEST.key))
    world.now = at(4, 2, 9, 30)
    assert [Ending.UNSAID] == await post.deliver()
    assert at(4, 2, 8, 0, FAR_WEST) == due(world)[0]
    world.now = at(4, 2, 8, 0, FAR_WEST)
    assert [Ending.SENT] == await post.deliver()


async def test_a_day_that_we_were_away_is_made_up_for_once(world: World, ana: Chat, desk: Chat) -> None:
    """Away on the day of a step: the next day it goes out, once, and the later steps stay where they are."""
    post = Post(world).meet(ana)
    look(world, at(4, 3, 11))
    assert [Ending.SENT] == await post.deliver()
    assert [] == await post.deliver()
    assert [at(4, 17, 9, 30), at(4, 24, 9, 30), at(4, 30, 9, 30)] == due(world)


async def test_of_two_steps_that_we_were_away_for_one_is_made_up_for(world: World, ana: Chat, desk: Chat) -> None:
    """After weeks away nothing comes in a burst: one reminder, not on a weekend, and the other is listed with why."""
    post = Post(world).meet(ana)
    look(world, at(4, 18, 11))
    assert [Ending.UNSAID] == await post.deliver(), "a Saturday"
    assert at(4, 20, 8) == due(world)[0]
    look(world, at(4, 20, 8))
    assert [Ending.SENT] == await post.deliver()
    planned = (DeliveryState.PLANNED.value, "")
    superseded = (DeliveryState.LEFT_OUT.value, LeftOut.REMINDED_TODAY.value)
    assert [superseded, (DeliveryState.SENT.value, ""), planned, planned] == ends(world)


async def test_after_the_respond_by_date_nothing_is_made_up_for(world: World, ana: Chat, desk: Chat) -> None:
    """Away until the answers were due: skipped, listed as too late, and a coordinator can still send it by hand."""
    post = Post(world).meet(ana)
    look(world, at(5, 4, 11))
    assert [] == await post.deliver()
    assert [(DeliveryState.EXPIRED.value, LeftOut.TOO_LATE.value)] * 4 == ends(world)
    desk.press(Open(DeskView.DELIVERIES, f"1.{DeliveryState.EXPIRED}.0"))
    desk.tap(label(ES, "campaigns.retry"))
    world.wait(minutes=2)
    assert [Ending.SENT] == await post.deliver()
