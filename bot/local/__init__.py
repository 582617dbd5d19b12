"""A local Bot API and phone page: Telegram in memory, for rehearsal, demonstration, tests and benchmarks.

It decides what Telegram would accept, refuse, deliver and forget. It must not know anything of the project: no
instrument, no member, no storage, no Bot API library; it imports the standard library and aiohttp only. It is
never reachable from `run`.
"""

from bot.local.clock import Clock
from bot.local.faults import Fault, FaultKind
from bot.local.refusals import Refusal, Refused
from bot.local.server import LocalServer
from bot.local.state import Person, Telegram

__all__ = ["Clock", "Fault", "FaultKind", "LocalServer", "Person", "Refusal", "Refused", "Telegram"]
