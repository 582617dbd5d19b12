"""S1: updates with their parts left out, swapped and doubled, and forged buttons, through the real path of a whole bot.

Decides what a block of updates is and what must still hold after it: nothing failed, nothing of others changed, nothing
of theirs was said to anybody else, and an honest person is served. What is changed in an update, `kit.hostile` decides.
"""

import asyncio
import json
import random
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import psutil
from kit.edge import enter, question, typed
from kit.listening import listening
from kit.phone import Phone
from kit.service import Service, service
from kit.siege import ANA, BRUNO, CRASHED, GREW, MAL, PATIENCE, STRANGERS, STUCK, TOLD, WORDS, WROTE, Alarm, Siege

from bot import incoming, router, turns
from bot.applier import Applier
from bot.buttons import decode
from bot.incoming import Incoming, start_token, storable
from bot.local import Person
from bot.logs import where
from locales.courtesies import render_courtesy
from torture.goal import Bug, Goal, Tier, Trial

PEOPLE = [Person(who, name, "es") for who, name in WORDS.items()]
TEXTS = 40


async def run(trial: Trial) -> None:
    """Besiege a bot, block by block."""
    alarm, loop = Alarm(), asyncio.get_running_loop()
    before = loop.get_exception_handler()
    loop.set_exception_handler(alarm.in_the_loop)
    try:
        with ExitStack() as stack:
            stack.enter_context(listening(alarm))
            await _besiege(trial, alarm, stack)
    finally:
        loop.set_exception_handler(before)


async def _besiege(trial: Trial, alarm: Alarm, stack: ExitStack) -> None:
    people = [*PEOPLE, *(Person(one, f"S{one % 100}", "en") for one in STRANGERS)]
    try:
        async with service(trial.folder, people, person_burst=1_000_000, person_per_second=100_000.0) as bot:
            siege = await _settled(bot, trial, alarm)
            if trial.bug:
                stack.enter_context(PLANTED[trial.bug]())
            await _blocks(trial, siege)
    except Exception as error:  # noqa: BLE001 - whatever it is, the bot brought it about
        trial.found(CRASHED, f"it has ended with {type(error).__name__} at {where(error)}")


async def _settled(bot: Service, trial: Trial, alarm: Alarm) -> Siege:
    """Have three people come in and answer, and keep the updates that this took."""
    siege = Siege(bot, trial, alarm)
    queue = bot.server.telegram.home.queue
    harvest = partial(_harvest, siege, queue)
    queue.on_made.append(harvest)
    for who, member in ((ANA, "Rosario"), (BRUNO, "Quito"), (MAL, "Montevideo")):
        async with Phone(bot.server.base_url, who, patience=PATIENCE) as phone:
            await enter(phone, bot.invite(member))
            await phone.tap("3 ·")
            await question(phone, 2)
            await typed(bot, phone, f"una nota de la oficina de {WORDS[who]}")
            await phone.tap("Guardar como nota")
            await phone.upload("a.pdf", b"%PDF-1.4", "application/pdf", caption="un anexo")
    await siege.drained()
    queue.on_made.remove(harvest)
    alarm.heard.clear()
    siege.listen(trial.first)
    return siege


def _harvest(siege: Siege, queue: Any) -> None:  # noqa: ANN401 - Telegram's queue
    """Keep an update without what is anybody's own: whoever sends it again may be told of it."""
    text = queue.pending[-1].text
    for word in WORDS.values():
        text = text.replace(word, "Alguien")
    body = json.loads(text)
    body.pop("update_id")
    siege.real.append(body)


async def _blocks(trial: Trial, siege: Siege) -> None:
    process = psutil.Process()
    resident, at_first = process.memory_info().rss, sys.getallocatedblocks()
    before = siege.others()
    for number in trial.numbers():
        dice = trial.dice(number)
        siege.send(siege.block(dice))
        _read_texts(trial, dice, number)
        if not await siege.drained():
            trial.found(STUCK, "the bot has ended" if siege.ended else "updates wait for ever", number)
            await siege.look(number)
            return
        await siege.look(number)
        after = siege.others()
        for table in sorted(name for name in before if before[name] != after[name]):
            trial.found(WROTE, f"{table} has changed", number)
        await siege.honest(number)
        siege.listen(number)
        before = siege.others()
        siege.bot.server.telegram.clock.forward(timedelta(seconds=20))
        siege.weigh(number, at_first)
    trial.facts |= {"updates": f"{siege.updates:,}", "calls of the bot looked through": f"{siege.calls:,}"}
    grown, more = (process.memory_info().rss - resident) / 1e6, sys.getallocatedblocks() - at_first
    trial.facts["growth of memory"] = f"{grown:.0f} MB, {more:,} small objects"


