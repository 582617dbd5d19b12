"""A reminder in a chat: made at the moment of sending, one tap from an answer, and never in the way of its reader."""

from datetime import timedelta
from math import ceil

import pytest
from kit.campaigns import DAY, Post, focal_points, plan, states
from kit.chat import Chat, World
from kit.coordinator import appoint, focal_point
from kit.golden import INSTRUMENT, STEPS, invite, label, option

from bot.notice_payloads import wave_opened
from bot.speech import Ending
from conversations.campaigns import CampaignKind, DeliveryState, LeftOut
from conversations.instrument import Language
from locales.catalogue import plain, say_n
from storage.waves import close_wave, open_wave

ES = Language.ES
SENT = (DeliveryState.SENT, "")


@pytest.fixture
def post(world: World) -> Post:
    return Post(world)


def campaign(world: World, kind: CampaignKind = CampaignKind.REMINDER, **told: object) -> int:
    """Plan a campaign for every focal point, due now."""
    with world.writer.database.writing() as tx:
        return plan(tx, focal_points(world.writer.database), world.now, kind=kind, **told)  # type: ignore[arg-type]


def buttons(chat: Chat) -> list[int]:
    """List the messages that have buttons."""
    return [bubble.id for bubble in chat.bubbles if bubble.rows]


def what(world: World) -> list[tuple[DeliveryState, str]]:
    """List what has become of the deliveries."""
    return list(states(world.writer.database).values())


async def test_the_reminder_is_the_one_live_card_and_one_tap_answers(world: World, post: Post) -> None:
    """The old card loses its buttons, the reminder has the next question's, and a tap on it is the answer."""
    ana = focal_point(world, "Rosario", 100)
    ana.tap("3 ·")
    world.wait(days=2)
    campaign(world, CampaignKind.PLAN)
    assert [Ending.SENT] == await post.meet(ana).deliver()
    assert [SENT] == what(world)
    assert "Reunión del Cono Sur" in ana.card.text
    assert buttons(ana) == [ana.card.id]
    before, ana.taps = ana.card.id, 0
    ana.tap("2 ·")
    assert ana.taps == 1
    assert "3/5 · 3/44" in ana.card.text
    assert before == ana.card.id, "the reminder itself becomes the next question"
    assert "Recordatorio" not in ana.card.text


async def test_whoever_has_not_begun_begins_by_one_tap(world: World, post: Post) -> None:
    """Somebody who accepted and saw nothing yet gets the beginning, and its button leads to the first question."""
    ana = Chat(world, 100, "Ana", ES)
    ana.start(invite(world, "Rosario"))
    for key in ("button.yes", "button.accept"):
        ana.tap(label(ES, key))
    world.wait(days=1)
    campaign(world)
    await post.meet(ana).deliver()
    assert "Recordatorio" in ana.card.text.splitlines()[0]
    ana.tap(label(ES, "button.begin"))
    assert "1/44" in ana.card.text


async def test_when_everything_is_answered_only_sending_is_left(world: World, post: Post) -> None:
    """Ready to submit, the reminder asks what to share; one tap submits."""
    ana = focal_point(world, "Rosario", 100)
    for step in STEPS:
        ana.tap(option(ES, step, 2))
    world.wait(days=1)
    campaign(world)
    await post.meet(ana).deliver()
    assert "solo falta enviarlo" in ana.card.text
    ana.tap(label(ES, "submit.named"))
    assert not ana.has(label(ES, "submit.named"))
    world.wait(days=1)
    again = campaign(world)
    assert [Ending.UNSAID] == await post.deliver()
    assert [(DeliveryState.LEFT_OUT, LeftOut.SUBMITTED.value)] == [*states(world.writer.database, again).values()]


