"""S7: one person floods the bot, or many do, and everybody else answers as before.

Rounds are of three kinds, in turn. A compressed one: the whole bot in this process, a minute of flood as fast as it can
be taken, by a clock that only the flood moves. A pause in which more comes than may wait. A real one: the bot as a
process of its own, seconds that last a second, its memory measured.
"""

import asyncio
import random
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from time import time
from unittest import mock

from kit.edge import eventually, rows
from kit.flood_frame import Figures, compare, flood, megabytes, planted
from kit.flooding import Calm, Flooder
from kit.service import Service

from benchmarks.lives import lives
from benchmarks.stage import Stage, cast, set_up
from bot.limits import A_SECOND, BURST
from bot.local import LocalServer, Person
from bot.local.clock import Clock
from bot.local.state import Telegram
from bot.logs import set_up as set_up_logs
from conversations.instrument import Language
from locales.overflow import render_overflow
from storage.pausing import pause, resume
from torture.goal import Bug, Goal, Tier, Trial

LOST = "answer of another person lost or not confirmed"
NOTICES = "another number of notices to a flooder than one"
OVER = "more kept of one person than they may send"
FULL = "queue above its bound"
MEMORY = "memory more than 64 MB above what it is at rest"

CALM = 4
"""People who answer beside a flood."""
MINUTE = 30  # seconds of a compressed flood
A_SECOND_OF_FLOOD = 100
ROOM = 200
"""Updates that may wait in the round in which the inbox is full."""
MANY, MEGABYTES = 1_000, 64
REAL = 4.0  # seconds
PATIENCE = 60.0
IN_VAIN, PATIENCE_IN_VAIN = "one-bucket", 15.0
"""A bug for which one waits in vain, once; a bot that is whole confirms within a second there."""
HUMAN = (0.3, 0.8)  # seconds between a person's answers
UNBOUND = {"chat_burst": 1_000_000}
LIMITED = {"SOLIDARIA_PERSON_BURST": str(BURST), "SOLIDARIA_PERSON_PER_SECOND": str(A_SECOND)}
"""What a benchmark's stage raises, as it is by itself."""
NOTICE = str(render_overflow(Language.ES))
ROUNDS = COMPRESSED, PAUSED, ONE, THOUSAND = range(4)
BUG_ROUND = {"no-room": PAUSED, "hoards": ONE}


async def run(trial: Trial) -> None:
    """Flood."""
    set_up_logs("CRITICAL")
    figures = Figures()
    with planted(trial.bug):
        for number in trial.numbers():
            kind = BUG_ROUND.get(trial.bug, COMPRESSED) if trial.bug else ROUNDS[number % 4]
            folder = trial.folder / str(number)
            folder.mkdir()
            try:
                if kind == COMPRESSED:
                    await _compressed(trial, number, folder, figures)
                elif kind == PAUSED:
                    await _paused(trial, number, folder)
                else:
                    await _real(trial, number, folder, figures, MANY if kind == THOUSAND else 1)
            except Exception as error:  # noqa: BLE001 - whatever it is, the bot brought it about
                trial.found(LOST, f"it has ended with {type(error).__name__}: {error}", number)
            shutil.rmtree(folder)
    trial.facts |= figures.in_words()


