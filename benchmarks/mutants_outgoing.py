"""The bot with a promise broken about what it says first: reminders, notices, digests.

Each is made by reaching inside the product, in the process of the bot only. Must not know who checks.
"""

import os
import signal
from collections.abc import Callable
from datetime import datetime

import bot.campaigns
import bot.digests
import bot.opening
import bot.outgoing
import bot.speech
import storage.deliveries
from bot.speech import Ending, Outcome, Speech
from storage.database import Transaction
from storage.deliveries import Claimed, Word


def send_again() -> None:
    """Break a campaign's promise: whoever may have got a reminder gets it once more."""
    del bot.campaigns.STATES[Ending.UNCONFIRMED]


def plan_again() -> None:
    """Break it at a start: what was in hand when the bot was killed is sent once more."""

    def recover(tx: Transaction, now: datetime) -> int:
        tx.connection.exec_driver_sql("UPDATE delivery SET state = 'planned' WHERE state = 'sending'")
        return 0

    _plant(bot.opening, "recover_deliveries", recover)


def never_recover() -> None:
    """Leave in hand, at a start, what was in hand when the bot was killed."""
    _plant(bot.opening, "recover_deliveries", lambda tx, now: 0)


def give_up_at_start() -> None:
    """Take for failed, at a start, what was in hand when the bot was killed."""

    def recover(tx: Transaction, now: datetime) -> int:
        at = now.isoformat(" ", "microseconds")
        tx.connection.exec_driver_sql(
            "UPDATE delivery SET state = 'failed', settled_at = ? WHERE state = 'sending'", (at,)
        )
        return 0

    _plant(bot.opening, "recover_deliveries", recover)


def settle_first() -> None:
    """Note a delivery as sent before it is."""
    honest = bot.campaigns.Campaigns._send  # noqa: SLF001 - a mutant is made by reaching inside

    async def send(self: bot.campaigns.Campaigns, claimed: Claimed, speech: Speech) -> Outcome:
        await self._settle(claimed, Outcome(Ending.SENT, 1))
        return await honest(self, claimed, speech)

    _plant(bot.campaigns.Campaigns, "_send", send)


def no_digests() -> None:
    """Never come to the digests: die instead."""

    async def look(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

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


MUTANTS: dict[str, Callable[[], None]] = {
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
}