async def test_how_long_it_takes_is_what_it_has_taken_people(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time that a reminder names is the measured time of an answer for each question that is left."""
    monkeypatch.setattr("bot.campaigns.seconds_per_answer", lambda _: 90.0)
    ana = focal_point(world, "Rosario", 100)
    ana.tap("3 ·")
    world.wait(days=1)
    campaign(world)
    await post.meet(ana).deliver()
    left = len(INSTRUMENT.items) - 1
    assert say_n(ES, "reminder.left", left, minutes=ceil(left * 1.5)) in ana.card.text


async def test_in_the_next_wave_the_reminder_offers_what_was_answered(world: World, post: Post) -> None:
    """Who would begin a criterion as it was answered a year ago finds that list on the reminder; one tap keeps it."""
    ana = focal_point(world, "Rosario", 100)
    for step in STEPS:
        ana.tap(option(ES, step, 2))
    ana.tap(label(ES, "overview.submit"))
    ana.tap(label(ES, "submit.named"))
    world.wait(days=365)
    with world.writer.database.writing() as tx:
        close_wave(tx, world.now)
        open_wave(tx, "2027", world.now, wave_opened)
    ana.start()
    ana.tap(label(ES, "still.yes"))
    ana.tap(label(ES, "button.begin"))
    keep = label(ES, "before.keep", wave="2026")
    assert ana.has(keep)
    world.wait(days=1)
    campaign(world)
    await post.meet(ana).deliver()
    assert "Recordatorio" in ana.card.text.splitlines()[0]
    assert plain(ES, "before.heading", wave="2026") in ana.card.text
    ana.tap(keep)
    with world.writer.database.reading() as tx:
        kept = "SELECT count(*) FROM response r JOIN assessment a ON a.id = r.assessment_id WHERE a.wave_id = 2"
        assert len(INSTRUMENT.criteria[0].items) == tx.connection.exec_driver_sql(kept).scalar_one()


async def test_what_waits_to_be_confirmed_is_shown_again_and_not_lost(world: World, post: Post) -> None:
    """A text that was never confirmed waits half an hour in peace, is then on the reminder, and one tap keeps it."""
    ana = focal_point(world, "Rosario", 100)
    world.wait(days=1)
    ana.send("Tenemos una ordenanza desde 2008 sobre este tema")
    world.wait(minutes=20)
    campaign(world)
    assert [Ending.UNSAID] == await post.meet(ana).deliver()
    world.wait(minutes=11)
    assert [Ending.SENT] == await post.deliver()
    assert "no está guardado" in ana.card.text
    assert "ordenanza desde 2008" in ana.card.text
    ana.tap(label(ES, "text.keep"))
    assert "✓" in ana.card.text
    with world.writer.database.reading() as tx:
        assert [("Tenemos una ordenanza desde 2008 sobre este tema",)] == [
            tuple(row) for row in tx.connection.exec_driver_sql("SELECT text FROM note")
        ]


async def test_nobody_is_interrupted(world: World, post: Post) -> None:
    """Somebody who pressed a moment ago is left alone for two minutes of quiet, then gets it, once."""
    ana = focal_point(world, "Rosario", 100)
    world.wait(days=1)
    ana.tap(label(ES, "nav.overview"))
    campaign(world)
    world.wait(seconds=90)
    assert [Ending.UNSAID] == await post.meet(ana).deliver()
    ana.tap(label(ES, "button.more"))
    world.wait(seconds=90)
    assert [Ending.UNSAID] == await post.deliver()
    world.wait(seconds=40)
    assert [Ending.SENT] == await post.deliver()
    assert [] == await post.deliver()
    assert [SENT] == what(world)


async def test_who_acts_while_it_is_on_its_way_keeps_their_card(world: World, post: Post) -> None:
    """The reminder that comes below what they are doing only loses its buttons; nothing they did is undone."""
    ana = focal_point(world, "Rosario", 100)
    world.wait(days=1)
    campaign(world)

    async def answer() -> None:
        ana.tap(label(ES, "nav.dont_know"))

    post.meet(ana).air.meanwhile = answer
    assert [Ending.SENT] == await post.deliver()
    assert [SENT] == what(world)
    assert "2/44" in ana.card.text
    assert buttons(ana) == [ana.card.id]
    assert "Recordatorio" not in ana.card.text


async def test_somebody_at_another_member_finds_a_button_that_opens_this_one(world: World, post: Post) -> None:
    """Nothing of the one assessment is shown in the other, and what is under way there stays as it is."""
    ana = focal_point(world, "Rosario", 100)
    ana.tap("3 ·")
    ana.start(invite(world, "Quito"))
    for key in ("button.yes", "button.accept", "button.begin"):
        if ana.has(label(ES, key)):
            ana.tap(label(ES, key))
    world.wait(days=1)
    with world.writer.database.writing() as tx:
        rosario = tx.connection.exec_driver_sql("SELECT id FROM member WHERE name = 'Rosario'").scalar_one()
        plan(tx, {next(iter(focal_points(world.writer.database))): rosario}, world.now)
    before = ana.card.id
    assert [Ending.SENT] == await post.meet(ana).deliver()
    assert [before, ana.card.id] == buttons(ana)[-2:]
    assert ana.card.labels == ["Abrir Rosario"]
    assert "2/44" not in ana.card.text
    ana.tap("Abrir Rosario")
    assert "2/44" in ana.card.text
    assert "Rosario" in ana.card.text


async def test_own_words_leave_the_card_alone(world: World, post: Post) -> None:
    """A coordinator's notice has no buttons and is shown literally; the card keeps its own and next comes below it."""
    ana = focal_point(world, "Rosario", 100)
    rafael = focal_point(world, "Foz do Iguaçu", 101, Language.PT, "Rafael")
    world.wait(days=1)
    texts = {Language.ES: "Mañana <no> hay & reunión", Language.PT: "Amanhã não há reunião"}
    campaign(world, CampaignKind.NOTICE, texts=texts)
    card = ana.card.id
    assert [Ending.SENT, Ending.SENT] == await post.meet(ana, rafael).deliver()
    assert "Mañana &lt;no&gt; hay &amp; reunión" in ana.bubbles[-1].text
    assert "Amanhã não há reunião" in rafael.bubbles[-1].text
    assert [card] == buttons(ana)
    ana.tap("3 ·")
    assert ana.card.id > card
    assert [ana.card.id] == buttons(ana)


async def test_a_coordinator_who_is_a_focal_point_too_finds_a_button(world: World, post: Post) -> None:
    """At the desk, one's own member's reminder is a button that leads to it."""
    ana = focal_point(world, "Rosario", 100)
    ana.start(appoint(world))
    for key in ("button.yes", "button.accept"):
        if ana.has(label(ES, key)):
            ana.tap(label(ES, key))
    world.wait(days=1)
    campaign(world)
    assert [Ending.SENT] == await post.meet(ana).deliver()
    ana.tap("Abrir Rosario")
    assert "1/44" in ana.card.text or ana.has(label(ES, "button.begin"))


async def test_the_time_for_it_may_be_over(world: World, post: Post) -> None:
    """What could not be sent in time is listed as expired, and is not sent later."""
    ana = focal_point(world, "Rosario", 100)
    world.wait(days=1)
    campaign(world, lasts=timedelta(hours=2))
    world.wait(hours=2)
    assert [] == await post.meet(ana).deliver()
    assert [(DeliveryState.EXPIRED, LeftOut.TOO_LATE.value)] == what(world)
    world.wait(days=3)
    campaign(world, due_at=world.now - DAY, lasts=None)
    assert [Ending.SENT] == await post.deliver()
