"""Digests: wanted or not, due when said, once, and with what has changed since the one before."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from kit.chat import Chat, World
from kit.coordinator import coordinator, focal_point
from kit.edge import rows
from kit.golden import label
from kit.kept import kept_letters
from kit.phone import Phone
from kit.service import service
from kit.submitting import answers, happen, submitted
from kit.whole_cards import whole
from sqlalchemy import select

from bot.digests import word_letters
from bot.local import Person
from conversations.assessment import Sharing
from conversations.campaigns import Meeting
from conversations.desk.campaigning import MeetingSaved
from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.digests import BEFORE_MEETING, HOUR, STALLED, Every, due
from conversations.events import Choice, Do, Open, Show
from conversations.facts import Submitted
from conversations.instrument import Language
from conversations.place import View
from locales.lengths import visible
from storage import tables as t
from storage.database import Transaction
from storage.digests import write_due_digests
from storage.meetings import save_meeting
from storage.outbox import settle_letter
from storage.tables.talk import LetterState
from storage.talk import mark_unreachable, pending_work
from storage.waves import close_wave

ES = Language.ES
JOINED = '"1d:people:'
"""Only news of who came in has a button to somebody's card."""
MONDAY = datetime(2026, 3, 9, 14, 0, tzinfo=UTC)
"""The first due moment after the network's first day, a Monday at 14:00 UTC."""
GREETING = {Language.ES: "Resumen", Language.PT: "Resumo", Language.EN: "Digest"}
EVERYWHERE = Meeting(0, "Foro", "Quito", date(2026, 5, 14), date(2026, 5, 15), "America/Guayaquil", date(2026, 5, 4))


def tap(chat: Chat, key: str) -> None:
    """Tap a button by its entry."""
    chat.tap(label(chat.language or ES, key))


def look(world: World) -> tuple[int, ...]:
    """Do what the ticker does; gives to whom a digest went."""
    return world.writer.run_now(write_due_digests, world.now, word_letters)


def outbox(world: World) -> list[tuple[int, str, str]]:
    """Read what waits: for whom, of which kind, what; but for the news of who came in."""
    with world.writer.database.reading() as tx:
        waiting = [(one.person, one.kind, one.text) for one in kept_letters(tx) if one.text is not None]
    return [one for one in waiting if JOINED not in one[2]]


def texts(world: World) -> list[str]:
    """Read the words of the notices that wait."""
    return [visible(json.loads(payload)["text"]) for _, kind, payload in outbox(world) if kind == "notice"]


def subscribed(world: World, every: Every = Every.WEEK, language: Language = ES, *countries: str) -> Chat:
    """Give a coordinator who wants a digest."""
    chat = coordinator(world, language, *countries, telegram_id=900 + world.updates)
    chat.press(Do(Deed.DIGEST, every.value))
    return chat


@pytest.mark.parametrize("language", Language)
def test_a_digest_is_wanted_and_not_any_more(world: World, language: Language) -> None:
    """From the card of reports: weekly, before meetings, not at all; the card says how it is, whole on a phone."""
    celia = coordinator(world, language)
    celia.after = whole
    tap(celia, "figures.button")
    tap(celia, "digest.heading")
    for key in ("week", "meeting", "never"):
        tap(celia, f"digest.{key}")
        assert label(language, f"digest.now_{key}") in celia.card.text
    celia.press(Do(Deed.DIGEST, "hourly"))
    assert label(language, "deskline.stale_button") in celia.card.text
    world.now = MONDAY
    assert look(world) == ()


def test_one_comes_a_week_and_nobody_gets_one_unasked(world: World) -> None:
    """On Monday at the hour and not before, once however often one looks, to who wants it only; next week again."""
    coordinator(world)
    subscribed(world)
    (celia,) = _wishes(world)
    for days in range(7):
        world.now = MONDAY - timedelta(days=days, seconds=1)
        assert look(world) == ()
    for week in range(3):
        world.now = MONDAY + timedelta(weeks=week)
        assert look(world) == (celia,)
        for hours in (0, 1, 30, 160):
            world.now = MONDAY + timedelta(weeks=week, hours=hours)
            assert look(world) == ()
    assert [kind for _, kind, _ in outbox(world)] == ["notice", "reply"] * 3


def _wishes(world: World) -> list[int]:
    with world.writer.database.reading() as tx:
        return list(tx.connection.execute(select(t.digest.c.person_id).order_by(t.digest.c.person_id)).scalars())


def test_after_a_long_stop_one_digest_comes(world: World) -> None:
    """Five weeks without the bot: one digest, about all of them."""
    subscribed(world)
    world.now = MONDAY + timedelta(weeks=5, days=2)
    assert len(look(world)) == 1
    assert look(world) == ()


