"""A meeting with its plan of reminders: made in a few taps, moved, cancelled, undone; kind about what cannot be."""

from datetime import date, timedelta

import pytest
from kit.chat import Chat, World
from kit.coordinator import coordinator, counted, focal_point
from kit.golden import label
from kit.whole_cards import whole
from sqlalchemy import func, select

from conversations.campaigns import DeliveryState
from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.events import Do, Open, Press
from conversations.instrument import Language
from storage import tables as t
from storage.counters import DENIALS

ES, PT, EN = Language.ES, Language.PT, Language.EN
NAMES = {ES: "Encuentro Regional, Quito", PT: "Encontro Regional, Quito", EN: "Regional Meeting, Quito"}
DATES = {ES: "12 al 14 de mayo de 2026", PT: "12 a 14 de maio", EN: "May 12-14, 2026"}
ARGENTINA = {ES: "Argentina", PT: "Argentina", EN: "Argentina"}
BRAZIL = {ES: "Brasil", PT: "Brasil", EN: "Brazil"}


def tap(chat: Chat, key: str, **params: object) -> None:
    """Tap a button by its entry."""
    chat.tap(label(chat.language or ES, key, **params))


def states(world: World) -> dict[str, int]:
    """Count the deliveries by state."""
    d = t.delivery.c
    with world.writer.database.reading() as tx:
        rows = tx.connection.execute(select(d.state, func.count()).group_by(d.state)).all()
    return {row[0]: row[1] for row in rows}


def due(world: World) -> list[str]:
    """List the moments of what is planned, in UTC."""
    d = t.delivery.c
    planned = select(d.due_at).where(d.state == DeliveryState.PLANNED.value).order_by(d.due_at)
    with world.writer.database.reading() as tx:
        return [f"{at:%Y-%m-%d %H:%M}" for at in tx.connection.execute(planned).scalars()]


def denials(world: World) -> int:
    """Count what was refused."""
    with world.writer.database.reading() as tx:
        counted_ = select(func.coalesce(func.sum(t.counter.c.count), 0)).where(t.counter.c.name == DENIALS)
        return int(tx.connection.execute(counted_).scalar_one())


def make(chat: Chat, name: str = "Encuentro Regional, Quito", dates: str = "12 al 14 de mayo de 2026") -> None:
    """Make a meeting of everybody, up to its plan."""
    tap(chat, "meetings.list")
    tap(chat, "meetings.make")
    chat.send(name)
    chat.send(dates)
    if chat.has(label(chat.language or ES, "whom.all")):
        tap(chat, "meetings.onwards")


def confirm(chat: Chat) -> None:
    """Have the dry run shown, and confirm it."""
    tap(chat, "campaigns.check")
    tap(chat, "check.go")
    tap(chat, "check.yes")


@pytest.mark.parametrize("language", Language)
def test_a_meeting_with_its_plan_takes_eight_taps_and_two_texts(world: World, language: Language) -> None:
    """From home to a plan that is confirmed, of two countries: 8 taps, 2 texts, every card whole on a small phone."""
    focal_point(world, "Rosario", 1)
    focal_point(world, "Foz do Iguaçu", 2, PT)
    focal_point(world, "Quito", 3)
    world.wait(days=1)
    chat = coordinator(world, language)
    chat.after = whole
    with counted(chat, taps=8, typed=2):
        tap(chat, "meetings.list")
        tap(chat, "meetings.make")
        chat.send(NAMES[language])
        chat.send(DATES[language])
        chat.tap(ARGENTINA[language])
        chat.tap(BRAZIL[language])
        tap(chat, "meetings.onwards")
        confirm(chat)
    assert {"planned": 8} == states(world)
    # mid-morning where each one is; 2 April is a holiday in Argentina, the 18th and 25th are Saturdays
    expected = ["04-01 12:30", "04-02 12:30", "04-17 12:30", "04-17 12:30", "04-24 12:30", "04-24 12:30"]
    assert [f"2026-{at}" for at in expected] == due(world)[:6]


