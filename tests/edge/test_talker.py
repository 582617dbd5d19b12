"""The talker makes the wish true at a Telegram that floods, fails and hangs; only the latest state is drawn."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from kit.edge import ANA, eventually, live
from kit.phone import Phone

from bot.brush import Brush
from bot.clock import SystemClock
from bot.local import Fault, FaultKind, LocalServer, Person
from bot.pace import Pace
from bot.talker import Talker
from storage.database import DatabaseUnavailable
from storage.screens import Drawing
from storage.tables.talk import LetterKind, Purpose
from storage.talk import Drawn, Letter, Work

TOKEN = "7000000001:token-for-tests"
TIMEOUT = 0.3  # seconds until a call that hangs is given up


def payload(text: str, *labels: str) -> str:
    """Make the payload of a screen with one button a row."""
    return json.dumps({"text": text, "rows": [[[label, f"1x:{label}"]] for label in labels]})


@dataclass
class Desk:
    """A talker on a local Telegram, with what it said was drawn; screens are wished for by number."""

    server: LocalServer
    bot: Bot
    phone: Phone
    pace: Pace = field(default_factory=lambda: Pace(1000, 0.001))
    halted: list[float] = field(default_factory=list)
    marks: list[Drawn] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    refuse_letters: list[Exception] = field(default_factory=list)
    refuse_marks: list[Exception] = field(default_factory=list)
    _done: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.talker = Talker(
            Brush(self.bot), self.pace, SystemClock(), self.note, self.unreachable, self.deliver, self.halted.append
        )

    def note(self, drawn: Drawn) -> None:
        self.marks.append(drawn)

    async def unreachable(self, person: int) -> None:
        if self.refuse_marks:
            raise self.refuse_marks.pop()
        self.lost.append(person)

    async def deliver(self, chat_id: int, person: int, letter: Letter) -> None:
        if self.refuse_letters:
            raise self.refuse_letters.pop()
        await self.bot.send_message(chat_id, letter.payload)
        self.letters.append(letter.payload)

    def wish(self, *drawings: Drawing, letters: tuple[str, ...] = ()) -> None:
        made = tuple(Letter(100 + at, LetterKind.REPLY, text) for at, text in enumerate(letters))
        self.talker.wish(Work(1, ANA, made, drawings))

    async def rest(self) -> None:
        """Wait until the talker has nothing left to do."""
        await eventually(lambda: not self.talker._tasks, "a talker at rest")

    def calls(self, method: str = "") -> list[str]:
        """List what was called in the chat, with its status."""
        found = self.server.telegram.transcript.find(method, ANA)
        return [f"{call.method} {call.status}" for call in found]


def card(text: str, wanted: int = 1, message: int | None = None, screen: int = 1) -> Drawing:
    return Drawing(screen, Purpose.CARD, payload(text, "A", "B"), wanted, message, strip=False)


def receipt(text: str, wanted: int, message: int | None, screen: int = 1) -> Drawing:
    return Drawing(screen, Purpose.RECEIPT, payload(text), wanted, message, strip=False)


def strip(message: int, screen: int, wanted: int = 2) -> Drawing:
    return Drawing(screen, Purpose.RETIRED, "", wanted, message, strip=True)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A talker and Ana's phone, whose chat is open."""
    async with LocalServer(people=[Person(ANA, "Ana", "es")]) as server:
        api = TelegramAPIServer.from_base(server.base_url)
        bot = Bot(TOKEN, session=AiohttpSession(api=api, timeout=TIMEOUT))
        async with Phone(server.base_url, ANA) as phone:
            await phone.start()
            made = Desk(server, bot, phone)
            yield made
            await made.talker.rest(0)
        await bot.session.close()


def sent_id(desk: Desk) -> int:
    message = desk.marks[-1].message_id
    assert message is not None
    return message


