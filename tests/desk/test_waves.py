"""Waves in the chat: opened, extended, closed and reopened by whoever coordinates the whole network."""

import json
from collections import Counter
from datetime import date

import pytest
from kit.chat import Chat, World
from kit.coordinator import coordinator, counted, focal_point
from kit.golden import STEPS, invite, label
from kit.whole_cards import whole
from sqlalchemy import func, select

from conversations.assessment import Sharing, Wave
from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.events import Do, Give, Open, Submit
from conversations.instrument import Language
from locales.notices import render_wave_opened, render_wave_reopened
from storage import tables as t
from storage.counters import DENIALS
from storage.database import Transaction
from storage.status import wave_status
from storage.talk import mark_unreachable, pending_work
from storage.waves import close_wave, list_waves, open_now

ES = Language.ES
NOTICE = {
    Language.ES: "se cerró",
    Language.PT: "foi encerrada",
    Language.EN: "has closed",
}
AGAIN = {
    Language.ES: "está abierta otra vez",
    Language.PT: "está aberta outra vez",
    Language.EN: "is open again",
}


def tap(chat: Chat, key: str, **params: object) -> None:
    """Tap a button by its entry."""
    chat.tap(label(chat.language or ES, key, **params))


def waves(world: World) -> tuple[Wave, ...]:
    """List the waves, the latest first."""
    with world.writer.database.reading() as tx:
        return list_waves(tx)


def notices(world: World) -> list[str]:
    """List the texts of the notices that wait."""
    with world.writer.database.reading() as tx:
        return [
            json.loads(letter.payload)["text"]
            for work in pending_work(tx)
            for letter in work.letters
            if "text" in json.loads(letter.payload)
        ]


def denials(world: World) -> int:
    """Count what was refused."""

    def read(tx: Transaction) -> int:
        counted = select(func.sum(t.counter.c.count)).where(t.counter.c.name == DENIALS)
        return tx.connection.execute(counted).scalar_one() or 0

    with world.writer.database.reading() as tx:
        return read(tx)


def close(chat: Chat) -> None:
    """Close the open wave, in two taps from its card."""
    chat.press(Open(DeskView.WAVE))
    tap(chat, "waves.close")
    tap(chat, "waves.close_yes")


@pytest.mark.parametrize("language", Language)
def test_a_wave_lives_in_the_chat(world: World, language: Language) -> None:
    """Opened with a typed name, given a last day, closed, reopened: every card is whole, and so it is in the tables."""
    celia = coordinator(world, language)
    celia.after = whole
    close(celia)
    assert [open_ for open_ in waves(world) if open_.closed_at is None] == []
    tap(celia, "waves.open")
    assert "2026-2" in celia.card.text
    celia.send("Ciudades 2027")
    celia.send("2026-06-30")
    tap(celia, "waves.open_now", name="Ciudades 2027")
    latest = waves(world)[0]
    assert (latest.name, latest.closes_on, latest.closed_at) == ("Ciudades 2027", date(2026, 6, 30), None)
    tap(celia, "waves.move")
    celia.send("15/7")
    assert waves(world)[0].closes_on == date(2026, 7, 15)
    tap(celia, "waves.move")
    tap(celia, "waves.without_term")
    assert waves(world)[0].closes_on is None
    tap(celia, "waves.close")
    tap(celia, "waves.close_yes")
    assert waves(world)[0].closed_at == world.now
    tap(celia, "waves.reopen", name="Ciudades 2027")
    assert waves(world)[0].closed_at is None


def test_closing_takes_two_taps_and_can_be_left(world: World) -> None:
    """One tap asks and says what it means; "no" leaves the wave open."""
    celia = coordinator(world)
    tap(celia, "waves.button")
    with counted(celia, taps=2):
        tap(celia, "waves.close")
        tap(celia, "waves.close_no")
    assert waves(world)[0].closed_at is None
    with counted(celia, taps=2):
        tap(celia, "waves.close")
        tap(celia, "waves.close_yes")
    assert waves(world)[0].closed_at == world.now


def test_a_second_wave_is_refused_kindly(world: World) -> None:
    """While one is open, neither an old button nor a press of another sort opens a second one."""
    celia = coordinator(world)
    celia.press(Open(DeskView.WAVE, "new"))
    assert "La ronda 2026 sigue abierta" in celia.card.text
    celia.press(Do(Deed.OPEN_WAVE))
    assert "La ronda 2026 sigue abierta" in celia.card.text
    assert [one.name for one in waves(world)] == ["2026"]


