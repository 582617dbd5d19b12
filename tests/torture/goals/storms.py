"""R3: a storm of updates, doubled, out of order, with poison, leaves what its updates leave one after another.

It decides what is judged and when. How a storm is made is in `kit.storm`; what must come of it is worked out by
`kit.serial`.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from time import monotonic, time
from unittest.mock import patch

from aiohttp import ClientSession
from kit.bad_intake import planted
from kit.edge import free_port, path_of, rows
from kit.poison import Settles, undecodable
from kit.serial import differences, read_state, recorded_again, replay
from kit.service import Service
from kit.storm import JUNK, Blow, People, Storm, StormQueue, brew

from benchmarks.stage import cast, set_up
from bot.local import Clock, LocalServer
from bot.logs import set_up as set_up_logs
from bot.webhook import TOKEN_HEADER
from storage.instrument_document import default_instrument
from storage.secrets import Keyring
from torture.goal import Bug, Goal, Tier, Trial

PEOPLE = cast(12)
SECRET = "storm-of-updates-" * 3
AT_ONCE = 8
"""Requests that Telegram makes to a webhook at the same time."""
LATER = timedelta(hours=1)
"""Everything is typed so long after whatever was shown: that somebody typed too soon is not what is tried here."""
UNBOUND = {"chat_burst": 1_000_000, "person_burst": 1_000_000}
"""The limits of a chat and of a person, which are tried elsewhere."""
UPDATES = {True: 300, False: 200}
"""How many make a storm, by polling and by webhook."""
NEVER = 100_000
"""Seconds between polls and looks that would help whoever is held up: in a storm there are none."""
PATIENCE = {True: 15.0, False: 60.0}
"""Seconds until a batch counts as held up, for ever; with the bugs that do so, enough for a machine that is slow."""
POISON, DOUBLED = {False: 0.03, True: 0.15}, {False: 0.2, True: 0.5}
"""Shares of the updates; there are more when a bug is to be seen."""
DIFFERS, NOT_ASIDE, HELD_UP, TWICE = (
    "state differs",
    "poison not put aside",
    "an update held up by poison",
    "applied twice",
)


@dataclass
class Judge:
    """Compares a storm's database with the model's, and reports to a trial."""

    trial: Trial
    number: int
    storm: Storm
    made: Service
    before: Path
    now: datetime
    delivered: set[int] = field(default_factory=set)

    async def settled(self, batch: Sequence[Blow]) -> None:
        """Wait until a batch is stored and applied; what still waits, with no other poll to come, is held up."""
        numbers = {blow.number for blow in batch if not blow.stranger}
        self.delivered |= {blow.number for blow in batch}
        until = monotonic() + PATIENCE[bool(self.trial.bug)]
        while (waiting := self._waiting(numbers)) and monotonic() < until:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.005)
        what = f"{len(waiting)} of the {len(numbers)} updates of a batch wait for another poll"
        self.trial.expect(HELD_UP, not waiting, what, self.number)

    def _waiting(self, numbers: set[int]) -> set[int]:
        states = dict(rows(self.made, "SELECT update_id, state FROM inbox"))
        return (numbers - states.keys()) | {number for number, state in states.items() if state == "pending"}

    def judge(self) -> None:
        """Judge when everything was delivered."""
        states = dict(rows(self.made, "SELECT update_id, state FROM inbox ORDER BY id"))
        known = [self.storm.blows[number] for number in states if number in self.storm.blows]
        unbound = {number for number in self.delivered if not self.storm.blows[number].stranger}
        for odd in (unbound - states.keys(), states.keys() - self.delivered):
            words = f"{len(odd)} updates that were never stored, or never sent, such as {min(odd, default=0)}"
            self.trial.expect(DIFFERS, not odd, words, self.number)
        told = [(blow.number, blow.text) for blow in known if states[blow.number] == "applied"]
        broken = replay(self.before, Keyring(self.made.key), told, self.now)
        for blow in known:
            wanted, state = self._fates(blow, broken), states[blow.number]
            what = f"update {blow.number} is {state}, not {' or '.join(sorted(wanted))}: {blow.text[:80]!a}"
            self.trial.expect(NOT_ASIDE, state in wanted, what, self.number)
        expected, got = read_state(self.before), read_state(path_of(self.made))
        for number in recorded_again(expected, got):
            self.trial.found(TWICE, f"update {number} is in the history twice", self.number)
        for line in differences(expected, got):
            self.trial.found(DIFFERS, line, self.number)

    def _fates(self, blow: Blow, broken: set[int]) -> frozenset[str]:
        if blow.settles is not Settles.SOMEHOW:
            return blow.settles.states
        return Settles.ASIDE.states if blow.number in broken else blow.settles.states


@asynccontextmanager
async def _bot(trial: Trial, folder: Path, **options: object) -> AsyncIterator[Service]:
    """Run the bot on a database where everybody has their first question, with clocks that stand still."""
    stage = set_up(folder, PEOPLE, seated=True, ago=LATER)
    at = time()
    async with LocalServer(people=PEOPLE, clock=Clock(wall=lambda: at), seed=trial.seed) as server:
        home = server.telegram.home
        home.queue = StormQueue(server.telegram.clock)
        for person in PEOPLE:
            server.telegram.private_chat(home, person).opened = True
        made = Service(server, stage.url, stage.key, options={**UNBOUND, **options})
        shutil.copyfile(path_of(made), folder / "before.db")
        await made.start()
        try:
            yield made
        finally:
            await made.stop()


async def run(trial: Trial) -> None:
    """Deliver storms by polling and by webhook, in turn."""
    counted = dict.fromkeys(("updates", "delivered again", "poison"), 0)
    set_up_logs("CRITICAL")
    with planted(trial.bug), ExitStack() as stack:
        for helping in ("bot.polling.POLL_SECONDS", "bot.local.methods_updates.LONGEST_POLL", "bot.runner.LOOK_AGAIN"):
            stack.enter_context(patch(helping, NEVER))
        for number in trial.numbers():
            try:
                storm = await _round(trial, number)
            except Exception as error:  # noqa: BLE001 - whatever ended the bot is the finding
                trial.found(DIFFERS, f"the bot ended: {error!r}", number)
                continue
            counted["updates"] += len(storm.blows)
            counted["delivered again"] += sum(map(len, storm.batches)) - len(storm.blows)
            counted["poison"] += sum(blow.settles is not Settles.APPLIED for blow in storm.blows.values())
    trial.facts.update({name: f"{value:,}" for name, value in counted.items()})


async def _round(trial: Trial, number: int) -> Storm:
    dice, polled, bug = trial.dice(number), number % 2 == 0, bool(trial.bug)
    folder = trial.folder / str(number)
    folder.mkdir()
    people = People(dice, [one.id for one in PEOPLE], default_instrument(), int(time()) + 3600)
    storm = brew(dice, people, UPDATES[polled] // (1 + bug), poison=POISON[bug], twice=DOUBLED[bug], polled=polled)
    port = free_port()
    hook = {"webhook_url": f"http://127.0.0.1:{port}/x", "webhook_secret": SECRET, "listen": f"127.0.0.1:{port}"}
    async with AsyncExitStack() as stack:
        made = await stack.enter_async_context(_bot(trial, folder, **({} if polled else hook)))
        judge = Judge(trial, number, storm, made, folder / "before.db", made.server.telegram.clock.now())
        deliver = _polls(made) if polled else await stack.enter_async_context(_posts(made, hook["webhook_url"]))
        for batch in storm.batches:
            await deliver(batch)
            await judge.settled(batch)
            if bug and (trial.zeros[HELD_UP] or trial.is_seen(trial.zeros)):
                break
        judge.judge()
    shutil.rmtree(folder)
    return storm


def _polls(made: Service) -> Callable[[Sequence[Blow]], Awaitable[None]]:
    """Give what pours a batch into a queue that the bot polls, some of them twice, junk among them."""
    queue = made.server.telegram.home.queue
    assert isinstance(queue, StormQueue)
    junk = cycle(JUNK)

    async def pour(batch: Sequence[Blow]) -> None:
        while queue.pending:  # noqa: ASYNC110 - until what was fetched twice is confirmed
            await asyncio.sleep(0.005)
        queue.deaf = len(batch) % 2
        whole = not any(blow.text == undecodable(blow.number) for blow in batch)
        odd = [(0, next(junk))] if whole and len(batch) < 100 else []
        queue.pour([*odd, *((blow.number, blow.text) for blow in batch)])

    return pour


@asynccontextmanager
async def _posts(made: Service, url: str) -> AsyncIterator[Callable[[Sequence[Blow]], Awaitable[None]]]:
    """Give what posts a batch to the bot's webhook, a few at once, until each is taken."""
    while made.server.telegram.home.webhook is None:  # noqa: ASYNC110 - the bot sets it when it listens
        await asyncio.sleep(0.005)
    async with ClientSession(headers={TOKEN_HEADER: SECRET}) as session:
        gate = asyncio.Semaphore(AT_ONCE)

        async def post(blow: Blow) -> None:
            async with gate, session.post(url, data=blow.text.encode()) as answer:
                assert answer.status == 200, (answer.status, blow.text)

        async def deliver(batch: Sequence[Blow]) -> None:
            await asyncio.gather(*map(post, batch))

        yield deliver


GOALS = (
    Goal(
        id="R3",
        title=(
            "A storm of updates, a fifth of them delivered again, out of order, with ids that jump back and poison in "
            "between, leaves what the same updates leave one after another, and poison holds nobody up."
        ),
        unit="storms",
        zeros=(DIFFERS, NOT_ASIDE, HELD_UP, TWICE),
        rounds={Tier.CI: 2, Tier.NIGHT: 400, Tier.RELEASE: 4_000},
        run=run,
        bugs=(
            Bug("higher ids only", "An update counts as new if its id is higher than the last one.", DIFFERS, 4),
            Bug("poison stops its batch", "What comes after an unreadable update is not applied.", HELD_UP, 4),
            Bug("poison waits for a poll", "What comes after it is applied when another poll brings news.", HELD_UP, 4),
            Bug("poison passes as applied", "An unreadable update is marked as applied.", NOT_ASIDE, 4),
            Bug("applied ones are forgotten", "An applied update counts as new when it comes again.", TWICE, 8),
        ),
        note="By polling and by webhook in turn; no poll ends and no look comes that would help what is held up. Each"
        " person answers for a member of their own.",
    ),
)