def test_the_dry_run_says_who_when_in_which_language_and_why_not(world: World) -> None:
    """Before anything is queued: how many, who at which local time, an exact preview, and who is left out and why."""
    focal_point(world, "Rosario", 1)
    focal_point(world, "Foz do Iguaçu", 2, PT)
    world.wait(days=1)
    chat = coordinator(world, ES, "AR", "BR")
    make(chat)
    tap(chat, "campaigns.check")
    text = chat.card.text
    assert "<b>2 personas</b> de 2 miembros" in text
    assert "español 1 y portugués 1" in text
    assert "sin punto focal 9" in text
    tap(chat, "check.who_list", number=2)
    assert "Rosario · mié, 1 abr, 9:30 a.m. · es" in chat.card.text.replace("\u00a0", " ")
    tap(chat, "meetings.back")
    tap(chat, "check.out_list", number=9)
    assert "Buenos Aires · sin punto focal" in chat.card.text
    tap(chat, "meetings.back")
    chat.tap("Ver en portugués")
    assert "Lembrete da coordenação" in chat.card.text
    assert "Encuentro Regional" in chat.card.text
    assert [label(ES, "meetings.back"), label(ES, "desk.home")] == chat.card.labels
    assert {} == states(world)


def test_what_is_said_to_be_undone_is(world: World) -> None:
    """A press that names no meeting but the latest one takes that one back, or says that it does not."""
    focal_point(world, "Rosario", 1)
    chat = coordinator(world)
    make(chat)
    confirm(chat)
    chat.press(Do(Deed.UNDO, "m0"))
    assert label(ES, "deskline.undone") in chat.card.text
    assert {"cancelled": 4} == states(world)


def test_a_minute_to_undo_and_not_longer(world: World) -> None:
    """Within a minute nothing of it is left; after it the button says that it is too late, and nothing changes."""
    focal_point(world, "Rosario", 1)
    chat = coordinator(world)
    make(chat)
    confirm(chat)
    world.wait(seconds=59)
    tap(chat, "campaigns.undo")
    assert {"cancelled": 4} == states(world)
    assert label(ES, "meetings.none") in chat.card.text
    tap(chat, "desk.home")
    make(chat)
    confirm(chat)
    number = chat_meeting(world)
    world.wait(seconds=60)
    chat.press(Do(Deed.UNDO, f"m{number}"))
    assert label(ES, "deskline.undo_over") in chat.card.text
    assert {"cancelled": 4, "planned": 4} == states(world)


def chat_meeting(world: World) -> int:
    """Give the id of the latest meeting."""
    with world.writer.database.reading() as tx:
        return int(tx.connection.execute(select(func.max(t.meeting.c.id))).scalar_one())


def test_moving_the_meeting_moves_what_is_planned(world: World) -> None:
    """The reminders go along in the same turn; what was sent stays, and is not sent to the same person again."""
    focal_point(world, "Rosario", 1)
    chat = coordinator(world)
    make(chat)
    confirm(chat)
    before = due(world)
    d = t.delivery.c
    with world.writer.database.writing() as tx:
        first = tx.connection.execute(select(func.min(d.id))).scalar_one()
        sent = {"state": "sent", "settled_at": world.now, "message_id": 5}
        tx.connection.execute(t.delivery.update().where(d.id == first).values(**sent))
    tap(chat, "meetings.change")
    tap(chat, "plan.days")
    chat.send("9 al 11 de junio de 2026")
    confirm(chat)
    assert {"planned": 3, "sent": 1} == states(world)
    assert due(world) != before[1:]
    assert due(world)[-1].startswith("2026-05-28")
    assert "30 d, 30 abr: 1 enviado" in chat.card.text


def test_a_step_taken_out_is_cancelled_and_can_come_back(world: World) -> None:
    """A step taken out of the plan leaves its reminders cancelled; put in again they are planned once more."""
    focal_point(world, "Rosario", 1)
    chat = coordinator(world)
    make(chat)
    confirm(chat)
    tap(chat, "meetings.change")
    tap(chat, "plan.step", days=14)
    confirm(chat)
    assert {"planned": 3, "cancelled": 1} == states(world)
    tap(chat, "meetings.change")
    chat.send("14")
    chat.send("5")
    confirm(chat)
    assert {"planned": 5} == states(world)


