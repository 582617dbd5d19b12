"""What reaches the coordinator's side out of turn: old buttons, words instead of values, things now out of reach.

Nothing of it is done, nothing that was begun is lost without a word, and the next card says what can be done.
"""

import pytest
from kit.chat import Chat, World
from kit.coordinator import coordinator, focal_point
from kit.golden import label
from kit.scenario import NOON, RECIFE, Story
from sqlalchemy import select, update

from conversations.campaigns import DryRun, Excluded, LeftOut
from conversations.desk import planning, reminding, whom, writing
from conversations.desk.deeds import Deed
from conversations.desk.place import Desk, DeskView
from conversations.desk.scene import DeskScene
from conversations.desk.working_out import members_left_out
from conversations.events import Do, Give, Open, Typed
from conversations.instrument import Language
from conversations.intents import FreeText
from conversations.people import Appointment, Role
from storage import tables as t
from storage.members import find_members, list_members
from storage.waves import open_now

ES = Language.ES
STALE = label(ES, "deskline.stale_button")
OUT_OF_REACH = label(ES, "deskline.out_of_reach")
NOT_UNDERSTOOD = label(ES, "deskline.not_understood")


def tap(chat: Chat, key: str, **params: object) -> None:
    """Tap a button by its entry."""
    chat.tap(label(ES, key, **params))


def number(world: World, name: str) -> int:
    """Give the id of a member."""
    with world.writer.database.reading() as tx:
        return find_members(tx, name)[0].id


def narrow(world: World, countries: str) -> None:
    """Make the coordinator's scope another one, as the command line would."""
    with world.writer.database.writing() as tx:
        own = update(t.appointment).where(t.appointment.c.role == "coordinator")
        tx.connection.execute(own.values(countries=countries))


def home(chat: Chat) -> bool:
    """Tell whether the card is the coordinator's home."""
    return chat.has(label(ES, "campaigns.remind"))


# --- nothing is being made ---


@pytest.mark.parametrize(
    "press",
    [
        Open(DeskView.WHOM),
        Open(DeskView.WHEN),
        Do(Deed.MEET_COUNTRY, "AR+"),
        Do(Deed.MEET_MEMBER, "1+"),
        Do(Deed.REMIND_STANDING, "open"),
        Do(Deed.REMIND_DAY, "2026-04-01"),
        Do(Deed.REMIND_DAY),
        Do(Deed.CONFIRM, "00000000"),
    ],
    ids=str,
)
def test_a_button_of_what_is_no_longer_made_leads_home(world: World, press: Open | Do) -> None:
    """An old button of a reminder, when none is being made, says that it has had its time, and nothing is chosen."""
    chat = coordinator(world)
    chat.press(press)
    assert STALE in chat.card.text
    assert home(chat)


@pytest.mark.parametrize(
    "press",
    [Open(DeskView.PLAN), Do(Deed.PLAN_STEP, "7+"), Do(Deed.PLAN_BY, "2026-04-01"), Do(Deed.MEET_ZONE, "UTC")],
    ids=str,
)  # fmt: skip - one press a line would be longer than the test
def test_a_button_of_a_meeting_that_is_no_longer_made_leads_to_the_meetings(world: World, press: Open | Do) -> None:
    """An old button of a plan, when no meeting is being made, leads to the meetings and says why."""
    chat = coordinator(world)
    chat.press(press)
    assert STALE in chat.card.text
    assert chat.has(label(ES, "meetings.make"))


@pytest.mark.parametrize(
    "press", [Do(Deed.REMIND_MINUTE, "540"), Do(Deed.REMIND_DAY, "soon"), Do(Deed.REMIND_MINUTE, "9999")], ids=str
)
def test_a_button_of_another_moment_changes_no_time(world: World, press: Do) -> None:
    """An hour without a day, a day that is none, an hour of the night: the choice of the time stays as it was."""
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    chat.press(Open(DeskView.WHEN))
    before = chat.card.labels
    chat.press(press)
    assert STALE in chat.card.text
    assert before == chat.card.labels


# --- words where a value is awaited ---


