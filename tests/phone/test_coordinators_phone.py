"""A coordinator's cards on the phone page in a real Chromium, with the real bot behind it: each whole, nothing cut off.

``PICTURES=folder`` keeps the screenshots.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from kit.chat import World
from kit.chromium import SMALL, browser, close, open_page
from kit.coordinator import focal_point
from kit.desk_phrases import DESK_PHRASES
from kit.golden import invite, label
from kit.page import check_whole, keep, key, write
from kit.service import Service, service
from kit.submitting import submitted
from playwright.async_api import Browser, Page, expect
from sqlalchemy import select

from bot.local import Clock, Person
from conversations.assessment import Sharing
from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.events import Choice, Do, Give, Open
from conversations.instrument import Language
from conversations.people import Role
from locales.formats import days_between
from storage import tables as t
from storage.invitations import create_invitation
from storage.writer import Writer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
__all__ = ["browser"]

CELIA, ANA = 900, 1001


@dataclass
class Network:
    """A running bot with a coordinator's phone and a focal point's, and others who have answered."""

    running: Service
    coordinator: Page
    official: Page

    @property
    def clock(self) -> Clock:
        return self.running.server.telegram.clock


@asynccontextmanager
async def phones(browser: Browser, folder: Path, language: Language) -> AsyncIterator[Network]:
    """Open the phones of a coordinator and of a focal point who have just got their links."""
    people = [Person(CELIA, "Celia", language.value), Person(ANA, "Ana", language.value)]
    async with service(folder, people, chat_burst=1000) as running:
        clock = running.server.telegram.clock
        clock.forward(next_monday(clock.now()) - clock.now())
        writer = Writer(running.open())
        world = World(writer, running.server.telegram.clock.now(), updates=1_000_000)
        with writer.database.writing() as tx:
            people[0].start = create_invitation(tx, Role.COORDINATOR, None, world.now).token
        people[1].start = invite(world, "Rosario")
        focal_point(world, "Maipú", 2001)
        for number, name in enumerate(("Mendoza", "Salta", "Medellín", "Tapachula", "San Felipe"), 2002):
            submitted(world, name, number, number % 3 + 1, Sharing.NAMED)
        writer.close_now()
        pages = [await open_page(browser, running.server, f"/?person={one}", SMALL, "light") for one in (CELIA, ANA)]
        yield Network(running, *pages)
        for page in pages:
            await close(page)


async def whole(page: Page, folder: Path, name: str) -> None:
    """Check the card in view, and keep a picture of it."""
    await check_whole(page)
    await keep(page, folder, name)


@pytest.mark.parametrize("language", Language)
async def test_a_coordinators_cards_are_whole(browser: Browser, tmp_path: Path, language: Language) -> None:
    """Home, status, who is missing, a meeting's plan, its dry run and report, and the reminder that comes of it."""
    said = DESK_PHRASES[language]
    async with phones(browser, tmp_path, language) as network:
        celia, ana, clock = network.coordinator, network.official, network.clock
        await ana.locator(".start").click()
        for choice in (Choice.CONFIRM_POST, Choice.ACCEPT, Choice.BEGIN):
            await key(ana, choice).click()
        for item in ("c01q1", "c01q2"):
            await key(ana, Give(item, 3)).click()
        await expect(key(ana, Give("c01q3", 2))).to_be_visible()
        clock.forward(timedelta(days=2))
        await celia.locator(".start").click()
        for choice in (Choice.CONFIRM_POST, Choice.ACCEPT):
            await key(celia, choice).click()
        await expect(key(celia, Open(DeskView.MISSING))).to_be_visible()
        await whole(celia, tmp_path, f"{language}-home")
        await write(celia, clock, said.asked[0])
        await expect(celia.locator(".text").last).to_contain_text("2")
        await expect(celia.locator("article.with-keyboard").last).to_contain_text("Rosario")
        await whole(celia, tmp_path, f"{language}-status")
        await write(celia, clock, said.missing)
        await expect(key(celia, Open(DeskView.MISSING))).to_be_visible()
        await key(celia, Open(DeskView.MISSING)).click()
        await expect(key(celia, Open(DeskView.MISSING, "AR"))).to_be_visible()
        await whole(celia, tmp_path, f"{language}-countries")
        await key(celia, Open(DeskView.MISSING, "AR")).click()
        await expect(celia.locator("pre").last).to_contain_text("Rosario")
        await whole(celia, tmp_path, f"{language}-missing")
        await make_meeting(celia, clock, language, tmp_path)
        due = first_due(network.running)
        clock.forward(due - clock.now() + timedelta(minutes=1))
        await network.running.look_again()
        await expect(ana.locator("article.with-keyboard").last).to_contain_text(said.meeting.partition(",")[0])
        await whole(ana, tmp_path, f"{language}-reminder")
        await key(ana, Give("c01q3", 2)).click()
        await expect(key(ana, Give("c01q4", 2))).to_be_visible()
        await write(celia, clock, said.meetings)
        await celia.get_by_role("button", name=said.meeting.partition(",")[0]).last.click()
        await celia.get_by_role("button", name=label(language, "meetings.report", days=30)).click()
        await expect(key(celia, Open(DeskView.DELIVERIES, "1.sent"))).to_be_visible()
        await whole(celia, tmp_path, f"{language}-report")


def next_monday(now: datetime) -> datetime:
    """Give the next Monday, in working hours everywhere."""
    day = now + timedelta(days=8 - now.isoweekday())
    return day.replace(hour=15, minute=0)


def dates(today: date, language: Language) -> str:
    """Write three days of a month that is some months away."""
    month = (today.replace(day=1) + timedelta(days=130)).replace(day=10)
    return days_between(language, month, month + timedelta(days=2))


async def make_meeting(celia: Page, clock: Clock, language: Language, folder: Path) -> None:
    """Make a meeting of everybody, look at its plan and dry run, and confirm it."""
    said = DESK_PHRASES[language]
    await write(celia, clock, said.meetings)
    await key(celia, Open(DeskView.MEETING, "new")).click()
    await expect(celia.locator(".text").last).to_contain_text(label(language, "meetings.ask_name"))
    await write(celia, clock, said.meeting)
    await expect(celia.locator(".text").last).to_contain_text(label(language, "meetings.ask_days"))
    await write(celia, clock, dates(clock.now().date(), language))
    await expect(key(celia, Do(Deed.MEET_COUNTRY, "AR+"))).to_be_visible()
    await whole(celia, folder, f"{language}-whom")
    await celia.get_by_role("button", name=label(language, "meetings.onwards")).last.click()
    await expect(key(celia, Do(Deed.PLAN_STEP, "30-"))).to_be_visible()
    await whole(celia, folder, f"{language}-plan")
    await key(celia, Open(DeskView.DRY_RUN)).click()
    await expect(key(celia, Open(DeskView.DRY_RUN, "sure"))).to_be_visible()
    await whole(celia, folder, f"{language}-dry-run")
    await key(celia, Open(DeskView.DRY_RUN, "sure")).click()
    await celia.get_by_role("button", name=label(language, "check.yes")).last.click()
    await expect(celia.get_by_role("button", name=label(language, "campaigns.undo"))).to_be_visible()
    await whole(celia, folder, f"{language}-meeting")


def first_due(running: Service) -> datetime:
    """Tell when the first reminder is due."""
    database = running.open()
    with database.reading() as tx:
        due = tx.connection.execute(select(t.delivery.c.due_at).order_by(t.delivery.c.due_at)).scalars().first()
    database.close()
    assert due is not None
    return datetime.fromisoformat(str(due))