def test_cancelling_takes_two_taps_and_everything_planned_with_it(world: World) -> None:
    """Nothing goes out for a meeting that does not take place; the question comes first."""
    focal_point(world, "Rosario", 1)
    chat = coordinator(world)
    make(chat)
    confirm(chat)
    number = chat_meeting(world)
    chat.press(Do(Deed.CANCEL_MEETING, str(number)))
    assert label(ES, "meetings.sure") in chat.card.text
    assert {"planned": 4} == states(world)
    tap(chat, "meetings.cancel_yes")
    assert {"cancelled": 4} == states(world)
    chat.press(Open(DeskView.MEETING, str(number)))
    assert label(ES, "meetings.cancelled") in chat.card.text
    assert not chat.has(label(ES, "meetings.change"))


def test_a_plan_made_late_drops_what_is_past_and_says_so(world: World) -> None:
    """Five weeks before, the first step is past; a few days before, answers are due in half of what is left."""
    chat = coordinator(world)
    make(chat, dates="30 de marzo de 2026")
    assert "30 días antes" in chat.card.text
    assert label(ES, "meetings.respond_by", day="20 de marzo de 2026").split(" hasta")[0] in chat.card.text
    assert not chat.has("✕ 30")
    chat.tap(label(ES, "desk.home"))
    make(chat, dates="8 de marzo de 2026")
    assert "5 de marzo de 2026" in chat.card.text
    assert "30, 14 y 7 días antes" in chat.card.text


@pytest.mark.parametrize("people", [0, 1])
def test_every_card_names_the_working_days_on_which_reminders_go_out(world: World, people: int) -> None:
    """Two steps on Sundays: the plan, its dry run and the meeting all say the Friday before."""
    world.now = world.now.replace(year=2027, month=1, day=11)
    if people:
        focal_point(world, "Quito", 1)
        world.wait(days=1)
    chat = coordinator(world)
    make(chat, dates="10 al 12 de marzo de 2027")
    assert "Recordatorios: 29 ene · 12 feb · 19 feb · 26 feb" in chat.card.text
    tap(chat, "campaigns.check")
    assert f"29 ene ({people}) · 12 feb ({people}) · 19 feb ({people}) · 26 feb ({people})" in chat.card.text
    tap(chat, "check.go")
    tap(chat, "check.yes")
    assert "14 d, 12 feb: " in chat.card.text
    assert "7 d, 19 feb: " in chat.card.text
    days = ["01-29", "02-12", "02-19", "02-26"] if people else []
    assert [f"2027-{day} 14:30" for day in days] == due(world)


def test_a_step_that_is_made_up_for_is_shown_on_the_day_that_it_is(world: World) -> None:
    """Planned on the Sunday of a step, its reminder goes out on Monday, and that is what the cards say."""
    focal_point(world, "Quito", 1)
    world.now = world.now.replace(year=2027, month=2, day=14, hour=15)
    chat = coordinator(world)
    make(chat, dates="10 al 12 de marzo de 2027")
    assert "Recordatorios: 15 feb · 19 feb · 26 feb" in chat.card.text
    confirm(chat)
    assert "14 d, 15 feb: " in chat.card.text
    assert "2027-02-15 14:30" == due(world)[0]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("12-14/3/2020", "deskline.days_past"),
        ("14 al 12 de mayo", "deskline.days_turned"),
        ("cuando se pueda", "deskline.days_unread"),
        ("12-14/5/2031", "deskline.days_past"),
    ],
)
def test_dates_that_cannot_be_are_asked_for_again(world: World, text: str, key: str) -> None:
    """Past, turned round, unreadable: one kind line, and the question once more."""
    chat = coordinator(world)
    tap(chat, "meetings.list")
    tap(chat, "meetings.make")
    chat.send("Encuentro, Quito")
    chat.send(text)
    assert label(ES, key) in chat.card.text
    assert label(ES, "meetings.ask_days") in chat.card.text
    chat.send("12-14/5")
    assert label(ES, "whom.ask_meeting") in chat.card.text


