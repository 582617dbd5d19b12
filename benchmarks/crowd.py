"""The local Bot API with people on it, in a process of its own: they answer, and it takes the time.

Reads one line of JSON (see ``Order``) and writes lines of JSON: the address, the first poll, each phase's figures.
The time of an answer is from the press until the call that shows the next question takes effect; with a latency
both network legs are in it. CPU and memory are the bot's, CPU including its children.
"""

import asyncio
import gc
import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import psutil

from benchmarks.stage import cast
from bot.local import LocalServer, Person
from bot.local.people import Phones
from bot.local.state import Telegram
from conversations.instrument import Language

WIDE = 3
"""A card with so many rows of one button asks a question."""
ALONE = 6
"""How many people answer one after another where one answers at a time; each has one questionnaire."""
SETTLED = 1.0  # seconds without anything new until a phase begins
DRAINED = 30.0  # seconds that the last answers of a phase may take
PATIENCE = 60.0  # seconds that the bot has to give everybody the first question
PACE = 100.0  # answers a second that all people together give when they take their time


@dataclass(frozen=True, slots=True)
class Order:
    """How many people answer at once, the latency in milliseconds, seconds of each phase."""

    people: int
    latency_ms: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Phase:
    """The figures of one phase. ``calls`` and ``bytes`` are by method; ``waits`` are milliseconds, sorted."""

    name: str
    answers: int
    seconds: float
    waits: list[float]
    cpu_seconds: float
    rss_mb: float
    calls: dict[str, int]
    bytes: dict[str, int]
    calls_before: float
    """Calls that were answered between the press and the next question, that of the update itself not counted."""