def test_what_only_leads_about_keeps_a_reminder_that_is_being_made(world: World) -> None:
    """A word that means nothing there, a number that is too high: the choice stays; "volver" leaves it, then home."""
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    chat.send("Argentina")
    chat.press(Open(DeskView.REMIND))
    for text in ("sí", "91"):
        chat.send(text)
        assert NOT_UNDERSTOOD in chat.card.text
        assert "Argentina" in chat.card.text
    chat.press(Open(DeskView.WHOM))
    chat.send("no")
    assert NOT_UNDERSTOOD in chat.card.text
    chat.send("volver")
    assert "Argentina" in chat.card.text
    chat.send("volver")
    assert home(chat)


def test_days_without_an_answer_are_typed(world: World) -> None:
    """A number on a reminder's card asks for who has not answered for so many days; more than 90 is not asked for."""
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    chat.send("12")
    assert "12" in chat.card.text


def test_a_typed_day_is_taken_where_the_time_is_chosen(world: World) -> None:
    """A day typed on the card of the time, or on the reminder's, is the day; a word or a past one is not."""
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    chat.press(Open(DeskView.WHEN))
    chat.send("sí")
    assert NOT_UNDERSTOOD in chat.card.text
    chat.send("1 de marzo de 2026")
    assert label(ES, "deskline.day_refused") in chat.card.text
    chat.send("1 de abril de 2026")
    assert "1 abr" in chat.card.text
    chat.press(Open(DeskView.REMIND))
    chat.send("2 de abril de 2026")
    assert "2 abr" in chat.card.text


def test_words_do_not_name_a_meeting_nor_date_it(world: World) -> None:
    """Where a name or the dates are awaited, a word is no name: the question stays; so does it for a name of marks."""
    chat = coordinator(world)
    tap(chat, "meetings.list")
    tap(chat, "meetings.make")
    chat.send("sí")
    assert NOT_UNDERSTOOD in chat.card.text
    for unusable in ("!!!", "x" * 200):
        chat.send(unusable)
        assert "nombre" in chat.card.text
    chat.send("/reuniones")
    assert chat.has(label(ES, "meetings.make"))
    tap(chat, "meetings.make")
    chat.send("Encuentro Regional")
    chat.send("no")
    assert NOT_UNDERSTOOD in chat.card.text
    chat.press(Open(DeskView.PLAN))
    assert "Encuentro Regional" in chat.card.text
    chat.press(Open(DeskView.MEETING, "name"))
    assert "Encuentro Regional" in chat.card.text


def test_a_meeting_without_a_place_takes_the_zone_of_most_members(world: World) -> None:
    """No place is named: the zone that most members share is proposed, and can be typed over; a word is no zone."""
    chat = coordinator(world, ES, "AR")
    tap(chat, "meetings.list")
    tap(chat, "meetings.make")
    chat.send("Encuentro Regional")
    chat.send("12 al 14 de mayo de 2026")
    chat.press(Open(DeskView.ZONE))
    assert chat.has("✓ Córdoba")
    chat.send("sí")
    assert NOT_UNDERSTOOD in chat.card.text
    chat.send("no zone of this name")
    assert label(ES, "deskline.zone_unknown") in chat.card.text


def test_what_is_typed_on_a_plan_is_a_day_a_step_or_new_dates(world: World) -> None:
    """On a meeting's plan a number is a step, a day is the day to answer by, two are its dates; a word is neither."""
    chat = coordinator(world, ES, "AR")
    tap(chat, "meetings.list")
    tap(chat, "meetings.make")
    chat.send("Encuentro Regional, Rosario")
    chat.send("12 al 14 de mayo de 2026")
    chat.send("sí")
    assert NOT_UNDERSTOOD in chat.card.text
    chat.send("8 de mayo de 2026")
    assert "8 de mayo" in chat.card.text
    chat.send("20 de mayo de 2026")
    assert label(ES, "deskline.by_refused", day="12 de mayo de 2026") in chat.card.text
    chat.send("19 al 21 de mayo de 2026")
    assert "19" in chat.card.text
    chat.press(Do(Deed.PLAN_BY, "some day"))
    assert STALE in chat.card.text


# --- members, invitations ---


