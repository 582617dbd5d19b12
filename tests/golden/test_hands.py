"""The next wave with the earlier answers, and a post that changes hands: as officials read it, and what it costs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kit.chat import Chat, World
from kit.golden import INSTRUMENT, MEMBERS, NAMES, STEPS, come_in, compare, invite, label, network, option
from kit.phrases import PHRASES

from bot.notice_payloads import wave_opened
from conversations.assessment import Assessment
from conversations.instrument import Language
from locales import lengths
from locales.catalogue import plain
from storage.assessment_reader import read_assessment
from storage.hands import make_link
from storage.waves import close_wave, open_wave

LEVELS = (2, 3, 1, 4, 2, 0, 3)
MOST_LINES, MOST_ROWS = 9, 6
Play = Callable[[World, Language], list[Chat]]


def within_the_card(chat: Chat) -> None:
    """The card is whole at 360 x 640: at most nine lines and six rows of buttons."""
    assert lengths.lines(chat.card.text) <= MOST_LINES, chat.card.text
    assert len(chat.card.rows) <= MOST_ROWS, chat.card.labels


def official(world: World, language: Language, number: int = 1001, name: str = "") -> Chat:
    """Give a chat of an official, whose cards all have to fit."""
    return Chat(world, number, name or NAMES[language], language, after=within_the_card)


def answer_all(chat: Chat, language: Language) -> None:
    """Answer everything and submit it by name."""
    for number, step in enumerate(STEPS):
        chat.tap(option(language, step, number % 3 + 1 if INSTRUMENT.has_criterion(step) else LEVELS[number % 7]))
    chat.tap(label(language, "overview.submit"))
    chat.tap(label(language, "submit.named"))


def a_year_later(world: World) -> None:
    """Close the wave and open the next one, a year later."""
    world.writer.run_now(close_wave, world.now)
    world.wait(days=365)
    with world.writer.database.writing() as tx:
        open_wave(tx, "2027", world.now, wave_opened)


def keep_all(chat: Chat, language: Language) -> None:
    """Go from the first word of the next wave to its submission, with nothing changed."""
    chat.send(PHRASES[language].hello)
    chat.tap(label(language, "still.yes"))
    chat.tap(label(language, "button.begin"))
    for _ in INSTRUMENT.criteria:
        chat.tap(label(language, "before.keep", wave="2026"))
    chat.tap(label(language, "overview.submit"))
    chat.tap(label(language, "submit.named"))


def link(world: World, appointment: int, person: int) -> str:
    """Make the link that an errand would send; gives its token."""
    made = world.writer.run_now(make_link, appointment, person, world.now)
    assert made is not None
    return made.made.token


def stored(world: World, assessment: int) -> Assessment:
    """Read an assessment on a connection of its own."""
    with world.writer.database.reading() as tx:
        found = read_assessment(tx, assessment)
    assert found is not None
    return found


def leave(chat: Chat, language: Language) -> None:
    """Hand the post over to somebody known."""
    chat.tap(label(language, "nav.overview"))
    chat.tap(label(language, "button.more"))
    chat.tap(label(language, "leave.open"))
    chat.tap(label(language, "leave.successor"))


def next_wave(world: World, language: Language) -> list[Chat]:
    """A year later: it is still their post; one criterion is answered anew, the others stay as they were."""
    chat = official(world, language)
    come_in(chat, invite(world, MEMBERS[language]), language)
    answer_all(chat, language)
    chat.transcript.clear()
    a_year_later(world)
    chat.heading("2027")
    chat.send(PHRASES[language].hello)
    chat.send(PHRASES[language].summary)
    chat.tap(label(language, "still.yes"))
    chat.tap(label(language, "button.begin"))
    chat.heading("one by one")
    chat.tap(label(language, "before.each"))
    for step in STEPS[: STEPS.index("c01") + 1]:
        chat.tap(option(language, step, 3))
    chat.heading("as before")
    chat.tap(label(language, "before.keep", wave="2026"))
    chat.send("3")
    chat.send(PHRASES[language].carry_on)
    chat.send(PHRASES[language].pause)
    chat.tap(label(language, "button.continue"))
    chat.tap(label(language, "before.keep", wave="2026"))
    return [chat]


def a_focal_point_leaves(world: World, language: Language) -> list[Chat]:
    """Left by mistake and taken back, left for good, followed by somebody; who then goes on with another account."""
    chat = official(world, language)
    come_in(chat, invite(world, MEMBERS[language]), language)
    for step, level in (("c01q1", 3), ("c01q2", 2)):
        chat.tap(option(language, step, level))
    chat.tap(label(language, "nav.dont_know"))
    chat.transcript.clear()
    chat.heading("when to be written to")
    chat.send(PHRASES[language].pause)
    chat.tap(label(language, "snooze.heading"))
    chat.tap(label(language, "snooze.hour", hour="")[:-1].strip())
    chat.tap("11:00")
    chat.tap(label(language, "snooze.weekend"))
    chat.tap(label(language, "snooze.heading"))
    chat.tap(label(language, "snooze.unmute"))
    chat.tap(label(language, "snooze.mute"))
    chat.heading("by mistake")
    chat.tap(label(language, "snooze.heading"))
    chat.tap(label(language, "snooze.leave"))
    chat.tap(label(language, "leave.nobody"))
    chat.tap(label(language, "left.back"))
    chat.heading("for good")
    leave(chat, language)
    token = link(world, 1, 1)
    world.wait(days=6)
    chat.send(PHRASES[language].hello)
    world.wait(days=1)
    chat.send(PHRASES[language].hello)
    return [chat, *somebody_follows(world, language, token)]


def somebody_follows(world: World, language: Language, token: str) -> list[Chat]:
    """Somebody comes by a link, sees where things stand, and goes on at another account of theirs."""
    second = official(world, language, 1002, "Beto")
    come_in(second, token, language)
    second.tap(option(language, "c01q4", 4))
    second.heading("another account")
    second.tap(label(language, "nav.overview"))
    second.tap(label(language, "button.more"))
    second.tap(label(language, "leave.open"))
    second.tap(label(language, "leave.phone"))
    second.tap(label(language, "phone.make"))
    same = official(world, language, 1003, "Beto 2")
    same.start(link(world, 2, 2))
    same.tap(label(language, "button.yes"))
    same.tap(label(language, "button.accept"))
    same.tap(option(language, "c01q5", 1))
    second.heading("here it is over")
    second.send(PHRASES[language].hello)
    return [second, same]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("play", [next_wave, a_focal_point_leaves], ids=lambda play: play.__name__)
def test_a_conversation_reads_as_before(
    play: Play, language: Language, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """A whole conversation says word by word what its golden transcript says, and shows no token."""
    with network(tmp_path) as world:
        chats = play(world, language)
    text = "\n\n".join("\n".join((f"# {one.name}", *one.transcript)) for one in chats) + "\n"
    assert "start=" not in text
    compare(f"{play.__name__}_{language}", text, update=pytestconfig.getoption("--update-golden"))


@pytest.fixture(params=Language)
def chat(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Chat]:
    """An official of each language at their first question, after every turn with a card that fits."""
    language = request.param
    with network(tmp_path) as world:
        one = official(world, language)
        come_in(one, invite(world, MEMBERS[language]), language)
        yield one


def speech(chat: Chat) -> Language:
    """The language of an official."""
    assert chat.language is not None
    return chat.language


def test_a_next_wave_with_nothing_changed(chat: Chat) -> None:
    """From the first word to the submission in at most 25 taps, every answer and priority as before, in history too."""
    answer_all(chat, speech(chat))
    a_year_later(chat.world)
    before = chat.taps
    keep_all(chat, speech(chat))
    assert chat.taps - before <= 25
    first, second = stored(chat.world, 1), stored(chat.world, 2)
    assert (first.sheet, first.priority_values) == (second.sheet, second.priority_values)
    assert second.submission is not None
    assert {"2027"} == {second.wave.name}


def test_a_snooze_takes_two_taps(chat: Chat) -> None:
    """From the card that asks when, one tap leaves the person alone; it is one tap away from the pause."""
    chat.send(PHRASES[speech(chat)].pause)
    before = chat.taps
    chat.tap(label(speech(chat), "snooze.heading"))
    chat.tap(label(speech(chat), "remind.tomorrow"))
    assert chat.taps - before == 2


def test_who_follows_knows_where_it_stands(chat: Chat) -> None:
    """START and three taps: what is answered, open and unknown, who did what by post, then the open question."""
    language = speech(chat)
    for step in ("c01q1", "c01q2"):
        chat.tap(option(language, step, 2))
    chat.tap(label(language, "nav.dont_know"))
    leave(chat, language)
    second = official(chat.world, language, 1002, "Beto")
    second.start(link(chat.world, 1, 1))
    second.tap(label(language, "button.yes"))
    second.tap(label(language, "button.accept"))
    page = second.card.text
    assert plain(language, "handover.counts", answered=2, all=44, left=41, unknown=1) in page
    assert plain(language, "handover.one", post=plain(language, "handover.somebody"), number=3) in page
    assert NAMES[language] not in page
    second.tap(label(language, "button.continue"))
    assert second.taps == 4
    assert second.has(option(language, "c01q4", 2))
    chat.send("3")
    assert {"c01q1", "c01q2", "c01q3"} == set(stored(chat.world, 1).sheet)