async def test_a_card_is_sent_once_and_then_edited(desk: Desk) -> None:
    """The message id of a sent card is remembered before it is committed, so the next state is an edit."""
    desk.wish(card("one"))
    await desk.phone.expect("one")
    desk.wish(card("two", 2))
    await desk.phone.expect("two")
    await desk.rest()
    assert ["sendMessage 200", "editMessageText 200"] == desk.calls()
    first, second = desk.marks
    assert (first.message_id, 1, True) == (second.message_id, first.revision, first.sent_at is not None)
    assert (2, None) == (second.revision, second.sent_at)


async def test_a_flood_is_waited_out_and_only_the_latest_state_is_drawn(desk: Desk) -> None:
    """A 429 is waited out as told; what was overtaken in the meantime is never drawn, and nothing is dropped."""
    desk.wish(card("one"))
    await desk.phone.expect("one")
    desk.server.telegram.faults.add(Fault("editMessageText", code=429, retry_after=1))
    for revision in range(2, 9):
        desk.wish(card(f"state {revision}", revision))
    await eventually(lambda: "editMessageText 429" in desk.calls(), "a 429")
    desk.wish(card("the last", 9))
    await desk.phone.expect("the last")
    await desk.rest()
    assert ["sendMessage 200", "editMessageText 429", "editMessageText 200"] == desk.calls()
    refused, drawn = desk.server.telegram.transcript.find("editMessageText")
    assert drawn.at - refused.at >= 1.0
    assert [1] == desk.halted
    assert 9 == desk.marks[-1].revision


async def test_a_wish_for_an_older_state_is_ignored(desk: Desk) -> None:
    """A wish that was overtaken on its way does not bring the past back."""
    desk.wish(card("new", 5))
    await desk.phone.expect("new")
    await desk.rest()
    desk.wish(card("old", 4))
    await desk.rest()
    assert ["sendMessage 200"] == desk.calls()


async def test_an_unchanged_message_is_fine(desk: Desk) -> None:
    """ "Message is not modified" means that the state is drawn."""
    desk.wish(card("same"))
    await desk.rest()
    desk.wish(card("same", 2))
    await desk.rest()
    assert ["sendMessage 200", "editMessageText 400"] == desk.calls()
    assert (2, False) == (desk.marks[-1].revision, desk.marks[-1].gone)


async def test_a_deleted_card_is_sent_anew(desk: Desk) -> None:
    """Whoever deleted the card gets it as a new message when it next changes."""
    desk.wish(card("one"))
    await desk.rest()
    first = sent_id(desk)
    await desk.bot.delete_message(ANA, first)
    desk.wish(card("two", 2))
    await desk.phone.expect("two")
    await desk.rest()
    assert sent_id(desk) > first
    assert desk.marks[-1].sent_at is not None
    assert (1, {"A", "B"}) == (live(desk.phone), {one.text for one in desk.phone.card().buttons})


async def test_a_deleted_receipt_is_told_to_be_gone_and_can_be_sent_anew(desk: Desk) -> None:
    """A receipt that cannot be edited is noted as gone; the same wish, without its message, is then sent."""
    desk.wish(receipt("receipt", 1, None))
    await desk.rest()
    message = sent_id(desk)
    await desk.bot.delete_message(ANA, message)
    desk.wish(receipt("corrected", 2, message))
    await desk.rest()
    assert (True, 2) == (desk.marks[-1].gone, desk.marks[-1].revision)
    desk.wish(receipt("corrected", 2, None))
    await desk.phone.expect("corrected")
    await desk.rest()
    assert sent_id(desk) > message


async def test_a_blocked_bot_stops_trying(desk: Desk) -> None:
    """A 403 is noted once, nothing more is tried; the next wish, after the person wrote again, is drawn."""
    await desk.phone.block()
    desk.wish(card("one"), strip(3, 9), letters=("letter",))
    await eventually(lambda: desk.lost == [1], "somebody noted as unreachable")
    await desk.rest()
    assert ["sendMessage 403"] == desk.calls()
    await desk.phone.block(blocked=False)
    desk.wish(card("two", 2))
    await desk.phone.expect("two")


