"""What the bot promises of outages, broken on purpose: patched for as long as a trial takes.

It decides what is broken. It must not know who looks, nor how it is seen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import PropertyMock, patch

from bot.intake import PollingIntake
from bot.outages import Outages
from storage.outage import Outage, outage_before

_reached, _picked_up = Outages.reached, Outages._picked_up
TWO_MINUTES = timedelta(minutes=2)


@contextmanager
def planted(bug: str) -> Iterator[None]:
    """Break one promise; none, if it has no such name."""
    match bug:
        case "what waits is dropped":
            with patch.object(PollingIntake, "serve", _drops_pending):
                yield
        case "nobody is picked up":
            with patch.object(Outages, "_picked_up", _shrugs):
                yield
        case "a long outage is like any other":
            with patch.object(Outage, "lossy", PropertyMock(return_value=False)):
                yield
        case "the bot lives and does not notice":
            with patch.object(Outages, "reached", _only_at_a_start):
                yield
        case "asked two minutes later":
            with patch.object(Outages, "_picked_up", _later):
                yield
        case "what came after the last note":
            with patch("storage.outage.NOTED_EVERY", timedelta()):
                yield
        case "everybody is picked up":
            with patch("storage.outage.ANSWERING", timedelta(days=365)):
                yield
        case _:
            yield


async def _drops_pending(intake: PollingIntake) -> None:
    await intake._bot.delete_webhook(drop_pending_updates=True)
    await intake._poller.run()


async def _shrugs(*_: object) -> bool:
    return True


async def _only_at_a_start(outages: Outages, now: datetime) -> None:
    if outages._last is not None:
        outages._last = now
    await _reached(outages, now)


async def _later(outages: Outages, now: datetime) -> bool:
    outage = await outages._writer.run(outage_before, now)
    if outage is None:
        return True
    back = outages.__dict__.setdefault("back", now)
    return now - back >= TWO_MINUTES and await _picked_up(outages, now)
