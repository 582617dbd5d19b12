"""The bot with one promise broken, so that a check can show that it would see it.

Each is made by reaching inside the product, in the process of the bot only. Must not know who checks.
"""

import asyncio
import os
import signal
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextvars import ContextVar
from dataclasses import replace
from itertools import count
from typing import Any

import bot.applier
import bot.brush
import bot.floods
import bot.runner
import storage.answer_writer
import storage.fact_writer
from benchmarks import campaign_mutants, mutants_desk, mutants_outgoing
from benchmarks.failpoints import TURNS, asked_for
from bot.incoming import Incoming
from bot.polling import RawUpdate
from bot.speaker import Applied
from conversations.facts import AssessmentFact, ResponseChanged
from storage.answer_writer import Author
from storage.database import Transaction
from storage.inbox import UpdateKey
from storage.writer import Writer

HONEST = 3  # presses that are stored before a mutant begins to keep updates in memory
KEPT = 4  # batches that another one keeps in memory
HALF_OF = 2  # which answer is written by half


def acknowledge_first() -> None:
    """Break the inbox: updates are in memory only when Telegram is told that they came, and stay there."""
    honest = bot.runner.Runner._store  # noqa: SLF001 - a mutant is made by reaching inside
    answers = 0

    async def store(self: bot.runner.Runner, updates: list[RawUpdate]) -> None:
        nonlocal answers
        stored = list[RawUpdate]()
        for update in updates:
            answers += b'"1a:' in update[1]
            if answers <= HONEST:
                stored.append(update)
        if stored:
            await honest(self, stored)

    _plant(bot.runner.Runner, "_store", store)


def store_later() -> None:
    """Break it otherwise: the latest updates stay in memory until others have come."""
    honest = bot.runner.Runner._store  # noqa: SLF001 - as above
    kept: list[list[RawUpdate]] = []

    async def store(self: bot.runner.Runner, updates: list[RawUpdate]) -> None:
        kept.append(updates)
        if len(kept) > KEPT:
            await honest(self, kept.pop(0))

    _plant(bot.runner.Runner, "_store", store)


def confirm_first(then: Callable[[], object] = lambda: None) -> None:
    """Show an answer as saved before its commit, which waits until that has been seen, and for what comes ``then``."""
    honest_run, honest_toast = Writer.run, bot.brush.Brush.toast
    honest_take, honest_note = bot.applier.Applier.take, storage.answer_writer.note_history
    pressed = ContextVar[str | None]("pressed", default=None)
    shown, written = defaultdict[str, threading.Event](threading.Event), count()

    async def take(self: bot.applier.Applier, key: UpdateKey, incoming: Incoming) -> Applied | None:
        pressed.set(incoming.callback)
        return await honest_take(self, key, incoming)

    async def toast(self: bot.brush.Brush, callback_id: str, *told: Any, **more: Any) -> None:  # noqa: ANN401 - passed on as it came
        try:
            await honest_toast(self, callback_id, *told, **more)
        finally:
            shown[callback_id].set()

    def note(*told: Any) -> None:  # noqa: ANN401 - as above
        next(written)
        honest_note(*told)

    async def run(self: Writer, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as above
        press = pressed.get()
        if press is None or asked_for(function) != TURNS:
            return await honest_run(self, function, *args, **kwargs)
        told: Future[Any] = Future()

        def tell(tx: Transaction) -> Any:  # noqa: ANN401 - as above
            before = next(written)
            answer = function(tx, *args, **kwargs)
            if not told.done():
                told.set_result(answer)
            if next(written) > before + 1:
                shown[press].wait()
                then()
            return answer

        write = asyncio.ensure_future(honest_run(self, tell))
        early = asyncio.wrap_future(told)
        await asyncio.wait({write, early}, return_when=asyncio.FIRST_COMPLETED)
        return await (early if early.done() else write)

    _plant(bot.applier.Applier, "take", take)
    _plant(bot.brush.Brush, "toast", toast)
    _plant(storage.answer_writer, "note_history", note)
    _plant(Writer, "run", run)


def confirm_and_wait() -> None:
    """The same, and the commit never comes."""
    confirm_first(threading.Event().wait)


def another_answer() -> None:
    """Write down another level than the one that was given."""
    honest = storage.answer_writer.write_answer_fact

    def write(tx: Transaction, fact: AssessmentFact, by: Author) -> None:
        if isinstance(fact, ResponseChanged) and isinstance(fact.after, int):
            fact = replace(fact, after=(fact.after + 1) % 5)
        honest(tx, fact, by)

    _plant(storage.fact_writer, "write_answer_fact", write)


def history_twice() -> None:
    """Write every answer down twice."""
    honest = storage.answer_writer.note_history

    def note(*told: Any) -> None:  # noqa: ANN401 - passed on as it came
        honest(*told)
        honest(*told)

    _plant(storage.answer_writer, "note_history", note)


def half_a_turn() -> None:
    """Commit a turn by half, and die before the other half."""
    honest, numbers = storage.answer_writer.note_history, count(1)

    def note(tx: Transaction, *told: Any) -> None:  # noqa: ANN401 - passed on as it came
        if next(numbers) == HALF_OF:
            tx.connection.exec_driver_sql("COMMIT")
            os.kill(os.getpid(), signal.SIGKILL)
        honest(tx, *told)

    _plant(storage.answer_writer, "note_history", note)


def forget_to_draw() -> None:
    """Take cards for drawn that never were, from the first answer on."""
    honest, honest_note = bot.brush.Brush.edit, storage.answer_writer.note_history
    written = threading.Event()

    async def edit(*told: Any) -> None:  # noqa: ANN401 - passed on as it came
        if not written.is_set():
            await honest(*told)

    def note(*told: Any) -> None:  # noqa: ANN401 - as above
        written.set()
        honest_note(*told)

    _plant(bot.brush.Brush, "edit", edit)
    _plant(storage.answer_writer, "note_history", note)


def never_redraw() -> None:
    """Take every card for drawn anew that never was."""

    async def edit(*told: Any) -> None:  # noqa: ANN401 - passed on as it came
        pass

    _plant(bot.brush.Brush, "edit", edit)


def _plant(where: object, name: str, lie: Callable[..., object]) -> None:
    setattr(where, name, lie)


def hoard() -> None:
    """Break a flood's bound: whatever comes stays in memory, and a megabyte with it."""
    honest = bot.floods.Doorkeeper.admit
    kept: list[bytes] = []

    async def admit(self: bot.floods.Doorkeeper, updates: Sequence[RawUpdate]) -> list[RawUpdate]:
        kept.extend(os.urandom(16) * 2**16 for _ in updates)
        return await honest(self, updates)

    bot.floods.Doorkeeper.admit = admit  # type: ignore[method-assign]  # as above


MUTANTS: dict[str, Callable[[], None]] = {
    "acknowledge-first": acknowledge_first,
    "store-later": store_later,
    "confirm-first": confirm_first,
    "confirm-and-wait": confirm_and_wait,
    "another-answer": another_answer,
    "history-twice": history_twice,
    "half-a-turn": half_a_turn,
    "forget-to-draw": forget_to_draw,
    "never-redraw": never_redraw,
    "hoards": hoard,
    **mutants_desk.MUTANTS,
    **mutants_outgoing.MUTANTS,
    **campaign_mutants.MUTANTS,
}
