"""What came of a campaign, chat by chat and row by row, and what is wrong with it.

Decides what may not be: somebody who got two, or none and is not on the list; a call above the budget or inside a wait
that Telegram told. Must not know how anything is sent, nor when the bot was killed but for how often.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.local import Person
from bot.local.transcript import Recorded
from conversations.campaigns import DeliveryState

if TYPE_CHECKING:
    from benchmarks.campaigning import Town

SENDS = "sendMessage"
JITTER = 1
"""Calls more than the budget that one second may see. One message is on its way at a time: of any number of calls all
but the first and the last arrive as far apart as they were made, or farther, however anything stalls."""


@dataclass
class Report:
    """What came of it, and what is wrong; every list but ``states`` is empty when all is well."""

    states: Counter[str] = field(default_factory=Counter)
    interrupted: int = 0
    in_doubt: int = 0
    kills: int = 0
    stops: int = 0
    calls: int = 0
    busiest_second: int = 0
    seconds: float = 0.0
    doubled: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    too_soon: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    uncertain: list[str] = field(default_factory=list)

    @property
    def faults(self) -> dict[str, int]:
        """Count each kind of what is wrong."""
        return {
            "two in one chat": len(self.doubled),
            "none, and not on the list": len(self.missing),
            "listed otherwise than it was": len(self.untrue),
            "inside a wait, or above the budget": len(self.too_soon),
            "never came to an end": len(self.unfinished),
            "unconfirmed by a stop, or more than one by a kill": len(self.uncertain),
        }


def judge(town: "Town", report: Report) -> None:
    """Compare the rows with what arrived, and the calls with what Telegram allows."""
    _judge_rows(town, report)
    calls = sorted(town.calls(), key=lambda call: call.at)
    report.calls = len(calls)
    times = [call.at for call in calls]
    first = 0
    for last, at in enumerate(times):
        while times[first] <= at - 1:
            first += 1
        report.busiest_second = max(report.busiest_second, last - first + 1)
    if report.busiest_second > town.plan.a_second + JITTER:
        report.too_soon.append(f"{report.busiest_second} calls in a second")
    _judge_waits(town, report, calls)


def _judge_waits(town: "Town", report: Report, calls: list[Recorded]) -> None:
    """Nothing is sent inside a wait, unless the bot was killed before it can have noted it, and so did nothing more."""
    others = [call.at for call in town.server.telegram.transcript.find() if call.method != SENDS]
    begin = 0.0
    for end in town.ends:
        until = min((at for at in others if at > end.at), default=float("inf"))  # the next life asks who it is
        life = [call for call in calls if begin <= call.at < until]
        for flood in (call for call in life if call.status == 429):
            goes_on, noted = life[-1] is not flood, end.rests >= flood.at + 1
            if goes_on and not noted:
                report.too_soon.append(f"told to wait at {flood.at:.2f}, which was not noted")
            if goes_on or noted or not end.killed:
                inside = [call.at - flood.at for call in calls if flood.at < call.at < flood.at + 1]
                report.too_soon += [f"{after:.2f} s after a 429" for after in inside]
        begin = until


def _judge_rows(town: "Town", report: Report) -> None:
    hashes = {
        str(hashed): (DeliveryState(str(state)), str(reason), message)
        for hashed, state, reason, message in town.read(
            "SELECT p.telegram_hash, d.state, d.reason, d.message_id FROM delivery d JOIN person p ON person_id = p.id"
        )
    }
    keyring = town.stage.open().keyring
    assert keyring is not None
    for one in town.crew:
        got, row = town.got(one), hashes.get(keyring.telegram_hash(one.id))
        if got > 1:
            report.doubled.append(f"{one.id} got {got}")
        if row is None:
            report.missing.append(f"{one.id} is in no row")
            continue
        state, reason, message = row
        report.states[state.value] += 1
        report.interrupted += reason == "interrupted"
        arrived = {DeliveryState.SENT: (1,), DeliveryState.UNCONFIRMED: (0, 1)}.get(state, (0,))
        if got == 0 and state in (DeliveryState.SENT, DeliveryState.PLANNED, DeliveryState.SENDING):
            report.missing.append(f"{one.id} is {state} and got nothing")
        elif got <= 1 and got not in arrived:
            report.untrue.append(f"{one.id} is {state} and got {got}")
        if state is DeliveryState.SENT and not _is_the_live_card(town, one, message):
            report.untrue.append(f"{one.id}'s reminder is not their one card with buttons")


def _is_the_live_card(town: "Town", person: Person, message: object) -> bool:
    chat = town.server.telegram.home.chats[person.id]
    return [message] == [number for number, one in chat.messages.items() if (one.markup or {}).get("inline_keyboard")]