def _read_texts(trial: Trial, dice: random.Random, number: int) -> None:
    """Read random texts as what a button or a message has: the result is a press or a text, never an exception."""
    for _ in range(TEXTS):
        text = "".join(
            chr(dice.choice((dice.randrange(128), dice.randrange(0x11000)))) for _ in range(dice.randrange(80))
        )
        try:
            decode("1" + text)
            start_token(storable(text))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is one
            trial.found(CRASHED, f"{type(error).__name__} at {text!r}", number)


@contextmanager
def _language_is_there() -> Iterator[None]:
    """A handler takes it for granted that every sender has a language."""

    def read(message: Any, *, edited: bool = False) -> Incoming | None:  # noqa: ANN401 - aiogram's
        assert message.from_user.language_code.lower()
        return incoming.from_message(message, edited=edited)

    with patch.object(router, "from_message", read):
        yield


@contextmanager
def _chat_for_sender() -> Iterator[None]:
    """Whose chat a card is in is taken for whoever pressed."""

    def read(callback: Any) -> Incoming:  # noqa: ANN401 - aiogram's
        presser = callback.from_user
        if callback.message is not None:
            presser = presser.model_copy(update={"id": callback.message.chat.id})
        return incoming.from_press(callback.model_copy(update={"from_user": presser}))

    with patch.object(router, "from_press", read):
        yield


@contextmanager
def _unreadable_ends_it() -> Iterator[None]:
    """An update that cannot be read is not put aside: what it raises ends the bot."""
    with patch.object(incoming, "ValidationError", KeyError):
        yield


@contextmanager
def _note_to_a_group() -> Iterator[None]:
    """A group is answered with what somebody has written."""
    with patch.object(Applier, "group_line", lambda _: f"una nota de la oficina de {WORDS[ANA]}"):
        yield


@contextmanager
def _chatty_in_groups() -> Iterator[None]:
    """A group is answered with more than the one line."""
    real = Applier.group_line
    with patch.object(Applier, "group_line", lambda self: f"{real(self)} (3/44)"):
        yield


@contextmanager
def _names_others() -> Iterator[None]:
    """Whoever has no invitation is told whom to ask for one."""
    real = render_courtesy
    with patch.object(turns, "render_courtesy", lambda *about: f"{real(*about)} ({WORDS[BRUNO]})"):
        yield


@contextmanager
def _keeps_updates() -> Iterator[None]:
    """Every update stays in memory, and much with it."""
    kept, real = list[Any](), Applier._update

    async def apply(self: Applier, pending: Any, raw: Any) -> None:  # noqa: ANN401 - handed on
        kept.append((raw, [str(one) for one in range(20_000)]))
        await real(self, pending, raw)

    with patch.object(Applier, "_update", apply):
        yield


PLANTED = {
    "note-to-a-group": _note_to_a_group,
    "chatty-in-groups": _chatty_in_groups,
    "names-others": _names_others,
    "keeps-updates": _keeps_updates,
    "language-taken-for-granted": _language_is_there,
    "chat-for-sender": _chat_for_sender,
    "unreadable-ends-it": _unreadable_ends_it,
}
GOALS = (
    Goal(
        id="S1",
        title="Whatever comes as an update, no exception escapes, nobody's answers change but by themselves, nobody is "
        "told of others, memory stays bounded, and the next person is served",
        unit="blocks of 60 updates",
        zeros=(CRASHED, WROTE, TOLD, STUCK, GREW),
        rounds={Tier.CI: 12, Tier.NIGHT: 1_200, Tier.RELEASE: 12_000},
        run=run,
        bugs=(
            Bug(
                "language-taken-for-granted",
                "a handler needs a field that an update may not have",
                CRASHED,
                80,
                "an update failed",
            ),
            Bug("chat-for-sender", "the chat that a button is in counts as who pressed it", WROTE, 80),
            Bug("unreadable-ends-it", "an update that cannot be read is not put aside", STUCK, 40, "has ended"),
            Bug("note-to-a-group", "a group is answered with somebody's note", TOLD, 40, "a word of"),
            Bug("chatty-in-groups", "a group is answered with more than the courtesy", TOLD, 40, "more than"),
            Bug("names-others", "a stranger is told somebody's name", TOLD, 40, "a word of"),
            Bug("keeps-updates", "every update stays in memory, and much with it", GREW, 3),
        ),
        note="How long an answer takes is a fact of the machine, and no zero. Of memory, Python's small objects "
        "are bounded, counted after each block; the resident set is a fact. Bytes at the webhook are S4's, floods "
        "S7's: here nobody is limited.",
    ),
)