async def _compressed(trial: Trial, number: int, folder: Path, figures: Figures) -> None:
    """A hundred a second for half a minute of the flood's own clock, and then it is over."""
    dice, people = trial.dice(number), cast(CALM + 1, language=Language.ES)
    at = time()
    async with _bot(folder, people, Clock(wall=lambda: at)) as (bot, stage):
        clock = bot.server.telegram.clock
        flooder, calm = _cast(bot.server.telegram, people, dice)
        minute = MINUTE if not trial.bug else MINUTE // 5
        for second in range(minute):
            for _ in range(A_SECOND_OF_FLOOD):
                flooder.act()
            clock.forward(timedelta(seconds=1))
            if second % 5 == 0:
                await _answer_all(trial, number, calm)
                if trial.bug == IN_VAIN and trial.zeros[LOST]:
                    return
                await _settled(trial, number, bot)
                await bot.look_for_floods()
        await _settled(trial, number, bot)
        for _ in range(3):
            clock.forward(timedelta(seconds=4))
            await bot.look_for_floods()
        await bot.stop()
        compare(trial, LOST, number, stage, calm)
        ((kept,),) = rows(bot, "SELECT count(*) FROM inbox")
        most = sum(len(one.given) for one in calm) + BURST + minute * A_SECOND
        trial.expect(OVER, kept <= most, f"{kept} of {flooder.acts} are kept, at most {most:.0f} may be", number)
        told = flooder.said(NOTICE)
        trial.expect(NOTICES, told == 1, f"{told}", number)
        figures.acts += flooder.acts
        figures.answers += sum(len(one.waits) for one in calm)


async def _paused(trial: Trial, number: int, folder: Path) -> None:
    """In a pause many send; more than may wait stays with Telegram, and nothing of it is lost."""
    dice, people = trial.dice(number), cast(CALM + 1, language=Language.ES)
    crowd = [Person(9_000_000 + n, "Nadie", "es") for n in range(ROOM)]
    with mock.patch("storage.overflow.MOST_WAITING", ROOM), mock.patch("bot.polling.PAUSES", (0.02,)):
        async with _bot(folder, people, None, crowd) as (bot, stage):
            database, telegram = bot.open(), bot.server.telegram
            _, calm = _cast(telegram, people, dice)
            with database.writing() as tx:
                pause(tx, telegram.clock.now())
            strangers = [Flooder(telegram, one, dice) for one in crowd]
            for one in strangers:
                one.act("link")
                one.act("link")
            answering = [asyncio.create_task(one.answer(PATIENCE)) for one in calm]
            polls = len(telegram.transcript.find("getUpdates"))
            await eventually(
                lambda: not telegram.home.queue.pending or len(telegram.transcript.find("getUpdates")) > polls + 12,
                "polls that bring nothing more",
            )
            ((waiting,),) = rows(bot, "SELECT count(*) FROM inbox WHERE state = 'pending'")
            trial.expect(FULL, waiting <= ROOM, f"{waiting} wait, at most {ROOM} may", number)
            with database.writing() as tx:
                resume(tx)
            database.close()
            await bot.look_again()
            await asyncio.gather(*answering)
            await _settled(trial, number, bot)
            await bot.stop()
            compare(trial, LOST, number, stage, calm, toasts=False)


async def _real(trial: Trial, number: int, folder: Path, figures: Figures, many: int) -> None:
    """Seconds of a flood by one, or by a thousand whom nobody knows, at the bot as a process."""
    dice, people = trial.dice(number), cast(CALM + 1, language=Language.ES)
    strangers = [Person(9_000_000 + n, "Nadie", "es") for n in range(many if many > 1 else 0)]
    stage = set_up(folder, people, seated=True, ago=timedelta(minutes=1))
    async with LocalServer(people=[*people, *strangers]) as server, lives(folder) as living:
        for person in people:
            server.telegram.private_chat(server.telegram.home, person).opened = True
        await living.start({**stage.environment(server.base_url), **LIMITED}, trial.bug)
        await asyncio.wait_for(server.until_polled(), PATIENCE)
        first, calm = _cast(server.telegram, people, dice)
        await asyncio.gather(*(_answers(trial, number, one, dice, REAL / 2) for one in calm))
        figures.add("nobody", calm)
        rest = megabytes(living.pid)
        for one in calm:
            one.waits.clear()
        flooders = [Flooder(server.telegram, one, dice) for one in strangers] or [first]
        a_second = 5 * many if many > 1 else A_SECOND_OF_FLOOD
        flooding = asyncio.create_task(flood(flooders, a_second, REAL))
        await asyncio.gather(*(_answers(trial, number, one, dice, REAL) for one in calm))
        figures.rates.setdefault(f"{a_second:,}", []).append(await flooding)
        memory = megabytes(living.pid)
        trial.expect(MEMORY, memory <= rest + MEGABYTES, f"{memory:.0f} MB, {rest:.0f} MB at rest", number)
        await living.stop()
        figures.memory, figures.at_rest = max(figures.memory, memory), rest
        figures.acts += sum(one.acts for one in flooders)
        figures.add("a thousand, 5 a second each" if many > 1 else "one, 100 a second", calm)
        compare(trial, LOST, number, stage, calm)