def test_a_wave_opened_meanwhile_is_seen(world: World) -> None:
    """What was proposed is not opened beside a wave that the command line opened in the meantime."""
    celia, other = coordinator(world), coordinator(world, telegram_id=901)
    close(celia)
    for chat in (celia, other):
        chat.press(Open(DeskView.WAVE, "new"))
    celia.press(Do(Deed.OPEN_WAVE))
    other.press(Do(Deed.OPEN_WAVE))
    assert "La ronda 2026-2 sigue abierta" in other.card.text
    assert [one.name for one in waves(world)] == ["2026-2", "2026"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026", "Ya hubo una ronda 2026"),
        ("x" * 41, "hasta 40 caracteres"),
        ("1/3/2026", "ya pasó"),
        ("1/6/2029", "más de un año"),
    ],
)
def test_what_cannot_be_is_said(world: World, typed: str, said: str) -> None:
    """A name that is taken or too long, a day that is past or far away: said on the card, nothing else changes."""
    celia = coordinator(world)
    close(celia)
    tap(celia, "waves.open")
    before = celia.card.text
    celia.send(typed)
    assert said in celia.card.text
    assert celia.card.text.endswith(before)


def test_who_waits_is_told_in_their_language(world: World) -> None:
    """Somebody who came while no wave was open hears of it once when one opens, and when one is reopened."""
    celia = coordinator(world)
    close(celia)
    rafael = Chat(world, 5, "Rafael", Language.PT)
    focal_point_at_the_door(rafael)
    tap(celia, "waves.open")
    celia.press(Do(Deed.OPEN_WAVE))
    assert [text for text in notices(world) if "nova rodada" in text] == notices(world)
    assert len(notices(world)) == 1


def focal_point_at_the_door(chat: Chat) -> None:
    """Bring somebody in while no wave is open."""
    chat.start(invite(chat.world, "Foz do Iguaçu"))
    for key in ("button.yes", "button.accept"):
        tap(chat, key)


def test_a_closing_is_told_once_to_who_has_something_unfinished(world: World) -> None:
    """Only reachable focal points of begun, unsubmitted assessments are told; a second closing tells nobody."""
    begun = {
        language: focal_point(world, member, number, language)
        for number, (language, member) in enumerate(
            ((Language.ES, "Rosario"), (Language.PT, "Foz do Iguaçu"), (Language.EN, "Mercociudades")), 10
        )
    }
    submitted = focal_point(world, "Montevideo", 20)
    for step in STEPS:
        submitted.press(Give(step, 2))
    submitted.press(Submit(Sharing.NAMED))
    gone = focal_point(world, "Quito", 21)
    world.writer.run_now(mark_unreachable, person_of(world, gone), world.now)
    celia = coordinator(world)
    close(celia)
    assert "Personas avisadas: 3" in celia.card.text
    assert sorted(notices(world)) == sorted(
        text for text in notices(world) if any(words in text for words in NOTICE.values())
    )
    assert len(notices(world)) == len(begun) == 3
    tap(celia, "waves.reopen", name="2026")
    close(celia)
    assert "Personas avisadas: 0" in celia.card.text
    assert 3 == sum(any(words in text for words in NOTICE.values()) for text in notices(world))


def test_a_reopening_is_told_once_to_who_was_told_of_the_closing(world: World) -> None:
    """Whoever heard that it closed, and has not finished since, hears in their language that it is open again, once."""
    for number, (language, member) in enumerate(
        ((Language.ES, "Rosario"), (Language.PT, "Foz do Iguaçu"), (Language.EN, "Mercociudades")), 10
    ):
        focal_point(world, member, number, language)
    late = focal_point(world, "Montevideo", 20)
    celia = coordinator(world)
    close(celia)
    rafael = Chat(world, 5, "Rafael", Language.PT)
    rafael.start(invite(world, "Maringá"))
    for key in ("button.yes", "button.accept"):
        tap(rafael, key)
    for step in STEPS:
        late.press(Give(step, 2))
    late.press(Submit(Sharing.NAMED))
    before = Counter(notices(world))
    tap(celia, "waves.reopen", name="2026")
    told = (Counter(notices(world)) - before).elements()
    expected = [*(render_wave_reopened(language) for language in Language), render_wave_opened(Language.PT)]
    assert sorted(expected) == sorted(told)
    for language, words in AGAIN.items():
        assert words in render_wave_reopened(language)
    after = notices(world)
    world.wait(minutes=1)
    close(celia)  # nobody hears of this one
    tap(celia, "waves.reopen", name="2026")
    assert after == notices(world)


def test_a_closing_of_which_nobody_heard_is_taken_back_in_silence(world: World) -> None:
    """Closed without word of it, a wave that is opened again is no news to whoever has something unfinished."""
    focal_point(world, "Rosario", 10)
    world.writer.run_now(close_wave, world.now)
    coordinator(world).press(Do(Deed.REOPEN_WAVE, "1"))
    assert waves(world)[0].closed_at is None
    assert [] == notices(world)