@dataclass
class Walker:
    """Somebody who answers with the first option that chance gives, until the questions are over."""

    telegram: Telegram
    person: Person
    answered: Callable[["Walker", float, int], None]
    chance: random.Random
    seen: tuple[int, str] | None = None
    pressed_at: float = 0.0
    calls_then: int = 0
    options: list[str] = field(default_factory=list)
    _shown: dict[int, tuple[str, list[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Pick up the phone."""
        self._phones = Phones(self.telegram)
        self._chat = self.telegram.private_chat(self.telegram.home, self.person)
        self._chat.watchers.append(self.hear)

    @property
    def waits(self) -> bool:
        """Tell whether an answer is under way."""
        return self.pressed_at > 0

    def start(self) -> None:
        """Press START."""
        self._phones.start(self.telegram.home, self.person)

    def hear(self, event: dict[str, Any]) -> None:
        """See what the bot shows; a new question ends the wait."""
        if event["type"] != "message" or event["message"]["mine"]:
            return
        message = event["message"]
        options = [row[0]["callback_data"] for row in message["keyboard"] if len(row) == 1]
        if message["keyboard"]:
            self._shown[message["id"]] = (message["text"], options)
        else:
            self._shown.pop(message["id"], None)
        newest = max(self._shown, default=0)
        text, self.options = self._shown.get(newest, ("", []))
        if len(self.options) < WIDE or (newest, text) == self.seen:
            return
        self.seen = (newest, text)
        if self.waits:
            wait, self.pressed_at = time.perf_counter() - self.pressed_at, 0.0
            self.answered(self, wait, self.telegram.transcript.number - self.calls_then)

    def press(self) -> None:
        """Answer the question on the screen."""
        assert self.seen is not None
        data = self.chance.choice(self.options)
        self.calls_then, self.pressed_at = self.telegram.transcript.number, time.perf_counter()
        self._phones.press(self.telegram.home, self.person, self._chat, self.seen[0], data)


class Crowd:
    """Everybody, and the stopwatch. One phase at a time."""

    def __init__(self, telegram: Telegram, order: Order) -> None:
        self._telegram = telegram
        self._order = order
        self._waits: list[float] = []
        self._calls_before = 0
        self._next: Callable[[Walker], None] = lambda _: None
        chance = random.Random(order.people)  # noqa: S311 - the dice of a benchmark
        everybody = cast(order.people + ALONE, language=Language.ES)
        self.walkers = [Walker(telegram, one, self._answered, chance) for one in everybody]

    def _answered(self, walker: Walker, wait: float, calls: int) -> None:
        self._waits.append(wait * 1000)
        self._calls_before += calls - 1
        self._next(walker)

    async def seat(self) -> None:
        """Wait until everybody has a question and nothing more comes."""
        async with asyncio.timeout(PATIENCE):
            while not all(one.seen for one in self.walkers):  # noqa: ASYNC110 - it is on many phones
                await asyncio.sleep(0.05)
        await self._settle()

    async def _settle(self) -> None:
        before, until = -1, time.monotonic() + DRAINED
        while time.monotonic() < until and (
            before != self._telegram.transcript.number or any(one.waits for one in self.walkers)
        ):
            before = self._telegram.transcript.number
            await asyncio.sleep(SETTLED)

    async def alone(self, bot: psutil.Process) -> Phase:
        """One person at a time presses as soon as the next question is there."""
        last = self.walkers[-ALONE:]
        done = [0]

        def following(walker: Walker) -> None:
            done[0] += 1
            turn = last[min(done[0] // 50, ALONE - 1)]
            asyncio.get_running_loop().call_soon(turn.press)

        return await self._phase("1", bot, following, last[:1])

    async def rush(self, bot: psutil.Process) -> Phase:
        """Everybody presses as soon as the next question is there: the most that the bot can take."""

        def following(walker: Walker) -> None:
            asyncio.get_running_loop().call_soon(walker.press)

        return await self._phase("rush", bot, following, self.walkers[:-ALONE])

    async def paced(self, bot: psutil.Process, pace: float = PACE) -> Phase:
        """Everybody takes their time, so that all together give ``pace`` answers a second."""
        people = self.walkers[:-ALONE]
        due = {one.person.id: 0.0 for one in people}
        between = len(people) / pace
        loop = asyncio.get_running_loop()

        def following(walker: Walker) -> None:
            due[walker.person.id] = max(due[walker.person.id] + between, loop.time())
            loop.call_at(due[walker.person.id], press, walker)

        def press(walker: Walker) -> None:
            if self._next is following:
                walker.press()

        def begin(walker: Walker, number: int) -> None:
            due[walker.person.id] = loop.time() + between * number / len(people)
            loop.call_at(due[walker.person.id], press, walker)

        return await self._phase("paced", bot, following, people, begin)

    async def _phase(
        self,
        name: str,
        bot: psutil.Process,
        following: Callable[[Walker], None],
        first: list[Walker],
        begin: Callable[[Walker, int], None] = lambda walker, _: walker.press(),
    ) -> Phase:
        self._next, self._waits, self._calls_before = following, [], 0
        self._telegram.transcript.clear()
        before, began = _cpu(bot), time.perf_counter()
        for number, walker in enumerate(first):
            begin(walker, number)
        await asyncio.sleep(self._order.seconds)
        waits, seconds, calls_before = self._waits, time.perf_counter() - began, self._calls_before
        cpu = _cpu(bot) - before
        totals = self._telegram.transcript.totals
        calls = {method: total.calls for method, total in totals.items()}
        sizes = {method: total.bytes_in + total.bytes_out for method, total in totals.items()}
        self._next, self._waits = lambda _: None, []
        await self._settle()
        count = len(waits)
        memory = bot.memory_info().rss / 1e6
        return Phase(name, count, seconds, sorted(waits), cpu, memory, calls, sizes, calls_before / max(count, 1))


def _cpu(bot: psutil.Process) -> float:
    times = bot.cpu_times()
    return float(times.user + times.system)


async def main() -> None:
    """Serve one bot: wait for it, seat everybody, run the phases."""
    loop = asyncio.get_running_loop()
    order = Order(**json.loads(await loop.run_in_executor(None, sys.stdin.readline)))
    people = cast(order.people + ALONE, language=Language.ES)
    async with LocalServer(people=people, latency_ms=order.latency_ms) as server:
        crowd = Crowd(server.telegram, order)
        for walker in crowd.walkers:
            walker.start()
        gc.collect()
        gc.freeze()
        _say({"url": server.base_url})
        bot = psutil.Process(json.loads(await loop.run_in_executor(None, sys.stdin.readline))["pid"])
        await server.until_polled()
        _say({"polled": time.time()})
        await crowd.seat()
        for phase in (crowd.alone, crowd.rush, crowd.paced):
            _say(asdict(await phase(bot)))


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(told)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