async def _answers(trial: Trial, number: int, one: Calm, dice: random.Random, seconds: float) -> None:
    """Answer at a human pace."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while loop.time() < until:
        await _answer(trial, number, one)
        await asyncio.sleep(dice.uniform(*HUMAN))


async def _answer_all(trial: Trial, number: int, calm: list[Calm]) -> None:
    await asyncio.gather(*(_answer(trial, number, one) for one in calm))


async def _answer(trial: Trial, number: int, one: Calm) -> None:
    try:
        confirmed = await one.answer(PATIENCE if trial.bug != IN_VAIN else PATIENCE_IN_VAIN)
        trial.expect(LOST, confirmed, "a press was not confirmed", number)
    except TimeoutError:
        trial.found(LOST, "no question was shown", number)


def _cast(telegram: Telegram, people: list[Person], dice: random.Random) -> tuple[Flooder, list[Calm]]:
    first, *others = people
    return Flooder(telegram, first, dice), [Calm(telegram, one, dice) for one in others]


@asynccontextmanager
async def _bot(
    folder: Path, people: list[Person], clock: Clock | None, others: Sequence[Person] = ()
) -> AsyncIterator[tuple[Service, Stage]]:
    """Run the bot in this process, with people at their first question."""
    stage = set_up(folder, people, seated=True, ago=timedelta(minutes=1))
    async with LocalServer(people=[*people, *others], clock=clock) as server:
        for person in people:
            server.telegram.private_chat(server.telegram.home, person).opened = True
        bot = Service(server, stage.url, stage.key, options=dict(UNBOUND))
        await bot.start()
        try:
            yield bot, stage
        finally:
            await bot.stop()


async def _settled(trial: Trial, number: int, bot: Service) -> None:
    """Wait until all has been fetched, and what was kept is applied."""
    pending = "SELECT 1 FROM inbox WHERE state = 'pending' LIMIT 1"
    try:
        await eventually(lambda: not bot.server.telegram.home.queue.pending, "an empty queue at Telegram")
        await eventually(lambda: not rows(bot, pending), "an empty inbox")
    except AssertionError as never:
        trial.found(LOST, str(never), number)


GOALS = (
    Goal(
        id="S7",
        title="While one person or a thousand flood the bot, everybody else's answers are shown as saved and kept.",
        unit="floods",
        zeros=(LOST, NOTICES, OVER, FULL, MEMORY),
        rounds={Tier.CI: 4, Tier.NIGHT: 300, Tier.RELEASE: 3_000},
        run=run,
        bugs=(
            Bug("no-bucket", "Nobody is refused anything.", OVER, 1),
            Bug("one-bucket", "All senders share a bucket.", LOST, 1, "not confirmed"),
            Bug("notice-each-time", "Whoever floods is told at every look.", NOTICES, 1),
            Bug("no-room", "The inbox takes whatever comes.", FULL, 1),
            Bug("hoards", "What is refused is kept in memory.", MEMORY, 1),
        ),
        note="The thousand are strangers. Memory is the process's resident set at the end of a real round; at rest"
        " it is what the libraries take. A real flood sends all it means to, however long that takes. What others wait"
        " in a flood is a fact of the machine, like what they wait without one.",
    ),
)