def person_of(world: World, chat: Chat) -> int:
    """Give the row's id of whoever a chat belongs to."""
    with world.writer.database.reading() as tx:
        hashed = tx.keyring.telegram_hash(chat.telegram_id)
        return int(tx.connection.execute(select(t.person.c.id).where(t.person.c.telegram_hash == hashed)).scalar_one())


def test_the_command_line_tells_as_the_chat_does(world: World) -> None:
    """A closing from the command line is told once too, to the same people, and so is that it was taken back."""
    focal_point(world, "Rosario", 10)

    def close_there(tx: Transaction) -> None:
        close_wave(tx, world.now, lambda language, wave: json.dumps({"text": f"{language} {wave.name}"}))

    world.writer.run_now(close_there)
    assert notices(world) == ["es 2026"]
    celia = coordinator(world)
    for from_the_chat in (True, False):
        world.wait(hours=1)
        celia.press(Do(Deed.REOPEN_WAVE, "1"))
        if from_the_chat:
            close(celia)
        else:
            world.writer.run_now(close_there)
        assert notices(world) == ["es 2026", render_wave_reopened(ES)]


def test_a_begun_assessment_is_finished_after_the_closing_and_is_late(world: World) -> None:
    """Nothing is erased by a closing: who has begun goes on and submits, marked late; nobody begins any more."""
    ana = focal_point(world, "Rosario", 10)
    ana.press(Give("c01q1", 3))
    close(coordinator(world))
    for step in STEPS[1:]:
        ana.press(Give(step, 2))
    ana.press(Submit(Sharing.NAMED))
    with world.writer.database.reading() as tx:
        standing = {one.member.name: one for one in wave_status(tx, 1)}["Rosario"]
    assert (standing.submitted_at, standing.late, standing.answered) == (world.now, True, 44)
    assert "3 · " in str(ana.transcript)


def test_in_a_reopened_wave_nothing_is_late(world: World) -> None:
    """Reopened, a wave takes answers as before; what was submitted while it was closed stays late."""
    ana, bruno = focal_point(world, "Rosario", 10), focal_point(world, "Montevideo", 11)
    celia = coordinator(world)
    close(celia)
    for step in STEPS:
        ana.press(Give(step, 2))
    ana.press(Submit(Sharing.NAMED))
    tap(celia, "waves.reopen", name="2026")
    for step in STEPS:
        bruno.press(Give(step, 2))
    bruno.press(Submit(Sharing.NAMED))
    with world.writer.database.reading() as tx:
        late = {one.member.name: one.late for one in wave_status(tx, 1) if one.submitted_at}
    assert late == {"Rosario": True, "Montevideo": False}


def test_a_last_day_that_is_past_is_not_announced_again(world: World) -> None:
    """Reopening after the announced day leaves the wave without one; before it, the day stays."""
    celia = coordinator(world)
    celia.press(Do(Deed.WAVE_TERM, "2026-03-20"))
    for days, kept in ((3, date(2026, 3, 20)), (30, None)):
        world.wait(days=days)
        close(celia)
        tap(celia, "waves.reopen", name="2026")
        assert waves(world)[0].closes_on == kept


@pytest.mark.parametrize(
    "event",
    [
        Open(DeskView.WAVE, "new"),
        Open(DeskView.WAVE, "close"),
        Open(DeskView.WAVE, "term"),
        Do(Deed.OPEN_WAVE),
        Do(Deed.WAVE_INSTRUMENT, "1"),
        Do(Deed.WAVE_TERM, "2026-06-01"),
        Do(Deed.CLOSE_WAVE, "1"),
        Do(Deed.REOPEN_WAVE, "1"),
        Do(Deed.LOAD_INSTRUMENT, "yes"),
    ],
    ids=str,
)
def test_a_coordinator_of_countries_only_looks(world: World, event: Open | Do) -> None:
    """Waves are the whole network's: others see how they stand; every reach for more is refused and counted."""
    diego = coordinator(world, ES, "AR", "UY")
    diego.after = whole
    tap(diego, "waves.button")
    assert not diego.has(label(ES, "waves.close"))
    assert "quien coordina toda la red" in diego.card.text
    before = waves(world)
    diego.press(event)
    assert "Eso lo hace quien coordina toda la red" in diego.card.text
    assert (waves(world), denials(world)) == (before, 1)


def test_an_old_button_changes_nothing(world: World) -> None:
    """The confirmation of another wave, or a reopening while a wave is open, is a stale button."""
    celia = coordinator(world)
    for old in (Do(Deed.CLOSE_WAVE, "7"), Do(Deed.REOPEN_WAVE, "1"), Do(Deed.WAVE_TERM, "tomorrow")):
        celia.press(old)
        assert "Ese botón ya no vale" in celia.card.text
    with world.writer.database.reading() as tx:
        assert open_now(tx) == waves(world)[0]