async def test_a_chat_that_is_not_there_is_given_up(desk: Desk) -> None:
    """ "Chat not found" is the same as blocked."""
    fault = Fault("sendMessage", code=400, description="Bad Request: chat not found")
    desk.server.telegram.faults.add(fault)
    desk.wish(card("one"))
    await eventually(lambda: desk.lost == [1], "somebody noted as unreachable")
    await desk.rest()
    assert [] == desk.marks


@pytest.mark.parametrize(
    "fault",
    [
        Fault("sendMessage", code=500),
        Fault("sendMessage", code=502),
        Fault("sendMessage", FaultKind.HANG, seconds=5),
        Fault("sendMessage", FaultKind.REFUSE_AND_DROP),
        Fault("sendMessage", code=401),
        Fault("sendMessage", code=404),
    ],
    ids=["500", "502", "hang", "drop", "401", "404"],
)
async def test_a_card_comes_whatever_goes_wrong(desk: Desk, fault: Fault) -> None:
    """After an error, a hang or a lost connection the card is sent again."""
    desk.server.telegram.faults.add(Fault(**{**fault.shape(), "kind": fault.kind}))
    desk.wish(card("one"))
    await desk.phone.expect("one")
    await desk.rest()
    assert (1, [1]) == (live(desk.phone), [one.revision for one in desk.marks])


async def test_a_card_that_came_although_it_was_lost_comes_twice_and_stays_usable(desk: Desk) -> None:
    """Accepted and dropped: nobody can know, so it is sent again; the later one is the card from then on."""
    desk.server.telegram.faults.add(Fault("sendMessage", FaultKind.ACCEPT_AND_DROP))
    desk.wish(card("one"))
    await desk.phone.expect("one")
    await desk.phone.expect("one")
    await desk.rest()
    desk.wish(card("two", 2))
    shown = await desk.phone.expect("two")
    assert sent_id(desk) == shown.id == desk.phone.card().id


async def test_a_gateways_page_instead_of_an_answer_is_waited_out(desk: Desk) -> None:
    """An answer that is no JSON, as some proxy gives, is no fault of ours: the call is made again."""
    check, answers = desk.bot.session.check_response, ["<html>502 Bad Gateway</html>"]

    def garbled(bot: Bot, method: object, status_code: int, content: str) -> object:
        return check(bot, method, status_code, answers.pop() if answers else content)  # type: ignore[arg-type]  # passed on

    desk.bot.session.check_response = garbled  # type: ignore[assignment]  # the seam between aiogram and HTTP
    desk.wish(card("one"))
    await desk.rest()
    assert ["sendMessage 200", "sendMessage 200"] == desk.calls()


@pytest.mark.parametrize("again", [False, True], ids=["sent", "edited"])
async def test_markup_that_telegram_refuses_is_sent_as_plain_words(desk: Desk, *, again: bool) -> None:
    """A question must come through whatever is wrong with its markup: without tags, with its buttons."""
    broken = Drawing(1, Purpose.CARD, payload("<b>¿Cómo <i>va</b> R&amp;D?", "A"), 2, None, strip=False)
    if again:
        desk.wish(card("one"))
        await desk.rest()
    desk.wish(broken)
    shown = await desk.phone.expect("¿Cómo")
    assert "¿Cómo va R&D?" == shown.text
    assert ["A"] == [one.text for one in shown.buttons]
    await desk.rest()
    assert 2 == desk.marks[-1].revision


