"""A reminder to a segment: chosen in a few taps, dry run read, confirmed, undone, stopped, tried again, reported."""

from datetime import datetime, timedelta

import pytest
from kit.chat import Chat, World
from kit.coordinator import coordinator, counted, focal_point
from kit.golden import STEPS, label, option
from kit.whole_cards import whole
from sqlalchemy import select, update

from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.events import Do, Open, Press
from conversations.instrument import Language
from storage import tables as t
from storage.members import find_members

ES, PT, EN = Language.ES, Language.PT, Language.EN
COUNTRY = {ES: "Argentina", PT: "Argentina", EN: "Argentina"}
_d = t.delivery.c


def tap(chat: Chat, key: str, **params: object) -> None:
    """Tap a button by its entry."""
    chat.tap(label(chat.language or ES, key, **params))


def deliveries(world: World) -> list[tuple[str, str]]:
    """List what became of each: member and state."""
    wanted = select(t.member.c.name, _d.state).join_from(t.delivery, t.member).order_by(_d.id)
    with world.writer.database.reading() as tx:
        return [(row.name, row.state) for row in tx.connection.execute(wanted)]


def moments(world: World) -> list[datetime]:
    """List when what is planned is due."""
    planned = select(_d.due_at).where(_d.state == "planned").order_by(_d.due_at)
    with world.writer.database.reading() as tx:
        return list(tx.connection.execute(planned).scalars())


def settle(world: World, member: str, state: str, reason: str = "") -> None:
    """Make of a member's planned delivery what sending it would."""
    with world.writer.database.writing() as tx:
        (found,) = find_members(tx, member)
        mine = update(t.delivery).where(_d.member_id == found.id, _d.state == "planned")
        done = mine.values(state=state, reason=reason, claimed_at=world.now, settled_at=world.now)
        assert 1 == tx.connection.execute(done).rowcount


def go(chat: Chat) -> None:
    """Confirm the dry run in view."""
    tap(chat, "check.go")
    tap(chat, "check.yes")


@pytest.mark.parametrize("language", Language)
def test_a_segment_is_reminded_and_its_dry_run_read_in_six_taps(world: World, language: Language) -> None:
    """A country and a state chosen, and the dry run read: 6 taps; every card is whole on a small phone."""
    answering = focal_point(world, "Rosario", 1)
    answering.tap(option(ES, STEPS[0], 3))
    focal_point(world, "Buenos Aires", 2)
    world.wait(days=1)
    chat = coordinator(world, language)
    chat.after = whole
    with counted(chat, taps=6):
        tap(chat, "campaigns.remind")
        tap(chat, "plan.whom")
        chat.tap(COUNTRY[language])
        tap(chat, "meetings.onwards")
        chat.tap(label(language, "standing.in_progress").capitalize())
        tap(chat, "campaigns.check")
    assert label(language, "check.now") in chat.card.text
    go(chat)
    assert [("Rosario", "planned")] == deliveries(world)
    assert [world.now + timedelta(minutes=1)] == moments(world)


def test_undo_leaves_nothing(world: World) -> None:
    """Nothing is due before the minute is over, and within it all of it can be taken back."""
    focal_point(world, "Rosario", 1)
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    tap(chat, "campaigns.check")
    go(chat)
    assert min(moments(world)) >= world.now + timedelta(minutes=1)
    tap(chat, "campaigns.undo")
    assert [("Rosario", "cancelled")] == deliveries(world)
    assert not chat.has(label(ES, "campaigns.undo"))
    tap(chat, "campaigns.list")
    assert label(ES, "campaigns.none") in chat.card.text


def test_one_member_goes_straight_to_its_dry_run(world: World) -> None:
    """The button of a status card opens it for one member; the others are no part of it, not even as left out."""
    focal_point(world, "Rosario", 1)
    focal_point(world, "Quito", 2)
    with world.writer.database.reading() as tx:
        (quito,) = find_members(tx, "Quito")
    chat = coordinator(world)
    chat.press(Open(DeskView.REMIND, f"m{quito.id}"))
    assert label(ES, "check.nobody_out") in chat.card.text
    with counted(chat, taps=2):
        go(chat)
    assert [("Quito", "planned")] == deliveries(world)
    chat.send("/recordar Quito")
    assert label(ES, "check.go") in chat.card.labels


def test_a_typed_name_that_may_be_two_is_asked_about(world: World) -> None:
    """Córdoba is a city and a province."""
    chat = coordinator(world)
    chat.send("/recordar Cordoba")
    assert chat.has("Prov. Córdoba")
    chat.tap("Prov. Córdoba")
    tap(chat, "meetings.onwards")
    assert "Prov. Córdoba" in chat.card.text