def test_digests_go_on_after_a_clock_that_was_ahead(world: World) -> None:
    """One that was made under a clock a year ahead does not silence the next ones; a step of days makes none twice."""
    subscribed(world)
    world.now = MONDAY + timedelta(days=365)
    assert len(look(world)) == 1
    world.now = MONDAY - timedelta(hours=1)
    assert look(world) == ()
    for days in (0, 7):
        world.now = MONDAY + timedelta(days=days)
        assert len(look(world)) == 1
    for days in (5, 7):
        world.now = MONDAY + timedelta(days=days)
        assert look(world) == ()


@pytest.mark.parametrize(
    ("since", "now", "comes"),
    [
        (EVERYWHERE.starts_on - timedelta(days=9), EVERYWHERE.starts_on - timedelta(days=3), False),
        (EVERYWHERE.starts_on - timedelta(days=9), EVERYWHERE.starts_on - BEFORE_MEETING, True),
        (EVERYWHERE.starts_on - BEFORE_MEETING, EVERYWHERE.starts_on - timedelta(days=1), False),
        (EVERYWHERE.starts_on - timedelta(days=9), EVERYWHERE.starts_on - timedelta(days=1), True),
        (EVERYWHERE.starts_on - timedelta(days=9), EVERYWHERE.starts_on, False),
    ],
)
def test_before_a_meeting_it_comes_two_days_before(since: date, now: date, *, comes: bool) -> None:
    """Not earlier, not twice, later if the bot was down, and never once the meeting has begun."""
    at, before = datetime.combine(now, HOUR), datetime.combine(since, HOUR)
    assert due(Every.MEETING, [EVERYWHERE], before, at) == (comes, EVERYWHERE if comes else None)
    assert due(Every.MEETING, [], before, at) == (False, None)


def test_a_meeting_of_other_countries_is_no_occasion(world: World) -> None:
    """A digest comes before the meetings in scope, names the meeting, and comes once."""
    celia, diego = subscribed(world, Every.MEETING), subscribed(world, Every.MEETING, ES, "AR")

    def meet(tx: Transaction) -> None:
        fact = MeetingSaved(EVERYWHERE, (), world.now, None)
        save_meeting(tx, fact, _wishes(world)[0], world.now)

    world.writer.run_now(meet)
    world.now = datetime.combine(EVERYWHERE.starts_on - BEFORE_MEETING, HOUR)
    assert [len(look(world)) for _ in range(2)] == [1, 0]
    assert "Foro" in texts(world)[0]
    assert (celia.name, diego.name) == ("Celia", "Celia")


@pytest.mark.parametrize("language", Language)
def test_it_tells_what_has_changed(world: World, language: Language) -> None:
    """Who submitted, began, is stalled, cannot be reached, has nobody: named, with counts and changes."""
    stalled, gone = focal_point(world, "Mendoza", 10), focal_point(world, "Quito", 11)
    happen(stalled, *answers(2)[:3])
    before = focal_point(world, "Montevideo", 13)
    happen(before, *answers(1), Submitted(Sharing.NAMED, late=False))
    world.writer.run_now(mark_unreachable, _person(world, gone), world.now)
    subscribed(world, Every.WEEK, language)
    world.now = MONDAY - timedelta(days=2)
    submitted(world, "Rosario", 12)
    happen(focal_point(world, "Foz do Iguaçu", 14), *answers(2)[:3])
    world.now = MONDAY
    assert STALLED <= MONDAY - datetime(2026, 3, 2, 14, tzinfo=UTC)
    look(world)
    (told,) = texts(world)
    first, *lines = told.splitlines()
    assert GREETING[language] in first
    assert not any(character.isdigit() for character in first)
    named = {key: label(language, f"digest.{key}", members="").strip() for key in ("submitted", "begun", "stalled")}
    named |= {key: label(language, f"digest.{key}", members="").strip() for key in ("unreachable", "vacant")}
    found = {key: next(line for line in lines if line.startswith(words)) for key, words in named.items()}
    assert found["submitted"] == f"{named['submitted']} Rosario"
    assert found["begun"] == f"{named['begun']} Foz do Iguaçu"
    assert found["stalled"] == f"{named['stalled']} Mendoza"
    assert found["unreachable"] == f"{named['unreachable']} Quito"
    assert "Montevideo" not in found["vacant"]
    assert any(line.endswith(": 2 (+1)") for line in lines)
    assert "Ana" not in told


def _person(world: World, chat: Chat) -> int:
    with world.writer.database.reading() as tx:
        hashed = tx.keyring.telegram_hash(chat.telegram_id)
        return int(tx.connection.execute(select(t.person.c.id).where(t.person.c.telegram_hash == hashed)).scalar_one())