@pytest.mark.parametrize(
    ("part", "text", "said"),
    [
        ("name", "!!!", "name_unusable"),
        ("name", "x" * 200, "name_unusable"),
        ("aliases", ";".join(f"Name {n}" for n in range(40)), "name_unusable"),
        ("aliases", "Fine; !!!", "name_unusable"),
        ("zone", "Atlantis", "zone_unknown"),
        ("region", "no region", "region_unknown"),
    ],
)
def test_what_cannot_be_kept_of_a_member_is_asked_again(world: World, part: str, text: str, said: str) -> None:
    """A name of marks, too many other names, a zone or region that is none: said, and the same part is asked for."""
    chat = coordinator(world)
    target = f"{number(world, 'Quito')}.{part}"
    chat.press(Open(DeskView.MEMBER, target))
    before = chat.card.text
    chat.send(text)
    assert label(ES, f"deskline.{said}", number=120)[:20] in chat.card.text
    assert before in chat.card.text


def test_a_word_is_no_value_of_a_member(world: World) -> None:
    """Where a member's name is awaited, "sí" leads home and changes nothing; so does text on the member's own card."""
    chat = coordinator(world)
    quito = number(world, "Quito")
    chat.press(Open(DeskView.MEMBER, f"{quito}.name"))
    chat.send("sí")
    assert home(chat)
    chat.press(Open(DeskView.MEMBER, str(quito)))
    chat.send("Something else")
    assert NOT_UNDERSTOOD in chat.card.text
    assert quito == number(world, "Quito")


@pytest.mark.parametrize("how", ["text", "zone"])
def test_a_member_that_left_the_scope_is_not_changed(world: World, how: str) -> None:
    """A member's part is on the card while the scope becomes another country's: what comes then is refused."""
    chat = coordinator(world)
    quito = number(world, "Quito")
    chat.press(Open(DeskView.MEMBER, f"{quito}.{'name' if how == 'text' else 'zone'}"))
    narrow(world, "AR")
    if how == "text":
        chat.send("Kitu")
    else:
        chat.press(Do(Deed.SET_ZONE, "America/Lima"))
    assert OUT_OF_REACH in chat.card.text
    with world.writer.database.reading() as tx:
        (found,) = [one.member for one in list_members(tx) if one.member.id == quito]
    assert ("Quito", "America/Guayaquil") == (found.name, found.timezone)


def test_a_zone_is_typed_for_a_new_member_and_a_word_is_none(world: World) -> None:
    """Name, kind and country are there: a city of that country is the zone, another text is not, nor is a word."""
    chat = coordinator(world)
    chat.press(Open(DeskView.NEW_MEMBER))
    chat.send("!!!")
    assert label(ES, "deskline.name_unusable", number=120)[:20] in chat.card.text
    chat.send("Nueva")
    chat.press(Do(Deed.NEW_KIND, "city"))
    chat.send("br")
    chat.send("Atlantis")
    assert label(ES, "deskline.zone_unknown") in chat.card.text
    chat.send("manaus")
    assert "Manaus" in chat.card.text
    chat.send("sí")
    assert home(chat)


def test_countries_are_typed_for_a_coordinator(world: World) -> None:
    """Codes with a comma or a space between are the countries of the invitation; a word is no country."""
    chat = coordinator(world)
    chat.press(Open(DeskView.INVITE, "c"))
    chat.send("br, ar")
    assert "Argentina" in chat.card.text
    chat.send("ar, nowhere")
    assert label(ES, "deskline.country_unknown") in chat.card.text
    chat.send("sí")
    assert home(chat)


def test_a_button_of_a_zone_is_stale_where_no_zone_is_chosen(world: World) -> None:
    """An old zone button on another card says that it has had its time; on a list's row a made-up zone is refused."""
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    chat.press(Do(Deed.SET_ZONE, "America/Lima"))
    assert STALE in chat.card.text
    assert label(ES, "check.go") not in chat.card.labels


# --- waves ---


def test_only_a_day_and_a_name_are_taken_for_a_wave(world: World) -> None:
    """A word on the card of a new wave leads home; a text on the wave's own card is not understood."""
    chat = coordinator(world)
    tap_wave(chat)
    chat.send("Something")
    assert NOT_UNDERSTOOD in chat.card.text
    chat.press(Open(DeskView.WAVE, "new"))
    chat.send("sí")
    assert home(chat)


