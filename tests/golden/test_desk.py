"""A coordinator's side as it is read, in three languages: the first day, a meeting with its reminders, the last moment.

What is sent beside the cards is really made; only tokens are left out.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from kit.chat import Chat, World
from kit.coordinator import appoint, focal_point
from kit.courier import Courier
from kit.desk_phrases import DESK_PHRASES
from kit.golden import come_in, compare, label, network, option
from kit.submitting import submitted
from kit.whole_cards import MOST_ROWS, whole
from kit.workbooks import workbook

from conversations.assessment import Sharing
from conversations.instrument import Language
from locales.lengths import lines
from storage.runner_state import Memo, remember

LONGEST_TABLE = 16
Play = Callable[[World, Language], list[Chat]]


def small(chat: Chat) -> None:
    """The card is whole at 360 x 640; a table may have to be scrolled once, its buttons are in view."""
    if "<pre>" in chat.card.text:
        assert lines(chat.card.text) <= LONGEST_TABLE, chat.card.text
        assert len(chat.card.rows) <= MOST_ROWS
    else:
        whole(chat)


def coordinator_of(world: World, language: Language, courier: Courier) -> Chat:
    """Give the first coordinator, who has the link of the command line and has not opened it."""
    world.writer.run_now(remember, Memo.BOT_USERNAME, "solidaria_bot")
    return Chat(world, 900, "Celia", language, after=small, carry=courier.carry)


def at_home(chat: Chat, language: Language) -> None:
    """Come in by the link and stand at home; nothing of that is written down."""
    chat.start(appoint(chat.world))
    for key in ("button.yes", "button.accept"):
        chat.tap(label(language, key))
    chat.transcript.clear()


def first_day(world: World, language: Language) -> list[Chat]:
    """She comes in, opens a wave, invites, asks how some are doing and who is missing, and takes the data along."""
    said, courier = DESK_PHRASES[language], Courier()

    def tap(key: str, **params: object) -> None:
        chat.tap(label(language, key, **params))

    chat = coordinator_of(world, language, courier)
    chat.start(appoint(world))
    tap("button.yes")
    tap("button.accept")
    chat.heading("a wave")
    tap("waves.button")
    tap("waves.open")
    chat.send(f"2026 {said.headings[0]}")
    tap("waves.open_now", name=f"2026 {said.headings[0]}")
    tap("desk.home")
    chat.heading("invite")
    tap("invite.heading")
    chat.send("rosario")
    chat.send(said.post)
    tap("invite.send")
    tap("invite.forwarded")
    ana = Chat(world, 1001, "Ana", language)
    come_in(ana, courier.tokens[-1], language)
    for step, level in (("c01q1", 3), ("c01q2", 2)):
        ana.tap(option(language, step, level))
    ana.tap(label(language, "nav.dont_know"))
    chat.heading("her own list")
    rows = [("Quito", "EC", ""), ("Foz do Iguaçu", "Brasil", ""), ("Temuco", "Chile", said.post), ("Oruro", "Narnia", "")]
    courier.notebook.files["file-red.xlsx"] = workbook([said.headings, *rows])
    chat.attach("red.xlsx")
    tap("list.to_problems", number=1)
    tap("list.back")
    tap("list.import_invite")
    chat.heading("three days later")
    focal_point(world, "Maipú", 1002)
    for number, name in enumerate(("Mendoza", "Salta", "Medellín", "Tapachula", "Arica"), 1003):
        submitted(world, name, number, number % 3 + 1, Sharing.AGGREGATE if name == "Arica" else Sharing.NAMED)
    world.wait(days=3)
    tap("desk.home")
    for question in said.asked:
        chat.send(question)
    chat.heading("who is missing")
    chat.send(said.missing)
    tap("missing.all")
    chat.tap(said.country)
    tap("missing.all")
    tap("missing.answering", number=1)
    tap("missing.all")
    tap("missing.heat_map")
    tap("missing.nameless")
    chat.heading("export")
    chat.send(said.export)
    tap("exporting.xlsx")
    tap("figures.back")
    tap("figures.freeze")
    return [chat]


PLAYS: dict[Play, str | None] = {first_day: None}
"""Which wave is open when they begin."""


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.__name__)
def test_a_coordinators_conversation_reads_as_before(
    play: Play, language: Language, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """A whole conversation says word by word what its golden transcript says, and shows no token."""
    with network(tmp_path, PLAYS[play]) as world:
        chats = play(world, language)
    text = "\n\n".join("\n".join((f"# {one.name}", *one.transcript)) for one in chats) + "\n"
    compare(f"{play.__name__}_{language}", text, update=pytestconfig.getoption("--update-golden"))