def test_states_and_days_without_progress(world: World) -> None:
    """Stalled for so many days as typed; ready ones apart from those in progress; not started apart from both."""
    stalled = focal_point(world, "Rosario", 1)
    stalled.tap(option(ES, STEPS[0], 3))
    world.wait(days=8)
    fresh = focal_point(world, "Quito", 2)
    fresh.tap(option(ES, STEPS[0], 3))
    focal_point(world, "Mendoza", 3)
    world.wait(days=1)
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    chat.send("5")
    tap(chat, "campaigns.check")
    tap(chat, "check.who_list", number=1)
    assert "Rosario" in chat.card.text
    tap(chat, "meetings.back")
    chat.tap("Quedan fuera")
    assert "otro estado" not in chat.card.text  # the others come after those who have nobody
    tap(chat, "meetings.back")
    tap(chat, "check.change")
    chat.tap("5 días sin avances")
    chat.tap("Sin empezar")
    tap(chat, "campaigns.check")
    tap(chat, "check.who_list", number=1)
    assert "Mendoza" in chat.card.text


def test_a_day_and_an_hour_are_each_places_own(world: World) -> None:
    """At eleven on Monday means eleven in Rosario and eleven in Quito; without an hour, mid-morning."""
    focal_point(world, "Rosario", 1)
    focal_point(world, "Quito", 2)
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    chat.send("13/3")
    assert "vie, 13 mar" in chat.card.text
    tap(chat, "remind.choose_when")
    chat.tap("11")
    tap(chat, "meetings.onwards")
    tap(chat, "campaigns.check")
    go(chat)
    assert ["03-13 14:00", "03-13 16:00"] == [f"{at:%m-%d %H:%M}" for at in moments(world)]


@pytest.mark.parametrize("text", ["1/3/2026", "1/1/2030"])
def test_a_day_that_cannot_be_is_asked_for_again(world: World, text: str) -> None:
    """Past, or years away."""
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    tap(chat, "remind.choose_when")
    chat.send(text)
    assert label(ES, "deskline.day_refused") in chat.card.text


def test_at_night_and_on_holidays_it_waits_for_the_next_morning(world: World) -> None:
    """Now means within the hours of each place; on the eve of a holiday it is the working day after."""
    focal_point(world, "Rosario", 1)
    world.now = world.now.replace(month=4, day=1, hour=23, minute=0)  # 20:00, before Thursday the 2nd and Good Friday
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    tap(chat, "campaigns.check")
    assert "lun, 6 abr" in chat.card.text
    go(chat)
    assert ["04-06 12:30"] == [f"{at:%m-%d %H:%M}" for at in moments(world)]


def test_nobody_to_remind_is_said_and_not_confirmed(world: World) -> None:
    """Without anybody the dry run says why, and offers no way on; a forged press does not find one."""
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    tap(chat, "campaigns.check")
    assert label(ES, "check.nobody") in chat.card.text
    assert "sin punto focal" in chat.card.text
    assert not chat.has(label(ES, "check.go"))
    chat.press(Open(DeskView.DRY_RUN, "sure"))
    assert not chat.has(label(ES, "check.yes"))


def test_without_a_wave_there_is_nothing_to_remind_of(world: World) -> None:
    """It is said, with the way to what opens one."""
    with world.writer.database.writing() as tx:
        tx.connection.execute(update(t.wave).values(open_mark=None, closed_at=world.now))
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    assert label(ES, "remind.no_wave") in chat.card.text
    assert [label(ES, "remind.wave"), label(ES, "desk.home")] == chat.card.labels


def test_the_report_tells_what_became_of_each(world: World) -> None:
    """Sent, blocked, not delivered with its reason, unconfirmed, left out, answered since; each with its list."""
    people = [focal_point(world, name, at) for at, name in enumerate(("Rosario", "Salta", "Mendoza", "Maipú"), start=1)]
    extra = focal_point(world, "Quito", 9)
    extra.tap(option(ES, STEPS[0], 3))
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    tap(chat, "campaigns.check")
    go(chat)
    settle(world, "Rosario", "sent")
    settle(world, "Salta", "blocked")
    settle(world, "Mendoza", "failed", "Bad Request")
    settle(world, "Maipú", "unconfirmed", "interrupted")
    world.wait(hours=1)
    people[0].tap(option(ES, STEPS[0], 3))
    tap(chat, "campaigns.list")
    assert "2 enviados, 1 respondió" in chat.card.text
    chat.tap("Recordatorio,")
    text = chat.card.text
    for said in ("Enviados: 1", "Bloquearon el bot: 1", "No entregados: 1", "Sin confirmar: 1", "Quedaron fuera: 1"):
        assert said in text
    assert "Respondieron después: 1" in text
    whole(chat)
    chat.tap("No entregados")
    assert "Mendoza · Telegram no lo aceptó" in chat.card.text
    tap(chat, "meetings.back")
    chat.tap("Sin confirmar")
    assert "Maipú · se interrumpió el envío" in chat.card.text
    tap(chat, "meetings.back")
    chat.tap("Quedaron fuera")
    assert "Quito · respondió hoy" in chat.card.text
    tap(chat, "meetings.back")
    chat.tap("Respondieron:")
    assert "Rosario" in chat.card.text


