"""A rehearsal: a coordinator meets the questionnaire as a focal point does, and it counts nowhere."""

import pytest
from kit.chat import Chat, World
from kit.coordinator import coordinator, counted, focal_point
from kit.golden import STEPS, come_in, invite, label
from kit.whole_cards import whole
from sqlalchemy import func, select

from bot.exports import read_export
from conversations.assessment import Sharing
from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.desk.sought import Sought
from conversations.desk.waves import Unfinished, Waves
from conversations.events import Choice, Do, Give, Open, Show, Submit
from conversations.instrument import Language
from conversations.people import Appointment, Role
from conversations.place import View
from conversations.roll import Names, Roll
from storage import tables as t
from storage.appointments import end_appointment
from storage.candidates import read_candidates
from storage.database import Transaction
from storage.export import aggregate_rows, answer_rows
from storage.finding import find
from storage.instruments import list_instruments
from storage.measured import FEWEST, seconds_per_answer
from storage.members import find_members, list_members
from storage.status import wave_status
from storage.talk import pending_work
from storage.waves import close_wave, list_waves, people_unfinished

ES = Language.ES
EVERYWHERE = Appointment(0, Role.COORDINATOR, None)
NAMES = {Language.ES: "Ensayo", Language.PT: "Ensaio", Language.EN: "Rehearsal"}


def tap(chat: Chat, key: str, **params: object) -> None:
    """Tap a button by its entry."""
    chat.tap(label(chat.language or ES, key, **params))


def what_counts(world: World) -> dict[str, object]:
    """Read everything in which a member could be counted."""
    asked: tuple[Sought[object], ...] = (Roll(), Names(), Waves(), Unfinished(1))

    def read(tx: Transaction) -> dict[str, object]:
        return {
            "members": list_members(tx, retired=True),
            "called so": [find_members(tx, name) for name in NAMES.values()],
            "status": wave_status(tx, 1),
            "answers": tuple(answer_rows(tx, 1)),
            "aggregates": tuple(aggregate_rows(tx, 1)),
            "export": read_export(tx),
            "candidates": read_candidates(tx, (), world.now),
            "told of a closing": people_unfinished(tx, 1),
            "pace": seconds_per_answer(tx),
            "waves": list_waves(tx),
            "found": [find(tx, sought, EVERYWHERE, world.now) for sought in asked],
        }

    with world.writer.database.reading() as tx:
        return read(tx)


def rehearse(chat: Chat) -> None:
    """Begin a rehearsal from wherever the coordinator stands, with one tap on the wave's card."""
    chat.press(Open(DeskView.WAVE))
    with counted(chat, taps=1):
        tap(chat, "waves.rehearse")


@pytest.mark.parametrize("language", Language)
def test_a_rehearsal_is_named_on_every_card_and_ends_with_one_tap(world: World, language: Language) -> None:
    """One tap leads in; every card says that it is a rehearsal, offers the way out and is whole; one tap leads back."""
    celia = coordinator(world, language)
    rehearse(celia)
    celia.after = lambda chat: _named(chat, NAMES[language])
    tap(celia, "button.begin")
    for step in STEPS[:6]:
        celia.press(Give(step, 2))
    for view in (View.REVIEW, View.SUMMARY, View.PRIORITIES, View.SUBMIT, View.MORE, View.HELP, View.PRIVACY):
        celia.press(Show(view))
    celia.after = whole
    with counted(celia, taps=1):
        tap(celia, "rehearsal.end")
    assert label(language, "waves.button") in celia.card.labels
    assert label(language, "button.post") not in celia.card.labels


def _named(chat: Chat, name: str) -> None:
    whole(chat)
    words = chat.card.text + " ".join(chat.card.labels)
    assert name.lower() in words.lower(), chat.card
    assert any(text.startswith("■") for text in chat.card.labels), chat.card.labels


@pytest.mark.parametrize("closed", [False, True])
def test_a_rehearsal_counts_nowhere(world: World, *, closed: bool) -> None:
    """Answered whole and submitted, a rehearsal changes no list, status, export, aggregate, audience or notice."""
    ana = focal_point(world, "Rosario", 10)
    for step in STEPS:
        world.wait(seconds=20)
        ana.press(Give(step, 3))
    ana.press(Submit(Sharing.NAMED))
    assert len(STEPS) > FEWEST
    celia = coordinator(world)
    if closed:
        world.writer.run_now(close_wave, world.now)
    before = what_counts(world)
    rehearse(celia)
    tap(celia, "button.begin")
    during = what_counts(world)
    for step in STEPS:
        world.wait(seconds=2)
        celia.press(Give(step, 1))
    celia.send("una nota de ensayo")
    answered = what_counts(world)
    celia.press(Submit(Sharing.NAMED))
    submitted = what_counts(world)
    celia.press(Do(Deed.END_REHEARSAL))
    after = what_counts(world)
    for seen in (during, answered, submitted, after):
        for name, value in before.items():
            assert value == seen[name], name
    assert _letters(world) == []


