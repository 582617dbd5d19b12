"""The bot with one promise of its campaigns broken: the pace, what it was told to wait, what is on its way at a stop.

Each is made by reaching inside the product, in the process of the bot only. Must not know who checks.
"""

from collections.abc import Callable

from telegram.ext import AIORateLimiter

import bot.outgoing
import bot.speech


def in_a_rush() -> None:
    """Keep no pace."""
    honest = bot.outgoing.Outgoing.__init__

    def make(self: bot.outgoing.Outgoing, *told: object) -> None:
        honest(self, *told)  # type: ignore[arg-type]  # passed on as it came
        self._gap = 0.0

    setattr(bot.outgoing.Outgoing, "__init__", make)  # noqa: B010 - a mutant is made by reaching inside
    setattr(bot.speech, "AIORateLimiter", lambda **_: AIORateLimiter(10_000, 1.0))  # noqa: B010 - as above


def finish_waits_for_nothing() -> None:
    """Do not wait, at a stop, for the message that is on its way."""

    async def finish(self: bot.outgoing.Outgoing, _: float) -> None:
        self.stop()

    setattr(bot.outgoing.Outgoing, "finish", finish)  # noqa: B010 - as above


def waits_not_kept() -> None:
    """Do not write down until when Telegram told to wait."""
    setattr(bot.outgoing, "remember", lambda *_: None)  # noqa: B010 - as above


MUTANTS: dict[str, Callable[[], None]] = {
    "in-a-rush": in_a_rush,
    "finish-waits-for-nothing": finish_waits_for_nothing,
    "waits-not-kept": waits_not_kept,
}