def test_the_next_one_tells_only_what_is_new(world: World) -> None:
    """What one digest told, the next does not tell again; a recalled submission is no beginning."""
    chat = submitted(world, "Rosario", 10)
    subscribed(world)
    happen(submitted_later := focal_point(world, "Montevideo", 11), *answers(2))
    happen(focal_point(world, "Quito", 12), *answers(2)[:3])
    world.now = MONDAY
    look(world)
    happen(submitted_later, Submitted(Sharing.NAMED, late=False))
    world.now = MONDAY - timedelta(days=6, hours=23)
    chat.press(Choice.RECALL)
    world.now = MONDAY + timedelta(weeks=1)
    look(world)
    first, second = texts(world)
    assert "Acaban de comenzar: Quito y Montevideo" in first
    assert "Acaban de enviar" not in first
    assert "Acaban de enviar: Montevideo" in second
    assert "Acaban de comenzar" not in second


def test_it_is_about_the_coordinators_countries(world: World) -> None:
    """Nothing of another country is counted or named, whichever post the coordinator works under just now."""
    for number, member in enumerate(("Rosario", "Montevideo", "Quito"), 10):
        happen(focal_point(world, member, number), *answers(2)[:2])
    diego = subscribed(world, Every.WEEK, ES, "AR")
    diego.press(Do(Deed.DIGEST, "never"))
    diego.press(Do(Deed.DIGEST, "week"))
    diego.press(Do(Deed.REHEARSE))
    world.now = MONDAY
    assert len(look(world)) == 1
    (told,) = texts(world)
    assert "Rosario" in told
    assert not any(other in told for other in ("Montevideo", "Quito", "Ensayo"))


def test_who_cannot_get_it_gets_none(world: World) -> None:
    """No longer a coordinator, unreachable, or no wave open: nothing is written; reachable again, one comes."""
    celia, diego = subscribed(world), subscribed(world)
    world.writer.run_now(mark_unreachable, _person(world, celia), world.now)

    def revoke(tx: Transaction) -> None:
        own = t.appointment.c.person_id == _person(world, diego)
        tx.connection.execute(t.appointment.update().where(own).values(until=world.now))

    world.writer.run_now(revoke)
    world.now = MONDAY
    assert look(world) == ()
    celia.press(Show(View.HELP))
    assert look(world) == (_person(world, celia),)
    world.now = MONDAY + timedelta(weeks=1)
    world.writer.run_now(close_wave, world.now)
    assert look(world) == ()


def test_its_buttons_lead_to_the_desk(world: World) -> None:
    """Under a digest one is a tap from who is missing, a reminder, and the wish for digests."""
    celia = subscribed(world)
    world.now = MONDAY
    look(world)
    rows = next(json.loads(payload)["rows"] for _, kind, payload in outbox(world) if kind == "notice")
    assert [data for row in rows for _, data in row] == ["1d:missing", "1d:remind", "1d:digest"]
    celia.press(Open(DeskView.DIGEST))
    assert label(ES, "digest.now_week") in celia.card.text


def test_the_notice_is_never_repeated(world: World) -> None:
    """A notice in flight at a stop is unconfirmed afterwards, and looking again writes no second one."""
    subscribed(world)
    world.now = MONDAY
    look(world)
    with world.writer.database.reading() as tx:
        (letter,) = (one for work in pending_work(tx) for one in work.letters if '"text"' in one.payload)
    world.writer.run_now(settle_letter, letter.id, LetterState.UNCONFIRMED, world.now)
    assert look(world) == ()


async def test_over_http(tmp_path: Path) -> None:
    """The running bot sends one text, one heat map and one workbook; stopped and started again, it sends no more."""
    people = [Person(900, "Celia", "es"), Person(10, "Ana", "es")]
    async with service(tmp_path, people, chat_refill_seconds=0.01) as bot, Phone(bot.server.base_url, 900) as celia:
        await celia.start(bot.invite_coordinator())
        for words in ("Sí", "Acepto", "Informes", "Resumen periódico", "Cada semana"):
            await celia.tap(words)
        await celia.expect("Ahora: cada semana")
        bot.server.telegram.clock.forward(timedelta(days=8))
        for _ in range(3):
            await bot.look_again()
        await celia.expect("Resumen de la coordinación")
        await celia.until(lambda phone: sum(bool(one.document) for one in phone.messages) == 1, "the workbook")
        await bot.stop()
        await bot.start()
        await bot.look_again()
        sent = "SELECT kind, state FROM outbox WHERE kind = 'notice' OR message_id IS NOT NULL"
        assert [("notice", "sent"), ("reply", "sent")] == sorted(rows(bot, sent))
        assert sum("Resumen de la coordinación" in one.text for one in celia.messages) == 1
        assert sum(bool(one.document) for one in celia.messages) == 1
