"""Whoever is not invited leaves nothing behind; groups and channels get one polite line."""

from functools import partial
from pathlib import Path

import pytest
from kit.edge import ANA, STRANGER, enter, eventually, message, path_of, rows
from kit.phone import Phone
from kit.service import CONTACT, Service, service

from bot.local import Person
from bot.local.people import Phones
from bot.local.state import Chat, ChatType

NAME = "Zenobia Plantada"
PEOPLE = [Person(ANA, "Ana", "es"), Person(STRANGER, NAME, "es", username="zenobia_planted")]
PRIVATE_ONLY = "Solo converso en privado"


def kept(bot: Service) -> bytes:
    """Read every byte that storage keeps: database, log, locks."""
    return b"".join(file.read_bytes() for file in sorted(path_of(bot).parent.iterdir()))


def answered(times: int, phone: Phone) -> bool:
    return len(phone.history) == times


def traces(bot: Service) -> list[str]:
    """List what is kept of the stranger, in any spelling."""
    planted = (str(STRANGER), NAME, "Plantada", "zenobia_planted", "hola, soy de Macondo")
    number = STRANGER.to_bytes(8, "big")
    return [one for one in planted if one.encode() in kept(bot)] + (["id"] if number in kept(bot) else [])


async def test_a_stranger_gets_one_neutral_line_and_is_only_counted(tmp_path: Path) -> None:
    """Whatever a stranger sends: a line with whom to write to, no city named, and a counter; no row, no byte."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, STRANGER) as phone:
        for number, text in enumerate(("hola, soy de Macondo", "/start", "/start " + "x" * 27, "3", "/privacy"), 1):
            await phone.send(text)
            await phone.until(partial(answered, number), "an answer")
        assert all(CONTACT in one.text and "Rosario" not in one.text for one in phone.history)
        assert 0 == sum(bool(one.keyboard) for one in phone.messages)
        assert [(5,)] == rows(bot, "SELECT sum(count) FROM counter")
        assert [] == rows(bot, "SELECT 1 FROM person") + rows(bot, "SELECT 1 FROM visit")
        await eventually(lambda: not rows(bot, "SELECT 1 FROM inbox WHERE body NOTNULL"), "emptied bodies")
        await bot.stop()
        assert [] == traces(bot)


async def test_a_stranger_who_forges_a_press_gets_the_same(tmp_path: Path) -> None:
    """Button data of somebody else's card opens nothing to a stranger."""
    async with (
        service(tmp_path, PEOPLE) as bot,
        Phone(bot.server.base_url, ANA) as ana,
        Phone(bot.server.base_url, STRANGER) as phone,
    ):
        await enter(ana, bot.invite())
        card = ana.card()
        await phone.send("hola")
        await phone.expect(CONTACT)
        await phone.press(card, card.buttons[3], forged=True)
        await phone.until(lambda one: one.answers, "an answer to the press")
        assert [] == rows(bot, "SELECT 1 FROM response")
        assert 1 == len(rows(bot, "SELECT 1 FROM person"))


@pytest.mark.parametrize("labels", [("No",), ("Sí", "No acepto")], ids=["not me", "no consent"])
async def test_an_invited_visitor_who_declines_leaves_nothing(tmp_path: Path, labels: tuple[str, ...]) -> None:
    """Who says no is forgotten at once: no row, no byte, no buttons; the link stays unused."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, STRANGER) as phone:
        await phone.start(bot.invite())
        for label in labels:
            await phone.tap(label)
        await phone.until(lambda one: one.messages[-1].text and not any(m.keyboard for m in one.messages), "no buttons")
        assert [] == rows(bot, "SELECT 1 FROM person") + rows(bot, "SELECT 1 FROM screen")
        assert [(None,)] == rows(bot, "SELECT used_by FROM invitation")
        await eventually(lambda: not rows(bot, "SELECT 1 FROM inbox WHERE body NOTNULL"), "emptied bodies")
        await bot.stop()
        assert [] == traces(bot)


def test_the_scan_finds_what_is_there(tmp_path: Path) -> None:
    """The scan for traces has teeth: a planted name is found."""
    (tmp_path / "test.db").write_bytes(b"..." + NAME.encode() + STRANGER.to_bytes(8, "big"))
    assert [NAME, "Plantada", "id"] == traces(Service(None, f"sqlite:///{tmp_path / 'test.db'}"))  # type: ignore[arg-type]  # no server is asked


@pytest.mark.parametrize("kind", [ChatType.GROUP, ChatType.SUPERGROUP, ChatType.CHANNEL])
async def test_a_group_gets_one_polite_line_once(tmp_path: Path, kind: ChatType) -> None:
    """Commands, tokens and answers in a group or channel are answered once in all, and nothing is stored of them."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        phones, telegram = Phones(bot.server.telegram), bot.server.telegram
        owner = telegram.people[STRANGER]
        group = phones.add_group(telegram.home, owner, Chat(-1_000_777, kind, title="Red Plantada"))
        token = bot.invite()
        for text in (f"/start {token}", "/start", f"@{telegram.home.username} 3"):
            phones.write(telegram.home, owner, group, text)
        last = phones.write(telegram.home, owner, group, "/help")
        if kind is not ChatType.CHANNEL:
            phones.edit(telegram.home, owner, group, last.id, "/help 2")
        await enter(ana, token)
        await eventually(lambda: not telegram.home.queue.pending, "an empty queue")
        said = [one.text for one in group.messages.values() if one.person is None]
        assert [True] == [PRIVATE_ONLY in text for text in said]
        assert 1 == len(rows(bot, "SELECT 1 FROM person"))
        assert [] == rows(bot, "SELECT 1 FROM response")
        await bot.stop()
        assert b"Red Plantada" not in kept(bot)
        assert [] == traces(bot)


async def test_a_press_in_a_group_is_nobodys_turn(tmp_path: Path) -> None:
    """A card that somebody carried into a group answers nothing there, not even for its owner."""
    async with service(tmp_path, PEOPLE) as bot, Phone(bot.server.base_url, ANA) as ana:
        await enter(ana, bot.invite())
        there = message("x", chat={"id": -1_000_777, "type": "supergroup", "title": "Red"})
        press = {"id": "1", "from": there["from"], "chat_instance": "1", "message": there, "data": "1a:c01q1:3"}
        number = bot.server.telegram.home.queue.inject({"callback_query": press})
        state = "SELECT state FROM inbox WHERE update_id = ?"
        await eventually(lambda: rows(bot, state, number) == [("applied",)], "a press that is applied")
        assert [] == rows(bot, "SELECT 1 FROM response")
