"""The bot with a promise broken about what coordinators do at their desk, and what is done for them.

Each is made by reaching inside the product, in the process of the bot only. Must not know who checks.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Iterable
from datetime import datetime

import bot.letters
import bot.people_errands
import storage.campaigns
import storage.turn
from bot.applier import Applier
from bot.incoming import Incoming
from bot.speaker import Applied
from conversations.campaigns import Planned
from conversations.events import Do, Event, FileRead
from storage import inbox
from storage.database import Transaction
from storage.inbox import UpdateKey
from storage.tables.talk import LetterState
from storage.talk import Letter
from storage.world_reader import Sender


def deed_again() -> None:
    """Commit a deed and take its update out of the inbox only after that: after a kill in between it is done again."""
    honest, honest_take = inbox.mark_applied, Applier.take
    deeds = set[UpdateKey]()

    def mark(tx: Transaction, key: UpdateKey, now: datetime) -> bool:
        return key in deeds or honest(tx, key, now)

    async def take(self: Applier, key: UpdateKey, incoming: Incoming) -> Applied | None:
        if isinstance(incoming.event, Do):
            deeds.add(key)
        applied = await honest_take(self, key, incoming)
        if key in deeds:
            deeds.discard(key)
            await self._writer.run(inbox.mark_applied, key, self._clock.now())
        return applied

    _plant(storage.turn, "mark_applied", mark)
    _plant(Applier, "take", take)


def half_a_deed() -> None:
    """Commit a campaign, and die before its deliveries."""

    def add(tx: Transaction, campaign: int, planned: Iterable[Planned]) -> int:
        tx.connection.exec_driver_sql("COMMIT")
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    _plant(storage.campaigns, "add_planned", add)


def errand_settled_first() -> None:
    """Count an errand as done before it is."""
    honest = bot.letters.Letters.deliver

    async def deliver(self: bot.letters.Letters, chat_id: int, person: int, letter: Letter) -> None:
        enclosures = self._enclosures
        honest_send = enclosures.send

        async def send(chat_id: int, payload: str, number: int = 0) -> int | None:
            await self._settle(letter, LetterState.SENT)
            message = await honest_send(chat_id, payload, number)
            await self._writer.run(_note_message, letter.id, message)
            return message

        enclosures.send = send  # type: ignore[method-assign]  # a mutant is made by reaching inside
        try:
            await honest(self, chat_id, person, letter)
        finally:
            enclosures.send = honest_send  # type: ignore[method-assign]  # as above

    _plant(bot.letters.Letters, "deliver", deliver)


def _note_message(tx: Transaction, letter: int, message: int | None) -> None:
    tx.connection.exec_driver_sql("UPDATE outbox SET message_id = ? WHERE id = ?", (message, letter))


def file_forgotten() -> None:
    """Count the errand of reading a file as done before its coordinator has been told of it."""
    honest, honest_deliver = Applier._happening, bot.letters.Letters.deliver  # noqa: SLF001 - as above
    settled = asyncio.Event()

    async def let_happen(self: Applier, sender: Sender, event: Event) -> None:
        self.happen((sender,), event)

    async def happening(self: Applier, sender: Sender, event: Event) -> None:
        if isinstance(event, FileRead):
            await settled.wait()
        await honest(self, sender, event)

    async def deliver(self: bot.letters.Letters, chat_id: int, person: int, letter: Letter) -> None:
        await honest_deliver(self, chat_id, person, letter)
        if '"read_file"' in letter.payload:
            settled.set()

    _plant(Applier, "let_happen", let_happen)
    _plant(Applier, "_happening", happening)
    _plant(bot.letters.Letters, "deliver", deliver)


def links_left() -> None:
    """Leave the link of a message that is sent once more after a kill."""
    _plant(bot.people_errands, "note_in_hand", lambda *_: None)


def _plant(where: object, name: str, lie: Callable[..., object]) -> None:
    setattr(where, name, lie)


MUTANTS: dict[str, Callable[[], None]] = {
    "deed-again": deed_again,
    "half-a-deed": half_a_deed,
    "errand-settled-first": errand_settled_first,
    "links-left": links_left,
    "file-forgotten": file_forgotten,
}