async def test_letters_go_first_then_new_messages_then_edits_then_strips(desk: Desk) -> None:
    """The order in a chat: what was asked for, the card below it, and only then what is above is put right."""
    desk.wish(receipt("r", 1, None, screen=1), card("old", 1, None, screen=2))
    await desk.rest()
    above, old = (one.message_id for one in desk.marks)
    assert above is not None
    assert old is not None
    desk.wish(receipt("r2", 2, above, 1), strip(old, 2), card("new", 1, None, screen=3), letters=("L1", "L2"))
    await desk.rest()
    made = [(call.method, call.params.get("text")) for call in desk.server.telegram.transcript.find("", ANA)[2:]]
    told = [(method, str(text or "")) for method, text in made]
    assert [
        ("sendMessage", "L1"),
        ("sendMessage", "L2"),
        ("sendMessage", "new"),
        ("editMessageReplyMarkup", ""),
        ("editMessageText", "r2"),
    ] == sorted(told, key=lambda one: (one[0] != "sendMessage", one[0]))
    assert "sendMessage" == told[2][0]
    assert 1 == live(desk.phone)
    assert [] == [one for one in desk.phone.messages if one.id == old and one.keyboard]


async def test_a_fast_respondent_gets_the_right_card_with_few_edits(desk: Desk) -> None:
    """With a small bucket, thirty quick states become the first, a few between, and the last."""
    desk.pace.burst, desk.pace.refill = 3, 0.2
    desk.wish(card("state 1"))
    await desk.phone.expect("state 1")
    for revision in range(2, 31):
        desk.wish(card(f"state {revision}", revision))
        await asyncio.sleep(0)
    await desk.phone.expect("state 30")
    await desk.rest()
    assert len(desk.calls()) <= 5
    assert "state 30" == desk.phone.card().text


async def test_a_wish_at_the_very_end_of_a_chats_work_is_not_lost(desk: Desk) -> None:
    """A wish that arrives in the moment between the last look and the end of the chat's task is drawn."""
    loop, note = asyncio.get_running_loop(), desk.note

    def noted(drawn: Drawn) -> None:
        note(drawn)
        if drawn.revision < 6:
            loop.call_soon(desk.wish, card(f"state {drawn.revision + 1}", drawn.revision + 1))

    desk.talker._mark = noted
    desk.wish(card("state 1"))
    await desk.phone.expect("state 6")


async def test_a_database_that_cannot_be_written_keeps_nobody_from_their_card(desk: Desk) -> None:
    """When a letter cannot be claimed, or the unreachable not noted, it is tried again instead of forgotten."""
    desk.refuse_letters.append(DatabaseUnavailable("SQLITE_BUSY"))
    desk.wish(card("one"), letters=("L",))
    await desk.phone.expect("one")
    assert ["L"] == desk.letters
    await desk.phone.block()
    desk.refuse_marks.append(DatabaseUnavailable("SQLITE_FULL"))
    desk.wish(card("two", 2))
    await eventually(lambda: desk.lost == [1], "somebody noted as unreachable")


async def test_a_fault_of_ours_in_one_chat_is_tried_again(desk: Desk) -> None:
    """An unexpected exception neither ends the chat's task nor loses its work."""
    desk.refuse_letters.append(RuntimeError("planted"))
    desk.wish(card("one"), letters=("L",))
    await desk.phone.expect("one")
    assert ["L"] == desk.letters


async def test_stripping_what_is_gone_is_done(desk: Desk) -> None:
    """A card deleted by its owner has no buttons to lose."""
    desk.wish(strip(9999, 5))
    await desk.rest()
    assert [True] == [one.gone for one in desk.marks]


async def test_stopping_lets_calls_under_way_finish(desk: Desk) -> None:
    """``rest`` waits for what is being drawn; what does not come in time stays owed and is cut off."""
    desk.server.telegram.faults.latency_ms = 100
    desk.wish(card("one"))
    await desk.talker.rest(5)
    assert [1] == [one.revision for one in desk.marks]
    desk.server.telegram.faults.add(Fault("editMessageText", code=429, retry_after=60))
    desk.wish(card("two", 2))
    await desk.talker.rest(0.5)
    assert [1] == [one.revision for one in desk.marks]
