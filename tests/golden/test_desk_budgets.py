"""What a coordinator's minute may cost, and what a campaign may cost the people who are written to.

The other rows are held where each card is: `tests.desk` (status, missing, remind, meeting), `tests.golden.test_hands`
(who follows, the next wave).
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from kit.campaigns import Post
from kit.chat import Chat, World
from kit.coordinator import coordinator, counted, focal_point
from kit.courier import Courier
from kit.desk_phrases import DESK_PHRASES
from kit.golden import label, network, option
from kit.whole_cards import whole
from kit.workbooks import rows_of, workbook
from sqlalchemy import func, select

from conversations.desk.place import DeskView
from conversations.events import Open
from conversations.instrument import Language
from storage import tables as t
from storage.members import list_members
from storage.runner_state import Memo, remember

MOST_A_DAY, MOST_A_WAVE = 1, 5


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A network with an open wave and a bot that has a name."""
    with network(tmp_path) as made:
        made.writer.run_now(remember, Memo.BOT_USERNAME, "solidaria_bot")
        yield made


def tap(chat: Chat, key: str, **params: object) -> None:
    """Tap a button by its entry."""
    assert chat.language is not None
    chat.tap(label(chat.language, key, **params))


@pytest.mark.parametrize("language", Language)
def test_eighty_four_members_are_imported_and_invited(world: World, language: Language) -> None:
    """The own workbook, at most five taps: it is back with a link and a text for each of 84, half of them new."""
    with world.writer.database.reading() as tx:
        known = [one.member for one in list_members(tx)]
    rows = [(one.name, one.country) for one in known]
    rows += [(f"San Antonio {number:02}", "PE") for number in range(84 - len(rows))]
    headings = DESK_PHRASES[language].headings
    courier = Courier()
    courier.notebook.files["file-red.xlsx"] = workbook([headings[:2], *rows])
    chat = coordinator(world, language)
    chat.carry = courier.carry
    chat.after = whole
    with counted(chat, taps=5, typed=1):  # the file counts as typed
        chat.attach("red.xlsx")
        tap(chat, "list.import_invite")
    table = rows_of(courier.notebook.contents[-1])
    links = [cell for row in table for cell in row if str(cell).startswith("https://t.me/solidaria_bot?start=")]
    assert (84, 84) == (len(table) - 1, len(set(links)))
    with world.writer.database.reading() as tx:
        made = tx.connection.execute(select(func.count()).select_from(t.invitation)).scalar_one()
        assert (84 + 1, 84) == (made, len(list_members(tx)))  # with the coordinator's own


def reminded(world: World, language: Language, *members: str) -> list[Chat]:
    """Give the chats of focal points who have just been reminded by a coordinator."""
    people = [focal_point(world, one, number, language) for number, one in enumerate(members, 1)]
    world.wait(days=1)
    chat = coordinator(world, language)
    tap(chat, "campaigns.remind")
    tap(chat, "campaigns.check")
    tap(chat, "check.go")
    tap(chat, "check.yes")
    world.wait(minutes=2)
    asyncio.run(Post(world).meet(*people).deliver())
    for one in people:
        one.after = whole
    return people


@pytest.mark.parametrize("language", Language)
def test_a_reminder_is_answered_or_put_off(world: World, language: Language) -> None:
    """One tap on the reminder is an answer; two taps put reminders off; two silence them for the wave."""
    answers, snoozes, mutes = reminded(world, language, "Rosario", "Salta", "Quito")
    with counted(answers, taps=1):
        answers.tap(option(language, "c01q1", 3))
    with counted(snoozes, taps=2):
        tap(snoozes, "reminder.quiet")
        tap(snoozes, "remind.tomorrow")
    with counted(mutes, taps=2):
        tap(mutes, "reminder.quiet")
        tap(mutes, "snooze.mute")
    with world.writer.database.reading() as tx:
        assert [("c01q1", 3)] == [
            tuple(row) for row in tx.connection.execute(select(t.response.c.item, t.response.c.level))
        ]
        a = t.attention.c
        kept = [tuple(row) for row in tx.connection.execute(select(a.snoozed_until, a.muted_wave_id))]
    assert [True, False] == sorted((until is not None for until, _ in kept), reverse=True)
    assert 1 == sum(muted is not None for _, muted in kept)


def test_nobody_is_written_to_more_than_once_a_day_and_five_times_a_wave(world: World) -> None:
    """Whatever coordinators plan: two meetings with six reminders each, and a reminder to everybody each day."""
    people = [focal_point(world, "Rosario", 1), focal_point(world, "Foz do Iguaçu", 2, Language.PT)]
    people.append(focal_point(world, "Tapachula", 3))
    celia = coordinator(world)
    for name, dates in (("Encuentro, Quito", "12 al 14 de mayo"), ("Otro, Lima", "13 al 15 de mayo")):
        tap(celia, "meetings.list")
        tap(celia, "meetings.make")
        for text in (name, dates):
            celia.send(text)
        tap(celia, "meetings.onwards")
        for days in ("21", "10"):
            celia.send(days)
        tap(celia, "campaigns.check")
        tap(celia, "check.go")
        tap(celia, "check.yes")
        tap(celia, "desk.home")
    post = Post(world).meet(*people)
    got: dict[int, list[date]] = {one.telegram_id: [] for one in people}
    zones = {1: "America/Argentina/Buenos_Aires", 2: "America/Sao_Paulo", 3: "America/Mexico_City"}
    first = world.now
    while world.now < first + timedelta(days=75):
        before = len(post.air.sent)
        asyncio.run(post.deliver())
        for chat_id, _ in post.air.sent[before:]:
            got[chat_id].append(local(world.now, zones[chat_id]))
        if (world.now - first).days % 3 == 2 and world.now.hour == first.hour:
            celia.press(Open(DeskView.REMIND))
            tap(celia, "campaigns.check")
            if celia.has(label(Language.ES, "check.go")):
                tap(celia, "check.go")
                tap(celia, "check.yes")
        world.wait(hours=6)
    assert {1: MOST_A_WAVE, 2: MOST_A_WAVE, 3: MOST_A_WAVE} == {one: len(days) for one, days in got.items()}
    assert MOST_A_DAY == max(most for days in got.values() for most in Counter(days).values())


def local(moment: datetime, zone: str) -> date:
    """Give the date of an aware instant in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()
