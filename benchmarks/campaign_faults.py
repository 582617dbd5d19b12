"""How bad the Telegram of a campaign is: its floods, blocks and silences, and how long a call takes.

Decides which fault meets a call. Must not know what is sent, nor what has to come of it.
"""

from benchmarks.campaign_plan import Plan
from benchmarks.delivered import SENDS
from bot.local import Fault, FaultKind
from bot.local.faults import Faults

LATENCY = 20.0  # milliseconds of every call, half of them on the way back
SLOW = 1_200.0
"""Milliseconds of a call that is on its way when the bot is told to stop."""


def make_bad(faults: Faults, plan: Plan) -> None:
    """Let Telegram fail as planned: floods, blocks, silence with and without the message having arrived."""
    faults.latency_ms = LATENCY
    if plan.certain:
        faults.add(Fault(SENDS, FaultKind.ACCEPT_AND_DROP))
        faults.add(Fault(SENDS, FaultKind.HANG, seconds=0.2))
        faults.add(Fault(SENDS, code=429, retry_after=1))
    for fault in (
        Fault(SENDS, code=429, retry_after=1, count=None, probability=plan.floods),
        Fault(SENDS, code=403, count=None, probability=plan.blocks),
        Fault(SENDS, FaultKind.ACCEPT_AND_DROP, count=None, probability=plan.timeouts / 2),
        Fault(SENDS, FaultKind.HANG, seconds=0.2, count=None, probability=plan.timeouts / 2),
    ):
        faults.add(fault)