def test_a_proposal_that_was_left_lying_is_not_opened_as_it_was(world: World) -> None:
    """Its name was taken meanwhile, or its last day has passed: nothing is opened, and the proposal says why."""
    chat, other = coordinator(world), coordinator(world, telegram_id=901, name="Otto")
    for key in ("waves.button", "waves.close", "waves.close_yes"):
        tap(chat, key)
    chat.press(Open(DeskView.WAVE, "new"))
    other.press(Open(DeskView.WAVE, "new"))
    chat.send("The next one")
    other.send("The next one")
    other.press(Do(Deed.OPEN_WAVE))
    for key in ("waves.close", "waves.close_yes"):
        tap(other, key)
    chat.press(Do(Deed.OPEN_WAVE))
    assert label(ES, "deskline.wave_name_taken", name="The next one") in chat.card.text
    chat.send("Yet another")
    world.wait(days=400)
    chat.press(Do(Deed.OPEN_WAVE))
    assert label(ES, "deskline.wave_day_refused") in chat.card.text
    with world.writer.database.reading() as tx:
        assert open_now(tx) is None


def tap_wave(chat: Chat) -> None:
    """Open the card of the wave."""
    chat.press(Open(DeskView.WAVE))


# --- what became of those it was for ---


def test_nothing_goes_to_nobody(world: World) -> None:
    """Between the question and the confirmation the only one it was for leaves the post: nobody is written to."""
    focal_point(world, "Rosario", 1)
    chat = coordinator(world)
    for key in ("campaigns.remind", "campaigns.check", "check.go"):
        tap(chat, key)
    with world.writer.database.writing() as tx:
        left = update(t.appointment).where(t.appointment.c.role == "focal_point")
        tx.connection.execute(left.values(until=world.now, reminded_for=None))
    tap(chat, "check.yes")
    assert label(ES, "deskline.nobody_to_write") in chat.card.text
    with world.writer.database.reading() as tx:
        assert [] == tx.connection.execute(select(t.delivery.c.id)).all()


def test_a_standing_that_there_is_none_of_is_not_chosen(world: World) -> None:
    """A made-up standing changes nothing; "open" and then one taken out leave what is shown on the card."""
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    before = chat.card.text
    chat.press(Do(Deed.REMIND_STANDING, "asleep+"))
    assert before == chat.card.text


def test_one_named_and_one_unknown_keeps_the_one(world: World) -> None:
    """Of two typed names the known one is chosen, and the other is said to be none."""
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    chat.press(Open(DeskView.WHOM))
    chat.send("Quito, Nowhere at all")
    assert "Nowhere at all" in chat.card.text
    assert "Quito" in chat.card.text
    chat.send("Nowhere at all, Elsewhere")
    assert "Quito" in chat.card.text


def test_a_notice_takes_any_words_but_those_that_lead_away(world: World) -> None:
    """ "volver" leaves the notice; a text when none is asked for any more is not taken for another one."""
    focal_point(world, "Rosario", 1)
    chat = coordinator(world)
    chat.press(Open(DeskView.NOTICE))
    chat.send("La reunión empieza a las nueve.")
    assert label(ES, "deskline.text_noted") in chat.card.text
    chat.send("Otra cosa")
    assert NOT_UNDERSTOOD in chat.card.text
    chat.send("volver")
    assert home(chat)


def test_a_list_that_is_being_read_takes_no_zone(world: World) -> None:
    """While a list is read, its card waits; a zone's button of before does nothing; a made-up zone is refused later."""
    chat = coordinator(world)
    chat.attach("red.xlsx")
    waiting = chat.card.text
    chat.press(Open(DeskView.WORKBOOK))
    assert waiting.splitlines()[-1] in chat.card.text
    chat.press(Do(Deed.SET_ZONE, "America/Lima"))
    assert STALE in chat.card.text


@pytest.mark.parametrize("view", [DeskView.REMIND, DeskView.WHOM, DeskView.NOTICE, DeskView.PLAN])
def test_a_text_on_a_card_without_anything_being_made_is_not_taken(view: DeskView) -> None:
    """A card whose draft an earlier version of the bot wrote, so that it cannot be read: the text is left to others."""
    celia = Story().member_of("celia", Role.COORDINATOR, None)
    event = Typed(FreeText(), "Rosario", 1)
    scene = DeskScene(celia.world, Desk(1, view), event, NOON, Appointment(1, Role.COORDINATOR, None))
    for takes in (reminding.take_text, whom.take_whom, writing.take_text, planning.take_text):
        assert takes(scene, event) is None


def test_a_reminder_is_asked_for_in_words(world: World) -> None:
    """ "/recordar" begins one for all, with a country for that country, with a name that is close asks which."""
    chat = coordinator(world)
    chat.send("/recordar")
    assert chat.has(label(ES, "plan.whom"))
    chat.send("/recordar Argentina")
    assert "Argentina" in chat.card.text


