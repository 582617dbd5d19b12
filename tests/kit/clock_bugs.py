"""Promises that the bot makes of time, each broken on purpose: patched for as long as a trial takes.

It decides what is broken. It must not know who looks, nor how it is seen.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from bot.campaigns import Campaigns
from bot.speech import Ending, Outcome
from conversations.due import Sifted, sift
from storage import deliveries

HOUR = timedelta(hours=1)


@contextmanager
def planted(bug: str) -> Iterator[None]:
    """Break one promise; none, if it has no such name."""
    with ExitStack() as stack:
        match bug:
            case "what was sent is not noted":
                stack.enter_context(patch("bot.campaigns.settle", _puts_back))
            case "nothing is sent":
                stack.enter_context(patch.object(Campaigns, "_send", _settles_only))
            case "a minute of grace":
                stack.enter_context(patch.object(deliveries, "sift", _drops_late))
            case "for another that never comes":
                stack.enter_context(patch.object(deliveries, "sift", _gives_up_for_none))
            case "an hour ahead":
                stack.enter_context(patch("bot.campaigns.due_deliveries", _due_soon))
                stack.enter_context(patch("bot.campaigns.claim", _claim_soon))
            case "a digest at every look":
                stack.enter_context(patch("storage.digests.due", lambda *_: (True, None)))
        yield


def _puts_back(tx: Any, claimed: deliveries.Claimed, _: object, now: datetime, *rest: object) -> None:  # noqa: ANN401 - handed on
    deliveries.release(tx, claimed, now + HOUR)


async def _settles_only(campaigns: Campaigns, claimed: deliveries.Claimed, _: object) -> Outcome:
    outcome = Outcome(Ending.SENT, 1)
    await campaigns._settle(claimed, outcome)
    return outcome


def _drops_late(waiting: Any, now: datetime) -> Sifted:  # noqa: ANN401 - handed on
    return sift([one for one in waiting if now - one.due_at <= timedelta(minutes=1)], now)


def _gives_up_for_none(waiting: Any, now: datetime) -> Sifted:  # noqa: ANN401 - handed on
    sifted = sift(waiting, now)
    return Sifted((), sifted.expired, (*sifted.superseded, *sifted.send))


def _due_soon(tx: Any, now: datetime) -> tuple[int, ...]:  # noqa: ANN401 - handed on
    return deliveries.due_deliveries(tx, now + HOUR)


def _claim_soon(tx: Any, delivery: int, now: datetime, word: Any) -> deliveries.Claimed | None:  # noqa: ANN401 - handed on
    return deliveries.claim(tx, delivery, now + HOUR, word)