def test_the_plan_can_be_changed_by_typing_and_by_tapping(world: World) -> None:
    """Another day for the answers, one more step, one day earlier; never after the beginning or in the past."""
    chat = coordinator(world)
    chat.after = whole
    make(chat)
    chat.send("30/4")
    assert "30 de abril de 2026" in chat.card.text
    tap(chat, "plan.earlier")
    assert "29 de abril de 2026" in chat.card.text
    chat.send("15/5")
    assert "12 de mayo de 2026" in chat.card.text  # the last possible day is named
    assert "29 de abril de 2026" in chat.card.text
    chat.send("21")
    assert chat.has("✕ 21")
    chat.send("100")
    assert label(ES, "deskline.step_past", number=100) in chat.card.text
    chat.send("3")
    chat.send("4")
    assert label(ES, "deskline.steps_enough", number=6) in chat.card.text
    chat.press(Do(Deed.PLAN_BY, "nonsense"))
    assert "29 de abril de 2026" in chat.card.text


def test_the_zone_is_that_of_the_place(world: World) -> None:
    """A place that is a member has its zone, another city its own; it can be typed or tapped."""
    chat = coordinator(world)
    make(chat)
    assert chat.has("Guayaquil")
    tap(chat, "plan.name")
    chat.send("Encuentro Regional - Lima")
    assert chat.has("Lima")
    chat.tap("Hora de")
    chat.tap("›")
    chat.tap("Montevideo")
    assert chat.has("Hora de Montevideo")
    chat.tap("Hora de")
    chat.send("Atlantis")
    assert label(ES, "deskline.zone_unknown") in chat.card.text
    chat.send("asunción")
    assert chat.has("Asunción")


def test_chosen_members_are_typed_by_name(world: World) -> None:
    """Several at once with commas, one that is close asks, one that is not there is named."""
    focal_point(world, "Rosario", 1)
    chat = coordinator(world)
    tap(chat, "meetings.list")
    tap(chat, "meetings.make")
    chat.send("Encuentro, Quito")
    chat.send("12-14/5")
    chat.tap("Chile")
    chat.send("rosario, quito")
    assert "Rosario y Quito" in chat.card.text
    chat.send("Rosario, Atlantis")
    assert "Atlantis" in chat.card.text
    chat.send("Córdoba")
    assert chat.has("Córdoba, Argentina")
    chat.tap("Prov. Córdoba, Argentina")
    assert "Prov. Córdoba, Rosario y Quito" in chat.card.text
    chat.tap("✕ Prov. Córdoba")
    tap(chat, "meetings.onwards")
    confirm(chat)
    assert {"planned": 4} == states(world)
    with world.writer.database.reading() as tx:
        chosen = tx.connection.execute(select(func.count()).select_from(t.meeting_member)).scalar_one()
        countries = tx.connection.execute(select(t.meeting.c.countries)).scalar_one()
    assert (2, "AR,EC") == (chosen, countries)


def test_scope_holds_for_everything_about_a_meeting(world: World) -> None:
    """A meeting of the whole network is not there for who coordinates one country; reaching for it is counted."""
    everybody, chile = coordinator(world), coordinator(world, ES, "CL", telegram_id=901)
    make(everybody)
    confirm(everybody)
    number = chat_meeting(world)
    tap(chile, "meetings.list")
    assert label(ES, "meetings.none") in chile.card.text
    reached: tuple[Press, ...] = (
        Open(DeskView.MEETING, str(number)),
        Open(DeskView.PLAN, str(number)),
        Do(Deed.UNDO, f"m{number}"),
        Do(Deed.CANCEL_MEETING, str(number)),
        Open(DeskView.CAMPAIGN, "1"),
        Open(DeskView.DELIVERIES, "1.planned.0"),
        Do(Deed.STOP, "1"),
        Do(Deed.RETRY, "1.failed"),
    )
    for at, press in enumerate(reached, start=1):
        chile.press(press)
        assert label(ES, "deskline.out_of_reach") in chile.card.text, press
        assert at == denials(world)
    make(chile)
    assert "Participan: Chile" in chile.card.text
    confirm(chile)
    chile.press(Do(Deed.MEET_COUNTRY, "AR+"))
    tap(everybody, "meetings.list")
    assert 2 == sum("Encuentro Regional" in one for one in everybody.card.labels)