def test_all_countries_are_chosen_again(world: World) -> None:
    """After some countries, "all" takes the whole scope; "open" takes everybody with something left to do."""
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    chat.press(Open(DeskView.WHOM))
    chat.send("Argentina")
    chat.press(Do(Deed.MEET_COUNTRY, "*"))
    chat.press(Open(DeskView.REMIND))
    assert "Argentina" not in chat.card.text
    before = chat.card.text
    chat.press(Do(Deed.REMIND_STANDING, "in_progress+"))
    assert before != chat.card.text
    chat.press(Do(Deed.REMIND_STANDING, "open"))
    assert before == chat.card.text
    chat.press(Do(Deed.REMIND_DAY, "2026-04-01"))
    assert "1 abr" in chat.card.text
    chat.press(Do(Deed.REMIND_DAY))
    assert "1 abr" not in chat.card.text


def test_a_name_with_a_slip_is_the_one_that_is_meant(world: World) -> None:
    """Where members are chosen, a name that can only be one is taken although it is not written quite so."""
    chat = coordinator(world)
    tap(chat, "campaigns.remind")
    chat.press(Open(DeskView.WHOM))
    chat.send("Montevidio")
    assert "Montevideo" in chat.card.text
    assert label(ES, "deskline.no_such_member", name="Montevidio") not in chat.card.text


def test_what_a_plan_cannot_read_is_not_understood(world: World) -> None:
    """Free text on the plan of a meeting, or a button of a focal point: the plan stays; the latter leads home."""
    chat = coordinator(world, ES, "AR")
    tap(chat, "meetings.list")
    tap(chat, "meetings.make")
    chat.send("Encuentro Regional, Rosario")
    chat.send("12 al 14 de mayo de 2026")
    chat.send("algo distinto")
    assert NOT_UNDERSTOOD in chat.card.text
    assert "Encuentro Regional" in chat.card.text
    chat.press(Open(DeskView.DRY_RUN))
    chat.send("sí")
    assert NOT_UNDERSTOOD in chat.card.text
    chat.press(Give("c01q1", 1))
    assert home(chat)


def test_an_old_button_for_a_meetings_name_begins_a_new_one(world: World) -> None:
    """Where no meeting is being made, the card that asks for the name of a new one comes, without anything old."""
    chat = coordinator(world)
    for target in ("name", "days"):
        chat.press(Open(DeskView.MEETING, target))
        assert label(ES, "meetings.ask_name").splitlines()[0] in chat.card.text


def test_a_member_that_was_not_added_is_not_shown_as_added(world: World) -> None:
    """The card of a member just added, when there is none of that name: what is missing is asked for."""
    chat = coordinator(world)
    chat.press(Open(DeskView.NEW_MEMBER, "added"))
    assert "nombre" in chat.card.text.lower()


def test_a_member_is_left_out_once_for_the_first_of_its_reasons() -> None:
    """Two people of a member are left out for two reasons: one is told, but never that the other is reminded."""
    first, second = Excluded(RECIFE, 1, LeftOut.OTHER_REMINDED), Excluded(RECIFE, 2, LeftOut.MUTED)
    third = Excluded(RECIFE, 3, LeftOut.SUBMITTED)
    assert (second,) == members_left_out(DryRun((), (first, second, third)))
    assert (second,) == members_left_out(DryRun((), (second, first)))


def test_what_is_typed_for_a_meetings_name_is_its_name_even_if_it_reads_like_a_question(world: World) -> None:
    """ "Reuniones" asks for the list, but where a meeting's name is awaited it is that name; a command is none."""
    chat = coordinator(world)
    chat.send("/reunion")
    assert chat.has(label(ES, "meetings.make"))
    tap(chat, "meetings.make")
    chat.send("nueva reunión")
    assert "nueva reunión" in chat.card.text
    chat.press(Open(DeskView.MEETING, "new"))
    chat.send("/reunion")
    assert chat.has(label(ES, "meetings.make"))


def test_files_are_asked_for_by_a_command(world: World) -> None:
    """ "/exportar" shows which files there are."""
    chat = coordinator(world)
    chat.send("/exportar")
    assert chat.has(label(ES, "exporting.xlsx"))
