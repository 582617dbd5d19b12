"""S1: updates with their parts left out, swapped and doubled, and forged buttons, through the real path of a whole bot.

Decides what a block of updates is and what must still hold after it: nothing failed, nothing of others changed, and an
honest person is served. What is changed in an update, `kit.hostile` decides.
"""

import asyncio
import json
import random
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
from kit.siege import ANA, BRUNO, CRASHED, MAL, PATIENCE, STRANGERS, STUCK, WROTE, Alarm, Siege

from bot import incoming, router
from bot.buttons import decode
from bot.incoming import Incoming, start_token, storable
from bot.local import Person
from bot.logs import where
from torture.goal import Bug, Goal, Tier, Trial

PEOPLE = [Person(ANA, "Ana", "es"), Person(BRUNO, "Bruno", "es"), Person(MAL, "Mal", "es")]
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
    except Exception as error:
        if not trial.zeros[STUCK]:
            raise
        trial.found(CRASHED, f"the bot has ended with {type(error).__name__} at {where(error)}")


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
            await typed(bot, phone, "una nota de la oficina")
            await phone.tap("Guardar como nota")
            await phone.upload("a.pdf", b"%PDF-1.4", "application/pdf", caption="un anexo")
    await siege.drained()
    queue.on_made.remove(harvest)
    alarm.heard.clear()
    return siege


def _harvest(siege: Siege, queue: Any) -> None:  # noqa: ANN401 - Telegram's queue
    body = json.loads(queue.pending[-1].text)
    body.pop("update_id")
    siege.real.append(body)


async def _blocks(trial: Trial, siege: Siege) -> None:
    process = psutil.Process()
    at_first = process.memory_info().rss
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
        before = siege.others()
        siege.bot.server.telegram.clock.forward(timedelta(seconds=20))
    grown = (process.memory_info().rss - at_first) / 1e6
    trial.facts |= {"updates": f"{siege.updates:,}", "growth of memory": f"{grown:.0f} MB"}


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


PLANTED = {
    "language-taken-for-granted": _language_is_there,
    "chat-for-sender": _chat_for_sender,
    "unreadable-ends-it": _unreadable_ends_it,
}
GOALS = (
    Goal(
        id="S1",
        title="Whatever comes as an update, no exception escapes, nobody's answers change but by themselves, "
        "and the next person is served",
        unit="blocks of 60 updates",
        zeros=(CRASHED, WROTE, STUCK),
        rounds={Tier.CI: 12, Tier.NIGHT: 1_200, Tier.RELEASE: 12_000},
        run=run,
        bugs=(
            Bug("language-taken-for-granted", "a handler needs a field that an update may not have", CRASHED, 5),
            Bug("chat-for-sender", "the chat that a button is in counts as who pressed it", WROTE, 10),
            Bug("unreadable-ends-it", "an update that cannot be read is not put aside", STUCK, 5),
        ),
        note="Bytes at the webhook are S4's, floods S7's: here nobody is limited.",
    ),
)
