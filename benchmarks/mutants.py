"""The bot with one promise broken, so that a check can show that it would see it.

Each is made by reaching inside the product, in the process of the bot only. Must not know who checks.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

import bot.applier
import bot.brush
import bot.campaigns
import bot.digests
import bot.floods
import bot.outgoing
import bot.runner
import bot.speech
import storage.answer_writer
import storage.deliveries
import storage.fact_writer
from bot.polling import RawUpdate
from bot.speech import Ending, Outcome, Speech
from conversations.facts import AssessmentFact, ResponseChanged
from storage.answer_writer import Author
from storage.database import Transaction
from storage.deliveries import Claimed, Word

HONEST = 5  # presses that are stored at once before a mutant begins to keep updates in memory
LATE = 2.0  # seconds for which it does
KEPT = 4  # batches that another one keeps in memory
HALF_OF = 2  # which answer is written by half


def acknowledge_first() -> None:
    """Break the inbox: updates are in memory only when Telegram is told that they came."""
    honest = bot.runner.Runner._store  # noqa: SLF001 - a mutant is made by reaching inside
    waiting: set[asyncio.Task[None]] = set()
    answers = 0

    async def store(self: bot.runner.Runner, updates: list[RawUpdate]) -> None:
        nonlocal answers
        answers += sum(b'"1a:' in body for _, body in updates)
        if answers < HONEST:
            await honest(self, updates)
            return

        async def later() -> None:
            await asyncio.sleep(LATE)
            await honest(self, updates)

        task = asyncio.create_task(later())
        waiting.add(task)
        task.add_done_callback(waiting.discard)

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
    """Take a card for drawn that never was."""

    async def edit(*_: object) -> None:
        return None

    _plant(bot.brush.Brush, "edit", edit)


def send_again() -> None:
    """Break a campaign's promise: whoever may have got a reminder gets it once more."""
    del bot.campaigns.STATES[Ending.UNCONFIRMED]


def plan_again() -> None:
    """Break it at a start: what was in hand when the bot was killed is sent once more."""

    def recover(tx: Transaction, now: datetime) -> int:
        tx.connection.exec_driver_sql("UPDATE delivery SET state = 'planned' WHERE state = 'sending'")
        return 0

    _plant(bot.runner, "recover_deliveries", recover)


def never_recover() -> None:
    """Leave in hand, at a start, what was in hand when the bot was killed."""
    _plant(bot.runner, "recover_deliveries", lambda tx, now: 0)


def give_up_at_start() -> None:
    """Take for failed, at a start, what was in hand when the bot was killed."""

    def recover(tx: Transaction, now: datetime) -> int:
        at = now.isoformat(" ", "microseconds")
        tx.connection.exec_driver_sql(
            "UPDATE delivery SET state = 'failed', settled_at = ? WHERE state = 'sending'", (at,)
        )
        return 0

    _plant(bot.runner, "recover_deliveries", recover)


def settle_first() -> None:
    """Note a delivery as sent before it is."""
    honest = bot.campaigns.Campaigns._send  # noqa: SLF001 - as above

    async def send(self: bot.campaigns.Campaigns, claimed: Claimed, speech: Speech) -> Outcome:
        await self._settle(claimed, Outcome(Ending.SENT, 1))
        return await honest(self, claimed, speech)

    _plant(bot.campaigns.Campaigns, "_send", send)


def no_digests() -> None:
    """Never look whether a digest is due."""

    async def look(*_: object) -> None:
        return None

    _plant(bot.digests.Digests, "look", look)


def silence_is_success() -> None:
    """Take a message for sent when nobody can know whether it arrived."""
    honest = bot.speech._outcome  # noqa: SLF001 - as above

    def outcome(error: Exception) -> Outcome:
        known = honest(error)
        return Outcome(Ending.SENT, 1) if known.ending is Ending.UNCONFIRMED else known

    _plant(bot.speech, "_outcome", outcome)


def silence_is_failure() -> None:
    """Take a message for not sent when nobody can know whether it arrived."""
    bot.campaigns.STATES[Ending.UNCONFIRMED] = bot.campaigns.STATES[Ending.FAILED]


def deaf_to_waits() -> None:
    """Go on speaking whatever Telegram says of waiting."""
    _plant(bot.outgoing.Outgoing, "_rest", lambda self, seconds: None)


def claim_ahead() -> None:
    """Take the next two deliveries in hand as well, before this one is sent."""
    honest = storage.deliveries.claim

    def claim(tx: Transaction, delivery: int, now: datetime, word: Word) -> Claimed | None:
        claimed = honest(tx, delivery, now, word)
        if claimed is not None:
            tx.connection.exec_driver_sql(
                "UPDATE delivery SET state = 'sending' WHERE id IN"
                " (SELECT id FROM delivery WHERE state = 'planned' AND id > ? ORDER BY id LIMIT 2)",
                (delivery,),
            )
        return claimed

    _plant(bot.campaigns, "claim", claim)


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
    "another-answer": another_answer,
    "history-twice": history_twice,
    "half-a-turn": half_a_turn,
    "forget-to-draw": forget_to_draw,
    "send-again": send_again,
    "plan-again": plan_again,
    "never-recover": never_recover,
    "give-up-at-start": give_up_at_start,
    "settle-first": settle_first,
    "no-digests": no_digests,
    "silence-is-success": silence_is_success,
    "silence-is-failure": silence_is_failure,
    "deaf-to-waits": deaf_to_waits,
    "claim-ahead": claim_ahead,
    "hoards": hoard,
}