def _letters(world: World) -> list[str]:
    """List what waits for anybody, but for the news of who came in."""
    with world.writer.database.reading() as tx:
        waiting = [letter.payload for work in pending_work(tx) for letter in work.letters]
    return [one for one in waiting if '"1d:people:' not in one]


def test_each_rehearsal_begins_untouched_and_one_is_under_way(world: World) -> None:
    """The button goes on with the rehearsal under way; once ended, the next one is new, and others have theirs."""
    celia, diego = coordinator(world), coordinator(world, telegram_id=901, name="Diego")
    rehearse(celia)
    tap(celia, "button.begin")
    celia.press(Give("c01q1", 2))
    celia.press(Show(View.CHOOSE))
    celia.tap("red")
    assert label(ES, "button.post") in celia.card.labels
    rehearse(celia)
    assert "2/44" in celia.card.text
    celia.press(Do(Deed.END_REHEARSAL))
    for chat, name in ((celia, "Ensayo 2"), (diego, "Ensayo 3")):
        rehearse(chat)
        assert f"Autodiagnóstico de {name}" in chat.card.text
    assert _in_force(world) == 2


def _in_force(world: World) -> int:
    with world.writer.database.reading() as tx:
        theirs = select(func.count()).select_from(
            t.appointment.join(t.member, t.appointment.c.member_id == t.member.c.id)
        )
        theirs = theirs.where(t.member.c.rehearsal_for.is_not(None), t.appointment.c.until.is_(None))
        return int(tx.connection.execute(theirs).scalar_one())


def test_without_a_wave_one_can_rehearse_and_it_is_never_late(world: World) -> None:
    """Before the first wave and after the last one a rehearsal goes as usual, and its submission is not late."""
    world.writer.run_now(close_wave, world.now)
    celia = coordinator(world, ES, "AR")
    rehearse(celia)
    tap(celia, "button.begin")
    for step in STEPS:
        celia.press(Give(step, 2))
    celia.press(Submit(Sharing.NAMED))
    with world.writer.database.reading() as tx:
        assert tx.connection.execute(select(t.assessment.c.late)).scalars().all() == [False]
        assert [one.name for one in list_waves(tx)] == ["2026"]


def test_questions_of_a_rehearsal_go_to_nobody(world: World) -> None:
    """Who rehearses has no coordinator to ask: no notice reaches anybody."""
    coordinator(world, telegram_id=901, name="Diego")
    celia = coordinator(world)
    rehearse(celia)
    tap(celia, "button.begin")
    celia.send("¿A quién le pregunto esto que no entiendo?")
    celia.press(Choice.ASK_COORDINATOR)
    assert _letters(world) == []


def test_who_coordinates_no_more_rehearses_no_more(world: World) -> None:
    """A revoked coordinator is out of the rehearsal at the next tap."""
    celia = coordinator(world)
    rehearse(celia)

    def revoke(tx: Transaction) -> None:
        row = tx.connection.execute(select(t.appointment.c.id).where(t.appointment.c.role == "coordinator"))
        assert end_appointment(tx, row.scalar_one(), world.now)

    world.writer.run_now(revoke)
    world.wait(seconds=1)
    celia.press(Choice.BEGIN)
    assert _in_force(world) == 0


def test_the_rehearsed_instrument_is_that_of_the_wave(world: World) -> None:
    """Unless another one is named, the questionnaire in use is rehearsed, whoever asks."""
    celia = coordinator(world)
    with world.writer.database.reading() as tx:
        (used,) = list_instruments(tx)
    celia.press(Do(Deed.REHEARSE, str(used.id)))
    assert "Autodiagnóstico de Ensayo" in celia.card.text
    celia.press(Do(Deed.END_REHEARSAL))
    celia.press(Do(Deed.REHEARSE, "77"))
    assert "Ese botón ya no vale" in celia.card.text


def test_a_focal_point_cannot_rehearse(world: World) -> None:
    """The buttons of a rehearsal mean nothing to somebody who coordinates nothing."""
    ana = Chat(world, 10, "Ana", ES)
    come_in(ana, invite(world, "Rosario"), ES)
    for deed in (Deed.REHEARSE, Deed.END_REHEARSAL):
        ana.press(Do(deed))
    assert _in_force(world) == 0


def test_a_rehearsed_post_is_not_moved(world: World) -> None:
    """There is no post behind a rehearsal: no link for another phone is sent."""
    celia = coordinator(world)
    rehearse(celia)
    tap(celia, "button.begin")
    before = len(celia.bubbles)
    celia.press(Choice.NEW_PHONE)
    assert before == len(celia.bubbles)
    assert label(ES, "line.stale_button") == celia.spoken.toast