def test_without_an_open_wave_the_meeting_can_be_made_all_the_same(world: World) -> None:
    """Nobody would be reminded yet; the plan is made, and fills by itself once there is a wave."""
    with world.writer.database.writing() as tx:
        tx.connection.execute(t.wave.update().values(open_mark=None, closed_at=world.now))
    focal_point_without_wave = coordinator(world)
    make(focal_point_without_wave)
    tap(focal_point_without_wave, "campaigns.check")
    assert label(ES, "check.later") in focal_point_without_wave.card.text
    tap(focal_point_without_wave, "check.go")
    tap(focal_point_without_wave, "check.yes")
    assert "0 previstos" in focal_point_without_wave.card.text


def test_a_confirmation_counts_once_and_only_for_what_was_shown(world: World) -> None:
    """The same press once more makes no second meeting, and one for another draft shows the dry run again."""
    focal_point(world, "Rosario", 1)
    chat = coordinator(world)
    make(chat)
    tap(chat, "campaigns.check")
    tap(chat, "check.go")
    first = confirmation(chat)
    chat.press(first)
    chat.press(first)
    make(chat, name="Otro encuentro, Lima")
    tap(chat, "campaigns.check")
    tap(chat, "check.go")
    second = confirmation(chat)
    chat.press(first)  # of the other draft, while this one is asked about
    assert label(ES, "deskline.audience_changed") in chat.card.text
    chat.press(second)  # right, but not asked about any more
    assert label(ES, "deskline.audience_changed") in chat.card.text
    with world.writer.database.reading() as tx:
        assert 1 == tx.connection.execute(select(func.count()).select_from(t.meeting)).scalar_one()


def confirmation(chat: Chat) -> Do:
    """Give what the button that confirms carries."""
    data = next(data for row in chat.card.rows for text, data in row if text == label(ES, "check.yes"))
    return Do(Deed.CONFIRM, data.rpartition(":")[2])


def test_a_draft_left_lying_until_its_dates_are_past_is_asked_about(world: World) -> None:
    """What was confirmed too late is not made: other dates are asked for."""
    chat = coordinator(world)
    make(chat)
    tap(chat, "campaigns.check")
    tap(chat, "check.go")
    world.now += timedelta(days=100)
    tap(chat, "check.yes")
    assert label(ES, "meetings.ask_days") in chat.card.text
    with world.writer.database.reading() as tx:
        assert 0 == tx.connection.execute(select(func.count()).select_from(t.meeting)).scalar_one()


def test_dates_are_kept_as_they_were_typed(world: World) -> None:
    """Name, place, dates, respond-by and zone are what the card said."""
    chat = coordinator(world)
    make(chat)
    confirm(chat)
    with world.writer.database.reading() as tx:
        row = tx.connection.execute(select(t.meeting)).one()
    assert ("Encuentro Regional", "Quito") == (row.name, row.place)
    assert (date(2026, 5, 12), date(2026, 5, 14), date(2026, 5, 2)) == (row.starts_on, row.ends_on, row.respond_by)
    assert "America/Guayaquil" == row.timezone


@pytest.mark.parametrize("word", ["gracias", "sí", "resumen"])
def test_a_word_that_means_nothing_here_loses_nothing(world: World, word: str) -> None:
    """What is being made stays, on every card of it; "back" leads back, and "pause" home."""
    chat = coordinator(world)
    make(chat)
    for key in (None, "plan.whom", "meetings.onwards", "campaigns.check", "check.go"):
        if key:
            tap(chat, key)
        before = chat.card.labels
        chat.send(word)
        assert label(ES, "deskline.not_understood") in chat.card.text
        assert before == chat.card.labels
    chat.send("atrás")
    assert chat.has(label(ES, "plan.days"))
    chat.send("pausa")
    assert chat.has(label(ES, "campaigns.remind"))