def test_what_was_not_delivered_can_be_tried_again(world: World) -> None:
    """Failed ones at a tap; those who blocked us once they are back; unconfirmed only at a tap that says what it is."""
    focal_point(world, "Rosario", 1)
    blocked = focal_point(world, "Salta", 2)
    focal_point(world, "Maipú", 3)
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    tap(chat, "campaigns.check")
    go(chat)
    settle(world, "Rosario", "failed", "Bad Request")
    settle(world, "Salta", "blocked")
    settle(world, "Maipú", "unconfirmed")
    with world.writer.database.writing() as tx:
        tx.connection.execute(update(t.person).values(unreachable_at=None))
        person = select(_d.person_id).where(_d.state == "blocked").scalar_subquery()
        tx.connection.execute(update(t.person).where(t.person.c.id == person).values(unreachable_at=world.now))
    world.wait(minutes=5)
    chat.tap(label(ES, "campaigns.list"))
    chat.tap("Recordatorio,")
    chat.tap("Bloquearon")
    tap(chat, "campaigns.retry")
    assert label(ES, "deskline.nothing_to_retry") in chat.card.text
    blocked.start()
    tap(chat, "campaigns.retry")
    assert [("Rosario", "failed"), ("Salta", "planned"), ("Maipú", "unconfirmed")] == sorted(
        deliveries(world), key=lambda one: ("Rosario", "Salta", "Maipú").index(one[0])
    )
    chat.tap("No entregados")
    tap(chat, "campaigns.retry")
    chat.tap("Sin confirmar")
    assert not chat.has(label(ES, "campaigns.retry"))
    tap(chat, "campaigns.retry_unsure")
    assert {"planned"} == {state for _, state in deliveries(world)}
    assert min(moments(world)) >= world.now + timedelta(minutes=1)


def test_stopping_asks_first_and_leaves_what_was_sent(world: World) -> None:
    """After the minute what is left can still be stopped, in two taps."""
    focal_point(world, "Rosario", 1)
    focal_point(world, "Salta", 2)
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    tap(chat, "campaigns.check")
    go(chat)
    settle(world, "Rosario", "sent")
    world.wait(minutes=2)
    chat.press(Do(Deed.UNDO, "1"))
    assert label(ES, "deskline.undo_over") in chat.card.text
    chat.press(Do(Deed.STOP, "1"))
    assert label(ES, "campaigns.stop_sure") in chat.card.text
    tap(chat, "campaigns.stop_yes")
    assert {("Rosario", "sent"), ("Salta", "cancelled")} == set(deliveries(world))


def test_a_coordinator_reaches_only_members_in_scope(world: World) -> None:
    """Another country's member is refused, and a segment of everybody is one of the own countries."""
    focal_point(world, "Rosario", 1)
    focal_point(world, "Quito", 2)
    with world.writer.database.reading() as tx:
        (quito,) = find_members(tx, "Quito")
    chat = coordinator(world, ES, "AR")
    for press in (
        Open(DeskView.REMIND, f"m{quito.id}"),
        Do(Deed.MEET_COUNTRY, "EC+"),
        Do(Deed.MEET_MEMBER, f"{quito.id}+"),
    ):
        chat.press(Open(DeskView.REMIND))
        chat.press(press)
        assert label(ES, "deskline.out_of_reach") in chat.card.text
    tap(chat, "campaigns.remind")
    tap(chat, "campaigns.check")
    go(chat)
    assert [("Rosario", "planned")] == deliveries(world)
    with world.writer.database.reading() as tx:
        assert "AR" == tx.connection.execute(select(t.campaign.c.countries)).scalar_one()


BUTTONS: tuple[Press, ...] = (
    *(Do(deed, target) for deed in Deed for target in ("", "x", "0", "999999999", "AR+", "12+")),
    *(Open(view, target) for view in DeskView for target in ("", "x", "999", "c9", "m9", "who.7", "1.sent.0")),
)


def test_no_button_of_these_parts_breaks_anything(world: World) -> None:
    """Whatever a press carries and wherever it comes, there is a card, and nothing is planned."""
    focal_point(world, "Rosario", 1)
    chat = coordinator(world)
    mine = {
        Deed.MEET_COUNTRY, Deed.MEET_MEMBER, Deed.MEET_ZONE, Deed.PLAN_STEP, Deed.PLAN_BY, Deed.REMIND_STANDING,
        Deed.REMIND_DAY, Deed.REMIND_MINUTE, Deed.CONFIRM, Deed.UNDO, Deed.STOP, Deed.CANCEL_MEETING, Deed.RETRY,
    }  # fmt: skip
    views = {
        DeskView.MEETINGS, DeskView.MEETING, DeskView.PLAN, DeskView.REMIND, DeskView.WHOM, DeskView.WHEN,
        DeskView.ZONE, DeskView.DRY_RUN, DeskView.CAMPAIGNS, DeskView.CAMPAIGN, DeskView.DELIVERIES, DeskView.NOTICE,
    }  # fmt: skip
    for start in (Open(DeskView.REMIND), Open(DeskView.MEETING, "new")):
        chat.press(start)
        for press in BUTTONS:
            if (isinstance(press, Do) and press.deed in mine) or (isinstance(press, Open) and press.view in views):
                chat.press(press)
                assert chat.card.text
    assert [] == deliveries(world)
